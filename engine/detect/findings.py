"""What a detector found: an editable proposal, never a repair.

Probabilities are kept in blocks of 16 x 16 px, only where something was found, so that memory
grows with the damage and not with the scan, and so that sensitivity and minimum size can be moved
without running the detector again: `Findings.masks` costs what was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from engine.detect.blocks import BLOCK, Blocks, grow, label
from engine.detect.settings import CLASSES, MOST_SENSITIVE, DetectSettings
from engine.geometry import Box, Size

# px around what is found, for its skirt. The detector learns masks already grown by 1 px; what
# comes from softer sources or has soft borders needs 2.
GROWTH = {"area": 2, "text": 2, "infrared": 2, "repeated": 2, "date": 2}


@dataclass(frozen=True, eq=False)
class Marks:
    """The mask of one class, kept in blocks: uint8 0 or 255.

    count: of separate findings. area: marked pixels.
    """

    size: Size
    blocks: Blocks
    count: int
    area: int

    def draw(self) -> np.ndarray:
        """The mask: uint8 (height, width), 0 keep, 255 repair."""
        return _draw(self.size, [(self.blocks, 255)])


@dataclass(frozen=True, eq=False)
class Findings:
    """Probabilities by class, 0..255, where they reach what the highest sensitivity asks for.

    source: how they were found, as the user reads it.
    """

    size: Size
    planes: Mapping[str, Blocks]
    source: str = ""

    @property
    def nbytes(self) -> int:
        return sum(blocks.pixels.nbytes for blocks in self.planes.values())

    def masks(self, settings: DetectSettings) -> dict[str, Marks]:
        """The masks of the chosen classes; classes that were not looked for are left out."""
        return {
            name: self._marks(name, blocks, settings)
            for name, blocks in self.planes.items()
            if name in settings.classes
        }

    def _marks(self, name: str, blocks: Blocks, settings: DetectSettings) -> Marks:
        high, low = settings.thresholds(name)
        labels, areas = label(blocks, low)
        seeded = np.zeros(len(areas), bool)
        seeded[labels[blocks.pixels >= high]] = True
        kept = seeded & (areas >= settings.minimum)
        kept[0] = False  # of no component
        marked = blocks.with_pixels(kept[labels].view(np.uint8) * np.uint8(255))
        grown = grow(marked, GROWTH.get(name, 1)).inside(self.size)
        return Marks(self.size, grown, int(kept.sum()), int(np.count_nonzero(grown.pixels)))


def draw_classes(size: Size, masks: Mapping[str, Marks]) -> np.ndarray:
    """uint8 (height, width): 0 where nothing is marked, else 1 + the place of the class in CLASSES;
    where two meet, the later one."""
    ordered = sorted(masks, key=CLASSES.index)
    return _draw(size, [(masks[name].blocks, 1 + CLASSES.index(name)) for name in ordered])


def _draw(size: Size, layers: Sequence[tuple[Blocks, int]]) -> np.ndarray:
    """Each layer's value where it is marked, over those before it.

    np.zeros takes memory only where something is written: where something was found.
    """
    rows, columns = -(-size.height // BLOCK), -(-size.width // BLOCK)
    plane = np.zeros((rows * BLOCK, columns * BLOCK), np.uint8)
    tiled = plane.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)
    for blocks, value in layers:
        at = blocks.rows, blocks.columns
        tiled[at] = np.where(blocks.pixels > 0, np.uint8(value), tiled[at])
    return plane[: size.height, : size.width]


@dataclass(eq=False)
class FindingsBuilder:
    """Collects probabilities piece by piece; where pieces overlap, the largest one counts."""

    size: Size
    classes: tuple[str, ...]
    _kept: dict[str, dict[tuple[int, int], np.ndarray]] = field(default_factory=dict)

    def add(self, box: Box, planes: np.ndarray) -> None:
        """`planes`: float32 (box.height, box.width, classes) 0..1; `box` lies in the scan."""
        for name, plane in zip(self.classes, np.moveaxis(planes, 2, 0), strict=True):
            scaled = cv2.convertScaleAbs(np.maximum(plane, 0), alpha=255)  # a fifth of NumPy's time
            self._add(self._kept.setdefault(name, {}), name, box, scaled)

    def build(self, source: str) -> Findings:
        planes = {name: Blocks.of(self._kept.get(name, {})) for name in self.classes}
        return Findings(self.size, planes, source)

    def _add(
        self, kept: dict[tuple[int, int], np.ndarray], name: str, box: Box, values: np.ndarray
    ) -> None:
        reach = GROWTH.get(name, 1)
        floor = MOST_SENSITIVE.thresholds(name)[1]
        if values.max(initial=0) < floor:
            return
        # Blocks that only growth will reach are kept from the beginning.
        wide = box.pad(reach).clamp(self.size)
        top, left = wide.top // BLOCK, wide.left // BLOCK
        rows, columns = -(-wide.bottom // BLOCK) - top, -(-wide.right // BLOCK) - left
        plane = np.zeros((rows * BLOCK, columns * BLOCK), np.uint8)
        # What no sensitivity shows is dropped, or it would depend on how the pieces lie.
        plane[box.shift(-left * BLOCK, -top * BLOCK).slices] = values * (values >= floor)
        near = cv2.dilate(plane, np.ones((2 * reach + 1,) * 2, np.uint8))
        blocks = near.reshape(rows, BLOCK, -1).max(axis=1).reshape(rows, columns, BLOCK).max(axis=2)
        tiled = plane.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)
        for row, column in np.argwhere(blocks):
            piece, key = tiled[row, column], (top + int(row), left + int(column))
            known = kept.get(key)
            kept[key] = piece.copy() if known is None else np.maximum(known, piece)
