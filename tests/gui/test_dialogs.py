"""The real questions: none of them blocks, each gives its answer, and they leave nothing behind."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from gui.dialogs import Dialogs, report_dialog
from gui.export_dialog import ExportDialog


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def dialogs(settings):
    return Dialogs(settings)


def open_one(parent, kind=QDialog):
    (found,) = [each for each in parent.findChildren(kind) if each.isVisible()]
    return found


def press(box, text):
    next(b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == text).click()


@pytest.mark.parametrize(
    ("button", "answer"), [("Save", "save"), ("Discard", "discard"), ("Cancel", "cancel")]
)
def test_unsaved_work_gives_three_ways_out(parent, dialogs, button, answer):
    answers = []
    dialogs.ask_unsaved(parent, "aunt.tif", answers.append)
    box = open_one(parent, QMessageBox)
    assert "aunt.tif" in box.text()
    press(box, button)
    assert answers == [answer]


def test_esc_on_unsaved_work_stays(qtbot, parent, dialogs):
    answers = []
    dialogs.ask_unsaved(parent, "aunt.tif", answers.append)
    open_one(parent, QMessageBox).reject()
    assert answers == ["cancel"]


@pytest.mark.parametrize(("button", "times"), [("Open a copy", 1), ("Cancel", 0)])
def test_a_scan_that_is_open_elsewhere_is_opened_as_a_copy_or_not(parent, dialogs, button, times):
    answers = []
    dialogs.ask_shared(parent, "aunt.tif", lambda: answers.append("copy"))
    box = open_one(parent, QMessageBox)
    assert "aunt.tif is open in another window" in box.text()
    press(box, button)
    assert len(answers) == times


def test_a_restoration_is_saved_as_heirloom_and_its_folder_remembered(
    parent, dialogs, settings, tmp_path
):
    chosen = []
    dialogs.choose_restoration_target(parent, tmp_path / "aunt.heirloom", chosen.append)
    dialog = open_one(parent, QFileDialog)
    assert dialog.defaultSuffix() == "heirloom" and dialog.windowTitle() == "Save the restoration"
    dialog.fileSelected.emit(str(tmp_path / "mary.heirloom"))
    dialog.reject()
    assert chosen == [tmp_path / "mary.heirloom"] and settings.folder("restoration") == tmp_path


def test_a_missing_scan_is_asked_for_by_its_name(parent, dialogs, scan_file):
    chosen = []
    dialogs.choose_missing_scan(parent, "aunt.tif", chosen.append)
    dialog = open_one(parent, QFileDialog)
    assert dialog.windowTitle() == "Where is aunt.tif now?"
    dialog.fileSelected.emit(str(scan_file))
    dialog.reject()
    assert chosen == [scan_file]


def test_an_error_shows_its_sentence_and_keeps_the_traceback_for_details(parent, dialogs):
    dialogs.tell_error(parent, "The scan is torn.", "Traceback: ...")
    box = open_one(parent, QMessageBox)
    assert box.text() == "The scan is torn."
    assert box.detailedText() == "Traceback: ..."
    assert any("Details" in button.text() for button in box.findChildren(QPushButton))
    box.accept()


def test_a_chosen_scan_is_handed_on_and_its_folder_remembered(parent, dialogs, settings, scan_file):
    chosen = []
    dialogs.choose_scans(parent, chosen.extend)
    dialog = open_one(parent, QFileDialog)
    dialog.filesSelected.emit([str(scan_file)])
    dialog.reject()
    assert chosen == [scan_file]
    assert settings.folder("open") == scan_file.parent


def test_the_export_dialog_hands_its_request_on(parent, dialogs, document, tmp_path):
    requests = []
    dialog = ExportDialog(document.scan, "PNG")
    dialogs.export(parent, dialog, requests.append)
    dialog.target.setText(str(tmp_path / "new.png"))
    dialog.target.textEdited.emit(dialog.target.text())
    dialog.export_button.click()
    assert [request.path.name for request in requests] == ["new.png"]


def test_the_report_is_copied_whole(qtbot):
    dialog = report_dialog(None, "Heirloom 1\nall is well")
    qtbot.addWidget(dialog)
    press(dialog, "Copy")
    assert QGuiApplication.clipboard().text() == "Heirloom 1\nall is well"
    assert dialog.findChild(QPlainTextEdit).isReadOnly()


def test_a_closed_dialog_is_gone_from_memory(parent, dialogs):
    for show in (dialogs.show_about, dialogs.show_shortcuts):
        show(parent)
        open_one(parent).close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert parent.findChildren(QDialog) == []


def test_every_way_out_of_unsaved_work_has_a_letter(parent, dialogs):
    dialogs.ask_unsaved(parent, "aunt.tif", lambda answer: None)
    letters = {
        button.text().partition("&")[2][:1].lower()
        for button in open_one(parent, QMessageBox).findChildren(QPushButton)
    }
    assert letters == {"s", "d", "c"}


def test_the_columns_of_the_report_stand_below_each_other(qtbot, parent):
    dialog = report_dialog(parent, "Python  3.11\nnumpy   2.4")
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    assert dialog.findChild(QPlainTextEdit).font().family() == fixed.family()
