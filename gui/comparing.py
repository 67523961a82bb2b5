"""Other ways to repair one region, tried on the engine thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.document.document import Document
from engine.document.patch import Patch
from engine.document.patch_edits import add_variants
from engine.progress import Progress
from gui.generator import Generator, RepairChoice
from gui.jobs import JobRunner
from gui.language import tr, tr_n

if TYPE_CHECKING:
    from engine.generators.session import Session
    from engine.repair.compare import Compared


class Comparing(QObject):
    """One region at a time; what comes out is kept with its patch, as one step of the history."""

    changed = Signal(object, object)  # Document, Box: it has more to choose from there
    progressed = Signal(float, str)
    busy_changed = Signal(bool)
    said = Signal(str)  # a sentence for the status bar
    failed = Signal(object)  # the exception

    def __init__(self, engine: JobRunner, generator: Generator, parent: QObject) -> None:
        """`engine` is the runner whose thread is shared."""
        super().__init__(parent)
        self._generator = generator
        self._runner = JobRunner(parent=self, after=engine)
        self._for: tuple[Document, Patch] | None = None  # None: nobody wants the outcome
        self._runner.progressed.connect(self._progressed)
        self._runner.succeeded.connect(self._succeeded)
        self._runner.failed.connect(self._failed)

    @property
    def is_busy(self) -> bool:
        return self._for is not None

    def start(self, document: Document, patch: Patch, choice: RepairChoice, *, seeds: bool) -> None:
        """`seeds`: by the same method, but with other random grain and texture."""
        if self._runner.is_running:
            self.said.emit(tr("Other ways are being tried already: wait, or press Esc."))
            return
        snapshot, generator = document.snapshot(), self._generator

        def job(progress: Progress) -> Compared:
            from engine.repair.compare import compare, other_seeds, other_ways

            def open_session(model: str, part: Progress) -> Session | None:
                return generator.session_for(replace(choice, method="auto", model=model), part)

            cards = generator.cards(choice.model)
            ways = other_seeds(patch, cards=cards) if seeds else other_ways(patch, cards)
            return compare(snapshot, patch, ways, open_session, progress)

        self._for = document, patch
        self.busy_changed.emit(True)
        self._runner.start(job)

    def cancel(self) -> bool:
        """Stop trying; False when nobody was."""
        if self._for is None:
            return False
        self._end()
        self._runner.cancel()
        self.said.emit(tr("Stopped; the repair is as it was."))
        return True

    def forget(self, document: Document) -> None:
        """It is closed."""
        if self._for is not None and self._for[0] is document:
            self._end()
            self._runner.cancel()

    def close(self) -> None:
        """Before the runner whose thread is shared."""
        self._for = None
        self._runner.close()

    def _end(self) -> None:
        self._for = None
        self.busy_changed.emit(False)

    def _progressed(self, fraction: float, doing: str) -> None:
        if self._for is not None:
            self.progressed.emit(fraction, doing)

    def _succeeded(self, found: Compared) -> None:
        if self._for is None:
            return
        document, patch = self._for
        self._end()
        if all(each.id != patch.id for each in document.patches):
            return  # taken back meanwhile
        if not found.patches:
            why = " ".join(found.problems) or tr("No other way gives anything else here.")
            self.said.emit(why)
            return
        self.changed.emit(document, add_variants(document, patch.id, found.patches))
        told = tr_n("1 more way to choose from.", "{n} more ways to choose from.",
                    len(found.patches))  # fmt: skip
        self.said.emit(" ".join([told, *found.problems]))

    def _failed(self, error: Exception) -> None:
        if self._for is not None:
            self._end()
            self.failed.emit(error)
