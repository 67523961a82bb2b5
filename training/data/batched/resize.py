"""Resizing by matrices, each picture to a size of its own, as OpenCV resizes.

A matrix is (B, rows, columns): of each picture, the weights of `columns` old pixels for each of
`rows` new ones; what lies beyond its own sizes has no weight.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from training.data.batched.draws import Draws
from training.data.degradations import Range

AREA, LINEAR, CUBIC = range(3)
SHARP = -0.75  # of OpenCV's cubic


def resize_twice(pictures: Tensor, draws: Draws, scale: Range = (0.3, 1.2)) -> Tensor:
    """To `scale` of the size and back: what was finer than that is lost."""
    side = torch.tensor(pictures.shape[2:], device=pictures.device)
    factor = draws.uniform(1, low=scale[0], high=scale[1])
    small = (side * factor).round().long().clamp_min(4)  # (B, 2)
    there, back = draws.integer(2, low=AREA, high=CUBIC).T
    whole = side.expand_as(small)
    return _resized(rounded(_resized(pictures, whole, small, there)), small, whole, back)


def rounded(pictures: Tensor) -> Tensor:
    """To whole numbers 0..255, as a file of 8 bits holds them; still float32."""
    return pictures.add(0.5).floor_().clamp_(0, 255)


def area_matrix(sizes: Tensor, to: Tensor, columns: int, rows: int) -> Tensor:
    """Means over sizes/to px; sizes, to: int64 (B,). Where it enlarges, the nearest pixels'."""
    ratio = (sizes / to).view(-1, 1, 1)
    i = torch.arange(rows, device=sizes.device).view(1, -1, 1)
    j = torch.arange(columns, device=sizes.device).view(1, 1, -1)
    last = torch.minimum((i + 1) * ratio, sizes.view(-1, 1, 1).to(ratio.dtype))
    common = torch.minimum(j + 1.0, last) - torch.maximum(j + 0.0, i * ratio)
    return common.clamp_min(0) / ratio


def _resized(pictures: Tensor, sizes: Tensor, to: Tensor, way: Tensor) -> Tensor:
    """(B, 3, h, w), of the largest of `to`; sizes, to: int64 (B, 2), of height and width."""
    down, across = (
        _matrix(sizes[:, i], to[:, i], pictures.shape[2 + i], int(to[:, i].max()), way)
        for i in (0, 1)
    )
    return down[:, None] @ pictures @ across[:, None].transpose(2, 3)


def _matrix(sizes: Tensor, to: Tensor, columns: int, rows: int, way: Tensor) -> Tensor:
    """way: int64 (B,), AREA, LINEAR or CUBIC; by area only where it shrinks, as in OpenCV."""
    i = torch.arange(rows, device=sizes.device)
    at = (i + 0.5) * (sizes / to)[:, None] - 0.5
    kinds = torch.stack(
        [
            area_matrix(sizes, to, columns, rows),
            _taps(at, sizes, columns, _linear),
            _taps(at, sizes, columns, _cubic),
        ]
    )
    chosen = torch.where((way == AREA) & (to >= sizes), LINEAR, way)
    made = kinds[chosen, torch.arange(len(sizes), device=sizes.device)]
    return made * (i < to[:, None])[..., None]


def _taps(at: Tensor, sizes: Tensor, columns: int, weight: Callable[[Tensor], Tensor]) -> Tensor:
    """Four neighbours of each place `at`, (B, rows); the border repeats its last pixel."""
    made = torch.zeros(*at.shape, columns, device=at.device)
    for step in range(-1, 3):
        tap = at.floor() + step
        place = torch.minimum(tap.long().clamp_min(0), sizes[:, None] - 1)
        made.scatter_add_(2, place[..., None], weight((at - tap).abs())[..., None])
    return made


def _linear(t: Tensor) -> Tensor:
    return (1 - t).clamp_min(0)


def _cubic(t: Tensor) -> Tensor:
    near = ((SHARP + 2) * t - (SHARP + 3)) * t * t + 1
    far = ((SHARP * t - 5 * SHARP) * t + 8 * SHARP) * t - 4 * SHARP
    return torch.where(t <= 1, near, torch.where(t < 2, far, 0.0))
