"""Measures inside the hole. Pictures: uint8 (h, w, 3); masks: uint8 (h, w) or (h, w, 1), > 0 hole.

Whole-picture figures are useless for thin damage: the known pixels are copies.
"""

from __future__ import annotations

import cv2
import numpy as np


def psnr_in(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> float:
    """Peak signal-to-noise ratio over hole pixels, dB; 99 where they are equal."""
    hole = mask.reshape(mask.shape[:2]) > 0
    error = y[hole].astype(np.float64) - x[hole]
    mse = float(np.mean(error**2))
    return min(99.0, 10 * np.log10(255.0**2 / mse)) if mse > 0 else 99.0


def l1_in(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> float:
    """Mean absolute error over hole pixels, in steps of 1/255."""
    hole = mask.reshape(mask.shape[:2]) > 0
    return float(np.mean(np.abs(y[hole].astype(np.float64) - x[hole])))


def sharpness_ratio(y: np.ndarray, x: np.ndarray, mask: np.ndarray) -> float:
    """Mean absolute Laplacian in the hole, filled over clean: 1 = as sharp as the photograph."""
    hole = mask.reshape(mask.shape[:2]) > 0
    sharp, clean = (float(np.abs(_laplacian(p))[hole].mean()) for p in (y, x))
    return sharp / max(clean, 1e-3)


def seam_energy(y: np.ndarray, mask: np.ndarray) -> float:
    """Mean step across the hole's border over the mean step one ring outside; 1 = no seam."""
    hole = (mask.reshape(mask.shape[:2]) > 0).astype(np.uint8)
    grey = _grey(y)
    ring = cv2.dilate(hole, np.ones((3, 3), np.uint8))
    wider = cv2.dilate(ring, np.ones((3, 3), np.uint8))
    at_border = _steps_across(grey, hole)
    outside = _steps_across(grey, ring) if (wider != ring).any() else at_border
    return at_border / max(outside, 1e-3)


def _steps_across(grey: np.ndarray, inside: np.ndarray) -> float:
    """Mean absolute difference of neighbours of which exactly one is inside."""
    dx, dy = np.abs(np.diff(grey, axis=1)), np.abs(np.diff(grey, axis=0))
    mx, my = (
        np.diff(inside.astype(np.int8), axis=1) != 0,
        np.diff(inside.astype(np.int8), axis=0) != 0,
    )
    count = int(mx.sum() + my.sum())
    return float(dx[mx].sum() + dy[my].sum()) / max(count, 1)


def _grey(pixels: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY).astype(np.float32)


def _laplacian(pixels: np.ndarray) -> np.ndarray:
    return cv2.Laplacian(_grey(pixels), cv2.CV_32F)
