import numpy as np
import pytest
import torch

from training.data.photos import open_photos
from training.data.restore_samples import RestoreSamples
from training.modes.restore import GUARDED, Restore, RestoreRecipe
from training.networks.restore import PhotoNetRestore
from training.recipe import Stage

MIXTURE = {"awgn": 1.0, "jpeg": 1.0, "blur": 1.0, "light": 1.0, "full": 1.0, "clean": 1.0}


@pytest.fixture(scope="module")
def photos(photo_folder, tmp_path_factory):
    return open_photos(photo_folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture
def recipe(photo_folder, validation_folder):
    return RestoreRecipe(
        name="tiny",
        photos=photo_folder,
        validation=validation_folder,
        stages=(Stage(steps=80, crop=32, batch=8, mixture={"awgn": 1.0}),),
        width=24,
        cap=32,
        encoder=(1, 1, 1),
        middle=(1, 1),
        decoder=(1, 1, 1),
        lr=2e-3,
        warmup=2,
        bf16=False,
    )


@pytest.fixture
def trained_net():
    torch.manual_seed(0)
    net = PhotoNetRestore(width=12, cap=24).eval()
    torch.nn.init.normal_(net.last.weight, std=0.1)
    return net


def batch_of(samples, count):
    made = [samples[i] for i in range(count)]
    return {name: torch.from_numpy(np.stack([m[name] for m in made])) for name in made[0]}


def test_an_untrained_network_is_the_identity():
    rgb = torch.rand(1, 3, 32, 48)
    restored = PhotoNetRestore(width=12, cap=24)(rgb, torch.ones_like(rgb))
    torch.testing.assert_close(restored, rgb, rtol=0, atol=0)


def test_without_strength_nothing_changes_whatever_the_weights(trained_net):
    rgb = torch.rand(1, 3, 32, 48)
    strengths = torch.zeros_like(rgb)
    torch.testing.assert_close(trained_net(rgb, strengths), rgb, rtol=0, atol=0)
    strengths[:, 1, :, 24:] = 1  # deblur the right half
    changed = (trained_net(rgb, strengths) != rgb).any(1)[0]
    assert not changed[:, :24].any()
    assert changed[:, 24:].float().mean() > 0.99


def test_what_a_pixel_becomes_does_not_depend_on_far_ones(trained_net):
    rgb = torch.rand(1, 3, 32, 512)
    other = rgb.clone()
    other[..., 400:] = torch.rand(1, 3, 32, 112)
    one = torch.ones_like(rgb)
    torch.testing.assert_close(
        trained_net(rgb, one)[..., :32], trained_net(other, one)[..., :32], rtol=0, atol=1e-6
    )


def test_the_target_is_clean_at_full_strength_and_the_input_without(photos):
    samples = RestoreSamples(photos, 1, 48, {"awgn": 1.0, "jpeg": 1.0})
    seen = 0
    for i in range(300):  # in one of 60 nothing is to be done
        sample = samples[i]
        assert {a.dtype for a in sample.values()} == {np.dtype(np.uint8)}
        denoise, _, dejpeg = sample["strengths"].ravel()
        if denoise == dejpeg == 0:  # the only degradations here
            np.testing.assert_array_equal(sample["target"], sample["degraded"])
            seen += 1
    assert seen


def test_less_strength_asks_for_a_target_nearer_to_the_input(photos):
    samples = RestoreSamples(photos, 2, 48, {"awgn": 1.0})
    asked, left = [], []
    for i in range(200):
        sample = samples[i]
        noise = sample["degraded"].astype(float) - sample["target"]
        asked.append(sample["strengths"][0, 0, 0] / 255)
        left.append(noise.std())
    part = [(a, b) for a, b in zip(asked, left, strict=True) if a < 1]
    assert len(part) > 8
    assert np.corrcoef(np.array(part).T)[0, 1] > 0.4
    assert 0.5 < np.mean(np.array(asked) == 1) < 0.95


@pytest.mark.parametrize("kind", MIXTURE)
def test_samples_are_the_same_for_ever_and_ask_for_something(photos, kind):
    samples = RestoreSamples(photos, 3, 32, {kind: 1.0})
    for name, array in samples[5].items():
        np.testing.assert_array_equal(array, samples[5][name])
    assert all(samples[i]["strengths"].any() for i in range(30))


def test_noise_on_eight_crops_is_learnt_and_the_scores_say_so(recipe, photos):
    mode = Restore(recipe, torch.device("cpu"))
    batch = batch_of(mode.samples(recipe.stages[0], photos), 8)
    first = mode.step(batch, 0)
    for step in range(1, recipe.steps):
        last = mode.step(batch, step)
    assert first["charbonnier"] == pytest.approx(first["degraded_charbonnier"].item())
    assert last["charbonnier"] < 0.9 * last["degraded_charbonnier"]


def test_validation_measures_each_kind_of_damage(recipe, validation_folder, tmp_path):
    mode = Restore(recipe, torch.device("cpu"))
    held_out = mode.held_out(open_photos(validation_folder, tmp_path))
    scores, sheet = mode.validate(held_out)
    assert scores["clean kept psnr"] == 99  # untrained: the identity
    assert scores["sigma 25 gain"] == scores["jpeg 10 luma gain"] == 0
    # White noise of 25 steps, but for what is clipped at black and white.
    assert scores["sigma 25 psnr"] == pytest.approx(20 * np.log10(255 / 25), abs=0.4)
    assert scores["jpeg 10 psnr"] < scores["jpeg 40 psnr"]
    assert sheet.dtype == np.uint8 and sheet.shape[1:] == (3 * 256, 3)


def test_a_network_that_has_died_is_trouble_also_after_a_resume(recipe):
    mode = Restore(recipe, torch.device("cpu"))
    assert mode.trouble({GUARDED: 8.0}) == ""
    assert mode.trouble({GUARDED: 6.5}) == ""  # ups and downs
    resumed = Restore(recipe, torch.device("cpu"))
    resumed.load_state(mode.state())
    assert "fell from 8.0 to 0.0 dB" in resumed.trouble({GUARDED: 0.0})


def test_a_quarter_of_the_samples_asks_for_the_one_repair_that_is_needed(photos):
    samples = RestoreSamples(photos, 5, 16, {"jpeg": 1.0})
    asked = [tuple(samples[i]["strengths"].ravel()) for i in range(120)]
    assert 20 <= asked.count((0, 0, 255)) <= 45
