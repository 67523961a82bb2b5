"""How well a mask finds damage: masks against true masks, bool or uint8 (h, w), > 0 marked.

Borders of damage are soft and hand-drawn ones are off by a pixel or two, so a marked pixel within
TOLERANCE px of the other mask is right. Counts of several pictures are added, then divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from training.metrics.hole import TOLERANCE, widened

LENGTHS = (8, 32, 128)  # px, between the classes of size of an object: its longer side
FOUND = 0.5  # share of an object that has to be marked
LEVELS = 256  # of a score


@dataclass(frozen=True)
class Counts:
    """Pixels of one class: marked, of these right; true, of these found."""

    marked: int = 0
    right: int = 0
    true: int = 0
    found: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.marked + other.marked,
            self.right + other.right,
            self.true + other.true,
            self.found + other.found,
        )

    @property
    def precision(self) -> float:
        return self.right / self.marked if self.marked else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """1 where nothing was to be found and nothing is marked."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def iou(self) -> float:
        """Found over found, missed and wrongly marked pixels."""
        union = self.true + self.marked - self.right
        return self.found / union if union else 1.0


def count(marked: np.ndarray, true: np.ndarray, tolerance: int = TOLERANCE) -> Counts:
    """The counts of one class on one picture."""
    m, t = marked > 0, true > 0
    right, found = m & widened(t, tolerance), t & widened(m, tolerance)
    return Counts(*(int(np.count_nonzero(area)) for area in (m, right, t, found)))


@dataclass(frozen=True, eq=False)
class Curve:
    """The counts of one class at every threshold: entry t of each (LEVELS,) for scores >= t."""

    marked: np.ndarray
    right: np.ndarray
    found: np.ndarray
    true: int

    def __add__(self, other: Curve) -> Curve:
        return Curve(
            self.marked + other.marked,
            self.right + other.right,
            self.found + other.found,
            self.true + other.true,
        )

    def at(self, level: int) -> Counts:
        marked, right, found = (int(c[level]) for c in (self.marked, self.right, self.found))
        return Counts(marked, right, self.true, found)

    @property
    def average_precision(self) -> float:
        """Area under the curve of precision over recall; nan where nothing was to be found."""
        if not self.true:
            return float("nan")
        # From the strictest threshold down; a score of 0 is never marked.
        marked, right, found = (c[:0:-1] for c in (self.marked, self.right, self.found))
        precision = right / np.maximum(marked, 1)
        return float(np.sum(np.diff(found / self.true, prepend=0.0) * precision))


def curve(score: np.ndarray, truth: np.ndarray, tolerance: int = TOLERANCE) -> Curve:
    """The counts of one picture; score: uint8 (h, w), 255 = surely damaged; truth: a mask."""
    true = truth > 0
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * tolerance + 1,) * 2)
    # A true pixel is found at every threshold up to the best score near it.
    pixels = score, score[widened(true, tolerance)], cv2.dilate(score, disc)[true]
    counts = (np.bincount(p.ravel(), minlength=LEVELS) for p in pixels)
    marked, right, found = (np.cumsum(c[::-1])[::-1] for c in counts)
    return Curve(marked, right, found, int(np.count_nonzero(true)))


def average_precision(
    scores: Sequence[np.ndarray], truths: Sequence[np.ndarray], tolerance: int = TOLERANCE
) -> float:
    """Area under the curve of precision over recall, over all pictures.

    Args:
        scores: uint8 (h, w) each, 255 = surely damaged.
        truths: masks of the same sizes; nan where none of them marks anything.
    """
    curves = [curve(*pair, tolerance) for pair in zip(scores, truths, strict=True)]
    return sum(curves[1:], curves[0]).average_precision


def recall_by_size(
    marked: Sequence[np.ndarray], truths: Sequence[np.ndarray], tolerance: int = TOLERANCE
) -> dict[str, tuple[int, int]]:
    """By class of length: how many objects were found, of how many.

    An object is a connected part of a true mask; it is found when FOUND of it is marked.
    """
    names = [f"< {LENGTHS[0]} px"]
    names += [f"{low} to {high} px" for low, high in pairwise(LENGTHS)]
    names += [f">= {LENGTHS[-1]} px"]
    found, total = np.zeros(len(names), int), np.zeros(len(names), int)
    for mask, truth in zip(marked, truths, strict=True):
        number, labels, stats, _ = cv2.connectedComponentsWithStats((truth > 0).astype(np.uint8))
        near = widened(mask > 0, tolerance)
        covered = np.bincount(labels[near], minlength=number)[1:] / stats[1:, cv2.CC_STAT_AREA]
        longer = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1)
        size = np.searchsorted(LENGTHS, longer, side="right")
        np.add.at(total, size, 1)
        np.add.at(found, size[covered >= FOUND], 1)
    return {name: (int(f), int(t)) for name, f, t in zip(names, found, total, strict=True)}
