"""Mask -> regions: a bounded number of crops, whatever the number of specks.

    components     marks nearer than 8 to 16 px belong together
    pieces         a component too long for one crop is cut into several
    regions        pieces joined into crops where one crop costs less than several

Work grows with the damage: a crop costs what it measures, so specks far apart get small crops of
their own and specks close together share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from engine.document.marking import Marking
from engine.document.request import REACH
from engine.geometry import Box, Size
from engine.progress import Cancelled, Stop

CELL = 8  # px; components are found on a grid of cells
MAX_CROP = 768  # px; attention memory grows with the fourth power of this
THICKEST = 20  # px; thicker holes are filled coarse to fine, from where they are this thick
WIDEST_CROP = 2048  # px: float32 copies of it must stay small, however thick the hole
CALL_COST = 128 * 128  # px that the fixed cost of one more crop is worth


@dataclass(frozen=True, eq=False)
class Piece:
    """A connected mark, or a part of one that fits into a crop.

    hole: bool (box.height, box.width), true where this piece is marked.
    thickness: px across the widest place of the whole component.
    """

    box: Box
    hole: np.ndarray
    thickness: float


@dataclass(frozen=True, eq=False)
class Region:
    """One crop to repair: `hole` (bool, of the size of `hole_box`) inside `box`, its context."""

    box: Box
    hole_box: Box
    hole: np.ndarray
    thickness: float


def context(thickness: float) -> int:
    """How many pixels around a hole a fill looks at."""
    return int(np.clip(1.5 * thickness, 32, REACH)) // 16 * 16


def scale_for(thickness: float) -> int:
    """At 1/scale of the size a generator begins with a hole this thick: 1, 2, 4 or 8."""
    scale = 1
    while thickness / scale > THICKEST and scale < 8:
        scale *= 2
    return scale


def widest_crop(thickness: float, max_crop: int = MAX_CROP) -> int:
    """px, the longest side of a crop for a hole this thick."""
    return min(max_crop * scale_for(thickness), max(WIDEST_CROP, max_crop))


def find_pieces(
    marking: Marking, max_crop: int = MAX_CROP, stop: Stop | None = None
) -> list[Piece]:
    """Every marked pixel in exactly one piece that fits a crop with its context, top to bottom.

    Raises Cancelled when `stop` is set.
    """
    marked = marking.box
    if not marked:
        return []
    cells = _cells(marking.pixels)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cells, connectivity=8)
    pieces: list[Piece] = []
    for label in range(1, count):
        if stop is not None and stop.is_set():
            raise Cancelled
        left, top, width, height = (int(v) * CELL for v in stats[label][:4])
        box = Box(left, top, left + width, top + height).clamp(marked.size)
        side = max(CELL, max_crop - 2 * context(0))
        parts = _parts(marking.pixels, labels, label, box, side)
        thickness = max(_thickness(hole) for _, hole in parts)
        fitting = max(CELL, widest_crop(thickness, max_crop) - 2 * context(thickness))
        if fitting != side and (len(parts) > 1 or max(box.width, box.height) > fitting):
            parts = _parts(marking.pixels, labels, label, box, fitting)
        pieces += [Piece(b.shift(marked.left, marked.top), h, thickness) for b, h in parts]
    return sorted(pieces, key=lambda p: (p.box.top, p.box.left))


def cut_pieces(pieces: Sequence[Piece], side: int) -> list[Piece]:
    """The same marks in pieces of at most `side` px."""
    cut = []
    for piece in pieces:
        for part in _grid(piece.box, side):
            hole = piece.hole[part.within(piece.box).slices]
            x, y, w, h = cv2.boundingRect(hole.astype(np.uint8))
            if w:
                box = Box(x, y, x + w, y + h).shift(part.left, part.top)
                cut.append(Piece(box, hole[y : y + h, x : x + w], piece.thickness))
    return cut


def plan_regions(pieces: Sequence[Piece], size: Size, max_crop: int = MAX_CROP) -> list[Region]:
    """Join pieces into crops of least total cost; each piece ends up in exactly one region.

    Args:
        pieces: from `find_pieces`, all to be filled at the same scale.
        size: of the scan; crops stay inside it.
        max_crop: px, the longest side of a crop, at that scale.
    """
    if not pieces:
        return []
    boxes = np.array([[p.box.left, p.box.top, p.box.right, p.box.bottom] for p in pieces])
    margins = np.array([context(p.thickness) for p in pieces])
    _, groups = _cheapest(np.arange(len(pieces)), boxes, margins, max_crop)
    return [_join([pieces[i] for i in group], size) for group in groups]


def _cheapest(
    chosen: np.ndarray, boxes: np.ndarray, margins: np.ndarray, max_crop: int
) -> tuple[float, list[np.ndarray]]:
    """Cost in pixels and grouping of the chosen pieces: one crop, or the best of both halves."""
    low, high = boxes[chosen, :2].min(0), boxes[chosen, 2:].max(0)
    sides = high - low + 2 * margins[chosen].max()
    together = float(np.prod(-(-sides // 16) * 16)) + CALL_COST
    if len(chosen) == 1:
        return together, [chosen]
    axis = int(np.argmax(high - low))
    order = chosen[np.argsort(boxes[chosen, axis] + boxes[chosen, axis + 2], kind="stable")]
    half = len(order) // 2
    left_cost, left = _cheapest(order[:half], boxes, margins, max_crop)
    right_cost, right = _cheapest(order[half:], boxes, margins, max_crop)
    if sides.max() <= max_crop and together <= left_cost + right_cost:
        return together, [chosen]
    return left_cost + right_cost, left + right


def _join(pieces: list[Piece], size: Size) -> Region:
    hole_box = Box(0, 0, 0, 0)
    for piece in pieces:
        hole_box = hole_box.union(piece.box)
    hole = np.zeros((hole_box.height, hole_box.width), bool)
    for piece in pieces:
        hole[piece.box.within(hole_box).slices] |= piece.hole
    thickness = max(piece.thickness for piece in pieces)
    return Region(hole_box.pad(context(thickness)).clamp(size), hole_box, hole, thickness)


def _cells(mask: np.ndarray) -> np.ndarray:
    """uint8, one per CELL x CELL pixels: above 0 where any of them is marked."""
    height, width = mask.shape
    rows, columns = -(-height // CELL), -(-width // CELL)
    cells = np.zeros((rows, columns), np.uint8)
    band = 64  # rows of cells at a time: no second copy of a large mask
    for top in range(0, rows, band):
        part = mask[top * CELL : (top + band) * CELL]
        edges = (0, -part.shape[0] % CELL, 0, -width % CELL)
        part = cv2.copyMakeBorder(part, *edges, cv2.BORDER_CONSTANT)
        cv2.threshold(part, 0, 255, cv2.THRESH_BINARY, part)
        # The mean of a cell: one pixel of 255 among 64 still rounds to 4.
        size = (columns, part.shape[0] // CELL)
        cells[top : top + band] = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    return cells


def _grid(box: Box, side: int) -> list[Box]:
    """`box` cut into equal parts of at most `side` px, in multiples of CELL."""

    def cuts(start: int, end: int) -> list[int]:
        parts = -(-(end - start) // side)
        step = -(-(end - start) // (parts * CELL)) * CELL
        return [*range(start, end, step), end]

    across, down = cuts(box.left, box.right), cuts(box.top, box.bottom)
    return [
        Box(left, top, right, bottom)
        for top, bottom in pairwise(down)
        for left, right in pairwise(across)
    ]


def _parts(
    mask: np.ndarray, labels: np.ndarray, label: int, box: Box, side: int
) -> list[tuple[Box, np.ndarray]]:
    tiles = _grid(box, side)
    found = (_part(mask, labels, label, tile) for tile in tiles)
    return [part for part in found if part is not None]


def _part(
    mask: np.ndarray, labels: np.ndarray, label: int, tile: Box
) -> tuple[Box, np.ndarray] | None:
    """The tight box and hole of one component inside a tile; None where it has no mark there."""
    cells = Box(
        tile.left // CELL, tile.top // CELL, -(-tile.right // CELL), -(-tile.bottom // CELL)
    )
    own = np.repeat(np.repeat(labels[cells.slices] == label, CELL, 0), CELL, 1)
    hole = (mask[tile.slices] > 0) & own[: tile.height, : tile.width]
    x, y, w, h = cv2.boundingRect(hole.astype(np.uint8))
    if not w:
        return None
    return Box(x, y, x + w, y + h).shift(tile.left, tile.top), hole[y : y + h, x : x + w]


def _thickness(hole: np.ndarray) -> float:
    """px across the widest place: twice the largest distance to a pixel outside."""
    # The border counts as outside; a cut through a component only makes it thinner there.
    padded = cv2.copyMakeBorder(hole.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    return float(2 * cv2.distanceTransform(padded, cv2.DIST_L2, 5).max())


def wide_part(hole: np.ndarray) -> np.ndarray:
    """Where a hole, bool (h, w), is thicker than THICKEST: not the scratch that leads to a blob."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (THICKEST + 1, THICKEST + 1))
    opened = cv2.morphologyEx(hole.astype(np.uint8), cv2.MORPH_OPEN, disc)
    return np.asarray(hole & (cv2.dilate(opened, np.ones((5, 5), np.uint8)) > 0))
