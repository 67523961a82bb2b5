import cv2
import numpy as np
import pytest

from engine.repair.blend import FULL_FROM, blend, meet_border, solve_laplace


# Worked out by hand: 100 known, 200 filled.
@pytest.mark.parametrize(
    ("mask", "expected"), [(0, 100), (16, 125), (32, 150), (FULL_FROM, 200), (255, 200)]
)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_soft_rim_mixes_and_the_rest_is_filled_in_full(mask, expected, dtype):
    top = np.iinfo(dtype).max
    known = np.full((3, 3, 3), 100 * (top // 255), dtype)
    filled = np.full((3, 3, 3), 200 / 255, np.float32)
    hole = np.zeros((3, 3), bool)
    hole[1, 1] = mask > 0
    result = blend(known, filled, np.full((3, 3), mask, np.uint8), hole)
    assert result[1, 1, 0] == pytest.approx(expected * (top // 255), abs=1)
    assert (result[~hole] == known[~hole]).all()
    assert (known == 100 * (top // 255)).all()


HOLE = np.zeros((160, 180), np.uint8)
cv2.circle(HOLE, (90, 80), 35, 1, -1)
HOLE = HOLE > 0


def ramp() -> np.ndarray:
    y, x = np.mgrid[:160, :180]
    return np.repeat((0.2 + 0.002 * x + 0.001 * y)[..., None], 3, 2).astype(np.float32)


@pytest.mark.parametrize("picture", [np.full((160, 180, 3), 0.5, np.float32), ramp()])
def test_a_fill_that_meets_its_border_stays(picture):
    moved = meet_border(picture, HOLE, ~HOLE) - picture
    assert np.abs(moved).max() < 1 / 255


@pytest.mark.parametrize("picture", [np.full((160, 180, 3), 0.5, np.float32), ramp()])
@pytest.mark.parametrize("tilt", [0.0, 0.001])
def test_a_planted_offset_is_taken_away(picture, tilt):
    offset = 0.05 + tilt * (np.arange(180) - 90)[None, :, None]
    shifted = np.where(HOLE[..., None], picture + offset, picture).astype(np.float32)
    result = meet_border(shifted, HOLE, ~HOLE)
    assert np.abs(result - picture).max() < 1.5 / 255
    np.testing.assert_array_equal(result[~HOLE], picture[~HOLE])


def test_the_membrane_is_the_solution_of_laplaces_equation():
    """Between two fixed columns it is a straight line."""
    fixed = np.zeros((40, 65), bool)
    fixed[:, [0, 64]] = True
    values = np.zeros((40, 65, 1), np.float32)
    values[:, 64] = 64
    solved = solve_laplace(values, fixed)
    np.testing.assert_allclose(solved[20, :, 0], np.arange(65), atol=2)
    assert (solved[:, 0] == 0).all() and (solved[:, 64] == 64).all()
