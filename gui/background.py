"""Scans behind the one in front: work that ends on them, and their closing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from engine.document.document import Document
from gui.detection import Detection
from gui.language import tr
from gui.repair_controller import RepairController
from gui.scan_flow import ScanFlow


class Worker(Protocol):
    """What works on documents, and may still do when one of them is closed."""

    def forget(self, document: Document) -> None: ...


class Background(QObject):
    """Says what has ended where nobody looks."""

    changed = Signal()  # a document behind is otherwise than before
    said = Signal(str)

    def __init__(
        self,
        files: ScanFlow,
        repairs: RepairController,
        detection: Detection,
        others: Sequence[Worker],
    ) -> None:
        super().__init__(files)
        self._sessions, self._repairs = files.sessions, repairs
        self._workers: tuple[Worker, ...] = (repairs, detection, *others)
        files.closed.connect(self.forget)
        repairs.repaired_behind.connect(self._repaired)
        detection.found_behind.connect(self._found)

    def forget(self, document: Document) -> None:
        """It is closed: nobody wants what is worked out for it."""
        for worker in self._workers:
            worker.forget(document)

    def marked(self, document: Document) -> None:
        """It has other marks or patches than a repair of it has read."""
        self._repairs.restart(document)
        self.changed.emit()

    def _repaired(self, document: Document) -> None:
        self.changed.emit()
        self.said.emit(tr("{name} is repaired.", name=self._name(document)))

    def _found(self, document: Document) -> None:
        told = tr("{name} has been looked through: see what was found.", name=self._name(document))
        self.said.emit(told)

    def _name(self, document: Document) -> str:
        session = self._sessions.of(document)
        assert session is not None  # of a closed one nothing is worked out
        return session.name
