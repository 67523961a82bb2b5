"""TIFF through tifffile and imagecodecs, at the file's own depth, strip by strip.

What they do not decode (the abandoned JPEG of TIFF 6.0, subsampled YCbCr) goes to libtiff by way
of Pillow, which is right for 8 bit. A strip that is missing or damaged costs its own rows only.
"""

from __future__ import annotations

import logging
import math
import struct
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, cast

import numpy as np
import tifffile
from PIL import Image

from engine.errors import ScanError
from engine.files import colour, exif, read_with_pillow
from engine.files import metadata as kinds
from engine.files.claims import claims_more
from engine.files.limits import check_size
from engine.files.scan import Metadata, PageFacts, Scan
from engine.files.tiff_layout import (
    BLACK_IS_ZERO,
    COLOURS,
    CONVERTED,
    RGB,
    YCBCR,
    Conversion,
    Layout,
    about_layout,
    conversion,
    layout_of,
)
from engine.files.upright import Canvas
from engine.geometry import Size

OLD_JPEG, JPEG = 6, 7
JPEGS = (OLD_JPEG, JPEG, 34892, 33007)
# None, fax, LZW, deflate, packbits, LZMA, ZSTD: what is packed says nothing of its own size.
PLAIN = (1, 2, 3, 4, 5, 8, 32773, 32946, 34925, 50000)
REDUCED, MASK = 1, 4  # bits of NewSubfileType: a preview of another page, what is seen of one
BAND_BYTES = 16 * 2**20
READ_BYTES = 4 * 2**20  # packed strips decoded together; tifffile would take 256 MiB at a time
AHEAD = 4  # strips or tiles that each thread may have decoded before they are laid in place
# What tifffile makes of a strip: samples, where (sample, depth, row, column, depth), shape.
Decoded = tuple[np.ndarray | None, tuple[int, ...], tuple[int, ...]]
LARGEST_TILE = 2**24  # samples that a tile may have more than four times its page
MOST_PAGES = 1000  # a chain of directories that is longer was made to cost time

INFRARED_PAGE = (
    "Its second page was taken as its infrared channel, which shows dust; it stays in the original "
    "file and is not saved with the result."
)

# tifffile tells every odd tag; without a handler that would be printed to the terminal.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


def read(path: Path, number: int = 1) -> Scan:
    """Page `number` (from 1) of a TIFF file.

    Raises:
        ScanError for what is known, anything for damaged files.
    """
    with tifffile.TiffFile(path) as tiff:
        pages = _full_pages(tiff)
        page = _page(path, pages, number)
        directory = _directory(tiff, page)
        said, orientation = _metadata(tiff, directory)
        told = _about_pages(len(pages), number)
        if page.compression == OLD_JPEG or (page.photometric == YCBCR and page.compression != JPEG):
            scan = _read_with_libtiff(path, said, orientation, page, told)
            return replace(scan, page=number, pages=len(pages))
        layout = layout_of(path, page, orientation)
        second = None if layout.infrared else _infrared_page(tiff, page)
        planes = layout.alpha + (layout.infrared or second is not None)
        check_size(path, layout.size, layout.depth.itemsize * (layout.channels + planes))
        made = conversion(page, layout, said.icc)
        canvas, lost = _pixels(path, page, layout, made)
        infrared = canvas.infrared
        if second is not None:
            infrared = _read_plane(path, second, orientation)
            told.insert(0, INFRARED_PAGE)
    if layout.photometric in CONVERTED:
        said = replace(said, icc=colour.screen_icc() if made.managed else None)
    return Scan(
        path,
        canvas.pixels,
        canvas.alpha,
        kinds.upright(said, orientation),
        "TIFF",
        warnings=(*told, *about_layout(page, layout, made), *lost),
        infrared=infrared,
        page=number,
        pages=len(pages),
        inks_icc=made.inks_icc,
    )


