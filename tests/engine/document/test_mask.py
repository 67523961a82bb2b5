from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.mask import TILE, Mask
from engine.errors import MaskError
from engine.geometry import Box, Size


def test_a_mask_of_another_size_is_refused_with_both_sizes():
    with pytest.raises(MaskError, match=r"40 x 30 pixels.*80 x 60 pixels"):
        Mask(Size(80, 60), np.zeros((30, 40), np.uint8))


def test_a_mask_of_another_kind_is_refused():
    with pytest.raises(MaskError, match="float32"):
        Mask(Size(40, 30), np.zeros((30, 40), np.float32))
    with pytest.raises(MaskError, match="shape"):
        Mask(Size(40, 30), np.zeros((30, 40, 3), np.uint8))


@settings(max_examples=50)
@given(st.sets(st.tuples(st.integers(0, 599), st.integers(0, 399)), max_size=8))
def test_bounds_and_tiles_find_every_mark(marks):
    pixels = np.zeros((400, 600), np.uint8)
    for x, y in marks:
        pixels[y, x] = 1
    mask = Mask(Size(600, 400), pixels)
    assert mask.is_empty() == (not marks)
    if marks:
        xs, ys = zip(*marks, strict=True)
        assert mask.bounds() == Box(min(xs), min(ys), max(xs) + 1, max(ys) + 1)
    else:
        assert not mask.bounds()
    tiles = mask.marked_tiles()
    assert {(x // TILE, y // TILE) for x, y in marks} == {
        (tile.left // TILE, tile.top // TILE) for tile in tiles
    }
    assert all(mask.size.box.contains(tile) for tile in tiles)


def test_replacing_a_box_gives_the_tiles_for_undo():
    mask = Mask(Size(700, 500))
    tiles = mask.replace(Box(250, 250, 270, 270), np.full((20, 20), 9, np.uint8))
    assert len(tiles) == 4 and mask.bounds() == Box(250, 250, 270, 270)
    assert mask.write_tiles(tiles, after=False).contains(Box(250, 250, 270, 270))
    assert mask.is_empty()


def test_reading_gives_a_copy():
    mask = Mask(Size(50, 50))
    mask.read(Box(0, 0, 10, 10))[:] = 255
    assert mask.is_empty()
