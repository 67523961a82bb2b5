"""Holes for training and for the gate: scratches, hairs, dust, free-form strokes, blobs.

Every function draws on a uint8 mask (height, width), 0 keep, 255 repair, in place, from a numpy
random generator, so that (seed, index) gives the same hole for ever. Lengths are in pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

SHIFT = 4  # bits of sub-pixel positions for OpenCV's drawing


def add_scratch(mask: np.ndarray, rng: np.random.Generator, width: int, length: float) -> None:
    """One scratch of `width` px: its direction wanders a little; now and then it has gaps."""
    wander = rng.uniform(0, 0.12)
    points = _walk(mask.shape, rng, length, step=4.0, wander=wander)
    if rng.random() < 0.3 and len(points) > 8:
        dashes = np.array_split(points, rng.integers(2, 5))
        pieces = [d[: max(2, int(len(d) * rng.uniform(0.4, 0.9)))] for d in dashes]
    else:
        pieces = [points]
    _draw(mask, pieces, width)


def add_hair(mask: np.ndarray, rng: np.random.Generator, width: int, length: float) -> None:
    """One curled hair or fibre of constant width."""
    _draw(mask, [_walk(mask.shape, rng, length, step=3.0, wander=rng.uniform(0.15, 0.5))], width)


def add_dust(mask: np.ndarray, rng: np.random.Generator, radius: float) -> None:
    """One speck: an ellipse of mean radius `radius`, up to three times as long as wide."""
    height, width = mask.shape
    stretch = np.exp(rng.uniform(0, np.log(3.0)) / 2)
    axes = (max(radius * stretch, 0.5), max(radius / stretch, 0.5))
    centre = (rng.uniform(0, width), rng.uniform(0, height))
    cv2.ellipse(
        mask,
        tuple(round(v * 2**SHIFT) for v in centre),
        tuple(round(v * 2**SHIFT) for v in axes),
        float(rng.uniform(0, 180)),
        0,
        360,
        255,
        -1,
        cv2.LINE_8,
        SHIFT,
    )


def add_blob(mask: np.ndarray, rng: np.random.Generator, area: float) -> None:
    """One ragged blob that covers about the fraction `area` of the mask: a noise level set."""
    height, width = mask.shape
    side = max(8, int(2 * np.sqrt(area * height * width)))
    cells = int(rng.integers(4, 8))
    coarse = rng.standard_normal((cells, cells)).astype(np.float32)
    noise: np.ndarray = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    ramp = np.linspace(-1, 1, side, dtype=np.float32)
    noise -= 3.0 * (ramp[:, None] ** 2 + ramp[None, :] ** 2)  # one hill in the middle
    share = min(1.0, area * height * width / side**2)
    blob = noise >= np.quantile(noise, 1 - share)
    top = int(rng.integers(min(0, height - side), max(0, height - side) + 1))
    left = int(rng.integers(min(0, width - side), max(0, width - side) + 1))
    y0, x0, y1, x1 = max(0, top), max(0, left), min(height, top + side), min(width, left + side)
    mask[y0:y1, x0:x1][blob[y0 - top : y1 - top, x0 - left : x1 - left]] = 255


def add_brush(mask: np.ndarray, rng: np.random.Generator, width: int) -> None:
    """A person's stroke: a few turns, round ends, `width` px thick."""
    length = rng.uniform(1, 8) * width
    step = max(3.0, width / 2)
    _draw(mask, [_walk(mask.shape, rng, length, step=step, wander=0.5)], width)


def add_box(mask: np.ndarray, rng: np.random.Generator, area: float) -> None:
    """A rectangle of about the fraction `area`."""
    height, width = mask.shape
    aspect = np.exp(rng.uniform(-0.7, 0.7))
    h = int(np.clip(np.sqrt(area * height * width * aspect), 2, height))
    w = int(np.clip(np.sqrt(area * height * width / aspect), 2, width))
    top, left = int(rng.integers(0, height - h + 1)), int(rng.integers(0, width - w + 1))
    mask[top : top + h, left : left + w] = 255


