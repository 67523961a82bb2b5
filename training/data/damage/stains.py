"""Stains, mould and lost emulsion: damage that spreads over an area."""

from __future__ import annotations

import cv2
import numpy as np

from training.data.damage.canvas import Canvas
from training.data.damage.creases import paper_colour
from training.data.damage.dust import clustered
from training.data.damage.noise import level_set, log_uniform, noise, roughened
from training.data.damage.overlays import Overlays
from training.data.damage.paths import blob, fill, jagged_path, new_layer, shrunk, stroke

STAIN_SEEN = 0.25  # a fainter tint wants correcting, not repainting
# Share of light that passes: coffee, rust, water with dirt, ink, mildew.
STAINS = (
    (0.95, 0.88, 0.75),
    (0.9, 0.72, 0.5),
    (0.9, 0.88, 0.84),
    (0.7, 0.75, 0.9),
    (0.8, 0.83, 0.7),
)


def add_stain(canvas: Canvas, overlays: Overlays | None = None) -> None:
    """A dried liquid: tinted inside, its rim darker. Marked from an opacity of STAIN_SEEN on."""
    rng = canvas.rng
    rim_strength = rng.uniform(1, 2.2) if rng.random() < 0.7 else 0.0
    if overlays is not None and rng.random() < 0.2:
        zoom = log_uniform(rng, 0.6, 2.5)
        density = overlays.window(rng, "film_stain", canvas.shape, zoom)
    else:
        density = _spread(canvas, rim_strength)
    passes = np.array(STAINS[rng.choice(5, p=[0.5, 0.15, 0.2, 0.05, 0.1])], np.float32)
    strength = rng.uniform(0.6, 2.8)
    blotches = noise(rng, canvas.shape, "ragged")
    density *= np.clip(0.85 + 0.2 * blotches, 0.3, 1.5) * strength
    if rng.random() < 0.12:  # bleached instead of tinted
        opacity = np.clip(density * 0.35, 0, 0.85)
        canvas.cover(opacity, canvas.paper, "area", STAIN_SEEN)
        return
    density = np.minimum(density, 4)
    tint = cv2.merge([cv2.exp(density * float(np.log(share))) for share in passes])
    canvas.shade(tint)
    canvas.mark("area", 1 - cv2.transform(tint, np.full((1, 3), 1 / 3)), STAIN_SEEN)


def _spread(canvas: Canvas, rim_strength: float) -> np.ndarray:
    """Density float32 (h, w): about 1 inside, more on the rim."""
    rng, shape = canvas.rng, canvas.shape
    if rng.random() < 0.12:
        field = _ring(canvas)
    else:
        zoom = log_uniform(rng, 0.5, 3)
        field = noise(rng, shape, "cloud", zoom) + 0.06 * noise(rng, shape, "paper")
    field = cv2.GaussianBlur(field, (0, 0), rng.uniform(1, 4))
    sample = field[::4, ::4]
    height = np.quantile(sample, 1 - rng.uniform(0.08, 0.7))
    slope = float(np.abs(np.diff(sample, axis=1)).mean()) / 4 + 1e-6  # per px
    inwards = (field - height) / slope  # about px from the rim
    soft = rng.uniform(1, 5)
    inside = 1 / (1 + cv2.exp(-np.clip(inwards / soft, -20, 20)))
    width = max(1.5, rng.uniform(0.002, 0.008) * canvas.side)
    rim = cv2.exp(-(((inwards - width) / width) ** 2)) * rim_strength
    fill_in = rng.uniform(0.3, 1.2)
    return inside * (fill_in + rim * rng.uniform(0.5, 1))


def _ring(canvas: Canvas) -> np.ndarray:
    """The foot of a cup: highest on a circle."""
    rng, (height, width) = canvas.rng, canvas.shape
    radius = rng.uniform(0.03, 0.12) * canvas.side
    at = rng.uniform(0, 1, 2) * (width, height) + radius * rng.uniform(-1, 1, 2)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    away = np.hypot(y[:, None] - at[1], x[None, :] - at[0])
    wobble = noise(rng, canvas.shape, "cloud")
    return (-np.abs(away / radius - 1) + 0.03 * wobble).astype(np.float32)


def add_mould(canvas: Canvas, _: Overlays | None = None) -> None:
    """Foxing and mildew: clusters of soft spots, or threads that branch."""
    rng = canvas.rng
    layer = new_layer(canvas.shape)
    if rng.random() < 0.3:
        _threads(canvas, layer)
        opacity = shrunk(layer, 0.6) * rng.uniform(0.3, 0.8)
    else:
        radius = log_uniform(rng, 0.001, 0.005) * canvas.side
        for centre in clustered(
            canvas, 1 + min(60, rng.poisson(log_uniform(rng, 40, 2500) * canvas.area))
        ):
            size = max(0.7, radius * rng.gamma(3.0, 0.33))
            outline = blob(rng, centre, size, log_uniform(rng, 1, 1.8), 0.3)
            fill(layer, outline, int(rng.uniform(110, 255)))
        soft = shrunk(layer, rng.uniform(0.2, 0.6) * radius)
        worn = np.clip(0.9 + 0.3 * noise(rng, canvas.shape, "paper"), 0, 1.3)
        opacity = np.clip(soft * worn, 0, 1) * rng.uniform(0.35, 0.9)
    look = rng.random()
    if look < 0.6:
        colour = np.array([120, 82, 48]) * rng.uniform(0.5, 1.2)
    elif look < 0.8:
        colour = np.full(3, rng.uniform(190, 245))
    else:
        colour = np.array([75, 78, 66]) * rng.uniform(0.5, 1.2)
    canvas.cover(opacity, colour.astype(np.float32), "spot", 0.15)


