"""One scan of a batch between opening and saving: damage looked for, the guard, the repair."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from engine.batch.decoder import Opened
from engine.batch.settings import BatchSettings
from engine.batch.thumbnails import thumbnail
from engine.detect.find import find_damage
from engine.detect.findings import draw_classes
from engine.document.document import Document
from engine.generators.session import Session
from engine.progress import Progress
from engine.restoring import restore_scan


@dataclass(frozen=True, eq=False)
class Sessions:
    """Open models; None = not needed, or the classical methods do without."""

    detector: Session | None = None
    generator: Session | None = None

    def models(self) -> dict[str, str]:
        """sha256 by what the model is for."""
        opened = {"detect": self.detector, "repair": self.generator}
        return {what: session.sha256 for what, session in opened.items() if session is not None}


class LeftAlone(Exception):
    """No result is written, and that is no failure.

    state: "clean" or "review". before, after: small JPEGs, the second with the marks.
    """

    def __init__(self, state: str, message: str, before: bytes = b"", after: bytes = b"") -> None:
        super().__init__(message)
        self.state, self.message, self.before, self.after = state, message, before, after


@dataclass(frozen=True, eq=False)
class Mended:
    """What `mend` gives: the repaired document, counted pixels, and what to tell of it."""

    document: Document
    counts: dict[str, int]
    message: str
    confidence: float | None  # 0 invented .. 1 sure: of the least certain patch, where known


def mend(opened: Opened, settings: BatchSettings, sessions: Sessions, progress: Progress) -> Mended:
    """Look for damage, where that is a step, and repair what is marked.

    Raises:
        LeftAlone: nothing is marked, or more than looks like damage.
        and what `find_damage` and `restore_scan` raise.
    """
    document = Document(opened.scan)
    mask, found_by = opened.mask, "mask"
    if settings.detects:
        found, found_by = _detect(document, settings, sessions.detector, progress.part(0.0, 0.5))
        share = np.count_nonzero(found) / found.size
        if share > settings.review_above:
            raise LeftAlone(
                "review",
                f"detection marks {share:.1%} of it, more than the {settings.review_above:.0%} "
                "that damage usually takes: look at it in the window, or give a mask",
                thumbnail(document),
                thumbnail(document, found),
            )
        mask = found if mask is None else np.maximum(found, mask)
    if mask is None or not mask.any():
        raise LeftAlone("clean", f"nothing to repair ({found_by})", thumbnail(document))
    start = 0.5 if settings.detects else 0.0
    document, counts = restore_scan(
        opened.scan, mask, settings.repair, sessions.generator, progress.part(start, 1.0)
    )
    told = [patch.provenance for patch in document.patches]
    methods = Counter(made.model or made.method for made in told)
    by = ", ".join(f"{count} by {method}" for method, count in methods.items())
    known = [made.confidence for made in told if made.confidence is not None]
    message = f"{counts['changed']:,} pixels repaired: {by} ({found_by})"
    return Mended(document, counts, message, min(known, default=None))


def _detect(
    document: Document, settings: BatchSettings, detector: Session | None, progress: Progress
) -> tuple[np.ndarray, str]:
    """uint8 mask as the command `detect` writes it, and how it was found."""
    findings = find_damage(document, settings.detect, settings.detection, detector, progress)
    masks = findings.masks(settings.detect)
    marked = (draw_classes(findings.size, masks) > 0).view(np.uint8) * np.uint8(255)
    return marked, findings.source
