import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.geometry import Box, Size
from engine.tiles import blend_tiles, plan_tiles


@pytest.mark.parametrize("size", [(1, 1), (64, 64), (65, 64), (200, 333), (512, 129)])
@pytest.mark.parametrize("overlap", [0, 8, 16])
def test_blending_a_regions_own_tiles_gives_it_back(size, overlap):
    height, width = size
    region = np.random.default_rng(7).random((height, width, 3), np.float32)
    area = Size(width, height)
    tiles = [(box, region[box.slices]) for box in plan_tiles(area, tile=64, overlap=overlap)]
    np.testing.assert_allclose(blend_tiles(tiles, area), region, atol=1e-6)


@settings(deadline=None)  # a busy machine takes its time
@given(st.integers(1, 900), st.integers(1, 900), st.integers(8, 256), st.integers(0, 7))
def test_tiles_cover_everything_and_are_never_too_large(width, height, tile, overlap):
    boxes = plan_tiles(Size(width, height), tile, overlap)
    covered = np.zeros((height, width), bool)
    for box in boxes:
        assert box.width <= tile and box.height <= tile
        assert Size(width, height).box.contains(box)
        covered[box.slices] = True
    assert covered.all()


@pytest.mark.parametrize(
    ("width", "expected"),
    [(100, [(0, 100)]), (101, [(0, 61), (40, 101)]), (180, [(0, 100), (80, 180)])],
)
def test_as_few_and_even_tiles_as_possible(width, expected):
    boxes = plan_tiles(Size(width, 10), tile=100, overlap=20)
    assert [(box.left, box.right) for box in boxes] == expected


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="overlap of 64"):
        plan_tiles(Size(100, 100), tile=64, overlap=64)
    with pytest.raises(ValueError, match="covered by no tile"):
        blend_tiles([(Box(0, 0, 4, 4), np.zeros((4, 4, 3), np.float32))], Size(8, 4))
    with pytest.raises(ValueError, match="got pixels of shape"):
        blend_tiles([(Box(0, 0, 4, 4), np.zeros((4, 5, 3), np.float32))], Size(4, 4))
