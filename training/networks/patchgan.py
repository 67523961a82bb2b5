"""Critics that judge patches: one logit for every 70 x 70 px, 8 px apart.

Sources: PatchGAN, arXiv:1611.07004; norm-free critics with a gradient penalty, arXiv:2501.05441.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

SLOPE = 0.2  # of the leaky ReLU
STRIDES = (2, 2, 2, 1, 1)  # of 4 x 4 convolutions, each padded by 1


class PatchCritic(nn.Module):
    """Five convolutions; `widths` are the channels after the first four.

    With `norm`, all but the first and last are followed by an instance norm: what pix2pix's batch
    norm is at its batch of 1, and unlike it without a state and without ties between pictures.
    """

    def __init__(self, planes: int, widths: Sequence[int], norm: bool) -> None:
        super().__init__()
        channels = [planes, *widths, 1]
        self.convs = nn.ModuleList(
            nn.Conv2d(channels[i], channels[i + 1], 4, stride, 1)
            for i, stride in enumerate(STRIDES)
        )
        self.norm = norm
        for conv in self.convs:
            assert isinstance(conv, nn.Conv2d) and conv.bias is not None
            if norm:
                nn.init.normal_(conv.weight, 0, 0.02)  # of the source
            else:  # without a norm, signals would shrink from layer to layer
                nn.init.kaiming_normal_(conv.weight, SLOPE)
            nn.init.zeros_(conv.bias)

    def forward(self, planes: Tensor) -> tuple[Tensor, list[Tensor]]:
        """planes: (B, planes, H, W), H and W multiples of 8, at least 32.

        Returns:
            logits (B, 1, H/8 - 2, W/8 - 2), float32, high = real; the four feature maps (B, C, h,
            w) before them, at 1/2, 1/4, 1/8 and 1/8 - 1.
        """
        x, features = planes, []
        for i, conv in enumerate(self.convs[:-1]):
            x = conv(x)
            if self.norm and i > 0:
                x = F.instance_norm(x)
            x = F.leaky_relu(x, SLOPE)
            features.append(x)
        # The logits of a pair differ by less than the steps of bf16.
        with torch.autocast(x.device.type, enabled=False):
            return self.convs[-1](x.float()), features


def patchgan(planes: int, width: int = 64) -> PatchCritic:
    """The 70 x 70 PatchGAN of pix2pix; `planes` counts all that it sees, condition included."""
    return PatchCritic(planes, (width, 2 * width, 4 * width, 8 * width), norm=True)


def fill_critic(planes: int = 4, width: int = 48) -> PatchCritic:
    """The critic of fills: sees the mask, has no norm. 1.26 million weights at width 48."""
    return PatchCritic(planes, (width, 2 * width, 4 * width, 6 * width), norm=False)


@torch.no_grad()
def touched_patches(mask: Tensor) -> Tensor:
    """Which of a critic's patches see the hole: (B, 1, H/8 - 2, W/8 - 2), 1 or 0.

    mask: (B, 1, H, W), above 0 = hole. Windows like those of the convolutions, one after the
    other, see exactly what these see.
    """
    seen = (mask > 0).float()
    for stride in STRIDES:
        seen = F.max_pool2d(seen, 4, stride, 1)
    return seen
