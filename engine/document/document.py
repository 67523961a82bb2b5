"""One open scan and all that was done to it. The scan itself is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.document.edits import Edit, History, MaskEdit, RepairEdit, StrengthEdit
from engine.document.mask import Mask, MaskTile
from engine.document.patch import Patch
from engine.files.scan import Scan
from engine.geometry import Box, Size


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A document at one moment: what the engine thread may read while the window goes on.

    marked: the box around everything to repair; empty when nothing is.
    mask: uint8 (marked.height, marked.width), a copy.
    """

    scan: Scan
    patches: tuple[Patch, ...]
    marked: Box
    mask: np.ndarray

    def read(self, box: Box) -> np.ndarray:
        """The scan with its patches inside `box`: a new array in the scan's depth."""
        return _compose(self.scan, self.patches, box)

    def read_mask(self, box: Box) -> np.ndarray:
        """uint8 (box.height, box.width), a new array; 0 outside `marked`."""
        mask = np.zeros((box.height, box.width), np.uint8)
        common = box.intersection(self.marked)
        mask[common.within(box).slices] = self.mask[common.within(self.marked).slices]
        return mask


class Document:
    """A scan, the mask of what to repair, the patches laid on it, and the history of both."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.mask = Mask(scan.size)
        self.patches: list[Patch] = []  # in the order in which they lie on the scan
        self.history = History()

    @property
    def size(self) -> Size:
        return self.scan.size

    @property
    def channels(self) -> int:
        return self.scan.channels

    @property
    def dtype(self) -> np.dtype:
        return self.scan.pixels.dtype

    def original(self, box: Box) -> np.ndarray:
        """The scan as it was opened: a read-only view (box.height, box.width, channels)."""
        return self.scan.pixels[box.slices]

    def read(self, box: Box) -> np.ndarray:
        """The scan with its patches inside `box`, composed now: a new array in the scan's depth.

        `box` must lie inside the scan. Costs what the box measures, whatever the scan's size.
        """
        return _compose(self.scan, self.patches, box)

    def snapshot(self) -> Snapshot:
        """For work on another thread; copies the marked part of the mask, no pixel of the scan."""
        marked = self.mask.bounds()
        return Snapshot(self.scan, tuple(self.patches), marked, self.mask.read(marked))

    def do(self, edit: Edit) -> Box:
        """Carry out an edit and remember it; returns the box to redraw."""
        changed = edit.redo(self)
        self.history.push(edit)
        return changed

    def remember_mask(self, text: str, tiles: Sequence[MaskTile]) -> None:
        """Remember a change that is already on the mask; nothing where no pixel differs."""
        if tiles:
            self.history.push(MaskEdit(text, tuple(tiles)))

    def apply(self, patches: Sequence[Patch], text: str = "Repair") -> Box:
        """Lay patches on the document and clear the mask where they lie, as one step."""
        recorder = self.mask.recorder()
        for patch in patches:
            recorder.before(patch.box)
        for patch in patches:
            self.mask.pixels[patch.box.slices][patch.changed] = 0
        tiles = recorder.finish()
        return self.do(RepairEdit(text, tuple(patches), tuple(tiles)))

    def set_strength(self, patch_ids: Sequence[str], strength: float) -> Box:
        """Show these patches at `strength` 0..1, as one step; returns the box to redraw."""
        before = tuple((p.id, p.strength) for p in self.patches if p.id in set(patch_ids))
        after = tuple((patch_id, strength) for patch_id, _ in before)
        return self.do(StrengthEdit(f"Strength {strength:.0%}", before, after))

    def undo(self) -> Box:
        return self.history.undo(self)

    def redo(self) -> Box:
        return self.history.redo(self)


def _compose(scan: Scan, patches: Sequence[Patch], box: Box) -> np.ndarray:
    pixels = scan.pixels[box.slices].copy()
    for patch in patches:
        patch.lay_on(pixels, box)
    return pixels