def _one_of(kind: str, mask: np.ndarray, rng: np.random.Generator) -> None:
    side = max(mask.shape)
    if kind == "scratch":
        add_scratch(mask, rng, int(rng.integers(1, 11)), side * rng.uniform(0.3, 1.5))
    elif kind == "hair":
        add_hair(mask, rng, int(rng.integers(1, 6)), side * rng.uniform(0.2, 1.0))
    elif kind == "dust":
        for _ in range(int(rng.integers(1, 6))):
            add_dust(mask, rng, rng.uniform(0.7, 6.0))
    elif kind == "brush":
        add_brush(mask, rng, int(rng.integers(6, max(8, side // 5))))
    elif kind == "blob":
        add_blob(mask, rng, float(np.exp(rng.uniform(np.log(0.01), np.log(0.15)))))
    else:
        add_box(mask, rng, rng.uniform(0.01, 0.08))


KINDS = ("scratch", "hair", "dust", "brush", "blob", "box")


def random_hole(
    rng: np.random.Generator,
    height: int,
    width: int,
    mixture: Mapping[str, float],
    coverage: tuple[float, float],
) -> np.ndarray:
    """A training hole: kinds drawn by `mixture` until a random share of the crop is covered.

    Only hole pixels teach, so thin kinds are repeated until they cover enough.

    Args:
        mixture: weight of each of KINDS; missing kinds do not occur.
        coverage: lowest and highest share of the crop to cover, 0..1.

    Returns:
        uint8 (height, width), 0 or 255, with some of both.
    """
    mask = np.zeros((height, width), np.uint8)
    kinds, weights = list(mixture), np.array(list(mixture.values()), float)
    target = rng.uniform(*coverage) * height * width
    for _ in range(200):
        before = mask.copy()
        _one_of(str(rng.choice(kinds, p=weights / weights.sum())), mask, rng)
        covered = np.count_nonzero(mask)
        if covered > 0.6 * height * width:  # too much to leave context: take it back
            mask = before
        elif covered >= target:
            break
    if not mask.any():
        add_dust(mask, rng, 3.0)
        mask[height // 2, width // 2] = 255
    return mask


def gate_hole(kind: str, rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """One hole of a class of the gate; uint8 (height, width), 0 or 255.

    Sizes follow the 512 px photographs of the classical baselines: scratches of 2, 4, 8 px over
    1 to 5 % of the picture, dust of radius under 5 px over 1.5 %, one blob of 2 % or 10 %.
    """
    mask = np.zeros((height, width), np.uint8)
    GATE_CLASSES[kind](mask, rng)
    return mask


def _scratches(width: int) -> Callable[[np.ndarray, np.random.Generator], None]:
    def draw(mask: np.ndarray, rng: np.random.Generator) -> None:
        for _ in range(5):
            add_scratch(mask, rng, width, rng.uniform(0.4, 1.0) * max(mask.shape))

    return draw


def _dust(mask: np.ndarray, rng: np.random.Generator) -> None:
    while np.count_nonzero(mask) < 0.015 * mask.size:
        add_dust(mask, rng, rng.uniform(1.0, 5.0))


def _blob(area: float) -> Callable[[np.ndarray, np.random.Generator], None]:
    def draw(mask: np.ndarray, rng: np.random.Generator) -> None:
        add_blob(mask, rng, area)

    return draw


GATE_CLASSES: dict[str, Callable[[np.ndarray, np.random.Generator], None]] = {
    "scratch 2 px": _scratches(2),
    "scratch 4 px": _scratches(4),
    "scratch 8 px": _scratches(8),
    "dust": _dust,
    "blob 2 %": _blob(0.02),
    "blob 10 %": _blob(0.10),
}


def _walk(
    shape: tuple[int, ...], rng: np.random.Generator, length: float, step: float, wander: float
) -> np.ndarray:
    """Points (n, 2) of a walk through a random point of the mask, by integrating its direction."""
    n = max(2, int(length / step))
    near_vertical = rng.random() < 0.3
    angle = rng.normal(np.pi / 2, 0.05) if near_vertical else rng.uniform(0, 2 * np.pi)
    angles = angle + np.cumsum(np.cumsum(rng.normal(0, wander / 4, n)) * 0.25)
    points = np.cumsum(np.stack([np.cos(angles), np.sin(angles)], 1) * step, 0)
    through = rng.uniform(0, 1, 2) * (shape[1], shape[0])
    return points - points[rng.integers(0, n)] + through


def _draw(mask: np.ndarray, pieces: list[np.ndarray], width: int) -> None:
    lines = [np.round(p * 2**SHIFT).astype(np.int32) for p in pieces if len(p) >= 2]
    cv2.polylines(mask, lines, False, 255, max(1, width), cv2.LINE_8, SHIFT)
