"""A picture of which few parts matter: square blocks, their neighbours, components and growth.

Everything works on all blocks at once; the places between them cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

import cv2
import numpy as np

from engine.geometry import Size

BLOCK = 16  # px; specks of dust fill about two, larger blocks would hold mostly nothing


@dataclass(frozen=True, eq=False)
class Blocks:
    """n blocks of a picture; what lies in none of them is 0.

    rows, columns: (n,) where each lies, in blocks.
    pixels: uint8 (n, BLOCK, BLOCK).
    around: (3, 3, n) index of the neighbour above left .. below right, n where there is none.
    """

    rows: np.ndarray
    columns: np.ndarray
    pixels: np.ndarray
    around: np.ndarray

    @classmethod
    def of(cls, kept: Mapping[tuple[int, int], np.ndarray]) -> Blocks:
        """From blocks by (row, column)."""
        places = np.array(sorted(kept), np.int64).reshape(-1, 2)
        pixels = np.zeros((len(places), BLOCK, BLOCK), np.uint8)
        for i, (row, column) in enumerate(places.tolist()):
            pixels[i] = kept[row, column]
        rows, columns = places.T
        return cls(rows, columns, pixels, _neighbours(rows, columns))

    def with_pixels(self, pixels: np.ndarray) -> Blocks:
        return replace(self, pixels=pixels)

    def inside(self, size: Size) -> Blocks:
        """The same with nothing beyond the edges of the picture."""
        within = np.arange(BLOCK)
        down = self.rows[:, None] * BLOCK + within < size.height
        across = self.columns[:, None] * BLOCK + within < size.width
        pixels = self.pixels * (down[:, :, None] & across[:, None, :])
        return self.with_pixels(pixels)


def label(blocks: Blocks, low: int) -> tuple[np.ndarray, np.ndarray]:
    """Connected components (8 neighbours) of what reaches `low`, across blocks.

    Returns:
        Labels (n, BLOCK, BLOCK), 0 where nothing is, and the area in px of each label; a label that
        another one stands for has none.
    """
    count = len(blocks.pixels)
    # One tall picture, an empty row below each block; the last block stands for those not there.
    tall = np.zeros((count + 1, BLOCK + 1, BLOCK), np.uint8)
    np.greater_equal(blocks.pixels, low, out=tall[:count, :BLOCK].view(bool))
    _, found, stats, _ = cv2.connectedComponentsWithStats(tall.reshape(-1, BLOCK), connectivity=8)
    labels = found.reshape(tall.shape)[:, :BLOCK]
    roots = _roots(len(stats), *_touching(labels, blocks.around))
    areas = np.bincount(roots, stats[:, cv2.CC_STAT_AREA], len(stats))
    return roots[labels[:count]], areas


def grow(blocks: Blocks, reach: int) -> Blocks:
    """Each pixel becomes the largest within `reach` px (a disc); blocks not kept stay empty."""
    count, side = len(blocks.pixels), BLOCK + 2 * reach
    known = np.concatenate((blocks.pixels, np.zeros((1, BLOCK, BLOCK), np.uint8)))
    wide = np.zeros((count, side, side), np.uint8)
    # What a block takes from its neighbours: (from, to) in rows or columns, by direction.
    spans = (
        (slice(-reach, None), slice(0, reach)),
        (slice(None), slice(reach, reach + BLOCK)),
        (slice(0, reach), slice(reach + BLOCK, None)),
    )
    for (i, (down, to_down)), (j, (across, to_across)) in product(enumerate(spans), repeat=2):
        wide[:, to_down, to_across] = known[:, down, across][blocks.around[i, j]]
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    grown = cv2.dilate(wide.reshape(-1, side), disc) if count else wide
    return blocks.with_pixels(grown.reshape(wide.shape)[:, reach:-reach, reach:-reach])


def _neighbours(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    around = np.full((3, 3, len(rows)), len(rows))
    if not len(rows):
        return around
    width = int(columns.max()) + 3
    keys = (rows + 1) * width + columns + 1  # ascending, and apart from what lies one beside
    for down, across in product(range(3), repeat=2):
        wanted = keys + (down - 1) * width + across - 1
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found = keys[at] == wanted
        around[down, across, found] = at[found]
    return around


def _touching(labels: np.ndarray, around: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of labels that touch across the border of two blocks."""
    here = labels[:-1]
    right, below = labels[:, :, 0][around[1, 2]], labels[:, 0, :][around[2, 1]]
    pairs = [
        (here[:, -1, -1], labels[:, 0, 0][around[2, 2]]),
        (here[:, -1, 0], labels[:, 0, -1][around[2, 0]]),
    ]
    for ours, theirs in ((here[:, :, -1], right), (here[:, -1, :], below)):
        pairs += [(ours, theirs), (ours[:, 1:], theirs[:, :-1]), (ours[:, :-1], theirs[:, 1:])]
    both = np.concatenate([np.stack((a.ravel(), b.ravel())) for a, b in pairs], axis=1)
    first, second = both[:, both.all(axis=0)]
    return first, second


def _roots(count: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """For each of `count` labels the smallest label it is connected to by pairs.

    Every round hangs each tree below a smaller neighbour and flattens it (Shiloach and Vishkin,
    "An O(log n) parallel connectivity algorithm", 1982).
    """
    roots = np.arange(count)
    while True:
        a, b = roots[first], roots[second]
        if (a == b).all():
            return roots
        np.minimum.at(roots, np.maximum(a, b), np.minimum(a, b))
        while (above := roots[roots]).tobytes() != roots.tobytes():
            roots = above
