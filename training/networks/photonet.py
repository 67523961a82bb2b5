"""PhotoNet: a norm-free gated-residual U-Net behind a pixel-unshuffle stem.

Dense 3x3 convolutions throughout: on processors with bf16 and on tensor cores they run several
times faster than the depthwise and normalised blocks that need fewer operations on paper.

Sources: gated convolution, arXiv:1806.03589; norm-free zero-initialised residual branches as in
R3GAN, arXiv:2501.05441; pixel unshuffle, arXiv:1609.05158.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

MULTIPLE_OF = 16  # px: unshuffle 2 and three halvings


class GatedResidual(nn.Module):
    """x + W (SiLU(f) * sigmoid(g)), with f and g from one 3x3 convolution."""

    def __init__(self, channels: int, dilation: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 2 * channels, 3, padding=dilation, dilation=dilation)
        self.out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        f, g = self.conv(x).chunk(2, dim=1)  # (B, C, H, W) each
        return x + self.out(F.silu(f) * torch.sigmoid(g))


def doubled(x: Tensor) -> Tensor:
    """(B, C, H, W) at twice the size, by the nearest.

    Written out where it learns: on processors the compiled gradient of F.interpolate in bfloat16
    is zero (torch 2.13), and everything below half size stood still.
    """
    if not x.requires_grad:  # one node in an exported graph
        return F.interpolate(x, scale_factor=2.0, mode="nearest")
    b, c, h, w = x.shape
    return x[:, :, :, None, :, None].expand(b, c, h, 2, w, 2).reshape(b, c, 2 * h, 2 * w)


class KnownAttention(nn.Module):
    """Self-attention over the /16 grid that copies from known cells only.

    A key is biased by -10 times the hole fraction of its 16 x 16 px cell.
    """

    def __init__(self, channels: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.position = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor, hole: Tensor) -> Tensor:
        """x: (B, C, h, w); hole: (B, 1, h, w), the hole fraction of each cell."""
        b, c, h, w = x.shape
        qkv = self.qkv(x + self.position(x)).reshape(b, 3, self.heads, c // self.heads, h * w)
        q, k, v = qkv.transpose(-1, -2).unbind(1)  # (B, heads, h*w, C/heads) each
        bias = -10.0 * hole.reshape(b, 1, 1, h * w).to(q.dtype)
        # q is scaled, not the scores, of which there are many more.
        scores = (q * (c // self.heads) ** -0.5) @ k.transpose(-1, -2) + bias
        mixed = scores.softmax(-1) @ v  # (B, heads, h*w, C/heads)
        return x + self.out(mixed.transpose(-1, -2).reshape(b, c, h, w))


class PhotoNet(nn.Module):
    """The body that all networks of the family share: planes in, planes out, at full size.

    A U-Net from /2 to /16 behind a pixel-unshuffle stem; with attention in its middle, or without,
    where tiles must not see how a scan was cut.
    """

    def __init__(
        self,
        planes: int,
        outputs: int,
        width: int,
        cap: int,
        encoder: Sequence[int],
        middle: Sequence[int],
        decoder: Sequence[int],
        *,
        detail: int = 24,
        attention: bool = False,
        noise_dims: int = 0,
        guided: bool = False,
    ) -> None:
        """width: channels at half size, doubled at each halving up to `cap`; encoder, decoder:
        blocks per scale, fine to coarse and back; middle: dilations, attention in their middle;
        detail: channels at full size; noise_dims: of the noise input, 0 = none; guided: by lines.
        """
        super().__init__()
        wide = [min(width * 2**i, cap) for i in range(4)]  # at /2, /4, /8, /16
        self.stem = nn.Conv2d(4 * planes, wide[0], 3, padding=1)
        self.encoder = nn.ModuleList(_blocks(c, n) for c, n in zip(wide[:3], encoder, strict=True))
        self.down = nn.ModuleList(nn.Conv2d(wide[i], wide[i + 1], 2, 2) for i in range(3))
        half = len(middle) // 2
        self.middle_a = nn.Sequential(*(GatedResidual(wide[3], d) for d in middle[:half]))
        self.attention = KnownAttention(wide[3]) if attention else None
        self.middle_b = nn.Sequential(*(GatedResidual(wide[3], d) for d in middle[half:]))
        self.up = nn.ModuleList(nn.Conv2d(wide[i + 1], wide[i], 1) for i in (2, 1, 0))
        self.decoder = nn.ModuleList(
            _blocks(wide[i], n) for i, n in zip((2, 1, 0), decoder, strict=True)
        )
        self.head = nn.Conv2d(wide[0], 64, 3, padding=1)
        self.detail = nn.Conv2d(16 + planes, detail, 3, padding=1)
        self.last = nn.Conv2d(detail, outputs, 3, padding=1)
        self.apply(_unit_variance)
        nn.init.zeros_(self.last.weight)
        self.noise = _modulation(noise_dims, wide[3]) if noise_dims else None
        self.guide = _guide(wide[0]) if guided else None

    def outer(self) -> tuple[nn.Module, ...]:
        """The layers that touch pictures."""
        guides = () if self.guide is None else (self.guide,)
        return self.stem, self.detail, self.last, *guides

    def body(
        self,
        planes: Tensor,
        hole: Tensor | None = None,
        noise: Tensor | None = None,
        lines: Tensor | None = None,
    ) -> Tensor:
        """planes: (B, planes, H, W), about zero mean and unit variance, H and W multiples of 16;
        hole: (B, 1, H, W), what attention must not copy from; noise: (B, noise_dims), None = 0;
        lines: (B, 1, H, W), 1 on a line, None = there are none.
        Returns (B, outputs, H, W) float32.
        """
        x = self.entered(planes)
        if self.guide is not None and lines is not None:
            x = x + self.guide(F.pixel_unshuffle(lines, 2))
        skips = []
        for blocks, down in zip(self.encoder, self.down, strict=True):
            x = blocks(x)
            skips.append(x)
            x = self.between_scales(down(x))
        x = self.middle_a(x)  # (B, cap, H/16, W/16)
        if self.attention is not None and hole is not None:
            x = self.attention(x, F.avg_pool2d(hole, 16))
        if self.noise is not None and noise is not None:
            scale, shift = self.noise(noise)[..., None, None].chunk(2, dim=1)  # (B, cap, 1, 1) each
            x = x * (1 + scale) + shift
        x = self.middle_b(x)
        for up, blocks in zip(self.up, self.decoder, strict=True):
            x = blocks(doubled(self.between_scales(up(x))) + skips.pop())
        return self.finished(x, planes).float()

    def entered(self, planes: Tensor) -> Tensor:
        """Planes at full size -> (B, width, H/2, W/2)."""
        return self.stem(F.pixel_unshuffle(planes, 2))

    def between_scales(self, x: Tensor) -> Tensor:
        """What the blocks of the next scale get of (B, C, h, w)."""
        return x

    def finished(self, x: Tensor, planes: Tensor) -> Tensor:
        """(B, width, H/2, W/2) and the planes again -> (B, outputs, H, W)."""
        fine = F.pixel_shuffle(self.head(x), 2)  # (B, 16, H, W)
        return self.last(F.silu(self.detail(torch.cat([fine, planes.to(fine.dtype)], 1))))


class PhotoNetFill(PhotoNet):
    """Fills holes: a residual on a classical prefill, and how sure it is.

    Args of `forward`:
        rgb: (B, 3, H, W) 0..1, zero inside the hole.
        mask: (B, 1, H, W), 1 = repair, may be soft.
        prefill: (B, 3, H, W) 0..1, the classical fill; equal to the photograph outside the hole.
        edges: (B, 1, H, W), 1 on the lines that are to go on in the hole; None = there are none.
        noise: (B, noise_dims), chooses one of several fills; 0 or None = the one it is surest of.
        H and W are multiples of 16.

    Returns:
        filled (B, 3, H, W), not clipped, meaningful inside the hole only; log_scale (B, 1, H, W),
        the logarithm of the expected absolute error, -5..1.

    The last convolution starts at zero, so that an untrained network *is* the classical fill.
    """

    def __init__(
        self,
        width: int = 32,
        cap: int = 192,
        encoder: Sequence[int] = (1, 1, 2),
        middle: Sequence[int] = (1, 2, 4, 1, 2, 4),
        decoder: Sequence[int] = (2, 1, 1),
        noise_dims: int = 0,
        guided: bool = False,
    ) -> None:
        super().__init__(
            *(7, 4, width, cap, encoder, middle, decoder),
            attention=True,
            noise_dims=noise_dims,
            guided=guided,
        )

    def forward(
        self,
        rgb: Tensor,
        mask: Tensor,
        prefill: Tensor,
        edges: Tensor | None = None,
        noise: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        # The hole at zero, like the mean of what is known.
        known = 4 * (rgb - 0.5 * (1 - mask))
        planes = torch.cat([known, 2 * mask, 4 * (prefill - 0.5)], 1)
        out = self.body(planes, mask, noise, edges)
        # -3: an expected error of 0.05 to start from, about what classical fills have.
        return prefill + out[:, :3], (out[:, 3:] - 3.0).clamp(-5.0, 1.0)


def _blocks(channels: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(GatedResidual(channels) for _ in range(count)))


def _modulation(noise_dims: int, channels: int) -> nn.Linear:
    """Noise to a scale and a shift of each channel.

    Without a bias z = 0 changes nothing; at zero no z does, and weights that were trained without
    noise go on as they were.
    """
    made = nn.Linear(noise_dims, 2 * channels, bias=False)
    nn.init.zeros_(made.weight)
    return made


def _guide(channels: int) -> nn.Conv2d:
    """Lines, unshuffled, to what is added to the stem; at zero as the modulation, and why."""
    made = nn.Conv2d(4, channels, 3, padding=1, bias=False)
    nn.init.zeros_(made.weight)
    return made


def _unit_variance(module: nn.Module) -> None:
    """Keeps the variance from layer to layer, which torch's default shrinks to a third.

    With the default an untrained norm-free network is nearly linear, and training stands still for
    its first hundreds of steps.
    """
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="linear")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
