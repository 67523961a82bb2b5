"""What a file says beside its pixels: where each kind lies in each format.

    kind        JPEG                     PNG                           TIFF
    EXIF        APP1 "Exif"              eXIf                          tags, Exif and GPS directory
    ICC         APP2                     iCCP                          tag 34675
    XMP         APP1 "ns.adobe.com/xap"* iTXt "XML:com.adobe.xmp"      tag 700
    IPTC        APP13 "Photoshop 3.0"    zTXt "Raw profile type iptc"  tag 33723
    resolution  JFIF (whole dpi)         pHYs (px per metre)           tags 282, 283, 296

* What one marker has no room for: xmp_extended.py.

JPEG 2000 has boxes for all (jp2.py); WebP and AVIF have a place for EXIF, ICC and XMP, and say
their resolution in EXIF.

Each kind is carried as the blob it was. What has to change because the pixels were turned is
changed here: Orientation in EXIF and XMP, and the preview goes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import replace

from engine.files import exif
from engine.files.scan import Metadata

INCH, CENTIMETRE = 2, 3  # ResolutionUnit
IPTC_RESOURCE = 0x0404  # of Photoshop's image resources
APP13 = b"Photoshop 3.0\0"
# One JPEG marker holds 65,533 bytes, its own name included.
MOST_IN_JPEG = {"EXIF": 65533 - 6, "XMP": 65533 - 29, "IPTC": 65533 - len(APP13) - 13}
_XMP_ORIENTATION = re.compile(
    rb"(tiff:Orientation\s*=\s*[\"']|<tiff:Orientation>\s*)([1-8])(?=[\"'<\s])"
)


def stored_orientation(metadata: Metadata) -> int:
    """1..8: as EXIF says it, else XMP, else 1."""
    if metadata.exif is not None:
        first = exif.read_block(metadata.exif)
        if exif.ORIENTATION in first.entries:
            return exif.orientation_of(first)
    found = _XMP_ORIENTATION.search(metadata.xmp or b"")
    return int(found[2]) if found else 1


def upright(metadata: Metadata, orientation: int) -> Metadata:
    """The same for pixels that have been turned by `orientation`."""
    dpi = metadata.dpi
    return replace(
        metadata,
        exif=metadata.exif and exif.upright(metadata.exif, orientation),
        xmp=metadata.xmp and _XMP_ORIENTATION.sub(rb"\g<1>1", metadata.xmp),
        dpi=(dpi[1], dpi[0]) if dpi and orientation >= 5 else dpi,
    )


def checked_exif(block: bytes | None) -> tuple[bytes | None, list[str]]:
    """The block without its prefix, or None and a warning where it is damaged."""
    block = (block or b"").removeprefix(b"Exif\0\0")
    if not block:
        return None, []
    try:
        exif.read_block(block)
    except ValueError:
        return None, ["Its EXIF block is damaged and is not kept."]
    return block, []


def dpi_of(block: bytes | None) -> tuple[float, float] | None:
    """The resolution that an EXIF block says, in pixels per inch."""
    return resolution(exif.read_block(block).entries) if block else None


def resolution(entries: Mapping[int, exif.Entry]) -> tuple[float, float] | None:
    """Of a directory of EXIF or TIFF, in pixels per inch."""
    unit = entries[296].number if 296 in entries else INCH
    if unit not in (INCH, CENTIMETRE) or not {282, 283} <= entries.keys():
        return None
    scale = 2.54 if unit == CENTIMETRE else 1.0
    pair = []
    for tag in (282, 283):
        numbers = struct.unpack("<II", entries[tag].value[:8].ljust(8, b"\0"))
        if not numbers[1]:
            return None
        pair.append(scale * numbers[0] / numbers[1])
    return sensible_dpi(*pair)


def sensible_dpi(across: object, down: object) -> tuple[float, float] | None:
    """A resolution a scan can have, rounded to hundredths; None for the rest."""
    try:
        pair = round(float(across), 2), round(float(down), 2)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    return pair if all(1 < value < 100_000 for value in pair) else None


def photoshop_resources(block: bytes) -> dict[int, bytes]:
    """Photoshop's image resources by number, as far as the block is sound."""
    found: dict[int, bytes] = {}
    at = 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        number, name_length = struct.unpack_from(">HB", block, at + 4)
        at += 6 + (name_length + 2) // 2 * 2  # the name with its length byte is padded to even
        if at + 4 > len(block):
            break
        (size,) = struct.unpack_from(">I", block, at)
        found.setdefault(number, block[at + 4 : at + 4 + size])
        at += 4 + (size + 1) // 2 * 2
    return found


def photoshop_block(iptc: bytes) -> bytes:
    """IPTC as the one image resource of a Photoshop block."""
    head = b"8BIM" + struct.pack(">HHI", IPTC_RESOURCE, 0, len(iptc))
    return head + iptc + b"\0" * (len(iptc) % 2)


def iptc_from_profile(text: str) -> bytes | None:
    """IPTC from ImageMagick's and ExifTool's text form in PNG: name, length, hexadecimal."""
    words = text.split()
    try:
        profile = bytes.fromhex("".join(words[2:]))
    except ValueError:
        return None
    if profile.startswith(b"8BIM"):
        return photoshop_resources(profile).get(IPTC_RESOURCE)
    return profile or None


def profile_from_iptc(iptc: bytes) -> str:
    digits = photoshop_block(iptc).hex()
    lines = [digits[i : i + 72] for i in range(0, len(digits), 72)]
    return "\niptc\n{:8d}\n{}\n".format(len(digits) // 2, "\n".join(lines))