def _threads(canvas: Canvas, layer: np.ndarray) -> None:
    """Hyphae: short walks that begin on one another."""
    rng, step = canvas.rng, max(1.5, 0.0015 * canvas.side)
    for start in clustered(canvas, 1 + rng.poisson(0.7)):
        points = [start]
        for _ in range(int(rng.integers(8, 40))):
            origin = points[int(len(points) * rng.uniform(0, 1))]
            away = np.arctan2(*(origin - start)[::-1]) if len(points) > 4 else rng.uniform(0, 6.3)
            path = jagged_path(
                rng, step * rng.integers(4, 14), step, away + rng.normal(0, 0.8), 0.4
            )
            path = path + origin
            stroke(layer, path, max(0.5, 0.0005 * canvas.side), int(rng.uniform(120, 255)))
            points.extend(path[::2])


def add_loss(canvas: Canvas, _: Overlays | None = None) -> None:
    """Emulsion gone: islands of bare paper with sharp edges, or single chips."""
    rng = canvas.rng
    opacity = _islands(canvas) if rng.random() < 0.55 else _chips(canvas)
    colour = paper_colour(canvas, rng.uniform(2, 10))
    if rng.random() < 0.08:  # down to a dark base: glass and tin plates
        colour *= rng.uniform(0.08, 0.35)
    if rng.random() < 0.6:  # the broken edge of the layer above catches light
        offset = (int(rng.integers(-1, 2)), int(rng.choice([-1, 1])))
        canvas.relief(opacity, rng.uniform(-60, 60), offset)
    canvas.cover(opacity * rng.uniform(0.85, 1), colour, "area")


def add_blot(canvas: Canvas, _: Overlays | None = None) -> None:
    """Ink, tar or burnt spots: dark, opaque, with a sharp or a bleeding border, a few at most."""
    rng = canvas.rng
    layer = new_layer(canvas.shape)
    mean = log_uniform(rng, 0.003, 0.025) * canvas.side  # px
    for centre in clustered(canvas, 1 + rng.poisson(log_uniform(rng, 0.2, 3))):
        radius = max(2.0, mean * np.sqrt(rng.gamma(1.5, 0.6)))
        fill(layer, blob(rng, centre, radius, log_uniform(rng, 1, 3), rng.uniform(0.1, 0.35)))
    opacity = shrunk(layer, rng.uniform(0.03, 0.3) * min(mean, 20.0))
    opacity = roughened(opacity, rng, rng.uniform(0, 0.4))
    colour = rng.uniform(2, 60) * np.array([1, rng.uniform(0.7, 1), rng.uniform(0.5, 1)])
    canvas.cover(opacity * rng.uniform(0.75, 1), colour.astype(np.float32), "area")


def _islands(canvas: Canvas) -> np.ndarray:
    """Ragged like a coast: fine noise over a coarse hill."""
    rng, shape = canvas.rng, canvas.shape
    zoom = np.clip(canvas.side / 2200, 0.5, 2)
    fine = noise(rng, shape, "ragged", zoom * log_uniform(rng, 0.35, 1.2))
    coarse = noise(rng, shape, "cloud", zoom)
    field = (
        fine + rng.uniform(0.3, 1.5) * coarse + rng.uniform(0, 0.35) * noise(rng, shape, "paper")
    )
    return level_set(field, log_uniform(rng, 0.006, 0.25))


def _chips(canvas: Canvas) -> np.ndarray:
    rng = canvas.rng
    layer = new_layer(canvas.shape)
    mean = log_uniform(rng, 0.0015, 0.014) * canvas.side  # px
    for centre in clustered(canvas, 1 + rng.poisson(log_uniform(rng, 0.3, 12))):
        radius = max(1.0, mean * np.sqrt(rng.gamma(1.5, 0.6)))
        outline = blob(rng, centre, radius, log_uniform(rng, 1, 2.5), rng.uniform(0.1, 0.4))
        corners = np.sort(rng.choice(16, int(rng.integers(6, 15)), replace=False))
        fill(layer, outline[corners])
    if mean < 4:
        return roughened(shrunk(layer), rng, rng.uniform(0.1, 0.4))
    soft = 0.15 * mean
    coast = noise(rng, canvas.shape, "ragged", zoom=0.5) * rng.uniform(0.05, 0.3)
    hill = shrunk(layer, soft)
    return np.clip((hill + coast * (hill > 0.05) - 0.5) * 1.8 * soft + 0.5, 0, 1)
