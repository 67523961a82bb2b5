"""Corrections of tone on what the screen shows: as fast as a slider moves, whatever the scan."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import takewhile

import cv2
import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.geometry import Box, Size
from engine.restore.tone import CELLS, Tone, apply_to_samples
from gui.canvas.camera import Camera
from gui.qimage import from_qimage, to_screen_image

Tones = list[tuple[Tone, float]]  # each with its strength, one after another

MOST_PIXELS = 1_300_000  # for one frame; a half, a third for corrections that are no table
STEPS, BRIGHTEST = 4096, 4  # of a table of a curve: for each 1 of brightness, up to that one
BAND_PIXELS = 100_000  # at a time: what the processor's cache holds


def tone_picture(pixels: np.ndarray, tones: Tones, corner: tuple[int, int], whole: Size) -> None:
    """Correct uint8 (h, w, 1 or 3) in place; `corner`: its (left, top) in a picture of `whole`."""
    if pixels.dtype == np.uint8 and all(map(_is_plain, tones)):
        _tone_by_table(pixels, tones)
        return
    for box, piece in _bands(pixels, corner):
        piece[:] = apply_to_samples(piece, tones, box, whole)


def _tone_by_table(pixels: np.ndarray, tones: Tones) -> None:
    levels = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (1, 1, pixels.shape[2]))
    table = apply_to_samples(levels, tones, Box(0, 0, 256, 1), Size(256, 1))
    pixels[:] = cv2.LUT(pixels, table).reshape(pixels.shape)


def _bands(pixels: np.ndarray, corner: tuple[int, int]) -> Iterator[tuple[Box, np.ndarray]]:
    height, width = pixels.shape[:2]
    left, top = corner
    rows = max(1, BAND_PIXELS // max(1, width))
    for start in range(0, height, rows):
        piece = pixels[start : start + rows]
        yield Box(left, top + start, left + width, top + start + len(piece)), piece


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
    scan, cost = _painted(camera), 1 + sum(not _is_plain(tone) for tone in tones)
    for area in areas:
        box = area.intersection(scan)
        if not box:
            continue
        shrunk = max(1.0, math.sqrt(box.area * cost / MOST_PIXELS))
        width, height = (math.ceil(side / shrunk) for side in (box.width, box.height))
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(0)
        into = QPainter(image)
        across, down = width / box.width, height / box.height
        into.scale(across, down)
        into.translate(-box.left, -box.top)
        draw(into)
        into.end()
        pixels = np.ascontiguousarray(from_qimage(image)[..., : 1 if is_grey else 3])
        corner = (round((box.left - scan.left) * across), round((box.top - scan.top) * down))
        whole = Size(math.ceil(scan.width * across), math.ceil(scan.height * down))
        _tone_quickly(pixels, tones, corner, whole)
        painter.drawImage(QRectF(box.left, box.top, box.width, box.height), to_screen_image(pixels))


def _tone_quickly(pixels: np.ndarray, tones: Tones, corner: tuple[int, int], whole: Size) -> None:
    """As `tone_picture`, a level from it at most, in a fifth of the time."""
    plain = list(takewhile(_is_plain, tones))
    if plain:
        _tone_by_table(pixels, plain)
    if not (mixing := tones[len(plain) :]):
        return
    left, width = corner[0], pixels.shape[1]
    across = _shares(left, left + width, whole.width)
    prepared = [(each, _table(each[0].curves), across @ each[0].gains) for each in mixing]
    for box, piece in _bands(pixels, corner):
        now = np.multiply(piece, np.float32(1 / 255), dtype=np.float32)
        if piece.shape[2] == 1:
            now = np.repeat(now, 3, axis=2)
        down = _shares(box.top, box.bottom, whole.height)
        for (tone, strength), curves, columns in prepared:
            light = down @ columns.reshape(CELLS, -1) if tone.gains.any() else None
            made = _mixed(now, light, curves, tone.matrix)
            now = made if strength == 1 else cv2.addWeighted(made, strength, now, 1 - strength, 0)
        if piece.shape[2] == 1:
            now = now.mean(2, keepdims=True)
        piece[:] = cv2.addWeighted(now, 255, now, 0, 0, dtype=cv2.CV_8U).reshape(piece.shape)


def _mixed(
    now: np.ndarray, light: np.ndarray | None, curves: np.ndarray, matrix: np.ndarray
) -> np.ndarray:
    """float32 (h, w, 3) 0..1: one correction of `now`, at its full strength."""
    if light is not None:
        now = cv2.multiply(now, cv2.exp(light).reshape(now.shape))
    places = cv2.split(cv2.addWeighted(now, STEPS, now, 0, 0, dtype=cv2.CV_16S))
    planes = [curve.take(place, mode="clip") for curve, place in zip(curves, places, strict=True)]
    return np.clip(cv2.transform(cv2.merge(planes), matrix), 0, 1)


def _table(curves: np.ndarray) -> np.ndarray:
    """float32 (3, BRIGHTEST * STEPS): the curves, whose last pieces go on beyond 1."""
    x, knots = np.arange(BRIGHTEST * STEPS) / STEPS, np.linspace(0, 1, curves.shape[1])
    slopes = (curves[:, -1:] - curves[:, -2:-1]) / (knots[-1] - knots[-2])
    inside = np.stack([np.interp(x, knots, curve) for curve in curves])
    return (inside + np.maximum(x - 1, 0) * slopes).astype(np.float32)


def _shares(start: int, stop: int, whole: int) -> np.ndarray:
    """float32 (stop - start, CELLS): how much each cell of a field of light has of each pixel."""
    place = np.clip((np.arange(start, stop) + 0.5) * CELLS / whole - 0.5, 0, CELLS - 1)
    return np.maximum(0, 1 - np.abs(place[:, None] - np.arange(CELLS))).astype(np.float32)


def _is_plain(tone: tuple[Tone, float]) -> bool:
    """Each colour by itself, everywhere alike: a table does it."""
    return not tone[0].gains.any() and np.array_equal(tone[0].matrix, np.eye(3))


def _painted(camera: Camera) -> Box:
    """The device pixels whose middle the scan covers."""
    left, top = (-offset for offset in camera.offset)
    size, zoom = camera.scan, camera.zoom
    return Box(left, top, left + round(size.width * zoom), top + round(size.height * zoom))
