"""JPEG XL, HEIC and AVIF of more than 8 bit: what phones and new programs write.

JPEG XL and deep AVIF are decoded by imagecodecs (libjxl, libavif), HEIC by pi-heif, which is
libheif without its GPL encoder (docs/decisions/0011).
"""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

from engine.errors import ScanError
from engine.files import boxes, coded_colour, colour, jxl_header, read_with_pillow
from engine.files import metadata as kinds
from engine.files.limits import check_size
from engine.files.scan import Metadata, Scan
from engine.files.upright import Canvas
from engine.geometry import Size

HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"mif2")
AVIF_BRANDS = (b"avif", b"avis")
# Their decoders hold the picture several times over; scans of that size are TIFF.
MOST_PIXELS = 150_000_000


def is_heif(head: bytes) -> bool:
    """By the brand of the file, and the compatible brands that fit into its first bytes."""
    return head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS and not is_avif(head)


def is_avif(head: bytes) -> bool:
    brands = [head[i : i + 4] for i in range(8, len(head), 4) if i != 12]
    return head[4:8] == b"ftyp" and any(brand in AVIF_BRANDS for brand in brands)


def read_jpeg_xl(path: Path) -> Scan:
    """A JPEG XL file; raises anything for damaged ones."""
    header = jxl_header.read_header(path)
    size = header.size
    _check(path, size, "JPEG XL")
    with path.open("rb") as file:
        end = file.seek(0, 2)
        block, xmp = boxes.metadata_of(file, end)
    block, told = kinds.checked_exif(block)
    told += header.told
    samples = np.asarray(imagecodecs.jpegxl_decode(path.read_bytes()))
    if samples.dtype.kind == "f":
        samples, outside = colour.from_float(samples)
        told.append("It has numbers from 0 to 1; it was opened with 16 bits.")
        if outside:
            told.append(f"{outside:,} of its numbers lie outside of 0 to 1 and were cut off there.")
    samples = samples.reshape(size.height, size.width, -1)
    # The decoder has turned the pixels by the codestream, whose word is final (18181-2, 9.8).
    said = Metadata(block, header.icc, xmp, None, kinds.dpi_of(block))
    return _scan(path, samples, kinds.upright(said, 1), "JPEGXL", told)


def read_heif(path: Path) -> Scan:
    """The main picture of a HEIC file, turned by its own boxes. Raises anything for damaged."""
    import pi_heif

    with path.open("rb") as file:
        picture = pi_heif.open_heif(file, convert_hdr_to_8bit=False)
        size = Size(*picture.size)
        _check(path, size, "HEIC")
        info = picture.info
        block, told = kinds.checked_exif(_tiff_part(info.get("exif")))
        samples = np.asarray(picture)
    # libheif has turned the pixels by the file's boxes, so that EXIF must not do it again.
    profile = info.get("icc_profile")
    if not profile and samples.ndim == 3 and (coded := info.get("nclx_profile")):
        numbers = coded["color_primaries"], coded["transfer_characteristics"]
        profile, unknown = coded_colour.of_nclx(*map(int, numbers))
        told += unknown
    said = Metadata(block, profile, info.get("xmp"), None, kinds.dpi_of(block))
    bits = int(info.get("bit_depth", 8))
    if samples.dtype != np.uint8 and bits != 16:
        told.append(f"It has {bits} bits per sample; it was opened with 16.")
        # pi-heif shifts them to the left: the largest value becomes the largest again.
        samples = colour.widened(samples >> (16 - bits), bits)
    if len(picture) > 1:
        told.append(f"It has {len(picture)} pictures; only the main one was opened.")
    samples = samples.reshape(size.height, size.width, -1)
    return _scan(path, samples, kinds.upright(said, 1), "HEIF", told)


def heif_size(path: Path) -> Size:
    import pi_heif

    with path.open("rb") as file:
        return Size(*pi_heif.open_heif(file).size)


def read_avif(path: Path) -> Scan:
    """An AVIF file; of 8 bit by Pillow, of 10 and 12 by imagecodecs."""
    with Image.open(path, formats=("AVIF",)) as picture:
        _check(path, Size(*picture.size), "AVIF")
        said, told = read_with_pillow.read_metadata(picture)
        if not said.icc:
            profile, unknown = _avif_colour(path)
            said, told = replace(said, icc=profile), [*told, *unknown]
        bits = _avif_bits(path)
        if bits == 8:
            return read_with_pillow.read_pixels(path, picture, said, told)
        stored = Size(*picture.size)
    samples = imagecodecs.avif_decode(path.read_bytes())
    samples = colour.widened(samples.reshape(stored.height, stored.width, -1), bits)
    if samples.shape[2] < 3 and said.icc and colour.space_of(said.icc) == "RGB":
        said = replace(said, icc=None)  # the numbers of its colours mean nothing to grey
    told.append(f"It has {bits} bits per sample; it was opened with 16.")
    orientation = kinds.stored_orientation(said)
    return _scan(path, samples, kinds.upright(said, orientation), "AVIF", told, orientation)


def _avif_colour(path: Path) -> tuple[bytes | None, list[str]]:
    """Of an AVIF without a profile, by the numbers that it may have instead."""
    found = _behind(path, b"colrnclx")[:4]
    return coded_colour.of_nclx(*struct.unpack(">HH", found)) if len(found) == 4 else (None, [])


def _avif_bits(path: Path) -> int:
    """By the first configuration of the decoder."""
    found = _behind(path, b"av1C")
    deep, twelve = found[2:3] and found[2] & 0x40, found[2:3] and found[2] & 0x20
    return 12 if deep and twelve else 10 if deep else 8


def _behind(path: Path, mark: bytes) -> bytes:
    """What stands behind the first of these marks; properties lie in the first kilobytes."""
    with path.open("rb") as file:
        return file.read(2**16).partition(mark)[2]


def _tiff_part(block: bytes | None) -> bytes | None:
    """An EXIF item of HEIF: 4 bytes say where the TIFF header begins, unless left out."""
    if block and not block.startswith((b"Exif\0\0", b"II", b"MM")) and len(block) > 8:
        return block[4 + struct.unpack(">I", block[:4])[0] :]
    return block


def _check(path: Path, size: Size, name: str) -> None:
    if size.area > MOST_PIXELS:
        raise ScanError(
            f"{path.name} measures {size} pixels ({size.area / 1e6:,.0f} megapixels); {name} is "
            f"opened up to {MOST_PIXELS / 1e6:,.0f} megapixels: save it as TIFF."
        )
    check_size(path, size, 14)


def _scan(
    path: Path,
    samples: np.ndarray,
    said: Metadata,
    format: str,
    told: list[str],
    orientation: int = 1,
) -> Scan:
    """Of (rows, columns, channels [+ alpha]) as stored."""
    count = samples.shape[2]
    size = Size(samples.shape[1], samples.shape[0])
    canvas = Canvas(
        size, 1 if count < 3 else 3, samples.dtype, alpha=count in (2, 4), orientation=orientation
    )
    canvas.put(0, 0, samples)
    return Scan(path, canvas.pixels, canvas.alpha, said, format, None, tuple(told))
