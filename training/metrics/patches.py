"""Sliced Wasserstein distances: how far the small patches of a fill are from those of the truth.

Source: Karras et al., arXiv:1710.10196, section 5: 7 x 7 patches of a Laplacian pyramid, 128
projections. There, each set of patches is brought to mean 0 and deviation 1 by itself; here both by
the truth's, so that a fill which lost its contrast is farther away.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

SIDE = 7  # px, of a patch
LEVELS = 3  # of the pyramid, the last one being what is left
PATCHES = 512  # per level, drawn where a hole has more
PROJECTIONS = 128


def swd(y: np.ndarray, x: np.ndarray, mask: np.ndarray | None = None) -> float:
    """Distance of the patches of `y` from those of `x`, uint8 (h, w, 3), in the truth's deviations.

    mask: only patches whose middle is > 0; None: of the whole picture.
    """
    inside = np.ones(x.shape[:2], bool) if mask is None else mask.reshape(mask.shape[:2]) > 0
    rng = np.random.default_rng(0)  # the same patches and directions for every picture
    distances = []
    for made, true in zip(_laplacian(y), _laplacian(x), strict=True):
        share = cv2.resize(
            inside.astype(np.float32), true.shape[1::-1], interpolation=cv2.INTER_AREA
        )
        rows, columns = np.nonzero(np.asarray(share) > 0)
        if len(rows) > PATCHES:
            drawn = rng.choice(len(rows), PATCHES, replace=False)
            rows, columns = rows[drawn], columns[drawn]
        a, b = (_patches(level)[rows, columns] for level in (made, true))  # (n, 3, 7, 7)
        middle = b.mean((0, 2, 3), keepdims=True)
        # One for all colours, at least one step of 1/255: neither the empty channels of a red
        # picture nor a flat sky are measured by their rounding.
        spread = max(float(np.sqrt(b.var((0, 2, 3)).mean())), 1.0)
        a, b = (((p - middle) / spread).reshape(len(p), -1) for p in (a, b))
        distances.append(sliced_distance(a, b, PROJECTIONS, rng))
    return float(np.mean(distances))


def sliced_distance(
    a: np.ndarray, b: np.ndarray, directions: int, rng: np.random.Generator, power: int = 1
) -> float:
    """Mean of |sort(a u) - sort(b u)|^power over random directions u; a, b: (n, d), same n."""
    u = rng.standard_normal((a.shape[1], directions))
    u /= np.linalg.norm(u, axis=0)
    return float(np.mean(np.abs(np.sort(a @ u, axis=0) - np.sort(b @ u, axis=0)) ** power))


def _laplacian(pixels: np.ndarray) -> list[np.ndarray]:
    """float32 (h, w, 3), each level half as high and wide; the last one is not a difference."""
    levels = []
    current: np.ndarray = pixels.astype(np.float32)
    for _ in range(LEVELS - 1):
        smaller = np.asarray(cv2.pyrDown(current))
        levels.append(current - cv2.pyrUp(smaller, dstsize=current.shape[1::-1]))
        current = smaller
    return [*levels, current]


def _patches(level: np.ndarray) -> np.ndarray:
    """View (h, w, 3, SIDE, SIDE): the patch around every pixel, mirrored at the edges."""
    margin = SIDE // 2
    wide = cv2.copyMakeBorder(level, margin, margin, margin, margin, cv2.BORDER_REFLECT_101)
    return sliding_window_view(wide, (SIDE, SIDE), axis=(0, 1))
