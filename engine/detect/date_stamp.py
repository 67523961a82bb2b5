"""Dates that a camera or a laboratory burnt into a corner: found by colour, stroke and layout.

Two kinds: orange or red digits of seven segments, which glow, and printed ones, lighter or darker
than the picture. What counts is a line of marks of one height and one stroke width, near a corner,
along the picture's edge, upright or on its side. Lettering in a corner looks the same: a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from engine.detect.findings import Findings, FindingsBuilder
from engine.files.writer import Readable
from engine.geometry import Box, Size
from engine.progress import Progress

NAME = "date"
ALONG, ACROSS = 0.48, 0.2  # of the picture's sides: how far a corner reaches
WORKING = 900  # px, the shorter side of the picture as it is looked at
HEIGHT = (0.011, 0.05)  # of the shorter side: how high digits are
STROKE = (0.05, 0.34)  # of their height
GLYPHS = (4, 12)  # marks side by side; segments of a display often touch
LENGTH = (2.6, 12.0)  # of a line, in heights of its digits
ALIGNED = 0.62  # share of the marks, by area, that reach over most of the line's height
UPRIGHT = 0.6  # share of the steps that run along or across the line, for segments
LCD = 45  # of 255: how much redder than its surroundings
PRINTED = 55  # of 255: how much lighter or darker
FLAT = 0.3  # share of a line that other marks around it may come to
GLOW = 0.35  # of the strokes' own contrast: as far as the stamp reaches
CERTAINTY = {"lcd": 0.8, "printed": 0.55}


@dataclass(frozen=True, eq=False)
class _Line:
    """A line of digits. box: in px of the region; marks: bool of the region, with their glow."""

    box: Box
    marks: np.ndarray
    kind: str


def find_dates(picture: Readable, progress: Progress) -> Findings:
    """Date stamps in the corners: a proposal of the class "date".

    Args:
        picture: a document or a snapshot; not changed.

    Raises:
        Cancelled: stopped.
    """
    size = picture.scan.size
    builder = FindingsBuilder(size, (NAME,))
    scale = max(1.0, min(size.width, size.height) / WORKING)
    corners = _corners(size)
    for number, corner in enumerate(corners):
        progress.step(number / len(corners), "looking for date stamps")
        rgb = _reduced(picture.read(corner), scale)
        shorter = min(size.width, size.height) / scale
        for turned in (False, True):
            region = np.ascontiguousarray(rgb.transpose(1, 0, 2)) if turned else rgb
            for line in _lines(region, shorter):
                marks = line.marks.T if turned else line.marks
                plane = np.where(marks, CERTAINTY[line.kind], 0).astype(np.float32)
                whole = (corner.width, corner.height)
                full = cv2.resize(plane, whole, interpolation=cv2.INTER_LINEAR)
                builder.add(corner, full[..., None])
    progress.step(1.0, "looked for date stamps")
    return builder.build("date stamps by colour, stroke and layout")


def _corners(size: Size) -> list[Box]:
    """Eight boxes: at each corner one along either edge; stamps on their side run down."""
    boxes = []
    for width, height in (
        (round(ALONG * size.width), round(ACROSS * size.height)),
        (round(ACROSS * size.width), round(ALONG * size.height)),
    ):
        for left in (0, size.width - width):
            boxes += [
                Box(left, top, left + width, top + height) for top in (0, size.height - height)
            ]
    return [box for box in boxes if box]


def _reduced(pixels: np.ndarray, scale: float) -> np.ndarray:
    """uint8 (h, w, 3), 1/scale as large."""
    whole = np.iinfo(pixels.dtype).max / 255
    size = (max(1, round(pixels.shape[1] / scale)), max(1, round(pixels.shape[0] / scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).reshape(*size[::-1], -1)
    eight_bits = np.rint(small / whole).astype(np.uint8)
    return np.repeat(eight_bits, 3, axis=2) if eight_bits.shape[2] == 1 else eight_bits


def _lines(rgb: np.ndarray, shorter: float) -> Iterator[_Line]:
    """The lines of digits that run along the rows."""
    red, green, blue = (rgb[..., i].astype(np.float32) for i in range(3))
    warm = red - np.maximum(blue, 0.5 * (green + blue))
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    for kind, plane, least in (
        ("lcd", warm, LCD),
        ("printed", grey, PRINTED),
        ("printed", -grey, PRINTED),
    ):
        side = int(HEIGHT[1] * shorter) | 1
        over = plane - _usual(plane, side)
        for box in _candidates(over > least, shorter):
            if _is_date(over, box, kind, least):
                near = box.pad(max(2, box.height // 4)).clamp(Size(rgb.shape[1], rgb.shape[0]))
                marks = np.zeros(over.shape, bool)
                marks[near.slices] = over[near.slices] > GLOW * least
                yield _Line(box, marks, kind)


def _usual(plane: np.ndarray, side: int) -> np.ndarray:
    """The median around, in 8 bits, in which it is quick."""
    low, high = float(plane.min()), float(plane.max())
    scale = 255 / max(high - low, 1.0)
    whole = np.rint((plane - low) * scale).astype(np.uint8)
    return np.asarray(cv2.medianBlur(whole, 2 * side + 1) / scale + low, np.float32)


def _candidates(marked: np.ndarray, shorter: float) -> list[Box]:
    """Around marks that stand close beside each other and are together as high as digits are."""
    low, high = (share * shorter for share in HEIGHT)
    found = []
    for gap in (0.6 * low, 1.6 * low, 0.5 * high, 1.1 * high):
        kernel = np.ones((1, 2 * max(1, round(gap)) + 1), np.uint8)
        joined = cv2.morphologyEx(marked.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
        count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        for left, top, width, height, _area in stats[1:count].tolist():
            long_enough = LENGTH[0] * height <= width <= LENGTH[1] * height
            if low <= height <= high and long_enough:
                found.append(Box(left, top, left + width, top + height))
    return _apart(found)


def _apart(boxes: list[Box]) -> list[Box]:
    """The widest of those that overlap."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: -b.width):
        if not any(box.intersects(other) for other in kept):
            kept.append(box)
    return kept


