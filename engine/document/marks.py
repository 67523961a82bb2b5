"""What is marked on a mask, packed: costs what is marked, not what the scan measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.document.marking import Tiles, tight
from engine.document.mask import TILE
from engine.document.packing import Unpacker, pack
from engine.geometry import Box


@dataclass(frozen=True)
class Marks:
    """The tiles of a mask that hold a mark.

    tiles: boxes in scan pixels, at most 256 px a side, none empty, no two overlapping.
    packed: zlib; uint8 (height, width) of every tile, one after another.
    """

    tiles: tuple[Box, ...]
    packed: bytes

    @classmethod
    def of(cls, mask: np.ndarray, marked: Box) -> Marks:
        """mask: uint8 (marked.height, marked.width), what lies in `marked`."""
        tops, lefts = range(marked.top, marked.bottom, TILE), range(marked.left, marked.right, TILE)
        boxes = [
            Box(left, top, left + TILE, top + TILE).intersection(marked)
            for top in tops
            for left in lefts
        ]
        tiles = [box for box in boxes if mask[box.within(marked).slices].any()]
        return cls(tuple(tiles), pack(mask[t.within(marked).slices].tobytes() for t in tiles))

    @classmethod
    def of_tiles(cls, tiles: Tiles) -> Marks:
        """tiles: at most 256 px a side, each with a mark in it, none overlapping."""
        boxes = tuple(tight(box, pixels) for box, pixels in tiles)
        parts = zip(boxes, tiles, strict=True)
        return cls(
            boxes, pack(pixels[b.within(box).slices].tobytes() for b, (box, pixels) in parts)
        )

    @property
    def bounds(self) -> Box:
        """Around all tiles; empty where nothing is marked."""
        bounds = Box(0, 0, 0, 0)
        for tile in self.tiles:
            bounds = bounds.union(tile)
        return bounds

    def read(self) -> Iterator[tuple[Box, np.ndarray]]:
        """Each tile with its pixels, read-only.

        Raises:
            ValueError: the packed pixels are not those of the tiles.
        """
        unpacker = Unpacker(self.packed)
        for tile in self.tiles:
            pixels = np.frombuffer(unpacker.take(tile.area), np.uint8)
            yield tile, pixels.reshape(tile.height, tile.width)
        unpacker.end()

    def draw(self) -> np.ndarray:
        """uint8 (height, width) of `bounds`, a new array."""
        bounds = self.bounds
        mask = np.zeros((bounds.height, bounds.width), np.uint8)
        for tile, pixels in self.read():
            mask[tile.within(bounds).slices] = pixels
        return mask
