"""Export tells what is lost and never proposes or takes the original."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QDialogButtonBox

from engine.files.scan import Scan
from gui.export_dialog import ExportDialog, refuse_target


def make_scan(path=None, depth=8, alpha=False, file_format="JPEG"):
    kind = np.uint8 if depth == 8 else np.uint16
    plane = np.zeros((4, 4), kind) if alpha else None
    return Scan(path, np.zeros((4, 4, 3), kind), plane, format=file_format)


@pytest.fixture
def original(tmp_path):
    path = tmp_path / "aunt.jpg"
    path.write_bytes(b"the only one there is")
    return path


@pytest.fixture
def dialog(qtbot, original):
    dialog = ExportDialog(make_scan(original))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "TIFF"])
def test_the_original_is_never_proposed(dialog, original, file_format):
    dialog.format.setCurrentIndex(dialog.format.findData(file_format))
    assert dialog.path != original and dialog.path.parent == original.parent
    assert dialog.export_button.isEnabled()


def test_the_original_is_refused_however_it_is_written(dialog, original, tmp_path):
    (tmp_path / "link.jpg").symlink_to(original)
    (tmp_path / "folder").mkdir()
    for name in (original, tmp_path / "link.jpg", tmp_path / "folder" / ".." / "aunt.jpg"):
        dialog.target.setText(str(name))
        dialog.target.textEdited.emit(str(name))
        assert not dialog.export_button.isEnabled()
        assert "original" in dialog.note.text()


def test_a_hard_link_is_the_original_too(original, tmp_path):
    (tmp_path / "hard.jpg").hardlink_to(original)
    assert "original" in refuse_target(make_scan(original), tmp_path / "hard.jpg", "JPEG")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing/aunt.jpg", "does not exist"),
        ("aunt_restored", "ends in .jpg"),
        ("aunt_restored.png", "ends in .jpg"),
    ],
)
def test_a_target_that_cannot_be_is_refused_in_words(original, tmp_path, name, sentence):
    assert sentence in refuse_target(make_scan(original), tmp_path / name, "JPEG")


def test_losses_are_told_before(qtbot, original):
    dialog = ExportDialog(make_scan(original, depth=16, alpha=True, file_format="TIFF"))
    qtbot.addWidget(dialog)
    assert dialog.note.text() == ""
    dialog.format.setCurrentIndex(dialog.format.findData("JPEG"))
    for word in ("outside the repair", "8 of the scan's 16 bits", "transparency"):
        assert word in dialog.note.text()


def test_a_file_that_will_be_replaced_is_named(dialog, original):
    older = original.with_name("older.jpg")
    older.write_bytes(b"an older result")
    dialog.target.setText(str(older))
    dialog.target.textEdited.emit(str(older))
    assert "will be replaced" in dialog.note.text()
    assert dialog.export_button.text() == "Replace"


def test_quality_is_asked_for_jpeg_only(dialog):
    dialog.format.setCurrentIndex(dialog.format.findData("JPEG"))
    assert dialog.quality.isVisible()
    dialog.format.setCurrentIndex(dialog.format.findData("TIFF"))
    assert not dialog.quality.isVisible()


def test_a_typed_name_keeps_its_stem_when_the_format_changes(dialog, tmp_path):
    dialog.target.setText(str(tmp_path / "mine.jpg"))
    dialog.target.textEdited.emit(dialog.target.text())
    dialog.format.setCurrentIndex(dialog.format.findData("PNG"))
    assert dialog.path == tmp_path / "mine.png"


def test_agreeing_gives_the_request_once(qtbot, dialog, original):
    dialog.quality.set_value(88)
    requests = []
    dialog.requested.connect(requests.append)
    dialog.export_button.click()
    assert [(r.path.name, r.format, r.quality) for r in requests] == [
        ("aunt_restored.jpg", "JPEG", 88)
    ]


def test_a_record_is_written_when_it_is_asked_for(dialog):
    requests = []
    dialog.requested.connect(requests.append)
    (dialog.path.parent / "aunt_restored.jpg.record.json").touch()
    dialog.record.setChecked(True)
    assert "record.json exists and will be replaced" in dialog.note.text()
    dialog.export_button.click()
    assert requests[0].record


def test_cancelling_gives_none(qtbot, dialog):
    requests = []
    dialog.requested.connect(requests.append)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert requests == []


def test_marks_that_are_left_are_worth_a_word(qtbot, original):
    dialog = ExportDialog(make_scan(original), unrepaired=True)
    qtbot.addWidget(dialog)
    assert "not been repaired" in dialog.note.text()