def read_inks(path: Path, number: int) -> np.ndarray:
    """(height, width, 4), upright, of a page in CMYK that `read` has opened before."""
    with tifffile.TiffFile(path) as tiff:
        page = _page(path, _full_pages(tiff), number)
        layout = layout_of(path, page, _metadata(tiff, _directory(tiff, page))[1])
        check_size(path, layout.size, layout.depth.itemsize * 4)
        as_stored = Conversion(lambda raw: colour.widened(raw, layout.bits))
        return _pixels(path, page, replace(layout, in_inks=True), as_stored)[0].pixels


def read_pages(path: Path, number: int = 1) -> tuple[PageFacts, ...]:
    """The pages one can choose from, by their tags alone; at least `number`.

    Raises:
        ScanError: there are fewer.
    """
    with tifffile.TiffFile(path) as tiff:
        pages = _full_pages(tiff)
        _page(path, pages, number)
        return tuple(_facts(tiff, page) for page in pages)


def _facts(tiff: tifffile.TiffFile, page: tifffile.TiffPage) -> PageFacts:
    orientation = _metadata(tiff, _directory(tiff, page))[1]
    size = Size(page.imagewidth, page.imagelength).turned(orientation)
    return PageFacts(size, page.bitspersample, min(COLOURS.get(int(page.photometric), 3), 3))


def _full_pages(tiff: tifffile.TiffFile) -> list[tifffile.TiffPage]:
    """Without previews, masks and infrared channels; with the first page at least.

    They end where the chain of directories is damaged or comes back to where it was.
    """
    full: list[tifffile.TiffPage] = []
    before: tifffile.TiffPage | None = None
    seen: set[int] = set()
    with suppress(tifffile.TiffFileError, ValueError, struct.error, IndexError, KeyError):
        for listed in islice(tiff.pages, MOST_PAGES):
            page = listed.aspage()
            if page.offset in seen:
                break
            seen.add(page.offset)
            is_other = page.subfiletype & (REDUCED | MASK)
            if is_other or (before is not None and _may_be_infrared(page, before)):
                before = None
            else:
                full.append(page)
                before = page
    return full or [tiff.pages.first]


def _page(path: Path, pages: list[tifffile.TiffPage], number: int) -> tifffile.TiffPage:
    if not 1 <= number <= len(pages):
        raise ScanError(f"{path.name} has no page {number}: choose one from 1 to {len(pages)}.")
    return pages[number - 1]


def _infrared_page(tiff: tifffile.TiffFile, picture: tifffile.TiffPage) -> tifffile.TiffPage | None:
    """The grey page of the picture's size right after it, as SilverFast writes HDRi scans."""
    following = [page.aspage() for page in tiff.pages[picture.index + 1 : picture.index + 2]]
    return next((page for page in following if _may_be_infrared(page, picture)), None)


def _may_be_infrared(page: tifffile.TiffPage, picture: tifffile.TiffPage) -> bool:
    grey = page.photometric == BLACK_IS_ZERO and page.samplesperpixel == 1
    same_size = (page.imagewidth, page.imagelength) == (picture.imagewidth, picture.imagelength)
    return bool(picture.photometric == RGB and grey and same_size and page.bitspersample in (8, 16))


def _read_plane(path: Path, page: tifffile.TiffPage, orientation: int) -> np.ndarray:
    """(height, width) of a grey page."""
    layout = layout_of(path, page, orientation)
    return _pixels(path, page, layout, conversion(page, layout, None))[0].pixels[..., 0]


def _about_pages(pages: int, number: int) -> list[str]:
    if pages == 1:
        return []
    return [f"It has {pages} pages; page {number} was opened."]


