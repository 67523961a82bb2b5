"""Marks that take time: shapes written in slices, searches and operations on a thread of their own.

The window goes on meanwhile: no slice keeps it for longer than a frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from engine.document.document import Document, Snapshot
from engine.document.edits import RepairEdit
from engine.document.mask import Mask
from engine.document.mask_operations import Work
from engine.document.patch import Patch
from engine.document.shapes import How, MarkWriter, Shape
from engine.geometry import Box, box_around
from engine.progress import Progress
from engine.repair.original import METHOD as ORIGINAL
from gui.canvas.tools.sketch import Outcome
from gui.jobs import JobRunner
from gui.language import tr

SLICE = 0.005  # s


def _nothing(result: object) -> None:
    """To be done after no job."""


class MaskWork(QObject):
    """One change at a time on the active layer of a document; what comes meanwhile waits.

    What runs goes on when another document is in front, and is written in one go then.
    """

    drawn = Signal(object)  # Box: the mask looks different there
    marked = Signal()  # a change has been remembered in the document
    narrowed = Signal()  # what `narrow` was asked for is done, whether marks went or none did
    replaced = Signal(object)  # Box: the same, where marks went or patches came
    behind = Signal(object)  # Document that is not in front: marks or patches are others
    progressed = Signal(float, str)
    busy_changed = Signal(bool)  # a thread works
    failed = Signal(object)
    said = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._runner: JobRunner | None = None
        self._then: Callable[[object], None] = _nothing
        self._working_on: Document | None = None  # by the thread
        self._waiting: list[tuple[Document, Callable[[], None]]] = []
        self._writer: MarkWriter | None = None
        self._mask: Mask | None = None
        self._text, self._how, self._narrows = "", "add", False
        self._slices = QTimer(self, interval=0, singleShot=True)
        self._slices.timeout.connect(self._write_on)

    @property
    def is_writing(self) -> bool:
        """Marks are on the mask that are not yet in the history."""
        return self._writer is not None

    @property
    def is_busy(self) -> bool:
        return self._runner is not None and self._runner.is_running

    def set_document(self, document: Document | None) -> None:
        """Another one is in front; None: all are closed, and what was under way is given up."""
        before, self._document = self._document, document
        if self._writer is not None and before is not None:
            self._slices.stop()
            writer, self._writer = self._writer, None
            self._write_behind(before, writer, self._text)
        if document is not None:
            return
        self._waiting.clear()
        if self._runner is not None:
            self._runner.close()
            self._runner = None
            self.busy_changed.emit(False)

    def forget(self, document: Document) -> None:
        """It is closed."""
        self._waiting = [(each, begin) for each, begin in self._waiting if each is not document]
        if self._runner is not None and document is self._working_on:
            self._runner.cancel()

    def mark(self, outcome: Outcome, how: How, text: str) -> None:
        """Put a shape, or what a search finds, on the active layer as one step for undo."""
        document = self._document
        if outcome is None or document is None:
            return
        if not hasattr(outcome, "find"):
            self._write(document, outcome, how, text)
            return
        seen = Snapshot(document.scan, tuple(document.patches))
        self._start(
            document,
            lambda progress: outcome.find(seen.read, document.size, progress),
            lambda shape: self._write(document, shape, how, text),
        )

    def operate(self, work: Work, radius: int, how: How, text: str) -> None:
        """Grow, shrink, feather ... the active layer."""
        document = self._document
        if document is None:
            return

        def begin() -> None:
            if (mask := document.mask).is_empty():
                self.said.emit(tr("Nothing is marked on this layer."))
                return
            marked, revision = mask.marked_tiles(), document.history.revision

            def done(shape: Shape) -> None:
                # What was worked out belongs to marks that are no more.
                if document.mask is mask and document.history.revision == revision:
                    self._write(document, shape, how, text)
                else:
                    self.said.emit(tr("The marks changed meanwhile: {step} again.", step=text))

            self._start(document, lambda p: work(mask.pixels, marked, radius, p), done)

        self._when_free(document, begin)

    def narrow(self, find: Callable[[Progress], Shape], text: str) -> None:
        """Take from the active layer what `find` finds; what is painted meanwhile stays."""
        document = self._document
        if document is None:
            return
        mask = document.mask

        def done(shape: Shape) -> None:
            if document.mask is mask:
                self._write(document, shape, "subtract", text, narrows=True)
            else:  # another layer is the active one now
                self.said.emit(tr("The marks changed meanwhile: {step} again.", step=text))

        self._start(document, find, done)

    def bring_back(self, document: Document, snapshot: Snapshot) -> None:
        """Show the original where `snapshot` is marked, as one step for undo."""

        def done(patches: list[Patch]) -> None:
            if tuple(document.patches) != snapshot.patches:  # a repair ended meanwhile
                now = replace(snapshot, patches=tuple(document.patches))
                self.bring_back(document, now)
            elif patches:
                edit = RepairEdit(tr("Bring back the original"), tuple(patches), ())
                self._tell_replaced(document, document.do(edit))
            else:
                self.said.emit(tr("There is nothing to bring back: this is the original."))

        def job(progress: Progress) -> list[Patch]:
            from engine.repair.repair import RepairSettings, repair  # late: it delays the window

            # Beside the scan, or all of it protected, a stroke marks nothing.
            settings = RepairSettings(method=ORIGINAL)
            return repair(snapshot, settings, None, progress) if snapshot.marked else []

        self._start(document, job, done)

    def finish_writing(self) -> None:
        """Write all that is left of a shape now: the hand is about to draw."""
        while self.is_writing:
            self._write_on()

    def cancel(self) -> bool:
        """Take back what is being written, stop what is being worked out; whether there was any."""
        if self._writer is not None:
            self._slices.stop()
            writer, self._writer = self._writer, None
            self.drawn.emit(writer.roll_back())
            return True
        if self.is_busy:
            self._waiting.clear()
            self._runner.cancel()
            return True
        return False

    def _write(
        self, document: Document, shape: Shape, how: How, text: str, *, narrows: bool = False
    ) -> None:
        if document is not self._document:
            self._write_behind(document, MarkWriter(document.mask, shape, how), text)
            return
        self.finish_writing()
        self._mask, self._text, self._how, self._narrows = document.mask, text, how, narrows
        self._writer = MarkWriter(self._mask, shape, how)
        self._write_on()

    def _write_behind(self, document: Document, writer: MarkWriter, text: str) -> None:
        """In one go: nobody draws on it, or waits to see it."""
        while not writer.is_done:
            writer.step()
        document.remember_mask(text, writer.finish())
        self.behind.emit(document)

    def _write_on(self) -> None:
        end = perf_counter() + SLICE
        writer = self._writer
        assert writer is not None
        while not writer.is_done and perf_counter() < end:
            self.drawn.emit(writer.step())
        if writer.is_done:
            self._written()
        else:
            self._slices.start()

    def _written(self) -> None:
        assert self._writer is not None and self._document is not None
        self._slices.stop()
        tiles, self._writer = self._writer.finish(), None
        if tiles:
            self._document.remember_mask(self._text, tiles)
        elif not self._narrows:
            self.said.emit(tr("Nothing is marked otherwise than before."))
        if tiles and self._how == "add":
            self.marked.emit()
        elif tiles:
            self.replaced.emit(box_around(tile.box for tile in tiles))
        if self._narrows:
            self.narrowed.emit()

    def _tell_replaced(self, document: Document, changed: Box) -> None:
        if document is self._document:
            self.replaced.emit(changed)
        else:
            self.behind.emit(document)

    def _when_free(self, document: Document, begin: Callable[[], None]) -> None:
        if self.is_busy:
            self._waiting.append((document, begin))
        else:
            self.finish_writing()
            begin()

    def _start(
        self,
        document: Document,
        job: Callable[[Progress], object],
        then: Callable[[object], None],
    ) -> None:
        if self.is_busy:
            self._waiting.append((document, lambda: self._start(document, job, then)))
            return
        if self._runner is None:
            self._runner = JobRunner("marks", self)
            self._runner.progressed.connect(self.progressed)
            self._runner.succeeded.connect(self._succeeded)
            self._runner.failed.connect(self._failed)
            self._runner.cancelled.connect(self._cancelled)
        self._working_on, self._then = document, then
        self.busy_changed.emit(True)
        self._runner.start(job)

    def _succeeded(self, result: object) -> None:
        self._take_job()(result)
        self._next()

    def _failed(self, error: Exception) -> None:
        self._take_job()
        self.failed.emit(error)
        self._next()

    def _cancelled(self) -> None:
        self._take_job()
        self._next()

    def _take_job(self) -> Callable[[object], None]:
        """What was to be done after the job that has ended."""
        then, self._then, self._working_on = self._then, _nothing, None
        return then

    def _next(self) -> None:
        if self._waiting and not self.is_busy:
            self._waiting.pop(0)[1]()
        if not self.is_busy:
            self.busy_changed.emit(False)
