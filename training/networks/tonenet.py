"""ToneNet: a thumbnail of a faded photograph -> curves, a colour matrix and a field of light.

The parameters are applied to the scan at any size (`tone_curve.py`): nothing is made up, and each
can be shown and taken back.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

from training.tone_curve import CELLS, KNOTS

THUMBNAIL = 128  # px, square
BINS = 32  # of the histograms
CHANNELS = (16, 24, 32, 48, 64, 96)  # at 1/2 .. 1/64
FEATURES = 4 * CHANNELS[-1] + 3 * BINS
COUNTS = (3 * KNOTS, 9, 3 * CELLS * CELLS)  # of curves, matrix and gains


class ToneParameters(NamedTuple):
    """What `tone_curve.Tone` holds, per picture of a batch."""

    curves: Tensor  # (B, 3, KNOTS), rising
    matrix: Tensor  # (B, 3, 3)
    gains: Tensor  # (B, 3, CELLS, CELLS), logarithms


class ToneNet(nn.Module):
    """thumbnail (B, 3, 128, 128) 0..1 -> ToneParameters; untrained it is the identity.

    Convolutions see where light is missing; histograms hold the black and white points, which
    averages over places lose; one pixel in four is enough for them.
    """

    def __init__(self, hidden: int = 192) -> None:
        super().__init__()
        wide = (3, *CHANNELS)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in zip(wide, CHANNELS, strict=False)
        )
        self.hidden = nn.Linear(FEATURES, hidden)
        self.last = nn.Linear(hidden, sum(COUNTS))
        for layer in (*self.convolutions, self.hidden):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, thumbnail: Tensor) -> ToneParameters:
        x = 4 * (thumbnail - 0.5)
        for convolution in self.convolutions:
            x = F.silu(convolution(x))  # (B, 96, 2, 2) in the end
        features = torch.cat([x.flatten(1), histograms(thumbnail[..., ::2, ::2]).flatten(1)], 1)
        raw = self.last(F.silu(self.hidden(features))).float()
        curves, matrix, gains = raw.split(COUNTS, 1)
        curves = curves.unflatten(1, (3, KNOTS))
        # A first knot and rises that are positive, 1/8 each to begin with.
        rises = torch.exp(curves[..., 1:].clamp(-4, 2)) / (KNOTS - 1)
        knots = torch.cat([curves[..., :1], rises], 2).cumsum(2)
        identity = torch.eye(3, device=raw.device)
        return ToneParameters(
            knots,
            identity + 0.3 * matrix.unflatten(1, (3, 3)),
            gains.unflatten(1, (3, CELLS, CELLS)),
        )


def histograms(picture: Tensor) -> Tensor:
    """(B, 3, H, W) 0..1 -> (B, 3, BINS): square roots of the shares, in overlapping bins."""
    levels = torch.arange(BINS, device=picture.device) / (BINS - 1)
    distance = (picture.flatten(2).unsqueeze(2) - levels.view(1, 1, -1, 1)).abs()  # (B, 3, BINS, n)
    return (1 - (BINS - 1) * distance).clamp_min(0).mean(3).sqrt()


def apply_tone(picture: Tensor, tone: ToneParameters) -> Tensor:
    """The torch form of `tone_curve.apply_tone` for whole pictures; (B, 3, H, W), not clipped."""
    size = picture.shape[2:]
    light = F.interpolate(tone.gains, size=size, mode="bilinear", align_corners=False)
    x = (picture * torch.exp(light)).flatten(2) * (KNOTS - 1)  # (B, 3, H*W), in knots
    below = x.detach().floor().clamp(0, KNOTS - 2)
    index = below.long()
    low, high = tone.curves.gather(2, index), tone.curves.gather(2, index + 1)
    mixed = tone.matrix @ (low + (high - low) * (x - below))
    return mixed.view(picture.shape)
