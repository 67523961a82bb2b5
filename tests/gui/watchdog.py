"""Sees that the event loop of the window never stands still.

A timer of 5 ms beats on the event loop; the longest time between two beats is how long a click may
have had to wait. What the system gave to other processes meanwhile is not the window's doing and is
taken off: Linux counts it for each thread.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

# Where all processors are taken, the thread that holds Python's lock waits for its turn, and the
# window for the lock: that is not counted for the window's thread, and costs up to a time slice.
IS_CROWDED = hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1)
LIMIT_MS = 250 if IS_CROWDED else 100
BEAT_MS = 5
LONGEST_MS = 120_000  # for a repair on a machine that has other things to do
SCHEDULER = Path("/proc/thread-self/schedstat")

only_linux = pytest.mark.skipif(
    not SCHEDULER.exists(), reason="only Linux tells how long other processes were served"
)


class Watchdog(QObject):
    """`watch(what)` around a flow: fails where the event loop stood still for too long."""

    def __init__(self):
        super().__init__()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self.longest = 0.0  # ms

    @contextmanager
    def watch(self, what):
        self._last, self.longest = own_time(), 0.0
        self._timer.start()
        yield
        QApplication.processEvents()
        self._beat()
        self._timer.stop()
        assert self.longest < LIMIT_MS, f"{what}: the window stood still for {self.longest:.0f} ms"

    def _beat(self):
        now = own_time()
        self.longest = max(self.longest, 1000 * (now - self._last))
        self._last = now


def own_time():
    """Seconds, less those in which this thread waited for its turn on a processor."""
    waited = int(SCHEDULER.read_text().split()[1]) / 1e9
    return time.perf_counter() - waited
