"""Repairs of the open documents, one after another, on the engine thread.

The flow: a snapshot of the document goes to the engine thread; the patches come back and are laid
on the document here, whether it is in front then or not. What the user marks meanwhile waits for
the next repair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from engine.document.document import Document, Snapshot
from engine.document.history import NOWHERE
from engine.document.patch import Patch
from engine.progress import Progress
from gui.generator import Generator, GeneratorState, RepairChoice
from gui.jobs import JobRunner
from gui.language import tr

if TYPE_CHECKING:
    from engine.generators.session import Session

RepairFunction = Callable[[Snapshot, RepairChoice, "Session | None", Progress], list[Patch]]


def repair_with_engine(
    snapshot: Snapshot, choice: RepairChoice, session: Session | None, progress: Progress
) -> list[Patch]:
    """The engine's repair; imported here because OpenCV need not delay the window."""
    from engine.repair.generate import THOROUGH
    from engine.repair.repair import RepairSettings, repair

    settings = RepairSettings(choice.method, views=THOROUGH if choice.thorough else 1)
    return repair(snapshot, settings, session, progress)


class RepairController(QObject):
    """Runs one repair at a time; remembers the wishes for the next ones, one for each document.

    At most one of three things happens: nothing, the generator is being prepared, a repair runs.
    """

    redraw = Signal(object)  # Box: the document in front looks different there
    prepared = Signal(object)  # GeneratorState
    progressed = Signal(float, str)
    busy_changed = Signal(bool)
    repaired = Signal(int)  # number of patches on the document in front
    repaired_behind = Signal(object)  # Document that is not in front
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
        self._document: Document | None = None  # in front
        self._choice = RepairChoice()
        self._wants_prepare = False
        self._waiting: list[Document] = []  # to be repaired, the next one first
        self._repairing: Document | None = None  # what the running repair is for
        self._finished: list[Patch] | None = None  # waits for the end of a stroke
        self._dropped = False  # nobody wants the outcome of the running job any more
        # Patch ids of each repair of a document, oldest first.
        self._groups: WeakKeyDictionary[Document, list[tuple[str, ...]]] = WeakKeyDictionary()
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

    @property
    def is_busy_in_front(self) -> bool:
        """Whether it is the document in front that is repaired."""
        return self.is_busy and self._repairing is self._document

    def set_document(self, document: Document | None) -> None:
        """Another one is in front; what runs or waits for the others goes on."""
        self._document = document
        if document is not None and document not in self._groups:
            self._groups[document] = _groups_of(document.patches)
            self._wants_prepare = True
        self._next()

    def forget(self, document: Document) -> None:
        """It is closed: what runs or waits for it is dropped."""
        self.interrupt(document)
        self._groups.pop(document, None)
        self._next()

    def request(self) -> None:
        """Repair all that is marked in front, now or as soon as the running repairs have ended."""
        document = self._document
        if document is None:
            return
        if not document.layers.is_marked():
            self.said.emit(tr("Nothing is marked yet: paint over a scratch or a speck first."))
            return
        self._want(document)
        if self.is_busy:
            self.said.emit(tr("Your new marks are repaired next."))
        self._next()

    def restart(self, document: Document | None = None) -> None:
        """The marks under its running repair have changed: begin again with what is marked now.
        `document`: the one in front where none is given."""
        document = document or self._document
        if document is not None and document is self._repairing:
            self.interrupt(document)
            self._want(document)
            self._next()

    def cancel(self) -> bool:
        """Stop the running repair, forget the next; marks stay. False when there was none."""
        if not self.is_busy:
            return False
        self._waiting.clear()
        self.interrupt(self._repairing)
        self.said.emit(tr("Repair cancelled; your marks are still there."))
        return True

    def interrupt(self, document: Document | None = None) -> None:
        """Stop without a word; nothing that runs or waits for `document`, or the one in front,
        will be laid on it."""
        document = document or self._document
        self._waiting = [each for each in self._waiting if each is not document]
        if self._repairing is not None and self._repairing is document:
            self._repairing = self._finished = None
            self._dropped = self._runner.is_running
            self._runner.cancel()
            self.busy_changed.emit(False)

    def close(self) -> None:
        self._document = None
        self._waiting.clear()
        self.interrupt(self._repairing)
        self._runner.close()

    def last_repair(self) -> list[Patch]:
        """The patches of the latest repair that lies on the document in front; empty when there is
        none."""
        if self._document is None:
            return []
        lying = self._document.patches
        patches = {fill.id: patch for patch in lying for fill in (patch, *patch.variants)}
        for group in reversed(self._groups[self._document]):
            if found := [patches[patch_id] for patch_id in group if patch_id in patches]:
                return found
        return []

    def _want(self, document: Document) -> None:
        if document not in self._waiting:
            self._waiting.append(document)

    def _next(self) -> None:
        if self._runner.is_running or self._finished is not None:
            return
        self._waiting = [each for each in self._waiting if each.layers.is_marked()]
        if self._waiting:
            self._wants_prepare = False
            self._repairing = self._waiting.pop(0)
            self._start_repair(self._repairing.snapshot())
        elif self._wants_prepare and self._document is not None:
            self._wants_prepare = False
            self._runner.start(self._prepare_job(self._choice))

    def _start_repair(self, snapshot: Snapshot) -> None:
        generator, choice, repair = self._generator, self._choice, self._repair

        def job(progress: Progress) -> tuple[GeneratorState, list[Patch]]:
            session = generator.session_for(_for_layers(choice, snapshot), progress)
            patches = repair(snapshot, choice, session, progress)
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
        if self._repairing is self._document and self._is_drawing():
            QTimer.singleShot(30, self, self._lay)  # ms: two frames
            return
        document, patches = self._repairing, self._finished
        self._repairing = self._finished = None
        assert document is not None
        is_front = document is self._document
        if patches:
            self._groups[document].append(tuple(patch.id for patch in patches))
            changed = document.apply(patches)
            self.redraw.emit(changed if is_front else NOWHERE)
        self.busy_changed.emit(False)
        if is_front:
            self.repaired.emit(len(patches))
        else:
            self.repaired_behind.emit(document)
        self._next()

    def _failed(self, error: Exception) -> None:
        was_wanted = not self._dropped
        if self._repairing is not None:
            self.interrupt(self._repairing)
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
