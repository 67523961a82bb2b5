"""Corrections of tone on what the screen shows: as fast as a slider moves, whatever the scan."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import takewhile

import cv2
import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.geometry import Box, Size
from engine.restore.tone import Tone, apply_to_samples
from gui.canvas.camera import Camera
from gui.qimage import from_qimage, to_screen_image

Tones = list[tuple[Tone, float]]  # each with its strength, one after another

MOST_PIXELS = 1_600_000  # for one frame: 15 ms, and as much for each correction that is not plain
BAND_PIXELS = 100_000  # at a time: what the processor's cache holds


def tone_picture(pixels: np.ndarray, tones: Tones, corner: tuple[int, int], whole: Size) -> None:
    """Correct uint8 (h, w, 1 or 3) in place; `corner`: its (left, top) in a picture of `whole`."""
    if pixels.dtype == np.uint8 and all(map(_is_plain, tones)):
        levels = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (1, 1, pixels.shape[2]))
        table = apply_to_samples(levels, tones, Box(0, 0, 256, 1), Size(256, 1))
        pixels[:] = cv2.LUT(pixels, table).reshape(pixels.shape)
        return
    height, width = pixels.shape[:2]
    left, top = corner
    rows = max(1, BAND_PIXELS // max(1, width))
    for start in range(0, height, rows):
        piece = pixels[start : start + rows]
        box = Box(left, top + start, left + width, top + start + len(piece))
        piece[:] = apply_to_samples(piece, tones, box, whole)


def paint_toned(
    painter: QPainter,
    camera: Camera,
    areas: list[Box],
    draw: Callable[[QPainter], None],
    tones: Tones,
    *,
    is_grey: bool,
) -> None:
    """Draw and correct what `areas` (device pixels) show of the scan.

    Costs what is seen, never what the scan measures; on very large screens it is a little soft.

    Args:
        draw: draws the scan as it is, with a painter that counts device pixels.
    """
    scan = _painted(camera)
    for area in areas:
        box = area.intersection(scan)
        if not box:
            continue
        shrunk = max(1.0, math.sqrt(box.area * max(1, sum(map(_cost, tones))) / MOST_PIXELS))
        width, height = (math.ceil(side / shrunk) for side in (box.width, box.height))
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(0)
        into = QPainter(image)
        into.scale(1 / shrunk, 1 / shrunk)
        into.translate(-box.left, -box.top)
        draw(into)
        into.end()
        pixels = np.ascontiguousarray(from_qimage(image)[..., : 1 if is_grey else 3])
        corner = (round((box.left - scan.left) / shrunk), round((box.top - scan.top) / shrunk))
        whole = Size(math.ceil(scan.width / shrunk), math.ceil(scan.height / shrunk))
        _tone_by_steps(pixels, tones, corner, whole)
        target = QRectF(box.left, box.top, box.width, box.height)
        source = QRectF(0, 0, box.width / shrunk, box.height / shrunk)
        painter.drawImage(target, to_screen_image(pixels), source)


def _tone_by_steps(pixels: np.ndarray, tones: Tones, corner: tuple[int, int], whole: Size) -> None:
    """The same; what comes first is rounded where that saves time and is not to be seen."""
    plain = list(takewhile(_is_plain, tones))
    for some in (plain, tones[len(plain) :]):
        tone_picture(pixels, some, corner, whole)


def _is_plain(tone: tuple[Tone, float]) -> bool:
    """Each colour by itself, everywhere alike: a table does it."""
    return not tone[0].gains.any() and np.array_equal(tone[0].matrix, np.eye(3))


def _cost(tone: tuple[Tone, float]) -> int:
    return 0 if _is_plain(tone) else 1 + bool(tone[0].gains.any())


def _painted(camera: Camera) -> Box:
    """The device pixels whose middle the scan covers."""
    left, top = (-offset for offset in camera.offset)
    size, zoom = camera.scan, camera.zoom
    return Box(left, top, left + round(size.width * zoom), top + round(size.height * zoom))
