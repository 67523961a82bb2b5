"""PhotoNet-Fill rearranged for processors that compute in 8-bit integers.

The same function of the same weights, in operations for which ONNX Runtime has fast integer
kernels; what each step gains stands in docs/decisions/0008. For export only.
"""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

from training.networks.photonet import GatedResidual, PhotoNetFill

BLOCK = 16  # px, of the squares that are finished where there is a hole
MASK = 3  # the plane among those that go in
GROUP = 4  # channels the integer kernels take at a time; others go a slower way


class ProcessorFill(PhotoNetFill):
    """Takes over the layers of a trained network; call it, and export it, like that one."""

    ranges: Tensor  # (outputs, 1, 1), of each output over the smallest one

    def __init__(self, net: PhotoNetFill) -> None:
        nn.Module.__init__(self)
        self.__dict__.update(copy.deepcopy(net).__dict__)
        self.stem = _stride_2_stem(self.stem)
        for blocks in (*self.encoder, self.middle_a, self.middle_b, *self.decoder):
            for i, block in enumerate(blocks):
                blocks[i] = _TwoBranches(block)
        self.head = _by_rows(self.head)
        self.spare = -self.detail.in_channels % GROUP
        weight = F.pad(self.detail.weight, (0, 0, 0, 0, 0, self.spare))
        self.detail = _conv(weight, _bias(self.detail))
        # One 8-bit step serves all outputs: they get the same range, and their own back below.
        norms = self.last.weight.detach().flatten(1).norm(dim=1).clamp_min(1e-8)
        ranges = norms / norms.min()
        self.register_buffer("ranges", ranges[:, None, None])
        self.last = _two_rows_at_once(self.last, ranges)

    def entered(self, planes: Tensor) -> Tensor:
        return self.stem(planes)

    def finished(self, x: Tensor, planes: Tensor) -> Tensor:
        """As the network's own, where there is a hole; blocks without one stay 0.

        The last layers work at full size, where they take nearly half of the time, and a fill is
        looked at in its hole alone. Patches bring the margins that they see.
        """
        b, _, h, w = planes.shape
        holes = F.max_pool2d(planes[:, MASK : MASK + 1], BLOCK)[:, 0] > 0  # (B, H/16, W/16)
        corner = torch.ones_like(holes[:, :1, :1])  # never none: not all kernels take that
        holes = holes | F.pad(corner, (0, holes.shape[2] - 1, 0, holes.shape[1] - 1))
        image, row, column = holes.nonzero().unbind(1)  # (n,) each
        half = BLOCK // 2
        seen, inside = _patches(x, image, row * half, column * half, half, 2)
        heads = self.head((seen * inside).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        given, inside = _patches(planes, image, row * BLOCK, column * BLOCK, BLOCK, 2)
        # As pixel_shuffle, but with the channels last in memory, as the integer kernels have them.
        side = half + 2
        fine = heads.reshape(-1, side, side, 2, 32).transpose(2, 3)
        fine = fine.reshape(-1, 2 * side, 2 * side, 16)
        seen = torch.cat([fine, given, given[..., : self.spare]], 3) * inside
        inside = inside[:, 1:-1, 1:-1].permute(0, 3, 1, 2)
        detail = F.silu(self.detail(seen.permute(0, 3, 1, 2))) * inside
        made = F.pixel_shuffle(self.last(detail), 2) * self.ranges  # (n, outputs, 16, 16)
        outputs = made.shape[1]
        blocks = made.new_zeros(b, h // BLOCK, w // BLOCK, outputs, BLOCK, BLOCK)
        blocks[image, row, column] = made
        return blocks.permute(0, 3, 1, 4, 2, 5).reshape(b, outputs, h, w)


def _patches(
    planes: Tensor, image: Tensor, top: Tensor, left: Tensor, side: int, margin: int
) -> tuple[Tensor, Tensor]:
    """Squares of `side` px at (image, top, left), (n,) each, with a margin around them.

    planes: (B, C, H, W). Returns (n, s, s, C), s = side + 2 margin, in which pixels beyond the
    border are any, and (n, s, s, 1), 1.0 within the border and 0.0 beyond.
    """
    h, w = planes.shape[2:]
    reach = torch.arange(-margin, side + margin, device=planes.device)
    rows = (top[:, None] + reach)[:, :, None]  # (n, s, 1)
    columns = (left[:, None] + reach)[:, None, :]
    inside = (rows >= 0) & (rows < h) & (columns >= 0) & (columns < w)
    last = planes.permute(0, 2, 3, 1)
    found = last[image[:, None, None], rows.clamp(0, h - 1), columns.clamp(0, w - 1)]
    return found, inside[..., None].to(planes.dtype)


class _TwoBranches(nn.Module):
    """GatedResidual with a convolution for each branch, so that each has its own 8-bit range."""

    def __init__(self, block: GatedResidual) -> None:
        super().__init__()
        weights, biases = block.conv.weight.chunk(2), _bias(block.conv).chunk(2)
        padding, dilation = int(block.conv.padding[0]), int(block.conv.dilation[0])
        self.f, self.g = (
            _conv(weight, bias, padding=padding, dilation=dilation)
            for weight, bias in zip(weights, biases, strict=True)
        )
        self.out = block.out

    def forward(self, x: Tensor) -> Tensor:
        return x + self.out(F.silu(self.f(x)) * torch.sigmoid(self.g(x)))


def _conv(
    weight: Tensor, bias: Tensor, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> nn.Conv2d:
    outputs, inputs, side, _ = weight.shape
    made = nn.Conv2d(inputs, outputs, side, stride, padding, dilation)
    made.weight, made.bias = nn.Parameter(weight.detach()), nn.Parameter(bias.detach())
    return made


def _bias(conv: nn.Conv2d) -> Tensor:
    assert conv.bias is not None  # PhotoNet has one everywhere
    return conv.bias


def _stride_2_stem(stem: nn.Conv2d) -> nn.Conv2d:
    """3x3 behind a pixel unshuffle = 6x6 with stride 2, without the transposition."""
    outputs, planes = len(stem.weight), stem.in_channels // 4
    weight = stem.weight.reshape(outputs, planes, 2, 2, 3, 3)  # (.., row, column, 3, 3)
    weight = weight.permute(0, 1, 4, 2, 5, 3).reshape(outputs, planes, 6, 6)
    return _conv(weight, _bias(stem), stride=2, padding=2)


def _by_rows(head: nn.Conv2d) -> nn.Conv2d:
    """The channels (c, row, column) of a pixel shuffle in the order (row, column, c)."""
    order = torch.arange(head.out_channels).reshape(-1, 4).T.flatten()
    return _conv(head.weight[order], _bias(head)[order])


def _two_rows_at_once(last: nn.Conv2d, ranges: Tensor) -> nn.Conv2d:
    """3x3 = a pixel shuffle behind 4x4 with stride 2: each of four pixels sees its 3x3 of 4x4.

    Kernels make 16 channels at a time; for the few outputs of a 3x3 that is mostly in vain.
    """
    weight, bias = last.weight / ranges[:, None, None, None], _bias(last) / ranges
    # (row, column) of the pixel among the four: so much of the 4x4 lies before its 3x3.
    placed = [F.pad(weight, (j, 1 - j, i, 1 - i)) for i in (0, 1) for j in (0, 1)]
    return _conv(torch.stack(placed, 1).flatten(0, 1), bias.repeat_interleave(4), stride=2)
