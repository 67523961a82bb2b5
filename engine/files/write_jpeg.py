"""JPEG through Pillow, with every kind of metadata that fits into its markers."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from typing import IO, BinaryIO, cast

import numpy as np

from engine.files import metadata as kinds
from engine.files.scan import Scan
from engine.files.whole import whole_picture
from engine.progress import Progress


def write(
    file: BinaryIO,
    scan: Scan,
    bands: Iterable[np.ndarray],
    quality: int,
    subsampling: str,
    progress: Progress,
) -> None:
    """A whole JPEG; alpha is dropped, 16 bit is rounded to 8.

    Args:
        subsampling: of options.SUBSAMPLING. 4:4:4 is what is usual here, whatever the source had:
            its samples have already been spread over the pixels, and averaging them again would
            blur the colours once more.
    """
    picture = whole_picture(scan, bands, alpha=False)
    metadata, exif = scan.metadata, scan.metadata.exif
    picture.save(
        cast(IO[bytes], _Watched(file, progress)),
        "JPEG",
        quality=quality,
        subsampling=subsampling,
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
