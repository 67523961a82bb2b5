"""Each degradation does what its name says, and chains of them can be taken back in part."""

import cv2
import numpy as np
import pytest

from training.data import ageing, degradations
from training.data.photos import open_photos
from training.data.shuffle import KINDS, REPAIRS, Step, degrade, draw_steps

GREY = np.full((96, 96, 3), 128, np.uint8)
LENS = ("gaussian_blur", "motion_blur", "defocus", "resize_twice")
SENSOR = ("gaussian_noise", "coloured_noise", "poisson_noise", "speckle", "salt_and_pepper")
FILES = ("jpeg", "webp", "sharpen")
AGES = ("fade", "cast", "grain", "halftone")
ALL = [getattr(degradations, name) for name in LENS + SENSOR + FILES]
ALL += [getattr(ageing, name) for name in AGES]


@pytest.fixture(scope="module")
def picture(photo_folder, tmp_path_factory):
    photos = open_photos(photo_folder, tmp_path_factory.mktemp("cache"))
    return np.array(photos.pixels(0)[:120, :136])


def rng(seed=0):
    return np.random.default_rng(seed)


def detail(picture):
    return np.abs(cv2.Laplacian(picture.astype(np.float32), cv2.CV_32F)).mean()


@pytest.mark.parametrize("function", ALL, ids=lambda f: f.__name__)
def test_a_degradation_changes_a_copy_and_repeats_itself(function, picture):
    before = picture.copy()
    made = function(picture, rng(3))
    assert made.shape == picture.shape and made.dtype == np.uint8
    assert made.flags.c_contiguous
    assert (made != picture).any()
    np.testing.assert_array_equal(picture, before)
    np.testing.assert_array_equal(made, function(picture, rng(3)))


@pytest.mark.parametrize("name", LENS)
def test_lenses_lose_detail_and_keep_the_tone(name, picture):
    made = getattr(degradations, name)(picture, rng(1))
    assert detail(made) < detail(picture)
    assert made.mean() == pytest.approx(picture.mean(), abs=1.5)


@pytest.mark.parametrize("beta", [0.5, 1.0, 4.0])
def test_a_kernel_keeps_the_light_and_lies_along_its_angle(beta):
    kernel = degradations.gaussian_kernel(3.0, 1.0, np.pi / 2, beta)
    assert kernel.sum() == pytest.approx(1, abs=1e-5)
    y, x = np.mgrid[-9:10, -9:10]
    assert (kernel * y**2).sum() > 1.5 * (kernel * x**2).sum()  # rows run along 90 degrees


def test_a_round_kernel_of_beta_one_has_the_variance_of_a_gaussian():
    kernel = degradations.gaussian_kernel(2.0, 2.0, 0.3)
    x = np.arange(-6, 7)
    assert (kernel.sum(0) * x**2).sum() == pytest.approx(4.0, rel=0.05)


def test_table_of_normal_numbers_has_their_moments():
    drawn = degradations.normal(rng(), np.zeros((256, 256, 3)), 3)
    assert drawn.mean() == pytest.approx(0, abs=0.01)
    assert drawn.std() == pytest.approx(1, abs=0.01)
    assert (drawn**4).mean() == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize("grey", [0.0, 1.0])
def test_white_noise_has_the_sigma_that_was_asked_for(grey):
    made = degradations.gaussian_noise(GREY, rng(), (20, 20), grey).astype(float)
    assert made.std() == pytest.approx(20, rel=0.03)
    assert made.mean() == pytest.approx(128, abs=0.7)
    assert (np.ptp(made, 2).max() == 0) == bool(grey)


def test_shot_noise_grows_with_the_root_of_the_light():
    dark, bright = GREY // 8, GREY
    spread = [
        degradations.poisson_noise(p, rng(2), (1, 1)).astype(float).std() for p in (dark, bright)
    ]
    assert spread[0] == pytest.approx(4, rel=0.1)  # sqrt(16)
    assert spread[1] == pytest.approx(128**0.5, rel=0.1)


