"""One scan of a batch between opening and saving: damage looked for, the guard, the repair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from engine.batch.decoder import Opened
from engine.batch.settings import BatchSettings
from engine.batch.watermark import take_off
from engine.detect.faces import find_faces
from engine.detect.find import find_damage
from engine.detect.findings import Findings, draw_classes
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.document.patch import Patch
from engine.document.templates import from_text
from engine.generators.session import Session
from engine.progress import Progress
from engine.repair.regions import Piece
from engine.repair.unattended import (
    mark,
    take_back_unsure,
    take_out_lettering,
    take_out_on_faces,
    take_out_thick,
)
from engine.restore.plan import plan_finish
from engine.restore.render import Tools
from engine.restoring import covered, prove, restore_scan

LETTERING = "text"  # of detect.settings.CLASSES
NOT_UNASKED = "too thick, too uncertain, on a face or on lettering"


@dataclass(frozen=True, eq=False)
class Sessions:
    """Open models; None = not needed, or the classical methods do without."""

    detector: Session | None = None
    generator: Session | None = None
    tools: Tools = field(default_factory=Tools)  # for the whole picture

    def models(self) -> dict[str, str]:
        """sha256 by what the model is for."""
        opened = {"detect": self.detector, "repair": self.generator}
        used = {what: session.sha256 for what, session in opened.items() if session is not None}
        return used | self.tools.models()


class LeftAlone(Exception):
    """No result is written, and that is no failure.

    state: "clean" or "review". document: with the marks that are to be looked at.
    """

    def __init__(self, state: str, message: str, document: Document) -> None:
        super().__init__(message)
        self.state, self.message, self.document = state, message, document


@dataclass(frozen=True, eq=False)
class Mended:
    """What `mend` gives: the repaired document, counted pixels, and what to tell of it."""

    document: Document
    counts: dict[str, int]
    message: str
    confidence: float | None  # 0 invented .. 1 sure: of the least certain patch, where known
    found_by: str = "mask"
    left: int = 0  # places that were found and are not filled unasked


def mend(opened: Opened, settings: BatchSettings, sessions: Sessions, progress: Progress) -> Mended:
    """Look for damage, where that is a step, repair what is marked, and finish the whole picture.

    What was found and is not filled unasked (repair/unattended.py) stays marked; uncertain fills
    only where the settings do not hold them for review anyway.

    Raises:
        LeftAlone: nothing is marked, or more than looks like damage.
        and what `find_damage` and `restore_scan` raise.
    """
    document = Document(opened.scan)
    opened = prepare(opened, document, settings, progress.part(0.0, 0.05))
    before, start = tuple(document.patches), 0.5 if settings.detects else 0.05
    part = progress.part(0.05, start)
    marks = find_marks(opened, settings, sessions.detector, part, document)
    mask, counts = marks.mask, None
    _check_marks(marks, settings, document)
    left = len(marks.left)
    if mask.any():
        part = progress.part(start, 0.9)
        document, counts = restore_scan(
            opened.scan, mask, settings.repair, sessions.generator, part, before, opened.lines
        )
        if settings.detects and not settings.review_below:
            unsure = take_back_unsure(document, covered(opened.mask, before))
            left, counts = left + unsure, None if unsure else counts
    for piece in marks.left:
        mark(document, piece)
    counts = counts or prove(document, covered(mask, before))
    if settings.finishes:
        steps, part = settings.steps, progress.part(0.9, 1.0)
        document.finish = plan_finish(
            document.snapshot(), steps, settings.finish, sessions.tools, part
        )
    message = in_words(document.patches, counts["changed"], marks.found_by)
    message += f"; {left} not filled unasked: {NOT_UNASKED}" if left else ""
    message += f"; {document.finish}" if settings.finishes else ""
    certain = least_certain(document.patches)
    return Mended(document, counts, message, certain, marks.found_by, left)


def _check_marks(marks: Marks, settings: BatchSettings, document: Document) -> None:
    """Raise LeftAlone where there is nothing to do, or too much to do it unasked."""
    if marks.share > settings.review_above:
        document.mask.replace(document.size.box, marks.mask)
        raise LeftAlone(
            "review",
            f"detection marks {marks.share:.1%} of it, more than the {settings.review_above:.0%} "
            "that damage usually takes: look at it in the window, or give a mask",
            document,
        )
    if not (marks.mask.any() or settings.finishes or document.patches):
        raise LeftAlone("clean", f"nothing to repair ({marks.found_by})", document)


def prepare(
    opened: Opened, document: Document, settings: BatchSettings, progress: Progress
) -> Opened:
    """With what a template marks, and without a known watermark: its patches are on `document`."""
    opened = with_template(opened, settings.template)
    if settings.watermark:
        opened = take_off(opened, document, settings.watermark, progress)
    return opened


def with_template(opened: Opened, text: str) -> Opened:
    """The same with what a template marks and protects on this scan; an empty text adds nothing.

    Raises:
        MaskError: the template does not fit the scan.
    """
    if not text:
        return opened
    marked, protected = from_text(text).draw(opened.scan)
    if opened.mask is not None:
        np.maximum(marked, opened.mask, out=marked)
    if opened.protect is not None:
        np.maximum(protected, opened.protect, out=protected)
    marked[protected > 0] = 0
    return replace(opened, mask=marked, protect=protected)


@dataclass(frozen=True, eq=False)
class Marks:
    """What would be repaired.

    mask: uint8 of the scan's size. share: 0..1 of the scan that detection marked by itself.
    left: what it marked and is not filled unasked; not in the mask.
    """

    mask: np.ndarray
    share: float
    found_by: str
    left: tuple[Piece, ...] = ()


def find_marks(
    opened: Opened,
    settings: BatchSettings,
    detector: Session | None,
    progress: Progress,
    document: Document | None = None,
) -> Marks:
    """The mask that belongs to the scan and, where that is a step, what detection finds.

    Args:
        document: the scan with what was done to it already; None: nothing was.

    Raises:
        what `find_damage` raises.
    """
    document = document or Document(opened.scan)
    if not settings.detects:
        mask = opened.mask if settings.repairs else None
        nothing = np.zeros((document.size.height, document.size.width), np.uint8)
        return Marks(nothing if mask is None else mask, 0.0, "mask")
    findings = find_damage(document, settings.detect, settings.detection, detector, progress)
    found = _drawn(findings, settings.detect)
    if opened.protect is not None:
        found[opened.protect > 0] = 0
    share = np.count_nonzero(found) / found.size
    left = _take_out(document, findings, settings, found) if share <= settings.review_above else []
    mask = found if opened.mask is None else np.maximum(found, opened.mask)
    return Marks(mask, share, findings.source, tuple(left))


def _take_out(
    document: Document, findings: Findings, settings: BatchSettings, found: np.ndarray
) -> list[Piece]:
    """Unmark in `found` what is not filled unasked; returns it."""
    if not found.any():
        return []
    left = take_out_thick(found)
    if LETTERING not in settings.detect.classes:
        lettering = _drawn(findings, replace(settings.detect, classes=(LETTERING,)))
        left += take_out_lettering(found, lettering)
    return left + take_out_on_faces(found, find_faces(document))


def in_words(patches: Sequence[Patch], changed: int, found_by: str) -> str:
    """ "1,204 pixels repaired: 3 by photonet-fill, 1 by ns (mask)"."""
    methods = Counter(patch.provenance.model or patch.provenance.method for patch in patches)
    by = ", ".join(f"{count} by {method}" for method, count in methods.items())
    return f"{changed:,} pixels repaired{': ' * bool(by)}{by} ({found_by})"


def least_certain(patches: Sequence[Patch]) -> float | None:
    """Confidence 0..1 of the least certain patch; None where no method tells."""
    told = (patch.provenance.confidence for patch in patches)
    return min((each for each in told if each is not None), default=None)


def _drawn(findings: Findings, settings: DetectSettings) -> np.ndarray:
    """uint8 mask as the command `detect` writes it."""
    masks = findings.masks(settings)
    return (draw_classes(findings.size, masks) > 0).view(np.uint8) * np.uint8(255)
