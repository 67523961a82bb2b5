"""Optimisers and the learning-rate schedule."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

OPTIMISERS = ("adamw", "muon", "adam", "sgd")
DECAYS = ("cosine", "linear", "exponential", "constant")


@dataclass(frozen=True)
class Descent:
    """How one network descends: optimiser, learning rate and what happens to it."""

    kind: str  # one of OPTIMISERS
    lr: float  # peak
    lr_end: float
    steps: int  # of the whole run
    warmup: int = 0  # steps
    decay: str = "cosine"  # one of DECAYS
    betas: tuple[float, float] = (0.9, 0.99)
    weight_decay: float = 0.0
    clip: float = 10.0  # gradient norm
    ema: float = 0.999
    freeze: tuple[str, ...] = ()  # parameters whose names begin so are not trained
    anchor_weight: float = 0.0  # of the squared distance from the weights it started from


class Muon(torch.optim.Optimizer):
    """Momentum whose step is orthogonalised, for the hidden convolutions of a network.

    A kernel (out, in, h, w) is a matrix (out, in*h*w); its Nesterov momentum M is replaced by the
    nearest semi-orthogonal matrix, through five Newton-Schulz iterations in bf16, scaled so that
    the step has the size AdamW's would have (RMS 0.2 lr).

    Source: Jordan 2024 (Muon); scaling 0.2 sqrt(max(rows, columns)): arXiv:2502.16982.
    """

    def __init__(
        self, weights: Iterable[Tensor], lr: float, momentum: float = 0.95, weight_decay: float = 0
    ) -> None:
        super().__init__(
            list(weights), {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        )

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(weight)
                momentum = state["momentum"].lerp_(weight.grad, 1 - group["momentum"])
                nesterov = weight.grad.lerp(momentum, group["momentum"])
                matrix = nesterov.flatten(1)
                update = orthogonalise(matrix) * (0.2 * math.sqrt(max(matrix.shape)))
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.add_(update.view_as(weight), alpha=-group["lr"])


def orthogonalise(matrix: Tensor, iterations: int = 5) -> Tensor:
    """U V^T of the singular value decomposition U S V^T; its values become 0.7..1.2, about 1."""
    a, b, c = 3.4445, -4.7750, 2.0315  # the quintic of the source
    tall = matrix.shape[0] > matrix.shape[1]
    x = (matrix.T if tall else matrix).to(torch.bfloat16)
    x = x / (x.norm() + 1e-7)
    for _ in range(iterations):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.T if tall else x).to(matrix.dtype)


def make_optimisers(
    net: nn.Module, descent: Descent, outer: Sequence[nn.Module] = ()
) -> list[torch.optim.Optimizer]:
    """One optimiser for everything, or Muon for the hidden kernels and AdamW for the rest.

    `outer` touch pictures and stay with AdamW, as do biases and depthwise kernels. What requires
    no gradient is left alone.
    """
    trained = [p for p in net.parameters() if p.requires_grad]
    if descent.kind == "sgd":
        return [
            torch.optim.SGD(
                trained, descent.lr, 0.9, nesterov=True, weight_decay=descent.weight_decay
            )
        ]
    if descent.kind == "adam":
        return [torch.optim.Adam(trained, descent.lr, descent.betas, foreach=True)]
    touching = {id(p) for module in outer for p in module.parameters()}
    hidden = [
        p
        for p in trained
        if descent.kind == "muon" and p.ndim == 4 and p.shape[1] > 1 and id(p) not in touching
    ]
    known = {id(p) for p in hidden}
    rest = [p for p in trained if id(p) not in known]
    made: list[torch.optim.Optimizer] = []
    if rest:
        made.append(
            torch.optim.AdamW(
                rest, descent.lr, descent.betas, weight_decay=descent.weight_decay, foreach=True
            )
        )
    if hidden:
        made.append(Muon(hidden, descent.lr, weight_decay=descent.weight_decay))
    return made


def learning_rate(step: int, descent: Descent) -> float:
    """Linear warm-up, then down from `lr` to `lr_end` over the whole run.

    cosine and exponential descend at once, linear stays at `lr` for the first half (as pix2pix and
    CycleGAN do), constant does not descend.
    """
    peak, end = descent.lr, descent.lr_end
    if step < descent.warmup:
        return peak * (step + 1) / descent.warmup
    done = min(1.0, (step - descent.warmup) / max(1, descent.steps - descent.warmup))
    if descent.decay == "cosine":
        return end + (peak - end) * 0.5 * (1 + math.cos(math.pi * done))
    if descent.decay == "linear":
        return peak + (end - peak) * max(0.0, 2 * done - 1)
    if descent.decay == "exponential":
        return float(peak * (end / peak) ** done)
    return peak
