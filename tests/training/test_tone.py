import numpy as np
import pytest
import torch

from engine.errors import RecipeError
from engine.restore.tone import CELLS, KNOTS, apply_tone, identity_tone
from engine.restore.tone import Tone as Correction
from training.data.ageing import fade
from training.data.photos import open_photos
from training.data.tone_samples import SIDE, ToneSamples, aged, kept_back, thumbnail
from training.modes.tone import Tone, ToneRecipe, delta_e76
from training.networks import tonenet
from training.networks.tonenet import (
    QUANTILES,
    ToneNet,
    ToneParameters,
    histograms,
    quantiles,
)
from training.recipe import Stage


@pytest.fixture
def parameters():
    """Strong and lawful: rising curves, light that falls off, mixed colours."""
    rng = np.random.default_rng(0)
    rises = rng.uniform(0.02, 0.3, (3, KNOTS))
    return Correction(
        gains=rng.normal(0, 0.3, (CELLS, CELLS, 3)).astype(np.float32),
        curves=(np.cumsum(rises, 1) - 0.2).astype(np.float32),
        matrix=(np.eye(3) + rng.normal(0, 0.1, (3, 3))).astype(np.float32),
    )


@pytest.fixture
def picture():
    return np.random.default_rng(1).random((50, 70, 3), dtype=np.float32)


@pytest.fixture
def recipe(photo_folder, validation_folder):
    return ToneRecipe(
        name="tiny",
        photos=photo_folder,
        validation=validation_folder,
        stages=(Stage(steps=30, crop=SIDE, batch=8),),
        hidden=64,
        lr=3e-3,
        warmup=2,
        bf16=False,
    )


def as_batch(tone):
    gains, curves, matrix = (
        torch.from_numpy(a)[None] for a in (tone.gains.transpose(2, 0, 1), tone.curves, tone.matrix)
    )
    return ToneParameters(curves, matrix, gains)


def test_numpy_and_torch_apply_the_same_correction(picture, parameters):
    there = tonenet.apply_tone(
        torch.from_numpy(picture).permute(2, 0, 1)[None], as_batch(parameters)
    )
    np.testing.assert_allclose(
        apply_tone(picture, parameters),
        there.clamp(0, 1)[0].permute(1, 2, 0).numpy(),
        rtol=0,
        atol=1e-5,
    )


def test_a_tile_gets_what_it_has_in_the_whole_picture(picture, parameters):
    whole = apply_tone(picture, parameters)
    tile = apply_tone(picture[10:30, 5:45], parameters, (10, 5), picture.shape[:2])
    np.testing.assert_allclose(tile, whole[10:30, 5:45], rtol=0, atol=1e-6)


def test_the_identity_changes_nothing(picture):
    np.testing.assert_allclose(apply_tone(picture, identity_tone()), picture, rtol=0, atol=1e-6)


def test_one_curve_by_hand():
    tone = identity_tone()
    tone.curves[1] = np.linspace(0, 1, KNOTS) ** 2
    step = 1 / (KNOTS - 1)
    grey = np.full((2, 2, 3), 1.5 * step, np.float32)  # half way from knot 1 to knot 2
    expected = [1.5 * step, (step**2 + (2 * step) ** 2) / 2, 1.5 * step]
    np.testing.assert_allclose(apply_tone(grey, tone)[0, 0], expected, atol=1e-6)


def test_light_by_hand():
    tone = identity_tone()
    tone.gains[:, -1] = np.log(2)  # the last column of cells wants twice the light
    row = apply_tone(np.full((8, 16, 3), 0.25, np.float32), tone)[4, :, 0]
    np.testing.assert_allclose(row[:13], 0.25, atol=1e-6)
    assert row[13] == pytest.approx(0.25 * 2**0.25, abs=1e-5)  # a quarter of the way to its centre
    assert row[15] == pytest.approx(0.5, abs=1e-5)


def test_an_untrained_network_is_the_identity():
    rgb = torch.rand(2, 3, SIDE, SIDE)
    torch.testing.assert_close(tonenet.apply_tone(rgb, ToneNet()(rgb)), rgb, rtol=0, atol=1e-6)


def test_curves_rise_whatever_the_weights():
    torch.manual_seed(0)
    net = ToneNet()
    torch.nn.init.normal_(net.last.weight, std=3.0)
    assert (net(torch.rand(4, 3, SIDE, SIDE)).curves.diff(dim=2) > 0).all()


