"""The restore brush: the scan itself laid over its repairs, as patches like all others.

So they have a strength and an undo of their own, lie in the restoration file and in the record, and
later repairs lie over them.
"""

from __future__ import annotations

import numpy as np

import engine
from engine.document.document import Snapshot
from engine.document.patch import ORIGINAL, Patch, Provenance
from engine.geometry import Box
from engine.progress import Progress

METHOD = ORIGINAL
CELL = 512  # px; a long stroke becomes patches of at most this size


def bring_back(snapshot: Snapshot, progress: Progress) -> list[Patch]:
    """Patches that show the scan as it was opened, where it is marked and has been repaired.

    Under a soft mark the original shows as strongly as the mark says.
    """
    marked, patches = snapshot.marked, []
    cells = [
        Box(left, top, left + CELL, top + CELL).intersection(marked)
        for top in range(marked.top // CELL * CELL, marked.bottom, CELL)
        for left in range(marked.left // CELL * CELL, marked.right, CELL)
    ]
    for number, cell in enumerate(cells):
        progress.step(number / len(cells), "bringing the original back")
        if patch := _bring_back(snapshot, cell):
            patches.append(patch)
    return patches


def _bring_back(snapshot: Snapshot, cell: Box) -> Patch | None:
    mask = snapshot.read_mask(cell)
    if not mask.any():
        return None
    now, original = snapshot.read(cell), snapshot.scan.pixels[cell.slices]
    changed = (now != original).any(axis=2) & (mask > 0)
    if not changed.any():
        return None
    rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
    box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    here = box.slices
    share = (mask[here].astype(np.float32) / 255)[..., None]
    mixed = now[here].astype(np.float32)
    mixed += share * (original[here].astype(np.float32) - mixed)
    return Patch(
        box.shift(cell.left, cell.top),
        np.rint(mixed).astype(now.dtype),
        changed[here].copy(),
        Provenance(METHOD, "the original, brought back by hand", 0.0, engine=engine.__version__),
    )
