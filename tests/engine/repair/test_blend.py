import numpy as np
import pytest

from engine.repair.blend import FULL_FROM, blend


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
