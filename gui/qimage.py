"""numpy <-> QImage, the only place where they meet.

Ownership: whatever leaves this module owns its pixels, so the array or the image it was made from
may be deleted or changed afterwards. Rows of a QImage are padded to four bytes; arrays here are
not.
"""

from __future__ import annotations

import cv2
import numpy as np
from PySide6.QtGui import QImage, QPainter

_FORMATS = {
    (np.dtype(np.uint8), 1): QImage.Format.Format_Grayscale8,
    (np.dtype(np.uint8), 3): QImage.Format.Format_RGB888,
    (np.dtype(np.uint16), 1): QImage.Format.Format_Grayscale16,
    (np.dtype(np.uint16), 3): QImage.Format.Format_RGBX64,
}
_GREY = {QImage.Format.Format_Grayscale8, QImage.Format.Format_Grayscale16}
_DEEP = {
    QImage.Format.Format_Grayscale16,
    QImage.Format.Format_RGBX64,
    QImage.Format.Format_RGBA64,
    QImage.Format.Format_RGBA64_Premultiplied,
}


def to_qimage(pixels: np.ndarray) -> QImage:
    """An image of uint8 or uint16 pixels (h, w), (h, w, 1) or (h, w, 3), grey or RGB."""
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    wanted = _FORMATS.get((pixels.dtype, channels))
    if wanted is None:
        raise ValueError(f"no picture: {pixels.dtype} of shape {pixels.shape}")
    if wanted == QImage.Format.Format_RGBX64:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA)
    return _borrow(np.ascontiguousarray(pixels), wanted).copy()


def to_screen_image(pixels: np.ndarray) -> QImage:
    """Like `to_qimage` for uint8 pixels, in the format that is drawn fastest (RGB32)."""
    wanted = _FORMATS[pixels.dtype, 1 if pixels.ndim == 2 else pixels.shape[2]]
    lent = _borrow(np.ascontiguousarray(pixels), wanted)
    return lent.convertToFormat(QImage.Format.Format_RGB32)


def draw_overlay(painter: QPainter, x: int, y: int, argb: np.ndarray) -> None:
    """Lay uint32 (h, w) over what is there: 0xAARRGGBB, colours already multiplied by alpha."""
    wanted = QImage.Format.Format_ARGB32_Premultiplied
    painter.drawImage(x, y, _borrow(np.ascontiguousarray(argb, np.uint32), wanted))


def from_qimage(image: QImage) -> np.ndarray:
    """uint8 or uint16 (h, w, 1) for grey formats, (h, w, 3) RGB for all others; alpha is dropped.

    Formats of more than 8 bits per channel give uint16.
    """
    dtype = np.dtype(np.uint16 if image.format() in _DEEP else np.uint8)
    channels = 1 if image.format() in _GREY else 3
    plain = image.convertToFormat(_FORMATS[dtype, channels])
    width, height = plain.width(), plain.height()
    stored = 4 if plain.format() == QImage.Format.Format_RGBX64 else channels
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(height, plain.bytesPerLine())
    samples = rows[:, : width * stored * dtype.itemsize].copy().view(dtype)
    return np.ascontiguousarray(samples.reshape(height, width, stored)[..., :channels])


def _borrow(pixels: np.ndarray, wanted: QImage.Format) -> QImage:
    """An image over the array's own memory: never to leave this module."""
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, pixels.strides[0], wanted)