def _is_date(over: np.ndarray, box: Box, kind: str, least: float) -> bool:
    marked = (over[box.slices] > least).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    height = box.height
    columns = marked.any(axis=0)
    glyphs = int(np.count_nonzero(np.diff(np.concatenate(([0], columns.view(np.int8)))) == 1))
    if not GLYPHS[0] <= glyphs <= GLYPHS[1]:
        return False
    depth = cv2.distanceTransform(np.pad(marked, 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    ridge = depth[(marked > 0) & (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)))]
    stroke = 2 * float(np.median(ridge)) - 1 if len(ridge) else 0.0
    if not STROKE[0] * height <= stroke <= STROKE[1] * height:
        return False
    if float(np.quantile(ridge, 0.9)) > 2.2 * float(np.median(ridge)):
        return False
    if (glyphs < GLYPHS[0] + 1 and kind != "lcd") or not _stands_alone(over, box, least):
        return False
    if kind == "lcd":
        return _along_or_across(over[box.slices]) >= UPRIGHT
    tall = stats[1:count, cv2.CC_STAT_HEIGHT] >= 0.7 * height
    areas = stats[1:count, cv2.CC_STAT_AREA]
    aligned = float(areas[tall].sum()) / max(1.0, float(areas.sum()))
    return aligned >= ALIGNED


def _along_or_across(over: np.ndarray) -> float:
    """Share of the steps that run along or across the line; digits lean by up to ten degrees."""
    across, down = cv2.Scharr(over, cv2.CV_32F, 1, 0), cv2.Scharr(over, cv2.CV_32F, 0, 1)
    size = np.hypot(across, down)
    straight = np.minimum(np.abs(across), np.abs(down)) < np.tan(np.radians(22)) * np.maximum(
        np.abs(across), np.abs(down)
    )
    return float(size[straight].sum()) / max(float(size.sum()), 1e-6)


def _stands_alone(over: np.ndarray, box: Box, least: float) -> bool:
    """Whether there is little else of its kind around: leaves and gravel are full of marks."""
    wide = box.pad(2 * box.height).clamp(Size(over.shape[1], over.shape[0]))
    around = int(np.count_nonzero(np.abs(over[wide.slices]) > least))
    inside = int(np.count_nonzero(np.abs(over[box.slices]) > least))
    return around - inside <= FLAT * inside
