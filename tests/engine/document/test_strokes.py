from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.mask import Brush, Mask, Stroke
from engine.geometry import Box, Size


def distance_to_segment(size: Size, start, end) -> np.ndarray:
    """From every pixel's centre to the line a stroke follows."""
    y, x = np.mgrid[: size.height, : size.width] + 0.5
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    length2 = dx * dx + dy * dy
    along = np.clip(((x - x0) * dx + (y - y0) * dy) / length2, 0, 1) if length2 else 0
    return np.hypot(x - x0 - along * dx, y - y0 - along * dy)


def draw(mask: Mask, brush: Brush, start, *then) -> Stroke:
    stroke = Stroke(mask, brush, *start)
    for point in then:
        stroke.line_to(*point)
    return stroke


@pytest.mark.parametrize("radius", [1, 2.5, 10, 63, 250])
@pytest.mark.parametrize("end", [(300.0, 300.0), (351.3, 240.9)])
def test_a_hard_brush_paints_its_radius_and_no_more(radius, end):
    mask = Mask(Size(700, 640))
    draw(mask, Brush(radius), (300.0, 300.0), end)
    distance = distance_to_segment(mask.size, (300.0, 300.0), end)
    assert (mask.pixels[distance <= radius - 0.5] == 255).all()
    assert (mask.pixels[distance > radius + 0.5] == 0).all()
    np.testing.assert_array_equal(mask.pixels >= 128, distance <= radius)


@pytest.mark.parametrize("radius", [3, 20, 100, 250])
def test_the_painted_area_is_that_of_a_circle(radius):
    mask = Mask(Size(600, 600))
    draw(mask, Brush(radius), (300.3, 299.8))
    assert mask.pixels.sum() / 255 == pytest.approx(np.pi * radius**2, rel=0.006)


@pytest.mark.parametrize("hardness", [0.0, 0.3, 0.7, 0.95])
@pytest.mark.parametrize("radius", [8, 60, 200])
def test_a_soft_brush_falls_off_inside_its_radius(radius, hardness):
    mask = Mask(Size(600, 600))
    draw(mask, Brush(radius, hardness), (300.0, 300.0))
    distance = distance_to_segment(mask.size, (300.0, 300.0), (300.0, 300.0))
    assert (mask.pixels[distance > radius + 0.5] == 0).all()
    # Within 3 levels, and 6 where little is left, of the smooth fall from 1 to 0 (see `_dab`).
    soft = radius * (1 - hardness)
    share = np.clip((radius + 0.5 - distance) / (soft + 1), 0, 1)
    exact = 255 * share * share * (3 - 2 * share)
    assert np.abs(mask.pixels - exact).max() <= 7
    assert (np.diff(mask.pixels[300, 300:].astype(int)) <= 1).all()


@pytest.mark.parametrize("x", [100.0, 100.2, 100.5, 100.99])
def test_the_finest_brush_paints_one_whole_pixel(x):
    mask = Mask(Size(200, 200))
    draw(mask, Brush(0.5), (x, 50.7))
    assert mask.pixels[50, 100] == 255
    assert np.count_nonzero(mask.pixels) == 1


def test_a_stroke_of_many_points_leaves_no_gap():
    mask = Mask(Size(400, 300))
    points = [(30 + 3.7 * i, 150 + 60 * np.sin(i / 9)) for i in range(90)]
    draw(mask, Brush(2), *points)
    for x, y in points:
        assert mask.pixels[int(y), int(x)] == 255


def test_an_eraser_takes_away_what_a_brush_has_painted():
    mask = Mask(Size(300, 300))
    draw(mask, Brush(40), (150, 150))
    draw(mask, Brush(15, erase=True), (150, 150))
    distance = distance_to_segment(mask.size, (150, 150), (150, 150))
    assert (mask.pixels[distance <= 14] == 0).all()
    assert (mask.pixels[(distance >= 16) & (distance <= 39)] == 255).all()
    draw(mask, Brush(60, erase=True), (150, 150))
    assert mask.is_empty()


