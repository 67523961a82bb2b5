"""Fill -> patch: what is laid on the scan, and nothing outside the mask."""

from __future__ import annotations

import numpy as np


def blend(known: np.ndarray, filled: np.ndarray, mask: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Mix a fill into the known pixels by the mask, in the scan's own depth.

    Args:
        known: (h, w, channels) uint8 or uint16; not changed.
        filled: float32 (h, w, channels) 0..1.
        mask: uint8 (h, w), 0 keep .. 255 repair; a soft brush leaves values between.
        hole: bool (h, w), where this patch may change anything.

    Returns:
        A new array like `known`, bit-identical to it wherever `hole` is false.
    """
    top = np.iinfo(known.dtype).max
    weight = mask[hole].astype(np.float32)[:, None] / 255
    below = known[hole].astype(np.float32)
    mixed = below + weight * (filled[hole] * top - below)
    result = known.copy()
    result[hole] = np.clip(np.rint(mixed), 0, top).astype(known.dtype)
    return result
