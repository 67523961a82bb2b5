"""The main job from an opened scan to a saved result, for the commands `restore` and `batch` alike.

One function repairs and proves, one saves, one tells: the same scan, mask, settings and model give
the same bytes whichever command asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from engine.document.document import Document, Snapshot
from engine.document.marks import Marks
from engine.document.patch import Patch
from engine.document.record import with_history
from engine.errors import HeirloomError
from engine.files.formats import SUFFIXES
from engine.files.losses import losses
from engine.files.scan import Scan
from engine.files.writer import Readable, SaveOptions, save_scan
from engine.generators.session import Session
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair
from engine.restore.finish import NO_FINISH
from engine.restore.plan import tools_for
from engine.restore.render import Tools, render

Mask = TypeVar("Mask", np.ndarray, np.ndarray | None)


def restore_scan(
    scan: Scan,
    mask: np.ndarray,
    settings: RepairSettings,
    session: Session | None,
    progress: Progress,
    before: Sequence[Patch] = (),
    lines: Marks | None = None,
) -> tuple[Document, dict[str, int]]:
    """The scan with everything repaired that the mask marks, and counted pixels as proof.

    Args:
        mask: uint8 of the scan's size, 0 keep .. 255 repair.
        session: an open fill generator; None = classical methods only.
        before: patches that lie on the scan already.
        lines: as for `repair`.

    Raises:
        as `repair` does; HeirloomError when a pixel outside the mask would have changed.
    """
    document = Document(scan)
    document.apply(before)
    document.mask.replace(scan.size.box, mask)
    document.apply(repair(document.snapshot(), settings, session, progress, lines))
    return document, prove(document, covered(mask, before))


def covered(mask: Mask, patches: Sequence[Patch]) -> Mask:
    """`mask` with all that these patches change; itself where there are none, or it is None."""
    if mask is None or not patches:
        return mask
    wider = mask.copy()
    for patch in patches:
        wider[patch.box.slices][patch.changed] = 255
    return wider


def prove(document: Document, mask: np.ndarray) -> dict[str, int]:
    """Counted pixels; HeirloomError when one outside the mask would have changed by a repair."""
    counts = count_pixels(document, mask) | {"patches": len(document.patches)}
    if counts["changed_outside_mask"]:
        raise HeirloomError(
            f"{counts['changed_outside_mask']:,} pixels outside the mask would have changed. "
            "This is a fault of Heirloom: nothing was saved, please report it."
        )
    return counts


@dataclass(frozen=True, eq=False)
class Saved:
    """What was saved. finished_sha256: of its pixels, before the format rounded or compressed them;
    empty where nothing was done to the whole picture."""

    snapshot: Snapshot
    finished_sha256: str


def save_restored(
    document: Document | Snapshot,
    path: Path,
    options: SaveOptions | None,
    progress: Progress,
    tools: Tools | None = None,
    device: str | None = None,
) -> Saved:
    """Save the document with its finish, and its history in the metadata.

    Args:
        tools: open models; those that the finish needs and that are missing are opened.
        device: for these, another one than the finish names.

    Raises:
        as `save_scan` and `render` do.
    """
    snapshot = with_history(document.snapshot() if isinstance(document, Document) else document)
    if snapshot.finish == NO_FINISH:
        save_scan(snapshot, path, options, progress)
        return Saved(snapshot, "")
    tools = tools_for(snapshot.finish, tools or Tools(), device)
    picture = Hashed(render(snapshot, tools, progress.stop))
    try:
        save_scan(picture, path, options, progress)
    finally:
        tools.rest()
    return Saved(snapshot, picture.sha256)


class Hashed:
    """A picture that is hashed while it is read once, in whole rows from above to below."""

    def __init__(self, below: Readable) -> None:
        self.scan = below.scan
        self._below, self._digest = below, hashlib.sha256()

    def read(self, box: Box) -> np.ndarray:
        band = self._below.read(box)
        self._digest.update(np.ascontiguousarray(band, band.dtype.newbyteorder("<")).data)
        return band

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def tell(document: Document, counts: dict[str, int], session: Session | None) -> dict[str, object]:
    """What was done to a scan, for JSON."""
    size = document.size
    return {
        "width": size.width,
        "height": size.height,
        "generator": session.status if session else "no generator",
        "patches": [
            {"box": [p.box.left, p.box.top, p.box.right, p.box.bottom]} | p.provenance.as_json()
            for p in document.patches
        ],
        "counts": counts,
    }


def all_losses(scan: Scan, path: Path, options: SaveOptions | None = None) -> list[str]:
    """What opening the scan gave up and saving it as `path` will, one sentence each."""
    return [*scan.warnings, *losses(scan, SUFFIXES[path.suffix.lower()], options)]


def count_pixels(document: Document, mask: np.ndarray) -> dict[str, int]:
    """Marked and changed pixels, counted; in bands, so that no second scan is in memory."""
    counts = {"marked": 0, "changed": 0, "changed_outside_mask": 0}
    size = document.size
    for top in range(0, size.height, 256):
        band = Box(0, top, size.width, min(top + 256, size.height))
        changed = (document.read(band) != document.original(band)).any(axis=2)
        marked = mask[band.slices] > 0
        counts["marked"] += int(marked.sum())
        counts["changed"] += int((changed & marked).sum())
        counts["changed_outside_mask"] += int((changed & ~marked).sum())
    return counts
