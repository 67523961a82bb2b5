"""Adversarial losses on logits. D(x): logits of real pictures, D(y): of generated ones.

    name           critic minimises                              generator minimises
    relativistic   softplus(-(D(x) - D(y)))                      softplus(-(D(y) - D(x)))
    bce            softplus(-D(x)) + softplus(D(y))              softplus(-D(y))
    least-squares  (D(x) - 1)^2 + D(y)^2                         (D(y) - 1)^2
    wasserstein    -D(x) + D(y)                                  -D(y)
    hinge          max(0, 1 - D(x)) + max(0, 1 + D(y))           -D(y)

Everywhere a high logit means "real"; some public code has the hinge the other way round.

Sources: relativistic pairing, arXiv:2501.05441; bce, the non-saturating form of arXiv:1406.2661;
least squares as in CycleGAN, arXiv:1703.10593; Wasserstein, arXiv:1701.07875; hinge,
arXiv:1705.02894; feature matching, arXiv:1606.03498.

Logits are (B, 1, h, w), one per patch, or (B, 1). In inpainting only patches that see the hole
are of generated pixels. `touched`, 1 for those and 0 elsewhere, limits what is said about y to
them; what is said about x stays whole, so that known patches, which are the same in x and y, are
trained towards "real". A relativistic pair cancels there by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

from training.distributed import shared


@dataclass(frozen=True)
class Terms:
    """What is averaged over logits: `real` of D(x) and `fake` of D(y) by the critic, `generator`
    of D(y) by the generator.
    """

    real: Callable[[Tensor], Tensor]
    fake: Callable[[Tensor], Tensor]
    generator: Callable[[Tensor], Tensor]


ABSOLUTE = {
    "bce": Terms(lambda d: F.softplus(-d), F.softplus, lambda d: F.softplus(-d)),
    "least-squares": Terms(lambda d: (d - 1) ** 2, lambda d: d**2, lambda d: (d - 1) ** 2),
    "wasserstein": Terms(lambda d: -d, lambda d: d, lambda d: -d),
    "hinge": Terms(lambda d: F.relu(1 - d), lambda d: F.relu(1 + d), lambda d: -d),
}
RELATIVISTIC = "relativistic"  # x and y of one index are a pair
KINDS = (RELATIVISTIC, *ABSOLUTE)


def critic_loss(kind: str, real: Tensor, fake: Tensor, touched: Tensor | None = None) -> Tensor:
    """What the critic minimises, a scalar; `kind` is one of KINDS."""
    if kind == RELATIVISTIC:
        return mean_over(F.softplus(fake - real), touched)
    terms = ABSOLUTE[kind]
    return terms.real(real).mean() + mean_over(terms.fake(fake), touched)


def generator_loss(kind: str, real: Tensor, fake: Tensor, touched: Tensor | None = None) -> Tensor:
    """What the generator minimises, a scalar; `real` matters to the relativistic kind only."""
    if kind == RELATIVISTIC:
        return mean_over(F.softplus(real - fake), touched)
    return mean_over(ABSOLUTE[kind].generator(fake), touched)


def mean_over(values: Tensor, touched: Tensor | None) -> Tensor:
    """Mean of all values, or of those where `touched`, of their shape, is 1; 0 without any."""
    if touched is None:
        return values.mean()
    return (touched * values).sum() / shared(touched.sum()).clamp_min(1.0)


def feature_matching(real: Sequence[Tensor], fake: Sequence[Tensor]) -> Tensor:
    """Mean over the critic's layers of L1(D_l(y), D_l(x)); teaches the generator alone."""
    layers = [F.l1_loss(y.float(), x.detach().float()) for y, x in zip(fake, real, strict=True)]
    return sum(layers[1:], layers[0]) / len(layers)
