"""Nothing is lost: saving, opening what was saved, and the autosave behind it."""

from __future__ import annotations

import errno
import os
import shutil

import numpy as np
import pytest
from PySide6.QtCore import QThread

from engine.document import recovery
from engine.document.read_restoration import open_restoration
from engine.document.recovery import Place
from engine.files import atomic
from tests.gui.conftest import autosaves, patches_kept, read, repaired

pytestmark = pytest.mark.usefixtures("quick_autosave")


# Autosave


def test_every_change_reaches_the_disk_and_an_unchanged_scan_leaves_nothing(qtbot, opened, paint):
    assert autosaves() == [] and len(list(recovery.folder().iterdir())) == 1  # its lock
    repaired(qtbot, opened, paint)
    qtbot.waitUntil(lambda: patches_kept() == 1)
    repaired(qtbot, opened, paint, row=45)
    qtbot.waitUntil(lambda: patches_kept() == 2)
    opened.actions_by_id["undo"].trigger()
    qtbot.waitUntil(lambda: patches_kept() == 1)
    assert open_restoration(autosaves()[0]).layers  # the undone repair's marks are back
    assert opened.isWindowModified()  # an autosave is not a save


def test_only_the_snapshot_is_taken_on_the_window_s_thread(qtbot, kept, paint, monkeypatch):
    threads, save = [], kept.files.session.writer.save

    def watched(*args):
        threads.append(QThread.currentThread())
        return save(*args)

    monkeypatch.setattr(kept.files.session.writer, "save", watched)
    repaired(qtbot, kept, paint, row=45)
    qtbot.waitUntil(lambda: patches_kept() == 2)
    assert threads and kept.thread() not in threads


def test_half_a_stroke_is_not_kept(qtbot, opened, press, monkeypatch):
    opened.actions_by_id["on_release"].setChecked(False)
    press(opened, (30, 45))
    opened.document.history.revision += 1  # something else has changed meanwhile
    opened.files.saving.autosave.note()
    qtbot.wait(30)
    assert autosaves() == []
    opened.canvas.cancel_stroke()
    qtbot.waitUntil(lambda: len(autosaves()) == 1)
    assert open_restoration(autosaves()[0]).layers == ()


def test_after_a_clean_end_there_is_nothing_to_recover(qtbot, kept, answers):
    answers.unsaved = "discard"
    kept.actions_by_id["close"].trigger()
    qtbot.waitUntil(lambda: list(recovery.folder().iterdir()) == [])
    assert answers.asked_unsaved == ["aunt mary.png"]  # once


def test_a_window_that_was_closed_leaves_nothing_to_recover(kept):
    kept._close_now()
    assert list(recovery.folder().iterdir()) == []


