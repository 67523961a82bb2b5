"""Copies and counts of a mask follow every change, and cost what changed."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from engine.document import mask_copies
from engine.document.mask import TILE, Brush, Mask, Stroke
from engine.geometry import Box, Size

SIZE = Size(3 * TILE + 10, 2 * TILE + 7)


@pytest.fixture
def mask():
    return Mask(SIZE)


def drawn(copies):
    plane = np.zeros((SIZE.height, SIZE.width), np.uint8)
    for box, pixels in copies:
        assert not pixels.flags.writeable
        plane[box.slices] = pixels
    return plane


def check(mask):
    np.testing.assert_array_equal(drawn(mask.copies()), mask.pixels)
    assert mask.count() == np.count_nonzero(mask.pixels)


def test_copies_and_counts_follow_every_way_of_changing(mask):
    rng = np.random.default_rng(0)
    held, undo = [], []
    for turn in range(24):
        x, y = rng.integers((0, 0), (SIZE.width, SIZE.height)).tolist()
        stroke = Stroke(mask, Brush(int(rng.integers(2, 200)), 0.5, bool(turn % 3 == 2)), x, y)
        check(mask)  # in the middle of a drag
        stroke.line_to(*rng.integers((0, 0), (SIZE.width, SIZE.height)).tolist())
        if turn % 4 == 3:
            stroke.roll_back()
        else:
            undo.append(stroke.finish())
        check(mask)
        held.append((mask.copies(), mask.pixels.copy()))
    for tiles in reversed(undo):
        mask.write_tiles(tiles, after=False)
        check(mask)
    for copies, then in held:  # nothing that came later has changed them
        np.testing.assert_array_equal(drawn(copies), then)


def test_a_frame_within_the_same_tiles_is_seen(mask):
    stroke = Stroke(mask, Brush(4), 100, 100)
    before = mask.count()
    stroke.line_to(140, 100)
    assert mask.count() > before
    check(mask)


def test_only_what_changed_is_copied_again(mask):
    mask.replace(SIZE.box, np.random.default_rng(1).integers(0, 256, mask.pixels.shape, np.uint8))
    before = dict(mask.copies())
    mask.replace(Box(5, 5, 9, 9), np.zeros((4, 4), np.uint8))
    changed = [box for box, pixels in mask.copies() if pixels is not before[box]]
    assert changed == [Box(0, 0, TILE, TILE)]


def test_only_what_changed_is_counted_again(mask, monkeypatch):
    mask.replace(SIZE.box, np.full(mask.pixels.shape, 255, np.uint8))
    assert mask.count() == SIZE.area
    counted = []
    count = np.count_nonzero
    monkeypatch.setattr(mask_copies.np, "count_nonzero", lambda p: counted.append(p) or count(p))
    mask.replace(Box(5, 5, 9, 9), np.zeros((4, 4), np.uint8))
    assert mask.count() == SIZE.area - 16 and len(counted) == 1


def test_copies_that_nobody_holds_take_no_memory(mask):
    mask.replace(Box(0, 0, 5, 5), np.full((5, 5), 255, np.uint8))
    ((_, first),) = mask.copies()
    kept = mask._copies._known[0, 0].copy
    assert kept() is first
    del first
    gc.collect()
    assert kept() is None


def test_tiles_of_one_value_share_one_array(mask):
    mask.replace(SIZE.box, np.full(mask.pixels.shape, 255, np.uint8))
    whole = [pixels for box, pixels in mask.copies() if box.area == TILE * TILE]
    assert len(whole) == 6 and all(np.shares_memory(whole[0], other) for other in whole)
