"""How the mask layers look: marks of several layers -> colours. No Qt.

Every layer has a colour and a pattern of its own, so that they are told apart without colour too.
Lines and outlines come in pairs, one light and one dark: whatever the photograph below, one of the
two stands out by more than 3:1 (WCAG 2.2, success criterion 1.4.11).

A pixel becomes one number of 8 bits, which a table turns into its colour: the upper layer has the
larger number, so that laying one over the other is a maximum.

    0                    nothing
    1, 2                 outline, light and dark
    3 ..                 for each layer STEPS x (fill, light line, dark line)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

import cv2
import numpy as np

from engine.document.layers import CAUSES, IDS

PERIOD = 12  # px after which every pattern repeats
STEPS = 12  # of a soft edge
FIRST = 3
TINT_ALPHA = 0.45  # so that the damage below can be judged
WHITENED, DARKENED = 0.72, 0.14  # shares of white in light lines, of the colour in dark ones
LIGHT, DARK = (255, 255, 255), (0, 0, 0)  # of outlines
DASH = 3  # px of an outline in one tone; PERIOD holds whole pairs of them
PATTERNS = ("rising", "dots", "level", "upright", "falling", "crossed")  # of CAUSES, in order
# Px by px from the marks outwards: a tint has one line of dashes, which hides least.
OUTLINES = {"tint": ("dashes",), "swatch": (), "hatch": ("dark", "light")}
BLOCK = 64  # periods by which the planes of patterns grow, so that few of them are made

Colour = tuple[int, int, int]


def paint_layers(marks: Mapping[str, np.ndarray], anchor: tuple[int, int], view: str) -> np.ndarray:
    """uint32 (h, w) 0xAARRGGBB, colours multiplied by alpha.

    Args:
        marks: by layer id, uint8 (h, w) in device pixels, 0 .. 255; at least one.
        anchor: distance of their corner from the scan's corner, which pins patterns to the scan.
        view: "tint", "hatch", or "swatch": a tint that hides what is below.
    """
    codes: np.ndarray | None = None
    for number, layer in enumerate(IDS):
        if layer in marks:
            here = cv2.LUT(marks[layer], _steps(number))
            lines = _pinned(PATTERNS[number], view, anchor, here.shape)
            cv2.add(here, lines, dst=here, mask=marks[layer])
            codes = here if codes is None else cv2.max(codes, here, dst=codes)
    assert codes is not None
    for outline in OUTLINES[view]:
        # The numbers of outlines are below all others: they only show beside the marks.
        _, wide = cv2.threshold(cv2.dilate(codes, _SQUARE), 0, 255, cv2.THRESH_BINARY)
        cv2.bitwise_and(wide, _pinned(outline, view, anchor, wide.shape), dst=wide)
        cv2.max(codes, wide, dst=codes)
    return np.asarray(cv2.LUT(codes, _colours(view))).view(np.uint32)


def swatch(layer: str, size: int) -> np.ndarray:
    """uint32 (size, size): a sample of a layer's look, opaque."""
    return paint_layers({layer: np.full((size, size), 255, np.uint8)}, (0, 0), "swatch")


def shades(colour: Colour) -> tuple[Colour, Colour]:
    """The light and the dark lines of a colour."""
    light = tuple(round(part + WHITENED * (255 - part)) for part in colour)
    dark = tuple(round(DARKENED * part) for part in colour)
    return light, dark  # type: ignore[return-value]


@cache
def pattern(name: str, view: str) -> np.ndarray:
    """uint8 (PERIOD, PERIOD): what is added to the number of a marked pixel, by line and tone; of
    outlines the numbers themselves.
    """
    down, across = np.mgrid[:PERIOD, :PERIOD]
    if name in ("light", "dark"):
        return np.full((PERIOD, PERIOD), 1 + (name == "dark"), np.uint8)
    if name == "dashes":
        return (1 + (across + down) // DASH % 2).astype(np.uint8)
    width = 2 if view == "hatch" else 1
    along = {
        "rising": [across + down],
        "falling": [across - down],
        "level": [down],
        "upright": [across],
        "crossed": [across + down, across - down],
    }
    tones = np.zeros((PERIOD, PERIOD), np.uint8)
    if name == "dots":
        x, y = across % (PERIOD // 2), (down + PERIOD // 4 * (across >= PERIOD // 2)) % PERIOD
        side = width + 1
        tones[(x < side) & (y % (PERIOD // 2) < side)] = 2
        tones[(x < width) & (y % (PERIOD // 2) < width)] = 1
    for line in along.get(name, ()):
        place = line % PERIOD
        tones[(place >= width) & (place < 2 * width)] = 2
    for line in along.get(name, ()):
        tones[line % PERIOD < width] = 1
    return tones * np.uint8(STEPS)


_SQUARE = np.ones((3, 3), np.uint8)


@cache
def _steps(number: int) -> np.ndarray:
    """uint8 (256,): a value of a mask -> the number of its fill on the layer of this place."""
    values = np.arange(256)
    codes = FIRST + number * 3 * STEPS + (values - 1) * STEPS // 255
    return np.where(values > 0, codes, 0).astype(np.uint8)


@cache
def _colours(view: str) -> np.ndarray:
    """int32 (256,): 0xAARRGGBB for every number."""
    table = np.zeros(256, np.uint32)
    table[1:3] = _argb(LIGHT, 1.0), _argb(DARK, 1.0)
    fill = {"tint": TINT_ALPHA, "hatch": 0.0, "swatch": 1.0}[view]
    for number, cause in enumerate(CAUSES):
        light, dark = shades(cause.colour)
        for tone, (colour, alpha) in enumerate(((cause.colour, fill), (light, 1.0), (dark, 1.0))):
            start = FIRST + (3 * number + tone) * STEPS
            # In a hatching everything marked is seen in full, however softly it was painted.
            steps = np.ones(STEPS) if view == "hatch" else np.arange(1, STEPS + 1) / STEPS
            table[start : start + STEPS] = [_argb(colour, alpha * step) for step in steps]
    return table.view(np.int32)


def _pinned(name: str, view: str, anchor: tuple[int, int], shape: tuple[int, ...]) -> np.ndarray:
    """A pattern over and over, pinned to the scan: a view, not to be written to."""
    across, down = anchor[0] % PERIOD, anchor[1] % PERIOD
    height, width = shape[:2]
    rows, columns = (-(-(side + PERIOD) // (BLOCK * PERIOD)) for side in (height, width))
    return _plane(name, view, rows, columns)[down : down + height, across : across + width]


@lru_cache(maxsize=32)
def _plane(name: str, view: str, rows: int, columns: int) -> np.ndarray:
    """Made once: tiling it anew for every strip of a frame costs more than painting it."""
    return np.tile(pattern(name, view), (rows * BLOCK, columns * BLOCK))


def _argb(colour: Colour, alpha: float) -> int:
    opacity = round(255 * alpha)
    red, green, blue = (round(opacity * part / 255) for part in colour)
    return opacity << 24 | red << 16 | green << 8 | blue
