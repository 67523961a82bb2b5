"""DiffAugment: the critic sees real and generated pictures changed alike, so that it cannot learn
a small album by heart; the generator's gradient passes through the changes.

Source: arXiv:2006.10738 and its code, whose pictures are -1..1. Here they are 0..1, so that the
brightness moves by half as much, and what is moved in is mid-grey, 0.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

CHANGES = ("brightness", "saturation", "contrast", "translation", "cutout")
BRIGHTNESS = 0.25  # most that is added or taken away, of 0..1
TRANSLATION = 1 / 8  # of the side, at most
CUTOUT = 1 / 2  # of the side
GREY = 0.5


@dataclass(frozen=True)
class Augmentation:
    """What happens to each of B crops: drawn once, then applied to all pictures of a pair."""

    brightness: Tensor  # (B, 1, 1, 1), added
    saturation: Tensor  # (B, 1, 1, 1), factor, 1 = as it is
    contrast: Tensor  # (B, 1, 1, 1), factor
    shift: Tensor  # int64 (B, 2), px down and right
    cut: Tensor  # int64 (B, 2), px, centre of the square that is cut out
    cut_side: Tensor  # int64 (B,), px; 0 = nothing is cut

    def picture(self, pictures: Tensor) -> Tensor:
        """pictures: (B, 3, H, W) 0..1; the result may leave 0..1."""
        x = pictures + self.brightness
        grey = x.mean(1, keepdim=True)
        x = grey + self.saturation * (x - grey)
        mean = x.mean((1, 2, 3), keepdim=True)
        x = self._moved(mean + self.contrast * (x - mean), GREY)
        return torch.where(self._inside(x), GREY, x)

    def mask(self, planes: Tensor) -> Tensor:
        """Masks and other planes (B, n, H, W) that must stay in place upon the pictures."""
        x = self._moved(planes, 0.0)
        return torch.where(self._inside(x), 0.0, x)

    def _moved(self, x: Tensor, beyond: float) -> Tensor:
        reach = int(self.shift.abs().max())
        if reach == 0:
            return x
        batch, _, height, width = x.shape
        rows = reach - self.shift[:, :1] + torch.arange(height, device=x.device)  # (B, H)
        columns = reach - self.shift[:, 1:] + torch.arange(width, device=x.device)  # (B, W)
        one = torch.arange(batch, device=x.device)[:, None, None]
        wide = F.pad(x, [reach] * 4, value=beyond).permute(0, 2, 3, 1)
        return wide[one, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)

    def _inside(self, x: Tensor) -> Tensor:
        """bool (B, 1, H, W): what is cut out."""
        row, column = (
            (2 * (torch.arange(n, device=x.device) - self.cut[:, i : i + 1])).abs()
            for i, n in enumerate(x.shape[2:])
        )
        side = self.cut_side[:, None]
        return ((row < side)[:, :, None] & (column < side)[:, None, :])[:, None]


def draw_augmentation(
    batch: int,
    height: int,
    width: int,
    generator: torch.Generator,
    changes: Sequence[str],
    probability: float = 1.0,
) -> Augmentation:
    """Draw the changes named, of CHANGES, each happening to a crop with `probability`.

    `generator` lives on the device of the pictures.
    """
    place, chance = torch.rand(
        2, len(CHANGES), batch, 2, generator=generator, device=generator.device
    )
    named = torch.tensor([name in changes for name in CHANGES], device=generator.device)
    chosen = (chance[..., :1] < probability) & named[:, None, None]  # (changes, B, 1)
    amount = (2 * place - 1) * chosen  # -1..1, 0 = none
    side = torch.tensor([height, width], device=generator.device)
    brightness, saturation, contrast = amount[:3, :, :1, None, None].unbind(0)
    return Augmentation(
        brightness=BRIGHTNESS * brightness,
        saturation=1 + saturation,
        contrast=1 + 0.5 * contrast,
        shift=(amount[3] * (TRANSLATION * side)).round().long(),
        cut=(place[4] * side).long(),
        cut_side=chosen[4, :, 0] * round(CUTOUT * min(height, width)),
    )
