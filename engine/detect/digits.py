"""Marks that look like digits, whatever their colour: found by contrast, told by shape.

Outlines come from maximally stable regions: what keeps its shape while the level at which it is cut
out of the picture moves. That needs no threshold, so a date over leaves is found like one over sky.
What they show is compared with the digits of several printed faces and of seven segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

STABLE = 4  # of 255: by how much the level moves while a region keeps its shape
VARIATION, DIVERSITY = 0.6, 0.0  # of its area: how far it may change; nested ones may be alike
NARROWEST, WIDEST = 0.12, 0.95  # of its height: a one, and two digits that touch
FULLEST = 0.75  # share of its box that a digit fills; a one, being narrow, may fill all
SEGMENTS_APART = 5  # px, closed between the segments of a display
ALIKE = 0.68  # correlation with a known digit from where on it counts
TALL, WIDE = 24, 20  # px, the frame in which digits are compared
SOFT = 1.2  # px of that frame: faces differ by about as much

# From above to below and left to right: a top, b, c right, d bottom, e, f left, g middle.
_ENDS = {
    "a": ((0, 0), (1, 0)), "b": ((1, 0), (1, 1)), "c": ((1, 1), (1, 2)), "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)), "f": ((0, 0), (0, 1)), "g": ((0, 1), (1, 1)),
}  # fmt: skip
_SEGMENTS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg",
             "abcdfg")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Digits:
    """n marks, overlapping ones among them.

    boxes: (n, 4) left, top, right, bottom in px. likeness: (n,), at most 1. values: (n,) 0 .. 9.
    colours: (n, 3) RGB of 0..255.
    """

    boxes: np.ndarray
    likeness: np.ndarray
    values: np.ndarray
    colours: np.ndarray


def find_digits(rgb: np.ndarray, lowest: float, highest: float) -> Digits:
    """Upright digits of so many px in height; the likest first.

    Args:
        rgb: uint8 (h, w, 3); not changed.
    """
    boxes, shapes, colours = [(0, 0, 0, 0)], [np.zeros(TALL * WIDE, np.float32)], [np.zeros(3)]
    for plane in _planes(rgb):
        for points, (x, y, w, h) in _regions(plane, lowest, highest):
            mask = np.zeros((h, w), np.float32)
            mask[points[:, 1] - y, points[:, 0] - x] = 1
            boxes.append((x, y, x + w, y + h))
            shapes.append(_shape(mask))
            colours.append(np.median(rgb[points[:, 1], points[:, 0]], axis=0))
    likeness = np.array(shapes) @ _known().T
    best = likeness.max(axis=1)
    order = np.argsort(-best, kind="stable")
    order = order[best[order] >= ALIKE]
    values = likeness.argmax(axis=1) % 10
    return Digits(np.array(boxes)[order], best[order], values[order], np.array(colours)[order])


def _planes(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """uint8 (h, w): brightness; red against blue; the same with the gaps of a display closed."""
    red, blue = rgb[..., 0].astype(np.int16), rgb[..., 2].astype(np.int16)
    warm = (128 + (red - blue) // 2).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (SEGMENTS_APART, SEGMENTS_APART))
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))
    return grey, warm, np.asarray(cv2.morphologyEx(warm, cv2.MORPH_CLOSE, disc))


def _regions(
    plane: np.ndarray, lowest: float, highest: float
) -> list[tuple[np.ndarray, tuple[int, int, int, int]]]:
    """Points (n, 2) and box (x, y, w, h) of what has the proportions of a digit.

    Source: Matas et al., "Robust wide baseline stereo from maximally stable extremal regions",
    BMVC 2002.
    """
    smallest, largest = int(NARROWEST * lowest**2), int(highest**2)
    finder = cv2.MSER.create(STABLE, smallest, largest, VARIATION, DIVERSITY)
    regions, boxes = finder.detectRegions(plane)
    if not len(regions):
        return []
    x, y, w, h = np.array(boxes).T
    points = [np.asarray(region) for region in regions]
    fills = np.array([len(region) for region in points]) / (w * h)
    fits = (h >= lowest) & (h <= highest) & (w >= NARROWEST * h) & (w <= WIDEST * h)
    fits &= (fills < FULLEST) | (w < 0.35 * h)
    places = list(zip(x.tolist(), y.tolist(), w.tolist(), h.tolist(), strict=True))
    return [(points[i], places[i]) for i in np.flatnonzero(fits).tolist()]


def _shape(mask: np.ndarray) -> np.ndarray:
    """float32 (TALL * WIDE,) of mean 0 and length 1: a digit in the middle of the frame."""
    width = min(WIDE, max(1, round(mask.shape[1] * TALL / mask.shape[0])))
    how = cv2.INTER_AREA if mask.shape[0] > TALL else cv2.INTER_LINEAR
    frame, left = np.zeros((TALL, WIDE), np.float32), (WIDE - width) // 2
    frame[:, left : left + width] = cv2.resize(mask, (width, TALL), interpolation=how)
    soft = cv2.GaussianBlur(frame, (0, 0), SOFT)
    soft -= soft.mean()
    return np.asarray(soft / max(float(np.linalg.norm(soft)), 1e-6)).ravel()


@cache
def _known() -> np.ndarray:
    """float32 (10 * faces, TALL * WIDE): 0 .. 9 of each face."""
    drawn = [_of_face(name, weight, n) for name, weight in _FACES for n in range(10)]
    drawn += [_of_lines(face, thick, n) for face, thick in _LINES for n in range(10)]
    drawn += [_of_segments(slant, thick, n) for slant, thick in _DISPLAYS for n in range(10)]
    return np.array([_shape(_tight(picture)) for picture in drawn])


# OpenCV's own: faces with their weights, Hershey's lines with their thickness; displays that lean
# by so much, with segments so thick.
_FACES = (("sans", 400), ("sans", 700), ("italic", 400))
_LINES = ((cv2.FONT_HERSHEY_SIMPLEX, 8), (cv2.FONT_HERSHEY_SIMPLEX, 16),
          (cv2.FONT_HERSHEY_PLAIN, 5), (cv2.FONT_HERSHEY_PLAIN, 10))  # fmt: skip
_DISPLAYS = ((0.0, 14), (0.0, 22), (0.12, 14), (0.12, 22))


def _of_face(name: str, weight: int, digit: int) -> np.ndarray:
    picture = np.zeros((200, 200, 3), np.uint8)
    cv2.putText(picture, str(digit), (50, 150), (255,) * 3, cv2.FontFace(name), 120, weight)
    return picture[..., 0]


def _of_lines(face: int, thick: int, digit: int) -> np.ndarray:
    picture = np.zeros((200, 200), np.uint8)
    cv2.putText(picture, str(digit), (50, 150), face, 5, 255, thick, cv2.LINE_AA)
    return picture


def _of_segments(slant: float, thick: int, digit: int) -> np.ndarray:
    picture = np.zeros((200, 200), np.uint8)
    for name in _SEGMENTS[digit]:
        start, end = ((round(80 + 60 * (x - slant * y)), 40 + 60 * y) for x, y in _ENDS[name])
        cv2.line(picture, start, end, 255, thick, cv2.LINE_AA)
    return picture


def _tight(picture: np.ndarray) -> np.ndarray:
    """float32: what is drawn, without what is around it."""
    x, y, w, h = cv2.boundingRect((picture > 100).astype(np.uint8))
    return picture[y : y + h, x : x + w].astype(np.float32) / 255