def test_a_histogram_puts_a_level_between_two_bins():
    half = torch.full((1, 3, 4, 4), 0.25 / 31)
    shares = histograms(half)[0, 0].square()
    torch.testing.assert_close(shares[:3], torch.tensor([0.75, 0.25, 0.0]), atol=1e-5, rtol=0)


def test_quantiles_of_evenly_spread_levels_are_zero():
    even = torch.linspace(0, 1, 1024).view(1, 1, 32, 32).repeat(1, 3, 1, 1)
    torch.testing.assert_close(
        quantiles(even), torch.zeros(1, 3, len(QUANTILES)), atol=4e-3, rtol=0
    )
    assert quantiles(even / 2)[0, 0, -1] == pytest.approx(-2)


class Pictures:
    """Stands for 80 photographs, all alike."""

    def __len__(self):
        return 80

    def pixels(self, index):
        return np.full((SIDE, SIDE, 3), 100 + index, np.uint8)


def test_the_calibration_keeps_an_unsure_network_from_touching_good_photographs(recipe):
    mode = Tone(recipe, torch.device("cpu"))
    with torch.no_grad():
        mode.shipped.last.bias[-1 - 3 * CELLS**2 : -1] = np.log(0.5)  # darker, 0.73 sure
    good = np.stack([Pictures().pixels(0)])
    assert delta_e76(mode.restore(good), good)[0] > 5
    found = mode.calibrate(Pictures)
    assert found["calibration_reserve"] == pytest.approx(0.75)
    np.testing.assert_array_equal(mode.restore(good), good)


def test_few_photographs_are_too_few_to_calibrate_with(recipe, photo_folder, tmp_path):
    mode = Tone(recipe, torch.device("cpu"))
    assert mode.calibrate(lambda: open_photos(photo_folder, tmp_path)) == {}


def test_one_photograph_in_ten_is_kept_for_the_calibration():
    samples = ToneSamples(Pictures(), 1)
    assert len(samples.shown) == 72 and not set(samples.shown) & set(kept_back(80))


def test_a_third_of_the_samples_is_good_as_it_is(photo_folder, tmp_path):
    samples = ToneSamples(open_photos(photo_folder, tmp_path), 1)
    made = [samples[i] for i in range(100)]
    good = sum((m["faded"] == m["target"]).all() for m in made)
    assert 22 <= good <= 50
    np.testing.assert_array_equal(samples[7]["faded"], made[7]["faded"])
    assert {m["target"].shape for m in made} == {(SIDE, SIDE, 3)}


def test_prints_without_colour_fade_without_colour():
    grey = np.repeat(np.random.default_rng(0).integers(0, 256, (32, 32, 1), np.uint8), 3, 2)
    for seed in range(10):
        assert np.ptp(aged(grey, np.random.default_rng(seed)), 2).max() == 0


def test_delta_e_of_a_step_in_lightness():
    grey = np.full((1, 4, 4, 3), 119, np.uint8)  # L* 50
    assert delta_e76(grey, grey) == pytest.approx([0])
    assert delta_e76(np.full_like(grey, 255), grey) == pytest.approx([50], abs=0.3)


def test_fading_of_eight_photographs_is_learnt(recipe, photo_folder, tmp_path):
    photos = open_photos(photo_folder, tmp_path)
    good = np.stack([thumbnail(photos.pixels(i % len(photos))) for i in range(8)])
    faded = np.stack([fade(p, np.random.default_rng(i)) for i, p in enumerate(good)])
    batch = {"target": torch.from_numpy(good), "faded": torch.from_numpy(faded)}
    mode = Tone(recipe, torch.device("cpu"))
    errors = [mode.step(batch, step)["lab_l1"].item() for step in range(recipe.steps)]
    assert errors[-1] < 0.5 * errors[0]


def test_validation_of_an_untrained_network_says_that_nothing_was_done(
    recipe, validation_folder, tmp_path
):
    mode = Tone(recipe, torch.device("cpu"))
    scores, sheet = mode.validate(mode.held_out(open_photos(validation_folder, tmp_path)))
    assert scores["faded left"] == pytest.approx(1)
    assert scores["good delta E"] == scores["good delta E, worst"] == 0
    assert scores["faded delta E before"] > 3
    assert sheet.shape[1:] == (4 * SIDE, 3)


def test_thumbnails_have_one_size(recipe):
    with pytest.raises(RecipeError, match="must be 128"):
        ToneRecipe(name="x", stages=(Stage(steps=1, crop=64, batch=1),))
