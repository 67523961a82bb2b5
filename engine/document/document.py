"""One open scan and all that was done to it. The scan itself is never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.document.edits import Edit, MaskEdit, RepairEdit, StrengthEdit
from engine.document.finish_edit import FinishEdit
from engine.document.history import History
from engine.document.layers import HAND, Layers
from engine.document.marking import LayerMarks, Marking, own_methods, protected, to_repair
from engine.document.mask import Mask, MaskTile
from engine.document.patch import Patch
from engine.files.scan import Scan
from engine.geometry import Box, Size, box_around
from engine.restore.finish import NO_FINISH, Finish


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A document at one moment: what the engine thread may read while the window goes on.

    layers: copies of the mask layers, from below to above. active: the id of the active one.
    finish: what is done to the whole picture; `restore.render.render` shows it, `read` does not.
    """

    scan: Scan
    patches: tuple[Patch, ...]
    layers: tuple[LayerMarks, ...] = ()
    active: str = HAND
    finish: Finish = NO_FINISH

    @property
    def marked(self) -> Box:
        """The box around everything to repair; empty when nothing is."""
        return self.marking.box

    @property
    def mask(self) -> np.ndarray:
        """uint8 (marked.height, marked.width)."""
        return self.marking.pixels

    @cached_property
    def methods(self) -> tuple[tuple[str, Marking], ...]:
        """What of it is to be repaired by a method of its own, each pixel once."""
        return own_methods(self.layers)

    @cached_property
    def protected(self) -> Marking:
        """What no step may change."""
        return protected(self.layers)

    @cached_property
    def marking(self) -> Marking:
        """Everything to repair; nothing protected is in it."""
        return to_repair(self.layers)

    def read(self, box: Box) -> np.ndarray:
        """The scan with its patches inside `box`: a new array in the scan's depth."""
        return _compose(self.scan, self.patches, box)

    def read_mask(self, box: Box) -> np.ndarray:
        """uint8 (box.height, box.width), a new array; 0 outside `marked`."""
        return self.marking.read(box)


class Document:
    """A scan, the layers of what to repair, the patches laid on it, and the history of both."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.layers = Layers(scan.size)
        self.patches: list[Patch] = []  # in the order in which they lie on the scan
        self.finish = NO_FINISH
        self.history = History()

    @property
    def mask(self) -> Mask:
        """Of the active layer: what tools paint into."""
        return self.layers.active.mask

    @mask.setter
    def mask(self, mask: Mask) -> None:
        self.layers.active.mask = mask

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
        """For work on another thread; copies what is marked, no pixel of the scan."""
        layers = self.layers
        copies, active = layers.copy(), layers.active.id
        return Snapshot(self.scan, tuple(self.patches), copies, active, self.finish)

    def do(self, edit: Edit) -> Box:
        """Carry out an edit and remember it; returns the box to redraw."""
        changed = edit.redo(self)
        self.history.push(edit, changed)
        return changed

    def remember_mask(self, text: str, tiles: Sequence[MaskTile]) -> None:
        """Remember a change that is already on `mask`; nothing where no pixel differs."""
        self.remember_layers(text, {self.layers.active.id: tiles})

    def remember_layers(self, text: str, tiles: Mapping[str, Sequence[MaskTile]]) -> Box:
        """The same for several layers, by id, as one step; returns the box to redraw."""
        changed = tuple((layer, tuple(each)) for layer, each in tiles.items() if each)
        box = box_around(tile.box for _, each in changed for tile in each)
        if changed:
            self.history.push(MaskEdit(text, changed), box)
        return box

    def apply(self, patches: Sequence[Patch], text: str = "Repair") -> Box:
        """Lay patches on the document and clear the marks where they lie, as one step."""
        used = []
        for layer in self.layers.repaired():
            recorder = layer.mask.recorder()
            for patch in patches:
                marks = layer.mask.pixels[patch.box.slices]
                if marks[patch.changed].any():
                    recorder.before(patch.box)
                    marks[patch.changed] = 0
            if tiles := recorder.finish():
                used.append((layer.id, tuple(tiles)))
        return self.do(RepairEdit(text, tuple(patches), tuple(used)))

    def set_strength(self, patch_ids: Sequence[str], strength: float, text: str = "") -> Box:
        """Show these patches at `strength` 0..1, as one step; returns the box to redraw."""
        before = tuple((p.id, p.strength) for p in self.patches if p.id in set(patch_ids))
        after = tuple((patch_id, strength) for patch_id, _ in before)
        return self.do(StrengthEdit(text or f"Strength {strength:.0%}", before, after))

    def set_finish(self, finish: Finish, text: str = "Whole picture") -> Box:
        """Choose what is done to the whole picture, as one step; returns the box to redraw."""
        return self.do(FinishEdit(text, self.finish, finish))

    def undo(self) -> Box:
        return self.history.undo(self)

    def redo(self) -> Box:
        return self.history.redo(self)

    def go_to(self, steps: int) -> Box:
        """Undo or redo until so many steps of the history are done; returns the box to redraw."""
        changed, history = Box(0, 0, 0, 0), self.history
        while (done := len(history.texts)) != steps:
            revision = history.revision
            changed = changed.union(self.undo() if done > steps else self.redo())
            if history.revision == revision:  # that step cannot be reached any more
                break
        return changed


def _compose(scan: Scan, patches: Sequence[Patch], box: Box) -> np.ndarray:
    pixels = scan.pixels[box.slices].copy()
    for patch in patches:
        patch.lay_on(pixels, box)
    return pixels
