"""Palette, options, mask operations and views as the window offers them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolBar

from engine.geometry import Box
from gui.actions import find_action
from gui.mask_dialogs import PixelsDialog, RectangleDialog
from gui.tool_options import SIZED, SOFT
from gui.tool_palette import TOOLS
from gui.view_controls import in_words
from tests.gui.conftest import settle


@pytest.fixture
def ready(opened):
    """Painting marks and does not repair."""
    opened.actions_by_id["on_release"].setChecked(False)
    return opened


def test_every_tool_of_the_canvas_is_in_the_palette_with_an_icon_and_a_key(opened):
    assert set(TOOLS) == set(opened.canvas.tools)
    for tool in TOOLS:
        action = opened.actions_by_id[tool]
        assert not action.icon().isNull() and action.shortcuts() and action.isCheckable()


def test_the_palette_fits_the_smallest_window(qtbot, opened):
    opened.resize(opened.minimumSize())
    palette = opened.findChild(QToolBar, "toolPalette")
    last = palette.widgetForAction(opened.actions_by_id["protect"])
    qtbot.waitUntil(lambda: palette.height() < 470)
    assert last.isVisible() and palette.rect().contains(last.geometry())


@pytest.mark.parametrize("tool", TOOLS)
def test_its_key_chooses_a_tool_and_the_panel_shows_what_it_can_be_set_to(qtbot, opened, tool):
    key = opened.actions_by_id[tool].shortcuts()[0].toString()
    qtbot.keyClicks(opened.canvas, key)
    assert opened.canvas.tool == tool and opened.actions_by_id[tool].isChecked()
    options = opened.panel.tool
    assert options.size.isVisible() == (tool in SIZED)
    assert options.hardness.isVisible() == (tool in SOFT)
    assert options.tolerance.isVisible() == options.contiguous.isVisible() == (tool == "wand")
    assert options.heading.text()


def test_the_first_tool_is_the_brush(opened):
    assert opened.canvas.tool == "brush" and opened.actions_by_id["brush"].isChecked()


def test_the_wands_settings_are_kept(opened):
    opened.panel.tool.tolerance.box.setValue(25)
    opened.panel.tool.contiguous.click()
    assert opened.canvas.wand.tolerance == opened.settings.wand_tolerance == 0.25
    assert opened.canvas.wand.contiguous is opened.settings.wand_contiguous is False


def test_enter_closes_the_polygon_and_does_not_repair(qtbot, ready, repair):
    canvas = ready.canvas
    canvas.tool = "polygon"
    for place in ((20, 10), (70, 10), (70, 50)):
        qtbot.mouseClick(
            canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.to_viewport(*place)
        )
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    settle(qtbot, ready)
    assert ready.document.history.texts == ["Polygon"] and repair.calls == 0


def test_undo_takes_a_corner_before_it_takes_a_stroke(qtbot, ready, paint):
    paint(ready)
    canvas = ready.canvas
    canvas.tool = "polygon"
    for place in ((20, 40), (70, 40)):
        qtbot.mouseClick(
            canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.to_viewport(*place)
        )
    for _ in range(2):
        ready.actions_by_id["undo"].trigger()
    assert ready.document.history.texts == ["Brush stroke"]
    ready.actions_by_id["undo"].trigger()
    assert ready.document.history.texts == []


def test_a_shape_is_repaired_on_release(qtbot, opened, repair):
    canvas = opened.canvas
    canvas.tool = "rectangle"
    viewport, left = canvas.viewport(), Qt.MouseButton.LeftButton
    with qtbot.waitSignal(opened.repairs.repaired):
        qtbot.mousePress(viewport, left, pos=canvas.to_viewport(20, 20))
        qtbot.mouseMove(viewport, canvas.to_viewport(40, 30))
        qtbot.mouseRelease(viewport, left, pos=canvas.to_viewport(40, 30))
    assert opened.document.patches and opened.document.mask.is_empty()


def choose_pixels(qtbot, window, name, pixels):
    window.actions_by_id[name].trigger()
    dialog = window.findChildren(PixelsDialog)[-1]
    dialog.pixels.box.setValue(pixels)
    dialog.accept()
    settle(qtbot, window)


def test_marks_are_grown_shrunk_feathered_filled_and_inverted(qtbot, ready, paint):
    paint(ready)
    mask, document = ready.document.mask, ready.document
    first = mask.bounds()
    choose_pixels(qtbot, ready, "grow", 5)
    assert mask.bounds() == first.pad(5).clamp(document.size)
    choose_pixels(qtbot, ready, "shrink", 5)
    assert mask.bounds() == first
    choose_pixels(qtbot, ready, "feather", 6)
    assert len(np.unique(mask.pixels)) > 5
    ready.actions_by_id["fill_holes"].trigger()
    settle(qtbot, ready)
    before = mask.pixels.copy()
    ready.actions_by_id["invert_mask"].trigger()
    settle(qtbot, ready)
    np.testing.assert_array_equal(mask.pixels, 255 - before)
    assert document.history.texts == [
        "Brush stroke", "Grow 5 px", "Shrink 5 px", "Feather 6 px", "Invert mask",
    ]  # fmt: skip
    for _ in range(5):
        ready.actions_by_id["undo"].trigger()
    assert mask.is_empty() and ready.settings.mask_pixels == 6


def test_where_nothing_is_marked_nothing_is_grown_and_it_is_said(qtbot, ready):
    choose_pixels(qtbot, ready, "grow", 5)
    assert not ready.document.history.texts
    assert "Nothing is marked" in ready.status.message.text()


def test_marks_that_change_meanwhile_are_not_overwritten(qtbot, ready, paint):
    paint(ready)
    ready.actions_by_id["grow"].trigger()
    ready.findChildren(PixelsDialog)[-1].accept()
    paint(ready, (20, 50), (60, 50))  # before the outcome is delivered
    settle(qtbot, ready)
    assert ready.document.history.texts == ["Brush stroke", "Brush stroke"]
    assert "changed meanwhile" in ready.status.message.text()


def test_a_rectangle_by_numbers_is_seen_while_it_is_typed_and_marked_at_the_end(qtbot, ready):
    canvas = ready.canvas
    ready.actions_by_id["rectangle_by_numbers"].trigger()
    dialog = ready.findChildren(RectangleDialog)[-1]
    for field, value in (
        (dialog.left, 10), (dialog.top, 12), (dialog.wide, 30), (dialog.high, 20),
    ):  # fmt: skip
        field.setValue(value)
    assert canvas._outline().points
    dialog.accept()
    settle(qtbot, ready)
    assert ready.document.mask.bounds() == Box(10, 12, 40, 32)
    assert not canvas._outline().points
    ready.actions_by_id["rectangle_by_numbers"].trigger()
    dialog = ready.findChildren(RectangleDialog)[-1]
    dialog.left.setValue(0)
    dialog.top.setValue(0)
    dialog.wide.setValue(96)
    dialog.high.setValue(64)
    dialog.how.setCurrentIndex(1)
    dialog.accept()
    settle(qtbot, ready)
    assert ready.document.mask.is_empty()


def test_what_was_brought_back_begins_a_running_repair_again(qtbot, opened, paint, repair):
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    repair.go.clear()
    paint(opened, (20, 40), (60, 40))
    qtbot.waitUntil(lambda: repair.calls == 2)
    opened.canvas.tool = "restore"
    with qtbot.waitSignal(opened.canvas.replaced):
        paint(opened)
    repair.go.set()
    qtbot.waitUntil(lambda: repair.calls == 3 and not opened.repairs.is_busy)
    methods = [patch.provenance.method for patch in opened.document.patches]
    assert methods == ["fake", "original", "fake"]


def test_one_way_of_comparing_at_a_time(opened):
    actions, canvas = opened.actions_by_id, opened.canvas
    for name, compare in (
        ("split", "split"), ("side_by_side", "side"), ("difference", "difference"),
        ("blink", "blink"), ("split", "split"),
    ):  # fmt: skip
        actions[name].trigger()
        assert canvas.compare == compare
        checked = [n for n in ("split", "side_by_side", "difference", "blink")
                   if actions[n].isChecked()]  # fmt: skip
        assert checked == [name]
    actions["split"].trigger()
    assert canvas.compare == "off"


def test_the_original_is_shown_over_a_comparison_and_it_comes_back(opened):
    actions, canvas = opened.actions_by_id, opened.canvas
    actions["side_by_side"].trigger()
    actions["original"].setChecked(True)
    assert canvas.compare == "original"
    actions["original"].setChecked(False)
    assert canvas.compare == "side" and actions["side_by_side"].isChecked()


def test_two_hundred_percent_and_turning(opened):
    opened.actions_by_id["double"].trigger()
    assert opened.canvas.zoom == 2.0
    opened.actions_by_id["turn_left"].trigger()
    assert opened.canvas.turns == 3 and "270" in opened.status.message.text()
    opened.actions_by_id["turn_right"].trigger()
    assert opened.canvas.turns == 0


def test_the_position_has_room_at_once_and_gives_none_back(opened):
    bar = opened.status
    bar.set_position((60, 20), "R 77 G 77 B 77")
    assert bar.position.width() >= bar.position.sizeHint().width() > 0
    wide = bar.position.width()
    bar.set_position(None)
    QApplication.processEvents()
    assert bar.position.width() >= wide


def test_the_status_bar_tells_place_and_levels(qtbot, opened):
    canvas = opened.canvas
    qtbot.mouseMove(canvas.viewport(), canvas.to_viewport(30.5, 20.5))
    levels = " ".join(
        f"{name} {level}"
        for name, level in zip("RGB", opened.document.read(Box(30, 20, 31, 21))[0, 0], strict=True)
    )
    qtbot.waitUntil(lambda: opened.status.position.text() == f"30, 20 px   {levels}")
    qtbot.mouseMove(canvas.viewport(), QPoint(1, 1))
    qtbot.waitUntil(lambda: not opened.status.position.text() or "px" in opened.status.levels)


def test_levels_are_told_as_the_file_counts_them():
    assert in_words(np.array([1, 2, 255], np.uint8)) == "R 1 G 2 B 255"
    assert in_words(np.array([40000, 2, 3], np.uint16)) == "R 40000 G 2 B 3 (16 bit)"
    assert in_words(np.array([7], np.uint8)) == "7"


def test_confidence_and_overview_are_switched_by_their_actions(qtbot, opened, paint):
    opened.actions_by_id["confidence"].trigger()
    assert opened.canvas.shows_confidence
    opened.actions_by_id["overview"].trigger()
    overview = opened.controls.view._overview
    opened.canvas.zoom = 30.0
    assert overview.isVisible()
    opened.actions_by_id["overview"].trigger()
    assert not overview.isVisible() and not opened.settings.overview


def test_the_manual_names_every_tool_and_its_key(root):
    page = (root / "docs" / "manual" / "tools.md").read_text(encoding="utf-8")
    for name in (*TOOLS, "grow", "shrink", "feather", "fill_holes", "invert_mask",
                 "rectangle_by_numbers", "side_by_side", "difference", "blink", "confidence",
                 "overview"):  # fmt: skip
        spec = find_action(name)
        assert spec.plain_text in page, name
        assert any(f"| {key} |" in page or f"({key})" in page for key in spec.key_names), name
