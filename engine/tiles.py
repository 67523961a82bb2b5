"""Overlapping tiles over an area, and one picture again out of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.geometry import Box, Size


def plan_tiles(size: Size, tile: int, overlap: int) -> list[Box]:
    """Tiles of at most `tile` px a side that cover `size`, neighbours sharing `overlap` px or more.

    As few as possible, then as even as possible. Row by row.

    Raises:
        ValueError: the overlap leaves no way forward.
    """
    if not 0 <= overlap < tile:
        raise ValueError(f"an overlap of {overlap} px does not fit tiles of {tile} px")

    def spans(length: int) -> list[tuple[int, int]]:
        count = max(1, -(-(length - overlap) // (tile - overlap)))
        side = min(length, -(-(length + (count - 1) * overlap) // count))
        starts = np.linspace(0, length - side, count).round().astype(int)
        return [(int(start), int(start) + side) for start in starts]

    return [
        Box(left, top, right, bottom)
        for top, bottom in spans(size.height)
        for left, right in spans(size.width)
    ]


def blend_tiles(tiles: Iterable[tuple[Box, np.ndarray]], size: Size) -> np.ndarray:
    """Merge overlapping tiles into one picture, without visible seams.

    Every pixel is the weighted mean of the tiles that cover it. A tile's weight falls linearly
    from 1 in its middle towards its border and never reaches 0.

    Args:
        tiles: (box, pixels) pairs; pixels float32 (box.height, box.width, channels).
        size: of the picture; the boxes must cover it.

    Returns:
        float32 (height, width, channels), a new array.

    Raises:
        ValueError: a pixel is covered by no tile, or a tile does not fit its box.

    Source: triangular window, as in overlap-add.
    """
    total: np.ndarray | None = None
    weight = np.zeros((size.height, size.width, 1), np.float32)
    for box, pixels in tiles:
        if pixels.shape[:2] != (box.height, box.width):
            raise ValueError(f"tile {box} got pixels of shape {pixels.shape}")
        if total is None:
            total = np.zeros((size.height, size.width, pixels.shape[2]), np.float32)
        ramp = np.minimum.outer(_triangle(box.height), _triangle(box.width))[..., None]
        total[box.slices] += pixels * ramp
        weight[box.slices] += ramp
    if total is None or not weight.all():
        raise ValueError(f"{int((weight == 0).sum())} pixels are covered by no tile")
    blended: np.ndarray = total / weight
    return blended


def _triangle(n: int) -> np.ndarray:
    i = np.arange(n, dtype=np.float32)
    return np.asarray(np.minimum(i + 1, n - i) / ((n + 1) // 2), np.float32)
