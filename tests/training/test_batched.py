"""Samples made in whole batches: the same distributions as those that processes make one by one."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from engine.errors import RecipeError
from engine.progress import Progress
from training.data import ageing, degradations, holes
from training.data.batched import holes as batched_holes
from training.data.batched.crops import PhotoBank
from training.data.batched.degradations import gaussian_kernel, twin_of
from training.data.batched.draws import draws_of
from training.data.batched.jpeg import compressed
from training.data.batched.march import navier_stokes
from training.data.batched.resize import AREA, CUBIC, LINEAR, _matrix, rounded
from training.data.batched.samples import fill_batch, restore_batch
from training.data.fill_samples import FillSamples, prefill, random_crop
from training.data.photos import open_photos
from training.data.restore_samples import RestoreSamples
from training.loop import RunOptions, _made_ahead, train
from training.modes.inpaint import InpaintRecipe
from training.modes.segment import SegmentRecipe
from training.recipe import Stage

# TensorBoard's protocol buffers announce their own future.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CPU = torch.device("cpu")
THIN = {"scratch": 4.0, "hair": 2.0, "dust": 3.0, "brush": 0.7, "blob": 0.3}
EVERY = {"awgn": 1.0, "jpeg": 1.0, "blur": 1.0, "light": 1.0, "full": 1.0, "clean": 1.0}


@pytest.fixture(scope="module")
def photos(photo_folder, tmp_path_factory):
    return open_photos(photo_folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def bank(photos):
    return PhotoBank(photos, CPU)


@pytest.fixture(scope="module")
def crops(photos):
    """uint8 (24, 64, 64, 3)."""
    return np.stack([random_crop(photos, np.random.default_rng(i), 64) for i in range(24)])


def draws(count, seed=1):
    return draws_of(seed, torch.arange(count))


def as_tensor(pictures):
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float()


def test_numbers_of_a_sample_do_not_depend_on_its_batch():
    alone, among = draws_of(3, torch.tensor([7])), draws_of(3, torch.tensor([2, 7, 5]))
    assert torch.equal(alone.uniform(4), among.uniform(4)[1:2])
    assert torch.equal(alone.normal(2, 3), among.normal(2, 3)[1:2])
    for part in ("stream", "each"):
        one, other = getattr(alone, part)(2), getattr(among, part)(2)
        assert torch.equal(
            one.uniform(), other.uniform()[2:4] if part == "each" else other.uniform()[1:2]
        )


def test_numbers_have_their_moments_and_streams_are_independent():
    numbers = draws(200)
    uniform, normal = numbers.uniform(500), numbers.normal(500)
    assert uniform.min() >= 0 and uniform.max() < 1
    assert uniform.mean().item() == pytest.approx(0.5, abs=0.005)
    assert uniform.var().item() == pytest.approx(1 / 12, rel=0.01)
    assert normal.mean().item() == pytest.approx(0, abs=0.01)
    assert (normal**4).mean().item() == pytest.approx(3, abs=0.1)
    others = [draws(200).stream(1), draws(200).stream(2), draws(200, seed=2)]
    for other in others:
        both = torch.stack([uniform.flatten(), other.uniform(500).flatten()])
        assert abs(torch.corrcoef(both)[0, 1]) < 0.01
    counts = numbers.integer(500, low=2, high=4).unique(return_counts=True)
    assert counts[0].tolist() == [2, 3, 4] and counts[1].min() > 32_000
    share = (numbers.choice([1.0, 3.0], 500) == 1).float().mean().item()
    assert share == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize(("way", "flag"), [(AREA, 3), (LINEAR, 1), (CUBIC, 2)])
@pytest.mark.parametrize("to", [23, 40, 57])
def test_resizing_is_that_of_opencv(way, flag, to):
    picture = np.random.default_rng(0).integers(0, 256, (40, 40), np.uint8).astype(np.float32)
    sizes = torch.tensor([40, 40])
    made = _matrix(sizes, torch.tensor([to, 60]), 40, 60, torch.tensor([way, way]))
    assert not made[0, to:].any()
    mine = made[0, :to] @ torch.from_numpy(picture) @ made[0, :to].T
    expected = cv2.resize(picture, (to, to), interpolation=flag)
    if way == AREA and to > 40:
        expected = cv2.resize(picture, (to, to), interpolation=1)
    np.testing.assert_allclose(mine, expected, atol=0.05)


def test_crops_look_like_those_of_the_processes(bank, photos):
    mine = bank.crops(draws(300), 48).permute(0, 2, 3, 1).numpy()
    theirs = np.stack([random_crop(photos, np.random.default_rng(i), 48) for i in range(300)])
    assert mine.min() >= 0 and mine.max() <= 255 and (mine == np.rint(mine)).all()
    for measure, tolerance in ((np.mean, 0.06), (np.std, 0.06), (_steps, 0.10)):
        assert measure(mine) == pytest.approx(measure(theirs.astype(float)), rel=tolerance)
    flat = [(p[::4, ::4].std((1, 2, 3)) < 4).mean() for p in (mine, theirs)]
    assert flat[0] == pytest.approx(flat[1], abs=0.05)


def _steps(pictures):
    return np.abs(np.diff(pictures, axis=2)).mean()


def test_photographs_smaller_than_the_crop_are_enlarged(bank):
    assert bank.crops(draws(2), 208).shape == (2, 3, 208, 208)


@pytest.mark.parametrize("kind", holes.KINDS)
def test_a_kind_of_hole_has_the_size_and_thickness_of_its_twin(kind):
    mine = batched_holes.SHAPES[kind](draws(250), 64).numpy()
    theirs = np.zeros((250, 64, 64), np.uint8)
    for i, mask in enumerate(theirs):
        holes._one_of(kind, mask, np.random.default_rng(i))
    for measure, tolerance in ((np.mean, 0.12), (_thickness, 0.08), (_pieces, 0.10)):
        expected = measure(theirs > 0)
        assert measure(mine) == pytest.approx(expected, rel=tolerance), measure.__name__


def _thickness(masks):
    """Mean distance of marked pixels from the border."""
    far = [cv2.distanceTransform(m.view(np.uint8), cv2.DIST_L2, 5) for m in masks]
    return np.mean(np.concatenate([d[d > 0] for d in far]))


def _pieces(masks):
    return np.mean([cv2.connectedComponents(m.view(np.uint8))[0] - 1 for m in masks])


def test_holes_cover_what_was_asked_for():
    mine = batched_holes.random_holes(draws(100), 48, THIN, (0.12, 0.3))[:, 0].numpy()
    share = mine.mean((1, 2))
    assert share.min() >= 0.1 and share.max() <= 0.85  # widened by a pixel in one of five
    rngs = [np.random.default_rng(i) for i in range(100)]
    theirs = np.stack([holes.random_hole(r, 48, 48, THIN, (0.12, 0.3)) > 0 for r in rngs])
    assert _thickness(mine) == pytest.approx(_thickness(theirs), rel=0.12)
    assert 0 < share.mean() - theirs.mean() < 0.05


def test_the_march_gives_nearly_what_opencv_gives(crops):
    rngs = [np.random.default_rng(i) for i in range(len(crops))]
    masks = np.stack([holes.random_hole(r, 64, 64, THIN, (0.12, 0.3)) for r in rngs])
    theirs = np.stack([prefill(c, m) for c, m in zip(crops, masks, strict=True)]).astype(float)
    hole = torch.from_numpy(masks > 0)[:, None]
    poisoned = torch.where(hole, 255.0, as_tensor(crops))  # nothing of the hole leaks in
    mine = navier_stokes(poisoned, hole).permute(0, 2, 3, 1).numpy()
    np.testing.assert_array_equal(mine[masks == 0], crops[masks == 0])
    inside = masks > 0
    apart, wrong = (
        np.abs(a[inside] - b[inside]).mean() for a, b in ((mine, theirs), (theirs, crops))
    )
    assert apart < 0.25 * wrong
    assert np.abs(mine[inside] - crops[inside]).mean() == pytest.approx(wrong, rel=0.03)


def test_one_pixel_of_a_ramp_is_filled_as_opencv_does():
    ramp = np.repeat(np.arange(0, 240, 10, np.uint8)[None, :, None], 3, 2).repeat(24, 0)
    mask = np.zeros((24, 24), np.uint8)
    mask[12, 12] = 255
    mine = navier_stokes(as_tensor(ramp[None]), torch.from_numpy(mask > 0)[None, None])
    assert abs(mine[0, 0, 12, 12].item() - int(prefill(ramp, mask)[12, 12, 0])) <= 1


TWINS = [
    *(degradations.gaussian_blur, degradations.defocus, degradations.motion_blur),
    *(degradations.gaussian_noise, degradations.coloured_noise, degradations.poisson_noise),
    *(degradations.speckle, degradations.salt_and_pepper, degradations.resize_twice),
    *(degradations.sharpen, degradations.jpeg, ageing.grain),
]


@pytest.mark.parametrize("function", TWINS, ids=lambda f: f.__name__)
def test_a_degradation_changes_as_much_as_its_twin(function, crops):
    many = np.concatenate([crops] * 8)
    mine = rounded(twin_of(function)(as_tensor(many), draws(len(many)))).permute(0, 2, 3, 1)
    theirs = np.stack([function(c, np.random.default_rng(i)) for i, c in enumerate(many)])
    changes = [made.astype(float) - many for made in (mine.numpy(), theirs)]
    strength = [np.sqrt((c**2).mean((1, 2, 3))) for c in changes]
    assert strength[0].mean() == pytest.approx(strength[1].mean(), rel=0.12)
    assert strength[0].std() == pytest.approx(strength[1].std(), rel=0.25)
    assert changes[0].mean() == pytest.approx(changes[1].mean(), abs=0.5)


@pytest.mark.parametrize("quality", [10, 40, 90])
@pytest.mark.parametrize("halved", [True, False])
def test_a_jpeg_is_that_of_the_library(crops, quality, halved):
    asked = [cv2.IMWRITE_JPEG_QUALITY, quality]
    if not halved:
        asked += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    theirs = np.stack([degradations.coded(c, ".jpg", asked) for c in crops]).astype(float)
    full = torch.ones(len(crops))
    mine = compressed(
        as_tensor(crops),
        quality * full,
        full > (0 if halved else 2),
        torch.zeros(len(crops), 2).long(),
    )
    mine = rounded(mine).permute(0, 2, 3, 1).numpy()
    assert np.abs(mine - theirs).mean() < 0.2 * np.abs(theirs - crops).mean() + 0.1


def test_a_kernel_of_the_batch_is_that_of_one_picture():
    wide, narrow, angle, beta = (torch.tensor([v]) for v in (2.0, 1.0, 0.7, 1.5))
    mine = gaussian_kernel(wide, narrow, angle, beta)[0].numpy()
    theirs = degradations.gaussian_kernel(2.0, 1.0, 0.7, 1.5)
    rim = (mine.shape[0] - theirs.shape[0]) // 2
    np.testing.assert_allclose(mine[rim:-rim, rim:-rim], theirs, atol=1e-6)


@pytest.mark.parametrize("kind", EVERY)
def test_chains_degrade_as_much_as_those_of_the_processes(bank, photos, kind):
    count = 150
    mine = restore_batch(bank, 1, torch.arange(count), 48, {kind: 1.0}, 0.3, 0.3)
    samples = RestoreSamples(photos, 1, 48, {kind: 1.0}, 0.3, 0.3)
    made = [samples[i] for i in range(count)]
    theirs = {name: np.stack([m[name] for m in made]) for name in made[0]}
    mine = {name: t.numpy() for name, t in mine.items()}
    for name, array in mine.items():
        assert array.shape == theirs[name].shape and array.dtype == np.uint8
    spread = [
        np.abs(s["degraded"].astype(float) - s["target"]).mean((1, 2, 3)) for s in (mine, theirs)
    ]
    assert spread[0].mean() == pytest.approx(spread[1].mean(), rel=0.25, abs=0.1)
    strengths = [s["strengths"].mean((0, 1, 2)) for s in (mine, theirs)]
    np.testing.assert_allclose(*strengths, atol=30)


def test_a_sample_is_the_same_in_every_batch(bank):
    def fill(indices):
        return fill_batch(bank, 5, torch.tensor(indices), 48, THIN, (0.12, 0.3))

    def restore(indices):
        return restore_batch(bank, 5, torch.tensor(indices), 48, EVERY, 0.3, 0.3)

    for make in (fill, restore):
        alone, among = make([11]), make([4, 11, 30, 2])
        for name, tensor in alone.items():
            apart = (tensor[0].int() - among[name][1].int()).abs()
            assert apart.max() <= 1 and (apart > 0).float().mean() < 0.01, name
        first = next(iter(among.values()))
        assert not torch.equal(first[0], first[2])


def test_fills_have_the_form_of_the_processes(bank, photos):
    mine = fill_batch(bank, 5, torch.arange(3), 48, THIN, (0.12, 0.3))
    theirs = FillSamples(photos, 5, 48, THIN, (0.12, 0.3))[0]
    assert {name: t.shape[1:] for name, t in mine.items()} == {
        name: a.shape for name, a in theirs.items()
    }
    assert set(mine["mask"].unique().tolist()) == {0, 255}
    known = (mine["mask"] == 0).expand_as(mine["clean"])
    assert torch.equal(mine["clean"][known], mine["prefill"][known])


def test_batches_are_made_at_once_in_the_same_groups_wherever_a_run_goes_on():
    calls = []

    def make(_stage, indices):
        calls.append(indices.tolist())
        return {"index": indices}

    def made(start, end):
        batches = _made_ahead(make, None, parts, start, end, CPU)
        return [batch["index"].tolist() for batch in batches]

    parts = [range(2 * n, 2 * n + 2) for n in range(11)]
    assert made(0, 11) == [list(part) for part in parts]
    assert made(5, 10) == [list(part) for part in parts[5:10]]
    assert len(calls) == 4 and calls[2:] == calls[:2]


def test_who_cannot_make_samples_on_the_device_says_so(photo_folder, validation_folder, tmp_path):
    recipe = SegmentRecipe(
        name="tiny",
        photos=photo_folder,
        validation=validation_folder,
        stages=(Stage(steps=1, crop=32, batch=1, mixture={"dust": 1.0}),),
        width=8,
        cap=16,
        samples="device",
    )
    with pytest.raises(RecipeError, match="mode 'segment' cannot make these samples there"):
        train(recipe, tmp_path / "run", RunOptions(workers=0, threads=1), Progress())
    with pytest.raises(RecipeError, match="samples = 'card': use one of auto, processes, device"):
        replace(recipe, samples="card")
    assert InpaintRecipe(name="a", stages=recipe.stages).samples == "auto"
