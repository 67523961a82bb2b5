"""What time and printing do to a photograph: fading, colour cast, grain, halftone.

The same form as `degradations.py`: a picture, uint8 (height, width, 3), RGB, and a numpy random
generator give a new picture. Ranges: the damage statistics of the training specification; the
autoregressive form of grain: the film grain model of AV1.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from training.data.degradations import Range, Rng, normal

LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def fade(picture: np.ndarray, rng: Rng, uneven: float = 0.25, dyes: float = 1.0) -> np.ndarray:
    """I' = b + (w - b) I^gamma per channel, dyes that went, paper that yellowed, uneven light.

    Args:
        uneven: most that the light may be off at a place, 0..1 (a field of 3 to 8 cells a side, and
            corners that are darker).
        dyes: how far channels fade apart, 0 (together, as in silver prints)..1.
    """
    black = rng.uniform(0, 0.25) * np.exp(dyes * rng.normal(0, 0.2, 3))
    white = 1 - (1 - rng.uniform(0.6, 1.0)) * np.exp(dyes * rng.normal(0, 0.2, 3))
    gamma = rng.uniform(0.6, 1.6) * np.exp(dyes * rng.normal(0, 0.08, 3))
    if rng.random() < 0.4 * dyes:
        white[2] -= rng.uniform(0.03, 0.22)  # yellowing: b* up by 5 to 30
    gain = np.ones(3)
    if rng.random() < 0.4 * dyes:
        gain[0] += rng.uniform(0, 0.4)  # cyan goes first, and red is left
    levels = np.linspace(0, 1, 256)[:, None] ** gamma
    curves = (black + (white - black).clip(0.1) * levels) * gain / max(1.0, gain.max() * 0.85)
    faded = curved(picture, curves)
    if rng.random() < 0.5:
        return faded
    return _lit(faded, _light(rng, faded.shape[:2], uneven * rng.uniform(0, 1)))


def cast(picture: np.ndarray, rng: Rng, gain: float = 0.15, mixing: float = 0.05) -> np.ndarray:
    """Colours of another light, exp N(0, gain) per channel, and of other dyes, I + N(0, mixing)."""
    matrix = (np.eye(3) + rng.normal(0, mixing, (3, 3))) * np.exp(rng.normal(0, gain, (3, 1)))
    matrix /= max(1.0, float(matrix.sum(1).max()) * 0.9)  # hardly anything is cut off
    return cv2.transform(picture, matrix.astype(np.float32))


def grain(picture: np.ndarray, rng: Rng, sigma: Range = (1.0, 14.0)) -> np.ndarray:
    """Film or paper grain: autoregressive noise, strongest in the middle tones.

    sigma: steps of 1/255 at mid-grey; std(Y) = sigma (4 Y (1 - Y))^p with p in 0.3..1.
    """
    if rng.random() < 0.6:
        noise = normal(rng, picture, 1)
    else:  # layers of a colour film: partly the same clumps
        noise = normal(rng, picture, 4)
        shared = np.float32(rng.uniform(0.3, 0.9))
        noise = np.sqrt(shared) * noise[..., 3:] + np.sqrt(1 - shared) * noise[..., :3]
    kernel = _autoregressive(rng)
    noise = cv2.sepFilter2D(noise, -1, kernel, kernel, borderType=cv2.BORDER_REFLECT_101)
    noise = noise.reshape(*picture.shape[:2], -1)
    levels = np.linspace(0, 1, 256, dtype=np.float32)
    deviation = rng.uniform(*sigma) * (4 * levels * (1 - levels)) ** rng.uniform(0.3, 1.0)
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    amount = cv2.LUT(luma, deviation.astype(np.float32))[..., None]
    return np.clip(picture + noise * amount + np.float32(0.5), 0, 255.0).astype(np.uint8)


def halftone(picture: np.ndarray, rng: Rng, period: Range = (3.0, 12.0)) -> np.ndarray:
    """A printed picture, scanned: dots of `period` px, of black ink (6 of 10) or of four inks.

    One in five has a stochastic screen instead of rows of dots. Ink spreads, and the scanner blurs.
    """
    pitch = rng.uniform(*period)
    spread = rng.uniform(0.05, 0.25)  # dot gain
    stochastic = rng.random() < 0.2
    turn = rng.uniform(-5, 5)
    if rng.random() < 0.6:
        inks = 1 - (picture.astype(np.float32) @ LUMA)[..., None] / 255
        angles: tuple[float, ...] = (45,)
    else:
        cmy = 1 - picture.astype(np.float32) / 255
        black = cmy.min(2, keepdims=True) * 0.7
        inks = np.concatenate([(cmy - black) / (1 - black), black], 2)
        angles = (15, 75, 0, 45)
    inks = np.clip(inks + spread * 4 * inks * (1 - inks) * 0.25, 0, 1)
    for i, angle in enumerate(angles):
        shape = inks.shape[:2]
        screen = _scattered(rng, shape) if stochastic else _rows(rng, shape, pitch, angle + turn)
        inks[..., i] = np.clip((inks[..., i] - screen) * pitch + 0.5, 0, 1)  # rims of about a pixel
    paper = 1 - inks
    printed = paper if len(angles) == 1 else paper[..., :3] * paper[..., 3:]
    made = (np.broadcast_to(printed, picture.shape) * 255).astype(np.uint8)
    return cv2.GaussianBlur(made, (0, 0), rng.uniform(0.3, 1.0))


def curved(picture: np.ndarray, curves: np.ndarray) -> np.ndarray:
    """curves: (256, 3), the new value of each level per channel, 0..1, clipped here."""
    table = (np.clip(curves, 0, 1) * 255 + 0.5).astype(np.uint8)
    return cv2.LUT(picture, table[:, None, :])


def _autoregressive(rng: Rng) -> np.ndarray:
    """Impulse response of x[n] = a x[n-1] + b x[n-2] + e with stable random poles, energy 1."""
    radius, angle = rng.uniform(0.0, 0.65), rng.uniform(0.2, 1.5)
    n = np.arange(13)
    response = radius**n * np.sin((n + 1) * angle) / math.sin(angle)
    return (response / np.linalg.norm(response)).astype(np.float32)


def _light(rng: Rng, shape: tuple[int, ...], most: float) -> np.ndarray:
    """float32 (height, width): 1 - what is missing at each place; at most 1."""
    cells = rng.integers(3, 9, 2)
    field = cv2.resize(
        rng.uniform(-1, 1, cells).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC
    )
    y, x = (np.linspace(-1, 1, side, dtype=np.float32) for side in shape)
    corners = (y[:, None] ** 2 + x[None, :] ** 2) / 2
    light = 1 + most * (field - 2 * corners * rng.uniform(0, 1))
    return light / max(1.0, float(light.max()))


def _lit(picture: np.ndarray, light: np.ndarray) -> np.ndarray:
    return (picture * light[..., None] + np.float32(0.5)).astype(np.uint8)


def _rows(rng: Rng, shape: tuple[int, ...], pitch: float, angle: float) -> np.ndarray:
    """Thresholds 0..1, equally frequent, of a screen of round dots `pitch` px apart."""
    turn = math.radians(angle)
    y, x = (
        np.arange(n, dtype=np.float32) * np.float32(2 * math.pi / pitch) + np.float32(phase)
        for n, phase in zip(shape, rng.uniform(0, 2 * math.pi, 2), strict=True)
    )
    c, s = np.float32(math.cos(turn)), np.float32(math.sin(turn))
    u, v = c * x[None, :] + s * y[:, None], c * y[:, None] - s * x[None, :]
    return _DOTS[((np.cos(u) + np.cos(v) + 2) * np.float32(255.9)).astype(np.int16)]


def _scattered(rng: Rng, shape: tuple[int, ...]) -> np.ndarray:
    """Thresholds 0..1, equally frequent, without low frequencies: a stochastic screen."""
    noise = rng.random(shape, dtype=np.float32)
    noise -= cv2.GaussianBlur(noise, (0, 0), 1.5)
    ranks = np.empty(noise.size, np.float32)
    ranks[noise.argsort(axis=None)] = np.linspace(0, 1, noise.size, dtype=np.float32)
    return ranks.reshape(shape)


def _dot_shares() -> np.ndarray:
    """Share of a screen's cell below each of 1024 levels of cos u + cos v, from -2 to 2."""
    phase = np.cos(np.linspace(0, 2 * math.pi, 512, endpoint=False))
    counted, _ = np.histogram(phase[:, None] + phase[None, :], 1024, (-2, 2))
    return (np.cumsum(counted) / counted.sum()).astype(np.float32)


_DOTS = _dot_shares()
