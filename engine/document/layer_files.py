"""Mask layers as pictures for other programs: one PNG for each, or one coloured PNG of all.

The coloured PNG is indexed, black where nothing is marked, with the colours of layers.CAUSES; of
layers that meet the upper one is kept, and soft edges become hard. One PNG for each keeps both.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.document.layers import CAUSES, HAND, IDS, LAYER_OF_CLASS
from engine.document.marking import PROTECT, LayerMarks
from engine.errors import MaskError
from engine.files.atomic import replacing
from engine.files.reader import open_mask, open_scan
from engine.files.writer import save_mask
from engine.geometry import Size

BAND = 256  # rows looked at in one step
_CODES = np.array([0, *(r << 16 | g << 8 | b for r, g, b in (c.colour for c in CAUSES))], np.uint32)


def save_layer_files(layers: tuple[LayerMarks, ...], size: Size, path: Path) -> list[Path]:
    """PATH-scratch.png, PATH-dust.png ... of every layer with marks, beside `path`.

    Raises:
        SaveError: one cannot be written.
    """
    written = []
    for layer in layers:
        if layer.tiles:
            pixels = np.zeros((size.height, size.width), np.uint8)
            for box, values in layer.tiles:
                pixels[box.slices] = values
            written.append(path.with_name(f"{path.stem}-{layer.id}.png"))
            save_mask(pixels, written[-1])
    return written


def save_coloured(layers: tuple[LayerMarks, ...], size: Size, path: Path) -> Path:
    """One indexed PNG of all layers.

    Raises:
        SaveError: it cannot be written.
    """
    from PIL import Image

    numbers = np.zeros((size.height, size.width), np.uint8)
    for layer in layers:
        number = np.uint8(1 + IDS.index(layer.id))
        for box, values in layer.tiles:
            np.copyto(numbers[box.slices], number, where=values > 0)
    picture = Image.fromarray(numbers)
    picture.putpalette([0, 0, 0, *(part for cause in CAUSES for part in cause.colour)])
    with replacing(path) as file:
        picture.save(file, "PNG")
    return path


def read_layers(path: Path, size: Size) -> dict[str, np.ndarray]:
    """The layers in a picture: uint8 (height, width) each, 0 where not marked, by layer id.

    A coloured PNG of `save_coloured` gives all of its layers. Any other picture is one mask, of the
    layer its name ends in (scan-dust.png, or -spot as `detect --layers` calls it), else by hand.

    Raises:
        MaskError: it has another size than `size`; the sentence names both.
        ScanError: it cannot be read.
    """
    if (numbers := _numbers(path, size)) is None:
        ending = path.stem.rpartition("-")[2]
        layer = ending if ending in IDS else LAYER_OF_CLASS.get(ending, HAND)
        return {layer: open_mask(path, size)}
    present = np.unique(numbers).tolist()
    return {
        IDS[number - 1]: (numbers == number).view(np.uint8) * np.uint8(255)
        for number in present
        if number
    }


def read_given(
    size: Size, mask: Path | None, protect: Path | None
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """What the pictures at `mask` and `protect` say: where to repair, and what is never touched.

    Returns:
        uint8 (height, width) each, or None; the first is 0 where the second is not.

    Raises:
        MaskError, ScanError: as `read_layers` and `open_mask`.
    """
    layers = {} if mask is None else read_layers(mask, size)
    protected = [] if PROTECT not in layers else [layers.pop(PROTECT)]
    if protect is not None:
        protected.append(open_mask(protect, size))
    kept = _largest(protected)
    marked = None if mask is None else _largest([*layers.values()])
    if marked is not None and kept is not None:
        marked[kept > 0] = 0
    return marked, kept


def _largest(masks: list[np.ndarray]) -> np.ndarray | None:
    """A new array; None where there are none."""
    return np.maximum.reduce(masks) if masks else None


def _numbers(path: Path, size: Size) -> np.ndarray | None:
    """uint8 (height, width): 0, or 1 + the place of the layer whose colour a pixel has.

    None where the picture is not in our colours.
    """
    scan = open_scan(path)
    if scan.channels != 3 or scan.depth != 8:
        return None
    if scan.size != size:
        raise MaskError(f"{path.name} measures {scan.size} pixels, the scan {size}: they differ.")
    order = np.argsort(_CODES)
    numbers = np.empty((size.height, size.width), np.uint8)
    for top in range(0, size.height, BAND):
        rgb = scan.pixels[top : top + BAND].astype(np.uint32)
        codes = rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]
        at = np.minimum(np.searchsorted(_CODES, codes, sorter=order), len(_CODES) - 1)
        found = order[at]
        if not np.array_equal(_CODES[found], codes):
            return None
        numbers[top : top + BAND] = found
    return numbers
