import numpy as np
import pytest
import torch
from torch.nn.functional import interpolate

from training.data.photos import open_photos
from training.data.restore_samples import UpscaleSamples, halved
from training.modes.upscale import Upscale, UpscaleRecipe
from training.networks.restore import PhotoNetUpscale
from training.recipe import Stage


@pytest.fixture
def recipe(photo_folder, validation_folder):
    return UpscaleRecipe(
        name="tiny",
        photos=photo_folder,
        validation=validation_folder,
        stages=(Stage(steps=80, crop=32, batch=8),),
        width=24,
        cap=32,
        encoder=(1, 1, 1),
        middle=(1, 1),
        decoder=(1, 1, 1),
        lr=2e-3,
        warmup=2,
        bf16=False,
    )


def test_an_untrained_network_enlarges_bicubically():
    rgb = torch.rand(2, 3, 24, 16)
    large = interpolate(rgb, scale_factor=2.0, mode="bicubic", align_corners=False)
    torch.testing.assert_close(PhotoNetUpscale(12, 24)(rgb), large, rtol=0, atol=0)


def test_samples_are_half_as_large_and_the_same_for_ever(photo_folder, tmp_path):
    samples = UpscaleSamples(open_photos(photo_folder, tmp_path), 1, 64)
    for i in range(12):
        sample = samples[i]
        assert sample["target"].shape == (64, 64, 3)
        assert sample["degraded"].shape == (32, 32, 3)
        difference = halved(sample["target"]).astype(float) - sample["degraded"]
        assert np.abs(difference).mean() < 25  # the same picture, worn
        np.testing.assert_array_equal(sample["degraded"], samples[i]["degraded"])


def test_halving_keeps_flat_pictures_and_removes_what_is_too_fine():
    flat = np.full((16, 16, 3), 77, np.uint8)
    np.testing.assert_array_equal(halved(flat), flat[::2, ::2])
    stripes = np.zeros((16, 16, 3), np.uint8)
    stripes[::2] = 200
    assert np.abs(halved(stripes).astype(float)[2:-2] - 100).max() < 8


def test_eight_crops_are_learnt_and_beat_bicubic(recipe, photo_folder, tmp_path):
    mode = Upscale(recipe, torch.device("cpu"))
    samples = mode.samples(recipe.stages[0], open_photos(photo_folder, tmp_path))
    made = [samples[i] for i in range(8)]
    batch = {name: torch.from_numpy(np.stack([m[name] for m in made])) for name in made[0]}
    losses = [mode.step(batch, step)["charbonnier"].item() for step in range(recipe.steps)]
    assert losses[-1] < 0.93 * losses[0]  # the first is bicubic


def test_validation_compares_with_bicubic_and_lanczos(recipe, validation_folder, tmp_path):
    mode = Upscale(recipe, torch.device("cpu"))
    scores, sheet = mode.validate(mode.held_out(open_photos(validation_folder, tmp_path)))
    # Untrained it is bicubic, by torch's rounding instead of OpenCV's.
    assert scores["clean gain over bicubic"] == pytest.approx(0, abs=0.05)
    assert abs(scores["clean gain over lanczos"]) > 1e-3
    assert sheet.shape[1:] == (3 * 256, 3)
