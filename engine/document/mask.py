"""What is to be repaired: one uint8 plane of the size of the scan, and how brushes draw on it.

The plane is one numpy buffer for everybody: the window shows it without a copy, `repair` reads it.
Everything that changes it goes through `Mask`, which keeps the pixels that were there before, in
tiles, so that undo costs what was touched and not what the scan measures.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import product

import cv2
import numpy as np

from engine.document.dabs import Segment, dabs
from engine.document.mask_copies import Moment, Moments, Place, TileCounts, Tiles
from engine.errors import MaskError
from engine.geometry import Box, Size

TILE = 256  # px; one touched tile keeps 64 KiB, a few hundred bytes once compressed


@dataclass(frozen=True)
class MaskTile:
    """One tile before and after a change; both packed uint8 (box.height, box.width)."""

    box: Box
    before: bytes
    after: bytes

    @property
    def nbytes(self) -> int:
        return len(self.before) + len(self.after)

    def added(self) -> np.ndarray:
        """bool (box.height, box.width): where more is marked than before."""
        return np.asarray(_unpack(self.after, self.box) > _unpack(self.before, self.box))


class Mask:
    """uint8 (height, width): 0 keep .. 255 repair."""

    def __init__(self, size: Size, pixels: np.ndarray | None = None) -> None:
        """An empty mask, or one that takes over `pixels`.

        Raises:
            MaskError: `pixels` has another size than the scan; the sentence names both.
        """
        self.size = size
        is_new = pixels is None
        if pixels is None:  # zeros take memory only where something is written
            pixels = np.zeros((size.height, size.width), np.uint8)
        if pixels.shape != (size.height, size.width) or pixels.dtype != np.uint8:
            raise MaskError(
                f"the mask has {_describe(pixels)}, the scan {size} pixels: "
                "make a mask of exactly the scan's size, 8-bit grey, white where to repair."
            )
        self.pixels = pixels
        rows, columns = -(-size.height // TILE), -(-size.width // TILE)
        # Which tiles may hold a mark. Never misses one; looked at closely in `bounds` only.
        self._marked = np.zeros((rows, columns), bool)
        self.revision = 0  # counts what may have changed `pixels`, to know what to draw again
        self._touched = np.zeros((rows, columns), np.int64)  # the revision that did it last
        self._tiles = Tiles(pixels, TILE)
        self._counts, self._moments = TileCounts(self._tiles), Moments(self._tiles)
        self._counted = -1, 0  # the revision, and what was marked then
        if not is_new:
            self._look(size.box)

    def read(self, box: Box) -> np.ndarray:
        """A copy of the mask inside `box`, which must lie inside the scan."""
        return self.pixels[box.slices].copy()

    def is_empty(self) -> bool:
        return next(self._places(), None) is None

    def bounds(self) -> Box:
        """The smallest box around every marked pixel; empty when nothing is marked."""
        found = Box(0, 0, 0, 0)
        for tile in self.marked_tiles():
            x, y, w, h = cv2.boundingRect(np.ascontiguousarray(self.pixels[tile.slices]))
            found = found.union(Box(x, y, x + w, y + h).shift(tile.left, tile.top))
        return found

    def marked_tiles(self) -> list[Box]:
        """Tiles of at most 256 px that hold a marked pixel, row by row."""
        return [self._tiles.box(place) for place in self._places()]

    def count(self) -> int:
        """How many pixels are marked; costs the tiles that changed since it was last asked."""
        if self._counted[0] != self.revision:
            self._counted = self.revision, sum(self._count(place) for place in self._places())
        return self._counted[1]

    def moment(self) -> Moment:
        """The marks as they are now, whatever comes later; copies nothing before that."""
        rows, columns = (axis.tolist() for axis in np.nonzero(self._marked))
        return self._moments.take(zip(rows, columns, strict=True))

    def touch(self, box: Box) -> None:
        """To be called before `pixels` change inside `box`."""
        self.revision += 1
        rows, columns = self._span(box)
        self._moments.before(product(rows, columns))
        self._touched[rows.start : rows.stop, columns.start : columns.stop] = self.revision

    def tiles_touching(self, box: Box) -> list[Box]:
        """The tiles, clamped to the scan, that share a pixel with `box`."""
        return [self._tiles.box(place) for place in product(*self._span(box))]

    def write_tiles(self, tiles: Iterable[MaskTile], *, after: bool) -> Box:
        """Put the kept pixels of each tile back; returns the box that changed."""
        changed = Box(0, 0, 0, 0)
        for tile in tiles:
            self.touch(tile.box)
            self.pixels[tile.box.slices] = _unpack(tile.after if after else tile.before, tile.box)
            self._look(tile.box)
            changed = changed.union(tile.box)
        return changed

    def recorder(self) -> MaskRecorder:
        return MaskRecorder(self)

    def replace(self, box: Box, values: np.ndarray) -> list[MaskTile]:
        """Write uint8 `values` of the size of `box`; returns the tiles for undo."""
        recorder = self.recorder()
        recorder.before(box)
        self.pixels[box.slices] = values
        return recorder.finish()

    def _span(self, box: Box) -> tuple[range, range]:
        """Rows and columns of the tiles that share a pixel with `box`."""
        box = box.clamp(self.size)
        if not box:
            return range(0), range(0)
        rows = range(box.top // TILE, -(-box.bottom // TILE))
        return rows, range(box.left // TILE, -(-box.right // TILE))

    def _kept(self, place: Place) -> np.ndarray:
        """A copy of a tile; of an empty one, as most are, nothing is copied."""
        pixels = self._tiles.pixels(place)
        empty = np.broadcast_to(np.uint8(0), pixels.shape)
        return pixels.copy() if cv2.hasNonZero(pixels) else empty

    def _look(self, box: Box) -> None:
        for tile in self.tiles_touching(box):
            marked = cv2.hasNonZero(self.pixels[tile.slices])
            self._marked[tile.top // TILE, tile.left // TILE] = marked

    def _places(self) -> Iterator[tuple[int, int]]:
        """Rows and columns of the tiles that hold a mark."""
        for row, column in np.argwhere(self._marked).tolist():
            if self._count((row, column)):
                yield row, column
            else:
                self._marked[row, column] = False

    def _count(self, place: tuple[int, int]) -> int:
        return self._counts.count(place, int(self._touched[place]))


class MaskRecorder:
    """Keeps the tiles that a change is about to touch; `finish` gives what undo needs."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._before: dict[Place, np.ndarray] = {}
        self._last = Box(0, 0, 0, 0)  # whole tiles around the last box: all of them are kept

    def before(self, box: Box) -> None:
        """Call with every box right before its pixels change."""
        self._mask.touch(box)
        rows, columns = self._mask._span(box)
        marked = self._mask._marked[rows.start : rows.stop, columns.start : columns.stop]
        if self._last.contains(box):
            marked[:] = True
            return  # a drag stays within the same tiles for many frames
        for place in product(rows, columns):
            if place not in self._before:
                self._before[place] = self._mask._kept(place)
        marked[:] = True
        tiles = Box(columns.start, rows.start, columns.stop, rows.stop)
        self._last = Box(*(TILE * edge for edge in astuple(tiles)))

    def finish(self) -> list[MaskTile]:
        """The tiles that really changed, in the order in which they were touched."""
        tiles = []
        for place, before in self._before.items():
            box = self._mask._tiles.box(place)
            after = self._mask.pixels[box.slices]
            if not np.array_equal(before, after):
                tiles.append(MaskTile(box, _pack(before), _pack(after)))
            self._mask._look(box)
        return tiles

    def roll_back(self) -> Box:
        """Undo everything since the start; returns the box that changed."""
        changed = Box(0, 0, 0, 0)
        for place, before in self._before.items():
            box = self._mask._tiles.box(place)
            self._mask.touch(box)
            self._mask.pixels[box.slices] = before
            self._mask._look(box)
            changed = changed.union(box)
        self._before.clear()
        self._last = Box(0, 0, 0, 0)
        return changed


