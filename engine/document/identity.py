"""Which scan it is: by what the file holds, so that it is found again after a move or a rename."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.files.scan import Scan
from engine.progress import Progress

BAND = 256  # rows hashed at a time
MOST_FILES = 20_000  # looked at in one folder


@dataclass(frozen=True)
class ScanIdentity:
    """Two hashes, of which one is enough: the file's changes when a keyword is added to it, the
    pixels' may change when a newer library decodes a JPEG by one level otherwise.

    bytes: size of the file; 0 where the scan never had one.
    sha256: of the file, in hexadecimal; empty where the scan never had one.
    pixels_sha256: of the samples from top left to bottom right, 16-bit ones little-endian.
    page: of the file, from 1.
    """

    name: str
    bytes: int
    sha256: str
    width: int
    height: int
    channels: int
    depth: int  # bits
    pixels_sha256: str
    page: int = 1


def identify(
    scan: Scan, progress: Progress | None = None, opened: float | None = None
) -> ScanIdentity:
    """Reads the file and the pixels once: about a second per gigabyte.

    Args:
        opened: seconds since 1970. A file that was touched since then is not hashed: it may hold
            another picture by now, on which these repairs must not be laid.
    """
    progress = progress or Progress()
    size, sha256 = 0, ""
    if scan.path is not None:
        progress.step(0.0, f"looking at {scan.path.name}")
        with suppress(OSError):  # gone meanwhile; the pixels are still here
            stat = scan.path.stat()
            if opened is None or max(stat.st_mtime, stat.st_ctime) <= opened:
                size, sha256 = stat.st_size, hash_file(scan.path)
    return ScanIdentity(
        name=scan.path.name if scan.path else "",
        bytes=size,
        sha256=sha256,
        width=scan.size.width,
        height=scan.size.height,
        channels=scan.channels,
        depth=scan.depth,
        pixels_sha256=hash_pixels(
            scan.pixels[top : top + BAND] for top in range(0, scan.size.height, BAND)
        ),
        page=scan.page,
    )


def is_same_scan(identity: ScanIdentity, other: ScanIdentity) -> bool:
    """Whether what was done to the one can be laid on the other."""
    if (identity.width, identity.height, identity.channels, identity.depth) != (
        other.width,
        other.height,
        other.channels,
        other.depth,
    ):
        return False
    same_page = identity.page == other.page
    same_file = same_page and bool(identity.sha256) and identity.sha256 == other.sha256
    return same_file or identity.pixels_sha256 == other.pixels_sha256


def find_scan(identity: ScanIdentity, folders: Iterable[Path]) -> Path | None:
    """The file with this content in one of `folders`, under whatever name; None if there is none.

    Only files of the right size are read. A file of the right name is taken where none has the
    content: its pixels may be the same.
    """
    namesake = None
    for folder in dict.fromkeys(folders):
        for path, size in _files(folder):
            if size == identity.bytes and identity.sha256 and _holds(path, identity.sha256):
                return path
            if path.name == identity.name and namesake is None:
                namesake = path
    return namesake


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_pixels(bands: Iterable[np.ndarray]) -> str:
    """Of (rows, width, channels) bands from top to bottom."""
    digest = hashlib.sha256()
    for band in bands:
        digest.update(np.ascontiguousarray(band, band.dtype.newbyteorder("<")).data)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number >= MOST_FILES:
                return
            if entry.is_file():
                yield Path(entry.path), entry.stat().st_size


def _holds(path: Path, sha256: str) -> bool:
    try:
        return hash_file(path) == sha256
    except OSError:
        return False
