"""JPEG 2000: pixels through OpenJPEG (imagecodecs) at their own depth, the rest from its boxes.

Written without loss only, as archives use it. Source: ISO/IEC 15444-1, annexes A and I; the
identifiers of EXIF, XMP and IPTC are those of ExifTool and Adobe.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import imagecodecs
import numpy as np

from engine.files import boxes, colour
from engine.files import metadata as kinds
from engine.files.boxes import box
from engine.files.limits import check_size
from engine.files.scan import Metadata, Scan
from engine.files.upright import Canvas
from engine.files.whole import abandonable, whole_array
from engine.geometry import Size
from engine.progress import Progress

SIGNATURE, CODESTREAM = b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"
SIGNATURES = (SIGNATURE, CODESTREAM)
UUIDS = {
    "EXIF": b"JpgTiffExif->JP2",
    "XMP": bytes.fromhex("be7acfcb97a942e89c71999491e3afac"),
    "IPTC": bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38"),
}
SCREEN, GREY = 16, 17  # enumerated colour spaces: sRGB, grey with its curve
METRE = 0.0254  # metres in an inch
MOST_COMPONENTS = 64


@dataclass(frozen=True)
class Header:
    """What the codestream and the boxes say.

    plain: 1 to 4 components of one unsigned depth up to 16 bit, as they are and not by a palette.
    """

    size: Size
    components: int
    bits: int
    plain: bool
    said: Metadata
    start: int  # byte of the codestream in the file
    warnings: list[str] = field(default_factory=list)

    @property
    def has_alpha(self) -> bool:
        return self.components in (2, 4)


def read_header(path: Path) -> Header:
    """
    Raises:
        ValueError: there is no codestream in it.
    """
    with path.open("rb") as file:
        end = file.seek(0, 2)
        file.seek(0)
        if file.read(4) == CODESTREAM:
            return _header(file, 0, {}, is_plain=True)
        found: dict[bytes, bytes] = {}
        start, is_plain = -1, True
        for kind, first, stop in boxes.walk(file, 0, end):
            if kind == b"jp2c" and start < 0:
                start = first
            elif kind == b"uuid":
                body = boxes.content(file, first, stop)
                found.setdefault(body[:16], body[16:])
            elif kind == b"jp2h":
                is_plain = _read_colour(file, first, stop, found)
        if start < 0:
            raise ValueError("it has no codestream")
        return _header(file, start, found, is_plain)


def _read_colour(file: BinaryIO, first: int, stop: int, found: dict[bytes, bytes]) -> bool:
    """Profile and resolution into `found`; whether the components are the colours."""
    is_plain = True
    for kind, start, end in boxes.walk(file, first, stop):
        if kind == b"colr":
            body = boxes.content(file, start, end)
            if body[:1] in (b"\2", b"\3"):
                found.setdefault(b"icc", body[3:])
            elif body[:1] == b"\1":
                is_plain &= int.from_bytes(body[3:7], "big") in (SCREEN, GREY)
        elif kind in (b"pclr", b"cmap"):
            is_plain = False
        elif kind == b"res ":
            for name, inner, inner_end in boxes.walk(file, start, end):
                found.setdefault(name, boxes.content(file, inner, inner_end))
    return is_plain


def _header(file: BinaryIO, start: int, found: dict[bytes, bytes], is_plain: bool) -> Header:
    file.seek(start)
    head = file.read(42 + 3 * MOST_COMPONENTS)
    if not head.startswith(CODESTREAM):
        raise ValueError("its codestream does not begin with a size")
    right, bottom, left, top = struct.unpack_from(">4I", head, 8)
    (count,) = struct.unpack_from(">H", head, 40)
    if not 1 <= count <= MOST_COMPONENTS:
        raise ValueError(f"it has {count} components")
    parts = [tuple(head[42 + 3 * i : 45 + 3 * i]) for i in range(count)]
    plain = is_plain and count <= 4 and len(set(parts)) == 1 and parts[0][1:] == (1, 1)
    bits = parts[0][0] + 1  # above 128: signed
    block, warnings = kinds.checked_exif(found.get(UUIDS["EXIF"]))
    xmp, iptc = (found.get(UUIDS[kind]) or None for kind in ("XMP", "IPTC"))
    dpi = _dpi(found.get(b"resc") or found.get(b"resd") or b"")
    said = Metadata(block, found.get(b"icc"), xmp, iptc, dpi)
    size = Size(max(0, right - left), max(0, bottom - top))
    return Header(size, count, bits, plain and bits <= 16, said, start, warnings)


def _dpi(body: bytes) -> tuple[float, float] | None:
    """Of a resolution box: pixels per metre, down before across."""
    if len(body) != 10:
        return None
    down, per_down, across, per_across, down_power, across_power = struct.unpack(">4H2b", body)
    if not per_down or not per_across:
        return None
    return kinds.sensible_dpi(
        across / per_across * 10.0**across_power * METRE,
        down / per_down * 10.0**down_power * METRE,
    )


def read(path: Path, header: Header) -> Scan:
    """The scan in a plain file; raises anything for damaged ones."""
    count = header.components
    check_size(path, header.size, 3 * count * (1 if header.bits <= 8 else 2) + 4 * count)
    with path.open("rb") as file:
        file.seek(header.start)  # of the boxes the decoder would apply some, at 8 bit
        samples = imagecodecs.jpeg2k_decode(file.read())
    samples = colour.widened(samples.reshape(*samples.shape[:2], -1), header.bits)
    orientation = kinds.stored_orientation(header.said)
    canvas = Canvas(
        header.size,
        1 if count < 3 else 3,
        samples.dtype,
        alpha=header.has_alpha,
        orientation=orientation,
    )
    canvas.put(0, 0, samples)
    told = list(header.warnings)
    if header.bits not in (8, 16):
        told.append(
            f"It has {header.bits} bits per sample; it was opened with {samples.itemsize * 8}."
        )
    said = kinds.upright(header.said, orientation)
    return Scan(path, canvas.pixels, canvas.alpha, said, "JPEG2000", None, tuple(told))


def write(file: BinaryIO, scan: Scan, bands: Iterable[np.ndarray], progress: Progress) -> None:
    """A whole JP2, without loss."""
    samples = whole_array(scan, bands)

    def encode() -> bytes:
        packed = imagecodecs.jpeg2k_encode(
            samples[..., 0] if samples.shape[2] == 1 else samples,
            level=0,
            codecformat="j2k",
            planar=False,
            reversible=True,
            mct=scan.channels == 3 and scan.alpha is None,
        )
        return bytes(packed)

    stream = abandonable(encode, progress)
    bits = scan.depth - 1
    head = struct.pack(">IIHBBBB", *samples.shape[:2], samples.shape[2], bits, 7, 0, 0)
    about = box(b"ihdr", head) + _colour_box(scan)
    if scan.alpha is not None:
        about += box(b"cdef", _channel_definitions(scan.channels))
    if scan.metadata.dpi:
        about += box(b"res ", box(b"resc", _resolution(*scan.metadata.dpi)))
    file.write(SIGNATURE + box(b"ftyp", b"jp2 \0\0\0\0jp2 ") + box(b"jp2h", about))
    said = scan.metadata
    for kind, blob in (("EXIF", said.exif), ("XMP", said.xmp), ("IPTC", said.iptc)):
        if blob:
            file.write(box(b"uuid", UUIDS[kind] + blob))
    file.write(struct.pack(">I4s", 0, b"jp2c"))  # to the end of the file, however long
    file.write(stream)


def _colour_box(scan: Scan) -> bytes:
    if scan.metadata.icc:
        return box(b"colr", b"\2\0\0" + scan.metadata.icc)
    return box(b"colr", b"\1\0\0" + struct.pack(">I", SCREEN if scan.channels == 3 else GREY))


def _channel_definitions(channels: int) -> bytes:
    """The colours in their order, then the transparency of the whole picture."""
    rows = [(number, 0, number + 1) for number in range(channels)] + [(channels, 1, 0)]
    return struct.pack(">H", len(rows)) + b"".join(struct.pack(">3H", *row) for row in rows)


def _resolution(across: float, down: float) -> bytes:
    """In pixels per 100 m as whole numbers of 16 bit with a power of ten."""
    pairs = []
    for value in (down / METRE, across / METRE):
        power = 0
        while value / 10**power > 65535:
            power += 1
        denominator = max(1, int(65535 / max(1.0, value)))
        pairs.append((round(value * denominator / 10**power), denominator, power))
    (a, b, p), (c, d, q) = pairs
    return struct.pack(">4H2b", a, b, c, d, p, q)
