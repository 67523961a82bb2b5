"""What a round brush leaves along a straight line, piece by piece: only where it was not before.

A brush of 2,000 px covers four megapixels at every move of the hand, most of which it had covered
a move earlier. Leaving those out is what keeps a wide brush under the hand.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from engine.geometry import Box

BLOCK = 16  # px; blocks wholly inside or outside of a brush are filled without looking closer
STRIP = 512  # px high: what is drawn at once, so that it stays in the processor's cache
HOLLOW = 32  # blocks; a smaller gap is cheaper to draw than to leave out

Point = tuple[float, float]  # x, y in scan pixels
Segment = tuple[Point, Point]


def dabs(
    radius: float, hardness: float, box: Box, segment: Segment, drawn: Segment | None = None
) -> Iterator[tuple[Box, np.ndarray]]:
    """The brush drawn along one straight segment: pieces of `box` with uint8 of their size.

    255 up to `hardness` of the radius, then falling smoothly to 0 at the radius; the hardest brush
    falls from 255 to 0 over one pixel, and is at half where the pixel's centre lies on the radius.
    Outside of the pieces it leaves nothing, or is 255 along `drawn` already.
    """
    exact = np.array(segment, np.float64) - (box.left, box.top)
    if radius < 1:
        exact = np.floor(exact) + 0.5  # the finest brush paints whole pixels, wherever it is put
    points = exact.astype(np.float32)
    soft = radius * (1.0 - hardness)
    # A wide fall-off has no detail: it is drawn on a coarser grid, at least 8 steps from 255 to 0,
    # and enlarged (within 3 levels of the exact one), so that a soft brush costs no more than a
    # hard one.
    step = max(1, int(soft) // 8)
    shape = radius / step, soft / step, 1 / step
    if step > 1:
        coarse = Box(0, 0, -(-box.width // step), -(-box.height // step))
        small = _capsule(coarse, points / step, *shape)
    missed = 2 * step  # scan px by which the exact shape may be missed
    strip = max(STRIP, 16 * step)  # so that the neighbours it looks at are few beside it
    for piece in _pieces(radius + missed, radius - soft - missed, box, segment, drawn, strip):
        inner = piece.within(box)
        dab = _enlarged(small, step, inner) if step > 1 else _capsule(inner, points, *shape)
        yield piece, dab


def _pieces(
    radius: float, core: float, box: Box, segment: Segment, drawn: Segment | None, strip: int
) -> Iterator[Box]:
    """The parts of `box`, `strip` px high, with all that is within `radius` of `segment`, but not
    most of what is within `core` of `drawn`.
    """
    down, across = -(-box.height // BLOCK), -(-box.width // BLOCK)
    middle = np.arange(max(down, across), dtype=np.float32) * BLOCK + BLOCK / 2
    x, y = box.left + middle[:across], box.top + middle[:down, np.newaxis]
    half = BLOCK / 2 * 2**0.5  # from a block's middle to its corners
    needed = _distance(np.array(segment, np.float32), x, y) < radius + half
    if drawn is not None and core > 0:
        needed &= _distance(np.array(drawn, np.float32), x, y) > core - half
    height = strip // BLOCK
    for top in range(0, down, height):
        columns = np.flatnonzero(needed[top : top + height].any(axis=0))
        hollows = np.flatnonzero(np.diff(columns) > HOLLOW) + 1
        for run in np.split(columns, hollows) if len(columns) else ():
            left, right = BLOCK * int(run[0]), BLOCK * (int(run[-1]) + 1)
            piece = Box(left, BLOCK * top, right, BLOCK * (top + height))
            yield piece.shift(box.left, box.top).intersection(box)


def _enlarged(small: np.ndarray, step: int, piece: Box) -> np.ndarray:
    """A part of `small` enlarged `step` times: uint8 (piece.height, piece.width)."""
    around = Box(
        max(piece.left // step - 1, 0),  # enlarging looks at neighbours
        max(piece.top // step - 1, 0),
        min(-(-piece.right // step) + 1, small.shape[1]),
        min(-(-piece.bottom // step) + 1, small.shape[0]),
    )
    size = around.width * step, around.height * step
    dab = cv2.resize(small[around.slices], size, interpolation=cv2.INTER_LINEAR)
    # Enlarging carries a few levels past the radius; nothing may be marked out there.
    cv2.threshold(dab, 6, 255, cv2.THRESH_TOZERO, dst=dab)
    return dab[piece.shift(-around.left * step, -around.top * step).slices]


def _capsule(piece: Box, points: np.ndarray, radius: float, soft: float, edge: float) -> np.ndarray:
    """uint8 (piece.height, piece.width): a thick line from points[0] to points[1], (x, y), float32.

    It falls from 255 to 0 between `radius - soft - edge / 2` and `radius + edge / 2` from the line.
    """
    outer, inner = radius + edge / 2, radius - soft - edge / 2
    down, across = -(-piece.height // BLOCK), -(-piece.width // BLOCK)
    middle = np.arange(max(down, across), dtype=np.float32) * BLOCK + BLOCK / 2
    corner = np.array([piece.left, piece.top], np.float32)
    distance = _distance(points, corner[0] + middle[:across], corner[1] + middle[:down, np.newaxis])
    half = np.float32(BLOCK / 2 * 2**0.5)  # from a block's middle to its corners
    full = np.where(distance <= inner - half, np.uint8(255), np.uint8(0))
    dab = np.repeat(np.repeat(full, BLOCK, axis=1), BLOCK, axis=0)
    row, column = np.nonzero((distance > inner - half) & (distance < outer + half))
    within = np.arange(BLOCK, dtype=np.float32) + 0.5  # pixel centres
    x = (column[:, np.newaxis] * BLOCK + corner[0] + within).astype(np.float32)
    y = (row[:, np.newaxis] * BLOCK + corner[1] + within).astype(np.float32)
    near = _distance(points, x[:, np.newaxis, :], y[:, :, np.newaxis])
    share = np.subtract(outer, near, out=near)
    share *= 1 / (outer - inner)
    np.clip(share, 0, 1, out=share)
    share *= share * (3 * 255 - 2 * 255 * share)  # smoothstep
    blocks = dab.reshape(down, BLOCK, across, BLOCK)
    blocks[row, :, column, :] = np.rint(share, out=share).astype(np.uint8)
    return dab[: piece.height, : piece.width]


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
