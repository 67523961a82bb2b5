"""Gradient penalties of a critic: they keep it smooth, which keeps a GAN's training convergent.

    r1       gamma/2 |grad D(x)|^2                              arXiv:1801.04406
    r1r2     gamma/2 (|grad D(x)|^2 + |grad D(y)|^2)            arXiv:2501.05441
    wgan-gp  gamma (|grad D(u)| - 1)^2, u = x + e (y - x)       arXiv:1704.00028, gamma = 10

with norms over all pixels of a picture, of the gradient of its mean logit, and means over the
batch. Applied lazily, every `every` steps with `every` times the weight (arXiv:1912.04958).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from training.distributed import shared

KINDS = ("none", "r1", "r1r2", "wgan-gp")
SURE = (0.6, 0.8)  # share of pairs told apart: where an adaptive gamma keeps a critic
ADAPT_EVERY = 50  # steps
FACTOR = 1.1
REACH = 1000.0  # times the first gamma, upwards and downwards


class GradientPenalty:
    """A penalty, its weight and, where it adapts, the weight's course.

    The right gamma depends on the resolution and on how many patches a logit stands for. With
    `adaptive` it grows while the critic puts more than 80 % of pairs in the right order, and
    shrinks below 60 %. The penalty's share of the loss, which suggests itself, is no guide: it is
    small where gamma is too large, the critic then being flat, as well as where it is too small.
    """

    def __init__(self, kind: str, gamma: float, every: int = 8, adaptive: bool = False) -> None:
        if kind not in KINDS:
            raise ValueError(f"penalty {kind!r}: one of {', '.join(KINDS)}")
        self.kind, self.gamma, self.every = kind, gamma, every
        self.adaptive = adaptive and kind in ("r1", "r1r2")  # wgan-gp holds the slope at 1
        self._limits = gamma / REACH, gamma * REACH
        self._sure: list[Tensor] = []

    def due(self, step: int) -> bool:
        return self.kind != "none" and step % self.every == 0

    def __call__(
        self,
        critic: Callable[[Tensor], Tensor],
        real: Tensor,
        fake: Tensor,
        generator: torch.Generator,
    ) -> Tensor:
        """The penalty with its weight gamma, not yet multiplied by `every`; a scalar, float32.

        critic: pictures (B, C, H, W) to logits, with anything else it looks at bound to it. It
        runs in float32, for second derivatives under autocast are wrong or missing.
        """
        with torch.autocast(real.device.type, enabled=False):
            if self.kind == "wgan-gp":
                e = torch.rand(len(real), 1, 1, 1, generator=generator, device=generator.device)
                between = real.float().lerp(fake.float(), e)
                return self.gamma * ((squared_slope(critic, between).sqrt() - 1) ** 2).mean()
            total = squared_slope(critic, real).mean()
            if self.kind == "r1r2":
                total = total + squared_slope(critic, fake).mean()
            return self.gamma / 2 * total

    def observe(self, step: int, sure: Tensor) -> None:
        """Tell what share of pairs the critic put in the right order, 0..1; moves the gamma."""
        if not self.adaptive:
            return
        self._sure.append(sure.detach())
        if (step + 1) % ADAPT_EVERY:
            return
        mean = float(shared(torch.stack(self._sure).mean()))
        self._sure.clear()
        if mean > SURE[1]:
            self.gamma *= FACTOR
        elif mean < SURE[0]:
            self.gamma /= FACTOR
        self.gamma = min(max(self.gamma, self._limits[0]), self._limits[1])

    def state(self) -> dict[str, Any]:
        return {"gamma": self.gamma, "sure": [float(sure) for sure in self._sure]}

    def load_state(self, state: dict[str, Any]) -> None:
        self.gamma, self._sure = state["gamma"], [torch.tensor(v) for v in state["sure"]]


def squared_slope(critic: Callable[[Tensor], Tensor], pictures: Tensor) -> Tensor:
    """|grad|^2 of each picture's mean logit, (B,); can be differentiated again."""
    pictures = pictures.detach().float().requires_grad_(True)
    # Pictures do not see each other in a critic, so the sum's gradient is that of each.
    total = critic(pictures).flatten(1).mean(1).sum()
    (slope,) = torch.autograd.grad(total, pictures, create_graph=True)
    return slope.square().sum((1, 2, 3))
