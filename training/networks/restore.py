"""PhotoNet-Restore and PhotoNet-Upscale: whole pictures cleaned, or made twice as large.

No attention and no global pooling: what a tile becomes does not depend on how the scan was cut
(pooling over training crops misleads on whole pictures, arXiv:2112.04491).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

from training.networks.photonet import PhotoNet


class PhotoNetRestore(PhotoNet):
    """Takes noise, blur and compression out of a picture, each as much as is asked for.

    Args of `forward`:
        rgb: (B, 3, H, W) 0..1; what lies beyond is cut off, as in every picture it has learnt from.
        strengths: (B, 3, H, W) 0..1, planes denoise, deblur, dejpeg; 0 leaves as it is.
        H and W are multiples of 16.

    Returns:
        restored (B, 3, H, W), not clipped; where all strengths are 0, exactly `rgb`.

    Each repair has an output of its own, which its strength scales; the body does not know the
    strengths. Told them, as FFDNet is (arXiv:1710.04026), it learnt to switch itself off wherever
    denoise was 0, by activations of 10,000, and never learnt the other repairs. An untrained
    network is the identity.
    """

    def __init__(
        self,
        width: int = 32,
        cap: int = 128,
        encoder: Sequence[int] = (2, 1, 1),
        middle: Sequence[int] = (1, 2, 1, 2),
        decoder: Sequence[int] = (1, 1, 2),
    ) -> None:
        super().__init__(3, 9, width, cap, encoder, middle, decoder)

    def forward(self, rgb: Tensor, strengths: Tensor) -> Tensor:
        rgb = rgb.clamp(0, 1)
        changes = self.body(4 * (rgb - 0.5)).chunk(3, 1)  # (B, 3, H, W) of each repair
        for strength, change in zip(strengths.chunk(3, 1), changes, strict=True):
            rgb = rgb + strength * change
        return rgb


class PhotoNetUpscale(PhotoNet):
    """Twice the size: rgb (B, 3, h, w) 0..1 -> (B, 3, 2h, 2w), not clipped.

    h and w are multiples of 8. A residual on the bicubic enlargement, which the stem takes apart
    again into four planes per colour: all but the last two layers work at the size of the input.
    """

    def __init__(
        self,
        width: int = 32,
        cap: int = 128,
        encoder: Sequence[int] = (2, 1, 1),
        middle: Sequence[int] = (1, 2, 1, 2),
        decoder: Sequence[int] = (1, 1, 2),
    ) -> None:
        super().__init__(3, 3, width, cap, encoder, middle, decoder)

    def forward(self, rgb: Tensor) -> Tensor:
        large = F.interpolate(rgb, scale_factor=2.0, mode="bicubic", align_corners=False)
        return large + self.body(4 * (large - 0.5))
