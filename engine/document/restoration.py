"""The restoration file (.heirloom): all that was done to a scan, without the scan.

A zip of stored members: manifest.json, the marks, the marks of every request, and the pixels of
every patch, each a zlib stream whose length follows from the manifest. docs/restoration-file.md
describes it for other programs. The same document gives the same bytes whenever it is saved.
"""

from __future__ import annotations

import json
import threading
import time
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from engine.document import manifest as kinds
from engine.document.document import Snapshot
from engine.document.identity import ScanIdentity, identify
from engine.document.marks import Marks
from engine.document.packing import differences, pack
from engine.document.patch import Patch
from engine.errors import SaveError
from engine.files.atomic import replacing
from engine.files.scan import Scan
from engine.progress import Progress

SUFFIX = ".heirloom"
FORMAT, VERSION = "heirloom-restoration", 1
MANIFEST, MARKS = "manifest.json", "marks"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # every member's date: a zip knows no earlier one, and no "none"


@dataclass(frozen=True)
class View:
    """How the scan was looked at: device pixels per scan pixel, and the point in the middle."""

    zoom: float
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class Restoration:
    """What a restoration file holds."""

    scan: ScanIdentity
    patches: tuple[Patch, ...]
    marks: Marks
    view: View | None = None


class RestorationWriter:
    """Saves one document again and again; packs each patch and hashes the scan only once.

    May be used from several threads, one at a time gets through.
    """

    def __init__(self, scan: Scan) -> None:
        self._scan, self._opened = scan, time.time()
        self._identity: ScanIdentity | None = None
        self._packed: dict[str, bytes] = {}  # by patch id
        self._alone = threading.Lock()

    def identity(self, progress: Progress | None = None) -> ScanIdentity:
        """Of the scan as it was when this writer was made."""
        if self._identity is None:
            self._identity = identify(self._scan, progress, self._opened)
        return self._identity

    def save(
        self,
        snapshot: Snapshot,
        path: Path,
        view: View | None = None,
        progress: Progress | None = None,
    ) -> Path:
        """Write `snapshot` of the document; what is at `path` is replaced in one step.

        Raises:
            SaveError: it cannot be written, or is more than the format holds.
            Cancelled: the progress was asked to stop; nothing is left behind.
        """
        progress = progress or Progress()
        with self._alone:
            identity = self.identity(progress)
            marks = Marks.of(snapshot.mask, snapshot.marked)
            restoration = Restoration(identity, snapshot.patches, marks, view)
            kept: dict[str, bytes] = {}
            for number, patch in enumerate(snapshot.patches):
                progress.step(0.9 * number / len(snapshot.patches), f"saving {path.name}")
                kept[patch.id] = self._packed.get(patch.id) or _pack_patch(patch)
            self._packed = kept
            with replacing(path) as file:
                _write(file, path, restoration, kept)
        progress.step(1.0, f"saving {path.name}")
        return path


def _write(file: BinaryIO, path: Path, restoration: Restoration, packed: dict[str, bytes]) -> None:
    requests = kinds.requests_of(restoration.patches)
    told = kinds.head(FORMAT, VERSION, restoration.scan) | {
        "view": asdict(restoration.view) if restoration.view else None,
        "marks": [kinds.box_as_json(tile) for tile in restoration.marks.tiles],
        "requests": [kinds.request_as_json(request) for request in requests],
        "patches": kinds.patches_as_json(restoration.patches),
    }
    data = json.dumps(told, indent=1, allow_nan=False).encode()
    if len(restoration.patches) > kinds.MOST_PATCHES or len(data) > kinds.MOST_BYTES:
        raise SaveError(
            f"{path.name} cannot hold {len(restoration.patches):,} patches, at most "
            f"{kinds.MOST_PATCHES:,}: export the picture and go on from there."
        )
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
            _add(archive, MANIFEST, data)
            _add(archive, MARKS, restoration.marks.packed)
            for name, request in zip(request_names(len(requests)), requests, strict=True):
                _add(archive, name, request.marks.packed)
            names = patch_names(len(restoration.patches))
            for name, patch in zip(names, restoration.patches, strict=True):
                _add(archive, name, packed[patch.id])
    except zipfile.LargeZipFile as error:
        raise SaveError(
            f"{path.name} would have more than 4 GB: export the picture and go on from there."
        ) from error


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    member = zipfile.ZipInfo(name, EARLIEST)
    member.create_system = 3  # the same on every system, for the same bytes
    archive.writestr(member, data)


def request_names(count: int) -> list[str]:
    return [f"requests/{number}" for number in range(count)]


def patch_names(count: int) -> list[str]:
    return [f"patches/{number}" for number in range(count)]


def _pack_patch(patch: Patch) -> bytes:
    confidence = b"" if patch.confidence is None else patch.confidence.tobytes()
    return pack([differences(patch.pixels), np.packbits(patch.changed).tobytes(), confidence])
