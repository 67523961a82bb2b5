"""Optimisers and the learning-rate schedule."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn


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
    kind: str, net: nn.Module, first: nn.Module, last: nn.Module, lr: float, weight_decay: float
) -> list[torch.optim.Optimizer]:
    """AdamW for everything, or Muon for the hidden kernels and AdamW for the rest.

    `first` and `last` touch pictures and stay with AdamW, as do biases and depthwise kernels.
    """
    outer = {id(p) for module in (first, last) for p in module.parameters()}
    hidden = [
        p
        for p in net.parameters()
        if kind == "muon" and p.ndim == 4 and p.shape[1] > 1 and id(p) not in outer
    ]
    known = {id(p) for p in hidden}
    rest = [p for p in net.parameters() if id(p) not in known]
    adamw = torch.optim.AdamW(rest, lr, betas=(0.9, 0.99), weight_decay=weight_decay, foreach=True)
    return [adamw, Muon(hidden, lr, weight_decay=weight_decay)] if hidden else [adamw]


def learning_rate(step: int, steps: int, warmup: int, peak: float, end: float) -> float:
    """Linear warm-up, then a cosine from `peak` to `end` over the whole run."""
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / max(1, steps - warmup)
    return end + (peak - end) * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
