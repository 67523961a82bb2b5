"""A mask at one moment stays as it was, counts follow every change; both cost what changed."""

from __future__ import annotations

import gc
import threading
import weakref

import cv2
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
    np.testing.assert_array_equal(drawn(mask.moment()), mask.pixels)
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
        held.append((mask.moment(), mask.pixels.copy()))
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


def test_nothing_is_copied_before_it_changes(mask):
    mask.replace(SIZE.box, np.random.default_rng(1).integers(1, 256, mask.pixels.shape, np.uint8))
    then, moment = mask.pixels.copy(), mask.moment()
    assert not moment._kept
    mask.replace(Box(5, 5, 9, 9), np.zeros((4, 4), np.uint8))
    mask.replace(Box(TILE + 5, 5, TILE + 9, 9), np.zeros((4, 4), np.uint8))
    mask.replace(Box(6, 6, 9, 9), np.zeros((3, 3), np.uint8))
    assert list(moment._kept) == [(0, 0), (0, 1)]
    np.testing.assert_array_equal(drawn(moment), then)
    check(mask)


def test_what_nobody_holds_is_not_kept(mask):
    mask.replace(SIZE.box, np.full(mask.pixels.shape, 255, np.uint8))
    moment = mask.moment()
    mask.replace(Box(5, 5, 9, 9), np.zeros((4, 4), np.uint8))
    held = weakref.ref(moment)
    del moment
    gc.collect()
    assert held() is None
    mask.replace(Box(5, 5, 9, 9), np.ones((4, 4), np.uint8))
    assert not mask._moments._held


def test_a_moment_is_read_whole_while_the_mask_changes(mask):
    """The engine thread reads what the window goes on painting over."""
    mask.replace(SIZE.box, np.full(mask.pixels.shape, 1, np.uint8))
    moment, seen, stop = mask.moment(), [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append(all((pixels == 1).all() for _, pixels in moment))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in range(60):
            mask.replace(SIZE.box, np.full(mask.pixels.shape, 2 + turn, np.uint8))
    finally:
        stop.set()
        reader.join()
    assert all(seen) and all((pixels == 1).all() for _, pixels in moment)


def test_only_what_changed_is_counted_again(mask, monkeypatch):
    mask.replace(SIZE.box, np.full(mask.pixels.shape, 255, np.uint8))
    assert mask.count() == SIZE.area
    counted = []
    count = cv2.countNonZero
    monkeypatch.setattr(mask_copies.cv2, "countNonZero", lambda p: counted.append(p) or count(p))
    mask.replace(Box(5, 5, 9, 9), np.zeros((4, 4), np.uint8))
    assert mask.count() == SIZE.area - 16 and len(counted) == 1
