"""Finding damage: a proposal is made on the engine thread, tuned, and added to the mask or not.

Nothing is marked before the user says so, and nothing is repaired by it at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from engine.detect.settings import CLASSES, DetectSettings
from engine.document.document import Document, Snapshot
from engine.document.layer_edits import add_marks
from engine.document.layers import LAYER_OF_CLASS
from engine.document.marking import Marking
from engine.document.mask import Mask
from engine.geometry import Box
from engine.progress import Progress
from gui.generator import session_in_words
from gui.jobs import JobRunner
from gui.language import tr
from gui.opened_detector import OpenedDetector

if TYPE_CHECKING:
    from engine.detect.findings import Findings, Marks

AGAIN_MS = 50
FindFunction = Callable[[Snapshot, DetectSettings, str, Progress], "Findings"]


@dataclass(frozen=True, eq=False)
class Proposal:
    """What was found, seen through some settings.

    marks: of every class that was looked for, chosen or not.
    shown: of the chosen classes; in each pixel 0, or 1 + the place of its class in CLASSES.
    """

    findings: Findings
    settings: DetectSettings
    marks: Mapping[str, Marks]
    shown: Mask


def make_proposal(
    findings: Findings, settings: DetectSettings, protected: Marking | None = None
) -> Proposal:
    """What is protected is not proposed."""
    from engine.detect.findings import draw_classes

    marks = findings.masks(replace(settings, classes=CLASSES))
    chosen = {name: found for name, found in marks.items() if name in settings.classes}
    classes = draw_classes(findings.size, chosen)
    if protected is not None:
        classes[protected.box.slices][protected.pixels > 0] = 0
    return Proposal(findings, settings, marks, Mask(findings.size, classes))


class EngineDetector:
    """The engine's detection; used on the engine thread."""

    def __init__(self) -> None:
        self._detector = OpenedDetector()

    def __call__(
        self, snapshot: Snapshot, settings: DetectSettings, device: str, progress: Progress
    ) -> Findings:
        from engine.detect.find import find_damage

        session = self._detector.open(device, progress)
        every = replace(settings, classes=CLASSES)  # what is shown of it is chosen afterwards
        findings = find_damage(snapshot, every, "auto", session, progress)
        source = findings.source
        if session is not None:
            source = source.replace(session.status, session_in_words(session)[0])
        return replace(findings, source=source + self._detector.problem)


