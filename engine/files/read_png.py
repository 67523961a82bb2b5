"""PNG: 8 bit and less through Pillow, 16 bit through imagecodecs, the rest from its chunks."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import imagecodecs
import numpy as np
from PIL import Image

from engine.errors import ScanError
from engine.files import metadata as kinds
from engine.files import png, png_repair, read_with_pillow
from engine.files.limits import check_size
from engine.files.png_repair import SAMPLES
from engine.files.scan import Metadata, Scan
from engine.files.upright import Canvas
from engine.geometry import Size


def read(path: Path) -> Scan:
    """A PNG file, with what is there of a damaged one.

    Raises:
        ScanError for what is known, anything for files of which nothing can be read.
    """
    with path.open("rb") as file:
        chunks = png.read_chunks(file)
    said, warnings = png.read_metadata(chunks)
    if chunks.depth < 8 and chunks.colour_type == png.GREY:
        warnings.append(f"It has {chunks.depth} bits per pixel; it was opened as 8-bit grey.")
    samples = SAMPLES.get(chunks.colour_type, 4) * (2 if chunks.depth == 16 else 1)
    check_size(path, Size(chunks.width, chunks.height), samples + 1)
    read_pixels = _read_deep if chunks.depth == 16 else _read_plain
    try:
        return read_pixels(path, path, chunks, said, warnings)
    except ScanError:
        raise
    except Exception:  # whatever its decoder raises about damaged bytes
        mended = png_repair.repaired(path, chunks)
        told = [*warnings, *mended.about(chunks.height)]
        return read_pixels(path, io.BytesIO(mended.sound), chunks, said, told)


def _read_plain(
    path: Path, source: Path | BinaryIO, chunks: png.Chunks, said: Metadata, warnings: list[str]
) -> Scan:
    """Of 8 bit and less."""
    with Image.open(source, formats=("PNG",)) as picture:
        return read_with_pillow.read_pixels(path, picture, said, warnings)


def _read_deep(
    path: Path, source: Path | BinaryIO, chunks: png.Chunks, said: Metadata, warnings: list[str]
) -> Scan:
    """Of 16 bit."""
    data = source.read_bytes() if isinstance(source, Path) else source.read()
    pixels = imagecodecs.png_decode(data)
    pixels = pixels.reshape(chunks.height, chunks.width, -1)
    alpha = None
    orientation = kinds.stored_orientation(said)
    if orientation != 1 or pixels.shape[2] in (2, 4):
        canvas = Canvas(
            Size(chunks.width, chunks.height),
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
