"""The marks of all layers at one moment, and what follows from them: what to repair, and by what.

Computed on the thread that needs it: copying the marks is all that the window waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from engine.geometry import Box, box_around

PROTECT = "protect"  # the layer that nothing may touch
# uint8 (box.height, box.width) each, none overlapping; to be gone through as often as wanted
Tiles = Iterable[tuple[Box, np.ndarray]]


@dataclass(frozen=True)
class LayerSettings:
    """What the user chose for a layer. method: of layers.METHODS, "" as everything else.

    A hidden layer is neither seen nor repaired; hidden or not, what is protected stays protected.
    """

    visible: bool = True
    method: str = ""


@dataclass(frozen=True, eq=False)
class LayerMarks:
    """A copy of one layer."""

    id: str
    settings: LayerSettings = field(default_factory=LayerSettings)
    tiles: Tiles = ()


@dataclass(frozen=True, eq=False)
class Marking:
    """What is marked inside `box`: `pixels`, uint8 (box.height, box.width); nothing outside."""

    box: Box = Box(0, 0, 0, 0)  # noqa: RUF009  a value that never changes
    pixels: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.uint8))

    def read(self, box: Box) -> np.ndarray:
        """uint8 (box.height, box.width), a new array; 0 where nothing is marked."""
        mask = np.zeros((box.height, box.width), np.uint8)
        common = box.intersection(self.box)
        mask[common.within(box).slices] = self.pixels[common.within(self.box).slices]
        return mask


def is_repaired(layer_id: str, settings: LayerSettings) -> bool:
    return settings.visible and layer_id != PROTECT


def to_repair(layers: Sequence[LayerMarks]) -> Marking:
    """The union of the layers that are to be repaired, without what is protected.

    The largest value counts where layers meet; any value above 0 protects in full. The box is the
    smallest one.
    """
    found = _united([layer for layer in layers if is_repaired(layer.id, layer.settings)])
    if not _take_out_protected(found, layers):
        return found
    left, top, width, height = cv2.boundingRect(found.pixels)
    inner = Box(left, top, left + width, top + height)
    return Marking(inner.shift(found.box.left, found.box.top), found.pixels[inner.slices])


def own_methods(layers: Sequence[LayerMarks]) -> tuple[tuple[str, Marking], ...]:
    """What is to be repaired by a method of its layer's own, each pixel once; mostly nothing.

    Where layers meet, the later one counts.
    """
    shown = [layer for layer in layers if is_repaired(layer.id, layer.settings) and layer.tiles]
    own = sorted({layer.settings.method for layer in shown} - {""})
    if not own:
        return ()
    whole = _united(shown)
    _take_out_protected(whole, layers)
    owner = np.zeros(whole.pixels.shape, np.uint8)
    for layer in shown:
        number = own.index(layer.settings.method) + 1 if layer.settings.method else 0
        for box, pixels in layer.tiles:
            common = box.intersection(whole.box)
            marked = pixels[common.within(box).slices] > 0
            np.copyto(owner[common.within(whole.box).slices], np.uint8(number), where=marked)
    return tuple(
        (method, Marking(whole.box, np.where(owner == number, whole.pixels, np.uint8(0))))
        for number, method in enumerate(own, 1)
    )


def protected(layers: Sequence[LayerMarks]) -> Marking:
    """What no step may change."""
    return _united([layer for layer in layers if layer.id == PROTECT])


def _take_out_protected(marking: Marking, layers: Sequence[LayerMarks]) -> bool:
    """Change `marking` so that nothing protected is in it; whether there may have been any."""
    touched = False
    for layer in layers:
        for box, pixels in layer.tiles if layer.id == PROTECT else ():
            common = box.intersection(marking.box)
            if common:
                touched = True
                inside = pixels[common.within(box).slices] > 0
                marking.pixels[common.within(marking.box).slices][inside] = 0
    return touched


def _united(layers: Sequence[LayerMarks]) -> Marking:
    """The largest of all of them in the smallest box around all marks."""
    # Gone through twice: never all tiles in memory at once.
    whole = box_around(tight(box, pixels) for layer in layers for box, pixels in layer.tiles)
    union = np.zeros((whole.height, whole.width), np.uint8)
    for box, pixels in (tile for layer in layers for tile in layer.tiles):
        common = box.intersection(whole)
        under = union[common.within(whole).slices]
        np.maximum(under, pixels[common.within(box).slices], out=under)
    return Marking(whole, union)


def tight(box: Box, pixels: np.ndarray) -> Box:
    """The smallest box around the marks among the pixels inside `box`."""
    x, y, w, h = cv2.boundingRect(pixels)
    return Box(x, y, x + w, y + h).shift(box.left, box.top)
