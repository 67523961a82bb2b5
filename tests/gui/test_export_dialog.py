"""Export tells what is lost and never proposes or takes the original."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QDialogButtonBox

from engine.document.record import open_record, record_path
from engine.errors import ModelError
from engine.files import exif, exif_edit
from engine.files.options import SaveOptions
from engine.files.scan import Metadata, Scan
from engine.generators.registry import Registry
from engine.progress import Progress
from gui import losses_note
from gui.enlarging import save_as_asked
from gui.export_dialog import ExportDialog, ExportRequest, refuse_target
from gui.language import number


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


def test_twice_the_size_is_offered_in_pixels_and_says_by_what(qtbot, original, monkeypatch):
    monkeypatch.setattr("engine.generators.registry.load_registry", Registry)
    scan = replace(make_scan(original), metadata=Metadata(dpi=(600.0, 600.0)))
    dialog = ExportDialog(scan)
    qtbot.addWidget(dialog)
    dialog.show()
    told = [dialog.enlarge.itemText(row) for row in range(2)]
    assert told == ["As it is: 4 x 4 pixels, 600 dpi", f"Twice: 8 x 8 pixels, {number(1200)} dpi"]
    assert not dialog.request.enlarge and not dialog.enlarged_by.isVisible()
    dialog.enlarge.setCurrentIndex(1)
    assert dialog.request.enlarge and dialog.enlarged_by.isVisible()
    assert "no model" in dialog.enlarged_by.text() and "Lanczos" in dialog.enlarged_by.text()


def test_what_a_format_cannot_hold_is_told_of_the_enlarged_size(qtbot, original):
    wide = np.broadcast_to(np.zeros(1, np.uint8), (40, 9000, 3))
    dialog = ExportDialog(replace(make_scan(original), pixels=wide))
    qtbot.addWidget(dialog)
    dialog.format.setCurrentIndex(dialog.format.findData("WEBP"))
    assert "at most" not in dialog.note.text()
    dialog.enlarge.setCurrentIndex(1)
    assert "at most 16,383 pixels a side" in dialog.note.text()


@pytest.mark.parametrize("with_model", [False, True])
def test_an_enlarged_export_is_twice_as_large_and_the_document_is_not(
    qtbot, opened, answers, tmp_path, monkeypatch, with_model
):
    monkeypatch.setattr("engine.paths.user_models", lambda: tmp_path / "models")
    monkeypatch.setattr("engine.paths.bundled_models", lambda: tmp_path / "bundled")
    if with_model:
        pytest.importorskip("onnx", reason="the extra `train` is not installed")
        from tests.onnx_models import write_upscale_model

        write_upscale_model(tmp_path / "models")
    path = tmp_path / "large.png"
    answers.request = ExportRequest(path, "PNG", record=True, enlarge=True)
    with qtbot.waitSignal(opened.files.saved, timeout=20_000):
        opened.files.export()
    size = opened.document.size
    with Image.open(path) as image:
        assert image.size == (2 * size.width, 2 * size.height)
    assert opened.document.finish.enlargement is None
    record = open_record(record_path(path))
    assert bool(record.whole.finish.enlargement.maker.model) == with_model
    assert bool(answers.exports[-1].enlarged_by.text().startswith("By ")) == with_model


def test_inks_are_offered_where_the_scan_has_some_and_the_format_holds_them(qtbot, original):
    dialog = ExportDialog(replace(make_scan(original, file_format="TIFF"), inks_icc=b"CMYK"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.inks.isVisible() and "saved as RGB" in dialog.note.text()
    dialog.inks.setChecked(True)
    assert dialog.request.options.inks and "saved in CMYK" in dialog.note.text()
    dialog.format.setCurrentIndex(dialog.format.findData("PNG"))
    assert not dialog.inks.isVisible() and not dialog.request.options.inks
    assert "saved as RGB" in dialog.note.text()


def test_scans_without_inks_have_no_choice_of_them(dialog):
    dialog.format.setCurrentIndex(dialog.format.findData("TIFF"))
    assert not dialog.inks.isVisible() and not dialog.request.options.inks


def test_long_xmp_is_taken_apart_on_a_thread_only(qtbot, original, monkeypatch):
    """It may take 2 s; the note follows."""
    threads = []

    def slow(scan, file_format, options):
        threads.append(threading.current_thread())
        return ["Something is lost."]

    monkeypatch.setattr(losses_note, "losses", slow)
    long = Metadata(xmp=b" " * 70_000)
    dialog = ExportDialog(replace(make_scan(original), metadata=long))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.note.text() == "Finding out what is lost..."
    assert dialog.export_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.note.text() == "Something is lost.")
    dialog.record.setChecked(True)
    dialog.metadata.setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(threads) == 2 and not dialog._losses._is_busy)
    assert threading.main_thread() not in threads


def test_a_model_that_was_promised_and_cannot_be_used_is_told(tmp_path, monkeypatch, document):
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from tests.onnx_models import write_upscale_model

    monkeypatch.setattr("engine.paths.user_models", lambda: tmp_path / "models")
    monkeypatch.setattr("engine.paths.bundled_models", lambda: tmp_path / "bundled")
    write_upscale_model(tmp_path / "models")
    next((tmp_path / "models").rglob("*.onnx")).write_bytes(b"damaged")
    request = ExportRequest(tmp_path / "large.png", "PNG", enlarge=True)
    with pytest.raises(ModelError, match="switch it off to enlarge without it"):
        save_as_asked(document.snapshot(), request, "auto", Progress())
    assert not request.path.exists()
