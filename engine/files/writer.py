"""Results out: beside the original, atomically, with everything the original said.

`atomic.py` puts the result in place in one step, or leaves what was there. The scan's own file is
never a target.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from engine.errors import SaveError
from engine.files import metadata as kinds
from engine.files import png, write_jpeg, write_tiff
from engine.files.atomic import replacing
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Progress

SUFFIXES = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".png": "PNG", ".tif": "TIFF", ".tiff": "TIFF"
}  # fmt: skip
EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png", "TIFF": ".tif"}
BAND_BYTES = 2 * 2**20  # composed at a time; filters and packers hold up to ten times as much


class Readable(Protocol):
    """A document, or a snapshot of one."""

    @property
    def scan(self) -> Scan: ...

    def read(self, box: Box) -> np.ndarray: ...


@dataclass(frozen=True)
class SaveOptions:
    """What the user may choose.

    format: "JPEG", "PNG" or "TIFF"; None = by the name of the target.
    quality: of JPEG, 1..100; None = the source's own, 95 where it has none.
    compression: of TIFF, "deflate", "lzw" or "none"; None = deflate.
    """

    format: str | None = None
    quality: int | None = None
    compression: str | None = None


def save_scan(
    document: Readable,
    path: Path,
    options: SaveOptions | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the document's pixels with the metadata of its scan; returns where.

    An existing file at `path` is replaced in one step, or left as it is. `losses` says beforehand
    what the format cannot hold.

    Raises:
        SaveError: `path` is the scan itself, has no known format, or cannot be written.
        Cancelled: the progress was asked to stop; nothing is left behind.
    """
    path, options, progress = Path(path), options or SaveOptions(), progress or Progress()
    scan = document.scan
    format = _format(path, options)
    _check_options(scan, format, options)
    _refuse_source(path, scan)
    with replacing(path) as file:
        bands = _bands(document, progress, path.name)
        if format == "PNG":
            shape = (scan.size.height, scan.size.width, scan.channels)
            png.write(file, shape, bands, scan.metadata, alpha=scan.alpha is not None)
        elif format == "TIFF":
            write_tiff.write(file, scan, bands, options.compression or "deflate")
        else:
            quality = options.quality or scan.quality or 95
            write_jpeg.write(file, scan, bands, quality, progress)
        progress.step(1.0, f"Saving {path.name}")
    return path


def save_mask(mask: np.ndarray, path: Path) -> Path:
    """Write a mask, uint8 (height, width), as 8-bit grey PNG or TIFF.

    Raises:
        SaveError: the name asks for JPEG, which would blur the edges, or cannot be written.
    """
    if _format(Path(path), SaveOptions()) == "JPEG":
        raise SaveError(f"{Path(path).name}: JPEG would blur the mask, save it as PNG or TIFF.")
    pixels = mask[..., np.newaxis].view()
    return save_scan(_Whole(Scan(None, pixels)), path)


def losses(scan: Scan, format: str) -> list[str]:
    """One sentence for everything that saving `scan` as "JPEG", "PNG" or "TIFF" gives up.

    To be shown before saving; empty when nothing is lost.
    """
    told = []
    if format == "JPEG":
        told.append(
            "JPEG compresses the whole picture anew: pixels outside the repair change a little; "
            "PNG and TIFF keep every one."
        )
        if scan.depth == 16:
            told.append("JPEG keeps 8 of the scan's 16 bits per colour.")
        if scan.alpha is not None:
            told.append("JPEG has no transparency: it is left out.")
    return told + kinds.losses(scan.metadata, format)


def propose_path(scan: Scan, format: str | None = None) -> Path:
    """Where to save: `name_restored.ext` beside the scan, counted up so that no file is there.

    format: "JPEG", "PNG" or "TIFF"; None = the scan's own, or PNG where we do not write that.
    """
    source = scan.path or Path("scan")
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
    if format not in EXTENSIONS:
        raise SaveError(
            f"{path.name} names no format Heirloom writes: end the name in .jpg, .png or .tif."
        )
    return format


def _check_options(scan: Scan, format: str, options: SaveOptions) -> None:
    if options.quality is not None and not 1 <= options.quality <= 100:
        raise SaveError(f"a JPEG quality of {options.quality} does not exist: choose 1 to 100.")
    if options.compression not in (None, *write_tiff.COMPRESSIONS):
        known = ", ".join(write_tiff.COMPRESSIONS)
        raise SaveError(f"TIFF compression {options.compression!r} is unknown: choose {known}.")
    longest = max(scan.size.width, scan.size.height)
    if format == "JPEG" and longest > write_jpeg.MAX_SIDE:
        raise SaveError(
            f"JPEG holds at most {write_jpeg.MAX_SIDE:,} pixels a side, this scan has {longest:,}: "
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
