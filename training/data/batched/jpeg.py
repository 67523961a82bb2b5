"""JPEG in torch, without its lossless part: colours, subsampling, cosine transform, quantisation.

Source: ITU-T T.81, annexes A and K; the scaling of the tables by quality is that of libjpeg, and so
is the triangle filter that enlarges the colours again.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

from training.data.batched.draws import Draws
from training.data.degradations import Range

BLOCK = 8  # px
LUMINANCE = (
    *(16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
)
CHROMINANCE = (
    *(17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99),
    *(24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99),
    *(99,) * 32,
)
TO_YCC = (
    (0.299, 0.587, 0.114),
    (-0.168735892, -0.331264108, 0.5),
    (0.5, -0.418687589, -0.081312411),
)


def jpeg(pictures: Tensor, draws: Draws, quality: Range = (30.0, 95.0)) -> Tensor:
    """Through a JPEG file; the grid lies anywhere, colours are halved in 7 of 10."""
    asked = draws.uniform(low=quality[0], high=quality[1]).round()
    halved = draws.chance(0.7)
    corner = draws.integer(2, low=0, high=BLOCK - 1)
    return compressed(pictures, asked, halved, corner)


def compressed(pictures: Tensor, quality: Tensor, halved: Tensor, corner: Tensor) -> Tensor:
    """Through JPEG files of these qualities, 1..100.

    Args:
        pictures: (B, 3, H, W) 0..255. halved: bool (B,), colours at half the resolution.
        corner: int64 (B, 2), where the picture begins in the file, px from the top and left.
    """
    height, width = pictures.shape[2:]
    rows, columns = (_frame(corner[:, i], n) for i, n in ((0, height), (1, width)))
    framed = pictures.gather(2, rows[:, None, :, None].expand(-1, 3, -1, width))
    framed = framed.gather(3, columns[:, None, None].expand(-1, 3, framed.shape[2], -1))
    matrix = torch.tensor(TO_YCC, device=pictures.device)
    ycc = torch.einsum("dc,bchw->bdhw", matrix, framed)
    luma, chroma = ycc[:, :1] - 128, ycc[:, 1:].round()
    tables = [_table(t, quality) for t in (LUMINANCE, CHROMINANCE)]
    luma = _quantised(luma.round(), tables[0])
    half = F.interpolate(
        _quantised(F.avg_pool2d(chroma, 2).round(), tables[1]),
        scale_factor=2,
        mode="bilinear",
        align_corners=False,
    )
    chroma = torch.where(halved.view(-1, 1, 1, 1), half, _quantised(chroma, tables[1]))
    back = torch.cat([(luma + 128).clamp(0, 255), chroma.clamp(-128, 127)], 1)
    made = torch.einsum("cd,bdhw->bchw", torch.linalg.inv(matrix), back)
    rows, columns = (
        corner[:, i : i + 1] + torch.arange(n, device=corner.device)
        for i, n in ((0, height), (1, width))
    )
    made = made.gather(2, rows[:, None, :, None].expand(-1, 3, -1, made.shape[3]))
    return made.gather(3, columns[:, None, None].expand(-1, 3, height, -1)).clamp(0, 255)


def _frame(corner: Tensor, length: int) -> Tensor:
    """(B, n): which row lies where in the file: mirrored before the picture, repeated behind it."""
    whole = -(-(length + BLOCK - 1) // (2 * BLOCK)) * 2 * BLOCK
    place = torch.arange(whole, device=corner.device) - corner[:, None]
    return place.abs().clamp_max(length - 1)


def _table(table: tuple[int, ...], quality: Tensor) -> Tensor:
    """(B, 1, 1, 8, 1, 8): steps of the coefficients."""
    scale = torch.where(quality < 50, (5000 / quality).floor(), 200 - 2 * quality)[:, None]
    steps = (torch.tensor(table, device=quality.device) * scale + 50).div(100).floor()
    return steps.clamp(1, 255).view(-1, 1, 1, BLOCK, 1, BLOCK)


def _quantised(planes: Tensor, steps: Tensor) -> Tensor:
    """(B, C, H, W) about zero, its coefficients rounded to multiples of `steps`."""
    b, c, h, w = planes.shape
    blocks = planes.view(b, c, h // BLOCK, BLOCK, w // BLOCK, BLOCK)
    k = torch.arange(BLOCK, device=planes.device)
    cosine = ((2 * k + 1) * k[:, None] * (math.pi / 16)).cos() / 2
    cosine[0] /= math.sqrt(2)  # (frequency, place)
    told = torch.einsum("uy,vx,bciyjx->bciujv", cosine, cosine, blocks)
    told = (told / steps).round() * steps
    return torch.einsum("uy,vx,bciujv->bciyjx", cosine, cosine, told).reshape(b, c, h, w).round()
