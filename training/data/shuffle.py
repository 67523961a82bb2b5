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


@dataclass(frozen=True)
class Slot:
    """A step that a chain may have.

    Attributes:
        choices: degradations and their weights, one of which is taken.
        chance: that the chain has it, 0..1.
        place: among the steps, small numbers first; None = anywhere from 0 to 1.
    """

    repair: str
    choices: tuple[tuple[Degradation, float], ...]
    chance: float = 1.0
    place: float | None = None


def draw_steps(kind: str, rng: Rng) -> list[Step]:
    """The steps of one sample of a kind, one of KINDS."""
    drawn = []
    for slot in CHAINS[kind]:
        if rng.random() >= slot.chance:
            continue
        place = rng.random() if slot.place is None else slot.place
        step = Step(slot.repair, _one_of(rng, slot.choices), int(rng.integers(2**63)))
        drawn.append((place, step))
    return [step for _, step in sorted(drawn, key=lambda each: each[0])]


def _slot(repair: str, apply: Degradation, chance: float = 1.0, place: float | None = None) -> Slot:
    return Slot(repair, ((apply, 1.0),), chance, place)


_NOISES: tuple[tuple[Degradation, float], ...] = (
    (d.gaussian_noise, 4),
    (d.coloured_noise, 2),
    (d.poisson_noise, 2),
    (d.speckle, 1),
    (d.salt_and_pepper, 1),
    (grain, 4),
)
CHAINS: dict[str, tuple[Slot, ...]] = {
    # White Gaussian noise and nothing else: what denoisers are measured by.
    "awgn": (_slot("denoise", partial(d.gaussian_noise, sigma=(5.0, 50.0), grey=0.15)),),
    # One JPEG file, now and then two.
    "jpeg": (
        _slot("dejpeg", partial(d.jpeg, quality=(30.0, 90.0)), chance=0.15, place=0),
        _slot("dejpeg", partial(d.jpeg, quality=(8.0, 60.0)), place=1),
    ),
    # One blur, with the little noise without which undoing it would be arithmetic.
    "blur": (
        Slot("deblur", ((d.gaussian_blur, 6), (d.defocus, 2), (d.motion_blur, 1)), place=0),
        _slot("denoise", partial(d.gaussian_noise, sigma=(0.5, 4.0)), place=1),
    ),
    # Soft, noisy, small, compressed: each in seven cases of ten, in any order.
    "light": (
        _slot("deblur", partial(d.gaussian_blur, sigma=(0.3, 1.6)), chance=0.7),
        Slot("denoise", _NOISES, chance=0.7),
        _slot("deblur", partial(d.resize_twice, scale=(0.5, 1.0)), chance=0.7),
        _slot("dejpeg", partial(d.jpeg, quality=(40.0, 95.0)), chance=0.7),
    ),
    # The whole shuffle: two blurs, resizing, two noises, compression; the last file is a JPEG.
    "full": (
        _slot("denoise", halftone, chance=0.1, place=-1),
        Slot("deblur", ((d.gaussian_blur, 6), (d.defocus, 1), (d.motion_blur, 1))),
        Slot("denoise", _NOISES),
        _slot("deblur", partial(d.resize_twice, scale=(0.3, 1.2))),
        Slot("dejpeg", ((d.jpeg, 2), (d.webp, 1))),
        _slot("deblur", partial(d.gaussian_blur, sigma=(0.2, 1.5)), chance=0.5),
        _slot("denoise", partial(d.gaussian_noise, sigma=(1.0, 15.0)), chance=0.5),
        _slot("dejpeg", d.sharpen, chance=0.3),
        _slot("dejpeg", d.jpeg, place=2),
    ),
    "clean": (),
}
KINDS = tuple(CHAINS)


def _one_of(rng: Rng, weighted: Sequence[tuple[Degradation, float]]) -> Degradation:
    weights = np.array([weight for _, weight in weighted], float)
    return weighted[int(rng.choice(len(weighted), p=weights / weights.sum()))][0]
