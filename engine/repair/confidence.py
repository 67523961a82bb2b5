"""How sure a fill is of what it shows: 1 = as the photograph was, 0 = invented.

The generator learnt to tell the error that it expects at each pixel beside its fill. On damage that
it fills from what lies next to it this is right within a tenth; of a thick hole, where a pass takes
the one before as given, `generate` keeps the larger of both.
"""

from __future__ import annotations

import numpy as np

INVENTED = 0.25  # of the range of values: an expected error of this and more is a guess


def confidence_map(error: np.ndarray) -> np.ndarray:
    """Expected absolute error, float32 (h, w) 0..1 -> uint8, 255 for none .. 0 for INVENTED."""
    sure = np.clip(1 - error / INVENTED, 0, 1)
    return np.asarray(np.rint(255 * sure), np.uint8)


def mean_confidence(error: np.ndarray, hole: np.ndarray) -> float:
    """0..1 for a whole patch: what `confidence_map` says of the mean error over `hole`."""
    return round(float(np.clip(1 - error[hole].mean() / INVENTED, 0, 1)), 3)
