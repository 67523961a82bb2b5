"""Shapes become marks: which pixels, whole or cell by cell, and how they are undone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.mask import Mask
from engine.document.shapes import (
    CELL,
    PIECE,
    Ellipse,
    Inverse,
    Line,
    MarkWriter,
    Plane,
    Polygon,
    Rectangle,
    mark,
)
from engine.geometry import Box, Size

SIZE = Size(60, 40)


def drawn(shape, size=SIZE):
    mask = Mask(size)
    mark(mask, shape)
    return mask.pixels


@pytest.mark.parametrize(
    ("a", "b", "box"),
    [
        ((10.5, 5.5), (20.5, 8.5), Box(10, 5, 21, 9)),
        ((20.5, 8.5), (10.5, 5.5), Box(10, 5, 21, 9)),
        ((10.0, 5.0), (20.0, 8.0), Box(10, 5, 20, 8)),
        ((7.2, 7.3), (7.2, 7.3), Box(7, 7, 8, 8)),
        ((-9.0, -9.0), (90.0, 3.0), Box(0, 0, 60, 3)),
    ],
)
def test_a_rectangle_is_every_pixel_that_is_touched(a, b, box):
    expected = np.zeros((40, 60), np.uint8)
    expected[box.slices] = 255
    np.testing.assert_array_equal(drawn(Rectangle.around(a, b)), expected)


def test_an_ellipse_is_the_pixels_whose_middles_are_inside():
    y, x = np.mgrid[:40, :60] + 0.5
    inside = ((x - 30) / 20) ** 2 + ((y - 18) / 10) ** 2 <= 1
    np.testing.assert_array_equal(drawn(Ellipse(Box(10, 8, 50, 28))) > 0, inside)


def test_a_triangle_by_hand():
    seen = drawn(Polygon(((0, 0), (4, 0), (0, 4))), Size(5, 5)) > 0
    expected = [[1, 1, 1, 0, 0], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0] * 5, [0] * 5]
    # On the slanted side, middles lie exactly on the line: they belong to one side of it.
    np.testing.assert_array_equal(seen, np.array(expected, bool))


def test_a_loop_that_runs_over_its_own_start_leaves_no_gap():
    turns = np.linspace(0, 2.3 * 2 * math.pi, 200)
    loop = tuple((30 + 15 * math.cos(t), 20 + 15 * math.sin(t)) for t in turns)
    y, x = np.mgrid[:40, :60] + 0.5
    distance = np.hypot(x - 30, y - 20)
    for way in (loop, loop[::-1]):
        seen = drawn(Polygon(way)) > 0
        assert seen[distance < 14.5].all() and not seen[distance > 15.5].any()


def test_a_point_and_a_line_enclose_nothing():
    assert not drawn(Polygon(((5, 5),))).any()
    assert not drawn(Polygon(((5, 5), (40, 30)))).any()


@pytest.mark.parametrize("width", [1, 4, 9])
def test_a_line_is_as_wide_as_asked_with_round_ends(width):
    seen = drawn(Line(((10.5, 20.5), (40.5, 20.5)), width)) > 0
    assert abs(int(seen[:, 25].sum()) - width) <= 1
    y, x = np.mgrid[:40, :60] + 0.5
    distance = np.hypot(x - np.clip(x, 10.5, 40.5), y - 20.5)
    assert seen[distance <= width / 2 - 1].all()
    assert not seen[distance > width / 2 + 1].any()


points = st.lists(
    st.tuples(st.floats(-300, CELL + 300), st.floats(-300, CELL + 300)), min_size=1, max_size=8
).map(tuple)


@settings(max_examples=12, deadline=None)
@given(points, st.integers(0, CELL), st.integers(0, CELL))
def test_a_shape_in_two_pieces_is_the_shape(points, across, down):
    whole = Box(0, 0, CELL + 9, CELL + 9)
    for shape in (Polygon(points), Ellipse(Polygon(points).boxes[0])):
        expected = shape.draw(whole)
        part = Box(across, down, whole.right, whole.bottom)
        np.testing.assert_array_equal(shape.draw(part), expected[part.slices])
        assert not expected[~inside(shape.boxes[0], whole)].any()


def inside(box, whole):
    mask = np.zeros((whole.height, whole.width), bool)
    mask[box.intersection(whole).slices] = True
    return mask


def test_adding_taking_away_and_replacing():
    mask = Mask(SIZE)
    mask.pixels[:] = 100
    mark(mask, Rectangle(Box(0, 0, 10, 10)))
    mark(mask, Rectangle(Box(5, 5, 20, 20)), "subtract")
    assert mask.pixels[2, 2] == 255 and mask.pixels[7, 7] == 0 and mask.pixels[30, 30] == 100
    mark(mask, Inverse(mask), "replace")
    assert mask.pixels[2, 2] == 0 and mask.pixels[7, 7] == 255 and mask.pixels[30, 30] == 155


def test_a_shape_over_many_cells_is_written_piece_by_piece_and_taken_back():
    size = Size(2 * CELL + 100, CELL + 50)
    mask = Mask(size)
    mask.pixels[::7, ::5] = 90
    before = mask.pixels.copy()
    marking = MarkWriter(mask, Ellipse(Box(50, 50, size.width - 50, size.height - 20)))
    boxes = []
    while not marking.is_done:
        boxes.append(marking.step())
    assert len(boxes) == 15 and all(box.area <= PIECE**2 for box in boxes)
    after = mask.pixels.copy()
    assert (after != before).any()
    tiles = marking.finish()
    mask.write_tiles(tiles, after=False)
    np.testing.assert_array_equal(mask.pixels, before)
    mask.write_tiles(tiles, after=True)
    np.testing.assert_array_equal(mask.pixels, after)
    marking.roll_back()
    np.testing.assert_array_equal(mask.pixels, before)


def test_where_a_plane_has_nothing_nothing_is_looked_at():
    mask = Mask(Size(3 * CELL, CELL))
    found = np.zeros((CELL, 3 * CELL), np.uint8)
    found[5, 5] = 255
    marking = MarkWriter(mask, Plane(mask.size.box, found, [Box(0, 0, CELL, CELL)]))
    assert sum(marking.step().area for _ in range(4)) == CELL**2 and marking.is_done
    assert np.count_nonzero(mask.pixels) == 1
