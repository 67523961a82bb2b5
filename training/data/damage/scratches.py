"""Scratches, gouges and hairs: curves, bright, dark or coloured.

Ranges: lengths and widths as fractions of the long side L, after the film statistics of
daniela997/FilmDamageSimulator, enlarged for prints.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.data.damage.canvas import Canvas
from training.data.damage.noise import log_uniform, noise, roughened
from training.data.damage.overlays import Overlays
from training.data.damage.paths import (
    new_layer,
    normals,
    shrunk,
    smooth_path,
    stroke,
    through,
    wavy,
)

BROADEST = 32.0  # px, of a gouge
STRANDED = 3.0  # px; a wider scratch is made of several
# Dye layers of colour film laid bare one after another, from the emulsion side and the base side.
FILM_COLOURS = ((60, 90, 220), (70, 200, 220), (120, 220, 140), (225, 70, 50), (240, 210, 90))


def add_scratches(canvas: Canvas, overlays: Overlays | None = None) -> None:
    """One scratch, a bundle of parallel ones, or several of the same origin."""
    rng = canvas.rng
    if overlays is not None and rng.random() < 0.15:
        opacity = overlays.window(rng, "film_scratches", canvas.shape) * rng.uniform(0.6, 1)
        canvas.cover(opacity, _bright(canvas), "line")
        return
    count = 1 + min(12, rng.poisson(log_uniform(rng, 1, 700) * canvas.area))
    width = log_uniform(rng, 0.0004, 0.003 if count < 4 else 0.0015) * canvas.side
    lengths = (0.03, 0.8) if count < 4 else (0.008, 0.12)
    layer = new_layer(canvas.shape)
    angle = rng.normal(np.pi / 2, 0.05) if rng.random() < 0.4 else rng.uniform(0, np.pi)
    spread = rng.choice([0.03, 0.3, 3.0])  # of one accident, or of a long life
    for _ in range(count):
        length = max(12.0, log_uniform(rng, *lengths) * canvas.side)
        bend = rng.uniform(0, 0.02) if rng.random() < 0.7 else rng.uniform(0.02, 0.12)
        path = smooth_path(rng, length, 4.0, angle + rng.normal(0, spread), bend)
        path = through(rng, path, canvas.shape)
        wide = width * log_uniform(rng, 0.5, 1.5)
        _bundle(layer, rng, path, wide)
    _paint(canvas, layer, width)


def add_gouges(canvas: Canvas, _: Overlays | None = None) -> None:
    """A few broad strokes, scraped down to the paper or laid on it: chalk, wax, white paint."""
    rng = canvas.rng
    layer = new_layer(canvas.shape)
    width = min(log_uniform(rng, 0.0025, 0.01) * canvas.side, BROADEST)
    for _stroke in range(int(rng.integers(1, 5))):
        length = log_uniform(rng, 0.05, 0.7) * canvas.side
        bend = rng.uniform(0, 0.01) if rng.random() < 0.7 else rng.uniform(0.01, 0.08)
        path = smooth_path(rng, length, 4.0, rng.uniform(0, 2 * np.pi), bend)
        path, n = through(rng, path, canvas.shape), len(path)
        wide = width * rng.uniform(0.7, 1.3)
        taper = np.clip(np.minimum(np.arange(n), np.arange(n)[::-1]) * 4 / wide, 0.3, 1)
        stroke(
            layer,
            path,
            wide * taper * np.clip(1 + rng.uniform(0, 0.25) * wavy(rng, n, n // 4 + 2), 0.4, 2),
        )
    opacity = shrunk(layer, rng.uniform(0.02, 0.2) * width)
    if rng.random() < 0.5:
        opacity = roughened(opacity, rng, rng.uniform(0.1, 0.5))
    if rng.random() < 0.4:  # it skipped over the paper's grain
        worn = noise(rng, canvas.shape, "paper", zoom=log_uniform(rng, 1, 3))
        opacity = opacity * np.clip(rng.uniform(0.7, 1.2) + rng.uniform(0.1, 0.5) * worn, 0, 1)
    colour = _bright(canvas) if rng.random() < 0.75 else _dark(rng)
    canvas.cover(opacity * rng.uniform(0.7, 1), colour, "line")


def _bundle(layer: np.ndarray, rng: np.random.Generator, path: np.ndarray, width: float) -> None:
    n = len(path)
    copies = int(rng.integers(2, 7)) if rng.random() < 0.2 else 1
    for _ in range(copies):
        aside = rng.normal(0, 4 * width + 2, 2) if copies > 1 else np.zeros(2)
        taper = np.clip(np.minimum(np.arange(n), np.arange(n)[::-1]) / max(2, 0.15 * n), 0.3, 1)
        widths = width * taper * np.clip(1 + 0.35 * wavy(rng, n, n // 8 + 2), 0.3, 2)
        if rng.random() < 0.3:  # it skipped over the surface
            widths *= wavy(rng, n, n // 4 + 3) > rng.uniform(-0.9, 0.3)
        if widths.max() < 0.05:
            widths[n // 2 :] = width
        if width < STRANDED:
            stroke(layer, path + aside, widths)
            continue
        across = normals(path) * widths[:, None]
        for place in rng.uniform(-0.5, 0.5, int(width)):  # what scratched had a rough edge
            strand = np.clip(wavy(rng, n, n // 5 + 3) + 0.6, 0, 1.3) * rng.uniform(0.6, 1.6)
            stroke(layer, path + aside + place * across, strand, int(rng.uniform(130, 255)))


def _paint(canvas: Canvas, layer: np.ndarray, width: float) -> None:
    rng = canvas.rng
    opacity = shrunk(layer, blur=rng.uniform(0.1, 0.3) * min(width, 5))
    core = opacity
    peak = float(opacity.max())
    if peak <= 0:
        return
    opacity = np.minimum(opacity / max(peak, 0.5), 1) * rng.uniform(0.35, 1)
    if rng.random() < 0.5:  # worn unevenly
        field = noise(rng, canvas.shape, "paper", zoom=log_uniform(rng, 1, 3))
        opacity *= np.clip(rng.uniform(0.5, 1.1) + rng.uniform(0.2, 0.6) * field, 0, 1)
    look = rng.random()
    if look < 0.55:
        canvas.cover(opacity, _bright(canvas), "line")
    elif look < 0.8:
        canvas.cover(opacity, _dark(rng), "line")
    else:
        colour = np.array(FILM_COLOURS[rng.integers(len(FILM_COLOURS))], np.float32)
        canvas.cover(opacity, colour, "line")
        if width > 2:  # the deepest part went through all layers
            deep = np.clip(core * 2 - 1.1, 0, 1)
            canvas.cover(deep, np.full(3, 245, np.float32), "line")
    if rng.random() < 0.25 and width > 1.2:  # a furrow catches the lamp
        side = (1, 0) if rng.random() < 0.5 else (0, 1)
        canvas.relief(opacity, rng.uniform(-50, 50), side)


def _bright(canvas: Canvas) -> np.ndarray:
    if canvas.rng.random() < 0.5:
        return canvas.paper
    return np.full(3, canvas.rng.uniform(215, 255), np.float32)


def _dark(rng: np.random.Generator) -> np.ndarray:
    return (rng.uniform(5, 60) * np.array([1, rng.uniform(0.8, 1), rng.uniform(0.7, 1)])).astype(
        np.float32
    )


def add_hairs(canvas: Canvas, _: Overlays | None = None) -> None:
    """Hairs and fibres on the glass or the negative: even width, a little out of focus."""
    rng = canvas.rng
    layer = new_layer(canvas.shape)
    width = log_uniform(rng, 0.0005, 0.0014) * canvas.side
    for _hair in range(1 + min(8, rng.poisson(log_uniform(rng, 0.2, 120) * canvas.area))):
        length = max(10.0, min(rng.gamma(2.2, 0.02) * log_uniform(rng, 1, 4), 0.3) * canvas.side)
        step = max(1.5, length / 60)
        n = length / step
        curls = rng.uniform(1.5, 5) if rng.random() < 0.2 else rng.uniform(0.2, 1.5)
        path = smooth_path(rng, length, step, rng.uniform(0, 2 * np.pi), 3 * curls / n)
        path = through(rng, path, canvas.shape)
        thin = np.minimum(1, 0.3 + np.arange(len(path)) / (0.15 * len(path)))
        stroke(layer, path, width * rng.uniform(0.8, 1.2) * thin, int(rng.uniform(170, 255)))
    opacity = shrunk(layer, blur=rng.uniform(0.25, 0.6) * max(1, 0.5 * width))
    opacity = np.minimum(opacity / max(float(opacity.max()), 0.5), 1) * rng.uniform(0.5, 0.95)
    if rng.random() < 0.7:
        colour = _dark(rng)
        if rng.random() < 0.25:  # clear in the middle, dark at both edges: a fibre lit from behind
            opacity = np.maximum(opacity - 0.7 * _middle(opacity), 0)
    else:
        colour = np.full(3, rng.uniform(215, 255), np.float32)
    canvas.cover(opacity, colour, "line")


def _middle(opacity: np.ndarray) -> np.ndarray:
    return cv2.erode(opacity, np.ones((3, 3), np.uint8))
