"""Measures inside the hole. Pictures: uint8 (h, w, 3); masks: uint8 (h, w) or (h, w, 1), > 0 hole.

`y` is the filled picture, equal to the clean one `x` outside the hole. Whole-picture figures are
useless for thin damage: the known pixels are copies.
"""

from __future__ import annotations

import cv2
import numpy as np

EDGES = (80, 160)  # steps of 1/255, Canny's low and high threshold
TOLERANCE = 2  # px, how far an edge may lie from the true one
GRAIN_SIGMA = 1.0  # px, of the blur whose rest is called grain
RING = (2, 10)  # px outside the hole, where its grain is compared


def psnr_in(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> float:
    """Peak signal-to-noise ratio over hole pixels, dB; 99 where they are equal."""
    hole = _hole(mask)
    error = y[hole].astype(np.float64) - x[hole]
    mse = float(np.mean(error**2))
    return min(99.0, 10 * np.log10(255.0**2 / mse)) if mse > 0 else 99.0


def l1_in(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> float:
    """Mean absolute error over hole pixels, in steps of 1/255."""
    hole = _hole(mask)
    return float(np.mean(np.abs(y[hole].astype(np.float64) - x[hole])))


def ssim_in(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> float:
    """Mean of the SSIM map of the grey pictures over hole pixels; Wang et al., IEEE TIP 2004."""
    return float(ssim_map(_grey8(y), _grey8(x))[_hole(mask)].mean())


def ssim_map(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """float32 of the pictures' shape: SSIM around each pixel, Gaussian window of sigma 1.5 px."""
    measured = cv2.quality.QualitySSIM_compute(x, y)  # type: ignore[attr-defined]  # no stub
    return np.asarray(measured[1])


def edge_f1(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> float:
    """F1 of Canny's edges in the hole against the true ones, TOLERANCE px apart at most.

    1 where neither picture has an edge in the hole, 0 where only one of them has.
    """
    hole = _hole(mask)
    made, true = (cv2.Canny(_grey8(p), *EDGES) > 0 for p in (y, x))
    count_made, count_true = (int((edges & hole).sum()) for edges in (made, true))
    if not (count_made and count_true):
        return float(count_made == count_true)
    precision = (made & hole & widened(true)).sum() / count_made
    recall = (true & hole & widened(made)).sum() / count_true
    return float(2 * precision * recall / max(precision + recall, 1e-9))


def sharpness_ratio(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> float:
    """Mean absolute Laplacian in the hole, filled over clean: 1 = as sharp as the photograph."""
    hole = _hole(mask)
    sharp, clean = (float(np.abs(cv2.Laplacian(_grey(p), cv2.CV_32F))[hole].mean()) for p in (y, x))
    return sharp / max(clean, 1e-3)


def seam_energy(y: np.ndarray, mask: np.ndarray) -> float:
    """Mean step across the hole's border over the mean step one ring outside; 1 = no seam."""
    hole = _hole(mask).astype(np.uint8)
    grey = _grey(y)
    ring = cv2.dilate(hole, np.ones((3, 3), np.uint8))
    wider = cv2.dilate(ring, np.ones((3, 3), np.uint8))
    at_border = _steps_across(grey, hole)
    outside = _steps_across(grey, ring) if (wider != ring).any() else at_border
    return at_border / max(outside, 1e-3)


def grain_ratio(y: np.ndarray, mask: np.ndarray) -> float:
    """Deviation of the high-pass in the hole over that in a ring around it; 1 = the same grain.

    The median of absolute deviations: an edge in hole or ring is no grain. 1 without a ring.
    """
    hole = _hole(mask)
    grey = _grey(y)
    fine = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), GRAIN_SIGMA))
    ring = widened(hole, RING[1]) & ~widened(hole, RING[0])
    if not ring.any():
        return 1.0
    # A quarter of a step: what rounding to 8 bits leaves of no grain at all.
    return float((np.median(fine[hole]) + 0.25) / (np.median(fine[ring]) + 0.25))


def widened(marked: np.ndarray, by: int = TOLERANCE) -> np.ndarray:
    """bool (h, w): everything within `by` px of what is marked."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(marked.astype(np.uint8), disc) > 0


def _hole(mask: np.ndarray) -> np.ndarray:
    hole: np.ndarray = mask.reshape(mask.shape[:2]) > 0
    return hole


def _steps_across(grey: np.ndarray, inside: np.ndarray) -> float:
    """Mean absolute difference of neighbours of which exactly one is inside."""
    dx, dy = np.abs(np.diff(grey, axis=1)), np.abs(np.diff(grey, axis=0))
    mx, my = (
        np.diff(inside.astype(np.int8), axis=1) != 0,
        np.diff(inside.astype(np.int8), axis=0) != 0,
    )
    count = int(mx.sum() + my.sum())
    return float(dx[mx].sum() + dy[my].sum()) / max(count, 1)


def _grey8(pixels: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)


def _grey(pixels: np.ndarray) -> np.ndarray:
    return _grey8(pixels).astype(np.float32)
