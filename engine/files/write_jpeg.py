"""JPEG through Pillow, with every kind of metadata that fits into its markers."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from typing import IO, BinaryIO, cast

import numpy as np
from PIL import Image

from engine.files import metadata as kinds
from engine.files.colour import narrowed
from engine.files.scan import Scan
from engine.progress import Progress

MAX_SIDE = 65_500  # libjpeg's JPEG_MAX_DIMENSION


def write(
    file: BinaryIO, scan: Scan, bands: Iterable[np.ndarray], quality: int, progress: Progress
) -> None:
    """A whole JPEG; alpha is dropped, 16 bit is rounded to 8.

    Chroma is kept at full resolution (4:4:4) whatever the source had: its samples have already
    been spread over the pixels, and averaging them again would blur the colours once more.
    """
    size = scan.size
    picture = Image.new("L" if scan.channels == 1 else "RGB", (size.width, size.height))
    top = 0
    for band in bands:
        colours = np.ascontiguousarray(narrowed(band[..., : scan.channels]))
        picture.paste(Image.fromarray(colours.squeeze(axis=2) if scan.channels == 1 else colours),
                      (0, top))  # fmt: skip
        top += len(band)
    metadata, exif = scan.metadata, scan.metadata.exif
    picture.save(
        cast(IO[bytes], _Watched(file, progress)),
        "JPEG",
        quality=quality,
        subsampling=0,
        icc_profile=metadata.icc,
        exif=b"Exif\0\0" + exif if exif and _fits("EXIF", exif) else b"",
        xmp=metadata.xmp if _fits("XMP", metadata.xmp) else None,
        extra=_app13(metadata.iptc) if _fits("IPTC", metadata.iptc) else b"",
        dpi=metadata.dpi or (0, 0),
    )


def _fits(kind: str, blob: bytes | None) -> bool:
    return bool(blob) and len(blob or b"") <= kinds.MOST_IN_JPEG[kind]


def _app13(iptc: bytes | None) -> bytes:
    body = kinds.APP13 + kinds.photoshop_block(iptc or b"")
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


class _Watched(io.RawIOBase):
    """A file that looks for the wish to stop each time the encoder hands over a piece.

    It hides the descriptor of the real file: with one, Pillow encodes to the end in one call.
    """

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self._file, self._progress = file, progress

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self._progress.step(0.99, "Compressing")
        return self._file.write(piece)
