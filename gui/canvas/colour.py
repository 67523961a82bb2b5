"""From the scan's own encoding to what the screen shows: its ICC profile and 8 bits."""

from __future__ import annotations

import cv2
import numpy as np
from PySide6.QtGui import QColorSpace

from engine.files.scan import Scan
from gui.qimage import from_qimage, to_qimage

SCREEN = QColorSpace(QColorSpace.NamedColorSpace.SRgb)  # Qt does not tell the screen's own profile


def colour_space_of(scan: Scan) -> QColorSpace | None:
    """The profile to show the scan through; None where it is sRGB, absent or not usable by Qt.

    Profiles of another kind than the pixels (LAB, CMYK, an RGB profile in a grey file) are not
    usable: such a scan is shown as if it were sRGB.
    """
    if not scan.metadata.icc:
        return None
    space = QColorSpace.fromIccProfile(scan.metadata.icc)
    models = QColorSpace.ColorModel
    wanted = models.Gray if scan.channels == 1 else models.Rgb
    if not space.isValid() or space.colorModel() != wanted or space == SCREEN:
        return None
    return space


def to_screen(pixels: np.ndarray, space: QColorSpace | None) -> np.ndarray:
    """uint8 sRGB (h, w, c) of uint8 or uint16 pixels (h, w, c); may be run on any thread."""
    if space is not None:
        image = to_qimage(pixels)
        image.setColorSpace(space)
        shown = from_qimage(image.convertedToColorSpace(SCREEN))
        pixels = shown[..., : pixels.shape[2]]
    if pixels.dtype == np.uint16:
        pixels = cv2.convertScaleAbs(pixels, alpha=1 / 257).reshape(pixels.shape)
    return pixels


def from_screen(pixels: np.ndarray, space: QColorSpace | None) -> np.ndarray:
    """What the screen shows, uint8 (h, w, c), in the scan's own encoding: a new array."""
    if space is None:
        return pixels.copy()
    image = to_qimage(pixels)
    image.setColorSpace(SCREEN)
    told = from_qimage(image.convertedToColorSpace(space))
    return np.ascontiguousarray(told[..., : pixels.shape[2]])
