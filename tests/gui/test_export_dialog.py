"""Export tells what is lost and never proposes or takes the original."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QDialogButtonBox

from engine.files import exif, exif_edit
from engine.files.options import SaveOptions
from engine.files.scan import Metadata, Scan
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


def choose(dialog, file_format):
    dialog.format.setCurrentIndex(dialog.format.findData(file_format))


def test_each_format_has_its_own_choices(dialog):
    shown = {}
    for file_format in ("TIFF", "PNG", "JPEG2000", "JPEG", "WEBP", "AVIF"):
        choose(dialog, file_format)
        boxes = (dialog.quality, dialog.subsampling, dialog.compression, dialog.metadata)
        shown[file_format] = [box.isVisible() for box in boxes]
    assert shown == {
        "TIFF": [False, False, True, True],
        "PNG": [False, False, False, True],
        "JPEG2000": [False, False, False, True],
        "JPEG": [True, True, False, True],
        "WEBP": [True, False, False, True],
        "AVIF": [True, False, False, True],
    }


def test_a_format_keeps_its_quality_while_others_are_tried(dialog):
    choose(dialog, "JPEG")
    dialog.quality.set_value(70)
    dialog.quality.changed.emit(70)
    choose(dialog, "WEBP")
    assert dialog.quality.value == 100 and "anew" not in dialog.note.text()
    choose(dialog, "JPEG")
    assert dialog.quality.value == 70


def test_leaving_out_the_place_is_told_and_requested(qtbot, original):
    place = exif.write_block(exif.Ifd({}, {exif.GPS_IFD: exif.Ifd({1: exif_edit.text("N")})}))
    scan = replace(make_scan(original), metadata=Metadata(place))
    dialog = ExportDialog(scan, "TIFF", compression="lzw")
    qtbot.addWidget(dialog)
    dialog.metadata.setCurrentIndex(dialog.metadata.findData("no-place"))
    assert "Where it was taken is left out" in dialog.note.text()
    requests = []
    dialog.requested.connect(requests.append)
    dialog.export_button.click()
    assert requests[0].options == SaveOptions("TIFF", None, None, "lzw", "no-place")


def test_a_typed_name_keeps_its_stem_when_the_format_changes(dialog, tmp_path):
    dialog.target.setText(str(tmp_path / "mine.jpg"))
    dialog.target.textEdited.emit(dialog.target.text())
    dialog.format.setCurrentIndex(dialog.format.findData("PNG"))
    assert dialog.path == tmp_path / "mine.png"


def test_agreeing_gives_the_request_once(qtbot, dialog, original):
    dialog.quality.set_value(88)
    dialog.quality.changed.emit(88)
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


def test_other_pages_are_missing_from_the_result_and_that_is_told(qtbot, original):
    scan = replace(make_scan(original, file_format="TIFF"), page=2, pages=3)
    dialog = ExportDialog(scan)
    qtbot.addWidget(dialog)
    assert "page 2 of the scan's 3" in dialog.note.text()


def test_a_jpeg_is_proposed_to_be_saved_with_the_quality_it_has(qtbot, window, answers, tmp_path):
    path = tmp_path / "poor.jpg"
    Image.fromarray(np.full((64, 96, 3), 120, np.uint8)).save(path, quality=40)
    with qtbot.waitSignal(window.files.changed):
        window.open(path)
    window.files.export()
    dialog = answers.exports[-1]
    dialog.format.setCurrentIndex(dialog.format.findData("JPEG"))
    assert dialog.quality.value == 40
