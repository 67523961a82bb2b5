"""The layers in the window: chosen, hidden, cleared, moved, exported; templates."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.document.layers import IDS
from engine.geometry import Box
from gui.panels.layers_panel import EYE, NAME, SHARE
from gui.template_dialogs import ApplyTemplateDialog, SaveTemplateDialog


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.paths.user_data", lambda: tmp_path / "data")


@pytest.fixture
def by_hand(opened):
    """A scan is open and nothing is repaired unasked."""
    opened.actions_by_id["on_release"].setChecked(False)
    return opened


@pytest.fixture
def rows(by_hand):
    return by_hand.panel.layers.list


def click(rows, layer, column):
    index = rows.indexFromItem(rows.rows[layer], column)
    place = rows.visualRect(index).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)


def is_shown(rows, layer):
    return rows.rows[layer].data(EYE, Qt.ItemDataRole.UserRole)


def marks(window, layer, box):
    mask = window.document.layers[layer].mask
    tiles = mask.replace(box, np.full((box.height, box.width), 255, np.uint8))
    window._redraw(window.document.remember_layers("Marks", {layer: tiles}))


def test_a_click_or_a_digit_chooses_the_layer_that_is_painted_into(by_hand, rows, paint, qtbot):
    click(rows, "dust", NAME)
    paint(by_hand, (20, 20), (60, 20))
    qtbot.keyClick(by_hand.canvas, Qt.Key.Key_1)
    paint(by_hand, (20, 40), (60, 40))
    layers = by_hand.document.layers
    assert layers["dust"].mask.pixels[20, 40] and layers["scratch"].mask.pixels[40, 40]
    assert layers["hand"].is_empty()
    assert rows.currentItem() is rows.rows["scratch"]
    assert by_hand.actions_by_id["layer_scratch"].isChecked()
    assert rows.rows["dust"].text(SHARE).endswith("%") and not rows.rows["area"].text(SHARE)


def test_keys_do_all_that_the_mouse_does_in_the_list(by_hand, rows, qtbot):
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Up)
    assert by_hand.document.layers.active.id == "text"
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert not is_shown(rows, "text") and by_hand.document.layers.active.id == "hand"


def test_the_eye_hides_without_choosing_and_hidden_marks_are_not_repaired(
    by_hand, rows, paint, repair, qtbot
):
    paint(by_hand)
    click(rows, "hand", EYE)
    assert not is_shown(rows, "hand") and not by_hand.document.layers.is_marked()
    assert not by_hand.actions_by_id["repair"].isEnabled()
    by_hand.actions_by_id["undo"].trigger()
    assert is_shown(rows, "hand") and by_hand.actions_by_id["repair"].isEnabled()
    with qtbot.waitSignal(by_hand.repairs.repaired):
        by_hand.actions_by_id["repair"].trigger()
    assert repair.calls == 1


def test_the_last_layer_that_is_shown_cannot_be_hidden(by_hand, rows):
    for layer in IDS:
        click(rows, layer, EYE)
    assert [is_shown(rows, layer) for layer in IDS].count(True) == 1
    assert "only layer that is shown" in by_hand.status.message.text()


def test_choosing_a_hidden_layer_shows_it(by_hand, rows):
    click(rows, "area", EYE)
    click(rows, "area", NAME)
    assert is_shown(rows, "area") and by_hand.document.layers.active.id == "area"


def test_marks_are_moved_cleared_and_repaired_by_a_method_of_their_own(by_hand, rows, qtbot):
    panel, layers = by_hand.panel.layers, by_hand.document.layers
    marks(by_hand, "hand", Box(10, 10, 40, 20))
    panel.move_asked.emit("scratch")
    assert layers["hand"].is_empty() and layers["scratch"].mask.bounds() == Box(10, 10, 40, 20)
    click(rows, "scratch", NAME)
    panel.method.setCurrentIndex(panel.method.findData("classical"))
    panel.method.activated.emit(panel.method.currentIndex())
    assert by_hand.document.snapshot().methods[0][0] == "classical"
    click(rows, "hand", NAME)
    assert panel.method.currentData() == ""
    click(rows, "scratch", NAME)
    by_hand.actions_by_id["clear_layer"].trigger()
    assert layers["scratch"].is_empty() and not panel.clear.isEnabled()
    assert by_hand.document.history.texts[-3:] == [
        "Move to scratches", "Method of scratches", "Clear scratches",
    ]  # fmt: skip


def test_what_is_protected_has_no_method_and_is_not_repaired(by_hand, rows, qtbot, repair):
    marks(by_hand, "hand", Box(10, 10, 40, 20))
    marks(by_hand, "protect", Box(0, 0, 25, 64))
    click(rows, "protect", NAME)
    assert not by_hand.panel.layers.method.isEnabled()
    with qtbot.waitSignal(by_hand.repairs.repaired):
        by_hand.actions_by_id["repair"].trigger()
    now = by_hand.document.read(by_hand.document.size.box)
    changed = (now != by_hand.document.scan.pixels).any(axis=2)
    assert changed[:, 25:].any() and not changed[:, :25].any()
    assert by_hand.document.patches[0].box == Box(25, 10, 40, 20)


def test_layers_cannot_be_changed_in_the_middle_of_a_stroke(by_hand, press):
    press(by_hand, (20, 20))
    for act in ("layer_dust", "toggle_layer", "clear_layer"):
        by_hand.actions_by_id[act].trigger()
    assert by_hand.document.layers.active.id == "hand"
    assert by_hand.actions_by_id["layer_hand"].isChecked()
    assert by_hand.document.history.texts == []


def test_exported_layers_come_back(qtbot, by_hand, answers, tmp_path):
    marks(by_hand, "dust", Box(10, 10, 40, 20))
    marks(by_hand, "protect", Box(50, 10, 60, 20))
    answers.mask_target = answers.mask = tmp_path / "kept.png"
    by_hand.actions_by_id["export_layers"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "kept-protect.png").exists())
    qtbot.waitUntil(lambda: not by_hand.files.work.is_busy)
    assert answers.shown == [tmp_path / "aunt mary_layers.png"]
    with Image.open(tmp_path / "kept.png") as picture:
        assert picture.mode == "P"
    by_hand.actions_by_id["undo"].trigger()
    by_hand.actions_by_id["undo"].trigger()
    with qtbot.waitSignal(by_hand.masks.changed):
        by_hand.actions_by_id["import_mask"].trigger()
    layers = by_hand.document.layers
    assert layers["dust"].mask.bounds() == Box(10, 10, 40, 20)
    assert layers["protect"].mask.bounds() == Box(50, 10, 60, 20) and layers["hand"].is_empty()


def dialog(window, kind):
    return next(each for each in window.findChildren(kind) if each.isVisible())


def test_a_template_is_saved_applied_and_deleted(qtbot, by_hand):
    marks(by_hand, "text", Box(70, 50, 90, 60))
    by_hand.actions_by_id["save_template"].trigger()
    asked = dialog(by_hand, SaveTemplateDialog)
    assert not asked.save.isEnabled()
    asked.name.setText("a/b")
    assert not asked.save.isEnabled() and "cannot be called" in asked.save.toolTip()
    asked.name.setText("Date stamp")
    asked.save.click()
    qtbot.waitUntil(lambda: "Date stamp" in by_hand.status.message.text())
    by_hand.actions_by_id["undo"].trigger()
    assert not by_hand.document.layers.is_marked()
    by_hand.actions_by_id["apply_template"].trigger()
    asked = dialog(by_hand, ApplyTemplateDialog)
    assert [asked.names.item(i).text() for i in range(asked.names.count())] == ["Date stamp"]
    with qtbot.waitSignal(by_hand.layers.changed):
        asked.apply.click()
    assert by_hand.document.layers["text"].mask.bounds() == Box(70, 50, 90, 60)
    assert by_hand.document.history.undo_text == "Template Date stamp"
    by_hand.actions_by_id["apply_template"].trigger()
    asked = dialog(by_hand, ApplyTemplateDialog)
    asked.delete.click()
    assert asked.names.count() == 0 and not asked.apply.isEnabled()
    asked.reject()


def test_without_a_scan_there_are_no_layers(window):
    assert not window.panel.layers.isEnabled()
    assert not window.actions_by_id["layer_dust"].isEnabled()


def test_what_a_closed_scan_had_marked_is_not_shown_any_more(by_hand, rows):
    marks(by_hand, "dust", Box(5, 5, 20, 20))
    assert rows.rows["dust"].text(SHARE)
    by_hand.document.history.mark_saved()
    by_hand.files.close()
    assert [row.text(SHARE) for row in rows.rows.values()] == [""] * len(IDS)