def test_painting_twice_changes_nothing_more():
    mask = Mask(Size(200, 200))
    draw(mask, Brush(20, 0.4), (100, 100))
    before = mask.pixels.copy()
    stroke = draw(mask, Brush(20, 0.4), (100, 100))
    np.testing.assert_array_equal(mask.pixels, before)
    assert stroke.finish() == []


def hand(step: float, count: int):
    """A brush, whether it erases, and a way of `count` points about `step` px from each other."""
    moves = st.tuples(st.floats(-step, step), st.floats(-step, step))
    return st.tuples(
        st.builds(Brush, st.floats(0.5, 700), st.sampled_from([0.0, 0.5, 0.9, 1.0]), st.booleans()),
        st.tuples(st.floats(0, 1200), st.floats(0, 1000)),
        st.lists(moves, min_size=1, max_size=count),
    )


@settings(max_examples=40, deadline=None)
@given(st.one_of(hand(8, 5), hand(300, 4)))
def test_leaving_out_what_was_covered_a_move_earlier_changes_nothing(drawn):
    brush, at, moves = drawn
    under = np.random.default_rng(2).integers(0, 256, (1000, 1200), np.uint8)
    quick, thorough = (Mask(Size(1200, 1000), under.copy()) for _ in range(2))
    strokes = [Stroke(mask, brush, *at) for mask in (quick, thorough)]
    for across, down in moves:
        at = at[0] + across, at[1] + down
        thorough.touch(thorough.size.box)  # as if somebody else had changed it: all is drawn again
        for stroke in strokes:
            stroke.line_to(*at)
    np.testing.assert_array_equal(quick.pixels, thorough.pixels)


def test_what_somebody_else_took_away_meanwhile_is_painted_again():
    mask = Mask(Size(1300, 1300))
    stroke = draw(mask, Brush(600), (650, 650), (651, 650))
    mask.replace(Box(600, 600, 700, 700), np.zeros((100, 100), np.uint8))
    stroke.line_to(652, 650)
    assert (mask.pixels[600:700, 600:700] == 255).all()


def test_a_stroke_outside_the_scan_marks_nothing():
    mask = Mask(Size(100, 80))
    stroke = draw(mask, Brush(10), (-50, -50), (-20, 300))
    assert mask.is_empty() and stroke.finish() == []


def test_a_stroke_over_the_edge_marks_what_lies_inside():
    mask = Mask(Size(100, 80))
    draw(mask, Brush(10), (-200, 40), (300, 40)).finish()
    assert mask.bounds() == Box(0, 30, 100, 50)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.5, 60),
    st.floats(0, 1),
    st.booleans(),
    st.lists(st.tuples(st.floats(-80, 380), st.floats(-80, 380)), min_size=1, max_size=6),
)
def test_nothing_outside_the_redrawn_box_changes_and_undo_brings_all_back(
    radius, hardness, erase, points
):
    size = Size(300, 270)
    before = np.random.default_rng(1).integers(0, 256, (270, 300), np.uint8)
    mask = Mask(size, before.copy())
    stroke = Stroke(mask, Brush(radius, hardness, erase), *points[0])
    for point in points[1:]:
        stroke.line_to(*point)
    outside = np.ones((270, 300), bool)
    outside[stroke.dirty.clamp(size).slices] = False
    np.testing.assert_array_equal(mask.pixels[outside], before[outside])
    after = mask.pixels.copy()
    assert (after <= before).all() if erase else (after >= before).all()
    tiles = stroke.finish()
    mask.write_tiles(tiles, after=False)
    np.testing.assert_array_equal(mask.pixels, before)
    mask.write_tiles(tiles, after=True)
    np.testing.assert_array_equal(mask.pixels, after)


def test_a_dropped_stroke_leaves_no_trace():
    mask = Mask(Size(600, 600))
    draw(mask, Brush(30), (100, 100)).finish()
    before = mask.pixels.copy()
    stroke = draw(mask, Brush(50), (80, 120), (500, 500))
    assert stroke.roll_back().contains(Box(100, 120, 500, 500))
    np.testing.assert_array_equal(mask.pixels, before)
    assert mask.bounds() == Box(70, 70, 130, 130)
