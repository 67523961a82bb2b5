"""Grow, shrink, feather and fill a mask: new pixels for what is marked, worked out cell by cell.

Each function takes `pixels`, uint8 of the size of the scan, which it only reads, and the boxes
outside of which nothing is marked (`Mask.marked_tiles`). It works where those are and nowhere
else, and gives a `Plane`: what the mask is to be in its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from engine.document.shapes import Plane, whole_cells
from engine.geometry import Box, Size
from engine.progress import Progress

WIDEST = 250  # px; a cell is read with this margin

Work = Callable[[np.ndarray, Sequence[Box], int, Progress], Plane]


def grow(pixels: np.ndarray, marked: Sequence[Box], radius: int, progress: Progress) -> Plane:
    """Mark everything within `radius` pixels of a marked pixel; soft edges become firm."""

    def grown(near: np.ndarray) -> np.ndarray:
        distance = cv2.distanceTransform((near == 0).astype(np.uint8), cv2.DIST_L2, _EXACT)
        return np.where(distance <= radius, np.uint8(255), np.uint8(0))

    return _cell_by_cell(pixels, marked, radius, grown, progress, "growing the marks")


def shrink(pixels: np.ndarray, marked: Sequence[Box], radius: int, progress: Progress) -> Plane:
    """Take marks away within `radius` pixels of what is not marked; the scan's edge is no end."""

    def shrunk(near: np.ndarray) -> np.ndarray:
        if near.all():
            return near
        distance = cv2.distanceTransform((near > 0).astype(np.uint8), cv2.DIST_L2, _EXACT)
        return np.where(distance > radius, near, np.uint8(0))

    return _cell_by_cell(pixels, marked, radius, shrunk, progress, "shrinking the marks")


def feather(pixels: np.ndarray, marked: Sequence[Box], radius: int, progress: Progress) -> Plane:
    """Let marks fall off from 255 to 0 over `radius` pixels on either side of their edge.

    Three means in a row come close to a Gaussian and cost the same for every radius.
    """
    side = 2 * max(1, round(radius / 3)) + 1

    def feathered(near: np.ndarray) -> np.ndarray:
        for _ in range(3):
            near = cv2.blur(near, (side, side), borderType=cv2.BORDER_REPLICATE)
        return near

    return _cell_by_cell(pixels, marked, radius + 2, feathered, progress, "feathering the marks")


def fill_holes(pixels: np.ndarray, marked: Sequence[Box], radius: int, progress: Progress) -> Plane:
    """Mark what is enclosed by marks; `radius` is not used. To be added, not to replace."""
    bounds = Box(0, 0, 0, 0)
    for box in marked:
        bounds = bounds.union(box)
    progress.step(0.0, "filling the holes")
    if not bounds:
        return Plane(bounds, np.zeros((0, 0), np.uint8), [])
    # A frame of unmarked pixels, from which everything outside is reached.
    framed = cv2.copyMakeBorder(
        (pixels[bounds.slices] > 0).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0
    )
    progress.step(0.3, "filling the holes")
    cv2.floodFill(framed, None, (0, 0), 1)
    progress.step(0.9, "filling the holes")
    holes = np.where(framed[1:-1, 1:-1] == 0, np.uint8(255), np.uint8(0))
    return plane_of(holes, bounds, Size(pixels.shape[1], pixels.shape[0]))


def plane_of(found: np.ndarray, box: Box, size: Size) -> Plane:
    """`found`, uint8 (box.height, box.width), with the cells in which any of it is not 0."""
    cells = [
        cell
        for cell in whole_cells([box], size)
        if found[cell.intersection(box).within(box).slices].any()
    ]
    return Plane(box, found, cells)


_EXACT = cv2.DIST_MASK_PRECISE


def _cell_by_cell(
    pixels: np.ndarray,
    marked: Sequence[Box],
    reach: int,
    work: Callable[[np.ndarray], np.ndarray],
    progress: Progress,
    doing: str,
) -> Plane:
    """`work` on every cell that a mark may reach, with `reach` pixels around it."""
    size = Size(pixels.shape[1], pixels.shape[0])
    cells = whole_cells([box.pad(reach) for box in marked], size)
    result = np.zeros((size.height, size.width), np.uint8)  # takes memory where it is written
    for number, cell in enumerate(cells):
        progress.step(number / len(cells), doing)
        around = cell.pad(reach).clamp(size)
        near = pixels[around.slices]
        if near.any():
            result[cell.slices] = work(near)[cell.within(around).slices]
    progress.step(1.0, doing)
    return Plane(size.box, result, cells)
