"""Crops of photographs in a batch: scaled, turned, mirrored, recoloured, as `random_crop` does.

All photographs lie in the memory of the device as one row of bytes, uploaded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.data.batched.draws import Draws
from training.data.batched.resize import area_matrix, rounded
from training.data.photos import Photos

TRIES = 6  # windows of which the first is taken that is not flat
LOOK = 16  # px, the side at which a window is judged
LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True)
class Windows:
    """Squares of photographs: tensors (B,) of photograph, top, left and side, px."""

    photo: Tensor
    top: Tensor
    left: Tensor
    side: Tensor

    def taken(self, tries: Tensor) -> Windows:
        """Of (B, TRIES) windows the one at each of `tries` (B,)."""
        parts = (self.photo, self.top, self.left, self.side)
        return Windows(*(part.gather(1, tries[:, None])[:, 0] for part in parts))


class PhotoBank:
    """Photographs on a device."""

    def __init__(self, photos: Photos, device: torch.device) -> None:
        size = photos.store.stat().st_size
        # On a processor this is the file itself, mapped.
        store = torch.from_file(str(photos.store), shared=False, size=size, dtype=torch.uint8)
        self.bytes = store.to(device)
        places = [(p.offset, p.height, p.width) for p in photos.photos]
        self.offset, self.height, self.width = torch.tensor(places, device=device).T

    def crops(self, draws: Draws, side: int) -> Tensor:
        """float32 (B, 3, side, side), whole numbers 0..255."""
        windows = self._windows(draws, side)
        largest = int(windows.side.max())
        pieces = self._gathered(windows, torch.arange(largest, device=draws.device))
        to = torch.full_like(windows.side, side)
        scale = area_matrix(windows.side, to, largest, side)  # (B, side, largest)
        small = scale[:, None] @ pieces.float() @ scale[:, None].transpose(2, 3)
        return recoloured(turned(rounded(small), draws), draws)

    def _windows(self, draws: Draws, crop: int) -> Windows:
        """Half of them scaled down by up to 2; mostly not flat."""
        shorter = torch.minimum(self.height, self.width)
        large = (shorter >= crop).nonzero()[:, 0]
        if len(large) == 0:  # photographs smaller than the crop: enlarged
            large = torch.arange(len(shorter), device=draws.device)
        photo = large[draws.integer(TRIES, low=0, high=len(large) - 1)]
        height, width = self.height[photo], self.width[photo]
        scale = draws.uniform(TRIES, low=0.5).masked_fill(draws.chance(0.5, TRIES), 1.0)
        side = torch.minimum((crop / scale).round().long(), torch.minimum(height, width))
        top = (draws.uniform(TRIES) * (height - side + 1)).long()
        left = (draws.uniform(TRIES) * (width - side + 1)).long()
        windows = Windows(photo, top, left, side)
        good = torch.stack([self._busy(windows.taken(i)) for i in self._tries(draws)], 1)
        good = good | draws.chance(0.2, TRIES)
        return windows.taken(good.float().argmax(1))

    def _tries(self, draws: Draws) -> list[Tensor]:
        return [torch.full((len(draws),), i, device=draws.device) for i in range(TRIES)]

    def _busy(self, windows: Windows) -> Tensor:
        steps = torch.arange(LOOK, device=self.bytes.device)
        return self._gathered(windows, steps, LOOK).float().flatten(1).std(1) >= 4

    def _gathered(self, windows: Windows, steps: Tensor, of: int = 0) -> Tensor:
        """uint8 (B, 3, n, n): the pixels at `steps` (n,) from the corner, or at as many of `of`
        equal steps over the side; what lies beyond the side repeats its last row."""
        side = windows.side[:, None]
        reach = (steps * side + side // 2) // of if of else torch.minimum(steps, side - 1)
        rows, columns = (corner[:, None] + reach for corner in (windows.top, windows.left))
        first = rows[:, :, None] * self.width[windows.photo][:, None, None] + columns[:, None, :]
        first = (self.offset[windows.photo][:, None, None] + 3 * first)[:, None]
        return self.bytes[first + torch.arange(3, device=first.device).view(1, 3, 1, 1)]


def turned(pictures: Tensor, draws: Draws) -> Tensor:
    """Mirrored or not, turned by a multiple of 90 degrees: one of eight ways, equally often."""
    pictures = torch.where(draws.chance(0.5, 1, 1, 1), pictures.transpose(2, 3), pictures)
    for axis in (2, 3):
        pictures = torch.where(draws.chance(0.5, 1, 1, 1), pictures.flip(axis), pictures)
    return pictures


def recoloured(pictures: Tensor, draws: Draws) -> Tensor:
    """Three in ten without colour; another gamma and gain of each channel."""
    grey = luma(pictures).expand_as(pictures)
    pictures = torch.where(draws.chance(0.3, 1, 1, 1), grey.floor(), pictures)
    own = 0.08 * draws.normal(3, 1, 1) * draws.chance(0.5, 1, 1, 1)
    gamma = (own + 0.15 * draws.normal(1, 1, 1)).exp()
    gain = (0.06 * draws.normal(3, 1, 1)).exp()
    return rounded(255 * gain * (pictures / 255) ** gamma)


def luma(pictures: Tensor, weights: Sequence[float] = LUMA) -> Tensor:
    """(B, 1, H, W) of (B, 3, H, W)."""
    return (pictures * torch.tensor(weights, device=pictures.device).view(1, 3, 1, 1)).sum(
        1, keepdim=True
    )


def as_bytes(pictures: Tensor) -> Tensor:
    """float32 (B, C, H, W) 0..255 as uint8 (B, H, W, C), the form of a batch."""
    return pictures.byte().permute(0, 2, 3, 1)
