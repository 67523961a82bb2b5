"""Fills without a network: OpenCV's Navier-Stokes, Telea and frequency selective reconstruction."""

from __future__ import annotations

import cv2
import numpy as np

RADIUS = 3  # px; the generators were trained on Navier-Stokes with this radius
METHODS = ("ns", "telea", "fsr")
NAMES = {
    "ns": "Navier-Stokes",
    "telea": "Telea",
    "fsr": "frequency selective reconstruction",
}


def fill_classical(rgb: np.ndarray, hole: np.ndarray, method: str) -> np.ndarray:
    """Fill a crop by a classical method.

    Args:
        rgb: (h, w, 1 or 3) uint8 or uint16; not changed.
        hole: bool (h, w), with at least one known pixel outside.
        method: one of METHODS.

    Returns:
        float32 (h, w, channels) 0..1, equal to the crop outside the hole within 1/510: the methods
        work on 8 bits, whatever the depth of the scan.

    Source: Bertalmio et al., CVPR 2001 (ns); Telea, JGT 2004; Genser et al., "Spectral constrained
    frequency selective extrapolation", IEEE TIP 2018 (fsr, OpenCV's xphoto).
    """
    crop = to_8_bit(rgb)
    crop[hole] = 0  # what lies in the hole must not leak into the fill
    if hole.all():
        raise ValueError("a crop with no known pixel cannot be filled")
    mask = hole.astype(np.uint8) * 255
    if method == "fsr":
        filled = np.zeros_like(crop)
        cv2.xphoto.inpaint(crop, 255 - mask, filled, cv2.xphoto.INPAINT_FSR_FAST)
        filled[~hole] = crop[~hole]
    else:
        flag = cv2.INPAINT_NS if method == "ns" else cv2.INPAINT_TELEA
        filled = cv2.inpaint(crop, mask, RADIUS, flag)
    return filled.reshape(rgb.shape).astype(np.float32) / 255


def to_8_bit(pixels: np.ndarray) -> np.ndarray:
    """A uint8 copy, rounded."""
    if pixels.dtype == np.uint8:
        return pixels.copy()
    return np.rint(pixels.astype(np.float32) / 257).astype(np.uint8)
