"""Turned, beside each other, the difference, in turns, overview, confidence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest

from engine.document.patch import Provenance
from engine.geometry import Box, Size
from gui.canvas.confidence import UNKNOWN, doubts
from gui.canvas.overview import Overview
from gui.canvas.panes import Stage, panes
from gui.canvas.scan_tiles import AMPLIFIED

TURNS = pytest.mark.parametrize("turns", [0, 1, 2, 3])


@TURNS
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("double", [False, True])
def test_places_go_to_the_camera_and_back(turns, ratio, double):
    stage = Stage(QSize(300, 200), ratio, turns, double)
    beside = 150 if double else 0
    for x in (0, 7, 149):
        for y in (0, 100, 199):
            camera = stage.to_camera(QPoint(beside + x, y))
            assert 0 <= camera.x() <= stage.camera_size.width
            assert 0 <= camera.y() <= stage.camera_size.height
            back = stage.to_view(camera.x(), camera.y())
            assert back.x() - beside - x == pytest.approx(0.5 / ratio)
            assert back.y() - y == pytest.approx(0.5 / ratio)


def test_two_views_share_the_width():
    assert Stage(QSize(301, 200), 1.0, double=True).camera_size == Size(151, 200)
    assert Stage(QSize(300, 200), 1.0, turns=1).camera_size == Size(200, 300)
    shown = panes("side", QRect(0, 0, 300, 200), 0, False)
    assert [(p.shows, p.rect.width(), p.beside) for p in shown] == [
        ("original", 150, False),
        ("repaired", 150, True),
    ]


@TURNS
def test_the_view_turns_and_the_scan_does_not(canvas, document, hands, turns):
    canvas.resize(300, 300)
    canvas.zoom = 2.0
    hands.drag((10, 8), (40, 8))
    upright, mask = hands.look(), document.mask.pixels.copy()
    canvas.turns = turns
    # Qt draws turned pictures by way of another rounding at their very edges.
    seen = np.rot90(upright, -turns)
    assert (np.abs(hands.look().astype(int) - seen.astype(int)).max(axis=2) > 2).mean() < 0.002
    np.testing.assert_array_equal(document.mask.pixels, mask)


@TURNS
@pytest.mark.parametrize("zoom", [1.0, 3.5])
def test_a_stroke_lands_under_the_hand_however_the_view_is_turned(
    canvas, document, hands, turns, zoom
):
    canvas.turns, canvas.zoom = turns, zoom
    for place in ((5, 7), (50, 33)):
        at = canvas.to_viewport(place[0] + 0.5, place[1] + 0.5)
        point = canvas.to_scan(at)
        assert (int(point.x()), int(point.y())) == place
    hands.drag((10, 20), (50, 20))
    assert (document.mask.pixels[20, 10:50] == 255).all() and not document.mask.pixels[:13].any()


@TURNS
def test_panning_follows_the_hand_however_the_view_is_turned(canvas, document, turns):
    canvas.turns, canvas.zoom = turns, 4.0
    start = canvas.to_viewport(30, 20)
    canvas.pan(20, -12)
    assert canvas.to_viewport(30, 20) == start + QPoint(20, -12)


def test_four_turns_are_none(canvas, document):
    for _ in range(4):
        canvas.turns += 1
    assert canvas.turns == 0


def test_side_by_side_shows_both_and_paints_from_either(canvas, document, hands, patch):
    canvas.document_changed(document.apply([patch(document, Box(0, 0, 60, 40), 7)]))
    canvas.mask_view, canvas.compare = "off", "side"
    canvas.zoom = 2.0
    seen = hands.look()
    place = canvas.to_viewport(30, 30)
    assert place.x() > 150
    original = document.original(Box(30, 30, 31, 31))[0, 0]
    assert (seen[place.y(), place.x()] == 7).all()
    np.testing.assert_array_equal(seen[place.y(), place.x() - 150], original)
    hands.drag(place)
    assert document.mask.pixels[30, 30] == 255
    document.undo()
    hands.drag(place - QPoint(150, 0))
    assert document.mask.pixels[30, 30] == 255


def test_the_difference_is_amplified_and_black_where_nothing_changed(canvas, open_scan, hands):
    document = open_scan()
    document.scan.pixels.flags.writeable = True
    document.scan.pixels[:] = 100
    canvas.set_document(document)
    from tests.gui.canvas.conftest import make_patch

    canvas.document_changed(document.apply([make_patch(document, Box(20, 10, 40, 30), 103)]))
    canvas.compare = "difference"
    for zoom in (5.0, 0.5):
        canvas.zoom = zoom
        seen = hands.look()
        middle, corner = canvas.to_viewport(30, 20), canvas.to_viewport(56, 36)
        assert (seen[middle.y(), middle.x()] == 3 * AMPLIFIED).all()
        assert not seen[corner.y(), corner.x()].any()


def test_blinking_shows_one_after_the_other_and_stops(qtbot, canvas, document, hands, patch):
    canvas.document_changed(document.apply([patch(document, Box(0, 0, 60, 40), 7)]))
    canvas.compare = "blink"
    place = canvas.to_viewport(30, 30)
    assert (hands.look()[place.y(), place.x()] == 7).all()
    canvas._blink.timeout.emit()  # rather than wait for it
    original = document.original(Box(30, 30, 31, 31))[0, 0]
    np.testing.assert_array_equal(hands.look()[place.y(), place.x()], original)
    canvas.compare = "off"
    assert not canvas._blink.isActive()
    assert (hands.look()[place.y(), place.x()] == 7).all()


def test_the_overview_is_there_while_a_part_is_seen_and_moves_the_view(canvas, open_scan, hands):
    open_scan(width=600, height=400)
    overview = Overview(canvas)
    overview.set_wanted(True)
    assert overview.isHidden()  # all of it is seen
    canvas.zoom = 4.0
    assert overview.isVisible() and canvas.viewport().rect().contains(overview.geometry())
    middle = QPoint(overview.width() * 3 // 4, overview.height() // 4)
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=middle)
    seen = canvas.seen().center()
    assert seen.x() == pytest.approx(450, abs=4) and seen.y() == pytest.approx(100, abs=4)
    canvas.turns = 1
    assert overview.height() > overview.width()
    canvas.fit()
    assert overview.isHidden()


def test_confidence_tells_what_is_a_guess(document, patch):
    box = Box(10, 10, 30, 20)
    told = replace(patch(document, box, 7), confidence=np.full((10, 20), 200, np.uint8))
    silent = patch(document, Box(25, 15, 40, 30), 9)
    off = replace(patch(document, Box(0, 30, 5, 35), 9), strength=0.0)
    original = Provenance("original", "test", 0.0)
    back = replace(patch(document, Box(10, 10, 12, 12), 9), provenance=original)
    plane = doubts([told, silent, off, back], document.size).pixels
    assert plane[19, 12] == 55 and plane[28, 38] == 255 - UNKNOWN and plane[17, 27] == 255 - UNKNOWN
    assert not plane[32, 2] and not plane[11, 11] and not plane[5, 5]


def test_the_confidence_overlay_follows_the_patches(canvas, document, hands, patch):
    canvas.shows_confidence = True
    before = hands.look()
    canvas.document_changed(document.apply([patch(document, Box(10, 10, 50, 30), 7)]))
    seen = hands.look()
    place = canvas.to_viewport(30, 20)
    assert np.ptp(seen[place.y(), place.x()].astype(int)) > 40  # coloured, not grey 7
    canvas.document_changed(document.undo())
    np.testing.assert_array_equal(hands.look(), before)


def test_another_document_is_upright_again(canvas, document, open_scan):
    canvas.turns = 1
    open_scan()
    assert canvas.turns == 0
