"""Zoom, pan, compare, mask views: how the canvas shows a document."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.geometry import Box
from gui.qimage import from_qimage

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def turn_wheel(canvas, at, notches, modifiers=Qt.KeyboardModifier.NoModifier):
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


@pytest.mark.parametrize("at", [QPoint(40, 30), QPoint(150, 100), QPoint(290, 190)])
def test_the_wheel_keeps_the_scan_point_under_the_cursor(canvas, open_scan, at):
    open_scan(width=600, height=400)
    point = canvas.to_scan(at)
    for notches in (1, 1, 1, -1, 1, 1, 5, -2, -1, 7, -9):
        turn_wheel(canvas, at, notches)
        kept = canvas.to_scan(at)
        assert abs(kept.x() - point.x()) * canvas.zoom < 1e-6
        assert abs(kept.y() - point.y()) * canvas.zoom < 1e-6


def test_three_notches_double_the_zoom(qtbot, canvas, document):
    canvas.actual_size()
    with qtbot.waitSignals([canvas.zoom_changed] * 3):
        for _ in range(3):
            turn_wheel(canvas, QPoint(150, 100), 1)
    assert canvas.zoom == pytest.approx(2.0)


def test_zoom_has_limits(canvas, document):
    canvas.zoom = 1000
    assert canvas.zoom == 64
    canvas.zoom = 1e-9
    assert canvas.zoom == 1 / 64


def test_a_scan_too_large_for_the_smallest_zoom_can_still_be_seen_whole(canvas, open_scan):
    open_scan(width=30_000, height=10, channels=1)
    canvas.fit()
    fitted = canvas.zoom
    assert fitted < 1 / 64
    canvas.zoom = 1.0
    canvas.zoom = 1e-9
    assert canvas.zoom == fitted


def test_the_wheel_with_control_sizes_the_brush(canvas, document):
    turn_wheel(canvas, QPoint(150, 100), 1, CONTROL)
    assert canvas.brush_radius == pytest.approx(5.5)
    canvas.brush_radius = 0.5
    turn_wheel(canvas, QPoint(150, 100), 1, CONTROL)
    assert canvas.brush_radius == 1.0
    turn_wheel(canvas, QPoint(150, 100), -1, CONTROL | SHIFT)
    assert canvas.hardness == pytest.approx(0.95)
    assert canvas.zoom == pytest.approx(5.0)


def test_a_document_is_fitted_and_stays_so_until_it_is_zoomed(canvas, document):
    assert canvas.zoom == pytest.approx(5.0)
    canvas.resize(150, 200)
    assert canvas.zoom == pytest.approx(2.5)
    canvas.zoom_in()
    assert canvas.zoom == 3.0
    canvas.resize(300, 200)
    assert canvas.zoom == 3.0


def test_steps_go_through_one_to_one(canvas, open_scan):
    open_scan(width=600, height=400)
    seen = [canvas.zoom]
    while canvas.zoom < 8:
        canvas.zoom_in()
        seen.append(canvas.zoom)
    assert seen == [0.5, 2 / 3, 1, 1.5, 2, 3, 4, 6, 8]
    while canvas.zoom > 0.3:
        canvas.zoom_out()
        seen.append(canvas.zoom)
    assert seen[-3:] == [0.5, 1 / 3, 0.25]


def test_one_to_one_shows_the_very_pixels_of_the_scan(canvas, document, hands):
    canvas.actual_size()
    corner = canvas.to_viewport(0, 0)
    shown = hands.look()[corner.y() : corner.y() + 40, corner.x() : corner.x() + 60]
    np.testing.assert_array_equal(shown, document.scan.pixels)


def test_zoomed_in_every_pixel_is_a_square(canvas, document, hands):
    canvas.zoom = 4.0
    corner = canvas.to_viewport(20, 10)
    shown = hands.look()[corner.y() :, corner.x() :][:40, :80]
    expected = document.scan.pixels[10:20, 20:40].repeat(4, axis=0).repeat(4, axis=1)
    np.testing.assert_array_equal(shown, expected)


@pytest.mark.parametrize("zoom", [0.3, 0.62, 0.9, 1.3, 1.9, 2.7])
def test_tiles_meet_without_a_seam(canvas, open_scan, hands, zoom):
    document = open_scan(width=1100, height=1100)
    document.scan.pixels.flags.writeable = True
    document.scan.pixels[:] = 90
    canvas.set_document(document)
    canvas.resize(700, 700)
    canvas.zoom = zoom
    canvas.pan(0.0, 0.0)
    seen = hands.look()
    corner = canvas.to_viewport(0, 0)
    inside = seen[max(corner.y(), 0) + 2 :, max(corner.x(), 0) + 2 :][:300, :300]
    assert (inside == 90).all()


def test_arrow_keys_space_and_the_middle_button_pan(canvas, document, hands):
    canvas.zoom = 20.0
    start = canvas.to_viewport(30, 20)
    hands.hold(Qt.Key.Key_Right)
    assert canvas.to_viewport(30, 20) == start - QPoint(30, 0)
    hands.hold(Qt.Key.Key_Left)
    hands.drag(QPoint(100, 100), QPoint(120, 90), button=Qt.MouseButton.MiddleButton)
    assert canvas.to_viewport(30, 20) == start + QPoint(20, -10)
    hands.hold(Qt.Key.Key_Space)
    hands.drag(QPoint(100, 100), QPoint(80, 110))
    hands.let_go(Qt.Key.Key_Space)
    assert canvas.to_viewport(30, 20) == start
    assert not document.mask.pixels.any()


def test_the_picture_cannot_be_lost_out_of_sight(canvas, document):
    for dx, dy in ((9999, 9999), (-99999, -99999)):
        canvas.pan(dx, dy)
        corner, end = canvas.to_viewport(0, 0), canvas.to_viewport(60, 40)
        assert corner.x() <= 300 - 40 and corner.y() <= 200 - 40
        assert end.x() >= 40 and end.y() >= 40


def test_the_pixel_under_the_cursor_is_told(qtbot, canvas, document, hands):
    with qtbot.waitSignal(canvas.cursor_moved) as told:
        hands.move((30, 20))
    assert told.args == [(30, 20)]
    canvas.zoom = 1.0
    with qtbot.waitSignal(canvas.cursor_moved) as told:
        hands.move((-5, 20))
    assert told.args == [None]


def test_comparing_shows_the_original_and_changes_nothing(canvas, document, hands, patch):
    original = hands.look()
    canvas.document_changed(document.apply([patch(document, Box(10, 10, 50, 30), 7)]))
    hands.drag((5, 35), (55, 35))
    repaired, mask = hands.look(), document.mask.pixels.copy()
    assert (repaired != original).any()
    canvas.compare = "original"
    seen = hands.look()
    np.testing.assert_array_equal(seen[40:], original[40:])  # below the name in the corner
    hands.drag((20, 20), (40, 20))
    canvas.compare = "off"
    np.testing.assert_array_equal(hands.look(), repaired)
    np.testing.assert_array_equal(document.mask.pixels, mask)


def test_split_shows_original_left_and_repaired_right(canvas, document, hands, patch):
    canvas.mask_view = "off"
    original = hands.look()
    canvas.document_changed(document.apply([patch(document, Box(0, 0, 60, 40), 7)]))
    canvas.compare = "split"
    canvas.split_position = 0.5
    seen = hands.look()
    np.testing.assert_array_equal(seen[40:, :130], original[40:, :130])
    assert (seen[40:, 170:] == 7).all()


def test_the_split_handle_is_dragged_and_does_not_paint(canvas, document, hands):
    canvas.compare = "split"
    hands.drag(QPoint(150, 100), QPoint(200, 100), QPoint(240, 90))
    assert canvas.split_position == pytest.approx(0.8)
    assert not document.mask.pixels.any()
    hands.drag((5, 5), (20, 5))
    assert document.mask.pixels.any()
    assert canvas.split_position == pytest.approx(0.8)


@pytest.mark.parametrize("background", [0, 255, 128])
@pytest.mark.parametrize("view", ["tint", "hatch"])
def test_marks_can_be_seen_on_any_background(canvas, open_scan, hands, view, background):
    document = open_scan()
    document.scan.pixels.flags.writeable = True
    document.scan.pixels[:] = background
    canvas.set_document(document)
    canvas.mask_view = view
    hands.drag((10, 20), (50, 20))
    seen = hands.look()[:, 50:250].astype(int)
    if view == "hatch":  # without any colour
        seen = seen.mean(axis=2)
    assert np.abs(seen - background).max() > 60


def test_mask_only_is_white_on_black(canvas, document, hands):
    canvas.mask_view = "mask"
    canvas.zoom = 1.0
    hands.drag((10, 20), (50, 20))
    corner = canvas.to_viewport(0, 0)
    seen = hands.look()[corner.y() : corner.y() + 40, corner.x() : corner.x() + 60]
    np.testing.assert_array_equal(seen[..., 0], document.mask.pixels)


def test_without_a_mask_view_the_scan_is_shown_alone(canvas, document, hands):
    canvas.mask_view = "off"
    before = hands.look()
    hands.drag((10, 20), (50, 20))
    np.testing.assert_array_equal(hands.look(), before)


def photograph(canvas):
    """int (h, w, 3): what is on the screen, without asking for a repaint."""
    return from_qimage(canvas.screen().grabWindow(canvas.winId()).toImage()).astype(int)


@pytest.mark.parametrize("view", ["tint", "mask", "hatch"])
@pytest.mark.parametrize("zoom", ["fit", 0.7, 1.0, 2.0, 3.5])
def test_what_a_stroke_draws_is_what_a_whole_repaint_draws(canvas, open_scan, hands, view, zoom):
    open_scan(width=900, height=700, channels=1)
    canvas.mask_view = view
    canvas.brush_radius = 130
    if zoom != "fit":
        canvas.zoom = zoom
    hands.look()
    hands.press((300, 300))
    for x, y in ((320, 305), (345, 320), (350, 360), (352, 361), (500, 420)):
        hands.move((x, y))
        QApplication.processEvents()
    hands.release((500, 420))
    QApplication.sendEvent(hands.view, QEvent(QEvent.Type.Leave))
    QApplication.processEvents()
    drawn = photograph(canvas)
    hands.view.update()
    QApplication.processEvents()
    # Qt's smooth scaling rounds differently when it starts in the middle of a row.
    np.testing.assert_allclose(drawn, photograph(canvas), atol=1)


def test_unknown_views_are_refused(canvas):
    with pytest.raises(ValueError, match="'stripes' is none of tint, mask, hatch, off"):
        canvas.mask_view = "stripes"
    with pytest.raises(ValueError, match="off, original, split"):
        canvas.compare = "both"


def test_an_empty_canvas_says_what_to_do_in_the_colours_of_the_theme(qtbot, canvas, hands):
    canvas.resize(500, 400)
    before = canvas.palette().window().color()
    light = hands.look()
    dark = canvas.palette()
    dark.setColor(QPalette.ColorRole.Window, QColor(30, 30, 30))
    dark.setColor(QPalette.ColorRole.Base, QColor(20, 20, 20))
    canvas.setPalette(dark)
    assert (hands.look()[2, 2] == 30).all()
    assert (light[2, 2] == before.red()).all()
    assert len(np.unique(light)) > 5
    with qtbot.waitSignal(canvas.open_requested):
        hands.drag(QPoint(200, 200))


def test_an_empty_canvas_takes_everything_calmly(canvas, hands):
    for act in (canvas.fit, canvas.zoom_in, canvas.zoom_out, canvas.actual_size):
        act()
    canvas.document_changed(Box(0, 0, 5, 5))
    turn_wheel(canvas, QPoint(20, 20), 1)
    hands.move(QPoint(20, 20))
    assert canvas.zoom == 1.0 and canvas.is_complete


def test_the_number_stands_beside_the_ring_while_size_or_edge_change(canvas, document, hands):
    hands.move((30, 20))
    plain = from_qimage(canvas.viewport().grab().toImage())
    canvas.label_size()
    with_size = from_qimage(canvas.viewport().grab().toImage())
    canvas.label_hardness()
    with_edge = from_qimage(canvas.viewport().grab().toImage())
    assert (plain != with_size).any()
    assert (with_size != with_edge).any()


def test_a_hint_lies_over_the_lower_edge_and_goes_away(canvas, document, hands):
    plain = hands.look()
    canvas.hint = "Paint over a scratch."
    rows = np.flatnonzero((hands.look() != plain).any(axis=(1, 2)))
    assert rows.size and rows.min() > plain.shape[0] // 2
    canvas.hint = ""
    np.testing.assert_array_equal(hands.look(), plain)


def test_the_empty_canvas_tells_what_is_being_opened(canvas):
    invitation = from_qimage(canvas.viewport().grab().toImage())
    canvas.awaited = "Opening aunt-mary.tif"
    assert (from_qimage(canvas.viewport().grab().toImage()) != invitation).any()