def test_compression_errs_more_at_lower_quality(picture):
    def error(quality):
        made = degradations.jpeg(picture, rng(5), (quality, quality))
        return np.abs(made.astype(float) - picture).mean()

    assert error(10) > 1.3 * error(40) > 1.3 * error(90) > 0


def test_compression_keeps_red_red():
    red = np.zeros((32, 32, 3), np.uint8)
    red[..., 0] = 200
    for function in (degradations.jpeg, degradations.webp):
        assert np.abs(function(red, rng()).astype(int) - red).max() < 12


def test_fading_lifts_black_and_lowers_white():
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, 2)
    faded = [ageing.fade(ramp, rng(i), uneven=0.0, dyes=0.0).astype(int) for i in range(20)]
    assert np.mean([f[0, 0] for f in faded]) > 15
    assert np.mean([f[0, -1] for f in faded]) < 235
    assert all((np.diff(f[0, :, 0]) >= 0).all() for f in faded)
    assert all(np.ptp(f, 2).max() == 0 for f in faded)  # silver prints stay grey


def test_grain_is_strongest_in_the_middle_tones_and_smoother_than_white_noise():
    made = [[ageing.grain(p, rng(i), (10, 10)) for i in range(8)] for p in (GREY, GREY // 10)]
    middle, dark = (np.std(m, axis=(1, 2)) for m in made)  # (8, 3)
    np.testing.assert_allclose(middle, 10, rtol=0.12)
    assert (dark < 0.9 * middle).all()
    beside = [np.corrcoef(*_neighbours(m))[0, 1] for m in made[0]]
    assert np.mean(beside) > 0.15


def _neighbours(picture):
    grey = picture[..., 0].astype(float)
    return grey[:, 1:].ravel(), grey[:, :-1].ravel()


@pytest.mark.parametrize("level", [60, 128, 200])
def test_a_halftone_has_dots_but_about_the_tone_of_the_picture(level):
    flat = np.full((96, 96, 3), level, np.uint8)
    made = [ageing.halftone(flat, rng(i)) for i in range(8)]
    assert np.mean([m.mean() for m in made]) == pytest.approx(level - 15, abs=25)  # ink spreads
    assert min(m.std() for m in made) > 10


def test_steps_left_out_leave_the_picture(picture):
    steps = draw_steps("full", rng(1))
    assert degrade(picture, steps, kept=(0, 0, 0)) is picture
    assert (degrade(picture, steps) != picture).any()


def test_a_step_kept_in_part_is_the_same_noise_weaker():
    steps = [Step("denoise", lambda p, r: degradations.gaussian_noise(p, r, (20, 20)), 7)]
    whole = degrade(GREY, steps).astype(float) - GREY
    half = degrade(GREY, steps, kept=(0.5, 1, 1)).astype(float) - GREY
    np.testing.assert_allclose(half, whole / 2, atol=0.51)


def test_strengths_take_back_only_what_they_are_for(picture):
    noise = Step("denoise", lambda p, r: degradations.gaussian_noise(p, r, (20, 20)), 7)
    blur = Step("deblur", lambda p, r: degradations.gaussian_blur(p, r, (1.5, 1.5)), 8)
    without_noise = degrade(picture, [blur, noise], kept=(0, 1, 1))
    np.testing.assert_array_equal(without_noise, degrade(picture, [blur]))


@pytest.mark.parametrize("kind", KINDS)
def test_chains_are_drawn_from_their_seed(kind, picture):
    made = [[degrade(picture, draw_steps(kind, rng(i))) for i in range(3)] for _ in range(2)]
    np.testing.assert_array_equal(*made)
    assert {step.repair for i in range(3) for step in draw_steps(kind, rng(i))} <= set(REPAIRS)
    changed = [(m != picture).any() for m in made[0]]
    assert any(changed) == (kind != "clean")


def test_the_full_shuffle_ends_with_a_jpeg_in_ever_other_orders():
    chains = [draw_steps("full", rng(i)) for i in range(12)]
    assert all(chain[-1].repair == "dejpeg" for chain in chains)
    assert len({tuple(step.repair for step in chain) for chain in chains}) > 4
