"""What people leave on a print: fingerprints, adhesive tape, handwriting, scribbles and stamps."""

from __future__ import annotations

import cv2
import numpy as np

from training.data.damage.canvas import SEEN, Canvas
from training.data.damage.lettering import random_text, write
from training.data.damage.noise import log_uniform, noise
from training.data.damage.overlays import Overlays
from training.data.damage.paths import fill, new_layer, shrunk, smooth_path, stroke, through, wavy

TAPE_SEEN = 0.25  # a fainter tint wants correcting, not repainting
INKS = ((25, 35, 120), (20, 20, 25), (150, 25, 30), (60, 40, 110), (70, 70, 75))


def add_fingerprint(canvas: Canvas, _: Overlays | None = None) -> None:
    """Ridges round a core inside a worn ellipse; grease, light or dark."""
    rng, (height, width) = canvas.rng, canvas.shape
    radius = rng.uniform(0.03, 0.07) * canvas.side
    at = rng.uniform(0.1, 0.9, 2) * (width, height)
    turn = rng.uniform(0, np.pi)
    x = np.arange(width, dtype=np.float32)[None, :] - np.float32(at[0])
    y = np.arange(height, dtype=np.float32)[:, None] - np.float32(at[1])
    along = x * np.float32(np.cos(turn)) + y * np.float32(np.sin(turn))
    across = y * np.float32(np.cos(turn)) - x * np.float32(np.sin(turn))
    warp = noise(rng, canvas.shape, "cloud") * (0.1 * radius)
    # Arches on one side of the core, nearly parallel ridges on the other.
    loops = np.hypot(across * 1.3, np.maximum(along, 0.25 * along)) + warp
    period = max(3.0, rng.uniform(0.0025, 0.004) * canvas.side)
    ridges = np.clip(0.5 + 0.9 * np.sin(loops * np.float32(2 * np.pi / period)), 0, 1)
    inside = (along / (1.35 * radius)) ** 2 + (across / radius) ** 2
    pressed = np.clip(1.4 * (1 - inside) + 0.35 * noise(rng, canvas.shape, "ragged"), 0, 1)
    worn = np.clip(0.7 + 0.5 * noise(rng, canvas.shape, "paper"), 0, 1)
    opacity = (ridges * pressed * worn * rng.uniform(0.15, 0.5)).astype(np.float32)
    tone = rng.uniform(190, 240) if rng.random() < 0.6 else rng.uniform(20, 70)
    canvas.cover(opacity, np.full(3, tone, np.float32), "area", 0.1)


def add_tape(canvas: Canvas, _: Overlays | None = None) -> None:
    """A yellowed strip. Its borders are marked; its tint only where it is strong."""
    rng = canvas.rng
    wide, long = rng.uniform(0.04, 0.09) * canvas.side, rng.uniform(0.1, 0.5) * canvas.side
    angle = rng.integers(2) * np.pi / 2 + rng.normal(0, 0.15)
    along = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-along[1], along[0]])
    edge = np.linspace(-0.5, 0.5, 40)
    cut = (
        0.004 * canvas.side * (wavy(rng, 40, 8) + 0.1 * rng.standard_normal(40))
    )  # torn or cut by a dispenser
    left = along * (long / 2 + cut)[:, None] + aside * (edge * wide)[:, None]
    right = -along * (long / 2 + cut[::-1])[:, None] + aside * (edge[::-1] * wide)[:, None]
    outline = np.concatenate([left, right])
    outline = outline - outline[rng.integers(80)]  # some of its border is in the crop
    outline += rng.uniform(0.1, 0.9, 2) * canvas.shape[::-1]
    layer, border = new_layer(canvas.shape), new_layer(canvas.shape)
    fill(layer, outline)
    width = max(0.7, rng.uniform(0.0004, 0.0015) * canvas.side)
    stroke(border, np.concatenate([outline, outline[:1]]), width)
    streaks = np.clip(1 + 0.25 * noise(rng, canvas.shape, "ragged"), 0.3, 1.5)
    yellow = np.array([226, 196, 128], np.float32) * rng.uniform(0.7, 1.05)
    strength = rng.uniform(0.1, 0.4)
    threshold = SEEN if strength > TAPE_SEEN else 1.0  # all of it, or no more than its border
    canvas.cover(shrunk(layer) * streaks * strength, yellow, "area", threshold)
    worn = np.clip(0.7 + 0.4 * noise(rng, canvas.shape, "paper"), 0, 1)
    edge_tone = yellow * (0.55 if rng.random() < 0.6 else 1.15)
    canvas.cover(shrunk(border, 0.4) * worn * rng.uniform(0.3, 0.8), edge_tone, "area")


