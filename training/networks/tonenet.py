"""ToneNet: a thumbnail of a faded photograph -> curves, a colour matrix and a field of light.

The parameters are applied to the scan at any size (`engine/restore/tone.py`): nothing is made up,
and each can be shown and taken back.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

from engine.restore.tone import CELLS, KNOTS

THUMBNAIL = 128  # px, square
BINS = 32  # of the histograms
QUANTILES = (0, 0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.998, 1)
CHANNELS = (16, 24, 32, 48, 64, 96)  # at 1/2 .. 1/64
FEATURES = 4 * CHANNELS[-1] + 3 * (BINS + len(QUANTILES))
COUNTS = (3 * KNOTS, 9, 3 * CELLS * CELLS)  # of curves, matrix and gains
SURE = 1.0  # logit of the share of its correction that an untrained network applies


class ToneParameters(NamedTuple):
    """What `engine.restore.tone.Tone` holds, per picture of a batch."""

    curves: Tensor  # (B, 3, KNOTS), rising
    matrix: Tensor  # (B, 3, 3)
    gains: Tensor  # (B, 3, CELLS, CELLS), logarithms


class ToneNet(nn.Module):
    """thumbnail (B, 3, 128, 128) 0..1 -> ToneParameters; untrained it is the identity.

    Convolutions see where light is missing; histograms and quantiles hold the black and white
    points, which averages over places lose; one pixel in 16 is enough for them. The last output
    says how much of the correction to apply: a photograph that is good as it is gets none.

    `reserve` 0..1 is the share that is taken for none at all (`modes/tone.py` calibrates it).
    """

    reserve: Tensor

    def __init__(self, hidden: int = 256, dropout: float = 0.0) -> None:
        super().__init__()
        wide = (3, *CHANNELS)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in zip(wide, CHANNELS, strict=False)
        )
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.ModuleList([nn.Linear(FEATURES, hidden), nn.Linear(hidden, hidden)])
        self.last = nn.Linear(hidden, sum(COUNTS) + 1)
        for layer in (*self.convolutions, *self.hidden):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        self.register_buffer("reserve", torch.zeros(()))

    def forward(self, thumbnail: Tensor) -> ToneParameters:
        tone, share = self.correction(thumbnail)
        return applied_in_part(tone, (share - self.reserve).clamp_min(0) / (1 - self.reserve))

    def correction(self, thumbnail: Tensor) -> tuple[ToneParameters, Tensor]:
        """The whole correction, and the share of it to apply, (B, 1, 1) 0..1."""
        x = 4 * (thumbnail - 0.5)
        for convolution in self.convolutions:
            x = F.silu(convolution(x))  # (B, 96, 2, 2) in the end
        few = thumbnail[..., 1::4, 1::4]
        told = torch.cat([x.flatten(1), histograms(few).flatten(1), quantiles(few).flatten(1)], 1)
        told = self.dropout(told)
        for layer in self.hidden:
            told = F.silu(layer(told))
        raw = self.last(told).float()
        curves, matrix, gains, sure = raw.split((*COUNTS, 1), 1)
        curves = curves.unflatten(1, (3, KNOTS))
        # A first knot and rises that are positive, 1/8 each to begin with.
        rises = torch.exp(curves[..., 1:].clamp(-4, 2)) / (KNOTS - 1)
        tone = ToneParameters(
            torch.cat([curves[..., :1], rises], 2).cumsum(2),
            torch.eye(3, device=raw.device) + 0.3 * matrix.unflatten(1, (3, 3)),
            gains.unflatten(1, (3, CELLS, CELLS)),
        )
        return tone, torch.sigmoid(sure + SURE).unsqueeze(2)


def applied_in_part(tone: ToneParameters, share: Tensor) -> ToneParameters:
    """Between the identity, at a share of 0, and the correction, at 1; share: (B, 1, 1)."""
    even = torch.linspace(0, 1, KNOTS, device=share.device)
    identity = torch.eye(3, device=share.device)
    return ToneParameters(
        even + share * (tone.curves - even),
        identity + share * (tone.matrix - identity),
        share.unsqueeze(3) * tone.gains,
    )


def histograms(picture: Tensor) -> Tensor:
    """(B, 3, H, W) 0..1 -> (B, 3, BINS): square roots of the shares, in overlapping bins."""
    levels = torch.arange(BINS, device=picture.device) / (BINS - 1)
    distance = (picture.flatten(2).unsqueeze(2) - levels.view(1, 1, -1, 1)).abs()  # (B, 3, BINS, n)
    return (1 - (BINS - 1) * distance).clamp_min(0).mean(3).sqrt()


def quantiles(picture: Tensor) -> Tensor:
    """(B, 3, H, W) 0..1 -> (B, 3, len(QUANTILES)): 0 where the levels are evenly spread."""
    levels = picture.flatten(2).sort(dim=2).values
    index = [round(q * (levels.shape[2] - 1)) for q in QUANTILES]
    return 4 * (levels[..., index] - torch.tensor(QUANTILES, device=picture.device))


def apply_tone(picture: Tensor, tone: ToneParameters) -> Tensor:
    """The torch form of the engine's `apply_tone`, for whole pictures (B, 3, H, W); not clipped."""
    size = picture.shape[2:]
    light = F.interpolate(tone.gains, size=size, mode="bilinear", align_corners=False)
    x = (picture * torch.exp(light)).flatten(2) * (KNOTS - 1)  # (B, 3, H*W), in knots
    below = x.detach().floor().clamp(0, KNOTS - 2)
    index = below.long()
    low, high = tone.curves.gather(2, index), tone.curves.gather(2, index + 1)
    mixed = tone.matrix @ (low + (high - low) * (x - below))
    return mixed.view(picture.shape)
