import cv2
import numpy as np
import pytest

from training.data.holes import GATE_CLASSES, KINDS, gate_hole, random_hole


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(64, 64), (96, 160)])
def test_a_hole_covers_about_what_was_asked_for_and_leaves_context(kind, size):
    shares = [
        (random_hole(np.random.default_rng(i), *size, {kind: 1.0}, (0.12, 0.35)) > 0).mean()
        for i in range(30)
    ]
    assert max(shares) <= 0.6
    assert 0.10 <= np.median(shares) <= 0.5


def test_the_same_seed_and_index_give_the_same_hole():
    mixture = {"scratch": 2.0, "dust": 1.0, "blob": 1.0}
    holes = [
        random_hole(np.random.default_rng((5, 17)), 64, 64, mixture, (0.1, 0.3)) for _ in range(2)
    ]
    np.testing.assert_array_equal(*holes)
    assert set(np.unique(holes[0])) == {0, 255}


# Shares of a 512 px crop, as in the table of the classical baselines.
@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("scratch 2 px", 0.005, 0.03),
        ("scratch 4 px", 0.01, 0.05),
        ("scratch 8 px", 0.02, 0.10),
        ("dust", 0.015, 0.016),
        ("blob 2 %", 0.008, 0.021),
        ("blob 10 %", 0.04, 0.105),
    ],
)
def test_the_gates_holes_have_their_size(kind, low, high):
    shares = [(gate_hole(kind, np.random.default_rng(i), 512, 512) > 0).mean() for i in range(20)]
    assert low <= np.median(shares) <= high
    assert kind in GATE_CLASSES


@pytest.mark.parametrize(("kind", "width"), [("scratch 2 px", 2), ("scratch 8 px", 8)])
def test_a_scratch_is_as_wide_as_its_class_says(kind, width):
    mask = gate_hole(kind, np.random.default_rng(2), 512, 512)
    # On the middle line of a scratch the border is half its width away; crossings are wider.
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    ridge = distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)) - 1e-6
    middle = 2 * np.median(distance[ridge & (mask > 0)])
    assert width - 1 <= middle <= width + 2
