"""Dates that a camera or a laboratory burnt into a corner: rows of digits of one colour and height.

Printed ones, lighter or darker than the picture, and those of a display with seven segments, which
glow; upright, on their side or upside down, as scans are. House numbers and other numbers in a
corner look the same: a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from engine.detect.digits import Digits, find_digits
from engine.detect.findings import Findings, FindingsBuilder
from engine.files.writer import Readable
from engine.geometry import Box, Size
from engine.progress import Progress

NAME = "date"
ALONG, ACROSS = 0.48, 0.2  # of the picture's sides: how far a corner reaches
WORKING = 900  # px, the shorter side of the picture as it is looked at
HEIGHT = (0.011, 0.05)  # of the shorter side: how high digits are
FEWEST, MOST = 4, 9  # digits in a row
ALIGNED = 0.12  # of their height: how far tops and bottoms may lie apart
ALIKE_COLOURS = 45  # of 255, in each colour
APART = 3.1  # of their height, from middle to middle: displays leave whole digits out
OVERLAP = 0.3  # of the narrower one: more, and it is the same digit
BARS = 0.35  # what a one counts: every twig is a one
SEEDS = 120  # the likest marks of a corner begin rows; a date's are among them
CHANCE = 0.6  # a likeness that anything may have
CERTAINTY = (0.375, 0.1)  # of a row without likeness, and for each digit that is all alike
BESIDE, ABOVE = 1.6, 0.3  # of their height: how far around the digits the stamp may go on
GLOW = 0.35  # of the way from the picture to the ink: as far as the stamp reaches
CLEAR = 20  # of 255: an ink that differs less from the picture cannot be told from it


@dataclass(frozen=True, eq=False)
class _Row:
    """Digits side by side. colour: RGB of 0..255. score: how alike, in whole digits."""

    box: Box
    colour: np.ndarray
    score: float


def find_dates(picture: Readable, progress: Progress) -> Findings:
    """Date stamps in the corners: a proposal of the class "date".

    Args:
        picture: a document or a snapshot; not changed.

    Raises:
        Cancelled: stopped.
    """
    size = picture.scan.size
    builder = FindingsBuilder(size, (NAME,))
    corners = _corners(size)
    for number, (corner, turns) in enumerate(corners):
        progress.step(number / len(corners), "looking for date stamps")
        plane = _look(_scaled(picture.read(corner), WORKING / min(size.width, size.height)), turns)
        if plane.any():
            whole = (corner.width, corner.height)
            full = cv2.resize(plane, whole, interpolation=cv2.INTER_LINEAR)
            builder.add(corner, full[..., None])
    progress.step(1.0, "looked for date stamps")
    return builder.build("date stamps by the shapes of their digits")


def _corners(size: Size) -> list[tuple[Box, tuple[int, int]]]:
    """Two boxes at each corner, and by how many quarters they are turned to be read.

    Dates run along an edge; which way the picture lies nobody says.
    """
    corners = []
    for across, down, turns in ((ALONG, ACROSS, (0, 2)), (ACROSS, ALONG, (1, 3))):
        width, height = round(across * size.width), round(down * size.height)
        for left in (0, size.width - width):
            for top in (0, size.height - height):
                corners.append((Box(left, top, left + width, top + height), turns))
    return [(box, turns) for box, turns in corners if box]


def _scaled(pixels: np.ndarray, scale: float) -> np.ndarray:
    """uint8 (h, w, 3), `scale` times as large."""
    whole = np.iinfo(pixels.dtype).max / 255
    size = tuple(max(1, round(scale * side)) for side in pixels.shape[1::-1])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(pixels, size, interpolation=how).reshape(size[1], size[0], -1)
    eight_bits = np.rint(scaled / whole).astype(np.uint8)
    return np.repeat(eight_bits, 3, axis=2) if eight_bits.shape[2] == 1 else eight_bits


def _look(rgb: np.ndarray, turns: tuple[int, int]) -> np.ndarray:
    """float32 (h, w): how certainly a pixel of a corner is of a date stamp."""
    plane = np.zeros(rgb.shape[:2], np.float32)
    for quarters in turns:
        turned = np.ascontiguousarray(np.rot90(rgb, quarters))
        digits = find_digits(turned, *(share * WORKING for share in HEIGHT))
        for row in _rows(digits):
            certainty = min(0.95, CERTAINTY[0] + CERTAINTY[1] * row.score)
            found = _ink(turned, row) * np.float32(certainty)
            plane = np.maximum(plane, np.rot90(found, -quarters))
    return plane


def _rows(digits: Digits) -> Iterator[_Row]:
    """What may be a date; rows may share digits."""
    chains = (_chain(digits, seed) for seed in range(min(SEEDS, len(digits.boxes))))
    for chain in dict.fromkeys(chains):
        chosen = np.array(chain, int)
        bars = digits.values[chosen] == 1
        if FEWEST <= len(chain) <= MOST and np.count_nonzero(~bars) >= FEWEST // 2:
            left, top = digits.boxes[chosen, :2].min(axis=0).tolist()
            right, bottom = digits.boxes[chosen, 2:].max(axis=0).tolist()
            colour = np.median(digits.colours[chosen], axis=0)
            score = (digits.likeness[chosen] - CHANCE) / (1 - CHANCE) * np.where(bars, BARS, 1)
            yield _Row(Box(left, top, right, bottom), colour, float(score.sum()))


def _chain(digits: Digits, seed: int) -> tuple[int, ...]:
    """The digits beside one, from left to right, that are as high as it and of its colour."""
    left, top, right, bottom = digits.boxes.T
    height = int(bottom[seed] - top[seed])
    off = np.maximum(np.abs(top - top[seed]), np.abs(bottom - bottom[seed]))
    tint = np.abs(digits.colours - digits.colours[seed]).max(axis=1)
    fits = (off <= max(1.5, ALIGNED * height)) & (tint < ALIKE_COLOURS)
    kept: list[int] = []
    for one in np.flatnonzero(fits).tolist():  # of those at one place the likest
        shared = np.minimum(right[one], right[kept]) - np.maximum(left[one], left[kept])
        narrower = np.minimum(right[one] - left[one], right[kept] - left[kept])
        if (shared < OVERLAP * narrower).all():
            kept.append(one)
    middles = (left + right) / 2
    kept.sort(key=lambda one: float(middles[one]))
    gaps = np.flatnonzero(np.diff(middles[kept]) > APART * height) + 1
    chains = np.split(np.array(kept), gaps)
    return next((tuple(chain.tolist()) for chain in chains if seed in chain), ())


def _ink(rgb: np.ndarray, row: _Row) -> np.ndarray:
    """float32 (h, w), 0 or 1: the row with what belongs to it, as dots and dashes do."""
    size, height = Size(rgb.shape[1], rgb.shape[0]), row.box.height
    beside, above = round(BESIDE * height), round(ABOVE * height)
    box = Box(
        row.box.left - beside, row.box.top - above, row.box.right + beside, row.box.bottom + above
    ).clamp(size)
    near = rgb[box.pad(2 * height).clamp(size).slices]
    usual = cv2.medianBlur(np.ascontiguousarray(near), 2 * height + 1)
    inner = box.within(box.pad(2 * height).clamp(size)).slices
    shown, below = near[inner].astype(np.float32), usual[inner].astype(np.float32)
    way = row.colour.astype(np.float32) - below
    length = np.square(way).sum(axis=2)
    share = ((shown - below) * way).sum(axis=2) / np.maximum(length, 1)
    is_ink = (share > GLOW) & (length > CLEAR**2)
    plane = np.zeros(rgb.shape[:2], np.float32)
    plane[box.slices] = is_ink
    return plane
