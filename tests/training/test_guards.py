"""The guards see planted divergence and collapse, and the loop answers them."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
import torch

from engine.errors import RecipeError
from engine.progress import Progress
from training.guards import ROLLBACKS, SURE_FOR, Guards
from training.loop import RunOptions, train
from training.modes.inpaint import Inpaint, InpaintRecipe
from training.recipe import Stage

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
OPTIONS = RunOptions(workers=0, threads=1)


@pytest.fixture
def recipe(photo_folder, validation_folder):
    return InpaintRecipe(
        name="tiny",
        photos=photo_folder,
        validation=validation_folder,
        stages=(Stage(steps=8, crop=32, batch=2, mixture={"dust": 1.0}),),
        width=8,
        cap=16,
        bf16=False,
        save_every=2,
        validate_every=100,
    )


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_trouble(value):
    assert "loss is" in Guards().look(50, {"loss": value})


def test_a_gradient_that_explodes_is_trouble_and_a_varying_one_is_not():
    guards = Guards()
    for step, norm in enumerate([3.0, 5.0, 9.0, 2.0, 4.0, 30.0]):
        assert guards.look(50 * step, {"loss": 1.0, "grad_norm": norm}) == ""
    assert "times its median" in guards.look(400, {"loss": 1.0, "grad_norm": 500.0})


def test_a_critic_that_knows_every_pair_is_trouble_when_the_generator_loses_to_it():
    guards, told = Guards(), ""
    for step in range(0, SURE_FOR + 100, 50):
        told = told or guards.look(
            step, {"loss": 1.0, "critic_sure": 0.995, "adversarial": 1 + step / 1000}
        )
    assert "told every pair apart" in told
    guards = Guards()
    for step in range(0, SURE_FOR + 100, 50):  # it is sure, but the generator gains on it
        values = {"loss": 1.0, "critic_sure": 0.995, "adversarial": 2 - step / 1000}
        assert guards.look(step, values) == ""


def test_a_run_with_a_nan_goes_back_once_with_half_the_rate_and_ends_well(
    recipe, tmp_path, monkeypatch
):
    honest, spoilt = Inpaint.step, []

    def spoil_once(self, batch, step):
        values = honest(self, batch, step)
        if step == 5 and not spoilt:
            spoilt.append(step)
            with torch.no_grad():
                next(self.generator.net.parameters()).fill_(math.nan)
            values["loss"] = torch.tensor(math.nan)
        return values

    monkeypatch.setattr(Inpaint, "step", spoil_once)
    train(recipe, tmp_path / "run", OPTIONS, Progress())
    state = torch.load(tmp_path / "run" / "state.pt", weights_only=True)
    assert state["step"] == 8 and state["guards"]["rollbacks"] == 1
    assert state["mode"]["generator"]["lr_scale"] == 0.5
    assert all(t.isfinite().all() for t in state["mode"]["generator"]["net"].values())
    lines = [json.loads(x) for x in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines if "rolled_back" in line] == [4]


def test_a_run_that_diverges_again_and_again_stops_with_its_last_good_weights(
    recipe, tmp_path, monkeypatch
):
    honest, calls = Inpaint.step, []

    def spoil(self, batch, step):
        calls.append(step)
        values = honest(self, batch, step)
        return values | {"loss": torch.tensor(math.nan)} if step >= 3 else values

    monkeypatch.setattr(Inpaint, "step", spoil)
    with pytest.raises(RecipeError, match=f"diverged {ROLLBACKS} times.*lower `lr`"):
        train(recipe, tmp_path / "run", OPTIONS, Progress())
    assert calls.count(3) == ROLLBACKS
    state = torch.load(tmp_path / "run" / "state.pt", weights_only=True)
    assert state["step"] == 2


def test_a_crop_larger_than_every_photograph_is_refused(recipe, tmp_path):
    large = replace(recipe, stages=(replace(recipe.stages[0], crop=512),))
    with pytest.raises(RecipeError, match="crop = 512 is larger than every photograph"):
        train(large, tmp_path / "run", OPTIONS, Progress())
