"""Random numbers of samples that depend on (seed, index) alone, whatever their batch holds.

Counter-based: number k of a sample is a hash of its key and k, so that a processor and a graphics
card draw the same, in any order. Source of the hash: splitmix64, Steele et al., OOPSLA 2014.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

GOLDEN = 0x9E3779B97F4A7C15 - 2**64  # as signed 64-bit numbers, which wrap around
FIRST, SECOND = 0xBF58476D1CE4E5B9 - 2**64, 0x94D049BB133111EB - 2**64


class Draws:
    """Draws of B samples; every call gives new ones, for each sample its own."""

    def __init__(self, key: Tensor) -> None:
        """key: int64 (B,), see `draws_of`."""
        self.key, self._count = key, 0

    def __len__(self) -> int:
        return len(self.key)

    @property
    def device(self) -> torch.device:
        return self.key.device

    def stream(self, number: int) -> Draws:
        """Draws that are independent of these and of those of every other number."""
        return Draws(_mixed(self.key ^ _mixed(torch.tensor(number, device=self.device))))

    def of(self, chosen: Tensor) -> Draws:
        """Those of the samples `chosen`, int64 (n,), from the start."""
        return Draws(self.key[chosen])

    def each(self, count: int) -> Draws:
        """`count` independent parts of every sample: B * count draws."""
        parts = torch.arange(1, count + 1, device=self.device) * GOLDEN
        return Draws(_mixed(self.key[:, None] ^ _mixed(parts)).flatten())

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        """float32 (B, *shape), at least `low` and below `high`."""
        size = math.prod(shape)
        counted = torch.arange(self._count + 1, self._count + size + 1, device=self.device)
        self._count += size
        bits = _mixed(self.key[:, None] + counted * GOLDEN)
        unit = (_shifted(bits, 40)).float() * 2.0**-24
        return (low + (high - low) * unit).view(len(self.key), *shape)

    def normal(self, *shape: int) -> Tensor:
        """float32 (B, *shape), mean 0 and variance 1."""
        inside = self.uniform(*shape).mul_(2).sub_(1 - 2.0**-24)  # never -1 or 1
        return torch.erfinv(inside) * math.sqrt(2)

    def log_uniform(self, *shape: int, low: float, high: float) -> Tensor:
        return self.uniform(*shape, low=math.log(low), high=math.log(high)).exp()

    def integer(self, *shape: int, low: int, high: int) -> Tensor:
        """int64 (B, *shape), low..high, both included."""
        return low + (self.uniform(*shape) * (high - low + 1)).long().clamp_max(high - low)

    def chance(self, probability: float, *shape: int) -> Tensor:
        """bool (B, *shape)."""
        return self.uniform(*shape) < probability

    def choice(self, weights: list[float], *shape: int) -> Tensor:
        """int64 (B, *shape): places in `weights`."""
        bounds = torch.tensor(weights, device=self.device).cumsum(0)
        return torch.searchsorted(bounds / bounds[-1], self.uniform(*shape)).clamp_max(
            len(weights) - 1
        )


def draws_of(seed: int, indices: Tensor) -> Draws:
    """The draws of samples `indices`, int64 (B,), of a recipe's seed."""
    return Draws(_mixed(_mixed(indices * GOLDEN) ^ torch.tensor(seed, device=indices.device)))


def _mixed(x: Tensor) -> Tensor:
    x = (x ^ _shifted(x, 30)) * FIRST
    x = (x ^ _shifted(x, 27)) * SECOND
    return x ^ _shifted(x, 31)


def _shifted(x: Tensor, bits: int) -> Tensor:
    """Zeros come in from the left, not the sign."""
    return (x >> bits) & ((1 << (64 - bits)) - 1)
