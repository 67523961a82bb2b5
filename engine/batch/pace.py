"""How long a batch still takes, and the pause in which that time stands still."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from engine.progress import Cancelled, Stop


class Pace:
    """Time left, from what is done; work is counted in any unit that is proportional to time.

    The rate is taken between the first and the last end: before the first, the generator warms up
    and the pipeline fills, which never comes again.
    """

    def __init__(self, total: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._left, self._done, self._clock = total, 0.0, clock
        self._started = clock()
        self._first: tuple[float, float] | None = None  # when, and what was done by then
        self._last = 0.0

    def drop(self, work: float) -> None:
        """Work that turned out to be none."""
        self._left -= work

    def add(self, work: float) -> None:
        """Work that has just ended."""
        self._left -= work
        self._done += work
        self._last = self._clock()
        self._first = self._first or (self._last, self._done)

    def left_s(self) -> float | None:
        """Seconds; None until something is done."""
        if self._first is None:
            return None
        when, before = self._first
        took, done = self._last - when, self._done - before
        if took <= 0 or done <= 0:
            took, done = self._last - self._started, self._done
        return max(0.0, self._left) * took / done if done > 0 else None


class Pause:
    """While set, no new scan is taken; those in hand are finished."""

    def __init__(self) -> None:
        self._going = threading.Event()
        self._going.set()
        self._since, self._lost_s = 0.0, 0.0

    def set(self) -> None:
        if self._going.is_set():
            self._since = time.monotonic()
            self._going.clear()

    def clear(self) -> None:
        if not self._going.is_set():
            self._lost_s += time.monotonic() - self._since
            self._going.set()

    def is_set(self) -> bool:
        return not self._going.is_set()

    def clock(self) -> float:
        """Seconds that stand still during a pause."""
        going = time.monotonic() if self._going.is_set() else self._since
        return going - self._lost_s

    def wait(self, stop: Stop) -> None:
        """Until not paused. Raises Cancelled when asked to stop, paused or not."""
        with stop.calling(self.clear):
            self._going.wait()
        if stop.is_set():
            raise Cancelled


def spoken(seconds: float) -> str:
    """ "40 s", "12 min", "3 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
