"""Rough marks shrink to the damage in them: all of a layer, or every stroke as it ends."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from engine.document.shapes import Plane
from engine.errors import DeviceError
from engine.geometry import Box
from tests.gui.conftest import FILLED, read, settle

ROW = 30  # of the scratch, 2 px high
NEAR = set(range(ROW - 4, ROW + 6))  # of the 16 rows of a rough stroke


@pytest.fixture
def scan_file(tmp_path):
    """Grey that becomes lighter downwards, with a white scratch across it."""
    rows = np.linspace(40, 150, 64, dtype=np.uint8)
    pixels = np.repeat(np.repeat(rows[:, None, None], 96, axis=1), 3, axis=2)
    pixels[ROW : ROW + 2, 10:86] = 240
    Image.fromarray(pixels).save(tmp_path / "scratched.png")
    return tmp_path / "scratched.png"


@pytest.fixture
def stand_in(monkeypatch):
    """Without a detector: what is tested is not what it knows."""
    monkeypatch.setattr("engine.detect.find.open_detector", lambda *_: None)


@pytest.fixture
def rough(stand_in, settings, opened):
    """A brush of 16 px, each stroke of which is tightened."""
    settings.brush_radius = 8.0
    opened.canvas.brush_radius = 8.0
    opened.actions_by_id["tighten_strokes"].setChecked(True)
    return opened


def rows_of(mask):
    return np.flatnonzero((mask > 0).any(axis=1)).tolist()


def test_marks_of_a_layer_are_tightened_as_one_step(qtbot, stand_in, opened, paint):
    opened.actions_by_id["on_release"].setChecked(False)
    opened.canvas.brush_radius = 8.0
    paint(opened, (20, ROW + 1), (70, ROW + 1))
    mask = opened.document.mask
    before = mask.pixels.copy()
    assert len(rows_of(before)) > 12
    opened.actions_by_id["tighten"].trigger()
    settle(qtbot, opened)
    assert set(rows_of(mask.pixels)) <= NEAR
    assert (mask.pixels[ROW : ROW + 2, 20:70] == 255).all()
    assert opened.document.history.texts == ["Brush stroke", "Tighten to damage"]
    opened.actions_by_id["undo"].trigger()
    np.testing.assert_array_equal(mask.pixels, before)


def test_a_stroke_is_tightened_before_it_is_repaired(qtbot, rough, paint, repair):
    before = read(rough)
    with qtbot.waitSignal(rough.repairs.repaired):
        paint(rough, (20, ROW + 1), (70, ROW + 1))
    changed = (read(rough) != before).any(axis=2)
    assert set(rows_of(changed)) <= NEAR
    assert (read(rough)[ROW : ROW + 2, 20:70] == FILLED).all() and repair.calls == 1
    assert rough.document.history.texts == ["Brush stroke", "Tighten to damage", "Repair"]


def test_a_shape_is_tightened_before_it_is_repaired(qtbot, rough):
    canvas, left = rough.canvas, Qt.MouseButton.LeftButton
    canvas.tool = "rectangle"
    with qtbot.waitSignal(rough.repairs.repaired):
        qtbot.mousePress(canvas.viewport(), left, pos=canvas.to_viewport(20, ROW - 10))
        qtbot.mouseMove(canvas.viewport(), canvas.to_viewport(70, ROW + 12))
        qtbot.mouseRelease(canvas.viewport(), left, pos=canvas.to_viewport(70, ROW + 12))
    assert rough.document.history.texts == ["Rectangle", "Tighten to damage", "Repair"]
    rows = rows_of((read(rough) == FILLED).all(axis=2))
    assert {ROW, ROW + 1} <= set(rows) and len(rows) < 15  # of 22


def test_what_was_marked_before_the_stroke_stays_as_it_was(qtbot, rough, paint):
    rough.actions_by_id["on_release"].setChecked(False)
    rough.actions_by_id["tighten_strokes"].setChecked(False)
    paint(rough, (20, 50), (40, 50))  # where nothing is damaged
    kept = rough.document.mask.pixels.copy()
    rough.actions_by_id["tighten_strokes"].setChecked(True)
    paint(rough, (20, ROW + 1), (70, ROW + 1))
    settle(qtbot, rough)
    mask = rough.document.mask.pixels
    np.testing.assert_array_equal(mask[42:], kept[42:])
    assert kept[42:].any() and set(rows_of(mask[:42])) <= NEAR


def test_what_an_eraser_leaves_is_not_tightened(qtbot, rough, paint):
    rough.actions_by_id["on_release"].setChecked(False)
    rough.actions_by_id["tighten_strokes"].setChecked(False)
    paint(rough, (20, ROW + 1), (70, ROW + 1))
    rough.actions_by_id["tighten_strokes"].setChecked(True)
    rough.canvas.tool = "eraser"
    paint(rough, (20, ROW + 1), (30, ROW + 1))
    settle(qtbot, rough)
    assert rough.document.history.texts == ["Brush stroke", "Erase"]


def test_the_box_beside_the_brush_and_the_menu_are_one_switch(stand_in, opened):
    box, action = opened.panel.tool.tighten, opened.actions_by_id["tighten_strokes"]
    assert box.isVisible() and not box.isChecked() and not opened.settings.tighten_strokes
    box.click()
    assert action.isChecked() and opened.settings.tighten_strokes
    action.trigger()
    assert not box.isChecked() and not opened.settings.tighten_strokes
    for tool, offers in (("scratch", False), ("lasso", True), ("wand", False)):
        opened.actions_by_id[tool].trigger()
        assert box.isVisible() == offers, tool


def test_nothing_is_repaired_where_the_detector_fails_and_the_marks_stay(
    qtbot, rough, paint, repair, answers, monkeypatch
):
    def refuse(*_):
        raise DeviceError("cuda cannot be used: choose another device.")

    monkeypatch.setattr("engine.detect.find.open_detector", refuse)
    rough.settings.device = "cuda"
    with qtbot.waitSignal(rough.canvas.work.failed):
        paint(rough, (20, ROW + 1), (70, ROW + 1))
    assert "cannot be used: choose another device" in str(answers.errors[-1])
    assert len(rows_of(rough.document.mask.pixels)) > 12 and repair.calls == 0


def test_another_layer_that_is_chosen_meanwhile_keeps_its_marks(
    qtbot, rough, paint, repair, monkeypatch
):
    go = threading.Event()

    def wait(seen, pixels, marked, session, progress):
        while not go.wait(0.005):
            progress.step(0.5, "tightening the marks")
        return Plane(rough.document.size.box, np.zeros_like(pixels), marked)

    monkeypatch.setattr("engine.detect.tighten.tighten", wait)
    paint(rough, (20, ROW + 1), (70, ROW + 1))
    rough.actions_by_id["layer_dust"].trigger()
    dust = rough.document.mask
    dust.replace(Box(20, 20, 40, 40), np.full((20, 20), 255, np.uint8))
    go.set()
    settle(qtbot, rough)
    assert dust.count() == 400 and repair.calls == 0
    assert len(rows_of(rough.document.layers["hand"].mask.pixels)) > 12


def test_esc_stops_the_tightening_and_the_marks_stay(qtbot, rough, paint, repair, monkeypatch):
    def wait(*given):
        while True:
            given[-1].step(0.5, "tightening the marks")

    monkeypatch.setattr("engine.detect.tighten.tighten", wait)
    paint(rough, (20, ROW + 1), (70, ROW + 1))
    qtbot.waitUntil(lambda: rough.canvas.work.is_busy)
    qtbot.keyClick(rough.canvas, Qt.Key.Key_Escape)
    settle(qtbot, rough)
    assert len(rows_of(rough.document.mask.pixels)) > 12 and repair.calls == 0
