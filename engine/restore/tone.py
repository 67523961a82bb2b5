"""A correction of tone as parameters: a field of light, curves and a colour matrix.

Applied to any part of a scan at any size, so that a scan is corrected tile by tile, and exactly
alike by the trainer, the window and the batch. `training/networks/tonenet.py` has the torch form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.geometry import Box, Size

KNOTS = 33  # of a curve that a network tells, at 0, 1/32 .. 1
CELLS = 8  # of the field of light, a side


@dataclass(frozen=True, eq=False)
class Tone:
    """In the order in which they are applied; float32.

    Attributes:
        gains: (CELLS, CELLS, 3), logarithms of factors at the centres of equal cells of the scan.
        curves: (3, knots), new values at equal steps of 0 .. 1; rising; beyond 0..1 their ends go
            on.
        matrix: (3, 3), new RGB from old.
    """

    gains: np.ndarray
    curves: np.ndarray
    matrix: np.ndarray


def identity_tone(knots: int = KNOTS) -> Tone:
    """Changes nothing."""
    curve = np.linspace(0, 1, knots, dtype=np.float32)
    return Tone(
        np.zeros((CELLS, CELLS, 3), np.float32), np.tile(curve, (3, 1)), np.eye(3, dtype=np.float32)
    )


def apply_tone(
    picture: np.ndarray,
    tone: Tone,
    corner: tuple[int, int] = (0, 0),
    whole: tuple[int, int] | None = None,
) -> np.ndarray:
    """Correct a picture, or a part of one; a new float32 (height, width, 3), 0..1.

    Args:
        picture: float32 (height, width, 3), RGB, 0..1; not modified.
        corner: (row, column) of the part in the whole picture, px.
        whole: (height, width) of the whole picture, px; None: this is the whole picture.
    """
    planes = [picture[..., channel] for channel in range(3)]
    if tone.gains.any():
        light = np.exp(_light(tone.gains, corner, picture.shape[:2], whole or picture.shape[:2]))
        planes = [plane * light[..., channel] for channel, plane in enumerate(planes)]
    planes = [_curve(plane, curve) for plane, curve in zip(planes, tone.curves, strict=True)]
    # By elements throughout: a library that multiplies matrices rounds by the size of the piece.
    mixed = np.empty(picture.shape, np.float32)
    for channel, (red, green, blue) in enumerate(tone.matrix.astype(np.float32)):
        mixed[..., channel] = red * planes[0] + green * planes[1] + blue * planes[2]
    return np.clip(mixed, 0, 1, out=mixed)


def apply_to_samples(
    pixels: np.ndarray, tones: list[tuple[Tone, float]], box: Box, size: Size
) -> np.ndarray:
    """Correct a piece of a scan by several tones, one after another, each by its strength.

    Args:
        pixels: (h, w, 1 or 3) uint8 or uint16; not changed.
        tones: with strengths 0 (as it is) .. 1.
        box: where the piece lies in a scan of `size`.

    Returns:
        A new array like `pixels`. A grey scan stays grey: it takes the mean of the colours.
    """
    top = np.iinfo(pixels.dtype).max
    now = pixels.astype(np.float32) / np.float32(top)
    if pixels.shape[2] == 1:
        now = np.repeat(now, 3, axis=2)
    for tone, strength in tones:
        made = apply_tone(now, tone, (box.top, box.left), (size.height, size.width))
        now = made if strength == 1 else now + np.float32(strength) * (made - now)
    if pixels.shape[2] == 1:
        now = now.mean(2, keepdims=True)
    return to_samples(now, pixels.dtype)


def to_samples(picture: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """float32 0..1 to the nearest of uint8 or uint16; a new array."""
    scaled = picture * np.float32(np.iinfo(dtype).max)
    return np.clip(np.rint(scaled, out=scaled), 0, np.iinfo(dtype).max, out=scaled).astype(dtype)


def _curve(values: np.ndarray, curve: np.ndarray) -> np.ndarray:
    """Linear between the knots; one line per piece costs less than looking both ends up."""
    last = len(curve) - 1
    slopes = np.diff(curve) * np.float32(last)
    starts = curve[:-1] - slopes * (np.arange(last, dtype=np.float32) / np.float32(last))
    piece = np.clip(values * np.float32(last), 0, last - 1).astype(np.int16)
    return np.asarray(slopes.take(piece) * values + starts.take(piece), np.float32)


def _light(
    gains: np.ndarray, corner: tuple[int, int], part: tuple[int, int], whole: tuple[int, int]
) -> np.ndarray:
    """float32 (*part, 3): the field of light on a part of the whole picture.

    Linear between the centres of cells, constant beyond the first and the last.
    """
    field = gains
    for axis in (0, 1):
        place = (np.arange(corner[axis], corner[axis] + part[axis]) + 0.5) * CELLS / whole[axis]
        place = np.clip(place - 0.5, 0, CELLS - 1)
        before = np.minimum(place.astype(int), CELLS - 2)
        share = (place - before).astype(np.float32).reshape((-1, 1, 1) if axis == 0 else (-1, 1))
        low, high = field.take(before, axis), field.take(before + 1, axis)
        field = low + share * (high - low)
    return np.asarray(field, np.float32)
