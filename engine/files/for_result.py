"""What of a scan's metadata goes into the result, and what has to change in it.

The user decides what goes along (KEEP, NO_PLACE, NONE). What a file says about itself, its size and
its resolution, is set to what is true of the result. Who changed it last, and when, is said by
`stamped`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from engine.files import exif, exif_edit, xmp
from engine.files import metadata as kinds
from engine.files.colour import space_of
from engine.files.options import KEEP, NONE
from engine.files.scan import Metadata
from engine.geometry import Size

SOFTWARE, MODIFY_DATE, OFFSET_TIME = 305, 306, 36880
ACROSS, DOWN = 40962, 40963  # PixelXDimension, PixelYDimension
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT, INCH = 282, 283, 296, 2
WEB = ("WEBP", "AVIF")  # say their resolution in EXIF, and hold RGB only
# IIM 4.2, record 2: content location, city, sublocation, province, country.
IPTC_PLACE = (26, 27, 90, 92, 95, 100, 101)


def chosen(metadata: Metadata, policy: str) -> Metadata:
    """What the user lets go along; profile and resolution, which the picture needs, always do.

    policy: one of POLICIES.
    """
    if policy == NONE:
        return Metadata(icc=metadata.icc, dpi=metadata.dpi)
    if policy == KEEP:
        return metadata
    return replace(
        metadata,
        exif=metadata.exif and exif_edit.without_place(metadata.exif),
        xmp=metadata.xmp and xmp.without_place(metadata.xmp),
        iptc=(metadata.iptc and _iptc_without_place(metadata.iptc)) or None,
    )


def fitted(metadata: Metadata, size: Size, format: str) -> Metadata:
    """With the size and the resolution of the result where the blocks speak of them.

    Without a profile for grey where the result is RGB.
    """
    if format in WEB and metadata.icc and space_of(metadata.icc) == "GRAY":
        metadata = replace(metadata, icc=None)
    if not (metadata.exif or (metadata.dpi and format in WEB)):
        return metadata
    camera = exif.Ifd()
    if metadata.exif:
        camera = exif.read_block(metadata.exif).below.get(exif.EXIF_IFD, camera)
    told = {ACROSS: exif_edit.long(size.width), DOWN: exif_edit.long(size.height)}
    changes: dict[int, dict[int, exif.Entry | None]] = {
        exif.EXIF_IFD: {tag: entry for tag, entry in told.items() if tag in camera.entries}
    }
    if format == "AVIF":  # with an Orientation, if only 1, Pillow would write the block anew
        changes[exif_edit.FIRST] = {exif.ORIENTATION: None}
    if metadata.dpi:
        changes[exif_edit.FIRST] = {
            **changes.get(exif_edit.FIRST, {}),
            X_RESOLUTION: exif_edit.rational(metadata.dpi[0]),
            Y_RESOLUTION: exif_edit.rational(metadata.dpi[1]),
            RESOLUTION_UNIT: exif_edit.short(INCH),
        }
    return replace(metadata, exif=_within_jpeg(metadata.exif, changes))


def stamped(metadata: Metadata, program: str, when: datetime) -> Metadata:
    """With the program that changed the picture, and the time, in EXIF; XMP has its own event."""
    zone = when.strftime("%z")
    changes = {
        exif_edit.FIRST: {
            SOFTWARE: exif_edit.text(program),
            MODIFY_DATE: exif_edit.text(when.strftime("%Y:%m:%d %H:%M:%S")),
        },
        exif.EXIF_IFD: {OFFSET_TIME: exif_edit.text(f"{zone[:3]}:{zone[3:5]}")},
    }
    return replace(metadata, exif=_within_jpeg(metadata.exif, changes))


def saving_time() -> datetime:
    """Now, to the second, in the local zone; or SOURCE_DATE_EPOCH, for bytes that come again.

    That variable (https://reproducible-builds.org/specs/source-date-epoch/) holds seconds since
    1970; the zone is UTC then.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdecimal():
        return datetime.fromtimestamp(int(fixed), UTC)
    return datetime.now().astimezone().replace(microsecond=0)


def _within_jpeg(block: bytes | None, changes: exif_edit.Changes) -> bytes:
    """The edited block; the one that was where only that fits into a JPEG."""
    made = exif_edit.edited(block, changes)
    return block if block and len(block) <= kinds.MOST_IN_JPEG["EXIF"] < len(made) else made


def _iptc_without_place(iptc: bytes) -> bytes:
    return b"".join(
        piece
        for record, number, piece in _iptc_pieces(iptc)
        if not (record == 2 and number in IPTC_PLACE)
    )


def _iptc_pieces(iptc: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(record, dataset, its bytes with the head) as far as the block is sound (IIM 4.2, 1.5)."""
    at = 0
    while iptc[at : at + 1] == b"\x1c" and at + 5 <= len(iptc):
        head, size = 5, int.from_bytes(iptc[at + 3 : at + 5], "big")
        if size & 0x8000:  # extended: the low bits count the bytes of the length
            head += size & 0x7FFF
            size = int.from_bytes(iptc[at + 5 : at + head], "big")
        yield iptc[at + 1], iptc[at + 2], iptc[at : at + head + size]
        at += head + size
