"""Reading and writing files off the GUI thread, in the order in which they were asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.progress import Progress
from gui.jobs import JobRunner


@dataclass(frozen=True)
class FileTask:
    """`job` runs on the file thread, `then` gets its result on the GUI thread."""

    doing: str  # "Opening aunt-mary.tif"
    job: Callable[[Progress], Any]
    then: Callable[[Any], None]


class FileWork(QObject):
    """A queue of file tasks; a failure is reported and does not hold up the next task."""

    progressed = Signal(float, str)  # fraction 0..1, below 0 where nobody knows; what is done
    failed = Signal(object)  # the exception
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = JobRunner("files", self)
        self._waiting: deque[FileTask] = deque()
        self._running: FileTask | None = None
        self._dropped = False  # nobody wants the outcome of the running task any more
        self._runner.progressed.connect(self.progressed)
        self._runner.succeeded.connect(self._succeeded)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(self._cancelled)

    @property
    def is_busy(self) -> bool:
        return self._running is not None

    def add(self, task: FileTask) -> None:
        self._waiting.append(task)
        if self._running is None:
            self.busy_changed.emit(True)
            self._next()

    def cancel(self) -> bool:
        """Drop what waits and stop what runs; False when there was nothing."""
        if self._running is None or self._dropped:
            return False
        self._waiting.clear()
        self._dropped = True
        self._runner.cancel()
        return True

    def close(self) -> None:
        self._waiting.clear()
        self._runner.close()

    def _succeeded(self, result: object) -> None:
        task, dropped = self._running, self._dropped
        self._next()
        if task is not None and not dropped:
            task.then(result)

    def _failed(self, error: Exception) -> None:
        dropped = self._dropped
        self._next()
        if not dropped:
            self.failed.emit(error)

    def _cancelled(self) -> None:
        self._next()

    def _next(self) -> None:
        self._dropped = False
        self._running = self._waiting.popleft() if self._waiting else None
        if self._running is None:
            self.busy_changed.emit(False)
            return
        self.progressed.emit(-1.0, self._running.doing)
        self._runner.start(self._running.job)
