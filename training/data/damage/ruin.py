"""What ruins a large part of a print: emulsion flaked off, corners torn away, holes, smears."""

from __future__ import annotations

import cv2
import numpy as np

from training.data.damage.canvas import Canvas
from training.data.damage.creases import paper_colour
from training.data.damage.noise import level_set, log_uniform, noise
from training.data.damage.overlays import Overlays
from training.data.damage.paths import blob, fill, new_layer, shrunk

SMEAR_SEEN = 0.25  # of a smear: a fainter one wants correcting, not repainting


def add_flaking(canvas: Canvas, _: Overlays | None = None) -> None:
    """Emulsion gone in a coherent part, by flakes or with a coast, down to paper, glass or tin."""
    rng = canvas.rng
    part = _stretched(canvas, "cloud", log_uniform(rng, 1, 6))
    share = log_uniform(rng, 0.02, 0.5)
    if rng.random() < 0.5:
        opacity = _flakes(canvas, part, share)
    else:
        coast = _stretched(canvas, "ragged", log_uniform(rng, 1, 4))
        opacity = level_set(part + rng.uniform(0.2, 1.2) * coast, share)
    look = rng.random()
    if look < 0.55:
        colour = paper_colour(canvas, rng.uniform(2, 10))
    elif look < 0.9:
        colour = paper_colour(canvas, rng.uniform(1, 5)) * rng.uniform(0.02, 0.25)
    else:
        colour = np.full((*canvas.shape, 3), rng.uniform(235, 255), np.float32)
    if rng.random() < 0.5:  # what is left lifts at its edge: dirt and shadow gather there
        edge = cv2.GaussianBlur(opacity, (0, 0), rng.uniform(1, 4))
        tone = rng.uniform(10, 110) * np.array([1, 0.85, 0.65], np.float32)
        canvas.cover(edge * rng.uniform(0.2, 0.9), tone.astype(np.float32), "area", SMEAR_SEEN)
    if rng.random() < 0.4:
        offset = (int(rng.choice([-1, 1])), int(rng.choice([-1, 1])))
        canvas.relief(opacity, rng.uniform(-50, 50), offset)
    canvas.cover(opacity * rng.uniform(0.85, 1), np.clip(colour, 0, 255), "area")


