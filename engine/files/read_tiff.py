"""TIFF through tifffile and imagecodecs, at the file's own depth, strip by strip.

What they do not decode (the abandoned JPEG of TIFF 6.0, subsampled YCbCr) goes to libtiff by way
of Pillow, which is right for 8 bit. Source of the numbers: TIFF 6.0 and libtiff's tiff.h.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

from engine.errors import ScanError
from engine.files import colour, exif, read_with_pillow
from engine.files import metadata as kinds
from engine.files.limits import check_size
from engine.files.scan import Metadata, Scan
from engine.files.upright import Canvas
from engine.geometry import Size

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, INKS, YCBCR = 0, 1, 2, 3, 5, 6
COLOURS = {WHITE_IS_ZERO: 1, BLACK_IS_ZERO: 1, RGB: 3, PALETTE: 1, INKS: 4, YCBCR: 3}
OLD_JPEG, JPEG = 6, 7
REDUCED = 1  # bit of NewSubfileType: a preview of another page
PREMULTIPLIED, STRAIGHT = 1, 2  # kinds of alpha among ExtraSamples
UNSIGNED = 1  # SampleFormat
CENTIMETRE = 3  # ResolutionUnit
BAND_BYTES = 16 * 2**20
READ_BYTES = 4 * 2**20  # packed strips decoded together; tifffile would take 256 MiB at a time
CAMERA_RAW = 50706  # DNGVersion

# tifffile tells every odd tag; without a handler that would be printed to the terminal.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Layout:
    """How a page stores its samples, and what becomes of them."""

    size: Size  # as stored
    photometric: int
    bits: int
    samples: int  # all of a pixel, stored
    alpha: bool
    orientation: int

    @property
    def infrared(self) -> bool:
        """A fourth sample that is no transparency, as scanners with an infrared lamp write it."""
        return self.photometric == RGB and self.samples > self.colours + self.alpha

    @property
    def channels(self) -> int:
        return 3 if self.photometric in (RGB, YCBCR, INKS, PALETTE) else 1

    @property
    def colours(self) -> int:
        return COLOURS[self.photometric]


def read(path: Path) -> Scan:
    """A TIFF file; raises ScanError for what is known, anything for damaged files."""
    with tifffile.TiffFile(path) as tiff:
        pages = len(tiff.pages)
        page = _first_full_page(tiff)
        directory = _directory(tiff, page)
        said, orientation = _metadata(tiff, directory)
        if page.compression == OLD_JPEG or (page.photometric == YCBCR and page.compression != JPEG):
            return _read_with_libtiff(path, said, orientation, page, _about_pages(pages, None))
        layout = _layout(path, page, orientation)
        stored = np.dtype(np.uint8 if layout.bits <= 8 else np.uint16)
        second = None if layout.infrared else _infrared_page(tiff, page)
        planes = layout.alpha + (layout.infrared or second is not None)
        out_bytes = stored.itemsize * (layout.channels + planes)
        check_size(path, layout.size, out_bytes)
        _refuse_cut_off(path, tiff, page)
        canvas, managed = _pixels(page, layout, stored, said.icc)
        infrared = canvas.infrared
        if second is not None:
            infrared = _read_plane(path, tiff, second, orientation)
    if layout.photometric == INKS:
        icc = colour.screen_profile().tobytes() if managed else None
        said = Metadata(said.exif, icc, said.xmp, said.iptc, said.dpi)
    warnings = _about_pages(pages, second) + _about(page, layout, managed)
    return Scan(
        path,
        canvas.pixels,
        canvas.alpha,
        kinds.upright(said, orientation),
        "TIFF",
        warnings=tuple(warnings),
        infrared=infrared,
    )


def read_size(path: Path) -> Size:
    """Of the scan, upright, by the tags alone."""
    with tifffile.TiffFile(path) as tiff:
        page = _first_full_page(tiff)
        orientation = _metadata(tiff, _directory(tiff, page))[1]
        return Size(page.imagewidth, page.imagelength).turned(orientation)


def _first_full_page(tiff: tifffile.TiffFile) -> tifffile.TiffPage:
    for listed in tiff.pages:
        page = listed.aspage()
        if not page.subfiletype & REDUCED:
            return page
    return tiff.pages.first


def _infrared_page(tiff: tifffile.TiffFile, picture: tifffile.TiffPage) -> tifffile.TiffPage | None:
    """The grey page of the picture's size right after it, as SilverFast writes HDRi scans."""
    following = [page.aspage() for page in tiff.pages[picture.index + 1 : picture.index + 2]]
    return next((page for page in following if _may_be_infrared(page, picture)), None)


def _may_be_infrared(page: tifffile.TiffPage, picture: tifffile.TiffPage) -> bool:
    grey = page.photometric == BLACK_IS_ZERO and page.samplesperpixel == 1
    same_size = (page.imagewidth, page.imagelength) == (picture.imagewidth, picture.imagelength)
    return bool(picture.photometric == RGB and grey and same_size and page.bitspersample in (8, 16))


