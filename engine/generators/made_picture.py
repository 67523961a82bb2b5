"""A picture known to the last sample, with damage on it: what foreign models are tried on."""

from __future__ import annotations

import numpy as np

SIDE = 256  # px


def made_picture(side: int = SIDE) -> np.ndarray:
    """float32 (side, side, 3) 0..1: soft light, edges, stripes and a little grain."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    light: np.ndarray = np.stack([0.35 + 0.4 * x, 0.45 + 0.3 * y, 0.6 - 0.25 * x * y], axis=-1)
    light[(x - 0.65) ** 2 + (y - 0.4) ** 2 < 0.05] = (0.8, 0.55, 0.4)
    light[y > 0.75] *= 0.6
    stripes = 0.08 * np.sin(40 * np.pi * (x + y))[..., None] * (x < 0.35)[..., None]
    grain = np.random.default_rng(0).normal(0, 0.01, (side, side, 1))
    made: np.ndarray = np.clip(light + stripes + grain, 0.04, 0.96).astype(np.float32)
    return made


def made_hole(side: int = SIDE) -> np.ndarray:
    """bool (side, side): a slanted scratch and two spots, 3 % of the picture."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    scratch = np.abs(x - 0.25 - 0.45 * y) < 0.012
    spots = ((x - 0.3) ** 2 + (y - 0.3) ** 2 < 0.001) | ((x - 0.8) ** 2 + (y - 0.75) ** 2 < 0.001)
    return np.asarray((scratch & (y > 0.05) & (y < 0.95)) | spots)
