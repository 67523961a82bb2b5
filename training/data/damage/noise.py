"""Fields of random texture, made once per process and cut by window: clouds, ragged edges, grain.

Periodic noise with a power-law spectrum, from a fixed seed; a window of it costs microseconds,
where drawing it anew for each sample would cost the budget.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

SIDE = 512  # px of a field
FIELDS = 6  # per slope
# Amplitude falls as frequency ** -slope: the larger, the smoother.
SLOPES = {"cloud": 2.2, "ragged": 1.5, "paper": 0.7, "grain": 0.2}


@lru_cache
def _fields(slope: str) -> np.ndarray:
    """float32 (FIELDS, SIDE, SIDE): mean 0, standard deviation 1."""
    rng = np.random.default_rng(len(slope))
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None, :])
    frequency[0, 0] = np.inf  # no mean
    white = np.fft.rfft2(rng.standard_normal((FIELDS, SIDE, SIDE)))
    fields = np.fft.irfft2(white * frequency ** -SLOPES[slope], s=(SIDE, SIDE))
    return (fields / fields.std(axis=(1, 2), keepdims=True)).astype(np.float32)


def noise(
    rng: np.random.Generator, shape: tuple[int, int], slope: str, zoom: float = 1.0
) -> np.ndarray:
    """A window float32 of `shape`, about mean 0 and deviation 1; a copy.

    Args:
        slope: a name of SLOPES.
        zoom: px of the result per px of the field; raised where the field is too small.
    """
    zoom = max(zoom, *(length / SIDE for length in shape))
    height, width = (max(4, round(length / zoom)) for length in shape)
    field = _fields(slope)[rng.integers(FIELDS)]
    top, left = rng.integers(SIDE - height + 1), rng.integers(SIDE - width + 1)
    window = field[top : top + height, left : left + width]
    if rng.random() < 0.5:
        window = window[::-1]
    if rng.random() < 0.5:
        window = window[:, ::-1]
    if (height, width) != shape:
        return cv2.resize(window, shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.array(window)


def level_set(field: np.ndarray, share: float) -> np.ndarray:
    """Opacity float32 0..1 of the highest `share` of a field, its edge about one pixel soft."""
    sample = field[::4, ::4]
    height = np.quantile(sample, 1 - share)
    per_pixel = float(np.abs(np.diff(field[::4], axis=1)).mean()) + 1e-6
    return np.clip((field - height) * (0.7 / per_pixel) + 0.5, 0, 1)


def roughened(opacity: np.ndarray, rng: np.random.Generator, amount: float) -> np.ndarray:
    """Opacity with its soft edge broken up, as paper tears: float32 0..1."""
    height, width = opacity.shape
    texture = noise(rng, (height, width), "paper") * amount
    soft = cv2.GaussianBlur(opacity, (0, 0), 0.8)
    return np.clip((soft * (1 + texture) - 0.42) * 2.6 + 0.5, 0, 1) * (soft > 0.02)


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))
