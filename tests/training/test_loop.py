"""Runs of seconds: what they write, that they learn, and that an interruption changes nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from engine.errors import RecipeError
from engine.progress import Cancelled, Progress, Stop
from training.checkpoint import load_state, save_state, save_weights
from training.data import validation_photos
from training.data.fill_samples import FillSamples
from training.data.photos import open_photos
from training.loop import RunOptions, train
from training.modes.inpaint import Inpaint, InpaintRecipe
from training.recipe import Stage
from training.run_log import RunLog

# TensorBoard's protocol buffers announce their own future.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MIXTURE = {"scratch": 1.0, "dust": 1.0}
OPTIONS = RunOptions(workers=0, threads=1)


@pytest.fixture
def recipe(photo_folder, validation_folder):
    return InpaintRecipe(
        name="tiny",
        photos=photo_folder,
        validation=validation_folder,
        stages=(
            Stage(steps=4, crop=32, batch=2, mixture=MIXTURE),
            Stage(steps=4, crop=48, batch=1, mixture=MIXTURE),
        ),
        width=8,
        cap=16,
        optimiser="muon",
        warmup=2,
        bf16=False,
        save_every=3,
        validate_every=8,
    )


def test_a_run_leaves_everything_that_is_needed_to_go_on_and_to_judge_it(recipe, tmp_path):
    scores = train(recipe, tmp_path / "run", OPTIONS, Progress())
    assert set(scores) == {"scratch 2 px", "scratch 8 px", "dust", "blob 2 %"}
    written = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"recipe.json", "log.jsonl", "state.pt", "ema.safetensors", "samples"} <= written
    assert any(name.startswith("events.out.tfevents") for name in written)
    lines = [json.loads(x) for x in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert lines[-1] == {"step": 8, "validation": scores}


@pytest.mark.parametrize("samples", ["processes", "device"])
def test_an_interrupted_run_ends_with_the_same_weights(recipe, tmp_path, samples):
    recipe = replace(recipe, samples=samples)
    train(recipe, tmp_path / "whole" / "run", OPTIONS, Progress())

    stop = Stop()

    def interrupt(fraction: float, doing: str) -> None:
        if doing.startswith("step 6 "):
            stop.set()

    with pytest.raises(Cancelled):
        train(recipe, tmp_path / "cut" / "run", OPTIONS, Progress(interrupt, stop))
    train(recipe, tmp_path / "cut" / "run", OPTIONS, Progress())

    whole, cut = (
        torch.load(tmp_path / name / "run" / "state.pt", weights_only=True)
        for name in ("whole", "cut")
    )
    assert whole["step"] == cut["step"] == 8
    for name, tensor in whole["mode"]["generator"]["net"].items():
        torch.testing.assert_close(cut["mode"]["generator"]["net"][name], tensor, rtol=0, atol=0)
    a, b = (load_file(tmp_path / name / "run" / "ema.safetensors") for name in ("whole", "cut"))
    for name, tensor in a.items():
        torch.testing.assert_close(b[name], tensor, rtol=0, atol=0)


def test_a_photograph_that_measures_is_refused_each_time(recipe, tmp_path, monkeypatch):
    kept = next(recipe.photos.glob("*.png"))
    digest = hashlib.sha256(kept.read_bytes()).hexdigest()
    monkeypatch.setattr(validation_photos, "validation_hashes", lambda: {digest: "of the set.png"})
    for _ in range(2):
        with pytest.raises(RecipeError, match="kept for measuring"):
            train(recipe, tmp_path / "run", OPTIONS, Progress())
    assert not (tmp_path / "run" / "state.pt").exists()


def test_the_checkpoint_of_another_recipe_is_refused_by_its_first_difference(recipe, tmp_path):
    train(recipe, tmp_path / "run", replace(OPTIONS, stop_after=1), Progress())
    with pytest.raises(RecipeError, match="another recipe"):
        train(replace(recipe, width=16), tmp_path / "run", OPTIONS, Progress())


def test_a_damaged_checkpoint_is_told(recipe, tmp_path):
    train(recipe, tmp_path / "run", replace(OPTIONS, stop_after=1), Progress())
    (tmp_path / "run" / "state.pt").write_bytes(b"half a file")
    with pytest.raises(RecipeError, match=r"state\.pt is damaged"):
        train(recipe, tmp_path / "run", OPTIONS, Progress())


def test_a_shorter_dry_run_does_not_set_the_step_of_a_longer_run_back(recipe, tmp_path):
    run = tmp_path / "a run with spaces"
    train(recipe, run, replace(OPTIONS, stop_after=4), Progress())
    scores = train(recipe, run, replace(OPTIONS, stop_after=2), Progress())
    assert torch.load(run / "state.pt", weights_only=True)["step"] == 4
    assert "dust" in scores  # nothing was learnt, but it is still said how good it is
    train(recipe, run, OPTIONS, Progress())
    assert torch.load(run / "state.pt", weights_only=True)["step"] == 8


def test_one_held_out_photograph_is_enough(recipe, photo_folder, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "photo.png").write_bytes((photo_folder / "photo-0.png").read_bytes())
    recipe = replace(recipe, validation=tmp_path / "one")
    assert "dust" in train(recipe, tmp_path / "run", replace(OPTIONS, stop_after=1), Progress())


def test_a_checkpoint_that_does_not_fit_on_the_disk_leaves_the_old_one(tmp_path, monkeypatch):
    save_state(tmp_path / "state.pt", {"step": 1})

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecipeError, match="No space left on device"):
        save_state(tmp_path / "state.pt", {"step": 2})
    with pytest.raises(RecipeError, match="No space left on device"):
        save_weights(tmp_path / "ema.safetensors", torch.nn.Linear(2, 2))
    assert load_state(tmp_path / "state.pt") == {"step": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["state.pt"]


def test_a_folder_that_cannot_be_written_to_is_told(recipe, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RecipeError, match="cannot go on: Not a directory"):
        train(recipe, tmp_path / "file" / "run", OPTIONS, Progress())


def test_a_log_that_cannot_be_written_is_told(recipe, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RunLog, "write", full)
    with pytest.raises(RecipeError, match="No space left on device"):
        train(recipe, tmp_path / "run", OPTIONS, Progress())


@pytest.mark.parametrize("optimiser", ["adamw", "muon"])
def test_eight_crops_are_learnt_by_heart(recipe, photo_folder, tmp_path, optimiser):
    recipe = replace(recipe, width=24, cap=48, optimiser=optimiser, lr=4e-3, warmup=5)
    recipe = replace(recipe, stages=(replace(recipe.stages[0], steps=120),))
    photos = open_photos(photo_folder, tmp_path)
    samples = FillSamples(photos, 1, 32, MIXTURE, (0.15, 0.3))
    batch = {
        name: torch.stack([torch.from_numpy(samples[i][name]) for i in range(8)])
        for name in ("clean", "mask", "prefill")
    }
    mode = Inpaint(recipe, torch.device("cpu"))
    losses = [mode.step(batch, step)["hole_l1"] for step in range(120)]
    assert losses[-1] < 0.4 * losses[0]
