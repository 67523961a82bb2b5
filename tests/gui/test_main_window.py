"""The window as the user has it: open, paint, repair, undo, compare, save, leave."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication

from engine.document.history import History
from engine.document.record import open_record
from engine.files.reader import open_scan
from gui.export_dialog import ExportRequest
from gui.generator import GeneratorState
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.gui.conftest import drop

# Deprecated since PySide6 6.12, which offers no other way to make one.
drag_enter = pytest.mark.filterwarnings("ignore:.*QDragEnterEvent:DeprecationWarning")


def read(window):
    return window.document.read(window.document.size.box)


def test_an_empty_window_says_what_to_do_and_offers_nothing_it_cannot_do(window):
    assert window.windowTitle() == "Heirloom"
    assert window.panel.hint.text() == "Open a scan to begin."
    for name in ("export", "undo", "repair", "close", "fit"):
        assert not window.actions_by_id[name].isEnabled()
    assert window.actions_by_id["open"].isEnabled()


def test_a_click_into_the_empty_picture_opens_a_scan(qtbot, window, answers, scan_file):
    answers.scan = scan_file
    with qtbot.waitSignal(window.files.changed):
        window.canvas.open_requested.emit()
    assert window.document.scan.path == scan_file


@drag_enter
def test_a_dropped_scan_is_opened_and_remembered(qtbot, window, scan_file, settings):
    with qtbot.waitSignal(window.files.changed):
        assert drop(window, scan_file)
    assert window.document.size.width == 96
    assert "aunt mary.png" in window.windowTitle()
    assert settings.recent == [scan_file]


@drag_enter
def test_dropped_text_is_left_alone(window):
    data = QMimeData()
    data.setText("hello")
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_the_recent_menu_opens_a_scan_again(qtbot, opened, scan_file):
    opened.recent_menu.fill()
    entry = opened.recent_menu.actions()[0]
    assert "aunt mary.png" in entry.text()
    opened.files.close()
    with qtbot.waitSignal(opened.files.changed):
        entry.trigger()


def test_a_file_that_is_no_picture_is_told_in_a_sentence(qtbot, window, answers, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear aunt")
    window.open(tmp_path / "letter.txt")
    qtbot.waitUntil(lambda: len(answers.errors) == 1)
    assert "letter.txt" in answers.errors[0] and "Traceback" not in answers.errors[0]
    assert window.document is None and not window.files.work.is_busy


def test_lifting_the_brush_repairs(qtbot, opened, paint):
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    assert read(opened)[20, 40, 0] == 77
    assert read(opened)[40, 40, 0] != 77
    assert opened.document.mask.is_empty()
    assert opened.actions_by_id["undo"].text() == "&Undo Repair"


def test_on_demand_nothing_is_repaired_until_asked(qtbot, opened, paint, repair):
    opened.actions_by_id["on_release"].setChecked(False)
    assert not opened.panel.on_release.isChecked() and not opened.settings.repair_on_release
    paint(opened)
    paint(opened, (20, 45), (60, 45))
    assert repair.calls == 0
    assert opened.panel.repair_button.isEnabled()
    with qtbot.waitSignal(opened.repairs.repaired):
        qtbot.keyClick(opened.canvas, Qt.Key.Key_Return)
    assert repair.calls == 1 and opened.document.mask.is_empty()


def test_undoing_a_repair_brings_its_marks_back_and_then_the_stroke_away(qtbot, opened, paint):
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    original = opened.document.original(opened.document.size.box)
    opened.actions_by_id["undo"].trigger()
    np.testing.assert_array_equal(read(opened), original)
    assert not opened.document.mask.is_empty()
    assert not opened.repairs.is_busy  # it stays undone
    assert opened.actions_by_id["undo"].text() == "&Undo Brush stroke"
    opened.actions_by_id["undo"].trigger()
    assert opened.document.mask.is_empty()
    opened.actions_by_id["redo"].trigger()
    opened.actions_by_id["redo"].trigger()
    assert read(opened)[20, 40, 0] == 77


def test_esc_cancels_the_repair_and_keeps_the_marks(qtbot, opened, paint, repair):
    repair.go.clear()
    paint(opened)
    repair.started.wait(5)
    assert opened.status.cancel.isVisible()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.repairs.is_busy
    assert not opened.document.mask.is_empty()
    assert not opened.status.cancel.isVisible()
    assert "cancelled" in opened.status.message.text()


def test_esc_drops_the_stroke_first_and_leaves_full_screen_last(
    qtbot, opened, press, paint, repair
):
    repair.go.clear()
    paint(opened)
    repair.started.wait(5)
    opened.actions_by_id["full_screen"].trigger()
    press(opened, (30, 45))
    assert opened.canvas.is_drawing
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.canvas.is_drawing and opened.repairs.is_busy
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.repairs.is_busy and opened.isFullScreen()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.isFullScreen()
    assert not opened.document.mask.is_empty()


def test_undo_during_a_repair_drops_the_repair(qtbot, opened, paint, repair):
    repair.go.clear()
    paint(opened)
    repair.started.wait(5)
    opened.actions_by_id["undo"].trigger()
    repair.go.set()
    qtbot.waitUntil(lambda: not opened.repairs._runner.is_running)
    assert opened.document.patches == [] and opened.document.mask.is_empty()


def test_one_drag_of_the_strength_is_one_step(qtbot, opened, paint):
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    steps = len(opened.document.history.texts)
    slider = opened.panel.strength.slider
    slider.setSliderDown(True)
    for percent in (80, 60, 50):
        slider.setValue(percent)
    slider.setSliderDown(False)
    assert len(opened.document.history.texts) == steps + 1
    original = int(opened.document.original(opened.document.size.box)[20, 40, 0])
    assert read(opened)[20, 40, 0] == pytest.approx((original + 77) / 2, abs=1)
    opened.actions_by_id["undo"].trigger()
    assert opened.panel.strength.value == 100
    assert read(opened)[20, 40, 0] == 77


def test_the_original_is_shown_while_backslash_or_tab_is_held(qtbot, opened):
    canvas = opened.canvas
    for key in (Qt.Key.Key_Backslash, Qt.Key.Key_Tab):
        qtbot.keyPress(canvas, key)
        assert canvas.compare == "original"
        qtbot.keyRelease(canvas, key)
        assert canvas.compare == "off"
    qtbot.keyClick(canvas, Qt.Key.Key_Backslash, Qt.KeyboardModifier.ControlModifier)
    assert canvas.compare == "split"
    qtbot.keyPress(canvas, Qt.Key.Key_Backslash)
    assert canvas.compare == "original"
    qtbot.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert canvas.compare == "split"


def test_m_goes_through_the_views_of_the_mask(qtbot, opened):
    seen = []
    for _ in range(4):
        qtbot.keyClick(opened.canvas, Qt.Key.Key_M)
        seen.append(opened.canvas.mask_view)
    assert seen == ["mask", "hatch", "off", "tint"]
    assert opened.panel.mask_view.currentData() == "tint"


def test_zoom_and_pointer_are_told(qtbot, opened):
    opened.actions_by_id["actual"].trigger()
    assert opened.status.zoom.text() == "100 %"
    opened.canvas.cursor_moved.emit((12.7, 3.2))
    assert opened.status.position.text() == "12, 3 px"
    opened.canvas.cursor_moved.emit(None)
    assert opened.status.position.text() == ""


def test_device_and_model_are_told_with_the_reason(opened):
    assert opened.status.device.text() == "Classical methods only"
    assert "There is no fill model" in opened.panel.reason.text()


def test_thorough_is_remembered_and_repairs_know_it(qtbot, opened, settings):
    box = opened.panel.thorough
    assert not box.isChecked() and not opened.repairs.choice.thorough
    box.click()
    assert settings.thorough and opened.repairs.choice.thorough
    choose_classical = opened.panel.method.findData("classical")
    opened.panel.method.setCurrentIndex(choose_classical)
    opened.panel.method.activated.emit(choose_classical)
    assert not box.isEnabled() and box.isChecked()  # no generator, no looks


def test_a_mask_file_is_added_to_the_marks_as_one_step(qtbot, opened, answers, tmp_path):
    pixels = np.zeros((64, 96), np.uint8)
    pixels[10:20, 10:20] = 255
    answers.mask = tmp_path / "mask.png"
    Image.fromarray(pixels).save(answers.mask)
    with qtbot.waitSignal(opened.masks.changed):
        opened.actions_by_id["import_mask"].trigger()
    np.testing.assert_array_equal(opened.document.mask.pixels, pixels)
    opened.actions_by_id["undo"].trigger()
    assert opened.document.mask.is_empty()


def test_a_mask_of_another_size_is_refused_in_words(qtbot, opened, answers, tmp_path):
    answers.mask = tmp_path / "mask.png"
    Image.fromarray(np.zeros((10, 10), np.uint8)).save(answers.mask)
    opened.actions_by_id["import_mask"].trigger()
    qtbot.waitUntil(lambda: len(answers.errors) == 1)
    assert "10 x 10" in answers.errors[0] and "96 x 64" in answers.errors[0]


def test_clearing_the_mask_can_be_undone(qtbot, opened, paint):
    opened.actions_by_id["on_release"].setChecked(False)
    paint(opened)
    opened.actions_by_id["clear_mask"].trigger()
    assert opened.document.mask.is_empty()
    assert opened.actions_by_id["undo"].text() == "&Undo Clear mask"
    opened.actions_by_id["undo"].trigger()
    assert not opened.document.mask.is_empty()


def test_the_mask_is_exported_beside_the_scan(qtbot, opened, paint, answers, tmp_path):
    opened.actions_by_id["on_release"].setChecked(False)
    paint(opened)
    answers.mask_target = tmp_path / "kept.png"
    opened.actions_by_id["export_mask"].trigger()
    qtbot.waitUntil(lambda: not opened.files.work.is_busy)
    assert answers.shown == [tmp_path / "aunt mary_mask.png"]
    np.testing.assert_array_equal(
        np.asarray(Image.open(tmp_path / "kept.png")), opened.document.mask.pixels
    )


def test_export_writes_a_new_file_and_leaves_the_original(
    qtbot, opened, paint, answers, scan_file, tmp_path
):
    before = scan_file.read_bytes()
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    assert opened.isWindowModified()
    answers.request = ExportRequest(tmp_path / "new.png", "PNG", record=True)
    with qtbot.waitSignal(opened.files.saved):
        opened.actions_by_id["export"].trigger()
    assert answers.exports[0].path != scan_file
    assert np.asarray(Image.open(tmp_path / "new.png"))[20, 40, 0] == 77
    assert open_record(tmp_path / "new.png.record.json").scan.name == "aunt mary.png"
    assert b"algorithmicallyEnhanced" in open_scan(tmp_path / "new.png").metadata.xmp
    assert scan_file.read_bytes() == before
    assert not opened.isWindowModified()


@pytest.mark.parametrize("answer", ["cancel", "discard"])
def test_unsaved_work_is_asked_about_before_it_is_left(qtbot, opened, paint, answers, answer):
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    answers.unsaved = answer
    opened.actions_by_id["close"].trigger()
    assert answers.asked_unsaved == ["aunt mary.png"]
    assert (opened.document is None) == (answer == "discard")


def test_closing_the_window_asks_too_and_closes_after_the_save(
    qtbot, opened, paint, answers, tmp_path
):
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    answers.unsaved = "cancel"
    assert not opened.close() and opened.isVisible()
    answers.unsaved, answers.restoration_target = "save", tmp_path / "new.heirloom"
    opened.close()
    qtbot.waitUntil(lambda: not opened.isVisible())
    assert (tmp_path / "new.heirloom").exists()


def test_without_changes_nobody_is_asked(opened, answers):
    opened.actions_by_id["close"].trigger()
    assert opened.document is None and answers.asked_unsaved == []


def test_the_look_can_be_changed_while_the_window_is_open(opened, settings):
    for name, is_light in (("dark", False), ("light", True)):
        opened.actions_by_id[f"theme_{name}"].trigger()
        assert (opened.palette().window().color().lightness() > 127) == is_light
        assert settings.theme == name


def test_the_brush_is_remembered(opened, settings):
    opened.panel.size.box.setValue(300)
    assert opened.canvas.brush_radius == 150.0
    assert settings.brush_radius == 150.0


def test_enter_in_a_number_field_does_not_start_a_repair(qtbot, opened, paint, repair):
    opened.actions_by_id["on_release"].setChecked(False)
    paint(opened)
    opened.panel.size.box.setFocus()
    qtbot.keyClick(opened.panel.size.box, Qt.Key.Key_Return)
    assert repair.calls == 0


def test_help_opens_its_sheets(qtbot, window, answers):
    for name in ("shortcuts", "about", "preferences"):
        window.actions_by_id[name].trigger()
    assert answers.shown == ["shortcuts", "about", "preferences"]


def test_the_first_scan_says_on_the_picture_what_to_do_until_a_stroke_is_made(
    qtbot, opened, paint, settings, scan_file
):
    assert "Paint over a scratch" in opened.canvas.hint
    with qtbot.waitSignal(opened.repairs.repaired):
        paint(opened)
    assert opened.canvas.hint == "" and settings.has_repaired
    opened.document.history.mark_saved()
    opened.files.close()
    with qtbot.waitSignal(opened.files.changed):
        opened.open(scan_file)
    assert opened.canvas.hint == ""  # who has repaired once needs no more to be told


def test_the_first_brush_suits_the_scan_until_the_user_chooses_a_size(
    qtbot, tmp_path, answers, repair, no_generator, scan_file
):
    settings = Settings(tmp_path / "first day.ini")
    window = MainWindow(settings, answers, no_generator, repair)
    window.show()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.files.changed):
        window.open(scan_file)
    on_screen = 2 * window.canvas.brush_radius * window.canvas.zoom
    assert on_screen == pytest.approx(10, abs=window.canvas.zoom)
    assert not settings.has_brush_size
    window.panel.size_changed.emit(30.0)
    assert settings.has_brush_size
    window.files.close()
    with qtbot.waitSignal(window.files.changed):
        window.open(scan_file)
    assert window.canvas.brush_radius == 15.0
    window._close_now()


def test_while_a_scan_is_opened_the_empty_picture_names_it(qtbot, window, scan_file):
    with qtbot.waitSignal(window.files.changed):
        window.open(scan_file)
        assert window.canvas.awaited == "Opening aunt mary.png"
    assert window.canvas.awaited == ""


def test_a_long_sentence_below_does_not_widen_the_window(window):
    before = window.minimumSizeHint().width()
    window.status.say("Saved as " + 300 * "x")
    window.status.set_device(GeneratorState((), 300 * "y"))
    assert window.minimumSizeHint().width() == before
    assert window.status.device.toolTip() == 300 * "y"


def test_steps_that_had_to_be_forgotten_are_told(opened, paint):
    opened.actions_by_id["on_release"].setChecked(False)
    opened.document.history = History(in_memory=1, on_disk=0)
    paint(opened)
    paint(opened, (20, 45), (60, 45))
    assert "The oldest step cannot be undone any more" in opened.status.message.text()
    assert opened.actions_by_id["undo"].isEnabled()
