"""The damage detector's losses against values computed by hand, and that it learns."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)

from engine.errors import RecipeError
from training.data.old_scans import Ground
from training.data.photos import open_photos
from training.modes import segment
from training.modes.segment import (
    RIM_WEIGHT,
    Segment,
    SegmentRecipe,
    beside_a_border,
    damage_cross_entropy,
    dice_loss,
)
from training.networks.segment import PhotoNetSegment
from training.recipe import Stage


def test_cross_entropy_weighs_rare_damage_and_forgives_its_rim():
    truth = torch.zeros(1, 1, 9, 9)
    truth[..., 4, 4] = 1
    # Logits 0 everywhere: log 2 a pixel. 1 damaged pixel of 81 weighs 20 at most; it and its eight
    # neighbours lie at a border and count a quarter.
    expected = math.log(2) * (72 + 8 * RIM_WEIGHT + RIM_WEIGHT * 20) / 81
    known = torch.ones(1, 1, 9, 9)
    found = damage_cross_entropy(torch.zeros(1, 1, 9, 9), truth, 20.0, known)
    assert float(found) == pytest.approx(expected, rel=1e-6)


def test_what_nobody_can_say_does_not_count():
    truth, known = torch.zeros(1, 2, 8, 8), torch.ones(1, 1, 8, 8)
    known[..., :4] = 0
    logits = torch.zeros(1, 2, 8, 8)
    logits[..., :4] = 9.0  # wrong, if it were known that nothing is there
    found = damage_cross_entropy(logits, truth, 2.0, known)
    assert float(found) == pytest.approx(math.log(2) / 2, rel=1e-6)


def test_beside_a_border_is_where_the_largest_and_the_least_around_differ():
    truth = (torch.rand(2, 3, 17, 23) > 0.8).float()
    pooled = F.max_pool2d(truth, 3, 1, 1) + F.max_pool2d(-truth, 3, 1, 1)
    assert 0 < pooled.mean() < 1
    torch.testing.assert_close(beside_a_border(truth), pooled)


def test_dice_is_nothing_for_the_truth_and_known_for_a_half():
    truth = torch.zeros(2, 1, 4, 4)
    truth[0, 0, :2] = 1  # 8 of 32 pixels
    assert float(dice_loss(truth, truth)) == pytest.approx(0.0, abs=1e-7)
    half = truth / 2  # (2 * 4 + 1) / (4 + 8 + 1)
    assert float(dice_loss(half, truth)) == pytest.approx(1 - 9 / 13)


def test_an_untrained_detector_finds_next_to_nothing():
    with torch.inference_mode():
        told = PhotoNetSegment(8, 16)(torch.rand(1, 3, 32, 48))
    assert told.shape == (1, 5, 32, 48)
    assert float(told.max()) == pytest.approx(1 / (1 + math.exp(4)), rel=1e-5)


TINY = SegmentRecipe(
    name="tiny",
    stages=(Stage(steps=60, crop=32, batch=8, mixture={"dust": 1.0}),),
    width=8,
    cap=16,
    optimiser="muon",
    lr=6e-3,
    warmup=5,
    bf16=False,
)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"twin_share": 1.5}, r"twin_share = 1.5: must be within 0..1"),
        ({"negative_share": -0.1}, r"negative_share = -0.1: must be"),
        ({"kinds_at_once": (0.5, 0.2)}, r"kinds_at_once = \[0.5, 0.2\]: .* add up to 1"),
        ({"kinds_at_once": ()}, r"kinds_at_once = \[\]"),
    ],
)
def test_shares_that_cannot_be_are_one_sentence(wrong, told):
    with pytest.raises(RecipeError, match=told):
        replace(TINY, **wrong)


def marked_crops() -> dict[str, torch.Tensor]:
    """Eight crops of noise with a white line."""
    rng = np.random.default_rng(0)
    picture = rng.integers(60, 190, (8, 32, 32, 3), dtype=np.uint8)
    clean = picture.copy()
    planes = np.zeros((8, 32, 32, 4), np.uint8)
    for i in range(8):
        row = int(rng.integers(4, 28))
        picture[i, row : row + 2] = 255
        planes[i, row : row + 2, :, 0] = 255
    return {
        "picture": torch.from_numpy(picture),
        "clean": torch.from_numpy(clean),
        "planes": torch.from_numpy(planes),
        "worn": torch.zeros(8, 32, 32, 4, dtype=torch.uint8),
        "alpha": torch.zeros(8, 32, 32, 1, dtype=torch.uint8),
        "known": torch.full((8, 32, 32, 1), 255, dtype=torch.uint8),
    }


def test_what_comes_to_another_scale_has_unit_size_however_large_it_was():
    torch.manual_seed(0)
    net = PhotoNetSegment(8, 16)
    sizes = []

    def keep(_, args):
        sizes.append(float(args[0].square().mean().sqrt()))

    for blocks in (net.encoder[1], net.encoder[2], net.middle_a):
        blocks.register_forward_pre_hook(keep)
    with torch.inference_mode():
        for down in net.down:
            down.weight *= 100
        net(torch.rand(1, 3, 48, 64))
    assert sizes == pytest.approx([1.0] * 3, abs=0.02)


def test_a_tile_is_seen_as_part_of_the_whole():
    torch.manual_seed(0)
    net = PhotoNetSegment(8, 16, middle=(1, 1))
    torch.nn.init.normal_(net.last.weight, std=0.1)
    picture = torch.rand(1, 3, 32, 512)
    dark = picture.clone()
    dark[..., 384:] = 0
    with torch.inference_mode():
        first, second = net(picture), net(dark)
    assert (first - second).abs().max() > 1e-3
    torch.testing.assert_close(first[..., :64], second[..., :64], rtol=0, atol=1e-6)


def test_eight_marked_crops_are_learnt_by_heart():
    batch = marked_crops()
    mode = Segment(TINY, torch.device("cpu"))
    losses = [float(mode.step(batch, step)["loss"]) for step in range(60)]
    assert losses[-1] < 0.4 * losses[0]
    truth = batch["planes"].numpy()[..., 0] > 0
    found = mode.planes(batch["picture"].numpy())[..., 0] > 0.5
    assert np.count_nonzero(found & truth) > 0.9 * np.count_nonzero(truth)


@pytest.mark.parametrize(("share", "shown"), [(1.0, 16), (0.5, 12), (0.0, 8)])
def test_as_many_crops_are_shown_undamaged_too_as_the_recipe_says(share, shown):
    mode = Segment(replace(TINY, twin_share=share), torch.device("cpu"))
    seen = []
    mode.generator.net.register_forward_pre_hook(lambda _, args: seen.append(args[0].clone()))
    batch = marked_crops()
    mode.step(batch, 0)
    expected = torch.cat([batch["picture"], batch["clean"][: shown - 8]]).permute(0, 3, 1, 2) / 255
    assert len(seen) == 1  # of the network itself: its methods would run uncompiled
    torch.testing.assert_close(seen[0], expected)


def test_a_recipe_draws_on_old_scans_where_it_says_so(photo_folder, tmp_path, monkeypatch):
    scan = Ground(
        np.full((64, 64, 3), 77, np.uint8),
        np.zeros((64, 64, 4), np.uint8),
        np.zeros((64, 64, 1), np.uint8),
    )
    asked = []
    monkeypatch.setattr(segment, "open_old_scans", lambda folder: asked.append(folder) or (scan,))
    stage = Stage(steps=1, crop=32, batch=1, mixture={"dust": 1.0})
    photos = open_photos(photo_folder, tmp_path)

    def unknown(recipe):
        made = Segment(recipe, torch.device("cpu")).samples(stage, photos)
        return np.mean([not made[i]["known"].any() for i in range(40)])

    without = SegmentRecipe(name="tiny", stages=(stage,), width=8, cap=16)
    assert unknown(without) == 0 and not asked and not without.other_sources()
    half = replace(without, scan_share=0.5, scans=tmp_path / "old")
    assert 0.3 < unknown(half) < 0.7
    assert asked == [tmp_path / "old"]
    assert half.other_sources()["old_scans"]["tier_b"] >= 25