def _flakes(canvas: Canvas, part: np.ndarray, share: float) -> np.ndarray:
    """Whole cells of a net of cracks, float32 (h, w); between them thin bridges may be left."""
    rng, (height, width) = canvas.rng, canvas.shape
    spacing = log_uniform(rng, 4, 30)  # px
    count = int(np.clip(height * width / spacing**2, 12, 4000))
    rows, columns = rng.integers(height, size=count), rng.integers(width, size=count)
    elsewhere = np.full(canvas.shape, 255, np.uint8)
    elsewhere[rows, columns] = 0
    _, cells = cv2.distanceTransformWithLabels(
        elsewhere, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    value = np.zeros(count + 1, np.float32)
    value[cells[rows, columns]] = part[rows, columns] + rng.normal(0, rng.uniform(0, 0.7), count)
    y, x = np.indices(canvas.shape, np.float32)
    bend = 0.25 * spacing
    cracked = cv2.remap(
        value[cells],
        x + bend * noise(rng, canvas.shape, "ragged"),
        y + bend * noise(rng, canvas.shape, "ragged"),
        cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    gone = (cracked > np.quantile(cracked[::4, ::4], 1 - share)).astype(np.float32)
    if rng.random() < 0.5:
        edges = cv2.morphologyEx(cracked, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 0
        gone[edges & (noise(rng, canvas.shape, "paper") > rng.uniform(-1, 1))] = 0
    return cv2.GaussianBlur(gone, (0, 0), rng.uniform(0.4, 0.8))


def add_missing(canvas: Canvas, _: Overlays | None = None) -> None:
    """A piece of the print is gone: a corner or an edge torn off, or a hole with a rusty rim."""
    if canvas.rng.random() < 0.65:
        _torn_off(canvas)
    else:
        _hole(canvas)


def _torn_off(canvas: Canvas) -> None:
    """Behind the print lies what the lid shows; along the tear, the white core of the paper."""
    rng = canvas.rng
    outwards = np.full(canvas.shape, -np.inf, np.float32)
    turn = rng.uniform(0, 2 * np.pi)
    for _side in range(int(rng.integers(1, 3))):
        outwards = np.maximum(outwards, _beyond(canvas, turn))
        turn += rng.uniform(0.5, 1.2) * np.pi / 2
    coarse = _stretched(canvas, "cloud", 1.0) * rng.uniform(0, 0.03) * canvas.side
    fine = noise(rng, canvas.shape, "ragged") * log_uniform(rng, 0.5, 5)  # px
    outwards += coarse + fine
    height = float(np.quantile(outwards[::4, ::4], 1 - log_uniform(rng, 0.03, 0.45)))
    core = (
        outwards
        - height
        + log_uniform(rng, 0.5, 14) * np.exp(0.6 * noise(rng, canvas.shape, "cloud", 0.5))
    )
    torn = np.clip(core + 0.5, 0, 1).astype(np.float32)
    canvas.relief(torn, rng.uniform(0, 50), (int(rng.choice([-1, 1])), int(rng.choice([-1, 1]))))
    canvas.cover(torn, paper_colour(canvas, rng.uniform(3, 10)), "area")
    behind = np.clip(outwards - height + 0.5, 0, 1).astype(np.float32)
    canvas.cover(behind, _lid(rng), "area")


def _beyond(canvas: Canvas, turn: float) -> np.ndarray:
    """How far each pixel lies in the direction `turn`, float32 (h, w), px from the middle."""
    height, width = canvas.shape
    x = np.arange(width, dtype=np.float32) - width / 2
    y = np.arange(height, dtype=np.float32) - height / 2
    far: np.ndarray = x[None, :] * np.float32(np.cos(turn)) + y[:, None] * np.float32(np.sin(turn))
    return far


def _lid(rng: np.random.Generator) -> np.ndarray:
    """float32 (3,): white, black, or a desk of any colour."""
    look = rng.random()
    if look < 0.5:
        return np.full(3, rng.uniform(232, 255), np.float32)
    if look < 0.85:
        return np.full(3, rng.uniform(0, 50), np.float32)
    return rng.uniform(40, 220, 3).astype(np.float32)


def _hole(canvas: Canvas) -> None:
    """A nail, a rivet, an insect: sharp, round or not, the emulsion around it loose or rusty."""
    rng = canvas.rng
    for _each in range(int(rng.choice([1, 1, 1, 2, 3]))):
        at = rng.uniform(0, 1, 2) * canvas.shape[::-1]
        radius = min(log_uniform(rng, 0.004, 0.05) * canvas.side, 70.0)
        ragged, stretch = rng.uniform(0, 0.25), log_uniform(rng, 1, 1.8)
        if rng.random() < 0.7:
            rim = new_layer(canvas.shape)
            fill(rim, blob(rng, at, radius * rng.uniform(1.2, 2), stretch, 0.15))
            worn = np.clip(0.8 + 0.5 * noise(rng, canvas.shape, "ragged"), 0, 1)
            rust = np.array([1, rng.uniform(0.6, 1), rng.uniform(0.35, 1)]) * rng.uniform(15, 150)
            opacity = shrunk(rim, 0.15 * radius) * worn * rng.uniform(0.5, 1)
            canvas.cover(opacity.astype(np.float32), rust.astype(np.float32), "area", SMEAR_SEEN)
        layer = new_layer(canvas.shape)
        fill(layer, blob(rng, at, radius, stretch, ragged))
        soft = 0.15 * radius  # rounds the corners of its outline
        sharp = (shrunk(layer, soft) - 0.5) * (1.8 * max(soft, 0.5)) + 0.5
        canvas.cover(np.clip(sharp, 0, 1), _lid(rng), "area")


def add_smear(canvas: Canvas, _: Overlays | None = None) -> None:
    """Paint, soot, glue or a finger through wet emulsion: soft, streaked, dark or light."""
    rng, (height, width) = canvas.rng, canvas.shape
    turn = rng.normal(0, 0.15) + rng.integers(2) * np.pi / 2
    at = _beyond(canvas, turn) - rng.uniform(-0.4, 0.4) * width
    across = _beyond(canvas, turn + np.pi / 2) - rng.uniform(-0.4, 0.4) * height
    half = log_uniform(rng, 0.004, 0.03) * canvas.side  # px
    long = np.inf if rng.random() < 0.3 else half * log_uniform(rng, 1, 8)
    uneven = 1 + rng.uniform(0.05, 0.4) * noise(rng, canvas.shape, "ragged")
    far = np.hypot(at / long, across / (half * uneven.astype(np.float32)))
    opacity = np.clip((1 - far) / rng.uniform(0.05, 0.9) + rng.uniform(0, 0.5), 0, 1)
    if rng.random() < 0.5:  # the hairs of a brush, or what it skipped over
        streaks = _stretched(
            canvas, "paper", log_uniform(rng, 3, 12), upright=bool(abs(turn) > 0.8)
        )
        opacity = opacity * np.clip(rng.uniform(0.4, 1.1) + 0.5 * streaks, 0, 1)
    look = rng.random()
    if look < 0.5:
        colour = np.full(3, rng.uniform(0, 50))
    elif look < 0.75:
        colour = canvas.paper * rng.uniform(0.85, 1.05)
    else:  # glue that yellowed
        colour = np.array([205, 170, 110]) * rng.uniform(0.5, 1.15)
    opacity = (opacity * rng.uniform(0.6, 1)).astype(np.float32)
    canvas.cover(opacity, np.clip(colour, 0, 255).astype(np.float32), "area", SMEAR_SEEN)


def _stretched(canvas: Canvas, slope: str, times: float, upright: bool | None = None) -> np.ndarray:
    """Noise that is `times` as long as wide, along a side of the crop (either, if not told)."""
    rng, (height, width) = canvas.rng, canvas.shape
    if upright is None:
        upright = bool(rng.random() < 0.5)
    shape = (round(height / times), width) if upright else (height, round(width / times))
    field = noise(rng, (max(8, shape[0]), max(8, shape[1])), slope)
    if field.shape == canvas.shape:
        return field
    return np.asarray(cv2.resize(field, (width, height), interpolation=cv2.INTER_LINEAR))
