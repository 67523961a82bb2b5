"""Curves by hand: points under mouse and keys, seen at once, one step of the history each."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.document.document import Document
from engine.files.scan import Scan
from engine.geometry import Box
from engine.restore.curves import tone_by_curves
from engine.restore.finish import NO_FINISH
from engine.restore.settings import STRAIGHT, Adjustments, Curves
from engine.restore.tone import apply_to_samples
from gui.histograms import histograms
from gui.panels.curve_editor import OUT, CurveEditor

PART = Box(280, 180, 320, 220)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def curves(faded):
    return faded.finish._tone.curves


@pytest.fixture
def editor(qtbot):
    """By itself, 269 x 214 px: a pixel is a level across."""
    editor = CurveEditor()
    qtbot.addWidget(editor)
    editor.resize(269, 269)
    editor.show()
    return editor


def at(editor, old, new):
    return editor._place(old / 255, new / 255).toPoint()


def drag(editor, *places):
    """Press at the first place, go through the others, let go."""
    QTest.mousePress(editor, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(editor, place)
    QTest.mouseRelease(editor, LEFT, pos=places[-1])


def levels(points):
    return [(round(255 * old), round(255 * new)) for old, new in points]


def expected(window, curves):
    tones = [(tone_by_curves(curves), 1.0)]
    return apply_to_samples(window.document.read(PART), tones, PART, window.document.size)


def test_a_click_adds_a_point_and_a_drag_moves_it(qtbot, editor):
    told = []
    editor.changed.connect(lambda points, is_final: told.append((levels(points), is_final)))
    drag(editor, at(editor, 100, 150), at(editor, 110, 180))
    assert levels(editor.points) == [(0, 0), (110, 180), (255, 255)]
    assert [is_final for _, is_final in told] == [False, False, True]
    assert editor.accessibleName() == "Curve, point 2 of 3: 110 becomes 180"
    drag(editor, at(editor, 110, 180), at(editor, 262, 20))  # neighbours stop it
    assert levels(editor.points) == [(0, 0), (254, 20), (255, 255)]


def test_a_point_dragged_out_is_gone_but_two_are_left(editor):
    drag(editor, at(editor, 100, 150), at(editor, 100, 255) - QPoint(0, OUT + 20))
    assert editor.points == STRAIGHT
    drag(editor, at(editor, 255, 255), at(editor, 255, 255) + QPoint(OUT + 20, 0))
    assert editor.points == STRAIGHT


def test_a_double_click_makes_it_straight_again(editor):
    drag(editor, at(editor, 100, 150))
    QTest.mouseDClick(editor, LEFT, pos=at(editor, 200, 60))
    assert editor.points == STRAIGHT


def test_esc_gives_back_what_was_before_the_drag(editor):
    drag(editor, at(editor, 100, 150))
    before = editor.points
    QTest.mousePress(editor, LEFT, pos=at(editor, 100, 150))
    QTest.mouseMove(editor, at(editor, 100, 30))
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.points == before and not editor.is_dragged


def test_keys_do_all_of_it(editor):
    press = Qt.KeyboardModifier.NoModifier
    QTest.keyClick(editor, Qt.Key.Key_Insert)
    assert levels(editor.points)[1] == (128, 128)
    for key, modifier in (
        (Qt.Key.Key_Up, press),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Right, press),
    ):
        QTest.keyClick(editor, key, modifier)
    assert levels(editor.points) == [(0, 0), (119, 139), (255, 255)]
    QTest.keyClick(editor, Qt.Key.Key_PageUp)
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert levels(editor.points)[2] == (255, 254)
    QTest.keyClick(editor, Qt.Key.Key_PageDown)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert levels(editor.points) == [(0, 0), (255, 254)]
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert len(editor.points) == 2


def test_no_more_points_than_the_engine_takes(editor):
    for _ in range(40):
        editor.add_point()
    assert len(editor.points) <= 16
    Curves(all=editor.points)


def test_the_picture_follows_the_point_and_the_history_only_its_end(faded, curves, look):
    editor, before = curves.editor, look(faded)
    QTest.mousePress(editor, LEFT, pos=at(editor, 100, 150))
    seen = Curves(all=editor.points)
    np.testing.assert_array_equal(look(faded), expected(faded, seen))
    assert faded.document.finish == NO_FINISH
    QTest.mouseRelease(editor, LEFT, pos=at(editor, 100, 150))
    assert faded.document.finish.curves == seen
    assert faded.document.history.texts == ["Tone: curve"]
    np.testing.assert_array_equal(look(faded), expected(faded, seen))
    faded.actions_by_id["undo"].trigger()
    assert editor.points == STRAIGHT and faded.document.finish == NO_FINISH
    np.testing.assert_array_equal(look(faded), before)
    faded.actions_by_id["redo"].trigger()
    assert editor.points == seen.all
    faded.actions_by_id["reset_tone"].trigger()
    assert faded.document.finish == NO_FINISH and editor.points == STRAIGHT


def test_each_colour_has_its_own(faded, curves, look):
    curves.channel.setCurrentIndex(3)
    curves.editor.add_point()
    curves.new.setValue(200)
    found = faded.document.finish.curves
    assert levels(found.blue)[1] == (128, 200) and found.all == found.red == STRAIGHT
    assert faded.document.history.texts == ["Tone: curve"]
    assert curves.channel.itemText(3) == "Blue, bent" and curves.channel.itemText(0) == "All"
    np.testing.assert_array_equal(look(faded), expected(faded, found))
    curves.straight.click()
    assert faded.document.finish == NO_FINISH and not curves.straight.isEnabled()


def test_the_keys_of_the_editor_are_not_the_windows(faded, curves):
    """Delete clears a layer elsewhere, and the arrows move the picture."""
    faded.activateWindow()
    curves.editor.setFocus()
    curves.editor.add_point()
    seen = faded.canvas.seen()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(curves.editor, key)
    assert faded.canvas.seen() == seen
    assert levels(curves.editor.points)[1] == (127, 129)
    QTest.keyClick(curves.editor, Qt.Key.Key_Delete)
    assert curves.editor.points == STRAIGHT


def test_the_histogram_is_of_what_goes_into_the_curve():
    pixels = np.zeros((10, 20, 3), np.uint16)
    pixels[:, :5] = (256 * 100, 256 * 50, 65535)
    document = Document(Scan(None, pixels))
    counts = histograms(document)
    assert counts.shape == (4, 256) and counts[1, 100] == 50 and counts[2, 50] == 50
    assert counts[3, 255] == 50 and counts[0, 0] == 450 and counts[0].sum() == 600
    adjusted = Adjustments(exposure=1.0)
    document.set_finish(NO_FINISH.__class__(adjustments=adjusted))
    assert histograms(document)[1, 100] == 0
    assert histograms(Document(Scan(None, np.zeros((9, 9, 1), np.uint8)))).shape == (1, 256)


def test_a_grey_scan_has_one_curve(curves):
    curves.channel.setCurrentIndex(2)
    curves.set_histograms(np.ones((1, 256)))
    assert curves.name == "all" and not curves.channel.isEnabled()
