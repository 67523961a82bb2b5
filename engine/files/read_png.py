"""PNG: 8 bit and less through Pillow, 16 bit through imagecodecs, the rest from its chunks."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

from engine.files import metadata as kinds
from engine.files import png, read_with_pillow
from engine.files.limits import check_size
from engine.files.scan import Scan
from engine.files.upright import Canvas
from engine.geometry import Size


def read(path: Path) -> Scan:
    """A PNG file; raises ScanError for what is known, anything for damaged files."""
    with path.open("rb") as file:
        chunks = png.read_chunks(file)
    said, warnings = png.read_metadata(chunks)
    if chunks.depth < 8 and chunks.colour_type == png.GREY:
        warnings.append(f"It has {chunks.depth} bits per pixel; it was opened as 8-bit grey.")
    if chunks.depth < 16:
        with Image.open(path, formats=("PNG",)) as picture:
            return read_with_pillow.read_pixels(path, picture, said, warnings)
    size = Size(chunks.width, chunks.height)
    samples = {png.GREY: 1, png.RGB: 3, png.GREY_ALPHA: 2, png.RGB_ALPHA: 4}[chunks.colour_type]
    check_size(path, size, 2 * samples + 1)
    pixels = imagecodecs.png_decode(path.read_bytes())
    pixels = pixels.reshape(size.height, size.width, -1)
    alpha = None
    orientation = kinds.stored_orientation(said)
    if orientation != 1 or pixels.shape[2] in (2, 4):
        canvas = Canvas(
            size,
            1 if pixels.shape[2] < 3 else 3,
            np.dtype(np.uint16),
            alpha=pixels.shape[2] in (2, 4),
            orientation=orientation,
        )
        canvas.put(0, 0, pixels)
        pixels, alpha = canvas.pixels, canvas.alpha
    metadata = kinds.upright(said, orientation)
    return Scan(path, pixels, alpha, metadata, "PNG", None, tuple(warnings))


def read_size(path: Path) -> Size:
    """Of the scan, upright, by the chunks around the pixels alone."""
    with path.open("rb") as file:
        chunks = png.read_chunks(file)
    said, _ = png.read_metadata(chunks)
    return Size(chunks.width, chunks.height).turned(kinds.stored_orientation(said))
