"""TIFF through tifffile, strip by strip, with the EXIF and GPS directories it cannot write."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import imagecodecs
import numpy as np
import tifffile

from engine.files import exif
from engine.files.scan import Scan

# By what the Compression tag says: Adobe's number for deflate, which more programs read than 32946.
NUMBERS = {"deflate": 8, "lzw": 5, "zstd": 50000, "none": 1}
STRIP_BYTES = 256 * 2**10
PACKERS = 2  # threads; the strips of a band are packed side by side and written in order
# Classic TIFF counts in 32 bits; the rest is for directories, metadata and what does not compress.
CLASSIC_BYTES = 4 * 2**30 - 128 * 2**20
HORIZONTAL = 2  # Predictor
DESCRIPTION, SOFTWARE = 270, 305
XMP, IPTC = 700, 33723
BYTE, LONG, UNDEFINED, LONG8 = 1, 4, 7, 16
# tifffile drops these tags when they come by number, since it cannot write what they point to; by
# name they pass, and the pointers are set once the directories stand at the end of the file.
POINTERS = {exif.EXIF_IFD: "ExifTag", exif.GPS_IFD: "GPSTag"}


def write(
    file: BinaryIO,
    scan: Scan,
    bands: Iterable[np.ndarray],
    compression: str,
    *,
    inks: bool = False,
) -> None:
    """A whole TIFF; `file` must be readable too. BigTIFF where the pixels pass 4 GB.

    inks: the bands are CMYK [+ alpha].
    """
    size, metadata = scan.size, scan.metadata
    samples = (4 if inks else scan.channels) + (scan.alpha is not None)
    row_bytes = size.width * samples * scan.pixels.dtype.itemsize
    rows = min(size.height, max(1, STRIP_BYTES // row_bytes))
    # LZW makes noise longer, by half of it at worst: 12 bits for a code of one byte.
    big = row_bytes * size.height * (1.5 if compression == "lzw" else 1) > CLASSIC_BYTES
    about = exif.photograph_only(exif.read_block(metadata.exif)) if metadata.exif else exif.Ifd()
    with tifffile.TiffWriter(file, bigtiff=big, byteorder="<", shaped=False) as writer:
        writer.write(
            _strips(bands, rows, compression),
            shape=(size.height, size.width, samples) if samples > 1 else (size.height, size.width),
            dtype=scan.pixels.dtype,
            photometric="separated" if inks else "minisblack" if scan.channels == 1 else "rgb",
            planarconfig="contig" if samples > 1 else None,
            extrasamples=("unassalpha",) if scan.alpha is not None else None,
            rowsperstrip=rows,
            compression=NUMBERS[compression],
            predictor=HORIZONTAL if compression != "none" else None,
            iccprofile=metadata.icc,
            resolution=metadata.dpi,
            resolutionunit="INCH" if metadata.dpi else None,
            software=False,
            metadata=None,
            extratags=_extra_tags(scan, about, big),
        )
    if about.below:
        _append_directories(file, about, big)


def _extra_tags(
    scan: Scan, about: exif.Ifd, big: bool
) -> list[tuple[int | str, int, int, object, bool]]:
    tags: list[tuple[int | str, int, int, object, bool]] = []
    for tag, entry in about.entries.items():
        tags.append((tag, entry.type, entry.count, entry.value, True))
    tags.append((exif.ORIENTATION, 3, 1, 1, True))
    for tag in about.below:
        tags.append((POINTERS[tag], LONG8 if big else LONG, 1, 0, True))
    if scan.metadata.xmp:
        tags.append((XMP, BYTE, len(scan.metadata.xmp), scan.metadata.xmp, True))
    if scan.metadata.iptc:
        tags.append((IPTC, UNDEFINED, len(scan.metadata.iptc), scan.metadata.iptc, True))
    return tags


def _strips(bands: Iterable[np.ndarray], rows: int, compression: str) -> Iterator[bytes]:
    """The packed strips of `rows` rows each; the last may be shorter. Bands may have any height."""
    pack = _packers()[compression]
    rest: np.ndarray | None = None
    with ThreadPoolExecutor(PACKERS) as pool:
        for band in bands:
            if rest is not None and len(rest):
                band = np.concatenate((rest, band))
            whole = len(band) // rows * rows
            yield from pool.map(pack, [band[top : top + rows] for top in range(0, whole, rows)])
            rest = band[whole:]
    if rest is not None and len(rest):
        yield pack(rest)


def _packers() -> dict[str, Callable[[np.ndarray], bytes]]:
    return {
        "deflate": lambda strip: bytes(imagecodecs.deflate_encode(_differences(strip).tobytes())),
        "lzw": lambda strip: bytes(imagecodecs.lzw_encode(_differences(strip).tobytes())),
        "zstd": lambda strip: bytes(imagecodecs.zstd_encode(_differences(strip).tobytes())),
        "none": lambda strip: strip.tobytes(),
    }


def _differences(strip: np.ndarray) -> np.ndarray:
    """Horizontal predictor of TIFF 6.0, section 14: every sample less its left neighbour's."""
    plain = np.ascontiguousarray(strip)
    less = plain.copy()
    less[:, 1:] -= plain[:, :-1]
    return less


def _append_directories(file: BinaryIO, about: exif.Ifd, big: bool) -> None:
    """Write the EXIF and GPS directories at the end and let the first directory point to them."""

    def read_at(at: int, size: int) -> bytes:
        file.seek(at)
        return file.read(size)

    start = struct.unpack("<Q" if big else "<I", read_at(8 if big else 4, 8 if big else 4))[0]
    at = {entry: place for entry, place in _pointer_places(read_at, start, big)}
    for tag, directory in about.below.items():
        end = file.seek(0, 2)
        file.write(b"\0" * (end % 2))
        end += end % 2
        file.write(exif.write_ifd(directory, end, big))
        file.seek(at[tag])
        file.write(struct.pack("<Q" if big else "<I", end))


def _pointer_places(read_at: exif.ReadAt, start: int, big: bool) -> Iterator[tuple[int, int]]:
    """(tag, byte of its value) of the pointers in the directory at `start`."""
    head, step, inline = (8, 20, 8) if big else (2, 12, 4)
    count = int.from_bytes(read_at(start, head), "little")
    for i in range(count):
        place = start + head + i * step
        tag = int.from_bytes(read_at(place, 2), "little")
        if tag in POINTERS:
            yield tag, place + step - inline
