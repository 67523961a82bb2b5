"""OpenCV's Navier-Stokes fill for a whole batch: the same means, ring by ring.

OpenCV fills a hole pixel by pixel, in the order in which a front arrives from its border. Here the
pixels of a front are filled in eight parts, diagonal by diagonal: those of a part all at once, and
nearly each with its neighbour before it known, as there. How close the two are stands in
docs/decisions/0021.

    y(p) = sum_q w(p, q) y(q) / sum_q w(p, q)          q known, |p - q| <= 3 px
    w    = |cos(p - q, n(q))| / (|p - q|^4 + 1)        n: gradient of y at q, axes exchanged

Source: Bertalmio et al., CVPR 2001, as in OpenCV's modules/photo/src/inpaint.cpp.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

RADIUS = 3  # px, as data/fill_samples.py
RIM = RADIUS + 1  # px round a picture of which nothing is known: what the means may look at
PARTS = 8  # of a front, filled one after the other; with fewer the generator loses up to 0.2 dB
FLAT = 1e-6  # the cosine where there is no gradient


def navier_stokes(pictures: Tensor, holes: Tensor) -> Tensor:
    """Fill the holes of pictures; float32 (B, C, H, W), whole numbers 0..255.

    Args:
        pictures: (B, C, H, W), 0..255; what lies in the holes is not looked at.
        holes: bool (B, 1, H, W), with something known in every picture.
    """
    filled = F.pad(pictures.masked_fill(holes, 0), [RIM] * 4).contiguous()
    known = F.pad(~holes, [RIM] * 4)
    disc = _disc(holes.device)
    for places in _order(F.pad(holes, [RIM] * 4), known):
        _fill(filled, known, places, disc)
        known.view(-1)[places] = True
    return filled[..., RIM:-RIM, RIM:-RIM]


def _order(holes: Tensor, known: Tensor) -> Sequence[Tensor]:
    """Places in the flat (B, 1, H, W), int64 (n,) each, to be filled one after another."""
    arrival, number = torch.zeros_like(holes, dtype=torch.int64), 0
    while (front := holes & ~known & _beside(known)).any():
        arrival[front] = number
        known, number = known | front, number + 1
    rows, columns = (torch.arange(n, device=holes.device) for n in holes.shape[2:])
    key = arrival * PARTS + (rows[:, None] + columns) % PARTS
    places = holes.view(-1).nonzero()[:, 0]
    key, order = key.view(-1)[places].sort(stable=True)
    return torch.split(places[order], [n for n in torch.bincount(key).tolist() if n])


def _beside(known: Tensor) -> Tensor:
    """Where one of the four neighbours is known."""
    turns = ((1, 2), (-1, 2), (1, 3), (-1, 3))
    return torch.stack([known.roll(by, axis) for by, axis in turns]).any(0)


def _fill(filled: Tensor, known: Tensor, places: Tensor, disc: tuple[Tensor, Tensor]) -> None:
    """Fill `places`, int64 (n,) in the flat (B, 1, H, W), in place.

    disc: int64 (k,) each, down and across: what a mean looks at.
    """
    channels, (height, width) = filled.shape[1], filled.shape[2:]
    b, here = (places // (height * width))[:, None], (places % (height * width))[:, None]  # (n, 1)
    dy, dx = disc
    beside = here + dy * width + dx  # (n, k), within one plane
    first = b * channels + torch.arange(channels, device=filled.device)  # (n, C)
    at = first[..., None] * height * width + beside[:, None]  # (n, C, k)
    told, values = b * height * width + beside, filled.view(-1)
    down, across = (_slope(values, at, known.view(-1), told, by) for by in (width, 1))
    along = dx * down - dy * across  # (n, C, k)
    far = (dx * dx + dy * dy).float()
    cosine = along.abs() / (torch.hypot(down, across) * far.sqrt()).clamp_min(1e-12)
    cosine = torch.where(along.abs() <= 0.01, torch.full_like(cosine, FLAT), cosine)
    weight = cosine / (far * far + 1) * known.view(-1)[told][:, None]
    mean = (weight * values[at]).sum(2) / weight.sum(2).clamp_min(1e-20)
    values[first * height * width + here] = mean.round().clamp_(0, 255)


def _slope(values: Tensor, at: Tensor, known: Tensor, told: Tensor, by: int) -> Tensor:
    """|ahead - here| + |here - before|, `by` places on; where one is not known twice the other.

    OpenCV takes the absolute values, and exchanges the axes: so it is followed here.
    """
    here = values[at]
    ahead, before = ((values[at + side * by] - here).abs() for side in (1, -1))
    there, behind = (known[told + side * by][:, None] for side in (1, -1))
    total = ahead * there + before * behind
    return torch.where(there ^ behind, 2 * total, total)


def _disc(device: torch.device) -> tuple[Tensor, Tensor]:
    side = torch.arange(-RADIUS, RADIUS + 1, device=device)
    dy, dx = torch.meshgrid(side, side, indexing="ij")
    chosen = (dy**2 + dx**2 <= RADIUS**2) & ((dy != 0) | (dx != 0))
    return dy[chosen], dx[chosen]
