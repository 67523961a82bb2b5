"""Keeps the open documents safe from a crash: every change is on the disk within seconds.

The GUI thread takes a snapshot, which costs a few milliseconds; all the rest happens on a thread
of its own, so that a long export does not hold it up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from engine.document.document import Document
from engine.document.recovery import Place, Recoverable
from engine.document.restoration import RestorationWriter, View
from engine.errors import HeirloomError
from gui.canvas.view import Canvas
from gui.failure import as_sentence, log_failure
from gui.jobs import JobRunner
from gui.language import tr

DELAY_MS = 1000  # after a change; strokes made meanwhile go along
RETRY_MS = 10_000  # after a failure, a full disk most likely

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Kept:
    """One document. revision: of it that is on the disk, here or elsewhere."""

    document: Document
    writer: RestorationWriter
    place: Place
    revision: int
    has_failed: bool = False
    rests: bool = False  # until it is tried again

    @property
    def is_due(self) -> bool:
        return not self.rests and self.document.history.revision != self.revision


class Autosave(QObject):
    """One document after another; `note` is told of every change of any."""

    said = Signal(str)

    def __init__(
        self, canvas: Canvas, view_of: Callable[[Document], View | None], parent: QObject
    ) -> None:
        """`view_of`: which part of a document is looked at, which is kept with it."""
        super().__init__(parent)
        self._canvas, self._view_of = canvas, view_of
        self._runner = JobRunner("autosave", self)
        self._timer = QTimer(self, singleShot=True)
        self._retry = QTimer(self, singleShot=True)
        self._kept: dict[Document, _Kept] = {}
        self._writing: _Kept | None = None
        self._timer.timeout.connect(self._write)
        self._retry.timeout.connect(self._try_again)
        self._runner.succeeded.connect(self._written)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(self._ended)

    @property
    def places(self) -> list[Place]:
        """Where the open documents are kept."""
        return [kept.place for kept in self._kept.values()]

    def add(
        self, document: Document, writer: RestorationWriter, recovered: Recoverable | None = None
    ) -> None:
        """Look after this one too.

        recovered: what the document comes from; its autosave stays until there is a later one.
        """
        try:
            place = Place.adopt(recovered) if recovered else Place.take(document.scan.path)
        except (OSError, HeirloomError) as error:
            log.warning("no autosave: %s", error)
            self.said.emit(tr("Your work is not kept safe from a crash: {error}", error=error))
            return
        self._kept[document] = _Kept(document, writer, place, document.history.revision)

    def drop(self, document: Document) -> None:
        """It is closed: its autosave is not needed any more."""
        kept = self._kept.pop(document, None)
        if kept is not None and kept is self._writing:
            self._runner.cancel()  # `_ended` closes its place
        elif kept is not None:
            kept.place.close()

    def note(self) -> None:
        """Something may have changed."""
        if not self._timer.isActive() and any(kept.is_due for kept in self._kept.values()):
            self._timer.start(DELAY_MS)

    def saved(self, document: Document, revision: int) -> None:
        """It has been saved to a file of the user's, as it was at `revision`."""
        kept = self._kept.get(document)
        if kept is None or document.history.revision != revision:
            return
        if kept is not self._writing:  # else the autosave stays: it does no harm
            kept.place.drop_autosave()
            kept.revision = revision

    def close(self) -> None:
        """For good: the program ends in peace, nothing is left to recover."""
        self._timer.stop()
        self._retry.stop()
        self._runner.close()
        for kept in (*self._kept.values(), *filter(None, [self._writing])):
            kept.place.close()
        self._kept.clear()

    def _write(self) -> None:
        if self._runner.is_running:  # `_ended` comes back to it
            return
        # Half a stroke may still be taken back.
        drawn_on = self._canvas.document if self._canvas.is_drawing else None
        due = [kept for kept in self._kept.values() if kept.is_due]
        kept = next((kept for kept in due if kept.document is not drawn_on), None)
        if kept is None:
            self.note()
            return
        document, writer, path = kept.document, kept.writer, kept.place.autosave
        snapshot, view = document.snapshot(), self._view_of(document)
        revision = document.history.revision

        def job(progress: object) -> int:
            writer.save(snapshot, path, view, progress)
            return revision

        self._writing = kept
        self._runner.start(job)

    def _written(self, revision: int) -> None:
        kept = self._writing
        assert kept is not None
        kept.revision = revision
        if kept.has_failed:
            kept.has_failed = False
            self.said.emit(tr("Your work is kept safe from a crash again."))
        self._ended()

    def _failed(self, error: Exception) -> None:
        kept = self._writing
        assert kept is not None
        if kept.document in self._kept:
            if not kept.has_failed:
                log_failure(error)
            kept.has_failed = kept.rests = True
            why = as_sentence(error) if isinstance(error, HeirloomError) else f"{error}."
            self.said.emit(tr("Autosave failed, it is tried again: {why}", why=why))
            self._retry.start(RETRY_MS)
        self._ended()

    def _try_again(self) -> None:
        for kept in self._kept.values():
            kept.rests = False
        self.note()

    def _ended(self) -> None:
        kept, self._writing = self._writing, None
        if kept is not None and kept.document not in self._kept:  # closed meanwhile
            kept.place.close()
        self.note()