class Detection(QObject):
    """At most one of three things happens: nothing, damage is looked for, a proposal is redrawn.

    Every document has a proposal of its own; what is looked for in one is found when another one
    is in front.
    """

    changed = Signal(object)  # Proposal that is to be shown for the document in front, or None
    found_behind = Signal(object)  # Document that is not in front: there is a proposal for it
    added = Signal(object)  # Box: the mask of the document differs there
    progressed = Signal(float, str)
    busy_changed = Signal(bool)
    said = Signal(str)  # a sentence for the status bar
    failed = Signal(object)  # the exception

    def __init__(
        self,
        engine: JobRunner,
        find: FindFunction | None = None,
        is_drawing: Callable[[], bool] = lambda: False,
        parent: QObject | None = None,
    ) -> None:
        """`engine` is the runner whose thread is shared; `is_drawing` as for repairs."""
        super().__init__(parent)
        self._find, self._is_drawing = find or EngineDetector(), is_drawing
        self._runner = JobRunner(parent=self, after=engine)
        self._document: Document | None = None  # in front
        self._wanted: dict[Document, str] = {}  # devices to look on as soon as the runner is free
        self._running = ""  # "find" or "redraw"; "" also when nobody wants the outcome any more
        self._working_on: Document | None = None
        self._settings = DetectSettings()
        self._is_accepting = False  # as soon as the proposal shows what was chosen
        self._proposals: WeakKeyDictionary[Document, Proposal] = WeakKeyDictionary()
        self._runner.progressed.connect(self._progressed)
        self._runner.succeeded.connect(self._succeeded)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(self._next)

    @property
    def proposal(self) -> Proposal | None:
        """Of the document in front."""
        return None if self._document is None else self._proposals.get(self._document)

    @property
    def settings(self) -> DetectSettings:
        return self._settings

    @settings.setter
    def settings(self, settings: DetectSettings) -> None:
        """The proposal follows as soon as the thread is free; settings in between are skipped."""
        self._settings = settings
        self._next()

    @property
    def is_busy(self) -> bool:
        """Whether damage is looked for; redrawing a proposal does not count."""
        return bool(self._wanted) or self._running == "find"

    def set_document(self, document: Document | None) -> None:
        """Another one is in front, with the proposal there is for it."""
        self._document, self._is_accepting = document, False
        if self.proposal is not None:
            self._settings = self.proposal.settings
        self.changed.emit(self.proposal)

    def forget(self, document: Document) -> None:
        """It is closed."""
        was_busy = self.is_busy
        self._wanted.pop(document, None)
        self._proposals.pop(document, None)
        if document is self._working_on:
            self._drop()
        if was_busy and not self.is_busy:
            self.busy_changed.emit(False)

    def start(self, device: str = "auto") -> None:
        """Look for damage in the document as it is now, in place of an earlier proposal."""
        document = self._document
        is_looking = self._running == "find" and document is self._working_on
        if document is None or is_looking or document in self._wanted:
            return
        self.discard()
        self._wanted[document] = device
        self.busy_changed.emit(True)
        self._next()

    def cancel(self) -> bool:
        """Stop looking, in every document; False when nobody was."""
        if not self.is_busy:
            return False
        self._wanted.clear()
        if self._running == "find":
            self._drop()
        self.busy_changed.emit(False)
        self.said.emit(tr("Stopped looking for damage; nothing was changed."))
        return True

    def discard(self) -> bool:
        """Forget the proposal in front; False when there is none."""
        self._is_accepting = False
        if self._document is None or self._proposals.pop(self._document, None) is None:
            return False
        self.changed.emit(None)
        return True

    def accept(self) -> None:
        """Mark what is chosen, as one step of the history; once it is shown, if it is not yet."""
        document, proposal = self._document, self.proposal
        if document is None or proposal is None or self._is_drawing():
            return
        if proposal.settings != self._settings:
            self._is_accepting = True
            return
        changed = _mark(document, proposal.shown)
        self.discard()
        if changed:
            self.added.emit(changed)
            self.said.emit(tr("Added to the mask: correct it with brush and eraser, then repair."))
        else:
            self.said.emit(tr("All of it was marked already."))

    def _accept_when_free(self) -> None:
        """What was accepted before it was shown; not below a stroke under way."""
        if self._is_accepting and self._is_drawing():
            QTimer.singleShot(AGAIN_MS, self, self._accept_when_free)
        elif self._is_accepting:
            self.accept()

    def close(self) -> None:
        """Before the runner whose thread is shared."""
        self._document = None
        self._wanted.clear()
        self._runner.close()

    def _drop(self) -> None:
        """Nobody wants the outcome of what runs any more."""
        self._running = ""
        self._runner.cancel()

    def _next(self) -> None:
        if self._runner.is_running:
            return
        self._working_on = None
        proposal, settings, find = self.proposal, self._settings, self._find
        if self._wanted:
            document = next(iter(self._wanted))
            device, self._running = self._wanted.pop(document), "find"
            self._working_on, snapshot = document, document.snapshot()
            self._runner.start(
                lambda progress: make_proposal(
                    find(snapshot, settings, device, progress), settings, snapshot.protected
                )
            )
        elif self._document and proposal is not None and proposal.settings != settings:
            findings, self._running = proposal.findings, "redraw"
            self._working_on, snapshot = self._document, self._document.snapshot()
            self._runner.start(
                lambda progress: make_proposal(findings, settings, snapshot.protected)
            )

    def _progressed(self, fraction: float, doing: str) -> None:
        if self.is_busy:
            self.progressed.emit(fraction, doing)

    def _succeeded(self, proposal: Proposal) -> None:
        outcome, self._running = self._running, ""
        document = self._working_on
        known = self._proposals.get(document) if document is not None else None
        is_known = known is not None and known.findings is proposal.findings
        if document is not None and outcome and (outcome == "find" or is_known):
            self._proposals[document] = proposal
            if document is self._document:
                self.changed.emit(proposal)
            elif outcome == "find":
                self.found_behind.emit(document)
        if outcome == "find":
            self.busy_changed.emit(False)
        self._next()
        if not self._runner.is_running:
            self._accept_when_free()

    def _failed(self, error: Exception) -> None:
        outcome, self._running, self._is_accepting = self._running, "", False
        if outcome == "find":
            self.busy_changed.emit(False)
        if outcome:
            self.failed.emit(error)
        self._next()


def _mark(document: Document, found: Mask) -> Box:
    """Mark in full what is not 0 in `found`, on the layer of its class; the box that changed."""
    layers = np.array(["", *(LAYER_OF_CLASS[name] for name in CLASSES)])
    tiles = found.marked_tiles()

    def pieces(layer: str) -> Iterator[tuple[Box, np.ndarray]]:
        belongs = np.zeros(256, np.uint8)
        belongs[np.flatnonzero(layers == layer)] = 255
        for tile in tiles:
            marked = belongs[found.pixels[tile.slices]]
            if marked.any():
                yield tile, marked

    causes = dict.fromkeys(LAYER_OF_CLASS.values())
    return add_marks(document, {layer: pieces(layer) for layer in causes}, tr("Add findings"))
