"""Means over some of the pixels: what a fill must not look at leaves no trace in them."""

from __future__ import annotations

import cv2
import numpy as np


def brightness(picture: np.ndarray) -> np.ndarray:
    """The mean of the channels: float32 (h, w, channels) -> (h, w)."""
    channels = picture.shape[2]
    weights = np.full((1, channels), 1 / channels, np.float32)
    return np.asarray(cv2.transform(picture, weights)).reshape(picture.shape[:2])


def near_mean(values: np.ndarray, where: np.ndarray, reach: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean at `where` alone, over squares that reach so many pixels; and how many those are.

    Args:
        values: float32 (h, w) or (h, w, channels).
        where: uint8 or bool (h, w).

    Returns:
        float32 like `values`, 0 where no such pixel is near; and float32 (h, w).
    """
    size = (2 * reach + 1, 2 * reach + 1)
    weight = where.astype(np.float32)
    # What lies beyond the picture is none of its pixels.
    around = cv2.BORDER_CONSTANT
    number = cv2.boxFilter(weight, -1, size, normalize=False, borderType=around)
    shaped = weight if values.ndim == 2 else weight[..., None]
    total = cv2.boxFilter(values * shaped, -1, size, normalize=False, borderType=around)
    total = total.reshape(values.shape)
    below = np.maximum(number, 1)
    return total / (below if values.ndim == 2 else below[..., None]), number


def soft_mean(values: np.ndarray, where: np.ndarray, sigma: float) -> np.ndarray:
    """The Gaussian mean of `values` (h, w, channels) at `where` alone; 0 far from any of it."""
    weight = where.astype(np.float32)[..., None]
    total = cv2.GaussianBlur(values * weight, (0, 0), sigma).reshape(values.shape)
    near = cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.asarray(total / np.maximum(near[..., None], 1e-3))
