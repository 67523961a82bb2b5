from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.geometry import Box, Size

coordinates = st.integers(-50, 50)
sides = st.integers(0, 40)
boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    coordinates,
    coordinates,
    sides,
    sides,
)
sizes = st.builds(Size, st.integers(1, 60), st.integers(1, 60))


def pixels_of(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.left, box.right) for y in range(box.top, box.bottom)}


@given(boxes, boxes)
def test_an_intersection_is_the_pixels_that_both_have(a, b):
    common = a.intersection(b)
    assert pixels_of(common) == pixels_of(a) & pixels_of(b)
    assert a.intersects(b) == bool(common)


@given(boxes, boxes)
def test_a_union_is_the_smallest_box_around_both(a, b):
    union = a.union(b)
    assert union.contains(a) and union.contains(b)
    if a and b:
        assert (union.left, union.top) == (min(a.left, b.left), min(a.top, b.top))
        assert (union.right, union.bottom) == (max(a.right, b.right), max(a.bottom, b.bottom))
    else:
        assert union.area == max(a.area, b.area)


@given(boxes, sizes)
def test_a_clamped_box_lies_inside_and_loses_only_what_was_outside(box, size):
    clamped = box.clamp(size)
    assert size.box.contains(clamped)
    assert pixels_of(clamped) == pixels_of(box) & pixels_of(size.box)


@given(boxes, st.integers(0, 20))
def test_padding_grows_every_side(box, margin):
    padded = box.pad(margin)
    assert padded.contains(box)
    assert padded.width == box.width + 2 * margin
    assert padded.pad(-margin) == box


@given(boxes, boxes)
def test_a_box_counted_from_another_comes_back_by_shifting(box, outer):
    assert box.within(outer).shift(outer.left, outer.top) == box
    assert box.within(outer).size == box.size


@given(sizes, boxes)
def test_slices_take_exactly_the_pixels_of_a_box_inside(size, box):
    box = box.clamp(size)
    scan = np.zeros((size.height, size.width), bool)
    scan[box.slices] = True
    assert scan.sum() == box.area


@pytest.mark.parametrize("box", [Box(3, 3, 3, 9), Box(3, 3, 9, 3), Box(5, 5, 2, 2)])
def test_an_empty_box_is_false_and_contained_everywhere(box):
    assert not box and box.area == 0
    assert Box(0, 0, 1, 1).contains(box)


def test_sizes_and_boxes_say_what_they_measure():
    assert str(Size(640, 480)) == "640 x 480"
    assert str(Box(10, 20, 40, 60)) == "30 x 40 at 10, 20"
    assert Size(640, 480).box == Box(0, 0, 640, 480)
