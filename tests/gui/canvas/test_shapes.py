"""Lasso, polygon, rectangle, ellipse, lines, scratch, wand: what a hand does and what is marked."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.geometry import Box

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ZOOMS = pytest.mark.parametrize("zoom", [1.0, 2.0, 3.5, 5.0])


@pytest.fixture
def done(qtbot, canvas):
    """Wait until nothing is being searched or written any more."""
    return lambda: qtbot.waitUntil(
        lambda: not canvas.work.is_busy and not canvas.work.is_writing, timeout=10_000
    )


def marked(document):
    """The box around all marks."""
    return document.mask.bounds()


def near(found, expected, within=1):
    """Boxes that differ by a pixel or so: a place on the screen is several scan pixels or less."""
    edges = ("left", "top", "right", "bottom")
    return all(abs(getattr(found, e) - getattr(expected, e)) <= within for e in edges)


@ZOOMS
def test_a_rectangle_from_corner_to_corner(canvas, document, hands, zoom):
    canvas.tool, canvas.zoom = "rectangle", zoom
    hands.drag((10, 8), (30, 20), (44, 31))
    assert near(marked(document), Box(10, 8, 45, 32))
    found = marked(document)
    assert (document.mask.pixels[found.slices] == 255).all()
    assert document.history.texts == ["Rectangle"]


@ZOOMS
def test_an_ellipse_fills_its_rectangle_but_for_the_corners(canvas, document, hands, zoom):
    canvas.tool, canvas.zoom = "ellipse", zoom
    hands.drag((45, 30), (12, 9))
    found = marked(document)
    assert near(found, Box(12, 9, 46, 31))
    inside = document.mask.pixels[found.slices]
    assert not inside[0, 0] and not inside[-1, -1]
    assert inside.mean() / 255 == pytest.approx(np.pi / 4, abs=0.05)


def test_shift_makes_a_square_and_a_circle(canvas, document, hands):
    for tool in ("rectangle", "ellipse"):
        canvas.tool = tool
        hands.press((10, 8))
        hands.move((20, 30), SHIFT)
        hands.release((20, 30), modifiers=SHIFT)
        found = marked(document)
        assert found.width == found.height == pytest.approx(23, abs=1)
        document.undo()


def test_alt_during_the_drag_begins_in_the_middle(canvas, document, hands):
    canvas.tool = "rectangle"
    hands.press((30, 20))
    hands.move((35, 22))
    hands.move((40, 26), ALT)
    hands.release((40, 26), modifiers=ALT)
    assert near(marked(document), Box(20, 14, 41, 27))
    assert document.history.texts == ["Rectangle"]


@pytest.mark.parametrize("how", ["alt", "control", "right"])
def test_alt_control_or_the_right_button_take_away(qtbot, canvas, document, hands, how):
    canvas.tool = "rectangle"
    hands.drag((5, 5), (50, 35))
    button = RIGHT if how == "right" else LEFT
    keys = {"alt": ALT, "control": CONTROL}.get(how, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(canvas.replaced):
        hands.press((20, 10), button, keys)
        hands.move((30, 20), keys)
        hands.release((30, 20), button, keys)
    assert not document.mask.pixels[12:19, 22:29].any()
    assert document.mask.pixels[8, 15] == 255
    assert document.history.texts == ["Rectangle", "Erase: rectangle"]


def test_alt_takes_the_brushs_marks_away_too(document, hands):
    hands.drag((10, 20), (50, 20))
    hands.drag((30, 20), modifiers=ALT)
    assert not document.mask.pixels[20, 28:33].any()


def test_a_click_is_no_shape(qtbot, canvas, document, hands):
    for tool in ("rectangle", "ellipse", "lasso"):
        canvas.tool = tool
        with qtbot.assertNotEmitted(canvas.stroke_finished):
            hands.drag((30, 20))
    assert not document.mask.pixels.any() and not document.history.texts


@ZOOMS
def test_a_lasso_marks_what_it_goes_around(canvas, document, hands, zoom):
    canvas.tool, canvas.zoom = "lasso", zoom
    hands.drag((15, 10), (45, 10), (45, 30), (15, 30))
    assert (document.mask.pixels[12:28, 17:43] == 255).all()
    assert near(marked(document), Box(15, 10, 45, 30), within=2)
    assert document.history.texts == ["Lasso"]


def click(hands, *places, **keys):
    for place in places:
        hands.press(place, **keys)
        hands.release(place, **keys)


@ZOOMS
def test_enter_closes_a_polygon(canvas, document, hands, zoom):
    canvas.tool, canvas.zoom = "polygon", zoom
    click(hands, (15, 10), (45, 10), (45, 30))
    assert not document.mask.pixels.any()
    hands.hold(Qt.Key.Key_Return)
    assert document.mask.pixels[12, 40] == 255 and document.mask.pixels[28, 44 - 1] == 255
    assert not document.mask.pixels[28, 18]
    assert document.history.texts == ["Polygon"]


def test_a_click_on_the_first_corner_closes_a_polygon_and_so_does_a_double_click(
    canvas, document, hands
):
    canvas.tool = "polygon"
    click(hands, (15, 10), (45, 10), (45, 30), (15, 10))
    assert len(document.history.texts) == 1
    first = document.mask.pixels.copy()
    document.undo()
    click(hands, (15, 10), (45, 10), (45, 30))
    QTest.mouseDClick(hands.view, LEFT, pos=hands.at((45, 30)))
    np.testing.assert_array_equal(document.mask.pixels, first)


def test_backspace_drops_the_last_corner(canvas, document, hands):
    canvas.tool = "polygon"
    click(hands, (15, 10), (45, 10), (45, 30), (58, 38))
    hands.hold(Qt.Key.Key_Backspace)
    hands.hold(Qt.Key.Key_Enter)
    assert near(marked(document), Box(15, 10, 45, 30), within=1)


def test_two_corners_are_no_polygon(canvas, document, hands):
    canvas.tool = "polygon"
    click(hands, (15, 10), (45, 10))
    hands.hold(Qt.Key.Key_Return)
    assert not document.history.texts and not canvas.cancel_stroke()


def test_shift_keeps_a_polygon_to_eight_directions(canvas, document, hands):
    canvas.tool = "polygon"
    click(hands, (10, 10))
    click(hands, (40, 13), modifiers=SHIFT)
    click(hands, (38, 30), modifiers=SHIFT)
    hands.hold(Qt.Key.Key_Return)
    found = marked(document)
    assert found.top == pytest.approx(10, abs=1) and found.right == pytest.approx(40, abs=1)


@pytest.mark.parametrize("tool", ["polygon", "lasso", "rectangle", "line", "scratch"])
def test_escape_drops_the_shape_under_way_and_nothing_else(canvas, document, hands, tool):
    hands.drag((5, 35), (20, 35))
    before = document.mask.pixels.copy()
    canvas.tool = tool
    hands.press((15, 10))
    hands.move((30, 15))
    hands.move((45, 30))
    hands.hold(Qt.Key.Key_Escape)
    hands.release((45, 30))
    np.testing.assert_array_equal(document.mask.pixels, before)
    assert len(document.history.texts) == 1 and canvas.cancel_stroke() is False


def test_undo_in_the_middle_of_a_polygon_takes_its_last_corner(canvas, document, hands):
    canvas.tool = "polygon"
    click(hands, (15, 10), (45, 10))
    assert canvas.step_back() and canvas.step_back() and not canvas.step_back()


def test_another_tool_drops_the_shape_under_way(canvas, document, hands):
    canvas.tool = "polygon"
    click(hands, (15, 10), (45, 10), (45, 30))
    canvas.tool = "lasso"
    canvas.tool = "polygon"
    hands.hold(Qt.Key.Key_Return)
    assert not document.mask.pixels.any()


@pytest.mark.parametrize("tool", ["lasso", "rectangle"])
def test_space_pans_in_the_middle_of_a_shape(canvas, document, hands, tool):
    canvas.tool, canvas.zoom = tool, 4.0
    hands.press((20, 20))
    hands.move((24, 21))
    hands.hold(Qt.Key.Key_Space)
    hands.move((24, 21))
    start = hands.at((24, 21))
    hands.move(start + QPoint(40, 8))
    assert canvas.to_viewport(24, 21) == start + QPoint(40, 8)
    hands.let_go(Qt.Key.Key_Space)
    hands.move((34, 22))
    hands.move((33, 30))
    hands.release((33, 30))
    assert marked(document).left == pytest.approx(20, abs=1)
    assert marked(document).bottom == pytest.approx(30, abs=2)
    assert len(document.history.texts) == 1


def test_space_and_a_drag_pan_between_the_corners_of_a_polygon(canvas, document, hands):
    canvas.tool, canvas.zoom = "polygon", 4.0
    click(hands, (15, 10), (45, 10))
    hands.hold(Qt.Key.Key_Space)
    start = hands.at((30, 20))
    hands.drag(start, start + QPoint(-20, 0))
    hands.let_go(Qt.Key.Key_Space)
    assert canvas.to_viewport(30, 20) == start + QPoint(-20, 0)
    click(hands, (45, 30))
    hands.hold(Qt.Key.Key_Return)
    assert near(marked(document), Box(15, 10, 45, 30))


def test_shapes_may_reach_outside_the_picture(canvas, document, hands):
    canvas.tool, canvas.zoom = "ellipse", 1.0
    hands.drag((-30, -30), (90, 70))
    assert document.mask.pixels.all()


@ZOOMS
def test_a_line_is_as_wide_as_the_brush(canvas, document, hands, zoom):
    canvas.tool, canvas.zoom, canvas.brush_radius = "line", zoom, 4
    hands.drag((15, 20), (30, 24), (45, 20))
    widths = (document.mask.pixels > 0).sum(axis=0)
    assert abs(int(widths[30]) - 8) <= 2 and not widths[:9].any() and not widths[51:].any()
    assert document.history.texts == ["Line"]


def test_a_line_by_two_clicks_and_in_steps_of_45_degrees(canvas, document, hands):
    canvas.tool, canvas.brush_radius = "line", 1
    click(hands, (10, 10))
    hands.move((40, 13), SHIFT)
    click(hands, (40, 13), modifiers=SHIFT)
    found = marked(document)
    assert found.height <= 5 and found.width >= 28


@ZOOMS
def test_two_clicks_mark_a_scratch_along_its_way(qtbot, canvas, open_scan, hands, done, zoom):
    document = open_scan(width=120, height=80, channels=1)
    document.scan.pixels.flags.writeable = True
    document.scan.pixels[:] = 90
    columns = np.arange(120)
    way = np.rint(40 + 6 * np.sin(columns / 20)).astype(int)
    for offset in (-1, 0, 1):
        document.scan.pixels[way + offset, columns] = 220
    canvas.set_document(document)
    canvas.tool, canvas.zoom, canvas.brush_radius = "scratch", zoom, 3
    with qtbot.waitSignal(canvas.stroke_finished):
        click(hands, (12, way[12]), (108, way[108]))
    on_way = document.mask.pixels[way[15:105], columns[15:105]]
    assert (on_way == 255).mean() > 0.97
    assert (document.mask.pixels > 0).mean() < 0.12
    assert document.history.texts == ["Scratch"]


@ZOOMS
def test_the_wand_marks_a_colour_where_it_hangs_together_or_everywhere(
    qtbot, canvas, open_scan, hands, done, zoom
):
    document = open_scan()
    document.scan.pixels.flags.writeable = True
    document.scan.pixels[:] = 90
    document.scan.pixels[5:15, 10:20] = document.scan.pixels[25:35, 40:50] = (200, 150, 60)
    canvas.set_document(document)
    canvas.tool, canvas.zoom = "wand", zoom
    for contiguous, pixels in ((True, 100), (False, 200)):
        canvas.wand.contiguous = contiguous
        with qtbot.waitSignal(canvas.stroke_finished):
            click(hands, (15, 10))
        assert np.count_nonzero(document.mask.pixels) == pixels
        document.undo()
    canvas.wand.tolerance = 1.0
    with qtbot.waitSignal(canvas.stroke_finished):
        click(hands, (15, 10))
    assert document.mask.pixels.all()
    with qtbot.waitSignal(canvas.replaced):
        click(hands, (15, 10), button=RIGHT)
    assert not document.mask.pixels.any()


@pytest.mark.parametrize("tool", ["lasso", "rectangle", "ellipse", "polygon", "line"])
def test_the_outline_is_seen_while_drawing_and_gone_afterwards(canvas, document, hands, tool):
    canvas.mask_view = "off"
    plain = hands.look()
    canvas.tool = tool
    hands.press((15, 10))
    hands.move((45, 12))
    hands.move((45, 30))
    assert (hands.look() != plain).any()
    hands.hold(Qt.Key.Key_Escape)
    np.testing.assert_array_equal(hands.look(), plain)


def test_what_an_outline_draws_is_what_a_whole_repaint_draws(canvas, open_scan, hands):
    open_scan(width=900, height=700, channels=1)
    canvas.zoom = 1.0
    hands.look()
    for tool in ("lasso", "polygon", "rectangle", "ellipse", "line"):
        canvas.tool = tool
        hands.press((400, 300))
        for place in ((420, 310), (445, 330), (430, 380), (380, 370), (410, 340)):
            hands.move(place)
            QApplication.processEvents()
        QApplication.sendEvent(hands.view, QEvent(QEvent.Type.Leave))
        QApplication.processEvents()
        drawn = canvas.screen().grabWindow(canvas.winId()).toImage()
        hands.view.update()
        QApplication.processEvents()
        assert drawn == canvas.screen().grabWindow(canvas.winId()).toImage(), tool
        canvas.cancel_stroke()
        hands.release((410, 340))


def test_a_huge_shape_is_written_in_slices_and_escape_takes_it_back(canvas, open_scan, hands, done):
    document = open_scan(width=5000, height=3000, channels=1)
    canvas.tool = "ellipse"
    hands.drag((50, 50), (4950, 2950))
    assert canvas.is_drawing and not document.history.texts
    hands.hold(Qt.Key.Key_Escape)
    assert not document.mask.pixels.any() and not canvas.is_drawing
    hands.drag((50, 50), (4950, 2950))
    done()
    assert document.history.texts == ["Ellipse"]
    assert document.mask.pixels.mean() / 255 == pytest.approx(
        np.pi / 4 * 4900 * 2900 / (5000 * 3000), abs=0.01
    )


def test_a_stroke_during_a_long_shape_finishes_it_first(canvas, open_scan, hands):
    document = open_scan(width=5000, height=3000, channels=1)
    canvas.tool = "rectangle"
    hands.drag((50, 50), (4950, 2950))
    assert canvas.work.is_writing
    canvas.tool = "brush"
    hands.drag((20, 20))
    assert document.history.texts == ["Rectangle", "Brush stroke"]


def test_a_search_goes_on_for_another_document_and_ends_with_the_last(
    qtbot, canvas, open_scan, hands
):
    document = open_scan(width=3000, height=2000)
    canvas.tool = "wand"
    canvas.wand.contiguous = False
    click(hands, (1500, 1000))
    told = []
    canvas.work.behind.connect(told.append)
    other = open_scan()
    qtbot.waitUntil(lambda: told == [document])
    assert document.history.texts == ["Wand"] and not other.history.texts
    canvas.set_document(document)
    click(hands, (15, 10))
    canvas.set_document(None)
    assert not canvas.work.is_busy and document.history.texts == ["Wand"]
