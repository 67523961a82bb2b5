"""The main job from an opened scan to a saved result, for the commands `restore` and `batch` alike.

One function repairs and proves, one saves, one tells: the same scan, mask, settings and model give
the same bytes whichever command asks.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.document.document import Document, Snapshot
from engine.document.record import with_history
from engine.errors import HeirloomError
from engine.files.scan import Scan
from engine.files.writer import SUFFIXES, SaveOptions, losses, save_scan
from engine.generators.session import Session
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair


def restore_scan(
    scan: Scan,
    mask: np.ndarray,
    settings: RepairSettings,
    session: Session | None,
    progress: Progress,
) -> tuple[Document, dict[str, int]]:
    """The scan with everything repaired that the mask marks, and counted pixels as proof.

    Args:
        mask: uint8 of the scan's size, 0 keep .. 255 repair.
        session: an open fill generator; None = classical methods only.

    Raises:
        as `repair` does; HeirloomError when a pixel outside the mask would have changed.
    """
    document = Document(scan)
    document.mask.replace(scan.size.box, mask)
    document.apply(repair(document.snapshot(), settings, session, progress))
    counts = count_pixels(document, mask) | {"patches": len(document.patches)}
    if counts["changed_outside_mask"]:
        raise HeirloomError(
            f"{counts['changed_outside_mask']:,} pixels outside the mask would have changed. "
            "This is a fault of Heirloom: nothing was saved, please report it."
        )
    return document, counts


def save_restored(
    document: Document, path: Path, options: SaveOptions, progress: Progress
) -> Snapshot:
    """Save the document with its history in the metadata; returns what was saved."""
    result = with_history(document.snapshot())
    save_scan(result, path, options, progress)
    return result


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


def all_losses(scan: Scan, path: Path) -> list[str]:
    """What opening the scan and saving it as `path` gave up, one sentence each."""
    return [*scan.warnings, *losses(scan, SUFFIXES[path.suffix.lower()])]


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
