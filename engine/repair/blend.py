"""Fill -> patch: what is laid on the scan, and nothing outside the mask."""

from __future__ import annotations

import numpy as np

# Of 255, from where on a mark counts in full. The rim of a soft brush reaches over damage: mixed by
# its value alone, a fine pale line of every scratch stayed.
FULL_FROM = 64


def blend(known: np.ndarray, filled: np.ndarray, mask: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Mix a fill into the known pixels by the mask, in the scan's own depth.

    Args:
        known: (h, w, channels) uint8 or uint16; not changed.
        filled: float32 (h, w, channels) 0..1.
        mask: uint8 (h, w), 0 keep .. 255 repair; a soft brush leaves values between, of which
            those below FULL_FROM mix.
        hole: bool (h, w), where this patch may change anything.

    Returns:
        A new array like `known`, bit-identical to it wherever `hole` is false.
    """
    top = np.iinfo(known.dtype).max
    weight = np.minimum(mask[hole].astype(np.float32)[:, None] / FULL_FROM, 1)
    below = known[hole].astype(np.float32)
    mixed = below + weight * (filled[hole] * top - below)
    result = known.copy()
    result[hole] = np.clip(np.rint(mixed), 0, top).astype(known.dtype)
    return result
