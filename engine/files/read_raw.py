"""Camera raw and DNG through LibRaw (the extra `raw`): developed once, to 16-bit sRGB."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.errors import ScanError
from engine.files import exif
from engine.files import metadata as kinds
from engine.files.colour import screen_icc
from engine.files.limits import check_size
from engine.files.scan import Metadata, Scan
from engine.geometry import Size

if TYPE_CHECKING:
    import rawpy

# Beginnings that no other format has; the rest are TIFFs that say so in their tags.
SIGNATURES = (b"IIRO", b"IIRS", b"MMOR", b"IIU\0", b"FUJIFILMCCD-RAW")
DNG_VERSION, SUB_DIRECTORIES, PHOTOMETRIC = 50706, 330, 262
SENSOR, LINEAR = 32803, 34892  # PhotometricInterpretation: colour filter array, demosaiced
XMP = 700
MOST_LOOKED_AT = 16  # sub-directories


def is_raw(path: Path, head: bytes) -> bool:
    """By content: the maker's own beginning, or a TIFF with sensor data."""
    if head.startswith(SIGNATURES) or head[4:12] == b"ftypcrx ":
        return True
    if not head.startswith((b"II*\0", b"MM\0*")):
        return False
    order = "<" if head[:1] == b"I" else ">"
    with path.open("rb") as file, suppress(ValueError):

        def directory(start: int) -> exif.Ifd:
            return exif.read_ifd(lambda at, n: _read_at(file, at, n), start, order)

        first = directory(struct.unpack_from(order + "I", head, 4)[0])
        if head[8:10] == b"CR" or DNG_VERSION in first.entries or _is_sensor(first):
            return True
        for start in _offsets(first.entries.get(SUB_DIRECTORIES)):
            if _is_sensor(directory(start)):
                return True
    return False


def _read_at(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _is_sensor(directory: exif.Ifd) -> bool:
    entry = directory.entries.get(PHOTOMETRIC)
    return entry is not None and entry.number in (SENSOR, LINEAR)


def _offsets(entry: exif.Entry | None) -> tuple[int, ...]:
    if entry is None or exif.TYPE_SIZE[entry.type] != 4:
        return ()
    return struct.unpack(f"<{entry.count}I", entry.value)[:MOST_LOOKED_AT]


def read(path: Path, head: bytes) -> Scan:
    """The photograph, developed with the camera's own white balance and no other change.

    Raises:
        ScanError: the extra is not installed. Anything for damaged files.
    """
    with _opened(path) as raw:
        from rawpy import ColorSpace

        sizes = raw.sizes
        check_size(path, Size(sizes.iwidth, sizes.iheight), 3 * 2 * 3)
        pixels = raw.postprocess(
            output_bps=16, use_camera_wb=True, no_auto_bright=True, output_color=ColorSpace.sRGB
        )
    said = Metadata(icc=screen_icc())
    if head.startswith((b"II*\0", b"MM\0*")):
        said = _metadata(path, head)
    told = (
        "It is camera raw; it was developed with the camera's white balance to 16-bit sRGB, and "
        "the result is saved as another format.",
    )
    return Scan(path, pixels, None, said, "RAW", None, told)


def read_size(path: Path) -> Size:
    """Of the developed photograph, upright."""
    with _opened(path) as raw:
        sizes = raw.sizes
        size = Size(sizes.iwidth, sizes.iheight)
        return size.turned(6) if sizes.flip in (5, 6) else size


def _opened(path: Path) -> rawpy.RawPy:
    try:
        import rawpy
    except ModuleNotFoundError as error:
        raise ScanError(
            f"{path.name} is camera raw, for which the extra `raw` is needed: install it with "
            "pip install heirloom[raw], or develop the photograph and save it as TIFF."
        ) from error
    return rawpy.imread(str(path))


def _metadata(path: Path, head: bytes) -> Metadata:
    """Of a raw that is a TIFF; the decoder has turned the pixels."""
    order = "<" if head[:1] == b"I" else ">"
    with path.open("rb") as file:
        start = struct.unpack_from(order + "I", head, 4)[0]
        directory = exif.read_ifd(lambda at, n: _read_at(file, at, n), start, order)
    about = exif.photograph_only(directory)
    block = exif.write_block(about) if about.entries or about.below else None
    xmp = directory.entries[XMP].value.rstrip(b"\0") if XMP in directory.entries else None
    said = Metadata(block, screen_icc(), xmp or None, None, kinds.resolution(directory.entries))
    return kinds.upright(said, 1)
