"""The preferences: each works at once, survives the next start, and can be reset."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QMessageBox, QPushButton, QSpinBox

from engine.errors import ScanError
from engine.files.limits import allow_memory
from engine.files.reader import open_scan
from gui.places import export_folder
from gui.preferences import Preferences
from gui.settings import Settings


@pytest.fixture
def dialog(qtbot, window, settings):
    dialog = Preferences(settings, window.applied.apply, window)
    dialog.show()
    return dialog


@pytest.fixture(autouse=True)
def all_memory():
    yield
    allow_memory(None)


def choose(dialog, name, value):
    box = dialog.findChild(QComboBox, name)
    box.setCurrentIndex(box.findData(value))


def test_the_look_changes_at_once(dialog, window, settings):
    choose(dialog, "theme", "dark")
    assert settings.theme == "dark"
    assert window.actions_by_id["theme_dark"].isChecked()
    assert window.palette().window().color().lightness() < 100


def test_the_way_repairs_are_made_follows_and_is_shown_in_the_panel(dialog, window):
    choose(dialog, "method", "classical")
    choose(dialog, "device", "cpu")
    dialog.findChild(QSpinBox, "threads").setValue(3)
    assert window.panel.choice.method == "classical" and window.panel.choice.device == "cpu"
    chosen = window.repairs.choice
    assert (chosen.method, chosen.device, chosen.threads) == ("classical", "cpu", 3)


def test_repair_on_release_is_one_switch_in_three_places(dialog, window, settings):
    dialog.findChild(QCheckBox, "repair_on_release").setChecked(False)
    assert not settings.repair_on_release
    assert not window.actions_by_id["on_release"].isChecked()
    assert not window.panel.on_release.isChecked()


def test_less_memory_for_undo_sends_steps_to_the_disk_and_they_are_still_undone(
    qtbot, opened, paint, settings
):
    opened.actions_by_id["on_release"].setChecked(False)
    for row in (10, 25, 40):
        paint(opened, (20, row), (60, row))
    assert opened.document.history._in_memory == 512 * 2**20
    settings.undo_memory = 64
    opened.applied.apply("undo_memory")
    assert opened.document.history._in_memory == 64 * 2**20
    opened.document.history.limit(1)  # byte
    for _ in range(3):
        opened.actions_by_id["undo"].trigger()
    assert opened.document.mask.is_empty()


def test_a_scan_that_needs_more_memory_than_is_allowed_is_not_opened(scan_file):
    allow_memory(10_000)
    with pytest.raises(ScanError, match=r"allowed for one scan.*preferences"):
        open_scan(scan_file)
    allow_memory(None)
    assert open_scan(scan_file).size.width == 96


def test_exports_go_to_the_chosen_folder_as_long_as_it_is_there(
    dialog, opened, answers, settings, tmp_path
):
    folder = tmp_path / "results"
    folder.mkdir()
    dialog.set_folder(folder)
    opened.actions_by_id["export"].trigger()
    assert answers.exports[0].path.parent == folder
    folder.rmdir()
    assert export_folder(settings, opened.document.scan.path) is None
    dialog.set_folder(None)
    assert settings.export_folder == "" and dialog.folder.text() == ""


def test_who_wants_no_list_of_scans_has_none_at_once(dialog, opened, settings):
    assert settings.recent
    dialog.findChild(QCheckBox, "remember_recent").setChecked(False)
    assert settings.recent == []


@pytest.mark.parametrize("answer", ["Reset", "Cancel"])
def test_reset_asks_and_brings_the_first_day_back(dialog, window, settings, answer):
    choose(dialog, "theme", "dark")
    dialog.keys.choose("brush")
    dialog.keys.none.click()
    dialog.ask_reset()
    box = dialog.findChild(QMessageBox)
    next(b for b in box.buttons() if b.text() == f"&{answer}").click()
    is_reset = answer == "Reset"
    assert settings.theme == ("system" if is_reset else "dark")
    assert bool(window.actions_by_id["brush"].shortcuts()) == is_reset
    assert dialog.isVisible() != is_reset


def test_all_of_it_is_there_at_the_next_start(dialog, settings):
    choose(dialog, "theme", "dark")
    dialog.findChild(QSpinBox, "undo_memory").setValue(1024)
    dialog.findChild(QSpinBox, "scan_memory").setValue(8)
    settings.store.sync()
    again = Settings(settings.file)
    assert (again.theme, again.undo_memory, again.scan_memory) == ("dark", 1024, 8)


def test_esc_and_close_leave_the_dialog(qtbot, dialog):
    close = next(b for b in dialog.findChildren(QPushButton) if b.text().strip("&") == "Close")
    close.click()
    assert not dialog.isVisible()
