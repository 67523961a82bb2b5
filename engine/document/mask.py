"""What is to be repaired: one uint8 plane of the size of the scan, and how brushes draw on it.

The plane is one numpy buffer for everybody: the window shows it without a copy, `repair` reads it.
Everything that changes it goes through `Mask`, which keeps the pixels that were there before, in
tiles, so that undo costs what was touched and not what the scan measures.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np

from engine.document.mask_copies import Moment, Moments, TileCounts, Tiles
from engine.errors import MaskError
from engine.geometry import Box, Size

TILE = 256  # px; one touched tile keeps 64 KiB, a few hundred bytes once compressed
BLOCK = 16  # px; blocks wholly inside or outside of a brush are filled without looking closer


@dataclass(frozen=True)
class MaskTile:
    """One tile before and after a change; both packed uint8 (box.height, box.width)."""

    box: Box
    before: bytes
    after: bytes

    @property
    def nbytes(self) -> int:
        return len(self.before) + len(self.after)


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
        box = box.clamp(self.size)
        rows = range(box.top // TILE, -(-box.bottom // TILE))
        columns = range(box.left // TILE, -(-box.right // TILE))
        self._moments.before(product(rows, columns))
        self._touched[rows.start : rows.stop, columns.start : columns.stop] = self.revision

    def tiles_touching(self, box: Box) -> list[Box]:
        """The tiles, clamped to the scan, that share a pixel with `box`."""
        box = box.clamp(self.size)
        if not box:
            return []
        rows = range(box.top // TILE, (box.bottom - 1) // TILE + 1)
        columns = range(box.left // TILE, (box.right - 1) // TILE + 1)
        return [self._tiles.box(place) for place in product(rows, columns)]

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
        self._before: dict[Box, np.ndarray] = {}
        self._last = Box(0, 0, 0, 0)  # whole tiles around the last box: all of them are kept

    def before(self, box: Box) -> None:
        """Call with every box right before its pixels change."""
        self._mask.touch(box)
        if self._last.contains(box):
            return  # a drag stays within the same tiles for many frames
        tiles = self._mask.tiles_touching(box)
        for tile in tiles:
            if tile not in self._before:
                self._before[tile] = self._mask.read(tile)
                self._mask._marked[tile.top // TILE, tile.left // TILE] = True
        if tiles:
            first, last = tiles[0], tiles[-1]
            self._last = Box(first.left, first.top, last.right, last.bottom)

    def finish(self) -> list[MaskTile]:
        """The tiles that really changed, in the order in which they were touched."""
        tiles = []
        for box, before in self._before.items():
            after = self._mask.pixels[box.slices]
            if not np.array_equal(before, after):
                tiles.append(MaskTile(box, _pack(before), _pack(after)))
            self._mask._look(box)
        return tiles

    def roll_back(self) -> Box:
        """Undo everything since the start; returns the box that changed."""
        changed = Box(0, 0, 0, 0)
        for box, before in self._before.items():
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

    def __init__(self, mask: Mask, brush: Brush, x: float, y: float) -> None:
        self._mask, self._brush, self._last = mask, brush, (x, y)
        self._recorder = mask.recorder()
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
            self._recorder.before(box)
            dab = _dab(self._brush, box, (x0, y0), (x1, y1))
            under = self._mask.pixels[box.slices]
            if self._brush.erase:
                np.minimum(under, np.invert(dab, out=dab), out=under)
            else:
                np.maximum(under, dab, out=under)
        return box


def _dab(
    brush: Brush, box: Box, start: tuple[float, float], end: tuple[float, float]
) -> np.ndarray:
    """uint8 (box.height, box.width): the brush drawn along one straight segment.

    255 up to `hardness` of the radius, then falling smoothly to 0 at the radius; the hardest brush
    falls from 255 to 0 over one pixel, and is at half where the pixel's centre lies on the radius.
    """
    exact = np.array([start, end], np.float64) - (box.left, box.top)
    if brush.radius < 1:
        exact = np.floor(exact) + 0.5  # the finest brush paints whole pixels, wherever it is put
    points = exact.astype(np.float32)
    soft = brush.radius * (1.0 - brush.hardness)
    # A wide fall-off has no detail: it is drawn on a coarser grid, at least 8 steps from 255 to 0,
    # and enlarged (within 3 levels of the exact one), so that a soft brush costs no more than a
    # hard one.
    step = max(1, int(soft) // 8)
    rows, columns = -(-box.height // step), -(-box.width // step)
    dab = _capsule(rows, columns, points / step, brush.radius / step, soft / step, 1 / step)
    if step > 1:
        dab = cv2.resize(dab, (columns * step, rows * step), interpolation=cv2.INTER_LINEAR)
        # Enlarging carries a few levels past the radius; nothing may be marked out there.
        cv2.threshold(dab, 6, 255, cv2.THRESH_TOZERO, dst=dab)
    return dab[: box.height, : box.width]


def _capsule(
    rows: int, columns: int, points: np.ndarray, radius: float, soft: float, edge: float
) -> np.ndarray:
    """uint8 (rows, columns): a thick line from points[0] to points[1], (x, y), float32.

    It falls from 255 to 0 between `radius - soft - edge / 2` and `radius + edge / 2` from the line.
    """
    outer, inner = radius + edge / 2, radius - soft - edge / 2
    down, across = -(-rows // BLOCK), -(-columns // BLOCK)
    middle = np.arange(max(down, across), dtype=np.float32) * BLOCK + BLOCK / 2
    distance = _distance(points, middle[:across], middle[:down, np.newaxis])
    half = np.float32(BLOCK / 2 * 2**0.5)  # from a block's middle to its corners
    full = np.where(distance <= inner - half, np.uint8(255), np.uint8(0))
    dab = np.repeat(np.repeat(full, BLOCK, axis=1), BLOCK, axis=0)
    row, column = np.nonzero((distance > inner - half) & (distance < outer + half))
    within = np.arange(BLOCK, dtype=np.float32) + 0.5  # pixel centres
    x = (column[:, np.newaxis] * BLOCK + within).astype(np.float32)
    y = (row[:, np.newaxis] * BLOCK + within).astype(np.float32)
    near = _distance(points, x[:, np.newaxis, :], y[:, :, np.newaxis])
    share = np.subtract(outer, near, out=near)
    share *= 1 / (outer - inner)
    np.clip(share, 0, 1, out=share)
    share *= share * (3 * 255 - 2 * 255 * share)  # smoothstep
    blocks = dab.reshape(down, BLOCK, across, BLOCK)
    blocks[row, :, column, :] = np.rint(share, out=share).astype(np.uint8)
    return dab[:rows, :columns]


def _distance(points: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """float32, by broadcasting: from (x, y) to the segment between the two points."""
    (x0, y0), (dx, dy) = points[0], points[1] - points[0]
    length2 = dx * dx + dy * dy
    x, y = x - x0, y - y0
    if length2 > 0:
        # Each product is taken before broadcasting, while the arrays are still one row thin.
        along = x * (dx / length2) + y * (dy / length2)
        np.clip(along, 0, 1, out=along)
        x, y = x - along * dx, y - along * dy
    squared: np.ndarray = x * x + y * y
    distance: np.ndarray = np.sqrt(squared, out=squared)
    return distance


def _describe(pixels: np.ndarray) -> str:
    if pixels.ndim != 2:
        return f"shape {pixels.shape}"
    size = Size(pixels.shape[1], pixels.shape[0])
    return f"{size} pixels" + ("" if pixels.dtype == np.uint8 else f" of {pixels.dtype}")
