"""Keeps the open document safe from a crash: every change is on the disk within seconds.

The GUI thread takes a snapshot, which costs a few milliseconds; all the rest happens on a thread
of its own, so that a long export does not hold it up.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from engine.document.document import Document
from engine.document.recovery import Place, Recoverable
from engine.document.restoration import RestorationWriter
from engine.errors import HeirloomError
from gui.canvas.view import Canvas
from gui.failure import as_sentence, log_failure
from gui.jobs import JobRunner
from gui.language import tr

DELAY_MS = 1000  # after a change; strokes made meanwhile go along
RETRY_MS = 10_000  # after a failure, a full disk most likely

log = logging.getLogger(__name__)


class Autosave(QObject):
    """One document at a time; `note` is told of every change."""

    said = Signal(str)

    def __init__(self, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._runner = JobRunner("autosave", self)
        self._timer = QTimer(self, singleShot=True)
        self._document: Document | None = None
        self._writer: RestorationWriter | None = None
        self._place: Place | None = None
        self._writing: Place | None = None  # what the running autosave is for
        self._left: list[Place] = []  # of closed documents, while their last autosave still runs
        self._kept = 0  # revision of the document that is on the disk, here or elsewhere
        self._has_failed = False
        self._timer.timeout.connect(self._write)
        self._runner.succeeded.connect(self._written)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(self._ended)

    @property
    def place(self) -> Place | None:
        """Where the open document is kept; None without one, or where nothing can be kept."""
        return self._place

    def set_document(
        self,
        document: Document | None,
        writer: RestorationWriter | None = None,
        recovered: Recoverable | None = None,
    ) -> None:
        """Look after another document; the autosave of the one before is not needed any more.

        recovered: what the document comes from; its autosave stays until there is a later one.
        """
        self._timer.stop()
        if self._place is not None:
            self._left.append(self._place)
        self._document, self._writer, self._place, self._has_failed = document, writer, None, False
        if self._runner.is_running:
            self._runner.cancel()
        else:
            self._clear()
        if document is not None:
            self._kept = document.history.revision
            self._place = self._take(document, recovered)

    def note(self) -> None:
        """Something may have changed."""
        if self._place is None or self._document is None or self._has_failed:
            return
        if self._document.history.revision != self._kept and not self._timer.isActive():
            self._timer.start(DELAY_MS)

    def saved(self, revision: int) -> None:
        """The document has been saved to a file of the user's, as it was at `revision`."""
        document, place = self._document, self._place
        if document is None or place is None or document.history.revision != revision:
            return
        if not self._runner.is_running:  # else the autosave stays: it does no harm
            place.drop_autosave()
            self._timer.stop()
            self._kept = revision

    def close(self) -> None:
        """For good: the program ends in peace, nothing is left to recover."""
        self._timer.stop()
        self._runner.close()
        if self._place is not None:
            self._left.append(self._place)
        self._document = self._place = None
        self._clear()

    def _take(self, document: Document, recovered: Recoverable | None) -> Place | None:
        try:
            return Place.adopt(recovered) if recovered else Place.take(document.scan.path)
        except (OSError, HeirloomError) as error:
            log.warning("no autosave: %s", error)
            self.said.emit(tr("Your work is not kept safe from a crash: {error}", error=error))
            return None

    def _write(self) -> None:
        document, writer, place = self._document, self._writer, self._place
        if document is None or writer is None or place is None:
            return
        if self._runner.is_running:  # `_ended` comes back to it
            return
        if self._canvas.is_drawing:  # half a stroke may still be taken back
            self._timer.start(DELAY_MS)
            return
        snapshot, view, path = document.snapshot(), self._canvas.looked_at, place.autosave
        revision = document.history.revision

        def job(progress: object) -> tuple[Place, int]:
            writer.save(snapshot, path, view, progress)
            return place, revision

        self._writing = place
        self._runner.start(job)

    def _written(self, outcome: tuple[Place, int]) -> None:
        place, revision = outcome
        if place is self._place:
            self._kept = revision
            if self._has_failed:
                self._has_failed = False
                self.said.emit(tr("Your work is kept safe from a crash again."))
        self._ended()

    def _failed(self, error: Exception) -> None:
        if self._place is not None and self._writing is self._place:
            if not self._has_failed:
                log_failure(error)
            self._has_failed = True
            why = as_sentence(error) if isinstance(error, HeirloomError) else f"{error}."
            self.said.emit(tr("Autosave failed, it is tried again: {why}", why=why))
            self._timer.start(RETRY_MS)
        self._ended()

    def _ended(self) -> None:
        self._clear()
        self.note()

    def _clear(self) -> None:
        for place in self._left:
            place.close()
        self._left.clear()