def _pixels(
    path: Path, page: tifffile.TiffPage, layout: Layout, made: Conversion
) -> tuple[Canvas, list[str]]:
    """Decode all that is there; and say what is not.

    Raises:
        ScanError: nothing of it is there.
    """
    canvas = Canvas(
        layout.size,
        layout.channels,
        layout.depth,
        alpha=layout.alpha,
        orientation=layout.orientation,
        infrared=layout.infrared,
    )
    planar = page.planarconfig == 2 and layout.samples > 1
    lost = np.full(layout.size.height, bool(page.is_contiguous))
    if page.is_contiguous:
        for row, rows in _contiguous_bands(page, layout, planar):
            canvas.put(row, 0, made(rows))
            lost[row : row + len(rows)] = False
    elif planar and layout.is_joint:
        canvas.put(0, 0, made(_joined(page, layout, lost)))
    else:
        for data, sample, row, column in _segments(page, lost):
            if planar:
                canvas.put_plane(row, column, sample, made(data)[..., 0])
            else:
                canvas.put(row, column, made(data))
    if lost.all():
        raise ScanError(
            f"{path.name} is cut off or damaged: none of its pixels can be read. Copy it again "
            "from its origin."
        )
    return canvas, about_lost(lost)


def _joined(page: tifffile.TiffPage, layout: Layout, lost: np.ndarray) -> np.ndarray:
    """(height, width, samples) of planes that are needed all at once."""
    size = layout.size
    whole = np.zeros((size.height, size.width, layout.samples), page.dtype)
    for data, sample, row, column in _segments(page, lost):
        place = whole[row : row + data.shape[0], column : column + data.shape[1], sample]
        place[:] = data[: place.shape[0], : place.shape[1], 0]
    return whole


def _segments(
    page: tifffile.TiffPage, lost: np.ndarray
) -> Iterator[tuple[np.ndarray, int, int, int]]:
    """((rows, columns, samples), first sample, first row, first column) of each strip or tile.

    lost: by row; set where a strip is missing, cut off or damaged, which is left out.
    """
    expected = math.prod(page.chunked)
    known = min(expected, len(page.dataoffsets), len(page.databytecounts))
    page.dataoffsets = (*page.dataoffsets[:known], *[0] * (expected - known))
    page.databytecounts = (*page.databytecounts[:known], *[0] * (expected - known))
    decode = _decoder(page)
    read = page.parent.filehandle.read_segments(
        page.dataoffsets,
        page.databytecounts,
        length=expected,
        sort=False,
        buffersize=READ_BYTES,
        flat=False,
    )
    workers = max(1, page.maxworkers)
    some = AHEAD * workers
    with ThreadPoolExecutor(workers) as pool:
        for segments in cast(Iterator[list[tuple[bytes | None, int]]], read):
            few = (segments[i : i + some] for i in range(0, len(segments), some))
            # A file may claim tiles by the hundred thousand and hold few: nothing needs no thread.
            made = (pool.map(decode, e) if any(d for d, _ in e) else map(decode, e) for e in few)
            for found in chain.from_iterable(made):
                data, (sample, _, row, column, _), shape = found
                if data is None:
                    lost[row : row + shape[-3]] = True
                else:
                    yield np.asarray(data)[0], sample, row, column


def _decoder(page: tifffile.TiffPage) -> Callable[[tuple[bytes | None, int]], Decoded]:
    """Like tifffile's own for this page, but what it cannot decode comes out as None."""
    more: dict[str, Any] = {"_fullsize": page.is_tiled}
    if page.compression in JPEGS:
        more |= {"jpegtables": page.jpegtables, "jpegheader": page.jpegheader}
    end = page.parent.filehandle.size
    area = math.prod(page.chunks)
    if area > 4 * page.size + LARGEST_TILE:  # each is decoded as a whole, however little it holds
        raise ValueError(f"it says it has tiles of {page.tilewidth} x {page.tilelength} pixels")

    def decode(segment: tuple[bytes | None, int]) -> Decoded:
        data, index = segment
        whole = page.dataoffsets[index] + page.databytecounts[index] <= end
        if data and page.compression not in PLAIN:
            whole = whole and not claims_more(data, area)
        try:
            found: Decoded = page.decode(data if whole else None, index, **more)
        except Exception:  # whatever a codec raises about damaged bytes
            found = page.decode(None, index, **more)
        return found

    return decode


