"""Several scans at once: opening, tabs and film-strip, and work that goes on behind."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from engine.detect.findings import FindingsBuilder
from engine.detect.settings import NETWORK_CLASSES
from engine.document.mask_operations import grow
from engine.document.patch import Patch, Provenance
from engine.document.read_restoration import open_restoration
from engine.geometry import Box
from engine.restore.finish import Finish
from engine.restore.settings import Adjustments
from tests.gui.conftest import autosaves, drop, mark, names, read, repaired

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


# Opening


@pytest.mark.filterwarnings("ignore:.*QDragEnterEvent:DeprecationWarning")
def test_several_dropped_scans_are_tabs_and_the_first_is_in_front(qtbot, window, scan_files):
    assert drop(window, *scan_files)
    qtbot.waitUntil(lambda: len(window.files.sessions) == 3)
    assert names(window) == ["aunt mary.png", "uncle tom.png", "wedding.png"]
    assert window.document.scan.path == scan_files[0] and window.windowTitle().startswith(
        "aunt mary"
    )
    assert window.settings.recent == scan_files[::-1] and window.batches.window is None
    assert [window.scans.tabs.tabToolTip(place) for place in range(3)] == list(map(str, scan_files))


def test_a_single_scan_has_neither_tabs_nor_film_strip(qtbot, opened, scan_files):
    scans = opened.scans
    assert not scans.tabs.isVisible() and not scans.strip.isVisible()
    assert not opened.actions_by_id["next_scan"].isEnabled()
    opened.open(scan_files[1])
    qtbot.waitUntil(lambda: len(opened.files.sessions) == 2)
    assert scans.tabs.isVisible() and scans.strip.isVisible()
    assert opened.document.scan.path == scan_files[1]  # what was asked for by itself is looked at
    opened.files.close()
    assert not scans.tabs.isVisible() and not scans.strip.isVisible()


def test_a_scan_that_is_open_already_is_shown_and_not_read_again(qtbot, three, scan_files):
    document = three.files.sessions[2].document
    three.open(scan_files[2])
    assert three.document is document and len(three.files.sessions) == 3
    assert not three.files.work.is_busy
    assert three.status.message.text() == "wedding.png is open already."


def test_a_scan_asked_for_twice_at_once_is_opened_once(qtbot, window, scan_files):
    window.take([scan_files[1], scan_files[1]])
    qtbot.waitUntil(lambda: not window.files.work.is_busy)
    assert names(window) == ["uncle tom.png"]


def test_the_pages_of_a_file_are_tabs_of_their_own(qtbot, window, answers, tmp_path):
    pages = [Image.new("L", (96, 64), grey) for grey in (60, 120)]
    pages[0].save(tmp_path / "album.tif", save_all=True, append_images=pages[1:])
    for page, count in ((1, 1), (2, 2), (1, 2)):
        answers.page = page
        window.open(tmp_path / "album.tif")
        qtbot.waitUntil(lambda: not window.files.work.is_busy)
        assert len(window.files.sessions) == count and window.document.scan.page == page


def test_a_scan_that_has_been_read_waits_for_the_end_of_a_stroke(qtbot, opened, press, scan_files):
    document = opened.document
    press(opened, (30, 30))
    opened.open(scan_files[1])
    qtbot.waitUntil(lambda: not opened.files.work.is_busy)
    assert opened.document is document and opened.canvas.is_drawing
    opened.canvas.cancel_stroke()
    qtbot.waitUntil(lambda: opened.document.scan.path == scan_files[1])
    assert names(opened) == ["aunt mary.png", "uncle tom.png"]


# Switching


def test_each_scan_keeps_its_view_its_marks_and_its_history(qtbot, three, paint, look_at):
    three.actions_by_id["on_release"].setChecked(False)
    first, second = (three.files.sessions[place].document for place in (0, 1))
    paint(three)
    seen = look_at(three, 5.0, turns=1)
    three.actions_by_id["next_scan"].trigger()
    assert three.document is second and second.mask.is_empty()
    assert three.canvas.looked_at is None and three.canvas.turns == 0
    assert not three.actions_by_id["undo"].isEnabled() and not three.isWindowModified()
    three.actions_by_id["previous_scan"].trigger()
    assert three.document is first and three.isWindowModified()
    assert (three.canvas.looked_at, three.canvas.turns) == (seen, 1)
    three.actions_by_id["undo"].trigger()
    assert first.mask.is_empty()


@pytest.fixture
def look_at():
    """look_at(window, zoom, turns): somewhere into the scan; what is seen then."""

    def look(window, zoom, turns):
        window.canvas.turns = turns
        window.canvas.zoom = zoom
        window.canvas.pan(40, -30)
        return window.canvas.looked_at

    return look


def test_each_scan_keeps_the_repair_that_was_chosen(qtbot, three, paint):
    for row in (20, 45):
        repaired(qtbot, three, paint, row)
    panel = three.regions._panel
    for name in ("next_region", "next_region"):
        three.actions_by_id[name].trigger()
    chosen = panel.selected
    assert chosen is not None
    three.actions_by_id["next_scan"].trigger()
    assert panel.selected is None
    three.actions_by_id["previous_scan"].trigger()
    assert panel.selected is chosen


def test_keys_go_round_through_the_scans(qtbot, three):
    for key, shift, name in (
        (Qt.Key.Key_Tab, False, "uncle tom.png"),
        (Qt.Key.Key_PageDown, False, "wedding.png"),
        (Qt.Key.Key_Tab, False, "aunt mary.png"),
        (Qt.Key.Key_Backtab, True, "wedding.png"),
        (Qt.Key.Key_PageUp, False, "uncle tom.png"),
    ):
        qtbot.keyClick(three.canvas, key, CONTROL | SHIFT if shift else CONTROL)
        assert three.files.name == name
        assert three.scans.tabs.currentIndex() == three.files.sessions.place
        assert three.canvas.hasFocus()


def test_a_click_chooses_a_tab_and_dragging_moves_it(qtbot, three):
    tabs = three.scans.tabs
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(2).center())
    assert three.files.name == "wedding.png" and three.canvas.hasFocus()
    tabs.moveTab(2, 0)
    assert names(three) == ["wedding.png", "aunt mary.png", "uncle tom.png"]
    assert three.files.name == "wedding.png"
    assert [tabs.tabText(place) for place in range(3)] == names(three)
    assert three.scans.strip.item(0).text() == "wedding.png"


def test_what_is_not_saved_has_a_mark(qtbot, three):
    mark(three.document)
    three._update()
    three.actions_by_id["next_scan"].trigger()
    tabs, item = three.scans.tabs, three.scans.strip.item(0)
    assert tabs.tabText(0) == item.text() == "\N{BULLET} aunt mary.png"
    told = item.data(Qt.ItemDataRole.AccessibleTextRole)
    assert tabs.accessibleTabName(0) == told == "aunt mary.png, not saved"
    three.files.sessions[0].document.history.mark_saved()
    three._update()
    assert tabs.tabText(0) == item.text() == "aunt mary.png"


def test_a_stroke_under_way_is_dropped_with_its_scan_in_front(three, press):
    first = three.document
    press(three, (30, 30))
    assert not first.mask.is_empty()
    three.actions_by_id["next_scan"].trigger()
    assert first.mask.is_empty() and not three.canvas.is_drawing


# The film-strip


def test_the_film_strip_is_for_the_keyboard_too(qtbot, three):
    strip = three.scans.strip
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert three.files.name == "uncle tom.png"
    assert strip.hasFocus()  # to look through the scans one after the other
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert three.files.name == "uncle tom.png"
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert three.canvas.hasFocus()


def test_the_film_strip_shows_the_scans_as_they_are(three):
    images = [three.scans.strip.item(place).icon().pixmap(104, 66).toImage() for place in range(3)]
    middles = [image.pixelColor(image.rect().center()).red() for image in images]
    assert middles == pytest.approx([125, 90, 160], abs=6)


def middle_of(window, place):
    image = window.scans.strip.item(place).icon().pixmap(104, 66).toImage()
    return image.pixelColor(image.rect().center()).red()


def test_the_film_strip_follows_repairs_tone_and_undo(qtbot, three):
    document = three.document
    box = document.size.box
    black = np.zeros_like(document.read(box))
    whole = np.ones(black.shape[:2], bool)
    document.apply([Patch(box, black, whole, Provenance("ns", "a test", 9.0))])
    three.scans.refresh()
    qtbot.waitUntil(lambda: middle_of(three, 0) == 0)
    document.undo()
    document.set_finish(Finish(adjustments=Adjustments(exposure=1.0)))
    three.scans.refresh()
    qtbot.waitUntil(lambda: middle_of(three, 0) > 135)
    assert middle_of(three, 1) == pytest.approx(90, abs=6)


def test_the_film_strip_can_be_hidden_for_good(three, settings):
    three.actions_by_id["film_strip"].trigger()
    assert not three.scans.strip.isVisible() and not settings.film_strip
    three.actions_by_id["film_strip"].trigger()
    assert three.scans.strip.isVisible() and three.scans.strip.count() == 3


# Work behind


def test_a_repair_goes_on_behind_and_is_kept_and_told(qtbot, quick_autosave, three, paint, repair):
    repair.go.clear()
    paint(three)
    assert repair.started.wait(5)
    three.actions_by_id["next_scan"].trigger()
    first, second = (three.files.sessions[place] for place in (0, 1))
    before = read(three)
    with qtbot.waitSignal(three.repairs.repaired_behind):
        repair.go.set()
    assert len(first.document.patches) == 1 and first.is_modified
    assert three.status.message.text() == "aunt mary.png is repaired."
    assert three.scans.tabs.tabText(0).startswith("\N{BULLET}")
    assert not second.is_modified and np.array_equal(read(three), before)
    # The marks alone may have been kept first.
    qtbot.waitUntil(lambda: [len(open_restoration(a).patches) for a in autosaves()] == [1])
    three.actions_by_id["previous_scan"].trigger()
    assert read(three)[20, 40, 0] == 77 and three.panel.strength.isEnabled()


def test_marks_worked_out_behind_go_where_they_were_asked_for(qtbot, three):
    first, go = three.document, threading.Event()
    mark(first)

    def slow(pixels, marked, radius, progress):
        go.wait(5)
        return grow(pixels, marked, radius, progress)

    three.canvas.work.operate(slow, 2, "add", "Grow")
    three.actions_by_id["next_scan"].trigger()
    with qtbot.waitSignal(three.canvas.work.behind):
        go.set()
    assert first.mask.bounds() == Box(18, 28, 62, 34) and first.history.undo_text == "Grow"
    assert three.document.mask.is_empty() and three.scans.tabs.tabText(0).startswith("\N{BULLET}")


def test_a_proposal_found_behind_waits_for_its_scan(qtbot, three, find_slowly):
    three.actions_by_id["find_damage"].trigger()
    three.actions_by_id["next_scan"].trigger()
    with qtbot.waitSignal(three.detection.found_behind):
        find_slowly.set()
    assert three.detection.proposal is None and not three.panel.findings.isVisible()
    assert "aunt mary.png" in three.status.message.text()
    three.actions_by_id["previous_scan"].trigger()
    assert three.detection.proposal is not None and three.panel.findings.isVisible()
    three.actions_by_id["next_scan"].trigger()
    assert not three.panel.findings.isVisible()
    three.actions_by_id["previous_scan"].trigger()
    three.actions_by_id["add_findings"].trigger()
    assert three.document.layers.is_marked()


@pytest.fixture
def find_slowly(three, monkeypatch):
    """The search finds one scratch, as soon as this event is set."""
    go = threading.Event()

    def find(snapshot, settings, device, progress):
        go.wait(5)
        size = snapshot.scan.size
        planes = np.zeros((size.height, size.width, len(NETWORK_CLASSES)), np.float32)
        planes[10:13, 10:50, 0] = 0.95
        builder = FindingsBuilder(size, NETWORK_CLASSES)
        builder.add(size.box, planes)
        return builder.build("a test")

    monkeypatch.setattr(three.detection, "_find", find)
    yield go
    go.set()
