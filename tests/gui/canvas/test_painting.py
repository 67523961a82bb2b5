"""Brush and eraser: what a hand does on the canvas, and what is on the mask afterwards."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from gui.canvas.pen import touch_of

RIGHT, SHIFT = Qt.MouseButton.RightButton, Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("zoom", [1.0, 2.0, 3.5, "fit"])
def test_a_drag_paints_along_its_path_and_nowhere_else(canvas, document, hands, zoom):
    if zoom == "fit":
        canvas.fit()
    else:
        canvas.zoom = zoom
    hands.drag((10, 20), (50, 20))
    painted = document.mask.pixels == 255
    assert painted[20, 7:54].all()
    assert not painted[:14].any() and not painted[27:].any()
    assert not painted[20, :4].any() and not painted[20, 56:].any()
    # From 10 to 50 with a radius of 5, and the edges of the pixels that were hit.
    assert 40 + 2 * 5 - 2 <= painted[20].sum() <= 40 + 2 * 5 + 2


@pytest.mark.parametrize("zoom", [1.0, 2.0, 3.5])
def test_a_click_paints_around_the_middle_of_the_pixel_under_the_cursor(
    canvas, document, hands, zoom
):
    canvas.zoom = zoom
    canvas.brush_radius = 0.5
    hands.drag((30, 20))
    assert np.argmax(document.mask.pixels) == 20 * 60 + 30


def test_one_drag_is_one_undo_step(qtbot, canvas, document, hands):
    with qtbot.waitSignal(canvas.stroke_finished):
        hands.drag((10, 20), (30, 25), (50, 20))
    painted = document.mask.pixels.copy()
    assert document.history.texts == ["Brush stroke"]
    canvas.document_changed(document.undo())
    assert not document.mask.pixels.any()
    canvas.document_changed(document.redo())
    np.testing.assert_array_equal(document.mask.pixels, painted)


def test_what_is_seen_goes_with_undo_and_redo(canvas, document, hands):
    before = hands.look()
    hands.drag((10, 20), (50, 20))
    painted = hands.look()
    assert (painted != before).any()
    canvas.document_changed(document.undo())
    np.testing.assert_array_equal(hands.look(), before)
    canvas.document_changed(document.redo())
    np.testing.assert_array_equal(hands.look(), painted)


def test_the_eraser_takes_marks_away_with_its_own_size(canvas, document, hands):
    hands.drag((10, 20), (50, 20))
    canvas.tool = "eraser"
    canvas.eraser_radius = 8
    hands.drag((30, 20))
    assert not document.mask.pixels[20, 24:37].any()
    assert document.mask.pixels[20, 15] == 255
    assert canvas.brush_radius == 5
    assert document.history.texts[-1] == "Erase"


def test_the_right_button_erases_as_large_as_the_ring(canvas, document, hands):
    hands.drag((10, 20), (50, 20))
    canvas.eraser_radius = 15
    hands.drag((30, 20), button=RIGHT)
    assert not document.mask.pixels[20, 27:34].any()
    assert document.mask.pixels[20, 23] == 255
    assert document.history.texts == ["Brush stroke", "Erase"]


def test_erasing_where_nothing_is_marked_is_no_step(qtbot, canvas, document, hands):
    with qtbot.assertNotEmitted(canvas.stroke_finished):
        hands.drag((30, 20), button=RIGHT)
    assert not document.history.texts


def test_shift_click_draws_a_straight_line_from_the_last_end(document, hands):
    hands.drag((5, 5), (10, 20))
    hands.drag((50, 20), modifiers=SHIFT)
    assert (document.mask.pixels[20, 10:51] == 255).all()
    assert len(document.history.texts) == 2


def test_shift_click_without_an_earlier_stroke_is_a_click(document, hands):
    hands.drag((50, 20), modifiers=SHIFT)
    assert not document.mask.pixels[:, :40].any()


def test_strokes_may_start_and_end_outside_the_picture(canvas, document, hands):
    canvas.zoom = 1.0
    hands.drag((-30, 20), (90, 20))
    assert (document.mask.pixels[20] == 255).all()
    assert not document.mask.pixels[:14].any()


def test_a_long_slanted_line_is_drawn_whole(canvas, open_scan, hands):
    document = open_scan(width=3000, height=2000, channels=1)
    hands.drag((100, 100))
    hands.drag((2900, 1900), modifiers=SHIFT)
    for share in np.linspace(0, 1, 50):
        x, y = round(100 + 2800 * share), round(100 + 1800 * share)
        assert document.mask.pixels[y - 2 : y + 3, x - 2 : x + 3].max() == 255
    canvas.document_changed(document.undo())
    assert np.count_nonzero(document.mask.pixels) < 2000


def test_escape_drops_the_stroke_under_way(qtbot, canvas, document, hands):
    hands.press((10, 20))
    hands.move((50, 20))
    assert document.mask.pixels.any() and canvas.is_drawing
    with qtbot.assertNotEmitted(canvas.stroke_finished):
        hands.hold(Qt.Key.Key_Escape)
        hands.move((50, 35))
        hands.release((50, 35))
    assert not document.mask.pixels.any() and not document.history.texts
    assert canvas.cancel_stroke() is False


def test_space_pans_during_a_stroke_and_the_stroke_goes_on(canvas, document, hands):
    canvas.zoom = 4.0
    hands.press((20, 20))
    hands.hold(Qt.Key.Key_Space)
    hands.move((20, 20))
    start = hands.at((20, 20))
    hands.move(start + QPoint(40, 0))
    assert canvas.to_viewport(20, 20) == start + QPoint(40, 0)
    hands.let_go(Qt.Key.Key_Space)
    hands.move((30, 20))
    hands.release((30, 20))
    assert (document.mask.pixels[20, 18:33] == 255).all()
    assert not document.mask.pixels[20, 40:].any()
    assert len(document.history.texts) == 1


def test_the_middle_button_pans_during_a_stroke(canvas, document, hands):
    canvas.zoom = 4.0
    hands.press((20, 20))
    start = hands.at((20, 20))
    hands.press(start, Qt.MouseButton.MiddleButton)
    hands.move(start + QPoint(0, 24))
    hands.release(start + QPoint(0, 24), Qt.MouseButton.MiddleButton)
    assert canvas.is_drawing
    assert canvas.to_viewport(20, 20) == start + QPoint(0, 24)
    hands.release(start + QPoint(0, 24))
    assert not canvas.is_drawing and not document.mask.pixels[30:].any()


def test_another_document_drops_the_stroke(canvas, document, hands, open_scan):
    hands.press((10, 20))
    open_scan()
    assert not document.mask.pixels.any() and not canvas.is_drawing


def pen(canvas, kind, place, pressure=1.0, end=QPointingDevice.PointerType.Pen, tilt=(0.0, 0.0)):
    point = QPointF(canvas.to_viewport(*place))
    touches = kind != QEvent.Type.TabletRelease
    button = Qt.MouseButton.LeftButton
    pressed = button if kind != QEvent.Type.TabletMove else Qt.MouseButton.NoButton
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        end,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        3,
    )
    event = QTabletEvent(
        kind,
        device,
        point,
        QPointF(canvas.viewport().mapToGlobal(point.toPoint())),
        pressure,
        *tilt,
        0.0,
        0.0,
        0.0,
        Qt.KeyboardModifier.NoModifier,
        pressed,
        button if touches else Qt.MouseButton.NoButton,
    )
    QApplication.sendEvent(canvas.viewport(), event)
    return event


PEN = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)


def test_a_pen_draws_broader_the_harder_it_presses(canvas, document):
    press, move, release = PEN
    assert pen(canvas, press, (10, 20), 0.2).isAccepted()
    pen(canvas, move, (25, 20), 0.2)
    pen(canvas, move, (40, 20), 1.0)
    pen(canvas, release, (40, 20), 0.0)
    widths = (document.mask.pixels == 255).sum(axis=0)
    assert 9 <= widths[40] <= 11
    assert 1 <= widths[15] <= 4
    assert document.history.texts == ["Brush stroke"]
    document.undo()
    assert not document.mask.pixels.any()


def test_the_other_end_of_the_pen_erases(canvas, document, hands):
    hands.drag((10, 20), (50, 20))
    for kind in PEN:
        pen(canvas, kind, (30, 20), end=QPointingDevice.PointerType.Eraser)
    assert not document.mask.pixels[20, 27:34].any()
    assert document.history.texts[-1] == "Erase"


def test_a_pen_never_pans(canvas, document, hands):
    canvas.zoom = 4.0
    before = canvas.to_viewport(0, 0)
    hands.hold(Qt.Key.Key_Space)
    press, move, release = PEN
    pen(canvas, press, (20, 20))
    pen(canvas, move, (30, 20))
    pen(canvas, release, (30, 20))
    assert canvas.to_viewport(0, 0) == before
    assert document.mask.pixels.any()


def test_sizes_stay_within_what_can_be_painted(qtbot, canvas):
    for asked, given in ((0.1, 0.5), (3.0, 3.0), (5000, 1000)):
        with qtbot.waitSignal(canvas.brush_changed):
            canvas.brush_radius = asked
        assert canvas.brush_radius == given
    canvas.hardness = 3
    assert canvas.hardness == 1.0
    with pytest.raises(ValueError, match="pipette"):
        canvas.tool = "pipette"


@pytest.mark.parametrize(
    ("tilt", "share"), [((0, 0), 0.5), ((30, 0), 0.5), ((0, -60), 0.75), ((45, 45), 0.62)]
)
def test_a_pen_that_is_laid_down_paints_broader(canvas, document, tilt, share):
    event = pen(canvas, QEvent.Type.TabletPress, (30, 20), 0.5, tilt=tilt)
    assert touch_of(event) == pytest.approx(share, abs=0.12)
    pen(canvas, QEvent.Type.TabletRelease, (30, 20), 0.0)
