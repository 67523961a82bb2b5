"""The work that runs, as the status bar shows it and Esc stops it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.canvas.view import Canvas
from gui.detection import Detection
from gui.file_work import FileWork
from gui.repair_controller import RepairController
from gui.status_bar import StatusBar


class WorkDisplay(QObject):
    """Repairs come first, then the search for damage, then files: one is shown at a time."""

    changed = Signal()  # something has begun or ended

    def __init__(
        self,
        repairs: RepairController,
        detection: Detection,
        files: FileWork,
        status: StatusBar,
        canvas: Canvas,
    ) -> None:
        super().__init__(status)
        self._repairs, self._detection, self._files = repairs, detection, files
        self._status, self._canvas = status, canvas
        repairs.progressed.connect(self._show_repair)
        files.progressed.connect(self._show_file_work)
        for worker in (files, repairs, detection):
            worker.busy_changed.connect(self._busy_changed)
        status.cancel_asked.connect(self.cancel)

    @property
    def is_busy(self) -> bool:
        return self._repairs.is_busy or self._detection.is_busy or self._files.is_busy

    def cancel(self) -> bool:
        """Stop the most urgent of what runs; False when nothing did."""
        return self._repairs.cancel() or self._detection.cancel() or self._files.cancel()

    def _show_repair(self, fraction: float, doing: str) -> None:
        if self._repairs.is_busy:
            self._status.set_progress(fraction, doing)

    def _show_file_work(self, fraction: float, doing: str) -> None:
        self._status.set_progress(fraction, doing)
        if fraction < 0:  # the beginning of a task
            self._canvas.awaited = doing

    def _busy_changed(self, busy: bool) -> None:
        if busy and self._repairs.is_busy:
            self._status.set_progress(-1.0, "Repairing")
        elif busy and self._detection.is_busy:
            self._status.set_progress(-1.0, "Looking for damage")
        elif not self.is_busy:
            self._status.set_idle()
            self._canvas.awaited = ""
        self.changed.emit()
