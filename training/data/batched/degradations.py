"""The degradations of `degradations.py` and `ageing.py` on batches; ranges and meanings are theirs.

Each takes pictures, float32 (B, 3, H, W), whole numbers 0..255, and their draws, and returns the
changed ones, not yet rounded. A WebP file is a JPEG of that quality here, and there is no halftone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

from training.data import ageing, degradations
from training.data.batched.crops import luma
from training.data.batched.draws import Draws
from training.data.batched.jpeg import jpeg
from training.data.batched.resize import resize_twice
from training.data.degradations import Range

HALF = 10  # px, of the widest kernel of a lens; a movement reaches further


def gaussian_blur(pictures: Tensor, draws: Draws, sigma: Range = (0.2, 3.0)) -> Tensor:
    wide = draws.uniform(low=sigma[0], high=sigma[1])
    narrow = (wide * draws.uniform(low=1 / 3)).clamp_min(sigma[0])
    angle = draws.uniform(high=math.pi)
    beta = torch.where(draws.chance(1 / 3), draws.uniform(low=0.5, high=4.0), 1.0)
    round_ = draws.chance(2 / 3)
    narrow, beta = torch.where(round_, wide, narrow), torch.where(round_, 1.0, beta)
    return filtered(pictures, gaussian_kernel(wide, narrow, angle, beta))


def gaussian_kernel(wide: Tensor, narrow: Tensor, angle: Tensor, beta: Tensor) -> Tensor:
    """(B, n, n), sum 1; arguments (B,), as the one for single pictures has them."""
    y, x = _grid(HALF, wide)
    c, s = (f(angle)[:, None, None] for f in (torch.cos, torch.sin))
    along, across = (x * c + y * s) / _each(wide), (y * c - x * s) / _each(narrow)
    kernel = (-0.5 * (along**2 + across**2) ** _each(beta)).exp()
    near = torch.maximum(y.abs(), x.abs()) <= _each((3 * wide).ceil())
    return _whole(kernel * near)


def motion_blur(pictures: Tensor, draws: Draws, length: Range = (3.0, 25.0)) -> Tensor:
    reach = _each(draws.uniform(low=length[0], high=length[1]) / 2)
    angle = draws.uniform(high=math.pi)
    y, x = _grid(math.ceil(length[1] / 2), angle)
    c, s = (f(angle)[:, None, None] for f in (torch.cos, torch.sin))
    beyond = ((x * c + y * s).abs() - reach).clamp_min(0)
    return filtered(pictures, _whole((1 - torch.hypot(beyond, y * c - x * s)).clamp_min(0)))


def defocus(pictures: Tensor, draws: Draws, radius: Range = (1.0, 5.0)) -> Tensor:
    r = draws.uniform(low=radius[0], high=radius[1])
    y, x = _grid(math.ceil(radius[1]), r)
    return filtered(pictures, _whole((_each(r) + 0.5 - torch.hypot(y, x)).clamp(0, 1)))


def sharpen(
    pictures: Tensor, draws: Draws, amount: Range = (0.2, 1.5), sigma: Range = (0.6, 3.0)
) -> Tensor:
    weight = draws.uniform(1, 1, 1, low=amount[0], high=amount[1])
    wide = draws.uniform(low=sigma[0], high=sigma[1])
    ones, none = torch.ones_like(wide), torch.zeros_like(wide)
    soft = filtered(pictures, gaussian_kernel(wide, wide, none, ones))
    return pictures + weight * (pictures - soft)


def filtered(pictures: Tensor, kernels: Tensor) -> Tensor:
    """Each picture by its own kernel, (B, n, n) with n odd; mirrored at the borders."""
    batch, channels, height, width = pictures.shape
    side = kernels.shape[2]
    framed = F.pad(pictures, [side // 2] * 4, "reflect")
    weights = kernels.repeat_interleave(channels, 0)[:, None]
    made = F.conv2d(framed.flatten(0, 1)[None], weights, groups=batch * channels)
    return made.view(batch, channels, height, width)


def gaussian_noise(
    pictures: Tensor, draws: Draws, sigma: Range = (1.0, 30.0), grey: float = 0.4
) -> Tensor:
    return pictures + _noise(pictures, draws, grey) * _amount(draws, sigma)


def coloured_noise(pictures: Tensor, draws: Draws, sigma: Range = (1.0, 30.0)) -> Tensor:
    mixing = draws.normal(3, 3)
    mixing = mixing * (math.sqrt(3) / mixing.flatten(1).norm(dim=1)).view(-1, 1, 1)
    noise = torch.einsum("bchw,bcd->bdhw", _noise(pictures, draws, 0.0), mixing)
    return pictures + noise * _amount(draws, sigma)


def poisson_noise(pictures: Tensor, draws: Draws, scale: Range = (0.05, 3.0)) -> Tensor:
    return pictures + _noise(pictures, draws, 0.4) * (pictures * _amount(draws, scale)).sqrt()


def speckle(pictures: Tensor, draws: Draws, sigma: Range = (0.02, 0.12)) -> Tensor:
    return pictures + _noise(pictures, draws, 0.0) * pictures * _amount(draws, sigma)


def salt_and_pepper(pictures: Tensor, draws: Draws, amount: Range = (0.0005, 0.01)) -> Tensor:
    share = draws.uniform(1, 1, 1, low=amount[0], high=amount[1])
    kind = draws.uniform(1, *pictures.shape[2:])
    return torch.where(kind < share, torch.where(kind < share / 2, 0.0, 255.0), pictures)


def grain(pictures: Tensor, draws: Draws, sigma: Range = (1.0, 14.0)) -> Tensor:
    noise = draws.normal(4, *pictures.shape[2:])
    shared = draws.uniform(1, 1, 1, low=0.3, high=0.9)
    shared = torch.where(draws.chance(0.6, 1, 1, 1), 1.0, shared)  # 1: the same in all channels
    noise = shared.sqrt() * noise[:, 3:] + (1 - shared).sqrt() * noise[:, :3]
    response = _autoregressive(draws)
    noise = filtered(noise, response[:, :, None] * response[:, None, :])
    level = luma(pictures).clamp(0, 255) / 255
    power = draws.uniform(1, 1, 1, low=0.3, high=1.0)
    return pictures + noise * _amount(draws, sigma) * (4 * level * (1 - level)) ** power


def _autoregressive(draws: Draws) -> Tensor:
    """(B, 13): see ageing.py."""
    radius, angle = draws.uniform(1, high=0.65), draws.uniform(1, low=0.2, high=1.5)
    n = torch.arange(13, device=draws.device)
    response = radius**n * ((n + 1) * angle).sin() / angle.sin()
    return response / response.norm(dim=1, keepdim=True)


def _noise(pictures: Tensor, draws: Draws, grey: float) -> Tensor:
    """Normal numbers (B, 3, H, W), with probability `grey` the same in all channels."""
    noise = draws.normal(3, *pictures.shape[2:])
    return torch.where(draws.chance(grey, 1, 1, 1), noise[:, :1], noise)


def _amount(draws: Draws, sigma: Range) -> Tensor:
    return draws.uniform(1, 1, 1, low=sigma[0], high=sigma[1])


def _grid(half: int, like: Tensor) -> tuple[Tensor, Tensor]:
    side = torch.arange(-half, half + 1, device=like.device, dtype=like.dtype)
    return side[:, None], side[None, :]


def _each(values: Tensor) -> Tensor:
    return values[:, None, None]


def _whole(kernels: Tensor) -> Tensor:
    return kernels / kernels.sum((1, 2), keepdim=True)


TWINS: dict[object, Callable[..., Tensor]] = {
    degradations.gaussian_blur: gaussian_blur,
    degradations.motion_blur: motion_blur,
    degradations.defocus: defocus,
    degradations.sharpen: sharpen,
    degradations.gaussian_noise: gaussian_noise,
    degradations.coloured_noise: coloured_noise,
    degradations.poisson_noise: poisson_noise,
    degradations.speckle: speckle,
    degradations.salt_and_pepper: salt_and_pepper,
    degradations.resize_twice: resize_twice,
    degradations.jpeg: jpeg,
    degradations.webp: jpeg,
    ageing.grain: grain,
}


def twin_of(degradation: Any) -> Callable[[Tensor, Draws], Tensor] | None:  # noqa: ANN401
    """What does to a batch what a degradation, with its ranges, does to one picture."""
    function = getattr(degradation, "func", degradation)
    if function not in TWINS:
        return None
    ranges = dict(getattr(degradation, "keywords", {}))
    if function is degradations.webp:
        ranges.setdefault("quality", (20.0, 90.0))
    twin = TWINS[function]
    return lambda pictures, draws: twin(pictures, draws, **ranges)
