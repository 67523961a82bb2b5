"""The recipes that nobody could train in earnest yet: each takes steps, is stopped, and goes on."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from engine.progress import Progress
from training.loop import RunOptions, train
from training.modes import segment
from training.recipe import load_recipe

# TensorBoard's protocol buffers announce their own future.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

RECIPES = ("gpu-fill-1", "gpu-fill", "gpu-detect", "gpu-restore", "fill-edges", "fill-variants")
SMALL = {"init": "", "width": 8, "cap": 16, "save_every": 1}


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_takes_steps_of_all_its_stages_and_goes_on(
    name, photo_folder, validation_folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(segment, "VALIDATION_CROPS", 2)
    recipe = load_recipe(Path("training/recipes") / f"{name}.toml")
    stages = tuple(replace(stage, steps=2, crop=48, batch=2) for stage in recipe.stages)
    changes = SMALL | {"photos": photo_folder, "validation": validation_folder, "stages": stages}
    if name in ("gpu-fill-1", "gpu-fill", "gpu-restore"):
        changes["samples"] = "device"  # as a graphics card has it
    if hasattr(recipe, "critic_width"):
        changes |= {"critic_width": 8, "penalty_every": 2}
    recipe = replace(recipe, **changes)
    assert recipe.bf16
    options = RunOptions(workers=0, threads=1, stop_after=1)
    train(recipe, tmp_path / "run", options, Progress())
    scores = train(recipe, tmp_path / "run", replace(options, stop_after=None), Progress())
    assert scores and all(math.isfinite(score) for score in scores.values())
    lines = (tmp_path / "run" / "log.jsonl").read_text().splitlines()
    validated = [json.loads(line)["step"] for line in lines if "validation" in line]
    assert validated == [1, recipe.steps]
