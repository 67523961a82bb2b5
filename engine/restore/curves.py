"""Tone by curves: points that somebody set, joined so that nothing rises or falls between them."""

from __future__ import annotations

import numpy as np

from engine.restore.settings import Curves, Points, is_straight
from engine.restore.tone import CELLS, Tone

KNOTS = 16385  # between them a curve is a line: of 16 bits, less than a level away


def tone_by_curves(curves: Curves) -> Tone | None:
    """The curve of all colours, then that of each; None where all are straight."""
    if curves.is_neutral:
        return None
    common = through(curves.all, np.linspace(0, 1, KNOTS))
    own = [through(points, common) for points in (curves.red, curves.green, curves.blue)]
    gains = np.zeros((CELLS, CELLS, 3), np.float32)
    return Tone(gains, np.stack(own).astype(np.float32), np.eye(3, dtype=np.float32))


def through(points: Points, x: np.ndarray) -> np.ndarray:
    """The curve through `points` at `x`, float64; level before the first and after the last one.

    Piecewise cubic, with the slopes of a monotone interpolation: as high as the points and no
    higher, and without a bend where they lie on a line.

    Source: Fritsch and Butland, "A method for constructing local monotone piecewise cubic
    interpolants", 1984; the slopes at the ends as in scipy's PchipInterpolator.
    """
    if is_straight(points):
        return x.copy()  # exactly, not but for rounding
    xs, ys = np.array(points, float).T
    steps = np.diff(xs)
    rises = np.diff(ys) / steps
    slopes = _slopes(steps, rises)
    x = np.clip(x, xs[0], xs[-1])
    piece = np.clip(np.searchsorted(xs, x, side="right") - 1, 0, len(steps) - 1)
    step, t = steps[piece], (x - xs[piece]) / steps[piece]
    low, high = ys[piece], ys[piece + 1]
    bend = (1 - t) * slopes[piece] - t * slopes[piece + 1]
    return np.asarray(low + (high - low) * t * t * (3 - 2 * t) + step * t * (1 - t) * bend)


def _slopes(steps: np.ndarray, rises: np.ndarray) -> np.ndarray:
    """Of the curve at each point; flat at a summit and in a valley."""
    if len(steps) == 1:
        return np.repeat(rises, 2)
    before, after = 2 * steps[1:] + steps[:-1], steps[1:] + 2 * steps[:-1]
    is_turn = rises[:-1] * rises[1:] <= 0
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = (before + after) / (before / rises[:-1] + after / rises[1:])
    inner = np.where(is_turn, 0.0, inner)
    ends = [_end(*steps[:2], *rises[:2]), _end(*steps[:-3:-1], *rises[:-3:-1])]
    return np.concatenate([ends[:1], inner, ends[1:]])


def _end(step: float, next_step: float, rise: float, next_rise: float) -> float:
    """The slope at an end from the three points there, as far as that keeps the curve monotone."""
    slope = ((2 * step + next_step) * rise - step * next_rise) / (step + next_step)
    if slope * rise <= 0:
        return 0.0
    if rise * next_rise < 0 and abs(slope) > 3 * abs(rise):
        return 3 * rise
    return slope
