"""The grain of film and paper, measured around a hole and made anew inside it.

A fill is smoother than the photograph: what is random cannot be predicted. On a flat sky that shows
as a polished spot. The grain of the flattest places around the hole is described by its strength
over brightness and by an autoregressive model of each colour, as AV1 describes film grain, and
drawn again from a seed, as strong as closes the gap between the fill and its surroundings.

Source: Norkin and Birkbeck, "Film grain synthesis for AV1 video codec", DCC 2018.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from engine.repair.masked import brightness, near_mean

SOFTEN = 2.5  # px, sigma of the Gaussian that tells grain from picture
RING = 24  # px around the hole in which grain is measured
FLATTEST = 0.25  # the share of the ring with the least slope; texture lies in the rest
ENOUGH = 200  # flat pixels; fewer tell nothing about grain
MEASURED = 20_000  # places of a ring that are looked at
SAMPLES = 2000  # pixels that the autoregressive models are fitted to
LEVELS = 8  # of brightness, at most
FAINTEST = 0.5 / 255  # weaker is the rounding of 8 bits, not grain
LEFT = 0.5  # of a frequency, below which the softening has taken too much to tell
COLOURLESS = 0.05  # of the common grain; a channel's own below that is not drawn
TILE = 128  # px; the grain repeats after that many, which nobody sees in noise

LAG = 3  # px
CAUSAL = tuple(
    (dy, dx) for dy in range(-LAG, 1) for dx in range(-LAG, LAG + 1) if (dy, dx) < (0, 0)
)


@dataclass(frozen=True, eq=False)
class Colour:
    """One channel: its share of the common grain; its own, relative to that, and its weights."""

    share: float
    strength: float
    weights: np.ndarray


@dataclass(frozen=True, eq=False)
class Grain:
    """What the grain around a hole is like.

    levels, strengths: (n,) standard deviation of the mean of the channels at n brightnesses 0..1;
        linear between, constant beyond.
    weights: (24,) of the pixels at the offsets CAUSAL: the autoregression of that mean.
    """

    levels: np.ndarray
    strengths: np.ndarray
    weights: np.ndarray
    colours: tuple[Colour, ...]


def add_grain(
    picture: np.ndarray, hole: np.ndarray, known: np.ndarray, seed: Sequence[int]
) -> np.ndarray:
    """Give a fill the grain of its surroundings.

    Args:
        picture: float32 (h, w, channels) 0..1, the fill inside the hole; not changed.
        hole: bool (h, w), where grain is missing.
        known: bool (h, w), where the photograph is as it was scanned.
        seed: the same numbers give the same grain.

    Returns:
        A picture equal to `picture` outside the hole. Where the fill is as rough as its
        surroundings already, and where these have no grain, nothing is added.
    """
    softened = cv2.GaussianBlur(picture, (0, 0), SOFTEN).reshape(picture.shape)
    residual, level = picture - softened, brightness(softened)
    grain = measure_grain(residual, level, hole, known)
    if grain is None:
        return picture
    rows, columns = np.nonzero(hole)
    rough, _ = near_mean(np.square(brightness(residual)), hole, LAG)
    strength = np.interp(level[rows, columns], grain.levels, grain.strengths)
    gain = np.sqrt(np.maximum(np.square(strength) - rough[rows, columns], 0))[:, None]
    noise = draw_grain(grain, seed)[rows % TILE, columns % TILE]
    result = picture.copy()
    result[rows, columns] += (gain * noise).astype(np.float32)
    return result


def measure_grain(
    residual: np.ndarray, level: np.ndarray, hole: np.ndarray, known: np.ndarray
) -> Grain | None:
    """The grain at the flattest known places in the ring around a hole.

    Args:
        residual: float32 (h, w, channels), the picture less its softened self.
        level: float32 (h, w) 0..1, brightness of the softened picture.

    Returns:
        None where there is too little to measure, or nothing but rounding.
    """
    rows, columns = _flattest(level, hole, known)
    if len(rows) < ENOUGH:
        return None
    levels, strengths = _strengths(level[rows, columns], residual[rows, columns].mean(1))
    if strengths.max() < FAINTEST:
        return None
    chosen = np.linspace(0, len(rows) - 1, min(SAMPLES, len(rows))).astype(int)
    inside = (rows >= LAG) & (columns >= LAG) & (columns < hole.shape[1] - LAG)
    rows, columns = (v[chosen][inside[chosen]] for v in (rows, columns))
    offsets = np.array([(0, 0), *CAUSAL]).T
    near = residual[rows[:, None] + offsets[0], columns[:, None] + offsets[1]]  # (n, 25, channels)
    mean = near.mean(2)
    power = float(np.square(mean[:, 0]).mean()) + 1e-12
    colours = []
    for channel in np.moveaxis(near, 2, 0):
        share = float((channel[:, 0] * mean[:, 0]).mean()) / power
        own = channel - share * mean
        strength = float(np.sqrt(np.square(own[:, 0]).mean() / power))
        colours.append(Colour(share, strength, _autoregression(own)))
    return Grain(levels, strengths, _autoregression(mean), tuple(colours))


def draw_grain(grain: Grain, seed: Sequence[int]) -> np.ndarray:
    """float32 (TILE, TILE, channels), periodic: grain whose mean over channels has strength 1."""
    rng = np.random.default_rng(list(seed))
    mean = _draw(grain.weights, rng)
    own = np.zeros((*mean.shape, len(grain.colours)), np.float32)
    for channel, colour in enumerate(grain.colours):
        if colour.strength > COLOURLESS:
            own[..., channel] = colour.strength * _draw(colour.weights, rng)
    # What is a channel's own leaves the mean as it is; independent draws lose 1 part of n by that.
    own -= own.mean(2, keepdims=True)
    own *= np.float32(np.sqrt(own.shape[2] / max(own.shape[2] - 1, 1)))
    shares = np.array([colour.share for colour in grain.colours], np.float32)
    return np.asarray(mean[..., None] * shares + own)


def _flattest(
    level: np.ndarray, hole: np.ndarray, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the places to measure at."""
    wide, narrow = (np.ones((2 * reach + 1,) * 2, np.uint8) for reach in (RING, LAG))
    # No known place is measured at whose softened self or neighbours hold a part of a fill.
    taken = cv2.dilate((~known).astype(np.uint8), narrow)
    ring = np.flatnonzero(cv2.dilate(hole.astype(np.uint8), wide) > taken)
    ring = ring[:: 1 + len(ring) // MEASURED]
    rows, columns = np.divmod(ring, hole.shape[1])
    if not len(rows):
        return rows, columns
    across, down = (cv2.Sobel(level, cv2.CV_32F, *axis)[rows, columns] for axis in ((1, 0), (0, 1)))
    slope = np.hypot(across, down)
    flat = slope <= np.quantile(slope, FLATTEST)
    return rows[flat], columns[flat]


def _strengths(level: np.ndarray, residual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Standard deviation of the residual over brightness, in parts of as many pixels each."""
    parts = int(np.clip(len(level) // ENOUGH, 1, LEVELS))
    order = np.array_split(np.argsort(level, kind="stable"), parts)
    levels = np.array([np.median(level[part]) for part in order])
    # From the mean distance to 0: a speck or an edge at a flat place counts once, not squared.
    strengths = np.array([np.abs(residual[part]).mean() for part in order]) * np.sqrt(np.pi / 2)
    return levels, strengths


def _autoregression(near: np.ndarray) -> np.ndarray:
    """Least squares weights (24,) of the columns 1.. of `near` (n, 25) that predict column 0."""
    now, before = near[:, 0].astype(float), near[:, 1:].astype(float)
    products = before.T @ before
    # Held down a little, so that what hardly varies gets no weight.
    products[np.diag_indices(len(products))] += 1e-3 * np.trace(products) / len(products) + 1e-12
    return np.asarray(np.linalg.solve(products, before.T @ now))


def _draw(weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """float32 (TILE, TILE), its residual of strength 1: white noise, filtered."""
    kernel = np.zeros((TILE, TILE))
    kernel[0, 0] = 1
    for (dy, dx), weight in zip(CAUSAL, weights, strict=True):
        kernel[-dy, -dx] = -weight  # a negative index counts from the far end: periodic
    down, across = np.fft.fftfreq(TILE)[:, None], np.fft.rfftfreq(TILE)
    # What the softening took away from the residual is given back, as far as something was left.
    left = 1 - np.exp(-2 * (np.pi * SOFTEN) ** 2 * (down**2 + across**2))
    response = np.abs(np.fft.rfft2(kernel)) * np.maximum(left, LEFT)
    white = np.fft.rfft2(rng.standard_normal((TILE, TILE)))
    noise = np.fft.irfft2(white / np.maximum(response, 1e-2), (TILE, TILE))
    # As the photograph's was measured: without what the softening takes away.
    measured = noise - cv2.GaussianBlur(noise, (0, 0), SOFTEN)
    return np.asarray(noise / measured.std(), np.float32)
