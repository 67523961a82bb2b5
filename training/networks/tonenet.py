"""ToneNet: a thumbnail of a faded photograph -> curves, a colour matrix and a field of light.

The parameters are applied to the scan at any size (`engine/restore/tone.py`): nothing is made up,
and each can be shown and taken back.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

from engine.restore.tone import CELLS, KNOTS

THUMBNAIL = 128  # px, square
BINS = 32  # of the histograms
QUANTILES = (0, 0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.998, 1)
ENDS = (1, -2)  # of QUANTILES, that stand for black and white
WIDTHS = (24, 48, 96)  # at 1/4, 1/8 and 1/16 of the thumbnail
BLOCKS = 2  # at each of them
SEEN = 64  # features of the colours by themselves
RISES = 8  # of the curve from black to white
FEATURES = 2 * WIDTHS[-1] + 2 * SEEN + 3 * (BINS + len(QUANTILES))
# Of black and white points, curves, matrix, light, and of the share.
COUNTS = (3 * 4, 3 * (1 + RISES), 9, 3 * CELLS * CELLS, 1)
NARROWEST = 0.05  # from black to white that is stretched
SURE = 1.0  # logit of the share of its correction that an untrained network applies


class ToneParameters(NamedTuple):
    """What `engine.restore.tone.Tone` holds, per picture of a batch."""

    curves: Tensor  # (B, 3, KNOTS), rising
    matrix: Tensor  # (B, 3, 3)
    gains: Tensor  # (B, 3, CELLS, CELLS), logarithms


class ToneNet(nn.Module):
    """thumbnail (B, 3, 128, 128) 0..1 -> ToneParameters; untrained it is the identity.

    Convolutions see where light is missing; histograms and quantiles hold the black and white
    points, which averages over places lose; one pixel in 16 is enough for them. Everything is seen
    twice, as it is and stretched from black to white, and the curve begins with that stretch, of
    which the network says how much. The last output says how much of the correction to apply: a
    photograph that is good as it is gets none.

    `reserve` 0..1 is the share that is taken for none at all (`modes/tone.py` calibrates it).
    """

    reserve: Tensor

    def __init__(self, hidden: int = 256, dropout: float = 0.0) -> None:
        super().__init__()
        self.stem = nn.Conv2d(6, WIDTHS[0], 3, stride=2, padding=1)
        self.stages = nn.ModuleList(
            nn.Sequential(*(_Block(width) for _ in range(BLOCKS))) for width in WIDTHS
        )
        self.downs = nn.ModuleList(
            nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in itertools.pairwise(WIDTHS)
        )
        self.colours = nn.ModuleList([nn.Linear(6, SEEN), nn.Linear(SEEN, SEEN)])
        self.light = nn.Conv2d(WIDTHS[1], 3, 1)
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.ModuleList([nn.Linear(FEATURES, hidden), nn.Linear(hidden, hidden)])
        self.last = nn.Linear(hidden, sum(COUNTS))
        for layer in (self.stem, *self.downs, *self.colours, *self.hidden):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
        for last in (self.last, self.light):
            nn.init.zeros_(last.weight)
            assert last.bias is not None
            nn.init.zeros_(last.bias)
        self.register_buffer("reserve", torch.zeros(()))

    def forward(self, thumbnail: Tensor) -> ToneParameters:
        tone, share = self.correction(thumbnail)
        return applied_in_part(tone, (share - self.reserve).clamp_min(0) / (1 - self.reserve))

    def correction(self, thumbnail: Tensor) -> tuple[ToneParameters, Tensor]:
        """The whole correction, and the share of it to apply, (B, 1, 1) 0..1."""
        few = thumbnail[..., 1::4, 1::4]
        levels = quantiles(few)
        low, high = (_levels(levels, end) for end in ENDS)  # (B, 3, 1)
        places, light = self._look(_seen_twice(F.avg_pool2d(thumbnail, 2), low, high))
        colours = self._count(_seen_twice(few, low, high))
        counted = histograms(few).flatten(1), levels.flatten(1)
        told = self.dropout(torch.cat([places, colours, *counted], 1))
        for layer in self.hidden:
            told = F.silu(layer(told))
        ends, curves, matrix, gains, sure = self.last(told).float().split(COUNTS, 1)
        tone = ToneParameters(
            _curves(ends.unflatten(1, (3, 4)), curves.unflatten(1, (3, 1 + RISES)), low, high),
            torch.eye(3, device=told.device) + 0.3 * matrix.unflatten(1, (3, 3)),
            gains.unflatten(1, (3, CELLS, CELLS)) + light,
        )
        return tone, torch.sigmoid(sure + SURE).unsqueeze(2)

    def _look(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        """What is where: (B, 2 * WIDTHS[-1]) of the whole, (B, 3, CELLS, CELLS) of its light."""
        x = self.stages[0](F.silu(self.stem(planes)))
        x = self.stages[1](F.silu(self.downs[0](x)))  # (B, 48, 16, 16)
        light = self.light(F.avg_pool2d(x, 2))
        x = self.stages[2](F.silu(self.downs[1](x)))
        return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1).float(), light.float()

    def _count(self, planes: Tensor) -> Tensor:
        """What colours there are, wherever: (B, 2 * SEEN)."""
        x = planes.flatten(2).transpose(1, 2)  # (B, pixels, 6)
        for layer in self.colours:
            x = F.silu(layer(x))
        return torch.cat([x.mean(1), x.amax(1)], 1).float()


class _Block(nn.Module):
    """x + what two convolutions make of it; to begin with, nothing."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.kaiming_normal_(self.first.weight)
        nn.init.zeros_(self.second.weight)
        for layer in (self.first, self.second):
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(x))))


