"""Holes for training in a batch: the kinds of `holes.py`, drawn as distances to points and shapes.

Lines are walks whose points are set in an empty plane; what lies nearer to them than half their
width is the line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

from training.data.batched.draws import Draws

AT_ONCE = 4  # shapes drawn before it is asked whether they cover enough
ROUNDS = 50
MOST = 0.6  # share of a crop; a shape that would make it more is left out
SPECKS = 5
CELLS = 7  # of the noise whose level set is a blob
LOOK = 32  # px, the side at which the level of a blob is found


def random_holes(
    draws: Draws, side: int, mixture: Mapping[str, float], coverage: tuple[float, float]
) -> Tensor:
    """bool (B, 1, side, side): kinds drawn by `mixture` until a random share of each is covered.

    Args:
        mixture: weight of each of `holes.KINDS`. coverage: lowest and highest share, 0..1.
    """
    batch, pixels = len(draws), side * side
    holes = torch.zeros(batch, side, side, dtype=torch.bool, device=draws.device)
    target = draws.uniform(low=coverage[0], high=coverage[1]) * pixels
    waiting = torch.arange(batch, device=draws.device)
    for number in range(ROUNDS):
        if len(waiting) == 0:
            break
        shapes = _shapes(draws.of(waiting).stream(number + 1).each(AT_ONCE), side, mixture)
        wanted = target[waiting]
        made = holes[waiting]
        for shape in shapes.view(-1, AT_ONCE, side, side).unbind(1):
            wider = made | shape
            covered = wider.sum((1, 2))
            taken = (covered <= MOST * pixels) & (made.sum((1, 2)) < wanted)
            made = torch.where(taken[:, None, None], wider, made)
        holes[waiting] = made
        waiting = waiting[made.sum((1, 2)) < wanted]
    middle = side // 2
    holes[:, middle, middle] |= ~holes.any((1, 2))
    # People paint too wide.
    wide = F.max_pool2d(holes[:, None].float(), 3, 1, 1) > 0
    return torch.where(draws.chance(0.2, 1, 1, 1), wide, holes[:, None])


def _shapes(draws: Draws, side: int, mixture: Mapping[str, float]) -> Tensor:
    """bool (B, side, side): one shape each."""
    kinds = list(mixture)
    chosen = draws.choice([mixture[kind] for kind in kinds])
    made = torch.zeros(len(draws), side, side, dtype=torch.bool, device=draws.device)
    for number, kind in enumerate(kinds):
        own = (chosen == number).nonzero()[:, 0]
        if len(own):
            made[own] = SHAPES[kind](draws.of(own).stream(0), side)
    return made


def scratches(draws: Draws, side: int) -> Tensor:
    """1 to 10 px wide; three in ten with gaps."""
    length = side * draws.uniform(low=0.3, high=1.5)
    width = draws.integer(low=1, high=10)
    wander = draws.uniform(low=0.0, high=0.12)
    points, there = _walks(draws, side, length, torch.full_like(length, 4.0), wander, 1.5 / 4)
    pieces = draws.integer(low=2, high=4)[:, None].float()
    place = torch.linspace(0, 1, points.shape[1], device=draws.device)
    along = (place * points.shape[1] / there.sum(1, keepdim=True)) * pieces
    part = along.long().clamp_max(3)
    kept = draws.uniform(4, low=0.4, high=0.9).gather(1, part)
    dashed = draws.chance(0.3, 1) & (along.frac() > kept)
    return _lines(points, there & ~dashed, width, side, 5)


def hairs(draws: Draws, side: int) -> Tensor:
    """1 to 5 px wide, curled."""
    length = side * draws.uniform(low=0.2, high=1.0)
    width = draws.integer(low=1, high=5)
    wander = draws.uniform(low=0.15, high=0.5)
    points, there = _walks(draws, side, length, torch.full_like(length, 3.0), wander, 1 / 3)
    return _lines(points, there, width, side, 3, 0.35)  # OpenCV's joints are rounder than curls


def brushes(draws: Draws, side: int) -> Tensor:
    """A person's strokes: a few turns, 6 px to a fifth of the side thick."""
    widest = max(8, side // 5)
    width = draws.integer(low=6, high=widest - 1)
    length = width * draws.uniform(low=1.0, high=8.0)
    step = (width / 2).clamp_min(3.0)
    wander = torch.full_like(length, 0.5)
    points, there = _walks(draws, side, length, step, wander, 17 / side)
    return _lines(points, there, width, side, widest // 2 + 1)


def _walks(
    draws: Draws, side: int, length: Tensor, step: Tensor, wander: Tensor, most: float
) -> tuple[Tensor, Tensor]:
    """Points (B, n, 2), y and x in px, of curves through a random point of the crop.

    Args:
        most: n as a share of `side`.

    Returns:
        the points, and bool (B, n): which of them the curve has.
    """
    n = max(2, math.ceil(most * side))
    count = (length / step).long().clamp(2, n)[:, None]
    there = torch.arange(n, device=draws.device) < count
    vertical = math.pi / 2 + 0.05 * draws.normal(1)
    angle = torch.where(draws.chance(0.3, 1), vertical, draws.uniform(1, high=2 * math.pi))
    turns = (wander[:, None] / 4) * draws.normal(n)
    angle = angle + (turns.cumsum(1) * 0.25).cumsum(1)
    points = (torch.stack([angle.sin(), angle.cos()], 2) * step[:, None, None]).cumsum(1)
    through = (draws.uniform(1) * count).long()[..., None].expand(-1, -1, 2)
    return points - points.gather(1, through) + side * draws.uniform(1, 2), there


def _lines(
    points: Tensor, there: Tensor, width: Tensor, side: int, reach: int, beyond: float = 0.1
) -> Tensor:
    """bool (B, side, side): within half a `width` of the curve and `beyond`, px.

    reach: the most that this is, in whole px.
    """
    rim = reach + 1
    size = side + 2 * rim
    longest = int((points[:, 1:] - points[:, :-1]).abs().max().ceil())
    between = torch.arange(max(1, longest), device=points.device) / max(1, longest)
    shares = between.view(1, 1, -1, 1)
    fine = points[:, :-1, None] * (1 - shares) + points[:, 1:, None] * shares
    shown = (there[:, :-1] & there[:, 1:])[..., None].expand(fine.shape[:3]).flatten(1)
    y, x = (fine.flatten(1, 2).floor().long() + rim).unbind(2)
    inside = shown & (y >= 0) & (x >= 0) & (y < size) & (x < size)
    plane = torch.zeros(len(points), size * size, device=points.device)
    plane.scatter_reduce_(1, (y * size + x) * inside, inside.float(), "amax")
    squared = _squared_distance(plane.view(-1, size, size) > 0, reach)
    # As wide as OpenCV's: one of width 1 is its own points, those of 2, 3 and 4 take 3, 5 and 5 px.
    radius = torch.where(width > 1, (width / 2).ceil() + beyond, 0.5)
    near = squared < (radius**2)[:, None, None]
    return near[:, rim:-rim, rim:-rim]


def _squared_distance(points: Tensor, reach: int) -> Tensor:
    """float32 (B, h, w): to the nearest point, px squared; more than reach^2 beyond `reach`.

    First along rows, then over the rows near enough: exact, as (dx^2) + dy^2.
    """
    far = torch.full(points.shape, float((reach + 1) ** 2), device=points.device)
    for axis in (2, 1):
        before = far.masked_fill(points, 0.0) if axis == 2 else far.clone()
        far = before.clone()
        for d in range(1, reach + 1):
            for turn in (d, -d):
                far = torch.minimum(far, before.roll(turn, axis) + d * d)
    return far


def specks(draws: Draws, side: int) -> Tensor:
    """One to five ellipses of mean radius 0.7 to 6 px, up to three times as long as wide."""
    count = draws.integer(1, low=1, high=SPECKS)
    radius = draws.uniform(SPECKS, low=0.7, high=6.0)
    stretch = (draws.uniform(SPECKS) * (math.log(3.0) / 2)).exp()
    # OpenCV's ellipses hold the pixels that their outline passes through.
    long, short = ((axis.clamp_min(0.5) + 0.3) for axis in (radius * stretch, radius / stretch))
    angle = draws.uniform(SPECKS, high=math.pi)
    centre = side * draws.uniform(SPECKS, 2)
    place = torch.arange(side, device=draws.device).float()
    made = torch.zeros(len(draws), side, side, dtype=torch.bool, device=draws.device)
    for i in range(SPECKS):
        dy = (place - centre[:, i, :1])[:, :, None]
        dx = (place - centre[:, i, 1:])[:, None, :]
        cosine, sine = (f(angle[:, i])[:, None, None] for f in (torch.cos, torch.sin))
        u = (dx * cosine + dy * sine) / long[:, i, None, None]
        v = (dy * cosine - dx * sine) / short[:, i, None, None]
        made |= (u * u + v * v <= 1) & (count > i)[..., None]
    return made


def blobs(draws: Draws, side: int) -> Tensor:
    """A level set of noise over one hill, 1 to 15 % of the crop."""
    area = draws.log_uniform(low=0.01, high=0.15)
    length = (2 * area.sqrt() * side).floor().clamp_min(8.0)
    cells = draws.integer(low=4, high=CELLS).float()
    noise = draws.normal(1, CELLS, CELLS)
    low, high = (side - length).clamp_max(0), (side - length).clamp_min(0)
    corner = (low[:, None] + (high - low + 1)[:, None] * draws.uniform(2)).floor()
    look = torch.linspace(0, 1, LOOK, device=draws.device).expand(len(draws), -1)
    height = _hill(noise, cells, look, look).flatten(1).sort(1).values
    share = (area * side * side / length**2).clamp_max(1.0)
    at = ((1 - share) * (height.shape[1] - 1)).long()[:, None]
    place = torch.arange(side, device=draws.device)
    y, x = ((place - corner[:, i : i + 1] + 0.5) / length[:, None] for i in (0, 1))
    inside = ((y > 0) & (y < 1))[:, :, None] & ((x > 0) & (x < 1))[:, None, :]
    return inside & (_hill(noise, cells, y, x) >= height.gather(1, at)[..., None])


def _hill(noise: Tensor, cells: Tensor, y: Tensor, x: Tensor) -> Tensor:
    """(B, h, w): smooth noise of cells x cells over the square 0..1, less towards its rims."""
    grid = [2 * u * cells[:, None] / CELLS - 1 for u in (y, x)]
    where = torch.stack(
        [
            grid[1][:, None, :].expand(-1, y.shape[1], -1),
            grid[0][:, :, None].expand(-1, -1, x.shape[1]),
        ],
        3,
    )
    field = F.grid_sample(noise, where, "bicubic", "border", align_corners=False)[:, 0]
    return field - 3 * ((2 * y - 1) ** 2)[:, :, None] - 3 * ((2 * x - 1) ** 2)[:, None, :]


def boxes(draws: Draws, side: int) -> Tensor:
    """Rectangles of 1 to 8 % of the crop."""
    area, aspect = draws.uniform(low=0.01, high=0.08), draws.uniform(low=-0.7, high=0.7).exp()
    sides = [(side * (area * a).sqrt()).floor().clamp(2, side) for a in (aspect, 1 / aspect)]
    place = torch.arange(side, device=draws.device)
    inside = []
    for length in sides:
        first = (draws.uniform() * (side - length + 1)).floor()[:, None]
        inside.append((place >= first) & (place < first + length[:, None]))
    return inside[0][:, :, None] & inside[1][:, None, :]


SHAPES: dict[str, Callable[[Draws, int], Tensor]] = {
    "scratch": scratches,
    "hair": hairs,
    "dust": specks,
    "brush": brushes,
    "blob": blobs,
    "box": boxes,
}
