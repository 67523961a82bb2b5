"""Reduced copies of a scan for looking at it from afar: uint8, ready for the screen. No Qt.

Level k is 2^k times smaller than the scan, each pixel the mean of 2 x 2 of the level below; level 0
is the document itself and not kept here. Tiles of 512 px are the unit of everything.

Where patches lie, the tiles as they were before are kept, so that comparing with the original
costs nothing but what was repaired.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.geometry import Box, Size

TILE = 512  # px, at every level
DEEPEST = 8  # 2^8 = 256 times smaller: 100,000 px become 400
ALIGNMENT = 2**DEEPEST  # scan px; boxes of this grid are whole pixels at every level

Tile = tuple[int, int, int]  # level, row, column


def level_count(size: Size) -> int:
    """Levels above 0 until the scan has become a single pixel, but at most `DEEPEST`."""
    return min(DEEPEST, (max(size.width, size.height) - 1).bit_length())


def reduced_size(size: Size, level: int) -> Size:
    return Size(-(-size.width >> level), -(-size.height >> level))


def reduced_box(box: Box, level: int) -> Box:
    """The pixels of `level` that show some part of `box` (scan pixels)."""
    scale = 2**level
    return Box(box.left // scale, box.top // scale, -(-box.right // scale), -(-box.bottom // scale))


def aligned(box: Box, size: Size) -> Box:
    """`box` grown to the grid on which every level has whole pixels, clamped to `size`."""
    grid = ALIGNMENT
    return Box(
        box.left // grid * grid,
        box.top // grid * grid,
        -(-box.right // grid) * grid,
        -(-box.bottom // grid) * grid,
    ).clamp(size)


def halve(pixels: np.ndarray) -> np.ndarray:
    """Means of 2 x 2 pixels (h, w, c); an odd last row or column counts twice."""
    height, width, channels = pixels.shape
    if height % 2 or width % 2:
        edge = cv2.BORDER_REPLICATE
        pixels = cv2.copyMakeBorder(pixels, 0, height % 2, 0, width % 2, edge)
    half = Size((width + 1) // 2, (height + 1) // 2)
    small = cv2.resize(pixels, (half.width, half.height), interpolation=cv2.INTER_AREA)
    return small.reshape(half.height, half.width, channels)


def scan_box(tile: Tile, size: Size) -> Box:
    """The scan pixels that a tile shows."""
    level, row, column = tile
    side = TILE << level
    return Box(0, 0, side, side).shift(column * side, row * side).clamp(size)


def tiles_touching(box: Box, level: int, size: Size) -> list[Tile]:
    """The tiles of one level, row by row, that show some pixel of `box` (scan pixels)."""
    box = box.clamp(size)
    if not box:
        return []
    side = TILE << level
    rows = range(box.top // side, (box.bottom - 1) // side + 1)
    columns = range(box.left // side, (box.right - 1) // side + 1)
    return [(level, row, column) for row in rows for column in columns]


class Pyramid:
    """The levels of one scan. One thread writes, any thread reads: who reads a tile while it is
    being written gets a mixture and is told to read it again.
    """

    def __init__(self, size: Size, channels: int) -> None:
        self.size = size
        self.rows_built = 0  # scan rows, from the top, that every level shows
        # np.empty takes memory only where it is written.
        self._levels = [
            np.empty((small.height, small.width, channels), np.uint8)
            for small in (reduced_size(size, k) for k in range(1, level_count(size) + 1))
        ]
        self._originals: dict[Tile, np.ndarray] = {}

    @property
    def deepest(self) -> int:
        return len(self._levels)

    def is_built(self, tile: Tile) -> bool:
        return scan_box(tile, self.size).bottom <= self.rows_built

    def read(self, tile: Tile, *, original: bool) -> np.ndarray:
        """A view of at most 512 x 512 pixels; `original` = without any patch."""
        kept = self._originals.get(tile) if original else None
        return self._tile(tile) if kept is None else kept

    def write(self, box: Box, half: np.ndarray) -> None:
        """Write level 1 of an aligned box and all levels above it."""
        for level, pixels in enumerate(self._levels, start=1):
            if level > 1:
                half = halve(half)
            pixels[reduced_box(box, level).slices] = half

    def keep_originals(self, box: Box) -> None:
        """Call before the first patch inside `box` is written."""
        for level in range(1, self.deepest + 1):
            for tile in tiles_touching(box, level, self.size):
                if tile not in self._originals:
                    self._originals[tile] = self._tile(tile).copy()

    def _tile(self, tile: Tile) -> np.ndarray:
        level, row, column = tile
        top, left = row * TILE, column * TILE
        return self._levels[level - 1][top : top + TILE, left : left + TILE]
