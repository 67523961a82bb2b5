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
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.original import METHOD as ORIGINAL
from gui.canvas.tools.sketch import Outcome
from gui.jobs import JobRunner
from gui.language import tr

SLICE = 0.005  # s


class MaskWork(QObject):
    """One change at a time on the active layer of one document; what comes meanwhile waits."""

    drawn = Signal(object)  # Box: the mask looks different there
    marked = Signal()  # a change has been remembered in the document
    replaced = Signal(object)  # Box: the same, where marks went or patches came
    progressed = Signal(float, str)
    busy_changed = Signal(bool)  # a thread works
    failed = Signal(object)
    said = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._runner: JobRunner | None = None
        self._then: Callable[[object], None] = lambda result: None
        self._waiting: list[Callable[[], None]] = []
        self._writer: MarkWriter | None = None
        self._mask: Mask | None = None
        self._text, self._how = "", "add"
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
        """Work on another one from now on; what was under way is given up."""
        self.cancel()
        self._waiting.clear()
        if self._runner is not None:
            self._runner.close()
            self._runner = None
            self.busy_changed.emit(False)
        self._document = document

    def mark(self, outcome: Outcome, how: How, text: str) -> None:
        """Put a shape, or what a search finds, on the active layer as one step for undo."""
        document = self._document
        if outcome is None or document is None:
            return
        if not hasattr(outcome, "find"):
            self._write(outcome, how, text)
            return
        seen = Snapshot(document.scan, tuple(document.patches))
        self._start(
            lambda progress: outcome.find(seen.read, document.size, progress),
            lambda shape: self._write(shape, how, text),
        )

    def operate(self, work: Work, radius: int, how: How, text: str) -> None:
        """Grow, shrink, feather ... the active layer."""

        def begin() -> None:
            document = self._document
            if document is None or (mask := document.mask).is_empty():
                self.said.emit(tr("Nothing is marked on this layer."))
                return
            marked, revision = mask.marked_tiles(), document.history.revision

            def done(shape: Shape) -> None:
                # What was worked out belongs to marks that are no more.
                if document.mask is mask and document.history.revision == revision:
                    self._write(shape, how, text)
                else:
                    self.said.emit(tr("The marks changed meanwhile: {step} again.", step=text))

            self._start(lambda progress: work(mask.pixels, marked, radius, progress), done)

        self._when_free(begin)

    def bring_back(self, snapshot: Snapshot) -> None:
        """Show the original where `snapshot` is marked, as one step for undo."""
        document = self._document

        def done(patches: list[Patch]) -> None:
            assert document is not None
            if tuple(document.patches) != snapshot.patches:  # a repair ended meanwhile
                self.bring_back(replace(snapshot, patches=tuple(document.patches)))
            elif patches:
                edit = RepairEdit(tr("Bring back the original"), tuple(patches), ())
                self.replaced.emit(document.do(edit))
            else:
                self.said.emit(tr("There is nothing to bring back: this is the original."))

        def job(progress: Progress) -> list[Patch]:
            from engine.repair.repair import RepairSettings, repair  # late: it delays the window

            # Beside the scan, or all of it protected, a stroke marks nothing.
            settings = RepairSettings(method=ORIGINAL)
            return repair(snapshot, settings, None, progress) if snapshot.marked else []

        self._start(job, done)

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

    def _write(self, shape: Shape, how: How, text: str) -> None:
        self.finish_writing()
        assert self._document is not None
        self._mask, self._text, self._how = self._document.mask, text, how
        self._writer = MarkWriter(self._mask, shape, how)
        self._write_on()

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
        if not tiles:
            self.said.emit(tr("Nothing is marked otherwise than before."))
            return
        self._document.remember_mask(self._text, tiles)
        if self._how == "add":
            self.marked.emit()
        else:
            changed = Box(0, 0, 0, 0)
            for tile in tiles:
                changed = changed.union(tile.box)
            self.replaced.emit(changed)

    def _when_free(self, begin: Callable[[], None]) -> None:
        if self.is_busy:
            self._waiting.append(begin)
        else:
            self.finish_writing()
            begin()

    def _start(self, job: Callable[[Progress], object], then: Callable[[object], None]) -> None:
        if self.is_busy:
            self._waiting.append(lambda: self._start(job, then))
            return
        if self._runner is None:
            self._runner = JobRunner("marks", self)
            self._runner.progressed.connect(self.progressed)
            self._runner.succeeded.connect(self._succeeded)
            self._runner.failed.connect(self._failed)
            self._runner.cancelled.connect(self._next)
        self._then = then
        self.busy_changed.emit(True)
        self._runner.start(job)

    def _succeeded(self, result: object) -> None:
        self._then(result)
        self._next()

    def _failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._next()

    def _next(self) -> None:
        if self._waiting and not self.is_busy:
            self._waiting.pop(0)()
        if not self.is_busy:
            self.busy_changed.emit(False)
