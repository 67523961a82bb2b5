"""Several scans at once: how they are closed, what a crash leaves of them, and what they cost."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from engine.document import recovery
from engine.document.read_restoration import open_restoration
from engine.document.recovery import recoverable
from gui.unsaved_dialog import UnsavedDialog
from tests.gui.conftest import autosaves, mark, names, repaired

CONTROL, MIDDLE = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.MiddleButton


def test_closing_shows_the_neighbour_and_in_the_end_the_welcome_page(qtbot, three):
    three.actions_by_id["next_scan"].trigger()
    for left in (["aunt mary.png", "wedding.png"], ["aunt mary.png"], []):
        qtbot.keyClick(three, Qt.Key.Key_W, CONTROL)
        assert names(three) == left
    assert three.welcome.is_shown and three.document is None
    assert not three.actions_by_id["close"].isEnabled()


def test_the_middle_button_and_the_cross_close_a_tab(qtbot, three):
    tabs, strip = three.scans.tabs, three.scans.strip
    qtbot.mouseClick(tabs, MIDDLE, pos=tabs.tabRect(1).center())
    assert names(three) == ["aunt mary.png", "wedding.png"]
    qtbot.mouseClick(strip.viewport(), MIDDLE, pos=strip.visualItemRect(strip.item(0)).center())
    assert names(three) == ["wedding.png"]
    tabs.tabCloseRequested.emit(0)
    assert names(three) == []


def test_a_scan_behind_comes_to_the_front_to_be_asked_about(three, answers):
    mark(three.files.sessions[2].document)
    three.scans.tabs.tabCloseRequested.emit(2)
    assert answers.asked_unsaved == ["wedding.png"] and three.files.name == "wedding.png"
    assert len(three.files.sessions) == 3


def test_a_scan_that_is_closed_gets_nothing_of_its_repair(qtbot, three, paint, repair, answers):
    repair.go.clear()
    paint(three)
    assert repair.started.wait(5)
    document, answers.unsaved = three.document, "discard"
    three.files.close()
    assert not three.repairs.is_busy
    repair.go.set()
    qtbot.waitUntil(lambda: not three.repairs.runner.is_running)
    assert document.patches == []


@pytest.mark.parametrize(("answer", "is_left"), [("cancel", True), ("discard", False)])
def test_quitting_asks_once_for_all_that_is_unsaved(qtbot, three, answers, answer, is_left):
    for place in (0, 2):
        mark(three.files.sessions[place].document)
    answers.unsaved = answer
    three.close()
    qtbot.waitUntil(lambda: three.isVisible() == is_left)
    assert answers.asked_unsaved == [["aunt mary.png", "wedding.png"]]


def test_saving_all_saves_each_and_quits(qtbot, three, answers, tmp_path, monkeypatch):
    targets = [tmp_path / "one.heirloom", tmp_path / "two.heirloom"]
    wanted = iter(targets)
    monkeypatch.setattr(
        answers, "choose_restoration_target", lambda parent, proposal, then: then(next(wanted))
    )
    for place in (0, 2):
        mark(three.files.sessions[place].document)
    answers.unsaved = "save"
    three.close()
    qtbot.waitUntil(lambda: not three.isVisible())
    assert len(answers.asked_unsaved) == 1
    scans = [open_restoration(target).scan.name for target in targets]
    assert scans == ["aunt mary.png", "wedding.png"]


def test_all_are_closed_at_once(three, answers):
    seen = []
    three.files.changed.connect(seen.append)
    three.actions_by_id["close_all"].trigger()
    assert names(three) == [] and seen == [None]  # none of the others came up on the way


def test_a_restoration_is_not_saved_over_one_that_is_open(qtbot, three, answers, tmp_path):
    answers.restoration_target = tmp_path / "mine.heirloom"
    with qtbot.waitSignal(three.files.saving.saved):
        three.actions_by_id["save"].trigger()
    three.actions_by_id["next_scan"].trigger()
    three.actions_by_id["save"].trigger()
    assert "open in another tab" in three.status.message.text()
    assert open_restoration(answers.restoration_target).scan.name == "aunt mary.png"
    assert three.files.session.path is None


def test_the_question_lets_choose_what_is_saved(qtbot):
    answered = []
    dialog = UnsavedDialog(["a.png", "b.png", "c.png"], answered.append)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.save.text() == "&Save all"
    dialog.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.save.text() == "&Save 2"
    dialog.save.click()
    assert answered == [[0, 2]] and not dialog.isVisible()
    for button, answers in (("discard", [[]]), ("cancel", [])):
        answered.clear()
        dialog.show()
        getattr(dialog, button).click()
        assert answered == answers


# A crash


def test_all_that_was_open_in_a_crash_comes_back(qtbot, quick_autosave, three, answers, tmp_path):
    for place in (0, 2):
        mark(three.files.sessions[place].document)
    three._update()
    qtbot.waitUntil(lambda: len(autosaves()) == 2)
    shutil.copytree(recovery.folder(), tmp_path / "crash")
    answers.unsaved, answers.recovery = "discard", "recover"
    three.files.close_all()
    qtbot.waitUntil(lambda: not autosaves())
    shutil.copytree(tmp_path / "crash", recovery.folder(), dirs_exist_ok=True)
    three.files.offer_recovery()
    qtbot.waitUntil(lambda: len(three.files.sessions) == 2)
    assert sorted(names(three)) == ["aunt mary.png", "wedding.png"]
    assert all(session.is_modified for session in three.files.sessions)
    assert all(not s.document.mask.is_empty() for s in three.files.sessions)
    assert recoverable() == [] and len(autosaves()) == 2  # each is kept on


# What it costs


def resident():
    """Bytes of this process in memory; 0 where the system does not tell like Linux."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * 4096 if told.exists() else 0


def test_fifty_scans_opened_and_closed_leave_nothing(qtbot, window, tmp_path, paint):
    """Of each scan all goes: a scan in memory is up to a gigabyte."""
    file, side = tmp_path / "large.png", 1400
    rows = np.linspace(30, 220, side, dtype=np.uint8)
    Image.fromarray(np.broadcast_to(rows[:, None, None], (side, side, 3))).save(
        file, compress_level=1
    )
    nbytes = side * side * 3
    scans = []

    def open_and_close():
        with qtbot.waitSignal(window.files.changed):
            window.open(file)
        scans.append(weakref.ref(window.document))
        if len(scans) % 10 == 1:
            repaired(qtbot, window, paint)
            window.document.history.mark_saved()
        window.files.close()
        QApplication.processEvents()

    for _ in range(10):  # what is loaded and cached once
        open_and_close()
    gc.collect()
    before = resident()
    for _ in range(40):
        open_and_close()
    qtbot.waitUntil(lambda: not window.repairs.runner.is_running)
    gc.collect()
    grown = resident() - before
    assert [scan for scan in scans if scan() is not None] == []
    # Forty scans would be 235 MB and more; what allocators keep back is far less.
    assert grown < 10 * nbytes
