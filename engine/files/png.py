"""PNG as chunks: what lies beside the pixels is read here, and whole files are written here.

Our own writer because no library writes 16-bit colour from bands of rows with all metadata:
Pillow knows no 16-bit colour, imagecodecs takes whole arrays and no metadata. The pixels go
through zlib, which has the hard part. Source: W3C PNG specification, third edition.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from engine.files import metadata as kinds
from engine.files.scan import Metadata

SIGNATURE = b"\x89PNG\r\n\x1a\n"
METRE = 0.0254  # metres in an inch
MOST_BYTES = 64 * 2**20  # of one piece of metadata, unpacked: a zip bomb stops here
XMP_KEYWORD, IPTC_KEYWORD = b"XML:com.adobe.xmp", b"Raw profile type iptc"
COLOUR_TYPE = {(1, False): 0, (1, True): 4, (3, False): 2, (3, True): 6}
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
SCREEN_GAMMA = 45455  # gAMA of sRGB, in 1/100,000


@dataclass(frozen=True)
class Chunks:
    """The header of a PNG and its chunks without the pixels: the first of each kind, all texts."""

    width: int
    height: int
    depth: int
    colour_type: int
    interlaced: bool = False
    first: dict[bytes, bytes] = field(default_factory=dict)
    texts: list[tuple[bytes, bytes]] = field(default_factory=list)


def read_chunks(file: BinaryIO) -> Chunks:
    """Walk over a PNG from its start.

    Raises:
        ValueError: it has no header.
    """
    head = file.read(33)
    if len(head) < 33 or head[12:16] != b"IHDR":
        raise ValueError("it has no PNG header")
    width, height, depth, colour_type = struct.unpack_from(">IIBB", head, 16)
    chunks = Chunks(width, height, depth, colour_type, interlaced=head[28] != 0)
    while len(start := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", start)
        if kind in (b"iTXt", b"zTXt", b"tEXt") and size <= MOST_BYTES:
            chunks.texts.append((kind, file.read(size)))
        elif kind not in (b"IDAT", b"fdAT") and size <= MOST_BYTES:
            chunks.first.setdefault(kind, file.read(size))
        else:
            file.seek(size, 1)
        file.seek(4, 1)  # checksum
    return chunks


def read_metadata(chunks: Chunks) -> tuple[Metadata, list[str]]:
    """What the chunks say, as stored, and warnings about what is damaged."""
    exif, warnings = kinds.checked_exif(chunks.first.get(b"eXIf"))
    xmp = iptc = None
    for kind, body in chunks.texts:
        keyword, _, rest = body.partition(b"\0")
        if keyword == XMP_KEYWORD and kind == b"iTXt":
            xmp = _international_text(rest) or xmp
        elif keyword == IPTC_KEYWORD:
            plain = _inflated(rest[1:]) if kind == b"zTXt" else rest
            iptc = kinds.iptc_from_profile((plain or b"").decode("latin-1")) or iptc
    icc = _inflated(chunks.first.get(b"iCCP", b"").partition(b"\0")[2][1:])
    if b"iCCP" in chunks.first and not icc:
        warnings.append("Its colour profile is damaged and is not kept.")
    if not icc and b"sRGB" not in chunks.first and (gamma := chunks.first.get(b"gAMA")):
        value = int.from_bytes(gamma, "big")
        if abs(value - SCREEN_GAMMA) > SCREEN_GAMMA // 20:
            warnings.append(f"Its gAMA value of {value / 1e5:.3f} is not kept.")
    dpi = None
    if len(density := chunks.first.get(b"pHYs", b"")) == 9 and density[8] == 1:
        across, down = struct.unpack_from(">II", density)
        dpi = kinds.sensible_dpi(across * METRE, down * METRE)
    return Metadata(exif, icc, xmp, iptc, dpi), warnings


def _international_text(rest: bytes) -> bytes | None:
    """The text of an iTXt chunk after its keyword: flag, method, language, translation, text."""
    if len(rest) < 2:
        return None
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return _inflated(text) if rest[0] else text


def _inflated(packed: bytes) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(packed, MOST_BYTES)
    except zlib.error:
        return None
    return plain if plain and not unpacker.unconsumed_tail else None


def write(
    file: BinaryIO,
    shape: tuple[int, int, int],
    bands: Iterable[np.ndarray],
    metadata: Metadata,
    *,
    alpha: bool,
) -> None:
    """A whole PNG.

    Args:
        shape: height, width, colour channels (1 or 3).
        bands: (rows, width, channels [+ 1 for alpha]) uint8 or uint16, from top to bottom.
    """
    height, width, channels = shape
    file.write(SIGNATURE)
    packer, above, samples = zlib.compressobj(6), None, channels + alpha
    for band in bands:
        depth = band.dtype.itemsize * 8
        if above is None:
            header = (width, height, depth, COLOUR_TYPE[channels, alpha], 0, 0, 0)
            _chunk(file, b"IHDR", struct.pack(">IIBBBBB", *header))
            _write_metadata(file, metadata)
            above = np.zeros(width * samples * depth // 8, np.uint8)
        big = np.ascontiguousarray(band, band.dtype.newbyteorder(">"))
        rows = big.view(np.uint8).reshape(len(band), -1)
        if packed := packer.compress(_filtered(rows, above, samples * depth // 8)):
            _chunk(file, b"IDAT", packed)
        above = rows[-1]
    _chunk(file, b"IDAT", packer.flush())
    _chunk(file, b"IEND", b"")


def _filtered(rows: np.ndarray, above: np.ndarray, pixel: int) -> bytes:
    """uint8 (n, bytes) behind PNG's filters: per row Sub, Up or Average, whichever is smallest.

    The sum of absolute differences is the specification's own rule of thumb (12.7). Paeth would
    save some 2 % more and cost more than the rest of the filter.
    """
    left = np.zeros_like(rows)
    left[:, pixel:] = rows[:, :-pixel]
    up = np.vstack((above, rows[:-1]))
    # (a + b) // 2 without leaving 8 bits: what both have in common plus half of what differs.
    average = (left & up) + ((left ^ up) >> 1)
    best = np.empty((len(rows), 1 + rows.shape[1]), np.uint8)
    least: np.ndarray | None = None
    for number, guess in ((1, left), (2, up), (3, average)):
        rest = rows - guess
        cost = np.minimum(rest, -rest).sum(axis=1, dtype=np.int64)
        better = slice(None) if least is None else cost < least
        best[better, 0], best[better, 1:] = number, rest[better]
        least = cost if least is None else np.minimum(least, cost)
    return best.tobytes()


def _write_metadata(file: BinaryIO, metadata: Metadata) -> None:
    if metadata.icc:
        _chunk(file, b"iCCP", b"ICC profile\0\0" + zlib.compress(metadata.icc, 9))
    if metadata.dpi:
        across, down = (round(value / METRE) for value in metadata.dpi)
        _chunk(file, b"pHYs", struct.pack(">IIB", across, down, 1))
    if metadata.exif:
        _chunk(file, b"eXIf", metadata.exif)
    if metadata.xmp:
        _chunk(file, b"iTXt", XMP_KEYWORD + b"\0\0\0\0\0" + metadata.xmp)
    if metadata.iptc:
        text = kinds.profile_from_iptc(metadata.iptc).encode("latin-1")
        _chunk(file, b"zTXt", IPTC_KEYWORD + b"\0\0" + zlib.compress(text, 9))


def _chunk(file: BinaryIO, kind: bytes, body: bytes) -> None:
    file.write(as_chunk(kind, body))


def as_chunk(kind: bytes, body: bytes) -> bytes:
    """Length, kind, body, check sum."""
    total = struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))
    return struct.pack(">I", len(body)) + kind + body + total