def _read_plane(
    path: Path, tiff: tifffile.TiffFile, page: tifffile.TiffPage, orientation: int
) -> np.ndarray:
    """(height, width) of a grey page."""
    layout = _layout(path, page, orientation)
    _refuse_cut_off(path, tiff, page)
    depth = np.dtype(np.uint8 if layout.bits <= 8 else np.uint16)
    return _pixels(page, layout, depth, None)[0].pixels[..., 0]


def _about_pages(pages: int, infrared: tifffile.TiffPage | None) -> list[str]:
    told = []
    if infrared is not None:
        told.append(
            "Its second page was taken as its infrared channel, which shows dust; it stays in the "
            "original file and is not saved with the result."
        )
    opened, were = (1, "one was") if infrared is None else (2, "two were")
    if opened < pages:
        told.append(f"It has {pages} pages; only {were} opened.")
    return told


def _layout(path: Path, page: tifffile.TiffPage, orientation: int) -> Layout:
    photometric, bits, samples = int(page.photometric), page.bitspersample, page.samplesperpixel
    if CAMERA_RAW in page.tags or photometric not in COLOURS:
        name = "camera raw" if CAMERA_RAW in page.tags else f"colour space {photometric}"
        raise ScanError(f"{path.name} is a TIFF with {name} data: save it as RGB or grey TIFF.")
    if not isinstance(bits, int) or bits > 16 or page.sampleformat != UNSIGNED:
        raise ScanError(
            f"{path.name} is a TIFF with samples of {bits} bits ({page.dtype}): save it with 8 or "
            "16 bits per colour."
        )
    if page.imagedepth != 1 or samples < COLOURS[photometric]:
        raise ScanError(f"{path.name} is a TIFF with too few samples per pixel ({samples}).")
    extra = [int(kind) for kind in page.extrasamples]
    alpha = bool(extra) and extra[0] in (PREMULTIPLIED, STRAIGHT) and photometric != PALETTE
    size = Size(page.imagewidth, page.imagelength)
    return Layout(size, photometric, bits, samples, alpha, orientation)


def _refuse_cut_off(path: Path, tiff: tifffile.TiffFile, page: tifffile.TiffPage) -> None:
    """tifffile fills with zeros what is missing: a photograph must not end in silent black."""
    ends = [a + n for a, n in zip(page.dataoffsets, page.databytecounts, strict=False)]
    missing = not ends or 0 in page.databytecounts
    if page.is_contiguous and not missing:
        ends = [page.dataoffsets[0] + page.nbytes]
    if missing or max(ends) > tiff.filehandle.size:
        raise ScanError(
            f"{path.name} is cut off or incomplete: its pixels should reach to byte "
            f"{max(ends, default=0):,}, it has {tiff.filehandle.size:,}. Copy it again from its "
            "origin."
        )


def _pixels(
    page: tifffile.TiffPage, layout: Layout, stored: np.dtype, profile: bytes | None
) -> tuple[Canvas, bool]:
    """Decode all of it; also whether the profile made the colours."""
    planar = page.planarconfig == 2 and layout.samples > 1
    convert, managed = _conversion(page, layout, profile)
    canvas = Canvas(
        layout.size,
        layout.channels,
        np.dtype(np.uint8) if managed or layout.photometric == PALETTE else stored,
        alpha=layout.alpha,
        orientation=layout.orientation,
        infrared=layout.infrared,
    )
    if page.is_contiguous:
        for row, rows in _contiguous_bands(page, layout, planar):
            canvas.put(row, 0, convert(rows))
    elif planar and layout.channels == layout.colours:
        for data, (sample, _, row, column, _), _ in page.segments(buffersize=READ_BYTES):
            plane = convert(np.asarray(data)[0])  # (rows, columns, 1)
            canvas.put_plane(row, column, sample, plane[..., 0])
    elif planar:
        whole = np.moveaxis(page.asarray(), 0, -1)  # inks by plane: all four are needed at once
        canvas.put(0, 0, convert(whole))
    else:
        for data, (_, _, row, column, _), _ in page.segments(buffersize=READ_BYTES):
            canvas.put(row, column, convert(np.asarray(data)[0]))
    return canvas, managed


