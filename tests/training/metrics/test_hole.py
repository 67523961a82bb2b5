import cv2
import numpy as np
import pytest
from skimage.metrics import structural_similarity

from training.metrics.hole import (
    edge_f1,
    grain_ratio,
    l1_in,
    psnr_in,
    seam_energy,
    sharpness_ratio,
    ssim_in,
)


@pytest.fixture
def scene():
    rng = np.random.default_rng(0)
    clean = rng.integers(60, 200, (48, 48, 3), dtype=np.uint8)
    mask = np.zeros((48, 48), np.uint8)
    mask[16:32, 16:32] = 255
    return clean, mask


def test_only_the_hole_counts(scene):
    clean, mask = scene
    filled = clean.copy()
    filled[:8] = 0  # far outside
    assert psnr_in(filled, clean, mask) == 99.0
    assert l1_in(filled, clean, mask) == 0
    filled[16:32, 16:32] += 10
    assert l1_in(filled, clean, mask) == pytest.approx(10)
    # 10 log10(255^2 / 100)
    assert psnr_in(filled, clean, mask) == pytest.approx(28.13, abs=0.01)


def test_a_smooth_fill_is_less_sharp(scene):
    clean, mask = scene
    assert sharpness_ratio(clean, clean, mask) == pytest.approx(1)
    smooth = clean.copy()
    smooth[15:33, 15:33] = 128
    assert sharpness_ratio(smooth, clean, mask) < 0.2


def test_a_step_at_the_border_is_a_seam():
    flat = np.full((48, 48, 3), 100, np.uint8)
    flat[::2] += 4  # some texture, so that one ring outside has steps too
    mask = np.zeros((48, 48), np.uint8)
    mask[16:32, 16:32] = 255
    shifted = flat.copy()
    shifted[16:32, 16:32] += 40
    assert seam_energy(shifted, mask) > 5 * seam_energy(flat, mask)


def test_ssim_is_that_of_scikit_image(scene):
    clean, mask = scene
    filled = clean.copy()
    filled[16:32, 16:32] = 128
    grey = [cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (filled, clean)]
    settings = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    _, similar = structural_similarity(*grey, data_range=255, full=True, **settings)
    assert ssim_in(filled, clean, mask) == pytest.approx(similar[mask > 0].mean(), abs=0.002)
    assert ssim_in(clean, clean, mask) == pytest.approx(1)


@pytest.mark.parametrize(("shift", "expected"), [(0, 1.0), (2, 1.0), (7, 0.0)])
def test_an_edge_counts_within_two_pixels(shift, expected):
    clean, filled = (np.full((64, 64, 3), 40, np.uint8) for _ in range(2))
    clean[:, 30:] = 220
    filled[:, 30 + shift :] = 220
    everything = np.full((64, 64), 255, np.uint8)
    assert edge_f1(filled, clean, everything) == expected


def test_a_fill_without_edges_is_right_only_where_there_are_none(scene):
    flat = np.full((48, 48, 3), 90, np.uint8)
    mask = scene[1]
    assert edge_f1(flat, flat, mask) == 1
    lined = flat.copy()
    lined[:, 24:] = 250
    assert edge_f1(flat, lined, mask) == 0
    assert edge_f1(lined, flat, mask) == 0


def test_grain_is_compared_with_what_surrounds_the_hole():
    rng = np.random.default_rng(1)
    clean = np.repeat(rng.normal(128, 12, (96, 96, 1)), 3, 2).astype(np.uint8)
    mask = np.zeros((96, 96), np.uint8)
    mask[30:66, 30:66] = 255
    assert grain_ratio(clean, mask) == pytest.approx(1, abs=0.15)
    smooth, coarse = clean.copy(), clean.astype(int)
    smooth[30:66, 30:66] = 128
    coarse[30:66, 30:66] = 128 + 2 * (coarse[30:66, 30:66] - 128)
    assert grain_ratio(smooth, mask) < 0.1
    assert grain_ratio(np.clip(coarse, 0, 255).astype(np.uint8), mask) > 1.6
    assert grain_ratio(clean, np.full((96, 96), 255, np.uint8)) == 1  # nothing to compare with
