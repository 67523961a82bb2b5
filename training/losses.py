"""Losses of the `inpaint` mode. Pictures are (B, 3, H, W) 0..1, masks (B, 1, H, W), 1 = hole.

Everything is averaged over hole pixels, over the whole batch: a crop with a larger hole teaches
more, and thin holes, which fill a few per cent of a crop, are not drowned by known pixels.
"""

from __future__ import annotations

import torch
from torch import Tensor


def masked_l1(y: Tensor, x: Tensor, mask: Tensor) -> Tensor:
    """sum m |y - x| / (3 sum m)."""
    return (mask * (y - x).abs()).sum() / (3 * mask.sum()).clamp_min(1.0)


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
    return total / (3 * (mx.sum() + my.sum())).clamp_min(1.0)


def laplace_nll(y: Tensor, x: Tensor, log_scale: Tensor, mask: Tensor) -> Tensor:
    """Negative log-likelihood of a Laplace distribution with scale exp(s), up to log 2.

    sum m (|y - x| exp(-s) + s) / sum m, with y detached: trains the uncertainty alone.
    """
    error = (y.detach() - x).abs().mean(1, keepdim=True)
    return (mask * (error * torch.exp(-log_scale) + log_scale)).sum() / mask.sum().clamp_min(1.0)
