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
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from engine.document import manifest as kinds
from engine.document.document import Snapshot
from engine.document.finish_manifest import finish_as_json
from engine.document.identity import ScanIdentity, identify
from engine.document.layers import HAND
from engine.document.lineage import fills_of, requests_of
from engine.document.marking import LayerSettings
from engine.document.marks import Marks
from engine.document.packing import differences, pack
from engine.document.patch import Patch
from engine.document.request_manifest import request_as_json
from engine.errors import SaveError
from engine.files.atomic import replacing
from engine.files.scan import Scan
from engine.progress import Progress
from engine.restore.finish import NO_FINISH, Finish

SUFFIX = ".heirloom"
FORMAT, VERSION = "heirloom-restoration", 4
MANIFEST = "manifest.json"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # every member's date: a zip knows no earlier one, and no "none"


@dataclass(frozen=True)
class View:
    """How the scan was looked at: device pixels per scan pixel, and the point in the middle."""

    zoom: float
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class SavedLayer:
    """A mask layer that is not as in a new document."""

    id: str
    settings: LayerSettings
    marks: Marks


@dataclass(frozen=True, eq=False)
class Restoration:
    """What a restoration file holds.

    active: the id of the layer that was painted into.
    packed: the patches by id as they lie in the file, for the next one.
    """

    scan: ScanIdentity
    patches: tuple[Patch, ...]
    layers: tuple[SavedLayer, ...] = ()
    active: str = HAND
    view: View | None = None
    packed: Mapping[str, bytes] = field(default_factory=dict)
    finish: Finish = NO_FINISH


class RestorationWriter:
    """Saves one document again and again; packs each patch and hashes the scan only once.

    May be used from several threads, one at a time gets through.
    """

    def __init__(self, scan: Scan, packed: Mapping[str, bytes] | None = None) -> None:
        """`packed`: of the restoration that the document was opened from."""
        self._scan, self._opened = scan, time.time()
        self._identity: ScanIdentity | None = None
        self._packed = dict(packed or {})  # by patch id
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
            layers = tuple(
                SavedLayer(layer.id, layer.settings, Marks.of_tiles(layer.tiles))
                for layer in snapshot.layers
            )
            restoration = Restoration(
                identity, snapshot.patches, layers, snapshot.active, view, finish=snapshot.finish
            )
            kept: dict[str, bytes] = {}
            fills = fills_of(snapshot.patches)
            for number, patch in enumerate(fills):
                progress.step(0.9 * number / len(fills), f"saving {path.name}")
                kept[patch.id] = self._packed.get(patch.id) or _pack_patch(patch)
            self._packed = kept
            with replacing(path) as file:
                _write(file, path, restoration, kept)
        progress.step(1.0, f"saving {path.name}")
        return path


def _write(file: BinaryIO, path: Path, restoration: Restoration, packed: dict[str, bytes]) -> None:
    patches, fills = restoration.patches, fills_of(restoration.patches)
    requests = requests_of(patches)
    told = kinds.head(FORMAT, VERSION, restoration.scan) | {
        "view": asdict(restoration.view) if restoration.view else None,
        "active": restoration.active,
        "layers": [
            {"id": layer.id}
            | asdict(layer.settings)
            | {"tiles": [kinds.box_as_json(tile) for tile in layer.marks.tiles]}
            for layer in restoration.layers
        ],
        "requests": [request_as_json(request) for request in requests],
        "patches": kinds.patches_as_json(patches, requests),
        "gone": kinds.gone_as_json(patches, requests),
    }
    if restoration.finish != NO_FINISH:
        told["finish"] = finish_as_json(restoration.finish)
    data = json.dumps(told, indent=1, allow_nan=False).encode()
    if len(fills) > kinds.MOST_PATCHES or len(data) > kinds.MOST_BYTES:
        raise SaveError(
            f"{path.name} cannot hold {len(fills):,} patches, at most "
            f"{kinds.MOST_PATCHES:,}: export the picture and go on from there."
        )
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
            _add(archive, MANIFEST, data)
            for layer in restoration.layers:
                _add(archive, layer_name(layer.id), layer.marks.packed)
            for name, request in zip(request_names(len(requests)), requests, strict=True):
                _add(archive, name, request.marks.packed)
            for name, patch in zip(patch_names(len(fills)), fills, strict=True):
                _add(archive, name, packed[patch.id])
    except zipfile.LargeZipFile as error:
        raise SaveError(
            f"{path.name} would have more than 4 GB: export the picture and go on from there."
        ) from error


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    member = zipfile.ZipInfo(name, EARLIEST)
    member.create_system = 3  # the same on every system, for the same bytes
    archive.writestr(member, data)


def layer_name(layer_id: str) -> str:
    return f"layers/{layer_id}"


def request_names(count: int) -> list[str]:
    return [f"requests/{number}" for number in range(count)]


def patch_names(count: int) -> list[str]:
    return [f"patches/{number}" for number in range(count)]


def _pack_patch(patch: Patch) -> bytes:
    confidence = b"" if patch.confidence is None else patch.confidence.tobytes()
    return pack([differences(patch.pixels), np.packbits(patch.changed).tobytes(), confidence])
