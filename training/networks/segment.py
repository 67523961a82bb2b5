"""PhotoNet-Segment: where a scan is damaged, for every pixel and kind of damage.

No attention and no global pooling: what a tile says does not depend on how the scan was cut.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

from training.networks.photonet import PhotoNet

PLANES = ("line", "spot", "area", "text", "alpha")  # of the output


class PhotoNetSegment(PhotoNet):
    """Probabilities of damage: rgb (B, 3, H, W) 0..1 -> planes (B, 5, H, W) 0..1, see PLANES.

    H and W are multiples of 16. `alpha` is the opacity of a watermark, the others are what a person
    would mark: scratches, hairs and creases; dust, dirt and mould; stains, tears and losses; text.
    """

    def __init__(
        self,
        width: int = 32,
        cap: int = 128,
        encoder: Sequence[int] = (1, 2, 2),
        middle: Sequence[int] = (1, 2, 4, 1, 2, 4),
        decoder: Sequence[int] = (2, 2, 2),
    ) -> None:
        super().__init__(3, len(PLANES), width, cap, encoder, middle, decoder)
        # Nothing works at full size: that took a third of the time (docs/decisions/0028).
        del self.head, self.detail
        self.last = nn.Conv2d(width, 4 * len(PLANES), 3, padding=1)
        nn.init.zeros_(self.last.weight)
        # One pixel in fifty is damaged: what an untrained network should say.
        nn.init.constant_(self.last.bias, -4.0)  # type: ignore[arg-type]

    def outer(self) -> tuple[nn.Module, ...]:
        return self.stem, self.last

    def between_scales(self, x: Tensor) -> Tensor:
        """At unit size, pixel by pixel.

        Left alone, the values of detectors grew to ten times those of fill generators; gates were
        open or shut then, and what is open or shut learns nothing (docs/decisions/0027).
        """
        size = x.float().square().mean(1, keepdim=True)  # (B, 1, h, w)
        return x * torch.rsqrt(size + 0.1).to(x.dtype)

    def finished(self, x: Tensor, planes: Tensor) -> Tensor:
        """Each point of half size tells of its four pixels."""
        return F.pixel_shuffle(self.last(x), 2)

    def shift(self, planes: Sequence[float]) -> None:
        """Add to the logits of the first planes."""
        assert self.last.bias is not None
        with torch.no_grad():
            for plane, by in zip(self.last.bias.view(-1, 4), planes, strict=False):
                plane += by

    def forward(self, rgb: Tensor, *, as_logits: bool = False) -> Tensor:
        logits = self.body(4 * (rgb - 0.5))
        return logits if as_logits else torch.sigmoid(logits)
