"""The ResNet generator of CycleGAN, arXiv:1703.10593, after arXiv:1603.08155."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

MULTIPLE_OF = 4  # px: two halvings


class ResNet(nn.Module):
    """c7s1-w, d2w, d4w, R4w x blocks, u2w, uw, c7s1-3 in the words of the source.

    Args of `forward`: picture (B, 3, H, W) 0..1, H and W multiples of 4.
    Returns: (B, 3, H, W) 0..1.
    """

    def __init__(self, width: int = 64, blocks: int = 6) -> None:
        super().__init__()
        w = width
        self.first = nn.Conv2d(3, w, 7, padding=3, padding_mode="reflect")
        self.down = nn.ModuleList([_halve(w, 2 * w), _halve(2 * w, 4 * w)])
        self.blocks = nn.Sequential(*(ResidualBlock(4 * w) for _ in range(blocks)))
        self.up = nn.ModuleList([_double(4 * w, 2 * w), _double(2 * w, w)])
        self.last = nn.Conv2d(w, 3, 7, padding=3, padding_mode="reflect")
        self.apply(_initialise)

    def forward(self, picture: Tensor) -> Tensor:
        x = F.relu(F.instance_norm(self.first(2 * picture - 1)))  # (B, w, H, W)
        for down in self.down:
            x = F.relu(F.instance_norm(down(x)))  # (B, 2w, H/2, W/2), (B, 4w, H/4, W/4)
        x = self.blocks(x)  # (B, 4w, H/4, W/4)
        for up in self.up:
            x = F.relu(F.instance_norm(up(x)))  # (B, 2w, H/2, W/2), (B, w, H, W)
        return (torch.tanh(self.last(x)) + 1) / 2


class ResidualBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.a = nn.Conv2d(channels, channels, 3, padding=1, padding_mode="reflect")
        self.b = nn.Conv2d(channels, channels, 3, padding=1, padding_mode="reflect")

    def forward(self, x: Tensor) -> Tensor:
        inner = F.relu(F.instance_norm(self.a(x)))  # (B, C, h, w)
        return x + F.instance_norm(self.b(inner))


def _halve(a: int, b: int) -> nn.Conv2d:
    return nn.Conv2d(a, b, 3, 2, 1)


def _double(a: int, b: int) -> nn.ConvTranspose2d:
    return nn.ConvTranspose2d(a, b, 3, 2, 1, output_padding=1)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0, 0.02)  # of the source
        assert module.bias is not None
        nn.init.zeros_(module.bias)
