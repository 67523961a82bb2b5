"""The two-click scratch: the way along a scratch between two points that were clicked roughly.

A strip along the straight line between the points is straightened out; in it, the cheapest way
from end to end is found, where a pixel is the cheaper the more it looks like the crest of a thin
bright or dark line.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from engine.document.shapes import Line, Point
from engine.geometry import Box, Size
from engine.progress import Progress

NARROWEST, WIDEST = 12, 64  # px that the way may leave the straight line by
WIDTHS = (0.8, 1.6, 3.2)  # sigma of the lines that are looked for, px
PIECE = 1024  # px along the line that are read at once
STEP = 4  # px between the points of the result
SLANT = 0.15  # price of going aside by a pixel, in pixels of nothing that looks like a scratch
AWAY = 0.04  # the same for every pixel between an end of the way and the click

Read = Callable[[Box], np.ndarray]


def find_scratch(
    read: Read, size: Size, start: Point, end: Point, width: float, progress: Progress
) -> Line:
    """The line along the scratch from about `start` to about `end`, `width` pixels wide.

    Args:
        read: the pixels of a box inside the scan, (h, w, channels), uint8 or uint16.
        start, end: scan pixels, inside the scan or not.
    """
    length = math.dist(start, end)
    if length < 2:
        return Line((start, end), width)
    aside = round(min(max(length / 8, NARROWEST), WIDEST))
    progress.step(0.0, "following the scratch")
    strip = _straighten(read, size, start, end, aside, progress.part(0.0, 0.5))
    offsets = _cheapest_way(_cost(strip), progress.part(0.5, 1.0))
    offsets = cv2.GaussianBlur(offsets[None].astype(np.float32), (0, 0), 2.0)[0] - aside
    along = np.unique(np.r_[0 : len(offsets) : STEP, len(offsets) - 1])
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    x = start[0] + along * ux - offsets[along] * uy
    y = start[1] + along * uy + offsets[along] * ux
    return Line(tuple(zip(x.tolist(), y.tolist(), strict=True)), width)


def _straighten(
    read: Read, size: Size, start: Point, end: Point, aside: int, progress: Progress
) -> np.ndarray:
    """float32 (2 * aside + 1, length + 1): grey values, the straight line in the middle row."""
    length = math.ceil(math.dist(start, end))
    ux, uy = (np.subtract(end, start) / math.dist(start, end)).tolist()
    pieces = []
    for first in range(0, length + 1, PIECE):
        progress.step(first / (length + 1), "following the scratch")
        last = min(first + PIECE, length + 1)
        corners = np.array(
            [
                (start[0] + i * ux - j * uy, start[1] + i * uy + j * ux)
                for i in (first, last)
                for j in (-aside, aside)
            ]
        )
        (left, top), (right, bottom) = corners.min(0), corners.max(0)
        box = Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
        box = _inside(box.pad(2), size)
        grey = read(box).mean(axis=2, dtype=np.float32)
        # From strip (i, j) to the pixel of the box; pixel middles lie at whole numbers here.
        to_box = np.array(
            [
                [ux, -uy, start[0] + first * ux + aside * uy - 0.5 - box.left],
                [uy, ux, start[1] + first * uy - aside * ux - 0.5 - box.top],
            ]
        )
        wanted = (last - first, 2 * aside + 1)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        pieces.append(
            cv2.warpAffine(grey, to_box, wanted, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        )
    return np.concatenate(pieces, axis=1)


def _inside(box: Box, size: Size) -> Box:
    """The part of `box` in the scan, or the scan's pixels nearest to it."""
    left, top = min(max(box.left, 0), size.width - 1), min(max(box.top, 0), size.height - 1)
    return Box(left, top, max(left + 1, box.right), max(top + 1, box.bottom)).clamp(size)


def _cost(strip: np.ndarray) -> np.ndarray:
    """float32 0..1 of the strip's shape: 0 on the crest of a line along it, 1 on plain ground."""
    crest = np.zeros_like(strip)
    for sigma in WIDTHS:
        # Smoothed along the strip, where a scratch goes on and grain does not.
        narrow = cv2.GaussianBlur(strip, (0, 0), sigmaX=3.0, sigmaY=sigma)
        wide = cv2.GaussianBlur(strip, (0, 0), sigmaX=3.0, sigmaY=3 * sigma)
        np.maximum(crest, np.abs(narrow - wide), out=crest)
    most = float(np.percentile(crest, 99)) or 1.0
    return 1 - np.clip(crest / most, 0, 1)


def _cheapest_way(cost: np.ndarray, progress: Progress) -> np.ndarray:
    """int (length,): for each column the row of the cheapest way, which climbs at most 1:1."""
    rows, length = cost.shape
    away = AWAY * np.abs(np.arange(rows, dtype=np.float32) - rows // 2)
    total = cost[:, 0] + away
    came = np.zeros((length, rows), np.int8)
    paths = np.full((3, rows), np.inf, np.float32)
    for column in range(1, length):
        if column % 512 == 0:
            progress.step(column / length, "following the scratch")
        paths[0, 1:] = total[:-1] + SLANT
        paths[1] = total
        paths[2, :-1] = total[1:] + SLANT
        came[column] = paths.argmin(axis=0) - 1
        total = paths.min(axis=0) + cost[:, column]
    way = np.empty(length, np.int64)
    way[-1] = int(np.argmin(total + away))
    for column in range(length - 1, 0, -1):
        way[column - 1] = way[column] + came[column, way[column]]
    return way
