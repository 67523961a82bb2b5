"""Lays a mask over the scan, straight from the mask's own buffer.

Zoomed in, the pixels that are seen are looked up in `mask.pixels` when they are drawn; nothing is
copied or kept. Zoomed out, they come from reduced planes that hold the *largest* value of each
2 x 2: a hair of two pixels stays visible on a scan of 100 megapixels that is fitted to the window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
from PySide6.QtGui import QPainter

from engine.document.mask import Mask
from engine.geometry import Box, box_around
from gui.canvas.camera import Camera
from gui.canvas.marks import MARGIN, Style
from gui.canvas.pyramid import ALIGNMENT, DEEPEST, level_count, reduced_box, reduced_size
from gui.qimage import draw_overlay


class MaskOverlay:
    """What one mask looks like. Used on the GUI thread."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        sizes = [reduced_size(mask.size, k) for k in range(1, level_count(mask.size) + 1)]
        # np.zeros takes memory only where something is written: where there are marks.
        self._planes = [np.zeros((small.height, small.width), np.uint8) for small in sizes]
        cells = reduced_size(mask.size, DEEPEST)
        # For each plane the cells of 256 x 256 scan pixels that it does not show yet.
        self._stale = np.zeros((len(sizes), cells.height, cells.width), bool)
        for tile in mask.marked_tiles():
            self.changed(tile)

    def shows(self, mask: Mask) -> bool:
        return self.mask is mask

    def changed(self, box: Box) -> None:
        """The mask differs inside `box` (scan pixels)."""
        # Also where a wide brush was before: to find that out costs more than to read it again.
        self._stale[:, *reduced_box(box.clamp(self.mask.size), DEEPEST).slices] = True

    def paint(self, painter: QPainter, camera: Camera, areas: list[Box], style: Style) -> None:
        """Lay the mask over `areas` (device pixels), where anything is marked."""
        for area, (marks,), anchor in sampled([self], camera, areas):
            if marks is not None:
                lay(painter, area, style(marks, anchor))

    def sampler(self, camera: Camera, bounds: Box) -> Callable[[Box], np.ndarray | None]:
        """A function of areas (device pixels) inside `bounds`: uint8 (area.height, area.width),
        the mask for each device pixel, or None where all are 0.
        """
        plane, level = self._plane_for(camera.zoom)
        columns = _positions(bounds.left, bounds.right, camera.offset[0], camera.zoom)
        rows = _positions(bounds.top, bounds.bottom, camera.offset[1], camera.zoom)
        columns = np.clip(columns, 0, camera.scan.width - 1) >> level
        rows = np.clip(rows, 0, camera.scan.height - 1) >> level

        def sample(area: Box) -> np.ndarray | None:
            down, across = area.within(bounds).slices
            x, y = columns[across], rows[down]
            seen = plane[y[0] : y[-1] + 1, x[0] : x[-1] + 1]
            if not cv2.hasNonZero(seen):
                return None
            if seen.shape == (len(y), len(x)):
                return seen  # one for one
            # Rows last: they are copied whole, columns one by one.
            wide = np.ascontiguousarray(seen).take(x - x[0], axis=1)
            return wide.take(y - y[0], axis=0)

        return sample

    def _plane_for(self, zoom: float) -> tuple[np.ndarray, int]:
        """The largest plane with at most one pixel for each of the screen: none is skipped."""
        wanted = math.ceil(math.log2(1 / zoom) - 1e-9) if zoom < 1 else 0
        level = min(wanted, len(self._planes))
        if level == 0:
            return self.mask.pixels, 0
        for k in range(1, level + 1):
            self._refresh(k)
        return self._planes[level - 1], level

    def _refresh(self, level: int) -> None:
        below = self._planes[level - 2] if level > 1 else self.mask.pixels
        plane = self._planes[level - 1]
        for cells in _runs(self._stale[level - 1]):
            box = _scan_box(cells).clamp(self.mask.size)
            pixels = below[reduced_box(box, level - 1).slices]
            plane[reduced_box(box, level).slices] = halve_to_largest(pixels)
        self._stale[level - 1] = False


def sampled(
    overlays: Sequence[MaskOverlay], camera: Camera, areas: list[Box]
) -> Iterator[tuple[Box, list[np.ndarray | None], tuple[int, int]]]:
    """For each of `areas` that shows some of the scan: that part of it, the marks of every overlay
    there (see `sampler`) with `MARGIN` around them, and their distance from the scan's corner.
    """
    scan = camera.covered(camera.scan.box)
    areas = [area.intersection(scan) for area in areas]
    bounds = box_around(areas).pad(MARGIN)
    if not overlays or not any(areas):
        return
    samplers = [overlay.sampler(camera, bounds) for overlay in overlays]
    for area in filter(None, areas):
        padded = area.pad(MARGIN)
        anchor = (padded.left + camera.offset[0], padded.top + camera.offset[1])
        yield area, [sample(padded) for sample in samplers], anchor


def lay(painter: QPainter, area: Box, argb: np.ndarray) -> None:
    """Draw what a style made for `area` with `MARGIN` around it."""
    inner = argb[MARGIN : MARGIN + area.height, MARGIN : MARGIN + area.width]
    draw_overlay(painter, area.left, area.top, inner)


def halve_to_largest(pixels: np.ndarray) -> np.ndarray:
    """The largest of each 2 x 2 of uint8 (h, w); (ceil(h / 2), ceil(w / 2))."""
    height, width = pixels.shape
    if height % 2 or width % 2:
        edge = cv2.BORDER_REPLICATE
        pixels = cv2.copyMakeBorder(pixels, 0, height % 2, 0, width % 2, edge)
    rows = cv2.max(pixels[0::2], pixels[1::2])
    pairs = rows.view(np.uint16)  # of neighbours, in either order: many at once
    return np.maximum(pairs >> 8, pairs & 255).astype(np.uint8)


def _runs(cells: np.ndarray) -> Iterator[Box]:
    """The true cells as boxes of neighbours in a row: what one holds stays in a cache."""
    edges = np.diff(cells.view(np.int8), axis=1, prepend=0, append=0)
    starts, ends = np.argwhere(edges == 1).tolist(), np.argwhere(edges == -1).tolist()
    for (row, start), (_, end) in zip(starts, ends, strict=True):
        yield Box(start, row, end, row + 1)


def _scan_box(cells: Box) -> Box:
    edges = (cells.left, cells.top, cells.right, cells.bottom)
    return Box(*(edge * ALIGNMENT for edge in edges))


def _positions(start: int, end: int, offset: int, zoom: float) -> np.ndarray:
    """The scan column (or row) under the middle of each device pixel."""
    middles = np.arange(start + offset, end + offset) + 0.5
    return np.floor(middles / zoom).astype(np.intp)
