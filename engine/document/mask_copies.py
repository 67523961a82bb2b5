"""Copies of the tiles of a mask, and how much they mark: only what changed is looked at again.

A scan of 139 megapixels has 2,100 tiles, and while somebody paints the window asks for all of them.
Tiles of one value, as most under a wide brush are, share one array; others are kept as long as
somebody holds them, so that a mask never takes its memory twice for good.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True)
class _Known:
    """A tile when it had this stamp. copy: gives its pixels, or None once nobody holds them."""

    stamp: int
    marked: int
    copy: Callable[[], np.ndarray | None]


class TileCopies:
    """Of the tiles of `plane`, by place (row, column) in tiles; a tile's stamp differs whenever its
    pixels may."""

    def __init__(self, plane: np.ndarray, side: int) -> None:
        self._plane, self._side = plane, side
        self._known: dict[tuple[int, int], _Known] = {}

    def count(self, place: tuple[int, int], stamp: int) -> int:
        """How many pixels of the tile are marked."""
        known = self._known.get(place)
        if known is None or known.stamp != stamp:
            known = _Known(stamp, int(np.count_nonzero(self._pixels(place))), lambda: None)
            self._known[place] = known
        return known.marked

    def copy(self, place: tuple[int, int], stamp: int) -> np.ndarray:
        """The tile as it is now, read-only: the same array as last time where nothing changed."""
        marked = self.count(place, stamp)
        copied = self._known[place].copy()
        if copied is not None:
            return copied
        pixels = self._pixels(place)
        first = int(pixels[0, 0])
        if marked == pixels.size and (pixels == first).all():
            flat = _flat(self._side, first)[: pixels.shape[0], : pixels.shape[1]]
            self._known[place] = _Known(stamp, marked, lambda: flat)
            return flat
        copied = pixels.copy()
        copied.flags.writeable = False
        self._known[place] = _Known(stamp, marked, weakref.ref(copied))
        return copied

    def _pixels(self, place: tuple[int, int]) -> np.ndarray:
        top, left = place[0] * self._side, place[1] * self._side
        return self._plane[top : top + self._side, left : left + self._side]


@lru_cache(maxsize=16)
def _flat(side: int, value: int) -> np.ndarray:
    flat = np.full((side, side), value, np.uint8)
    flat.flags.writeable = False
    return flat
