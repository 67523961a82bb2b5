"""Texture from the photograph on the structure of a generator, for thick holes.

A generator tells what lies where, and how bright it is; its fill of a thick hole is a blur of that.
The photograph around the hole shows what such places look like in detail. For every second pixel of
the hole this finds the known pixel whose surroundings, blurred as well, look most like the fill's,
from coarse to fine; what is finer than the blur then comes from there.

Source: Barnes et al., "PatchMatch", SIGGRAPH 2009 (the search); Hertzmann et al., "Image
Analogies", SIGGRAPH 2001 (a blurred guide); Yi et al., arXiv 2005.09704 (residuals moved apart from
structure).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from engine.progress import Cancelled, Stop
from engine.repair.masked import near_mean, soft_mean

THINNEST = 30  # px; in thinner holes texture costs more than it brings (docs/decisions/0006)
DETAIL = 3.0  # px, sigma of the blur; finer than that comes from the photograph
REACH = 4  # px from the middle of a patch to its border
SPARSE = 2  # px between the pixels of a patch that are compared
VOTES = 2  # px around a place that take its detail
ROUNDS = 4  # of propagation and search at each scale
COARSEST = 16  # px, thickness of the hole where the search begins
MISMATCH = 8 / 255  # difference of two patches at which the photograph's detail counts for 0.6
STRONGEST = 1.3  # times that detail is made stronger where averaging has weakened it
AROUND = 24.0  # px, sigma of the surroundings whose detail is the limit
WIDE = 256  # px; in thicker holes every fourth pixel is matched
ENOUGH = 100  # known patches; fewer hold no texture to take

OFFSETS = np.mgrid[-REACH : REACH + 1 : SPARSE, -REACH : REACH + 1 : SPARSE].reshape(2, -1)


def add_texture(
    picture: np.ndarray,
    hole: np.ndarray,
    known: np.ndarray,
    thickness: float,
    seed: Sequence[int],
    stop: Stop | None = None,
) -> np.ndarray:
    """Give a generator's fill the detail of the photograph.

    Args:
        picture: float32 (h, w, channels) 0..1, the fill inside the hole; not changed.
        hole: bool (h, w), what was filled.
        known: bool (h, w), what detail is taken from.
        thickness: px, of the widest hole; decides how coarse the search begins.
        seed: the same numbers give the same result.

    Returns:
        A picture equal to `picture` outside the hole. Where nothing known looks like the fill, the
        fill stays; where too little is known, all of it does. Raises Cancelled when `stop` is set.
    """
    if not hole.any():  # of a round hole that is only just wide, no part is
        return picture
    rng = np.random.default_rng(list(seed))
    scale = 1
    while thickness / scale > COARSEST and scale < 8:
        scale *= 2
    matches = None
    while scale >= 1:
        level = _reduce(picture, hole, known, scale)
        if np.count_nonzero(level.valid) < ENOUGH:
            return picture
        begun = _begin(level, 2 if thickness <= WIDE else 4, matches, rng)
        matches = _improve(level, begun, matches is None, rng, stop)
        scale //= 2
    assert matches is not None
    new, trust = _vote(level, matches)
    textured = level.base + trust * new + (1 - trust) * (picture - level.base)
    return np.where(hole[..., None], textured, picture).astype(np.float32)


@dataclass(frozen=True, eq=False)
class _Level:
    """The crop at one scale.

    base: float32 (h, w, channels), the picture less its detail; in it the hole counts.
    guide: the same, but around the hole of known pixels alone: what patches are compared in.
    detail: what is finer than the guide; 0 where not known.
    hole, valid: bool (h, w), what to fill; the middles of patches that are known throughout.
    """

    base: np.ndarray
    guide: np.ndarray
    detail: np.ndarray
    hole: np.ndarray
    valid: np.ndarray

    def patches(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """(n, len(OFFSETS.T) * channels) of the guide; the border repeats."""
        height, width = self.hole.shape
        at = (
            np.clip(rows[:, None] + OFFSETS[0], 0, height - 1),
            np.clip(columns[:, None] + OFFSETS[1], 0, width - 1),
        )
        return np.asarray(self.guide[at]).reshape(len(rows), -1)


@dataclass(eq=False)
class _Matches:
    """Places in the hole, and for each of them the known place that it looks like.

    places, sources: (n, 2) rows and columns. cost: (n,) mean square difference of their patches.
    grid: int (rows, columns) of cells of `step` px: the number of the place there, or -1.
    """

    places: np.ndarray
    sources: np.ndarray
    cost: np.ndarray
    grid: np.ndarray
    step: int


def _reduce(picture: np.ndarray, hole: np.ndarray, known: np.ndarray, scale: int) -> _Level:
    def smaller(plane: np.ndarray) -> np.ndarray:
        size = (-(-hole.shape[1] // scale), -(-hole.shape[0] // scale))
        plane = plane.astype(np.float32)
        return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA))

    small = smaller(picture).reshape(*smaller(hole).shape, picture.shape[2])
    free = smaller(known) > 0.999
    base = soft_mean(small, np.ones_like(free), DETAIL)
    clean = soft_mean(small, free, DETAIL)
    kept = free[..., None]
    patch = np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)
    whole = cv2.erode(free.astype(np.uint8), patch, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return _Level(
        base,
        np.where(kept, clean, base),
        np.where(kept, small - clean, 0),
        smaller(hole) > 0,
        whole > 0,
    )


def _begin(
    level: _Level, step: int, coarser: _Matches | None, rng: np.random.Generator
) -> _Matches:
    """Places at every `step` px of the hole; sources from the coarser scale, or by chance."""
    height, width = level.hole.shape
    edges = ((0, -height % step), (0, -width % step))
    cells = np.pad(level.hole, edges).reshape(-(-height // step), step, -1, step).any((1, 3))
    grid = np.where(cells, np.cumsum(cells).reshape(cells.shape) - 1, -1)
    places = np.minimum(np.argwhere(cells) * step + step // 2, (height - 1, width - 1))
    known = np.argwhere(level.valid)
    sources = known[rng.integers(0, len(known), len(places))]
    if coarser is not None:
        row, column = np.minimum(places // 2 // coarser.step, np.array(coarser.grid.shape) - 1).T
        number = coarser.grid[row, column]
        there = places + 2 * (coarser.sources - coarser.places)[number]
        there = np.clip(there, 0, (height - 1, width - 1))
        taken = (number >= 0) & level.valid[tuple(there.T)]
        sources = np.where(taken[:, None], there, sources)
    return _Matches(places, sources, _cost(level, places, sources), grid, step)


def _cost(level: _Level, places: np.ndarray, sources: np.ndarray) -> np.ndarray:
    difference = level.patches(*places.T) - level.patches(*sources.T)
    return np.asarray(np.einsum("ij,ij->i", difference, difference) / difference.shape[1])


def _improve(
    level: _Level, matches: _Matches, everywhere: bool, rng: np.random.Generator, stop: Stop | None
) -> _Matches:
    """PatchMatch, all places at once: what neighbours found, and tries nearer and nearer."""
    count = len(matches.places)
    padded = np.pad(matches.grid, 1, constant_values=-1)
    row, column = np.nonzero(matches.grid >= 0)
    reaches = [max(level.hole.shape) if everywhere else 16]
    while reaches[-1] > 1:
        reaches.append(reaches[-1] // 2)
    for _ in range(ROUNDS):
        if stop is not None and stop.is_set():
            raise Cancelled
        for dy, dx in ((0, -1), (-1, 0), (0, 1), (1, 0)):
            beside = padded[row + 1 + dy, column + 1 + dx]
            beside = np.where(beside < 0, np.arange(count), beside)
            _offer(level, matches, (matches.sources - matches.places)[beside] + matches.places)
        for reach in reaches:
            jump = rng.integers(-reach, reach + 1, (count, 2))
            _offer(level, matches, matches.sources + jump)
    return matches


def _offer(level: _Level, matches: _Matches, sources: np.ndarray) -> None:
    """Take those of the offered sources that are known and look more like their places."""
    sources = np.clip(sources, 0, np.array(level.hole.shape) - 1)
    new = level.valid[tuple(sources.T)] & (sources != matches.sources).any(1)
    which = np.nonzero(new)[0]
    if not len(which):
        return
    cost = _cost(level, matches.places[which], sources[which])
    better = cost < matches.cost[which]
    which, cost = which[better], cost[better]
    matches.sources[which] = sources[which]
    matches.cost[which] = cost


def _vote(level: _Level, matches: _Matches) -> tuple[np.ndarray, np.ndarray]:
    """(h, w, channels) detail, and (h, w, 1) how far it is to be trusted; both in the hole.

    Several places have their say about each pixel. Where they differ their mean is too weak: it is
    made as strong as they are, but not stronger than the detail of the photograph nearby.
    """
    height, width = level.hole.shape
    padded = np.zeros(
        (height + 2 * VOTES, width + 2 * VOTES, level.detail.shape[2] + 3), np.float32
    )
    reach = range(-VOTES, VOTES + 1)
    for dy, dx in ((dy, dx) for dy in reach for dx in reach):
        weight = np.exp(-(dy**2 + dx**2) / 2)
        # Sources are middles of known patches, which reach further than votes.
        seen = level.detail[tuple((matches.sources + np.array((dy, dx))).T)]
        power = np.square(seen).mean(1)
        said = np.column_stack([seen, power, matches.cost, np.ones(len(seen))])
        # No two places write to the same pixel with the same offset.
        at = matches.places + np.array((dy, dx)) + VOTES
        padded[tuple(at.T)] += weight * said
    votes = padded[VOTES:-VOTES, VOTES:-VOTES]
    votes /= np.maximum(votes[..., -1:], 1e-6)
    detail, power, cost = votes[..., :-3], votes[..., -3], votes[..., -2]
    told = level.hole & (votes[..., -1] > 0)
    is_now, _ = near_mean(np.square(detail).mean(2), told, REACH)
    was, _ = near_mean(power, told, REACH)
    around = soft_mean(np.square(level.detail), level.valid, AROUND).mean(2)
    strength = np.sqrt(np.maximum(np.minimum(was, around), 0) / np.maximum(is_now, 1e-10))
    cost, _ = near_mean(cost, told, REACH)
    trust = told * np.exp(-cost / (2 * MISMATCH**2))
    return detail * np.minimum(strength, STRONGEST)[..., None], trust[..., None]
