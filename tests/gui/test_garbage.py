from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from gui.garbage import Garbage


class Cycle:
    """Unreachable at once, and known to be gone on which thread."""

    def __init__(self, ends: list[threading.Thread]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: ends.append(threading.current_thread()))


@pytest.fixture
def garbage(qtbot):
    parent = QObject()
    garbage = Garbage(parent)
    yield garbage
    garbage.leave_to_python()


def test_cycles_are_collected_on_the_thread_of_the_window(garbage, qtbot):
    ends: list[threading.Thread] = []
    Cycle(ends)
    kept: list[list] = []  # more containers than Python waits for
    worker = threading.Thread(target=lambda: kept.extend([] for _ in range(30_000)))
    worker.start()
    worker.join()
    assert not ends  # the worker's allocations would have had it collect
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == [threading.main_thread()]


def test_python_has_it_back_afterwards(garbage):
    assert not gc.isenabled() and gc.get_freeze_count()
    garbage.leave_to_python()
    assert gc.isenabled() and not gc.get_freeze_count()
