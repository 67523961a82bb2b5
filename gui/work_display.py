"""The work that runs, as the status bar shows it and Esc stops it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.comparing import Comparing
from gui.detection import Detection
from gui.file_work import FileWork
from gui.finish_controls import FinishControls
from gui.language import tr
from gui.repair_controller import RepairController
from gui.status_bar import StatusBar


class WorkDisplay(QObject):
    """Repairs come first, then the search for damage, then the whole picture, then other ways to
    repair a region, then files: one is shown at a time."""

    changed = Signal()  # something has begun or ended
    awaiting = Signal(str)  # the file work that is waited for, in words; empty: none any more

    def __init__(
        self,
        repairs: RepairController,
        detection: Detection,
        finish: FinishControls,
        comparing: Comparing,
        files: FileWork,
        status: StatusBar,
    ) -> None:
        super().__init__(status)
        self._repairs, self._detection, self._files = repairs, detection, files
        self._finish, self._comparing, self._status = finish, comparing, status
        repairs.progressed.connect(self._show_repair)
        files.progressed.connect(self._show_file_work)
        for worker in (finish, comparing):
            worker.progressed.connect(status.set_progress)
        self._workers = (repairs, detection, finish, comparing, files)
        for worker in self._workers:
            worker.busy_changed.connect(self._busy_changed)
        status.cancel_asked.connect(self.cancel)

    @property
    def is_busy(self) -> bool:
        return any(worker.is_busy for worker in self._workers)

    def cancel(self) -> bool:
        """Stop the most urgent of what runs; False when nothing did."""
        return any(worker.cancel() for worker in self._workers)  # one only

    def _show_repair(self, fraction: float, doing: str) -> None:
        if self._repairs.is_busy:
            self._status.set_progress(fraction, doing)

    def _show_file_work(self, fraction: float, doing: str) -> None:
        self._status.set_progress(fraction, doing)
        if fraction < 0:  # the beginning of a task
            self.awaiting.emit(doing)

    def _busy_changed(self, busy: bool) -> None:
        if busy and self._repairs.is_busy:
            self._status.set_progress(-1.0, tr("Repairing"))
        elif busy and self._detection.is_busy:
            self._status.set_progress(-1.0, tr("Looking for damage"))
        elif busy and self._finish.is_busy:
            self._status.set_progress(-1.0, tr("Looking at the whole picture"))
        elif busy and self._comparing.is_busy:
            self._status.set_progress(-1.0, tr("Trying other ways"))
        elif not self.is_busy:
            self._status.set_idle()
            self.awaiting.emit("")
        self.changed.emit()
