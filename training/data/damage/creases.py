"""Folds, cracked emulsion and tears: jagged lines of bare paper, with light and shade beside them.

The shading beside a fold is in the picture but not marked: it wants correcting, not repainting.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.data.damage.canvas import Canvas
from training.data.damage.noise import log_uniform, noise, roughened
from training.data.damage.overlays import Overlays
from training.data.damage.paths import (
    blob,
    fill,
    jagged_path,
    new_layer,
    normals,
    shrunk,
    stroke,
    through,
    wavy,
)

WIDEST = 12.0  # px, of a crack; its chips are wider


def add_crease(canvas: Canvas, _: Overlays | None = None) -> None:
    """A fold across the print, or a net of cracks in the emulsion."""
    if canvas.rng.random() < 0.6:
        _fold(canvas)
    else:
        _cracks(canvas)


def paper_colour(canvas: Canvas, contrast: float = 9.0) -> np.ndarray:
    """float32 (h, w, 3): bare paper with its fibres, 0..255."""
    fibres = noise(canvas.rng, canvas.shape, "paper")
    return cv2.merge([fibres * np.float32(contrast) + tone for tone in canvas.paper])


def _fold(canvas: Canvas) -> None:
    rng, side = canvas.rng, canvas.side
    if rng.random() < 0.6:
        angle = float(rng.integers(2) * np.pi / 2 + rng.normal(0, 0.07))
    else:
        angle = rng.uniform(0, np.pi)
    reach = rng.uniform(1.5, 4) * max(canvas.shape)  # mostly across the crop
    step = max(2.0, 0.0018 * side)
    path = through(rng, jagged_path(rng, reach, step, angle, rng.uniform(0.1, 0.4)), canvas.shape)
    if rng.random() < 0.8:
        _shading(canvas, path, angle)
    width = min(log_uniform(rng, 0.0006, 0.006) * side, WIDEST)
    layer = new_layer(canvas.shape)
    widths = width * _uneven(rng, len(path))
    if rng.random() < 0.35:  # only the highest points wore through
        widths *= wavy(rng, len(path), len(path) // 3 + 2) > rng.uniform(-0.6, 0.5)
    stroke(layer, path, widths)
    _flakes(canvas, layer, path, width)
    _bare(canvas, layer, width)


def _uneven(rng: np.random.Generator, n: int) -> np.ndarray:
    """Relative widths (n,) of a crack: thin for long stretches, wide where emulsion broke off."""
    slow, fast = wavy(rng, n, n // 8 + 2), wavy(rng, n, n // 2 + 2)
    return np.clip(0.75 * np.exp(0.5 * slow + 0.6 * fast - 0.3), 0.1, 2.5)


def _shading(canvas: Canvas, path: np.ndarray, angle: float) -> None:
    """One side of a fold is lit, the other lies in shade; both fade away from it."""
    rng, (height, width) = canvas.rng, canvas.shape
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    at = path[len(path) // 2]
    inside = np.all((path > 0) & (path < (width, height)), axis=1)
    if inside.any():
        at = path[inside].mean(axis=0)
    distance = (y[:, None] - at[1]) * np.cos(angle) - (x[None, :] - at[0]) * np.sin(angle)
    near = log_uniform(rng, 0.004, 0.04) * canvas.side
    left, right = rng.uniform(0.02, 0.14, 2) * rng.choice([-1, 1]) * (1, rng.choice([-1, -1, 1]))
    amount = np.where(distance > 0, left, right) * np.exp(-np.abs(distance) / near)
    canvas.shade((1 + amount).astype(np.float32))


def _flakes(canvas: Canvas, layer: np.ndarray, path: np.ndarray, width: float) -> None:
    """Chips of emulsion gone along a line."""
    rng = canvas.rng
    inside = np.flatnonzero(np.all((path > 0) & (path < canvas.shape[::-1]), axis=1))
    if len(inside) == 0 or rng.random() < 0.3:
        return
    for i in rng.choice(inside, min(25, rng.poisson(rng.uniform(0, 0.25) * len(inside)))):
        radius = max(0.5, width * rng.gamma(2.0, 0.4))
        centre = path[i] + rng.normal(0, 0.8 * width + 0.5, 2)
        fill(layer, blob(rng, centre, radius, log_uniform(rng, 1, 2.5), 0.35))


def _cracks(canvas: Canvas) -> None:
    """A tree of cracks: long ones fork into shorter, thinner ones."""
    rng, side = canvas.rng, canvas.side
    layer = new_layer(canvas.shape)
    width = min(log_uniform(rng, 0.0008, 0.007) * side, WIDEST)
    step = max(1.6, 0.002 * side)
    trunk = jagged_path(
        rng, rng.uniform(0.1, 0.5) * side, step, rng.uniform(0, 2 * np.pi), rng.uniform(0.25, 0.6)
    )
    grown = [(through(rng, trunk, canvas.shape), width)]
    for _ in range(int(rng.integers(0, 14))):
        parent, wide = grown[rng.integers(len(grown))]
        i = int(rng.integers(1, len(parent)))
        ahead = np.arctan2(*(parent[i] - parent[i - 1])[::-1])
        turn = rng.choice([-1, 1]) * rng.uniform(0.4, 1.5)
        length = rng.uniform(0.2, 0.8) * step * len(parent)
        jag = rng.uniform(0.25, 0.6)
        branch = jagged_path(rng, length, step, ahead + turn, jag) + parent[i]
        grown.append((branch, wide * rng.uniform(0.35, 0.9)))
    for path, wide in grown:
        n = len(path)
        taper = np.linspace(1, rng.uniform(0.1, 0.7), n)
        stroke(layer, path, wide * taper * _uneven(rng, n))
    if rng.random() < 0.5:
        _wrinkles(canvas, grown)
    _flakes(canvas, layer, grown[0][0], width)
    _bare(canvas, layer, width)


def _wrinkles(canvas: Canvas, grown: list[tuple[np.ndarray, float]]) -> None:
    """Short fine folds of the emulsion beside its cracks: only light and shade."""
    rng, side = canvas.rng, canvas.side
    layer = new_layer(canvas.shape)
    step = max(1.6, 0.002 * side)
    for _ in range(int(rng.integers(5, 35))):
        parent = grown[rng.integers(len(grown))][0]
        start = parent[rng.integers(len(parent))] + rng.normal(0, 0.012 * side, 2)
        length = step * rng.integers(4, 20)
        path = jagged_path(rng, length, step, rng.uniform(0, 2 * np.pi), 0.5)
        stroke(layer, path + start, max(0.6, 0.0006 * side))
    opacity = shrunk(layer)
    canvas.relief(opacity, rng.uniform(15, 45) * rng.choice([-1, 1]), (1, 1))
    canvas.mark("line", opacity, 0.2)


def _bare(canvas: Canvas, layer: np.ndarray, width: float) -> None:
    """Paper (or its brown, dirty fibres) shows through, with a thin shadow on one side."""
    rng = canvas.rng
    opacity = shrunk(layer)
    if rng.random() < 0.25:  # rubbed, not broken
        opacity = cv2.GaussianBlur(opacity, (0, 0), rng.uniform(0.3, 0.6) * max(width, 1))
    elif width > 1.5:
        opacity = roughened(opacity, rng, rng.uniform(0.2, 0.5))
    worn = noise(rng, canvas.shape, "paper", zoom=log_uniform(rng, 1, 2.5))
    opacity *= np.clip(rng.uniform(0.6, 1.3) + rng.uniform(0.1, 0.5) * worn, 0, 1)
    colour = paper_colour(canvas)
    if rng.random() < 0.12:
        colour *= np.array([0.55, 0.45, 0.36], np.float32)
    if rng.random() < 0.5:
        offset = (int(rng.integers(-1, 2)), int(rng.choice([-1, 1])))
        strength = rng.uniform(20, 70)
        canvas.relief(opacity, strength, offset)
    canvas.cover(opacity * rng.uniform(0.75, 1), colour, "line")


def add_tear(canvas: Canvas, _: Overlays | None = None) -> None:
    """A torn print: the white core of the paper on one side, often a gap beside it."""
    rng, side = canvas.rng, canvas.side
    step = max(2.0, 0.003 * side)
    path = jagged_path(
        rng, rng.uniform(2, 4) * max(canvas.shape), step, rng.uniform(0, 2 * np.pi), 0.35
    )
    path = through(rng, path, canvas.shape)
    n, aside = len(path), normals(path)
    ends = np.clip(np.arange(n) / (0.2 * n), 0.05, 1)[:, None]  # it begins as a hair crack
    slow, fast = wavy(rng, n, n // 12 + 2), wavy(rng, n, n // 2 + 2)
    uneven = np.clip(np.exp(0.7 * slow + 0.35 * fast - 0.3), 0.05, 3.5)
    core = path + aside * (log_uniform(rng, 0.0015, 0.01) * side * uneven)[:, None] * ends
    layer = new_layer(canvas.shape)
    fill(layer, np.concatenate([path, core[::-1]]))
    opacity = roughened(shrunk(layer), rng, 0.35)
    canvas.relief(opacity, rng.uniform(0, 50), (int(rng.choice([-1, 1])), 1))
    canvas.cover(opacity, paper_colour(canvas, 7.0), "area")
    if rng.random() < 0.4:  # what lies behind: the lid of the scanner, white or dark
        gap = new_layer(canvas.shape)
        far = path - aside * (rng.uniform(0.001, 0.012) * side * uneven[::-1])[:, None] * ends
        fill(gap, np.concatenate([path, far[::-1]]))
        behind = rng.uniform(232, 255) if rng.random() < 0.6 else rng.uniform(4, 50)
        canvas.cover(shrunk(gap, 0.4), np.full(3, behind, np.float32), "area")
