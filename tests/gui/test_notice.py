"""A word at the end of long work, for those who look elsewhere and want one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal

from gui.notice import LONG_S, LongWork


class Work(QObject):
    changed = Signal()
    is_busy = False

    def set(self, busy):
        self.is_busy = busy
        self.changed.emit()


@pytest.fixture
def seen(window, settings, monkeypatch):
    """What was told; the clock, the work and whether the window is in front are in our hands."""
    monkeypatch.setattr(type(window), "isActiveWindow", lambda self: seen.is_active)

    class Seen:
        now, is_active, told = 0.0, False, []

    seen = Seen()
    seen.work = Work()
    seen.watch = LongWork(
        window, seen.work, settings, lambda: seen.now, lambda *told: seen.told.append(told[1:])
    )
    seen.told = []
    return seen


def work(seen, seconds):
    seen.work.set(True)
    seen.now += seconds / 2
    seen.work.set(True)  # the next task of the same work
    seen.now += seconds / 2
    seen.work.set(False)


def test_long_work_is_told_once(seen, window):
    window.setWindowTitle("aunt.tif[*] - Heirloom")
    work(seen, LONG_S)
    assert seen.told == [("Heirloom", "Done: aunt.tif")]


def test_short_work_is_not(seen):
    work(seen, LONG_S - 1)
    work(seen, LONG_S - 1)
    assert seen.told == []


def test_who_looks_at_the_window_needs_no_word(seen):
    seen.is_active = True
    work(seen, LONG_S)
    assert seen.told == []


def test_who_wants_no_word_gets_none(seen, settings):
    settings.notify = False
    work(seen, LONG_S)
    assert seen.told == []
