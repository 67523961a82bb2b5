import numpy as np
import pytest

from training.metrics import l1_in, psnr_in, seam_energy, sharpness_ratio


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
