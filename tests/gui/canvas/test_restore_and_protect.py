"""The brushes that do not mark: the original back, and what must stay."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.geometry import Box

RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def repaired(canvas, document, patch):
    """A grey repair in the middle."""
    canvas.document_changed(document.apply([patch(document, Box(10, 10, 50, 30), 7)]))
    return document


@pytest.mark.parametrize("zoom", [1.0, 2.0, 3.5])
def test_the_restore_brush_brings_the_original_back(qtbot, canvas, repaired, hands, zoom):
    canvas.tool, canvas.zoom = "restore", zoom
    with qtbot.waitSignal(canvas.replaced) as told:
        hands.drag((20, 20), (40, 20))
    canvas.document_changed(told.args[0])
    along = Box(18, 18, 42, 22)
    np.testing.assert_array_equal(repaired.read(along), repaired.original(along))
    assert (repaired.read(Box(10, 10, 50, 13)) == 7).all()
    assert not repaired.mask.pixels.any()
    assert repaired.history.texts[-1] == "Bring back the original"
    canvas.document_changed(repaired.undo())
    assert (repaired.read(Box(10, 10, 50, 30)) == 7).all()


def test_what_the_restore_brush_paints_is_seen_and_then_the_original(
    qtbot, canvas, repaired, hands
):
    canvas.mask_view = "off"
    before = hands.look()
    canvas.tool = "restore"
    hands.press((20, 20))
    hands.move((40, 20))
    while_painting = hands.look()
    assert (while_painting != before).any()
    with qtbot.waitSignal(canvas.replaced) as told:
        hands.release((40, 20))
    canvas.document_changed(told.args[0])
    place = canvas.to_viewport(30, 20)
    seen = hands.look()[place.y(), place.x()]
    np.testing.assert_array_equal(seen, repaired.original(Box(30, 20, 31, 21))[0, 0])


def test_escape_drops_a_restore_stroke(canvas, repaired, hands):
    canvas.tool = "restore"
    hands.press((20, 20))
    hands.move((40, 20))
    hands.hold(Qt.Key.Key_Escape)
    hands.release((40, 20))
    assert len(repaired.patches) == 1 and not canvas.is_drawing


def test_where_nothing_was_repaired_the_brush_says_so(qtbot, canvas, document, hands):
    canvas.tool = "restore"
    with qtbot.waitSignal(canvas.work.said) as told:
        hands.drag((20, 20), (40, 20))
    assert "nothing to bring back" in told.args[0] and not document.history.texts
    canvas.zoom = 1.0
    with qtbot.waitSignal(canvas.work.said) as told:
        hands.drag((-30, -30))
    assert "nothing to bring back" in told.args[0]


def test_a_repair_that_ends_meanwhile_is_brought_back_too(qtbot, canvas, repaired, hands, patch):
    canvas.tool = "restore"
    with qtbot.waitSignal(canvas.replaced):
        hands.drag((20, 20), (40, 20))
        # On the engine's thread the stroke is being worked out; this comes from another repair.
        repaired.apply([patch(repaired, Box(25, 15, 35, 25), 99)])
    along = Box(18, 18, 42, 22)
    np.testing.assert_array_equal(repaired.read(along), repaired.original(along))


@pytest.mark.parametrize("zoom", [1.0, 2.0, 3.5])
def test_the_protect_brush_paints_into_its_own_layer(qtbot, canvas, document, hands, zoom):
    canvas.zoom = zoom
    hands.drag((10, 20), (50, 20))
    canvas.tool = "protect"
    with qtbot.waitSignal(canvas.replaced):
        hands.drag((30, 10), (30, 30))
    assert document.layers["protect"].mask.pixels[20, 30] == 255
    assert document.mask.pixels[20, 30] == 255
    left = document.snapshot().read_mask(document.size.box)
    assert not left[20, 28:33].any() and left[20, 15] == 255
    assert document.history.texts == ["Brush stroke", "Protect"]
    with qtbot.waitSignal(canvas.replaced):
        hands.drag((30, 10), (30, 30), button=RIGHT)
    assert not document.layers["protect"].mask.pixels[20, 29:32].any()
    document.undo()
    document.undo()
    assert document.layers["protect"].is_empty()
