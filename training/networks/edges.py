"""PhotoNet-Edges: the lines of a photograph continued through a hole.

Source: the first stage of EdgeConnect, arXiv:1901.00212, on our own network.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from training.networks.photonet import PhotoNet


class PhotoNetEdges(PhotoNet):
    """Probability of a line at every pixel, (B, 1, H, W) 0..1, meaningful inside the hole.

    Args of `forward`:
        grey: (B, 1, H, W) 0..1, zero inside the hole.
        edges: (B, 1, H, W) 0 or 1, the lines outside the hole, zero inside it.
        mask: (B, 1, H, W), 1 = hole.
        H and W are multiples of 16.
    """

    def __init__(
        self,
        width: int = 24,
        cap: int = 128,
        encoder: Sequence[int] = (1, 1, 2),
        middle: Sequence[int] = (1, 2, 4, 8),
        decoder: Sequence[int] = (1, 1, 1),
    ) -> None:
        super().__init__(3, 1, width, cap, encoder, middle, decoder, detail=16, attention=True)
        # One pixel in ten lies on a line: what an untrained network should say.
        nn.init.constant_(self.last.bias, -2.2)  # type: ignore[arg-type]

    def forward(
        self, grey: Tensor, edges: Tensor, mask: Tensor, *, as_logits: bool = False
    ) -> Tensor:
        known = 4 * (grey - 0.5 * (1 - mask))
        logits = self.body(torch.cat([known, 2 * edges, 2 * mask], 1), mask)
        return logits if as_logits else torch.sigmoid(logits)
