"""HEIC, AVIF, JPEG XL, JPEG 2000 and camera raw: the formats that are opened in a process apart.

`is_rare` is asked anywhere; `read` and `read_size` run the decoders and are called in that process
only (apart.py).
"""

from __future__ import annotations

from pathlib import Path

from engine.files import jp2, jxl_header, read_modern, read_raw, read_with_pillow
from engine.files import metadata as kinds
from engine.files.scan import Scan
from engine.geometry import Size


def is_rare(path: Path, head: bytes) -> bool:
    """By the first bytes of the file, and by the tags where it is a TIFF."""
    return (
        head.startswith(jp2.SIGNATURES)
        or jxl_header.is_jpeg_xl(head)
        or read_modern.is_heif(head)
        or read_modern.is_avif(head)
        or read_raw.is_raw(path, head)
    )


def read(path: Path, head: bytes) -> Scan:
    """Raises ScanError for what is known, anything for damaged files."""
    if read_raw.is_raw(path, head):
        return read_raw.read(path, head)
    if head.startswith(jp2.SIGNATURES) and (header := jp2.read_header(path)).plain:
        return jp2.read(path, header)
    if jxl_header.is_jpeg_xl(head):
        return read_modern.read_jpeg_xl(path)
    if read_modern.is_heif(head):
        return read_modern.read_heif(path)
    if read_modern.is_avif(head):
        return read_modern.read_avif(path)
    return read_with_pillow.read(path)


def read_size(path: Path, head: bytes) -> Size:
    """Upright, by the header alone. Raises as `read`."""
    if read_raw.is_raw(path, head):
        return read_raw.read_size(path)
    if head.startswith(jp2.SIGNATURES):
        header = jp2.read_header(path)
        return header.size.turned(kinds.stored_orientation(header.said))
    if jxl_header.is_jpeg_xl(head):
        return jxl_header.read_header(path).size
    if read_modern.is_heif(head):
        return read_modern.heif_size(path)
    return read_with_pillow.read_size(path)