def about_lost(lost: np.ndarray) -> list[str]:
    """A sentence about the rows, as stored, of which something could not be read."""
    if not lost.any():
        return []
    rows = np.flatnonzero(lost)
    return [
        f"It is cut off or damaged: in {len(rows):,} of its {len(lost):,} rows (from row "
        f"{rows[0] + 1:,} to row {rows[-1] + 1:,} as stored) pixels are missing; they are black."
    ]


def _contiguous_bands(
    page: tifffile.TiffPage, layout: Layout, planar: bool
) -> Iterator[tuple[int, np.ndarray]]:
    """(first row, (rows, columns, samples)) of an uncompressed page, straight from the file.

    Ends where the file does.
    """
    file, size = page.parent.filehandle, layout.size
    kind = np.dtype(page.dtype).newbyteorder(page.parent.byteorder)
    planes = layout.samples if planar else 1
    row_bytes = size.width * (layout.samples // planes) * kind.itemsize
    step = max(1, BAND_BYTES // (row_bytes * planes))
    for row in range(0, size.height, step):
        pieces = []
        for plane in range(planes):
            file.seek(page.dataoffsets[0] + (plane * size.height + row) * row_bytes)
            data = file.read(min(step, size.height - row) * row_bytes)
            whole = len(data) // row_bytes
            pieces.append(np.frombuffer(data[: whole * row_bytes], kind))
        rows = min(len(piece) * kind.itemsize // row_bytes for piece in pieces)
        if not rows:
            return
        bands = [piece.reshape(-1, size.width, layout.samples // planes)[:rows] for piece in pieces]
        yield row, np.concatenate(bands, axis=2) if planar else bands[0]


def _read_with_libtiff(
    path: Path, said: Metadata, orientation: int, page: tifffile.TiffPage, warnings: list[str]
) -> Scan:
    with Image.open(path, formats=("TIFF",)) as picture:
        picture.seek(page.index)
        # libtiff's binding leaves the pixels as stored; Pillow would turn them on its own.
        picture.getexif().pop(exif.ORIENTATION, None)
        turned = exif.Entry(3, 1, struct.pack("<H", orientation))
        block = exif.read_block(said.exif) if said.exif else exif.Ifd()
        block.entries[exif.ORIENTATION] = turned
        said = Metadata(exif.write_block(block), said.icc, said.xmp, said.iptc, said.dpi)
        return read_with_pillow.read_pixels(path, picture, said, warnings)


def _directory(tiff: tifffile.TiffFile, page: tifffile.TiffPage) -> exif.Ifd:
    file = tiff.filehandle

    def read_at(at: int, size: int) -> bytes:
        file.seek(at)
        return bytes(file.read(size))

    return exif.read_ifd(read_at, page.offset, tiff.byteorder, tiff.is_bigtiff)


def _metadata(tiff: tifffile.TiffFile, directory: exif.Ifd) -> tuple[Metadata, int]:
    """What the page says, and its orientation 1..8."""
    entries = directory.entries
    about = exif.photograph_only(directory)
    block = exif.write_block(about) if about.entries or about.below else None
    iptc = entries[33723].value if 33723 in entries else None
    if iptc is not None and tiff.byteorder == ">" and entries[33723].type == 4:
        # Old writers called these bytes LONGs: they were never numbers to be swapped.
        iptc = np.frombuffer(iptc, "<u4").astype(">u4").tobytes()
    if iptc is None and 34377 in entries:
        iptc = kinds.photoshop_resources(entries[34377].value).get(kinds.IPTC_RESOURCE)
    xmp = entries[700].value.rstrip(b"\0") if 700 in entries else None
    icc = entries[34675].value if 34675 in entries else None
    said = Metadata(block, icc or None, xmp or None, iptc or None, kinds.resolution(entries))
    return said, exif.orientation_of(directory)
