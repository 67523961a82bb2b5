"""Chains of degradations in random order, each of which a strength can take back.

A step belongs to the kind of repair that undoes it. `degrade` with a share kept of each kind gives
what a repair of less than full strength should leave: the same blur, noise and compression, weaker.

Source: random order, BSRGAN, arXiv:2103.14006; the light preset: the chain of Wan et al.,
arXiv:2009.07047.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from training.data import degradations as d
from training.data.ageing import grain, halftone
from training.data.degradations import Rng

REPAIRS = ("denoise", "deblur", "dejpeg")
FULL = (1.0, 1.0, 1.0)

Degradation = Callable[[np.ndarray, Rng], np.ndarray]


@dataclass(frozen=True)
class Step:
    """One degradation with its own random numbers, and which of REPAIRS undoes it."""

    repair: str
    apply: Degradation
    seed: int


def degrade(picture: np.ndarray, steps: Sequence[Step], kept: Sequence[float] = FULL) -> np.ndarray:
    """Apply `steps` one after the other; uint8 (height, width, 3).

    Args:
        kept: share of each of REPAIRS that is applied, 0..1: 0 leaves such steps out, 1 applies
            them whole, with the same random numbers for every share.
    """
    share = dict(zip(REPAIRS, kept, strict=True))
    for step in steps:
        weight = share[step.repair]
        if weight == 0:
            continue
        changed = step.apply(picture, np.random.default_rng(step.seed))
        if weight == 1:
            picture = changed
        else:
            mixed = picture + np.float32(weight) * (changed.astype(np.float32) - picture)
            picture = (mixed + np.float32(0.5)).astype(np.uint8)
    return picture


def draw_steps(kind: str, rng: Rng) -> list[Step]:
    """The steps of one sample of a kind, one of KINDS."""
    return [Step(repair, apply, int(rng.integers(2**63))) for repair, apply in CHAINS[kind](rng)]


Chain = list[tuple[str, Degradation]]


def _awgn(_: Rng) -> Chain:
    """White Gaussian noise and nothing else: what denoisers are measured by."""
    return [("denoise", partial(d.gaussian_noise, sigma=(5.0, 50.0), grey=0.15))]


def _jpeg(rng: Rng) -> Chain:
    """One JPEG file, now and then two."""
    once: tuple[str, Degradation] = ("dejpeg", partial(d.jpeg, quality=(8.0, 60.0)))
    twice: tuple[str, Degradation] = ("dejpeg", partial(d.jpeg, quality=(30.0, 90.0)))
    return [twice, once] if rng.random() < 0.15 else [once]


def _blur(rng: Rng) -> Chain:
    """One blur, with the little noise without which undoing it would be arithmetic."""
    return [
        ("deblur", _one_of(rng, (d.gaussian_blur, 6), (d.defocus, 2), (d.motion_blur, 1))),
        ("denoise", partial(d.gaussian_noise, sigma=(0.5, 4.0))),
    ]


def _light(rng: Rng) -> Chain:
    """Soft, noisy, small, compressed: each in seven cases of ten, in any order."""
    chain: Chain = [
        ("deblur", partial(d.gaussian_blur, sigma=(0.3, 1.6))),
        ("denoise", _one_of(rng, *_NOISES, (grain, 4))),
        ("deblur", partial(d.resize_twice, scale=(0.5, 1.0))),
        ("dejpeg", partial(d.jpeg, quality=(40.0, 95.0))),
    ]
    return [chain[i] for i in rng.permutation(len(chain)) if rng.random() < 0.7]


def _full(rng: Rng) -> Chain:
    """The whole shuffle: two blurs, resizing, two noises, compression; the last file is a JPEG."""
    chain: Chain = [
        ("deblur", _one_of(rng, (d.gaussian_blur, 6), (d.defocus, 1), (d.motion_blur, 1))),
        ("denoise", _one_of(rng, *_NOISES, (grain, 4))),
        ("deblur", partial(d.resize_twice, scale=(0.3, 1.2))),
        ("dejpeg", _one_of(rng, (d.jpeg, 2), (d.webp, 1))),
    ]
    if rng.random() < 0.5:
        chain.append(("deblur", partial(d.gaussian_blur, sigma=(0.2, 1.5))))
    if rng.random() < 0.5:
        chain.append(("denoise", partial(d.gaussian_noise, sigma=(1.0, 15.0))))
    if rng.random() < 0.3:
        chain.append(("dejpeg", d.sharpen))
    chain = [chain[i] for i in rng.permutation(len(chain))]
    if rng.random() < 0.1:
        chain.insert(0, ("denoise", halftone))
    return [*chain, ("dejpeg", d.jpeg)]


_NOISES: tuple[tuple[Degradation, float], ...] = (
    (d.gaussian_noise, 4),
    (d.coloured_noise, 2),
    (d.poisson_noise, 2),
    (d.speckle, 1),
    (d.salt_and_pepper, 1),
)
CHAINS: dict[str, Callable[[Rng], Chain]] = {
    "awgn": _awgn,
    "jpeg": _jpeg,
    "blur": _blur,
    "light": _light,
    "full": _full,
    "clean": lambda _: [],
}
KINDS = tuple(CHAINS)


def _one_of(rng: Rng, *weighted: tuple[Degradation, float]) -> Degradation:
    weights = np.array([weight for _, weight in weighted], float)
    return weighted[int(rng.choice(len(weighted), p=weights / weights.sum()))][0]
