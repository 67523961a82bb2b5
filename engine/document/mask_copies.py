"""Masks as they were at one moment, and how much they mark, at the cost of what changes afterwards.

A scan of 139 megapixels has 2,100 tiles a layer, and the window waits for a copy of them before
every save. So nothing is copied then: a tile is kept only when somebody is about to change it while
the moment is still held, and whoever reads it on another thread gets what is kept, or else the
plane itself.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from engine.geometry import Box

Place = tuple[int, int]  # row and column of a tile


@dataclass(frozen=True, eq=False)
class Tiles:
    """A plane, uint8 (h, w), in squares of `side` px; those at its edges are smaller."""

    plane: np.ndarray
    side: int

    def box(self, place: Place) -> Box:
        left, top = place[1] * self.side, place[0] * self.side
        height, width = self.plane.shape
        return Box(left, top, min(left + self.side, width), min(top + self.side, height))

    def pixels(self, place: Place) -> np.ndarray:
        """A view."""
        return self.plane[self.box(place).slices]


class Moment:
    """The tiles of a plane that held a mark when this was made: pairs of a box and uint8 pixels,
    read-only. Can be gone through by any thread and as often as wanted; a tile lives as long as
    its reader holds it."""

    def __init__(self, tiles: Tiles, places: Iterable[Place], lock: threading.Lock) -> None:
        # As a dictionary: in their order, and quick to look up.
        self._tiles, self._places, self._lock = tiles, dict.fromkeys(places), lock
        self._kept: dict[Place, np.ndarray] = {}

    def __iter__(self) -> Iterator[tuple[Box, np.ndarray]]:
        for place in self._places:
            with self._lock:
                pixels = self._kept.get(place)
                if pixels is None:
                    pixels = self._copy(place)
            if cv2.hasNonZero(pixels):  # where a stroke is under way, it may not be
                yield self._tiles.box(place), pixels

    def keep(self, places: Iterable[Place]) -> None:
        """Copy these tiles, which are about to change. Its lock must be held."""
        for place in places:
            if place in self._places and place not in self._kept:
                self._kept[place] = self._copy(place)

    def _copy(self, place: Place) -> np.ndarray:
        pixels = self._tiles.pixels(place).copy()
        pixels.flags.writeable = False
        return pixels


class Moments:
    """Those of one plane that somebody still holds."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles, self._lock = tiles, threading.Lock()
        self._held: list[weakref.ref[Moment]] = []

    def take(self, places: Iterable[Place]) -> Moment:
        """This moment of the plane, which has marks in these tiles alone."""
        moment = Moment(self._tiles, places, self._lock)
        self._held.append(weakref.ref(moment))
        return moment

    def before(self, places: Iterable[Place]) -> None:
        """To be called before the plane changes in these tiles, by the thread that changes it."""
        self._held = [held for held in self._held if held() is not None]
        if not self._held:
            return
        changing = list(places)
        with self._lock:
            for moment in filter(None, (held() for held in self._held)):
                moment.keep(changing)


class TileCounts:
    """How many pixels are marked in the tiles of a plane; a tile's stamp differs whenever its
    pixels may. Only what changed is looked at again."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self._known: dict[Place, tuple[int, int]] = {}

    def count(self, place: Place, stamp: int) -> int:
        known = self._known.get(place)
        if known is None or known[0] != stamp:
            known = self._known[place] = stamp, cv2.countNonZero(self._tiles.pixels(place))
        return known[1]
