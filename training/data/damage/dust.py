"""Dust and dirt: specks by the hundred or a single one, denser in some places."""

from __future__ import annotations

import numpy as np

from training.data.damage.canvas import Canvas
from training.data.damage.noise import log_uniform, noise
from training.data.damage.overlays import Overlays
from training.data.damage.paths import blob, fill, jagged_path, new_layer, shrunk, stroke

MOST = 90  # specks of one crop


def add_dust(canvas: Canvas, overlays: Overlays | None = None) -> None:
    """White specks (of negatives and glass) or dark ones; now and then short fibres among them."""
    rng = canvas.rng
    white = rng.random() < 0.6
    colour = rng.uniform(210, 255) if white else rng.uniform(5, 70)
    tint = np.array([1, rng.uniform(0.93, 1), rng.uniform(0.8, 1)], np.float32)
    if overlays is not None and rng.random() < 0.1:
        kind = "film_dirt" if rng.random() < 0.85 else "film_sprinkles"
        opacity = overlays.window(rng, kind, canvas.shape) * rng.uniform(0.6, 1)
    else:
        opacity = _specks(canvas)
    canvas.cover(opacity, colour * tint, "spot", 0.1)


def _specks(canvas: Canvas) -> np.ndarray:
    rng = canvas.rng
    layer = new_layer(canvas.shape)
    # Film carries hundreds per frame, a print a few; a crop that was chosen for its dust has more.
    count = 1 + min(MOST, rng.poisson(log_uniform(rng, 30, 8000) * canvas.area))
    size = log_uniform(rng, 1, 3.5) * 0.00075 * canvas.side  # median radius, px
    for centre in clustered(canvas, count):
        radius = max(0.45, size * np.sqrt(rng.gamma(2.3, 0.48)))
        value = int(255 * rng.uniform(0.5, 1))
        if rng.random() < 0.12:
            path = jagged_path(rng, 6 * radius + 4, 2.0, rng.uniform(0, 2 * np.pi), 0.35)
            stroke(layer, path + centre, max(0.6, 0.5 * radius), value)
        else:
            ragged = 0.3 if radius > 2 else 0.1
            fill(layer, blob(rng, centre, radius, log_uniform(rng, 1, 3), ragged), value)
    opacity = shrunk(layer, blur=rng.uniform(0, 0.9))
    return opacity * min(rng.uniform(0.6, 1.1), 1.0)


def clustered(canvas: Canvas, count: int) -> np.ndarray:
    """Positions (count, 2) that follow a cloudy density, as dirt does."""
    rng = canvas.rng
    height, width = canvas.shape
    candidates = rng.uniform(0, 1, (4 * count, 2)) * (width, height)
    if count < 3:
        return candidates[:count]
    density = np.exp(rng.uniform(0, 2) * noise(rng, (16, 16), "ragged", zoom=1 / 8))
    x, y = (candidates / (width, height) * 16).astype(int).T
    weights = density[y, x] / density[y, x].sum()
    return candidates[rng.choice(len(candidates), count, replace=False, p=weights)]
