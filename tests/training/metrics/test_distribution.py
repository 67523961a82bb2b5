import numpy as np
import pytest
import torch

from training.metrics.backbones import kid
from training.metrics.distribution import (
    OwnFeatures,
    features_of,
    frechet_distance,
    kernel_distance,
    mind,
)


@pytest.fixture(scope="module")
def sets():
    """Two draws of one distribution, (120, 8), and from which photograph each row is."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((120, 8)), rng.standard_normal((120, 8)), np.arange(120) // 4


def test_our_features_are_always_the_same_and_see_blur():
    pictures = np.random.default_rng(0).integers(0, 256, (3, 64, 64, 3), np.uint8)
    torch.manual_seed(1)
    first = features_of(OwnFeatures(), pictures)
    torch.manual_seed(2)
    assert first.shape == (3, OwnFeatures.num_features)
    assert np.array_equal(first, features_of(OwnFeatures(), pictures))
    blurred = np.full_like(pictures, 128)
    assert np.abs(features_of(OwnFeatures(), blurred) - first).max() > 0.1


def test_frechet_distance_of_a_shift_is_its_square(sets):
    a, _, _ = sets
    shift = np.array([1.0, 2, 0, 0, 0, 0, 0, 0])
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(a + shift, a) == pytest.approx(5)
    # Twice as wide: tr(4 C + C - 4 C) = tr(C), and the mean moves by itself.
    expected = np.trace(np.cov(a.T)) + np.sum(a.mean(0) ** 2)
    assert frechet_distance(2 * a, a) == pytest.approx(expected)


def test_kernel_distance_by_hand():
    # Kernel (a b + 1)^3: within {0, 1} 1, within {0, 2} 1, across 1 + 1 + 1 + 27 = 30, over 4.
    found = kernel_distance(np.array([[0.0], [1]]), np.array([[0.0], [2]]), np.array([0, 1]))
    assert found.mean == pytest.approx(1 + 1 - 2 * 30 / 4)
    assert np.isnan(found.low)  # two photographs have no halves to compare


def test_kernel_distance_is_unbiased_and_its_interval_tells(sets):
    a, b, photographs = sets
    same = kernel_distance(a, b, photographs)
    assert same.low < 0 < same.high
    assert kernel_distance(a + 1, b, photographs).low > 0


def test_kid_is_the_kernel_distance(sets):
    a, b, photographs = sets
    assert kid(a, b) == pytest.approx(kernel_distance(a, b, photographs).mean, abs=0.05)
    assert kid(a + 1, b) == pytest.approx(kernel_distance(a + 1, b, photographs).mean, rel=0.05)


def test_mind_on_a_line():
    a = np.random.default_rng(0).normal(0, 1, (40, 1))
    assert mind(a + 2, a) == pytest.approx(3 * 1 * 2**2)
