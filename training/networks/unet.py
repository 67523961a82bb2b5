"""The U-Net generator of pix2pix, arXiv:1611.07004.

Two departures, both to make a result repeatable: instance norm for batch norm, which is the same
at the source's batch of 1, and no dropout, whose noise the source found to change little.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn


class UNet(nn.Module):
    """Halves `depth` times and back, with a skip at every scale.

    Args of `forward`: picture (B, planes, H, W) 0..1, H and W multiples of `multiple_of`.
    Returns: (B, 3, H, W) 0..1.
    """

    def __init__(self, width: int = 64, depth: int = 8, planes: int = 3) -> None:
        """width: channels at half size, doubled at each halving up to 8 times; depth: 8 sees 256 px
        as one cell.
        """
        super().__init__()
        self.multiple_of = 2**depth
        wide = [min(width * 2**i, 8 * width) for i in range(depth)]  # at /2, /4, ...
        self.down = nn.ModuleList(
            nn.Conv2d(a, b, 4, 2, 1) for a, b in zip([planes, *wide], wide, strict=False)
        )
        # Each but the deepest also gets the skip of its scale.
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(wide[i] * (1 if i == depth - 1 else 2), out, 4, 2, 1)
            for i, out in reversed(list(enumerate([3, *wide[:-1]])))
        )
        self.apply(_initialise)

    def forward(self, picture: Tensor) -> Tensor:
        x, skips = 2 * picture - 1, []
        last = len(self.down) - 1
        for i, down in enumerate(self.down):
            x = down(F.leaky_relu(x, 0.2) if i else x)  # (B, wide[i], H / 2^(i+1), ...)
            if 0 < i < last:  # no norm on the picture itself, nor where one cell may be left
                x = F.instance_norm(x)
            skips.append(x)
        x = skips.pop()
        for i, up in enumerate(self.up):
            x = up(F.relu(x))  # (B, ..., twice the size)
            if i < last:
                x = torch.cat([F.instance_norm(x), skips.pop()], 1)
        return (torch.tanh(x) + 1) / 2


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0, 0.02)  # of the source
        assert module.bias is not None
        nn.init.zeros_(module.bias)
