"""Results out: beside the original, atomically, with everything the original said.

`atomic.py` puts the result in place in one step, or leaves what was there. The scan's own file is
never a target.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np

from engine.errors import SaveError
from engine.files import inks, jp2, png, write_jpeg, write_tiff, write_web
from engine.files.atomic import replacing
from engine.files.for_result import chosen, fitted
from engine.files.formats import EXTENSIONS, FORMATS, SUFFIXES, title
from engine.files.options import COMPRESSIONS, POLICIES, SUBSAMPLING
from engine.files.options import SaveOptions as SaveOptions
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Progress

BAND_BYTES = 2 * 2**20  # composed at a time; filters and packers hold up to ten times as much


class Readable(Protocol):
    """A document, or a snapshot of one."""

    @property
    def scan(self) -> Scan: ...

    def read(self, box: Box) -> np.ndarray: ...


def save_scan(
    document: Readable,
    path: Path,
    options: SaveOptions | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the document's pixels with the metadata of its scan; returns where.

    An existing file at `path` is replaced in one step, or left as it is. `losses.losses` says
    beforehand what is given up.

    Raises:
        SaveError: `path` is the scan itself, has no known format, or cannot be written.
        Cancelled: the progress was asked to stop; nothing is left behind.
    """
    path, options, progress = Path(path), options or SaveOptions(), progress or Progress()
    format = _format(path, options)
    _check_options(document.scan, format, options)
    _refuse_source(path, document.scan)
    said = fitted(chosen(document.scan.metadata, options.metadata), document.scan.size, format)
    if in_inks := inks.are_kept(document.scan, format, options):
        said = replace(said, icc=document.scan.inks_icc)
    scan = replace(document.scan, metadata=said)
    with replacing(path) as file:
        bands = _bands(document, progress, path.name)
        bands = inks.bands_in_inks(scan, bands, progress) if in_inks else bands
        _encode(file, scan, bands, format, options, progress, in_inks=in_inks)
        progress.step(1.0, f"Saving {path.name}")
    return path


def _encode(
    file: BinaryIO,
    scan: Scan,
    bands: Iterator[np.ndarray],
    format: str,
    options: SaveOptions,
    progress: Progress,
    *,
    in_inks: bool,
) -> None:
    if format == "PNG":
        shape = (scan.size.height, scan.size.width, scan.channels)
        png.write(file, shape, bands, scan.metadata, alpha=scan.alpha is not None)
    elif format == "TIFF":
        write_tiff.write(file, scan, bands, options.compression or "deflate", inks=in_inks)
    elif format == "JPEG2000":
        jp2.write(file, scan, bands, progress)
    elif format == "JPEG":
        quality = quality_of(scan, format, options)
        kept = options.subsampling or "4:4:4"
        write_jpeg.write(file, scan, bands, quality, kept, progress, inks=in_inks)
    else:
        quality = quality_of(scan, format, options)
        write_web.write(file, scan, bands, format, quality, progress)


def quality_of(scan: Scan, format: str, options: SaveOptions) -> int:
    """1..100: as chosen, as the source was saved, or the format's usual one."""
    own = scan.quality if format == "JPEG" else None
    return options.quality or own or FORMATS[format].quality or 100


def save_mask(mask: np.ndarray, path: Path) -> Path:
    """Write a mask, uint8 (height, width), as 8-bit grey in a format without loss.

    Raises:
        SaveError: the name asks for a format that would blur the edges, or cannot be written.
    """
    format = _format(Path(path), SaveOptions())
    if FORMATS[format].lossless is None:
        raise SaveError(
            f"{Path(path).name}: {title(format)} would blur the mask, save it as PNG or TIFF."
        )
    pixels = mask[..., np.newaxis].view()
    return save_scan(_Whole(Scan(None, pixels)), path)


def propose_path(scan: Scan, format: str | None = None, folder: Path | None = None) -> Path:
    """Where to save: `name_restored.ext` beside the scan, counted up so that no file is there.

    format: one of FORMATS; None = the scan's own, or PNG where that is not written.
    folder: another one than the scan's.
    """
    source = scan.path or Path("scan")
    source = source if folder is None else folder / source.name
    format = format or (scan.format if scan.format in EXTENSIONS else "PNG")
    suffix = source.suffix if SUFFIXES.get(source.suffix.lower()) == format else EXTENSIONS[format]
    path, number = source.with_name(f"{source.stem}_restored{suffix}"), 2
    while os.path.lexists(path):
        path = source.with_name(f"{source.stem}_restored_{number}{suffix}")
        number += 1
    return path


class _Whole:
    """A scan as a document without edits."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan

    def read(self, box: Box) -> np.ndarray:
        return self.scan.pixels[box.slices]


def _format(path: Path, options: SaveOptions) -> str:
    format = options.format.upper() if options.format else SUFFIXES.get(path.suffix.lower(), "")
    if format not in FORMATS:
        *known, last = EXTENSIONS.values()
        raise SaveError(
            f"{path.name} names no format Heirloom writes: end the name in {', '.join(known)} or "
            f"{last}."
        )
    return format


def _check_options(scan: Scan, format: str, options: SaveOptions) -> None:
    if options.quality is not None and not 1 <= options.quality <= 100:
        raise SaveError(f"a JPEG quality of {options.quality} does not exist: choose 1 to 100.")
    for value, known, what in (
        (options.compression, COMPRESSIONS, "TIFF compression"),
        (options.subsampling, SUBSAMPLING, "JPEG subsampling"),
        (options.metadata, POLICIES, "choice of metadata"),
    ):
        if value is not None and value not in known:
            raise SaveError(f"{what} {value!r} is unknown: choose {', '.join(known)}.")
    longest, most = max(scan.size.width, scan.size.height), FORMATS[format].max_side
    if most and longest > most:
        raise SaveError(
            f"{title(format)} holds at most {most:,} pixels a side, this scan has {longest:,}: "
            "save it as TIFF or PNG."
        )


def _refuse_source(path: Path, scan: Scan) -> None:
    """By identity (links, other spellings of a name) and by name (the source may be gone)."""
    if scan.path is None:
        return
    same = path.resolve() == scan.path.resolve()
    if not same:
        with suppress(OSError):
            same = path.samefile(scan.path)
    if same:
        raise SaveError(
            f"{path} is the original scan, which Heirloom never changes: choose another name, "
            f"for example {propose_path(scan).name}."
        )


def _bands(document: Readable, progress: Progress, name: str) -> Iterator[np.ndarray]:
    """(rows, width, channels [+ alpha]) from top to bottom, composed on demand."""
    scan, size = document.scan, document.scan.size
    samples = scan.channels + (scan.alpha is not None)
    rows = max(1, BAND_BYTES // (size.width * samples * scan.pixels.dtype.itemsize))
    for top in range(0, size.height, rows):
        progress.step(top / size.height, f"Saving {name}")
        bottom = min(top + rows, size.height)
        band = document.read(Box(0, top, size.width, bottom))
        if scan.alpha is not None:
            band = np.dstack((band, scan.alpha[top:bottom]))
        yield band
