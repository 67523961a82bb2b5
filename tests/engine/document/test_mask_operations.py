"""Grow, shrink, feather, fill holes: against definitions that can be checked by eye."""

from __future__ import annotations

import numpy as np
import pytest

from engine.document.mask import Mask
from engine.document.mask_operations import feather, fill_holes, grow, shrink
from engine.document.shapes import CELL, mark
from engine.geometry import Size
from engine.progress import Cancelled, Progress, Stop


def run(work, mask, radius=1, how="replace"):
    """What `work` makes of `mask`, in place."""
    plane = work(mask.pixels, mask.marked_tiles(), radius, Progress())
    mark(mask, plane, how)
    return mask.pixels


def dot(size, *places):
    mask = Mask(size)
    for x, y in places:
        mask.pixels[y, x] = 255
    return Mask(size, mask.pixels)


@pytest.mark.parametrize("radius", [1, 3, 40])
@pytest.mark.parametrize("at", [(30, 20), (0, 0), (CELL - 1, CELL), (CELL + 70, 3)])
def test_growing_a_dot_gives_a_disc_also_across_cells(radius, at):
    size = Size(CELL + 80, CELL + 60)
    seen = run(grow, dot(size, at), radius) > 0
    y, x = np.mgrid[: size.height, : size.width]
    np.testing.assert_array_equal(seen, np.hypot(x - at[0], y - at[1]) <= radius)


def test_shrinking_takes_back_what_growing_added_and_the_scans_edge_is_no_end():
    size = Size(CELL + 80, 90)
    mask = Mask(size)
    mask.pixels[:30] = 255
    mask = Mask(size, mask.pixels)
    seen = run(shrink, mask, 4)
    assert (seen[:26] == 255).all() and not seen[26:].any()
    assert (run(grow, Mask(size, seen), 4)[:30] == 255).all()


def test_shrinking_keeps_what_is_marked_everywhere():
    mask = Mask(Size(50, 50), np.full((50, 50), 200, np.uint8))
    assert (run(shrink, mask, 10) == 200).all()


@pytest.mark.parametrize("radius", [1, 6, 30])
def test_feathering_falls_from_full_to_nothing_within_the_radius(radius):
    size = Size(300, 40)
    mask = Mask(size)
    mask.pixels[:, :150] = 255
    seen = run(feather, Mask(size, mask.pixels), radius)[20].astype(int)
    assert (np.diff(seen) <= 0).all()
    assert (seen[: 150 - radius - 3] >= 253).all() and not seen[150 + radius + 3 :].any()
    assert abs(seen[149:151].mean() - 128) < 30


def test_holes_are_filled_and_bays_are_not():
    mask = Mask(Size(60, 40))
    mask.pixels[5:30, 5:25] = 255
    mask.pixels[10:20, 10:20] = 0  # a hole
    mask.pixels[5:30, 40:60] = 255
    mask.pixels[10:20, 50:60] = 0  # open at the scan's edge
    mask = Mask(mask.size, mask.pixels)
    seen = run(fill_holes, mask, how="add")
    assert (seen[5:30, 5:25] == 255).all()
    assert not seen[10:20, 50:60].any() and not seen[12, 30]


@pytest.mark.parametrize("work", [grow, shrink, feather, fill_holes])
def test_nothing_marked_is_nothing_done(work):
    assert not run(work, Mask(Size(40, 30)), 5).any()


def test_specks_on_a_large_scan_cost_their_own_cells_only():
    mask = dot(Size(20 * CELL, 4 * CELL), (100, 100), (15 * CELL + 400, 3 * CELL + 500))
    plane = grow(mask.pixels, mask.marked_tiles(), 8, Progress())
    assert len(plane.boxes) == 2


@pytest.mark.parametrize("work", [grow, shrink, feather, fill_holes])
def test_it_can_be_stopped(work):
    stop = Stop()
    stop.set()
    mask = dot(Size(40, 30), (5, 5))
    with pytest.raises(Cancelled):
        work(mask.pixels, mask.marked_tiles(), 5, Progress(stop=stop))
