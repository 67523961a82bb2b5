import numpy as np
import pytest

from training.metrics.patches import sliced_distance, swd


@pytest.fixture(scope="module")
def picture():
    rng = np.random.default_rng(0)
    return rng.normal(128, 20, (96, 96, 3)).clip(0, 255).astype(np.uint8)


def noisy(picture, deviation, seed=1):
    noise = np.random.default_rng(seed).normal(0, deviation, picture.shape)
    return (picture + noise).clip(0, 255).astype(np.uint8)


def test_nothing_between_equal_pictures_and_more_with_more_noise(picture):
    distances = [swd(noisy(picture, deviation), picture) for deviation in (0, 5, 15, 40)]
    assert distances[0] == 0
    assert distances == sorted(distances) and len(set(distances)) == 4


def test_a_smooth_fill_is_farther_than_other_grain(picture):
    other = noisy(np.full_like(picture, 128), 20, seed=7)  # the same statistics, no equal pixel
    smooth = np.full_like(picture, 128)
    assert swd(other, picture) < 0.2 * swd(smooth, picture)


def test_only_patches_of_the_hole_count(picture):
    mask = np.zeros((96, 96), np.uint8)
    mask[:20, :20] = 255
    changed = picture.copy()
    changed[60:] = 0
    assert swd(changed, picture, mask) == 0
    assert swd(changed, picture, mask[::-1, ::-1]) > 0.5


def test_an_error_in_an_empty_channel_counts_no_more_than_in_a_full_one(picture):
    red = picture * np.array([1, 0, 0], np.uint8)
    in_red, in_green = (red + np.array(step, np.uint8) for step in ([3, 0, 0], [0, 3, 0]))
    assert swd(in_green, red) < 1.2 * swd(in_red, red)


def test_on_a_line_the_distance_is_the_shift():
    points = np.random.default_rng(0).normal(0, 3, (50, 1))
    rng = np.random.default_rng(1)
    assert sliced_distance(points + 2, points[::-1], 8, rng) == pytest.approx(2)
    assert sliced_distance(points + 2, points, 8, rng, power=2) == pytest.approx(4)
