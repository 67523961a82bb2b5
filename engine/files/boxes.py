"""Boxes, of which JPEG 2000, JPEG XL, HEIF and AVIF files are made: length, kind, content.

Source: ISO/IEC 15444-1 (JPEG 2000), annex I; ISO/IEC 14496-12, 4.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

import imagecodecs

MOST_BOXES = 10_000
MOST_BYTES = 64 * 2**20  # of one that is read into memory: metadata, not pixels
UNKNOWN_OFFSET = 4  # bytes before the TIFF header in an "Exif" box


def walk(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, first byte, last byte + 1) of the contents of the boxes from `start` to `end`."""
    for _ in range(MOST_BOXES):
        file.seek(start)
        head = file.read(max(0, min(16, end - start)))
        if len(head) < 8:
            return
        size, kind = struct.unpack_from(">I4s", head)
        first = start + 8
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack_from(">Q", head, 8)
            first = start + 16
        stop = end if size == 0 else start + size
        if stop < first or not 0 <= first <= end:
            return
        yield kind, first, min(stop, end)
        start = stop


def content(file: BinaryIO, first: int, stop: int) -> bytes:
    """What a box holds; empty where it is too long to be metadata."""
    if stop - first > MOST_BYTES:
        return b""
    file.seek(first)
    return file.read(stop - first)


def metadata_of(file: BinaryIO, end: int) -> tuple[bytes | None, bytes | None]:
    """EXIF without its prefix and XMP, from the boxes "Exif" and "xml " of a JPEG XL file.

    Both may be packed with Brotli, in a box "brob".
    """
    found: dict[bytes, bytes] = {}
    for kind, first, stop in walk(file, 0, end):
        if kind in (b"Exif", b"xml "):
            found.setdefault(kind, content(file, first, stop))
        elif kind == b"brob":
            packed = content(file, first, stop)
            found.setdefault(packed[:4], _unpacked(packed[4:]))
    exif = found.get(b"Exif", b"")
    skip = UNKNOWN_OFFSET + int.from_bytes(exif[:4], "big")
    return exif[skip:] or None, found.get(b"xml ") or None


def _unpacked(packed: bytes) -> bytes:
    try:
        # A fixed room, so that a bomb of a few bytes stops there.
        return bytes(imagecodecs.brotli_decode(packed, out=bytearray(2**20)))
    except imagecodecs.BrotliError:
        return b""


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body
