"""How long work reports and how it is stopped. Knows nothing of windows or terminals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancelled(Exception):
    """The user asked the running work to stop. Not an error: never log it as one."""


class Stop:
    """The wish to stop, set by the window or by Ctrl+C, seen by the work.

    Work that cannot look often enough (one call of ONNX Runtime may take seconds) registers what
    ends it with `calling`; `set` then calls that from the thread of whoever wants the stop.
    """

    def __init__(self) -> None:
        # Reentrant: a signal handler calls `set` in the middle of whatever its thread is doing.
        self._lock = threading.RLock()
        self._set = False
        self._acts: list[Callable[[], None]] = []

    def set(self) -> None:
        """Ask for the stop; may be called from any thread and any signal handler."""
        with self._lock:
            self._set = True
            for act in tuple(self._acts):
                act()

    def is_set(self) -> bool:
        return self._set

    @contextmanager
    def calling(self, act: Callable[[], None]) -> Iterator[None]:
        """While inside, `set` also calls `act`; at once if the stop was already asked for."""
        with self._lock:
            self._acts.append(act)
            if self._set:
                act()
        try:
            yield
        finally:
            with self._lock:
                self._acts.remove(act)


class Progress:
    """Handed to every engine call that can take longer than 100 ms.

    `report(fraction, doing)` is called on the thread of the work.
    """

    def __init__(
        self, report: Callable[[float, str], None] | None = None, stop: Stop | None = None
    ) -> None:
        self._report = report or (lambda fraction, doing: None)
        self.stop = stop or Stop()

    def step(self, fraction: float, doing: str) -> None:
        """Report `fraction` (0..1) of the work as done; raise Cancelled if asked to stop."""
        if self.stop.is_set():
            raise Cancelled
        self._report(fraction, doing)

    def part(self, start: float, end: float) -> Progress:
        """For a nested call: its 0..1 is `start`..`end` of this one."""
        return Progress(lambda f, doing: self._report(start + f * (end - start), doing), self.stop)