def _pack(pixels: np.ndarray) -> bytes:
    """One byte for a tile of one value, as most tiles under a wide brush are; else zlib."""
    first = int(pixels[0, 0])
    if (pixels == first).all():
        return bytes([first])
    # Level 1: masks are flat, higher levels cost time and save next to nothing.
    return zlib.compress(np.ascontiguousarray(pixels).tobytes(), 1)


def _unpack(packed: bytes, box: Box) -> np.ndarray:
    if len(packed) == 1:
        return np.full((box.height, box.width), packed[0], np.uint8)
    return np.frombuffer(zlib.decompress(packed), np.uint8).reshape(box.height, box.width)


@dataclass(frozen=True)
class Brush:
    """A round brush in scan pixels; `hardness` 1 has a one-pixel edge, 0 falls off from the middle;
    nothing is painted farther from the line than the radius and half a pixel.

    `erase` takes marks away instead of setting them.
    """

    radius: float = 10.0
    hardness: float = 1.0
    erase: bool = False


class Stroke:
    """One press-drag-release of a brush on a mask; points are scan pixels and may lie outside.

    The pixel whose centre is at (x + 0.5, y + 0.5) is named (x, y) here: a click at x = 3.2 paints
    around column 3.
    """

    def __init__(
        self, mask: Mask, brush: Brush, x: float, y: float, recorder: MaskRecorder | None = None
    ) -> None:
        """recorder: of several strokes that are one step for undo."""
        self._mask, self._brush, self._last = mask, brush, (x, y)
        self._recorder = recorder or mask.recorder()
        self._drawn: Segment | None = None  # the last one, and the mask's revision with it
        self._revision = mask.revision
        self.dirty = self._paint(x, y, x, y)

    def line_to(self, x: float, y: float) -> Box:
        """Go on to (x, y); returns the box to redraw."""
        dirty = self._paint(*self._last, x, y)
        self._last = (x, y)
        self.dirty = self.dirty.union(dirty)
        return dirty

    def finish(self) -> list[MaskTile]:
        return self._recorder.finish()

    def roll_back(self) -> Box:
        return self._recorder.roll_back()

    def _paint(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        reach = int(np.ceil(self._brush.radius)) + 2
        box = Box(
            int(np.floor(min(x0, x1))) - reach,
            int(np.floor(min(y0, y1))) - reach,
            int(np.floor(max(x0, x1))) + reach + 1,
            int(np.floor(max(y0, y1))) + reach + 1,
        ).clamp(self._mask.size)
        if box:
            # Nobody has changed the mask since: where the brush was in full, it need not go again.
            drawn = self._drawn if self._mask.revision == self._revision else None
            self._recorder.before(box)
            segment = (x0, y0), (x1, y1)
            shape = self._brush.radius, self._brush.hardness
            for piece, dab in dabs(*shape, box, segment, drawn):
                under = self._mask.pixels[piece.slices]
                if self._brush.erase:
                    cv2.min(under, cv2.bitwise_not(dab, dst=dab), dst=under)
                else:
                    cv2.max(under, dab, dst=under)
            self._drawn, self._revision = segment, self._mask.revision
        return box


def _describe(pixels: np.ndarray) -> str:
    if pixels.ndim != 2:
        return f"shape {pixels.shape}"
    size = Size(pixels.shape[1], pixels.shape[0])
    return f"{size} pixels" + ("" if pixels.dtype == np.uint8 else f" of {pixels.dtype}")
