"""WebP and AVIF through Pillow: 8 bit, small files. WebP at quality 100 is without loss."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO

import numpy as np

from engine.files.scan import Scan
from engine.files.whole import abandonable, whole_picture
from engine.progress import Progress

LOSSLESS = 100


def write(
    file: BinaryIO,
    scan: Scan,
    bands: Iterable[np.ndarray],
    format: str,
    quality: int,
    progress: Progress,
) -> None:
    """A whole file; 16 bit is rounded to 8. What has no place in it is not written: IPTC.

    Args:
        format: "WEBP" or "AVIF".
        quality: 1..100.
    """
    picture = whole_picture(scan, bands, alpha=True)
    said = scan.metadata
    more: dict[str, object] = {"subsampling": "4:4:4"}
    if format == "WEBP":  # exact: colours under full transparency stay what they are
        more = {"lossless": quality == LOSSLESS, "exact": True, "method": 4}

    def encode() -> bytes:
        out = io.BytesIO()
        picture.save(
            out,
            format,
            quality=quality,
            icc_profile=said.icc or b"",
            exif=said.exif or b"",
            xmp=said.xmp or b"",
            **more,
        )
        return out.getvalue()

    file.write(abandonable(encode, progress))
