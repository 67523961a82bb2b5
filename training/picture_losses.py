"""Losses over whole pictures, (B, 3, H, W) 0..1, averaged over everything."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

WHITE = (0.95047, 1.0, 1.08883)  # D65
XYZ_FROM_RGB = (
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)
LAB_FROM_ROOTS = ((0.0, 116.0, 0.0), (500.0, -500.0, 0.0), (0.0, 200.0, -200.0))


def charbonnier(y: Tensor, x: Tensor, epsilon: float = 1e-3) -> Tensor:
    """mean sqrt((y - x)^2 + epsilon^2): L1 without its corner (LapSRN, arXiv:1710.01992)."""
    return torch.sqrt((y - x) ** 2 + epsilon**2).mean()


def multi_scale_l1(y: Tensor, x: Tensor) -> Tensor:
    """Mean of L1 on 2 x 2, 4 x 4 and 8 x 8 box averages: tones and slow errors."""
    error, total = y - x, y.new_zeros(())
    for _ in range(3):
        error = F.avg_pool2d(error, 2)
        total = total + error.abs().mean()
    return total / 3


def gradient_l1(y: Tensor, x: Tensor) -> Tensor:
    """Mean L1 of horizontal and vertical differences: edges."""
    error = y - x
    dx = (error[..., :, 1:] - error[..., :, :-1]).abs().mean()
    dy = (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    return (dx + dy) / 2


def lab(rgb: Tensor) -> Tensor:
    """CIE L*a*b* (D65) of sRGB 0..1, as (B, 3, H, W); beyond 0..1 it goes on smoothly.

    Source: IEC 61966-2-1 for sRGB, CIE 15 for Lab.
    """
    linear = torch.where(
        rgb <= 0.04045, rgb / 12.92, ((rgb.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4
    )
    white = rgb.new_tensor(WHITE).view(1, 3, 1)
    xyz = rgb.new_tensor(XYZ_FROM_RGB) @ linear.flatten(2) / white
    roots = torch.where(xyz > 0.008856, xyz.clamp_min(0.008856) ** (1 / 3), 7.787 * xyz + 16 / 116)
    mixed = rgb.new_tensor(LAB_FROM_ROOTS) @ roots  # (B, 3, H*W)
    mixed = mixed - rgb.new_tensor((16.0, 0.0, 0.0)).view(1, 3, 1)
    return mixed.view_as(rgb)


def lab_l1(y: Tensor, x: Tensor) -> Tensor:
    """Mean absolute difference in Lab, in units of 100."""
    return (lab(y) - lab(x)).abs().mean() / 100


def bend(curves: Tensor) -> Tensor:
    """Mean square of the second differences of curves (..., knots): 0 for straight lines."""
    return curves.diff(n=2, dim=-1).square().mean()
