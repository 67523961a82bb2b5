"""Generators of pictures from noise, with their critics: fully connected, and convolutional.

All generators take noise (B, n, 1, 1) and give pictures (B, planes, side, side), 0..1; labels are
numbers of the noise. All critics take planes (B, labels + planes, side, side), 0..1, each label a
plane of its own, and give logits, high = real, and the features before them.

Sources: the multi-layer form of arXiv:1406.2661; FastGAN, arXiv:2101.04775, for gated up-sampling,
skip-layer excitation and the critic that also rebuilds pictures. Instead of FastGAN's batch norm,
which ties the pictures of a batch together, the pixel norm of arXiv:1710.10196.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

SLOPE = 0.2  # of the leaky ReLU
COARSEST = 4  # px, where a convolutional generator begins
JUDGED = 8  # px, where a convolutional critic ends
REACH = 16  # times: a size excites the one so much larger


class DenseGenerator(nn.Module):
    """noise -> hidden -> planes * side * side, with tanh at the end."""

    def __init__(self, noise: int, hidden: Sequence[int], planes: int, side: int) -> None:
        super().__init__()
        self.shape = (planes, side, side)
        self.hidden = nn.ModuleList(nn.Linear(i, o) for i, o in pairwise((noise, *hidden)))
        self.last = nn.Linear(hidden[-1], math.prod(self.shape))

    def forward(self, noise: Tensor) -> Tensor:
        x = noise.flatten(1)
        for layer in self.hidden:
            x = F.leaky_relu(layer(x), SLOPE)
        return (0.5 + 0.5 * torch.tanh(self.last(x).float())).view(-1, *self.shape)


class DenseCritic(nn.Module):
    """All values of a picture -> hidden -> one logit (B, 1)."""

    def __init__(self, planes: int, side: int, hidden: Sequence[int]) -> None:
        super().__init__()
        widths = (planes * side**2, *hidden)
        self.hidden = nn.ModuleList(nn.Linear(i, o) for i, o in pairwise(widths))
        self.last = nn.Linear(hidden[-1], 1)

    def forward(self, planes: Tensor) -> tuple[Tensor, list[Tensor]]:
        x, features = 2 * planes.flatten(1) - 1, []
        for layer in self.hidden:
            x = F.leaky_relu(layer(x), SLOPE)
            features.append(x)
        return self.last(x).float(), features


class GatedUp(nn.Module):
    """(B, i, h, w) -> (B, o, 2h, 2w): up-sampled, convolved, normed by pixel, gated."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        # Replicated: after zeros, the pixel norm would leave a frame round every picture.
        self.conv = nn.Conv2d(inputs, 2 * outputs, 3, padding=1, padding_mode="replicate")

    def forward(self, x: Tensor) -> Tensor:
        # Bilinear: up-sampling and the blur after it in one.
        wide = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        return F.glu(pixel_norm(self.conv(wide)), 1)


class Excitation(nn.Module):
    """What the whole picture is, seen at a coarse size, weighs the channels of a fine one."""

    def __init__(self, coarse: int, fine: int) -> None:
        super().__init__()
        self.look = nn.Conv2d(coarse, fine, COARSEST)
        self.weigh = nn.Conv2d(fine, fine, 1)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        seen = self.look(F.avg_pool2d(coarse, coarse.shape[2] // COARSEST))
        return fine * torch.sigmoid(self.weigh(F.leaky_relu(seen, SLOPE)))


class ConvGenerator(nn.Module):
    """noise -> 4 px -> ... -> side px, a power of two.

    width: channels at side px; each size below has twice as many, up to `cap`.
    """

    def __init__(self, noise: int, planes: int, side: int, width: int, cap: int) -> None:
        super().__init__()
        sizes = [COARSEST * 2**i for i in range(int(math.log2(side / COARSEST)) + 1)]
        channels = [min(cap, width * side // size) for size in sizes]
        self.first = nn.ConvTranspose2d(noise, 2 * channels[0], COARSEST)
        self.ups = nn.ModuleList(GatedUp(i, o) for i, o in pairwise(channels))
        self.skip = int(math.log2(REACH))
        self.excitations = nn.ModuleList(
            Excitation(i, o) for i, o in zip(channels, channels[self.skip :], strict=False)
        )
        self.last = nn.Conv2d(channels[-1], planes, 3, padding=1, padding_mode="replicate")

    def forward(self, noise: Tensor) -> Tensor:
        sizes = [F.glu(pixel_norm(self.first(noise)), 1)]
        for i, up in enumerate(self.ups, 1 - self.skip):
            x = up(sizes[-1])
            sizes.append(x if i < 0 else self.excitations[i](sizes[i], x))
        return torch.sigmoid(self.last(sizes[-1]).float())


class ConvCritic(nn.Module):
    """side px -> ... -> 8 px -> logits (B, 1, 5, 5); two decoders rebuild the picture at half size.

    planes: of the picture, the last ones of what it sees; labels: those before them.
    """

    def __init__(
        self, planes: int, labels: int, side: int, width: int, rebuild_weight: float = 1.0
    ) -> None:
        super().__init__()
        self.rebuild_weight = rebuild_weight
        halvings = int(math.log2(side / JUDGED))
        channels = [labels + planes, *(width * 2**i for i in range(halvings))]
        self.convs = nn.ModuleList(nn.Conv2d(i, o, 4, 2, 1) for i, o in pairwise(channels))
        self.head = nn.Conv2d(channels[-1], channels[-1], 1)
        self.last = nn.Conv2d(channels[-1], 1, 4)
        self.decoders = nn.ModuleList(
            _decoder(channels[-i], planes, halvings - i, width) for i in (1, 2)
        )
        for conv in (*self.convs, self.head, self.last):
            assert isinstance(conv, nn.Conv2d) and conv.bias is not None
            nn.init.kaiming_normal_(conv.weight, SLOPE)  # norm-free: signals must not shrink
            nn.init.zeros_(conv.bias)

    def forward(self, planes: Tensor) -> tuple[Tensor, list[Tensor]]:
        x, features = 2 * planes - 1, []
        for conv in self.convs:
            x = F.leaky_relu(conv(x), SLOPE)
            features.append(x)
        x = F.leaky_relu(self.head(x), SLOPE)
        return self.last(x).float(), features

    def rebuilding_loss(self, pictures: Tensor, features: Sequence[Tensor]) -> Tensor:
        """L1, weighted, between pictures at half size and what the coarsest features tell of them.

        It keeps the critic describing what it sees, so that it cannot rest on a detail.
        """
        half = F.avg_pool2d(pictures, 2)
        rebuilt = [
            decoder(feature)
            for decoder, feature in zip(self.decoders, features[::-1], strict=False)
        ]
        losses = [F.l1_loss(torch.sigmoid(picture.float()), half) for picture in rebuilt]
        return self.rebuild_weight * (losses[0] + losses[1]) / 2


def _decoder(inputs: int, planes: int, doublings: int, width: int) -> nn.Sequential:
    ups = [GatedUp(inputs if i == 0 else width, width) for i in range(doublings)]
    return nn.Sequential(*ups, nn.Conv2d(width if ups else inputs, planes, 3, padding=1))


def pixel_norm(x: Tensor) -> Tensor:
    """Every pixel's channels at a mean square of 1."""
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-6)
