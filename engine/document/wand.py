"""The colour wand: the pixels that look like the one that was clicked."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from engine.document.mask_operations import plane_of
from engine.document.shapes import Plane, whole_cells
from engine.geometry import Box, Size
from engine.progress import Progress

FIRST_REACH = 512  # px around the click that are looked at first
SAMPLE = 1  # px around the click that are averaged: the grain of a single pixel says little

Read = Callable[[Box], np.ndarray]


def find_similar(
    read: Read,
    size: Size,
    at: tuple[int, int],
    tolerance: float,
    progress: Progress,
    *,
    contiguous: bool = True,
) -> Plane:
    """255 where every channel differs from the clicked colour by at most `tolerance`.

    Args:
        read: the pixels of a box inside the scan, (h, w, channels), uint8 or uint16.
        at: the clicked pixel (x, y), inside the scan.
        tolerance: 0..1 of the depth's range.
        contiguous: only what hangs together with the clicked pixel. Looked for in a window that
            grows as long as the find reaches its edge: a click costs what it finds.
    """
    x, y = at
    sample = read(Box(x, y, x + 1, y + 1).pad(SAMPLE).clamp(size))
    colour = np.median(sample.reshape(-1, sample.shape[-1]), axis=0)
    reach = tolerance * float(np.iinfo(sample.dtype).max)
    low, high = colour - reach, colour + reach
    if not contiguous:
        return _everywhere(read, size, low, high, progress)
    window = Box(x, y, x + 1, y + 1).pad(FIRST_REACH).clamp(size)
    while True:
        alike = _similar(read, window, low, high, progress)
        found = _connected(alike, (x - window.left, y - window.top))
        if not _touches_inner_edge(found, window, size):
            return plane_of(found, window, size)
        window = window.pad(max(window.width, window.height) // 2).clamp(size)


def _everywhere(
    read: Read, size: Size, low: np.ndarray, high: np.ndarray, progress: Progress
) -> Plane:
    return plane_of(_similar(read, size.box, low, high, progress), size.box, size)


def _similar(
    read: Read, box: Box, low: np.ndarray, high: np.ndarray, progress: Progress
) -> np.ndarray:
    """uint8 (box.height, box.width): 255 where the colour lies between `low` and `high`."""
    found = np.zeros((box.height, box.width), np.uint8)
    cells = [cell.intersection(box) for cell in whole_cells([box], Size(box.right, box.bottom))]
    for number, cell in enumerate(cells):
        progress.step(number / len(cells), "looking for the colour")
        found[cell.within(box).slices] = cv2.inRange(read(cell), low, high)
    return found


def _connected(alike: np.ndarray, seed: tuple[int, int]) -> np.ndarray:
    """255 where `alike` hangs together with `seed`, at which it need not be set itself."""
    height, width = alike.shape
    reached = np.zeros((height + 2, width + 2), np.uint8)
    alike[seed[1], seed[0]] = 255
    cv2.floodFill(alike, reached, seed, 0, 0, 0, 4 | cv2.FLOODFILL_MASK_ONLY | 255 << 8)
    return reached[1:-1, 1:-1]


def _touches_inner_edge(found: np.ndarray, window: Box, size: Size) -> bool:
    """Whether the find reaches an edge of the window that is not one of the scan."""
    return bool(
        (window.left > 0 and found[:, 0].any())
        or (window.top > 0 and found[0].any())
        or (window.right < size.width and found[:, -1].any())
        or (window.bottom < size.height and found[-1].any())
    )
