"""Shapes as marks: what a lasso, a rectangle, a line mark on a mask, drawn box by box.

Points are scan pixels, continuous: pixel (3, 4) covers x from 3.0 to 4.0. A shape is drawn in any
box by itself, so that what it costs follows from the box and never from the scan.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import cv2
import numpy as np

from engine.document.mask import TILE, Mask, MaskTile
from engine.geometry import Box, Size

Point = tuple[float, float]
How = Literal["add", "subtract", "replace"]

CELL = 4 * TILE  # px; what is worked out in one piece
PIECE = 2 * TILE  # px; what is written at once, in a millisecond or two
_FRACTION = 8  # bits behind the point in OpenCV's coordinates


class Shape(Protocol):
    """What can be marked."""

    @property
    def boxes(self) -> Sequence[Box]:
        """Nothing lies outside of them; no two share a tile. May reach outside the scan."""

    def draw(self, box: Box) -> np.ndarray:
        """uint8 (box.height, box.width): 0 outside the shape .. 255 inside."""


@dataclass(frozen=True)
class Rectangle:
    """Whole pixels."""

    box: Box

    @classmethod
    def around(cls, a: Point, b: Point) -> Rectangle:
        """All pixels that two opposite corners, in any order, have between them."""
        return cls(pixels_between(a, b))

    @property
    def boxes(self) -> Sequence[Box]:
        return [self.box]

    def draw(self, box: Box) -> np.ndarray:
        pixels = np.zeros((box.height, box.width), np.uint8)
        pixels[self.box.intersection(box).within(box).slices] = 255
        return pixels


@dataclass(frozen=True)
class Ellipse:
    """The pixels whose middles lie inside the ellipse that touches the sides of `box`."""

    box: Box

    @property
    def boxes(self) -> Sequence[Box]:
        return [self.box]

    def draw(self, box: Box) -> np.ndarray:
        across, down = max(self.box.width, 1) / 2, max(self.box.height, 1) / 2
        y = (np.arange(box.top, box.bottom) + 0.5 - self.box.top - down) / down
        reach = across * np.sqrt(np.clip(1 - y * y, 0, None))
        x = np.abs(np.arange(box.left, box.right) + 0.5 - self.box.left - across)
        return _marks((x[None, :] <= reach[:, None]) & (np.abs(y) <= 1)[:, None])


@dataclass(frozen=True)
class Polygon:
    """The pixels whose middles a closed line goes around, in either direction.

    Where the line crosses itself, what it goes around twice is inside all the same: a hand that
    closes its loop a little too late must not leave a gap.
    """

    points: tuple[Point, ...]

    @property
    def boxes(self) -> Sequence[Box]:
        return [_around(self.points, 0)]

    def draw(self, box: Box) -> np.ndarray:
        turns = np.zeros((box.height, box.width + 1), np.int16)
        row, x, direction = self._crossings.between(box.top, box.bottom)
        column = np.ceil(x - 0.5 - box.left).astype(np.int64).clip(0, box.width)
        np.add.at(turns, (row - box.top, column), direction)
        return _marks(np.cumsum(turns[:, :-1], axis=1, dtype=np.int16) != 0)

    @cached_property
    def _crossings(self) -> _Crossings:
        return _Crossings(self.points)


class _Crossings:
    """Where a closed line crosses the middles of pixel rows. What was asked for last is kept: a
    shape is drawn in pieces, one beside the other, and of a large one all rows take too long."""

    def __init__(self, points: Sequence[Point]) -> None:
        start = np.array(points, np.float64)
        end = np.roll(start, -1, axis=0)
        falls = start[:, 1] < end[:, 1]
        # Counted from the upper end, so that both directions of an edge meet in the same place.
        self._upper = np.where(falls[:, None], start, end).T
        self._lower = np.where(falls[:, None], end, start).T
        self._direction = np.where(falls, 1, -1).astype(np.int16)
        self._last = (0, 0), self._find(0, 0)

    def between(self, top: int, bottom: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of these rows, in no order: row, x, +1 downwards or -1 upwards."""
        rows, found = self._last
        if rows != (top, bottom):
            found = self._find(top, bottom)
            self._last = (top, bottom), found
        return found

    def _find(self, top: int, bottom: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        (x0, y0), (x1, y1) = self._upper, self._lower
        first = np.ceil(y0 - 0.5).astype(np.int64).clip(top, bottom)
        count = np.ceil(y1 - 0.5).astype(np.int64).clip(top, bottom) - first
        edge = np.repeat(np.arange(len(count)), count)
        row = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        slope = (x1 - x0)[edge] / (y1 - y0)[edge]
        return row, x0[edge] + (row + 0.5 - y0[edge]) * slope, self._direction[edge]


@dataclass(frozen=True)
class Line:
    """A line through all points, `width` pixels wide, with round ends."""

    points: tuple[Point, ...]
    width: float

    @property
    def boxes(self) -> Sequence[Box]:
        return [_around(self.points, math.ceil(self.width / 2) + 1)]

    def draw(self, box: Box) -> np.ndarray:
        pixels = np.zeros((box.height, box.width), np.uint8)
        # OpenCV counts from the middle of the first pixel.
        points = np.array(self.points, np.float64) - (box.left + 0.5, box.top + 0.5)
        fixed = np.rint(points * 2**_FRACTION).astype(np.int32).reshape(-1, 1, 2)
        width = max(1, round(self.width) - 1)  # OpenCV adds the pixels that it touches
        cv2.polylines(pixels, [fixed], len(fixed) == 1, 255, width, cv2.LINE_8, _FRACTION)
        return pixels


@dataclass(frozen=True, eq=False)
class Plane:
    """Pixels as they are: what was found or worked out.

    pixels: uint8 (box.height, box.width).
    boxes: the cells of the scan's grid of `CELL` px, clamped to the scan, that hold any of it.
    """

    box: Box
    pixels: np.ndarray
    boxes: Sequence[Box]

    def draw(self, box: Box) -> np.ndarray:
        pixels = np.zeros((box.height, box.width), np.uint8)
        common = box.intersection(self.box)
        pixels[common.within(box).slices] = self.pixels[common.within(self.box).slices]
        return pixels


class Inverse:
    """Everything that is not marked now; for "replace"."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask

    @property
    def boxes(self) -> Sequence[Box]:
        return [self._mask.size.box]

    def draw(self, box: Box) -> np.ndarray:
        return 255 - self._mask.pixels[box.slices]


class MarkWriter:
    """A shape on its way onto a mask, piece by piece, so that a window goes on meanwhile."""

    def __init__(self, mask: Mask, shape: Shape, how: How = "add") -> None:
        self._mask, self._shape, self._how = mask, shape, how
        boxes = [box.clamp(mask.size) for box in shape.boxes]
        self._waiting = deque(piece for box in boxes for piece in cells_touching(box, PIECE))
        self._tiles: list[MaskTile] = []

    @property
    def is_done(self) -> bool:
        return not self._waiting

    def step(self) -> Box:
        """Write the next piece; returns the box to redraw. IndexError when all is written."""
        box = self._waiting.popleft()
        under, values = self._mask.pixels[box.slices], self._shape.draw(box)
        if self._how == "replace" or values.any():
            recorder = self._mask.recorder()
            recorder.before(box)
            if self._how == "add":
                np.maximum(under, values, out=under)
            elif self._how == "subtract":
                np.minimum(under, 255 - values, out=under)
            else:
                under[:] = values
            self._tiles += recorder.finish()  # now: packing all at the end would be felt
        return box

    def finish(self) -> list[MaskTile]:
        """Write what is left; returns the tiles that differ, for `document.remember_mask`."""
        while not self.is_done:
            self.step()
        return self._tiles

    def roll_back(self) -> Box:
        """Take everything back; returns the box to redraw."""
        return self._mask.write_tiles(self._tiles, after=False)


def mark(mask: Mask, shape: Shape, how: How = "add") -> list[MaskTile]:
    """Mark a whole shape at once; returns the tiles for undo."""
    return MarkWriter(mask, shape, how).finish()


def cells_touching(box: Box, side: int = CELL) -> Iterator[Box]:
    """`box` cut along the scan's grid of `side` px, so that no two pieces share a tile."""
    for top in range(box.top // side * side, box.bottom, side):
        for left in range(box.left // side * side, box.right, side):
            yield Box(left, top, left + side, top + side).intersection(box)


def whole_cells(boxes: Sequence[Box], size: Size) -> list[Box]:
    """The cells of the grid, clamped to the scan, that share a pixel with any box, each once."""
    found: dict[Box, None] = {}
    for box in boxes:
        box = box.clamp(size)
        grown = Box(box.left // CELL * CELL, box.top // CELL * CELL, box.right, box.bottom)
        if box:
            for cell in cells_touching(grown):
                whole = Box(cell.left, cell.top, cell.left + CELL, cell.top + CELL)
                found[whole.clamp(size)] = None
    return list(found)


def pixels_between(a: Point, b: Point) -> Box:
    """Every pixel touched by the rectangle with these two opposite corners; at least one."""
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(a, b, strict=True))
    return Box(
        math.floor(left),
        math.floor(top),
        max(math.ceil(right), math.floor(left) + 1),
        max(math.ceil(bottom), math.floor(top) + 1),
    )


def _marks(inside: np.ndarray) -> np.ndarray:
    """bool -> uint8 0, 255."""
    marks: np.ndarray = inside.astype(np.uint8) * np.uint8(255)
    return marks


def _around(points: Sequence[Point], margin: int) -> Box:
    columns, rows = zip(*points, strict=True)
    box = pixels_between((min(columns), min(rows)), (max(columns), max(rows)))
    return box.pad(margin)
