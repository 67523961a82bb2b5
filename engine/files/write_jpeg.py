"""JPEG through Pillow, with every kind of metadata that fits into its markers."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from typing import IO, BinaryIO, cast

import numpy as np

from engine.files import metadata as kinds
from engine.files.scan import Metadata, Scan
from engine.files.whole import whole_picture
from engine.files.xmp_extended import parted, parts_of
from engine.progress import Progress

APP1, APP13 = b"\xff\xe1", b"\xff\xed"
XMP = b"http://ns.adobe.com/xap/1.0/\0"


def write(
    file: BinaryIO,
    scan: Scan,
    bands: Iterable[np.ndarray],
    quality: int,
    subsampling: str,
    progress: Progress,
    *,
    inks: bool = False,
) -> None:
    """A whole JPEG; alpha is dropped, 16 bit is rounded to 8.

    Args:
        bands: of CMYK where `inks` says so.
        subsampling: of options.SUBSAMPLING. 4:4:4 is what is usual here, whatever the source had:
            its samples have already been spread over the pixels, and averaging them again would
            blur the colours once more.
    """
    picture = whole_picture(scan, bands, alpha=False, inks=inks)
    metadata, exif = scan.metadata, scan.metadata.exif
    picture.save(
        cast(IO[bytes], _Watched(file, progress)),
        "JPEG",
        quality=quality,
        subsampling=subsampling,
        icc_profile=metadata.icc,
        exif=b"Exif\0\0" + exif if exif and _fits("EXIF", exif) else b"",
        extra=_markers(metadata),
        dpi=metadata.dpi or (0, 0),
    )


def _fits(kind: str, blob: bytes | None) -> bool:
    return bool(blob) and len(blob or b"") <= kinds.MOST_IN_JPEG[kind]


def _markers(metadata: Metadata) -> bytes:
    """IPTC, and XMP with what of it is more than one marker holds."""
    markers = b""
    if metadata.iptc and _fits("IPTC", metadata.iptc):
        markers += _marker(APP13, kinds.APP13 + kinds.photoshop_block(metadata.iptc))
    if metadata.xmp and (two := parted(metadata.xmp, kinds.MOST_IN_JPEG["XMP"])):
        first, extended = two
        markers += _marker(APP1, XMP + first)
        markers += b"".join(_marker(APP1, part) for part in parts_of(extended))
    return markers


def _marker(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">H", len(body) + 2) + body


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
