import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from training.metrics.picture import delta_e, l1, ms_ssim, psnr, ssim


@pytest.fixture(scope="module")
def pair():
    """A picture and the same with noise."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[0:192, 0:200]
    clean = np.stack([x, y, (x + y) // 2], 2).astype(np.uint8)
    return np.clip(clean + rng.normal(0, 9, clean.shape), 0, 255).astype(np.uint8), clean


def test_psnr_l1_and_ssim_are_those_of_scikit_image(pair):
    y, x = pair
    assert psnr(y, x) == pytest.approx(peak_signal_noise_ratio(x, y))
    assert l1(y, x) == pytest.approx(np.abs(y.astype(int) - x).mean())
    settings = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    known = structural_similarity(x, y, data_range=255, channel_axis=2, **settings)
    assert ssim(y, x) == pytest.approx(known, abs=0.005)  # other borders


def test_equal_pictures(pair):
    _, x = pair
    assert psnr(x, x) == 99
    assert ssim(x, x) == pytest.approx(1)
    assert ms_ssim(x, x) == pytest.approx(1)
    assert delta_e(x, x) == 0


def test_several_scales_need_a_large_picture(pair):
    y, x = pair
    assert ssim(y, x) < ms_ssim(y, x) < 1  # noise is less at the coarse scales
    assert ms_ssim(y[:160], x[:160]) is None


def test_colour_difference_is_a_mean_over_all_pixels():
    black, half = np.zeros((4, 8, 3), np.uint8), np.zeros((4, 8, 3), np.uint8)
    half[:, :4] = 255
    assert delta_e(half, black) == pytest.approx(50, abs=0.01)  # 100 from black to white