def _contiguous_bands(
    page: tifffile.TiffPage, layout: Layout, planar: bool
) -> Iterator[tuple[int, np.ndarray]]:
    """(first row, (rows, columns, samples)) of an uncompressed page, straight from the file."""
    file, size = page.parent.filehandle, layout.size
    kind = np.dtype(page.dtype).newbyteorder(page.parent.byteorder)
    planes = layout.samples if planar else 1
    row_items = size.width * (layout.samples // planes)
    plane_bytes = size.height * row_items * kind.itemsize
    step = max(1, BAND_BYTES // (row_items * kind.itemsize * planes))
    for row in range(0, size.height, step):
        rows = min(step, size.height - row)
        pieces = []
        for plane in range(planes):
            file.seek(page.dataoffsets[0] + plane * plane_bytes + row * row_items * kind.itemsize)
            items = np.frombuffer(file.read(rows * row_items * kind.itemsize), kind)
            pieces.append(items.reshape(rows, size.width, -1))
        yield row, np.concatenate(pieces, axis=2) if planar else pieces[0]


def _conversion(
    page: tifffile.TiffPage, layout: Layout, profile: bytes | None
) -> tuple[Callable[[np.ndarray], np.ndarray], bool]:
    """From stored samples (rows, columns, samples) to channels [+ alpha]; and: by the profile."""
    if layout.photometric == PALETTE:
        palette = _palette(page)
        return lambda raw: colour.from_palette(raw[..., 0], palette), False
    if layout.photometric == INKS:
        managed = colour.from_inks(np.zeros((1, 1, 4), np.uint8), profile)[1]

        def from_inks(raw: np.ndarray) -> np.ndarray:
            wide = colour.widened(raw, layout.bits)
            rgb = colour.from_inks(wide[..., :4], profile)[0]
            if not layout.alpha:
                return rgb
            alpha = colour.narrowed(wide[..., 4:5]) if managed else wide[..., 4:5]
            return np.concatenate((rgb, alpha), axis=2)

        return from_inks, managed
    if layout.photometric == WHITE_IS_ZERO:

        def from_white(raw: np.ndarray) -> np.ndarray:
            wide = colour.widened(raw, layout.bits)
            grey = colour.inverted(wide[..., :1])
            return np.concatenate((grey, wide[..., 1:]), axis=2)

        return from_white, False
    return lambda raw: colour.widened(raw, layout.bits), False


def _palette(page: tifffile.TiffPage) -> np.ndarray:
    """uint8 (colours, 3); some writers fill the 16-bit table with 8-bit values."""
    table = np.asarray(page.colormap, np.uint16).T
    return (table >> 8 if table.max(initial=0) > 255 else table).astype(np.uint8)


def _read_with_libtiff(
    path: Path, said: Metadata, orientation: int, page: tifffile.TiffPage, warnings: list[str]
) -> Scan:
    with Image.open(path, formats=("TIFF",)) as picture:
        # libtiff's binding leaves the pixels as stored; Pillow would turn them on its own.
        picture.getexif().pop(exif.ORIENTATION, None)
        turned = exif.Entry(3, 1, struct.pack("<H", orientation))
        block = exif.read_block(said.exif) if said.exif else exif.Ifd()
        block.entries[exif.ORIENTATION] = turned
        said = Metadata(exif.write_block(block), said.icc, said.xmp, said.iptc, said.dpi)
        return read_with_pillow.read_pixels(path, picture, said, warnings)


def _about(page: tifffile.TiffPage, layout: Layout, managed: bool) -> list[str]:
    """What was changed on opening, one sentence each."""
    told = []
    if layout.photometric == PALETTE:
        told.append("It has a palette; it was opened as 8-bit RGB.")
    elif layout.bits not in (8, 16):
        wide = 8 if layout.bits < 8 else 16
        told.append(f"It has {layout.bits} bits per sample; it was opened with {wide}.")
    if layout.photometric == INKS:
        way = "through its profile to 8-bit sRGB" if managed else "without a profile"
        told.append(f"It is in CMYK, for printing; its colours were converted {way}.")
    spare = layout.samples - layout.colours - layout.alpha
    if layout.infrared:
        spare -= 1
        told.append(
            "Its fourth channel was taken as infrared, which shows dust; it stays in the original "
            "file and is not saved with the result."
        )
    if spare:
        told.append(
            f"It has {spare} more channel(s) that are not read; they stay in the original file "
            "and are not saved with the result."
        )
    if layout.alpha and int(page.extrasamples[0]) == PREMULTIPLIED:
        told.append("Its colours are premultiplied by its transparency; they are kept as they are.")
    return told


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
    said = Metadata(block, icc or None, xmp or None, iptc or None, _dpi(entries))
    return said, exif.orientation_of(directory)


def _dpi(entries: dict[int, exif.Entry]) -> tuple[float, float] | None:
    unit = entries[296].number if 296 in entries else 2
    if unit not in (2, CENTIMETRE) or not {282, 283} <= entries.keys():
        return None
    scale = 2.54 if unit == CENTIMETRE else 1.0
    pair = []
    for tag in (282, 283):
        numbers = struct.unpack("<II", entries[tag].value[:8].ljust(8, b"\0"))
        if not numbers[1]:
            return None
        pair.append(scale * numbers[0] / numbers[1])
    return kinds.sensible_dpi(*pair)
