"""A correction of tone as parameters: a field of light, curves and a colour matrix.

Applied to any part of a scan at any size. NumPy only, so that it can be used without torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

KNOTS = 9  # of a curve, at 0, 1/8 .. 1
CELLS = 8  # of the field of light, a side


@dataclass(frozen=True, eq=False)
class Tone:
    """In the order in which they are applied; float32.

    Attributes:
        gains: (CELLS, CELLS, 3), logarithms of factors at the centres of equal cells of the scan.
        curves: (3, KNOTS), new values at 0, 1/8 .. 1; rising; beyond 0..1 their ends go on.
        matrix: (3, 3), new RGB from old.
    """

    gains: np.ndarray
    curves: np.ndarray
    matrix: np.ndarray


def identity_tone() -> Tone:
    """Changes nothing."""
    knots = np.linspace(0, 1, KNOTS, dtype=np.float32)
    return Tone(
        np.zeros((CELLS, CELLS, 3), np.float32), np.tile(knots, (3, 1)), np.eye(3, dtype=np.float32)
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
    height, width = whole or picture.shape[:2]
    rows = _weights(corner[0], picture.shape[0], height)
    columns = _weights(corner[1], picture.shape[1], width)
    light = np.einsum("hr,rsc,ws->hwc", rows, tone.gains, columns, optimize=True)
    x = picture * np.exp(light) * np.float32(KNOTS - 1)
    below = np.clip(np.floor(x), 0, KNOTS - 2)
    index = below.astype(np.int32)
    channel = np.arange(3)
    low = tone.curves[channel, index]
    high = tone.curves[channel, index + 1]
    mixed = (low + (high - low) * (x - below)) @ tone.matrix.T
    return np.clip(mixed, 0, 1).astype(np.float32, copy=False)


def _weights(first: int, count: int, length: int) -> np.ndarray:
    """(count, CELLS): how much of each cell's value the pixels from `first` on take, of `length`.

    Linear between the centres of cells, constant beyond the first and the last.
    """
    place = (np.arange(first, first + count) + 0.5) * CELLS / length - 0.5
    distance = np.abs(np.clip(place, 0, CELLS - 1)[:, None] - np.arange(CELLS))
    return np.clip(1 - distance, 0, None).astype(np.float32)