def _levels(quantiles: Tensor, end: int) -> Tensor:
    """The level at one of QUANTILES again, (B, 3, 1) 0..1."""
    return quantiles[..., end, None] / 4 + QUANTILES[end]


def _seen_twice(picture: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """(B, 6, H, W) about -2..2: as it is, and with black and white pulled to 0 and 1."""
    low, high = low.unsqueeze(3), high.unsqueeze(3)
    stretched = (picture - low) / (high - low).clamp_min(NARROWEST)
    return 4 * (torch.cat([picture, stretched], 1) - 0.5)


def _curves(ends: Tensor, curves: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """(B, 3, KNOTS), rising: from a black point to a white point, and bent in between.

    Args:
        ends: (B, 3, 4): of each point how far to go to what is darkest or brightest, and further.
        curves: (B, 3, 1 + RISES): where the curve begins, and logarithms of its rises.
        low: (B, 3, 1), what is darkest; high: what is brightest.
    """
    near_low, past_low, near_high, past_high = (e.unsqueeze(2) for e in ends.unbind(2))
    black = near_low * low + 0.2 * past_low
    white = 1 - near_high * (1 - high) + 0.2 * past_high
    even = torch.linspace(0, 1, KNOTS, device=ends.device)
    stretched = (even - black) / (white - black).clamp_min(NARROWEST)
    rises = torch.exp(curves[..., 1:].clamp(-4, 2)) / RISES
    bent = torch.cat([0.2 * curves[..., :1], rises], 2).cumsum(2)
    return through(bent, stretched)


def through(curves: Tensor, levels: Tensor) -> Tensor:
    """Levels (B, 3, n) by curves (B, 3, knots) over 0..1; beyond, their ends go on."""
    last = curves.shape[2] - 1
    x = levels * last
    below = x.detach().floor().clamp(0, last - 1)
    index = below.long()
    low, high = curves.gather(2, index), curves.gather(2, index + 1)
    return low + (high - low) * (x - below)


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
    place = picture.flatten(2).clamp(0, 1) * (BINS - 1)
    below = place.floor().clamp_max(BINS - 2)
    above, index = place - below, below.long()
    counts = torch.zeros(*place.shape[:2], BINS, device=place.device)
    counts = counts.scatter_add(2, index, 1 - above).scatter_add(2, index + 1, above)
    return (counts / place.shape[2]).sqrt()


def quantiles(picture: Tensor) -> Tensor:
    """(B, 3, H, W) 0..1 -> (B, 3, len(QUANTILES)): 0 where the levels are evenly spread."""
    levels = picture.flatten(2).sort(dim=2).values
    index = [round(q * (levels.shape[2] - 1)) for q in QUANTILES]
    return 4 * (levels[..., index] - torch.tensor(QUANTILES, device=picture.device))


def apply_tone(picture: Tensor, tone: ToneParameters) -> Tensor:
    """The torch form of the engine's `apply_tone`, for whole pictures (B, 3, H, W); not clipped."""
    size = picture.shape[2:]
    light = F.interpolate(tone.gains, size=size, mode="bilinear", align_corners=False)
    lit = (picture * torch.exp(light)).flatten(2)
    return (tone.matrix @ through(tone.curves, lit)).view(picture.shape)