def test_a_full_disk_is_told_and_tried_again_until_there_is_room(qtbot, opened, paint, monkeypatch):
    def fsync(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(atomic.os, "fsync", fsync)
        repaired(qtbot, opened, paint)
        qtbot.waitUntil(lambda: "disk is full" in opened.status.message.text())
        assert opened.status.message.text().startswith("Autosave failed, it is tried again")
        assert opened.isWindowModified() and autosaves() == []
    qtbot.waitUntil(lambda: "kept safe" in opened.status.message.text())
    assert len(open_restoration(autosaves()[0]).patches) == 1


def test_where_nothing_can_be_kept_it_is_told_and_work_goes_on(
    qtbot, window, scan_file, monkeypatch, tmp_path, paint
):
    (tmp_path / "file").touch()
    monkeypatch.setattr(recovery, "folder", lambda: tmp_path / "file" / "recovery")
    said = []
    window.files.saving.said.connect(said.append)
    with qtbot.waitSignal(window.repairs.prepared):
        window.open(scan_file)
    assert "not kept safe" in said[0]
    repaired(qtbot, window, paint)


# Save


def test_saving_asks_where_once_and_clears_the_dirty_mark(qtbot, kept, paint, answers, tmp_path):
    answers.restoration_target = tmp_path / "album" / "mary.heirloom"
    answers.restoration_target.parent.mkdir()
    with qtbot.waitSignal(kept.files.saving.saved):
        kept.actions_by_id["save"].trigger()
    assert answers.shown == [tmp_path / "aunt mary.heirloom"]
    assert not kept.isWindowModified() and kept.windowTitle().startswith("mary.heirloom")
    assert autosaves() == []  # all is in the user's own file
    repaired(qtbot, kept, paint, row=45)
    assert kept.isWindowModified()
    with qtbot.waitSignal(kept.files.saving.saved):
        kept.actions_by_id["save"].trigger()
    assert len(answers.shown) == 1
    assert len(open_restoration(answers.restoration_target).patches) == 2


def test_a_name_without_ending_gets_one(qtbot, kept, answers, tmp_path):
    answers.restoration_target = tmp_path / "mary.v2"
    with qtbot.waitSignal(kept.files.saving.saved):
        kept.actions_by_id["save_as"].trigger()
    assert (tmp_path / "mary.v2.heirloom").exists()


def test_a_save_that_fails_is_told_and_the_document_stays_dirty(qtbot, kept, answers, tmp_path):
    answers.restoration_target = tmp_path / "gone" / "mary.heirloom"
    kept.actions_by_id["save"].trigger()
    qtbot.waitUntil(lambda: len(answers.errors) == 1)
    assert "does not exist" in answers.errors[0]
    assert kept.isWindowModified() and kept.files.session.path is None
    assert len(autosaves()) == 1


def test_what_is_done_while_saving_is_not_taken_for_saved(qtbot, kept, paint, answers, tmp_path):
    answers.restoration_target = tmp_path / "mary.heirloom"
    kept.actions_by_id["on_release"].setChecked(False)
    with qtbot.waitSignal(kept.files.saving.saved):
        kept.actions_by_id["save"].trigger()
        paint(kept, (20, 45), (60, 45))
    assert kept.isWindowModified()


def save_and_close(qtbot, window, answers, path):
    answers.restoration_target = path
    with qtbot.waitSignal(window.files.saving.saved):
        window.files.saving.save_as()
    pixels = read(window)
    window.files.close()
    return pixels


def test_a_saved_restoration_is_opened_as_it_was(qtbot, kept, answers, tmp_path):
    kept.canvas.zoom = 3.0
    before = save_and_close(qtbot, kept, answers, tmp_path / "mary.heirloom")
    kept.canvas.fit()
    with qtbot.waitSignal(kept.files.changed):
        kept.open(tmp_path / "mary.heirloom")
    qtbot.waitUntil(lambda: kept.canvas.zoom == 3.0)
    np.testing.assert_array_equal(read(kept), before)
    assert not kept.isWindowModified()
    assert [patch.strength for patch in kept.repairs.last_repair()] == [1.0]  # can be toned down
    assert kept.settings.recent[0] == tmp_path / "mary.heirloom"
    assert kept.document.scan.path == tmp_path / "aunt mary.png"


def test_a_scan_that_has_gone_is_asked_for_and_another_one_refused(qtbot, kept, answers, tmp_path):
    (tmp_path / "far").mkdir()
    save_and_close(qtbot, kept, answers, tmp_path / "far" / "mary.heirloom")
    (tmp_path / "aunt mary.png").rename(tmp_path / "other folder.png")
    shutil.move(tmp_path / "other folder.png", tmp_path / "far" / "renamed.png")
    with qtbot.waitSignal(kept.files.changed):
        kept.open(tmp_path / "far" / "mary.heirloom")  # beside it, under another name
    kept.files.close()
    (tmp_path / "away").mkdir()
    shutil.move(tmp_path / "far" / "renamed.png", tmp_path / "away" / "renamed.png")
    answers.missing_scan = tmp_path / "away" / "renamed.png"
    with qtbot.waitSignal(kept.files.changed):
        kept.open(tmp_path / "far" / "mary.heirloom")
    assert answers.shown[-1] == "aunt mary.png"
    kept.files.close()
    answers.missing_scan = tmp_path / "far" / "mary.heirloom"
    kept.open(tmp_path / "far" / "mary.heirloom")
    qtbot.waitUntil(lambda: len(answers.errors) == 1)
    assert kept.document is None


def test_a_damaged_restoration_is_one_sentence(qtbot, window, answers, tmp_path):
    (tmp_path / "mary.heirloom").write_bytes(b"PK")
    window.open(tmp_path / "mary.heirloom")
    qtbot.waitUntil(lambda: len(answers.errors) == 1)
    assert "mary.heirloom is no restoration file" in answers.errors[0].replace("Mary", "mary")


# The same scan twice


def test_a_scan_that_is_open_elsewhere_is_asked_about(qtbot, window, answers, scan_file):
    elsewhere = Place.take(scan_file)
    window.open(scan_file)
    qtbot.waitUntil(lambda: answers.asked_shared == ["aunt mary.png"])
    assert window.document is None
    answers.copy = True
    with qtbot.waitSignal(window.files.changed):
        window.open(scan_file)
    assert window.document is not None and window.files.session.path is None
    elsewhere.close()


def test_a_restoration_of_a_scan_that_is_open_in_this_window_is_no_reason_to_ask(
    qtbot, kept, answers, tmp_path
):
    save_and_close(qtbot, kept, answers, tmp_path / "mary.heirloom")
    for name in ("aunt mary.png", "mary.heirloom"):
        with qtbot.waitSignal(kept.files.changed):
            kept.open(tmp_path / name)
    assert answers.asked_shared == [] and len(kept.files.sessions) == 2
