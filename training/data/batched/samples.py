"""What a mode learns from, batch by batch, on its device: the twins of the samples of processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from training.data.batched.crops import PhotoBank, as_bytes
from training.data.batched.degradations import twin_of
from training.data.batched.draws import Draws, draws_of
from training.data.batched.holes import random_holes
from training.data.batched.march import navier_stokes
from training.data.batched.resize import rounded
from training.data.shuffle import CHAINS, REPAIRS

CROP, HOLE, CHAIN, STEPS = range(4)  # streams of a sample's draws; steps have theirs from STEPS on


def fill_batch(
    bank: PhotoBank,
    seed: int,
    indices: Tensor,
    crop: int,
    mixture: Mapping[str, float],
    coverage: tuple[float, float],
) -> dict[str, Tensor]:
    """uint8 (B, crop, crop, channels): clean, mask 0 or 255 and prefill, as FillSamples."""
    draws = draws_of(seed, indices)
    clean = bank.crops(draws.stream(CROP), crop)
    hole = random_holes(draws.stream(HOLE), crop, mixture, coverage)
    prefill = navier_stokes(clean, hole)
    made = {"clean": clean, "mask": 255.0 * hole, "prefill": prefill}
    return {name: as_bytes(pictures) for name, pictures in made.items()}


def restore_batch(
    bank: PhotoBank,
    seed: int,
    indices: Tensor,
    crop: int,
    mixture: Mapping[str, float],
    full_share: float,
    one_share: float,
) -> dict[str, Tensor]:
    """uint8: degraded and target (B, crop, crop, 3), strengths (B, 1, 1, 3), as RestoreSamples."""
    draws = draws_of(seed, indices)
    clean = bank.crops(draws.stream(CROP), crop)
    drawn = draws.stream(CHAIN)
    steps = _chains(drawn, mixture)
    needed = torch.stack([(REPAIR[steps] == i).sum(1) for i in range(len(REPAIRS))], 1)
    strengths = _strengths(drawn, needed, full_share, one_share)
    degraded = _degraded(clean, draws, steps, torch.ones_like(strengths))
    target = _degraded(clean, draws, steps, 1 - strengths / 255)
    made = {"degraded": degraded, "target": target, "strengths": strengths[..., None, None]}
    return {name: as_bytes(pictures) for name, pictures in made.items()}


# Every choice of every slot that has a twin, and which of REPAIRS undoes it. Row 0 does nothing.
_ROWS = [
    (kind, number, choice, twin_of(degradation), REPAIRS.index(slot.repair))
    for kind, slots in CHAINS.items()
    for number, slot in enumerate(slots)
    for choice, (degradation, _) in enumerate(slot.choices)
]
APPLY: list[Callable[[Tensor, Draws], Tensor] | None] = [None, *(row[3] for row in _ROWS)]
REPAIR = torch.tensor([-1, *(row[4] for row in _ROWS)])
_ROW = {row[:3]: i for i, row in enumerate(_ROWS, 1) if row[3] is not None}


def _chains(draws: Draws, mixture: Mapping[str, float]) -> Tensor:
    """int64 (B, n), on the processor: rows of APPLY in their order; 0 where there is no step."""
    kinds = list(mixture)
    kind = draws.choice([mixture[name] for name in kinds])
    places, rows = [], []
    for number, name in enumerate(kinds):
        for at, slot in enumerate(CHAINS[name]):
            there = (kind == number) & draws.chance(slot.chance)
            place = draws.uniform()
            if slot.place is not None:
                place = torch.full_like(place, slot.place)
            choice = draws.choice([weight for _, weight in slot.choices])
            known = [_ROW.get((name, at, i), 0) for i in range(len(slot.choices))]
            row = torch.tensor(known, device=draws.device)[choice]
            places.append(torch.where(there, place, torch.inf))
            rows.append(row * there)
    if not rows:
        return torch.zeros(len(draws), 1, dtype=torch.int64)
    order = torch.stack(places, 1).argsort(dim=1, stable=True)
    return torch.stack(rows, 1).gather(1, order).cpu()


def _degraded(clean: Tensor, draws: Draws, steps: Tensor, kept: Tensor) -> Tensor:
    """The chains applied, of each step the share of its repair that is `kept`, (B, 3) 0..1."""
    pictures = clean.clone()
    for number, step in enumerate(steps.T):
        for row in step.unique().tolist():
            apply = APPLY[row]
            if apply is None:
                continue
            own = (step == row).nonzero()[:, 0].to(clean.device)
            before = pictures[own]
            changed = rounded(apply(before, draws.stream(STEPS + number).of(own)))
            share = kept[own, int(REPAIR[row])].view(-1, 1, 1, 1)
            pictures[own] = rounded(before + share * (changed - before))
    return pictures


def _strengths(draws: Draws, needed: Tensor, full_share: float, one_share: float) -> Tensor:
    """float32 (B, 3), whole numbers 0..255: as RestoreSamples draws them.

    needed: int64 (B, 3), how many steps each repair undoes.
    """
    repairs = len(REPAIRS)
    kind, needed = draws.uniform(1), needed.to(draws.device)
    some = draws.integer(repairs, low=1, high=255).float()
    at = draws.uniform(1) * needed.sum(1, keepdim=True)
    one = (at >= needed.cumsum(1)).sum(1, keepdim=True)
    one = 255.0 * (torch.arange(repairs, device=draws.device) == one)
    either = torch.where(draws.chance(0.5, repairs), 0.0, some)
    mixed = torch.where(draws.chance(0.4, repairs), 255.0, either)
    mixed = torch.where((mixed > 0).any(1, keepdim=True), mixed, some)
    alone = (kind < full_share + one_share) & (needed.sum(1, keepdim=True) > 0)
    return torch.where(kind < full_share, 255.0, torch.where(alone, one, mixed))
