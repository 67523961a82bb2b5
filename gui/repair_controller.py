"""Repairs of the open document, one after another, on the engine thread.

The flow: a snapshot of the document goes to the engine thread; the patches come back and are laid
on the document here. What the user marks meanwhile waits for the next repair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine.document.document import Document, Snapshot
from engine.document.patch import Patch
from engine.progress import Progress
from gui.generator import Generator, GeneratorState, RepairChoice
from gui.jobs import JobRunner
from gui.language import tr

if TYPE_CHECKING:
    from engine.generators.session import Session

RepairFunction = Callable[[Snapshot, str, "Session | None", Progress], list[Patch]]


def repair_with_engine(
    snapshot: Snapshot, method: str, session: Session | None, progress: Progress
) -> list[Patch]:
    """The engine's repair; imported here because OpenCV need not delay the window."""
    from engine.repair.repair import RepairSettings, repair

    return repair(snapshot, RepairSettings(method=method), session, progress)


class RepairController(QObject):
    """Runs one repair at a time; remembers the wish for the next one.

    At most one of three things happens: nothing, the generator is being prepared, a repair runs.
    """

    redraw = Signal(object)  # Box: the document looks different there
    prepared = Signal(object)  # GeneratorState
    progressed = Signal(float, str)
    busy_changed = Signal(bool)
    repaired = Signal(int)  # number of patches
    said = Signal(str)  # a sentence for the status bar
    failed = Signal(object)  # the exception

    def __init__(
        self,
        generator: Generator | None = None,
        repair: RepairFunction = repair_with_engine,
        is_drawing: Callable[[], bool] = lambda: False,
        parent: QObject | None = None,
    ) -> None:
        """`is_drawing` tells whether a stroke is under way: no patch is laid below it then."""
        super().__init__(parent)
        self._generator = generator or Generator()
        self._repair, self._is_drawing = repair, is_drawing
        self._runner = JobRunner("engine", self)
        self._document: Document | None = None
        self._choice = RepairChoice()
        self._wants_prepare = self._wants_repair = False
        self._repairing: Document | None = None  # what the running repair is for
        self._finished: list[Patch] | None = None  # waits for the end of a stroke
        self._dropped = False  # nobody wants the outcome of the running job any more
        self._groups: list[tuple[str, ...]] = []  # patch ids of each repair, oldest first
        self._runner.progressed.connect(self.progressed)
        self._runner.succeeded.connect(self._succeeded)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(self._cancelled)

    @property
    def choice(self) -> RepairChoice:
        return self._choice

    @choice.setter
    def choice(self, choice: RepairChoice) -> None:
        """Prepares the generator anew when a scan is open."""
        if choice != self._choice:
            self._choice = choice
            self._wants_prepare = self._document is not None
            self._next()

    def look_for_models(self) -> None:
        """Other models are there than before: the generator is chosen anew."""
        self._generator.version += 1
        self._wants_prepare = self._document is not None
        self._next()

    @property
    def runner(self) -> JobRunner:
        """For others that need the engine thread."""
        return self._runner

    @property
    def generator(self) -> Generator:
        """To be used on the engine thread only."""
        return self._generator

    @property
    def is_busy(self) -> bool:
        """Whether a repair runs; preparing the generator does not count."""
        return self._repairing is not None

    def set_document(self, document: Document | None) -> None:
        """Work for another document from now on; what runs for the old one is dropped."""
        self.interrupt()
        self._document = document
        self._groups = _groups_of(document.patches) if document is not None else []
        self._wants_prepare = document is not None
        self._next()

    def request(self) -> None:
        """Repair all that is marked, now or as soon as the running repair has ended."""
        if self._document is None:
            return
        if not self._document.layers.is_marked():
            self.said.emit(tr("Nothing is marked yet: paint over a scratch or a speck first."))
            return
        self._wants_repair = True
        if self.is_busy:
            self.said.emit(tr("Your new marks are repaired next."))
        self._next()

    def restart(self) -> None:
        """The marks under the running repair have changed: begin again with what is marked now."""
        if self.is_busy:
            self.interrupt()
            self._wants_repair = True
            self._next()

    def cancel(self) -> bool:
        """Stop the running repair and forget the next; the mask stays. False when none ran."""
        if not self.is_busy:
            return False
        self.interrupt()
        self.said.emit(tr("Repair cancelled; your marks are still there."))
        return True

    def interrupt(self) -> None:
        """Stop without a word; nothing of the running repair will be laid on the document."""
        self._wants_repair = False
        self._finished = None
        if self._repairing is not None:
            self._repairing = None
            self._dropped = self._runner.is_running
            self._runner.cancel()
            self.busy_changed.emit(False)

    def close(self) -> None:
        self._document = None
        self.interrupt()
        self._runner.close()

    def last_repair(self) -> list[Patch]:
        """The patches of the latest repair that lies on the document; empty when there is none."""
        lying = self._document.patches if self._document else []
        patches = {fill.id: patch for patch in lying for fill in (patch, *patch.variants)}
        for group in reversed(self._groups):
            if found := [patches[patch_id] for patch_id in group if patch_id in patches]:
                return found
        return []

    def _next(self) -> None:
        if self._runner.is_running or self._document is None or self._finished is not None:
            return
        if self._wants_repair and self._document.layers.is_marked():
            self._wants_repair = self._wants_prepare = False
            self._repairing = self._document
            self._start_repair(self._document.snapshot())
        elif self._wants_prepare:
            self._wants_prepare = False
            self._runner.start(self._prepare_job(self._choice))
        else:
            self._wants_repair = False

    def _start_repair(self, snapshot: Snapshot) -> None:
        generator, choice, repair = self._generator, self._choice, self._repair

        def job(progress: Progress) -> tuple[GeneratorState, list[Patch]]:
            session = generator.session_for(_for_layers(choice, snapshot), progress)
            patches = repair(snapshot, choice.method, session, progress)
            return generator.state(choice), patches  # told after: the device may have given up

        self.busy_changed.emit(True)
        self._runner.start(job)

    def _prepare_job(self, choice: RepairChoice) -> Callable[[Progress], Any]:
        generator = self._generator

        def job(progress: Progress) -> tuple[GeneratorState, None]:
            generator.session_for(choice, progress)
            return generator.state(choice), None

        return job

    def _succeeded(self, result: tuple[GeneratorState, list[Patch] | None]) -> None:
        state, patches = result
        self._dropped = False
        self.prepared.emit(state)
        if self._repairing is not None and patches is not None:
            self._finished = patches
            self._lay()
        else:
            self._next()

    def _lay(self) -> None:
        """Lay the finished patches on the document, but never below a stroke under way.

        A stroke keeps the mask as it was when it touched it; clearing marks in the middle of it
        would make its undo bring them back.
        """
        if self._finished is None:
            return
        if self._is_drawing():
            QTimer.singleShot(30, self, self._lay)  # ms: two frames
            return
        document, patches = self._repairing, self._finished
        self._repairing = self._finished = None
        if document is not None and patches:
            self._groups.append(tuple(patch.id for patch in patches))
            self.redraw.emit(document.apply(patches))
        self.busy_changed.emit(False)
        self.repaired.emit(len(patches))
        self._next()

    def _failed(self, error: Exception) -> None:
        was_wanted = not self._dropped
        if self._repairing is not None:
            self.interrupt()
        self._dropped = False
        if was_wanted:
            self.failed.emit(error)
        self._next()

    def _cancelled(self) -> None:
        self._dropped = False
        self._next()


def _for_layers(choice: RepairChoice, snapshot: Snapshot) -> RepairChoice:
    """The same where a layer wants a generator by itself: it is needed then."""
    asked = {choice.method, *(method for method, _ in snapshot.methods)}
    strongest = (method for method in ("generator", "auto") if method in asked)
    return replace(choice, method=next(strongest, choice.method))


def _groups_of(patches: Sequence[Patch]) -> list[tuple[str, ...]]:
    """Patch ids of each repair of a document that was saved, as far as the patches know it."""
    return [
        tuple(patch.id for patch in group)
        for _, group in groupby(patches, key=lambda patch: id(patch.request or patch))
    ]
