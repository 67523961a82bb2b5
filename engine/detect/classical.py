"""A stand-in for the detector: top-hats for specks, oriented line integrals for scratches.

It knows nothing of pictures: what is small and unlike its surroundings is proposed, eyes and lace
as well as dust. Only ever a proposal.
"""

from __future__ import annotations

import cv2
import numpy as np

SOURCE = "classical proposal: marks eyes and lace too"

WIDTHS = (5, 11)  # px, the widest things the top-hats find; the half-scale pass doubles them
LENGTH = 31  # px of a line integral: specks average out, scratches do not
ANGLES = 12
SURROUNDINGS = 65  # px over which the usual contrast is measured
FAINTEST = 2 / 255  # contrast below which flat grain would count as damage
# A response of this many times the usual contrast is surely damage, of this many surely not.
SPOT_RANGE = (3.0, 13.0)
LINE_RANGE = (1.0, 4.0)


def look(rgb: np.ndarray) -> np.ndarray:
    """What a detector would say: float32 (h, w, 3) 0..1 -> (h, w, 5) 0..1, lines and spots only.

    Source: white and black top-hats, Serra, "Image Analysis and Mathematical Morphology", 1982.
    """
    grey = cv2.cvtColor(np.ascontiguousarray(rgb, np.float32), cv2.COLOR_RGB2GRAY)
    spots, lines = np.zeros_like(grey), np.zeros_like(grey)
    for sign in (1, -1):  # lighter than what is around, and darker
        hat = np.max([_top_hat(sign * grey, width) for width in WIDTHS], axis=0)
        usual = cv2.blur(hat, (SURROUNDINGS, SURROUNDINGS)) + FAINTEST
        hat /= usual
        spots = np.maximum(spots, _share(hat, SPOT_RANGE))
        along = np.array([cv2.filter2D(hat, -1, kernel) for kernel in _LINES])
        # A scratch stands out in one direction only; a speck, or a bundle of twigs, in all. Beside
        # it the integrals are large as well, so the pixel itself has to stand out.
        stands_out = np.minimum(along.max(axis=0) - along.mean(axis=0), hat)
        lines = np.maximum(lines, _share(stands_out, LINE_RANGE))
    nothing = np.zeros_like(grey)
    return np.dstack((lines, np.where(lines > 0.5, 0, spots), nothing, nothing, nothing))


def _top_hat(grey: np.ndarray, width: int) -> np.ndarray:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, disc))


def _share(response: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    low, high = bounds
    return np.asarray(np.clip((response - low) / (high - low), 0, 1), np.float32)


def _line(angle: float) -> np.ndarray:
    """float32 (LENGTH, LENGTH): the mean along one direction through the middle."""
    kernel = np.zeros((LENGTH, LENGTH), np.float32)
    middle, reach = LENGTH // 2, LENGTH / 2 - 0.5
    step = np.array([np.cos(angle), np.sin(angle)]) * reach
    ends = np.rint(middle + np.array([-step, step])).astype(int).tolist()
    cv2.line(kernel, tuple(ends[0]), tuple(ends[1]), 1.0)
    return np.asarray(kernel / kernel.sum())


_LINES = tuple(_line(np.pi * i / ANGLES) for i in range(ANGLES))
