"""Losses that several modes use. Pictures are (B, 3, H, W) 0..1, masks (B, 1, H, W), 1 = hole.

Everything is averaged over hole pixels, over the whole batch: a crop with a larger hole teaches
more, and thin holes, which fill a few per cent of a crop, are not drowned by known pixels. With
several processes the batch is that of all of them.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.distributed import shared


def masked_l1(y: Tensor, x: Tensor, mask: Tensor) -> Tensor:
    """sum m |y - x| / (3 sum m)."""
    return (mask * (y - x).abs()).sum() / (3 * shared(mask.sum())).clamp_min(1.0)


def masked_gradient_l1(y: Tensor, x: Tensor, mask: Tensor) -> Tensor:
    """L1 of the horizontal and vertical differences that touch the hole: edges must continue.

    y is the composed picture: equal to x outside the hole.
    """
    error = y - x
    dx = (error[..., :, 1:] - error[..., :, :-1]).abs()
    dy = (error[..., 1:, :] - error[..., :-1, :]).abs()
    mx = torch.maximum(mask[..., :, 1:], mask[..., :, :-1])
    my = torch.maximum(mask[..., 1:, :], mask[..., :-1, :])
    total = (mx * dx).sum() + (my * dy).sum()
    return total / (3 * shared(mx.sum() + my.sum())).clamp_min(1.0)


def laplace_nll(y: Tensor, x: Tensor, log_scale: Tensor, mask: Tensor) -> Tensor:
    """Negative log-likelihood of a Laplace distribution with scale exp(s), up to log 2.

    sum m (|y - x| exp(-s) + s) / sum m, with y detached: trains the uncertainty alone.
    """
    error = (y.detach() - x).abs().mean(1, keepdim=True)
    return (mask * (error * torch.exp(-log_scale) + log_scale)).sum() / shared(
        mask.sum()
    ).clamp_min(1.0)


def log_mse(y: Tensor, x: Tensor, mask: Tensor, floor: float = 2 / 255) -> Tensor:
    """Mean over the batch of log(MSE inside the hole + floor^2): in-mask PSNR in other units.

    An error counts relative to what else is wrong with its crop, as an eye that has settled on a
    smooth sky sees it; L1 leaves smooth crops to the few that are hard. `floor` keeps crops that
    are filled to within the steps of 8 bits from counting for ever more.

    Source: the PSNR loss of HINet, arXiv:2105.06086, taken inside the hole.
    """
    error = (mask * (y - x) ** 2).sum((1, 2, 3)) / (3 * mask.sum((1, 2, 3))).clamp_min(1.0)
    return torch.log(error + floor**2).mean()