def add_ink(canvas: Canvas, _: Overlays | None = None) -> None:
    """Handwriting, a scribble or a rubber stamp: text, as far as a repair is concerned."""
    rng = canvas.rng
    look = rng.random()
    if look < 0.45:
        opacity = _handwriting(canvas)
    elif look < 0.75:
        opacity = _scribble(canvas)
    else:
        opacity = _stamp(canvas)
    colour = np.array(INKS[rng.integers(len(INKS))], np.float32) * rng.uniform(0.6, 1.3)
    flow = np.clip(0.95 + 0.2 * noise(rng, canvas.shape, "paper"), 0.2, 1)
    canvas.cover(opacity * flow * rng.uniform(0.6, 1), colour, "text", 0.1)


def _handwriting(canvas: Canvas) -> np.ndarray:
    """Loops that advance along a line, with words and gaps."""
    rng = canvas.rng
    size = log_uniform(rng, 0.008, 0.03) * canvas.side  # height of small letters, px
    count = int(rng.integers(2, 6)) * 40
    phase = np.cumsum(
        rng.uniform(0.3, 0.5, count) * np.clip(1 + 0.3 * wavy(rng, count, 30), 0.3, 2)
    )
    tall = np.clip(1 + 0.6 * wavy(rng, count, count // 12), 0.4, 2.6)
    x = 0.16 * phase + 0.45 * np.cos(phase) * np.clip(1 + 0.4 * wavy(rng, count, 20), 0.2, 2)
    y = -0.5 * np.sin(phase + 0.5) * tall
    x -= 0.35 * y  # slant
    turn = rng.normal(0, 0.12) + (rng.random() < 0.2) * np.pi / 2
    points = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], 1)
    points = through(rng, points * size, canvas.shape)
    layer = new_layer(canvas.shape)
    width = max(0.7, rng.uniform(0.05, 0.14) * size)
    for word in np.array_split(points, max(1, count // 45)):
        kept = word[: max(4, int(len(word) * rng.uniform(0.7, 0.95)))]
        pressure = np.clip(1 + 0.4 * wavy(rng, len(kept), len(kept) // 5 + 2), 0.4, 1.8)
        stroke(layer, kept, width * pressure)
    return shrunk(layer, rng.uniform(0, 0.5))


def _scribble(canvas: Canvas) -> np.ndarray:
    rng = canvas.rng
    layer = new_layer(canvas.shape)
    width = log_uniform(rng, 0.001, 0.004) * canvas.side
    for _ in range(int(rng.integers(1, 4))):
        length = rng.uniform(0.05, 0.4) * canvas.side
        path = smooth_path(rng, length, 5.0, rng.uniform(0, 6.3), rng.uniform(0.05, 0.5))
        stroke(layer, through(rng, path, canvas.shape), width)
    return shrunk(layer, rng.uniform(0, 0.6))


def _stamp(canvas: Canvas) -> np.ndarray:
    """A circle or a box with a line of text, unevenly inked."""
    rng = canvas.rng
    layer = new_layer(canvas.shape)
    radius = rng.uniform(0.015, 0.05) * canvas.side
    around = np.linspace(0, 2 * np.pi, 48)
    shape = np.stack([np.cos(around), np.sin(around)], 1)
    if rng.random() < 0.5:
        shape = np.array([[-1.5, -0.5], [1.5, -0.5], [1.5, 0.5], [-1.5, 0.5], [-1.5, -0.5]])
    turn = rng.uniform(-0.5, 0.5)
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    at = rng.uniform(0.15, 0.85, 2) * canvas.shape[::-1]
    for share in (1.0, 0.8)[: int(rng.integers(1, 3))]:
        stroke(layer, shape @ spin * radius * share + at, max(0.8, 0.06 * radius))
    opacity = shrunk(layer)
    glyphs = write(canvas, random_text(rng, 10), 0.45 * radius, at, np.degrees(turn))
    worn = np.clip(0.65 + 0.6 * noise(rng, canvas.shape, "paper", zoom=1.5), 0, 1)
    return cv2.GaussianBlur(cv2.max(opacity, glyphs) * worn, (0, 0), 0.5)
