"""A mark taken off as a repair that can be made again: its record names the mark by its content."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.detect.known_mark import place_logo
from engine.detect.watermark import Watermark
from engine.detect.watermark_remove import METHOD, Removal, remove_mark
from engine.document.document import Snapshot
from engine.document.marks import Marks
from engine.document.patch import Patch
from engine.document.request import RepairRequest
from engine.errors import RestorationError
from engine.files.scan import Scan
from engine.progress import Progress


def take_mark_off(
    scan: Scan, mark: Watermark, progress: Progress, protect: np.ndarray | None = None
) -> Removal:
    """As `remove_mark`, for a logo of unknown place too; the patch knows what was asked for.

    Args:
        protect: uint8 of the scan's size, not 0 where nothing may change.

    Raises:
        ScanError: the mark or logo is not on the scan.
        Cancelled: stopped.
    """
    placed = mark if mark.place else place_logo(scan, mark, progress.part(0.0, 0.7))
    removal = remove_mark(scan, placed, progress.part(0.7 if mark.place is None else 0.0, 1.0))
    patch, opaque = removal.patch, removal.opaque
    if protect is not None:
        opaque[protect > 0] = 0
        patch = replace(patch, changed=patch.changed & (protect[patch.box.slices] == 0))
    # Marks as of any repair: `verify` holds them against what differs.
    marks = Marks.of(patch.changed.view(np.uint8) * np.uint8(255), patch.box)
    request = RepairRequest(marks, {"method": METHOD, "mark_sha256": mark.sha256})
    return replace(removal, patch=replace(patch, request=request))


def takes_mark_off(request: RepairRequest) -> bool:
    """Whether a mark was taken off by it: `take_mark_off_again` carries it out, not `repair`."""
    return request.settings.get("method") == METHOD


def take_mark_off_again(
    snapshot: Snapshot, request: RepairRequest, mark: Watermark | None, progress: Progress
) -> list[Patch]:
    """What `take_mark_off` gave where `snapshot` is marked now.

    Args:
        mark: as its file has it; None: none was given.

    Raises:
        RestorationError: it is missing, or another one than then.
        ScanError, Cancelled: as `take_mark_off`.
    """
    wanted = str(request.settings.get("mark_sha256", ""))
    if mark is None or mark.sha256 != wanted:
        what = "which the record does not hold" if mark is None else "and not the one given"
        raise RestorationError(
            f"a mark was taken off by the mark file of SHA-256 {wanted[:12]}, {what}: give that "
            "one by --mark."
        )
    patch = take_mark_off(snapshot.scan, mark, progress).patch
    changed = patch.changed & (snapshot.read_mask(patch.box) > 0)
    return [replace(patch, changed=changed)]
