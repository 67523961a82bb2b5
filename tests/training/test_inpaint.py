"""The critic of fills, and several fills of one hole."""

import copy
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.errors import RecipeError
from training.data.photos import open_photos
from training.modes.inpaint import Inpaint, InpaintRecipe
from training.networks.photonet import PhotoNetFill
from training.recipe import Stage

CPU = torch.device("cpu")
STAGE = Stage(steps=10, crop=32, batch=2, mixture={"scratch": 1.0, "blob": 1.0})
GAN = InpaintRecipe(
    name="tiny",
    stages=(STAGE,),
    width=8,
    cap=16,
    bf16=False,
    warmup=0,
    lr=3e-3,
    adversarial="relativistic",
    penalty_every=2,
    critic_width=8,
)
Z = {"noise_dims": 4, "spread_weight": 5.0}


@pytest.fixture(scope="module")
def batches(photo_folder, tmp_path_factory):
    samples = Inpaint(GAN, CPU).samples(
        STAGE, open_photos(photo_folder, tmp_path_factory.mktemp("c"))
    )
    made = [samples[i] for i in range(20)]
    return [
        {name: torch.from_numpy(np.stack([m[name] for m in made[i : i + 2]])) for name in made[0]}
        for i in range(0, 20, 2)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"condition": "concat", "adversarial": "bce", "penalty": "none", "diffaugment": ()},
        {"adversarial": "wasserstein", "penalty": "wgan-gp", "gamma_adapts": False},
        {"from_step": 4},
        Z,
    ],
    ids=["relativistic", "plain", "wasserstein", "later", "noise"],
)
def test_ten_steps_cut_in_two_end_as_ten_in_one(batches, change):
    recipe = replace(GAN, **change)
    whole, cut = Inpaint(recipe, CPU), Inpaint(recipe, CPU)
    for step, batch in enumerate(batches):
        values = whole.step(batch, step)
        assert all(math.isfinite(value) for value in values.values())
        if step == 4:
            cut.load_state(copy.deepcopy(whole.state()))
    for step in range(5, 10):
        cut.step(batches[step], step)
    for name, learner in whole.learners.items():
        same = cut.learners[name].net.state_dict()
        for key, tensor in learner.net.state_dict().items():
            torch.testing.assert_close(same[key], tensor, rtol=0, atol=0)


def test_the_critic_waits_for_its_step(batches):
    mode = Inpaint(replace(GAN, from_step=2), CPU)
    told = ["critic" in mode.step(batch, step) for step, batch in enumerate(batches[:4])]
    assert told == [False, False, True, True]


def test_an_untrained_critic_of_zeros_gives_the_known_losses(batches):
    mode = Inpaint(replace(GAN, penalty="none", critic_lr=1e-12), CPU)
    for parameter in mode.learners["critic"].net.parameters():
        torch.nn.init.zeros_(parameter)
    values = mode.step(batches[0], 0)
    assert values["critic"].item() == pytest.approx(math.log(2), rel=1e-5)
    assert values["adversarial"].item() == pytest.approx(math.log(2), rel=1e-5)
    assert values["feature_matching"].item() == pytest.approx(0, abs=1e-6)
    rest = (
        GAN.hole_weight * values["hole_l1"]
        + GAN.gradient_weight * values["gradient_l1"]
        + GAN.scale_weight * values["scale_nll"]
    )  # outside the hole an untrained fill is the photograph
    assert values["loss"].item() == pytest.approx((rest + 0.1 * math.log(2)).item(), rel=1e-5)


def test_a_critic_learns_to_tell_fills_from_photographs(batches):
    still = {"lr": 1e-9, "lr_end": 1e-9}  # fills stay Navier-Stokes's
    recipe = replace(GAN, **still, critic_lr=1e-3, penalty="none", diffaugment=())
    mode = Inpaint(recipe, CPU)
    for step in range(48):
        values = mode.step(batches[step % 2], step)
    assert values["critic"] < 0.6 < math.log(2)
    assert values["critic_sure"] > 0.8


def test_noise_chooses_a_fill_and_none_gives_the_same_as_zero(batches):
    mode = Inpaint(replace(GAN, **Z), CPU)
    clean, mask, prefill = mode.tensors(batches[0])
    z = torch.randn(2, 4, generator=torch.Generator().manual_seed(1))

    def fill(noise):
        with torch.no_grad():
            return mode.generator.net(clean * (1 - mask), mask, prefill, noise=noise)[0]

    torch.testing.assert_close(fill(z), fill(None), rtol=0, atol=0)  # untrained: no noise matters
    for step, batch in enumerate(batches):
        mode.step(batch, step)
    torch.testing.assert_close(fill(torch.zeros_like(z)), fill(None), rtol=0, atol=0)
    torch.testing.assert_close(fill(z), fill(z), rtol=0, atol=0)
    assert (mask * (fill(z) - fill(None))).abs().max() > 1e-4
    assert (mask * (fill(z) - fill(-z))).abs().max() > 1e-4


def test_a_noise_input_keeps_the_names_of_all_other_weights():
    plain, noisy = PhotoNetFill(8, 16).state_dict(), PhotoNetFill(8, 16, noise_dims=4).state_dict()
    assert set(noisy) - set(plain) == {"noise.weight"} and not set(plain) - set(noisy)
    assert not noisy["noise.weight"].any()


def test_a_critic_that_costs_thin_damage_is_told_and_softened():
    mode = Inpaint(GAN, CPU)
    assert mode.trouble({"scratch 2 px": 2.0, "dust": 2.0, "blob 2 %": 0.0}) == ""
    assert mode.trouble({"scratch 2 px": 1.6, "dust": 1.6, "blob 2 %": -3.0}) == ""
    told = mode.trouble({"scratch 2 px": 1.0, "dust": 1.2, "blob 2 %": 1.0})
    assert told == "the critic has cost thin damage 0.9 dB"
    mode.soften()
    assert mode.adversary.trust == 0.5 and mode.adversary.penalty.gamma == 2 * GAN.gamma
    assert Inpaint(replace(GAN, adversarial="none"), CPU).trouble({"dust": -9.0}) == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"condition": "both"}, "condition = 'both'"),
        ({"adversarial": "none", "noise_dims": 8}, "without a critic all fills would become"),
    ],
)
def test_settings_that_do_not_go_together_are_told(change, message):
    with pytest.raises(RecipeError, match=message):
        replace(GAN, **change)
