"""Restoration files in: strictly, from whoever they come, and no more memory than they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

import numpy as np

from engine.document import manifest as kinds
from engine.document.archive import Archive
from engine.document.document import Document
from engine.document.finish_manifest import read_finish
from engine.document.identity import ScanIdentity, identify, is_same_scan
from engine.document.layers import HAND, IDS, METHODS
from engine.document.lineage import fills_of, with_variants
from engine.document.marking import LayerSettings
from engine.document.marks import Marks
from engine.document.packing import Unpacker, from_differences
from engine.document.patch import Patch
from engine.document.request import RepairRequest
from engine.document.request_manifest import RequestReader
from engine.document.restoration import (
    FORMAT,
    MANIFEST,
    VERSION,
    Restoration,
    SavedLayer,
    View,
    layer_name,
    patch_names,
    request_names,
)
from engine.document.strict_json import JsonObject, parse
from engine.errors import RestorationError
from engine.files.limits import SHARE, available_memory
from engine.files.scan import Scan
from engine.geometry import Size
from engine.progress import Progress
from engine.restore.finish import NO_FINISH

MOST_LETTERS = 120  # of what is wrong: it may hold pieces of the file


@dataclass(frozen=True)
class Summary:
    """What a restoration file holds, in brief."""

    scan: ScanIdentity
    patches: int
    is_marked: bool  # marks wait for their repair


def open_restoration(path: Path, progress: Progress | None = None) -> Restoration:
    """Everything in the file, checked; at no time more memory than the file speaks of.

    Raises:
        RestorationError: it is missing, damaged, cut off, too large, or from a newer Heirloom.
    """
    progress = progress or Progress()
    with one_sentence(path, "restoration file"), path.open("rb") as file:
        archive = Archive(file)
        manifest, version = _manifest(archive, path)
        scan = kinds.read_identity(manifest.object("scan"))
        size = Size(scan.width, scan.height)
        told = list(manifest.objects("requests"))
        headers = kinds.read_patches(manifest, size, len(told))
        gone = kinds.read_gone(manifest, size, len(told))
        fills = fills_of(headers)
        members, layers, active = _read_layers(manifest, version, size, archive)
        view = _read_view(manifest.object("view")) if manifest.has("view") else None
        # Version 1 knew of no whole picture.
        finish = read_finish(manifest.object("finish")) if manifest.has("finish") else NO_FINISH
        manifest.end()
        names = request_names(len(told))
        archive.expect([MANIFEST, *members, *names, *patch_names(len(fills))])
        _check_memory(path, scan, fills)
        reader = RequestReader(size, headers, gone)
        requests = reader.read(told, lambda number, _: archive.read(names[number]))
        made: dict[str, Patch] = {}
        packed: dict[str, bytes] = {}
        for header, name in zip(fills, patch_names(len(fills)), strict=True):
            progress.step(len(made) / len(fills), f"opening {path.name}")
            request = None if header.request is None else requests[header.request]
            packed[header.id] = archive.read(name)
            made[header.id] = _unpack_patch(header, scan, packed[header.id], request)
        patches = tuple(with_variants(made[header.id], header, made) for header in headers)
        return Restoration(scan, patches, layers, active, view, packed, finish)


def read_summary(path: Path) -> Summary:
    """Only the manifest is read.

    Raises:
        RestorationError: as `open_restoration`.
    """
    with one_sentence(path, "restoration file"), path.open("rb") as file:
        manifest, version = _manifest(Archive(file), path)
        scan = kinds.read_identity(manifest.object("scan"))
        tiles = (
            [manifest.take("marks", list)]
            if version == 1
            else [layer.take("tiles", list) for layer in manifest.objects("layers")]
        )
        return Summary(scan, len(manifest.take("patches", list)), any(tiles))


def lay_on(restoration: Restoration, scan: Scan, progress: Progress | None = None) -> Document:
    """The document as it was saved, on the scan it was made from; nothing can be undone.

    Raises:
        RestorationError: it was made from another scan.
    """
    found = identify(scan, progress)
    if not is_same_scan(restoration.scan, found):
        wanted = restoration.scan
        raise RestorationError(
            f"{found.name or 'the scan'} is not the scan this was made from: that is "
            f"{wanted.name}, {wanted.width} x {wanted.height} pixels of {wanted.depth} bits, "
            "with other contents. Choose the original scan."
        )
    document = Document(scan)
    document.patches.extend(restoration.patches)
    document.finish = restoration.finish
    for saved in restoration.layers:
        layer = document.layers[saved.id]
        layer.settings = saved.settings
        for tile, pixels in saved.marks.read():
            layer.mask.replace(tile, pixels)
    document.layers.activate(restoration.active)
    return document


def _manifest(archive: Archive, path: Path) -> tuple[JsonObject, int]:
    """What it says, and the version of its format."""
    manifest = parse(archive.read(MANIFEST, kinds.MOST_BYTES))
    return manifest, kinds.check_head(manifest, FORMAT, VERSION, path.name)


def _read_layers(
    manifest: JsonObject, version: int, size: Size, archive: Archive
) -> tuple[list[str], tuple[SavedLayer, ...], str]:
    """The names of their members, the layers, and the active one.

    Version 1 knew what was painted by hand, and no other layer.
    """
    if version == 1:
        marks = Marks(kinds.read_tiles(manifest.take("marks", list), size), archive.read("marks"))
        kinds.check_marks(marks)
        return ["marks"], (SavedLayer(HAND, LayerSettings(), marks),), HAND
    layers = [_read_layer(value, size, archive) for value in manifest.objects("layers")]
    hidden = [layer.id for layer in layers if not layer.settings.visible]
    active = manifest.text("active")
    if active not in IDS or active in hidden or len({each.id for each in layers}) != len(layers):
        raise ValueError("its layers contradict each other")
    return [layer_name(layer.id) for layer in layers], tuple(layers), active


def _read_layer(value: JsonObject, size: Size, archive: Archive) -> SavedLayer:
    layer_id, method = value.text("id"), value.text("method")
    if layer_id not in IDS or method not in METHODS:
        raise ValueError(f"the layer {layer_id!r} with the method {method!r} is unknown")
    tiles = kinds.read_tiles(value.take("tiles", list), size)
    settings = LayerSettings(value.take("visible", bool), method)
    value.end()
    marks = Marks(tiles, archive.read(layer_name(layer_id)))
    kinds.check_marks(marks)
    return SavedLayer(layer_id, settings, marks)


def _read_view(value: JsonObject) -> View:
    view = View(value.take("zoom", float), value.take("x", float), value.take("y", float))
    value.end()
    return view


def _unpack_patch(
    header: kinds.PatchHeader, scan: ScanIdentity, packed: bytes, request: RepairRequest | None
) -> Patch:
    box, dtype = header.box, np.dtype(f"u{scan.depth // 8}")
    unpacker = Unpacker(packed)
    data = unpacker.take(box.area * scan.channels * dtype.itemsize)
    pixels = from_differences(data, (box.height, box.width, scan.channels), dtype)
    bits = np.frombuffer(unpacker.take((box.area + 7) // 8), np.uint8)
    changed = np.unpackbits(bits, count=box.area).reshape(box.height, box.width).astype(bool)
    confidence = None
    if header.has_confidence:
        confidence = np.frombuffer(unpacker.take(box.area), np.uint8)
        confidence = confidence.reshape(box.height, box.width)
    unpacker.end()
    made, strength = header.provenance, header.strength
    return Patch(box, pixels, changed, made, confidence, strength, header.id, request)


def _check_memory(path: Path, scan: ScanIdentity, headers: list[kinds.PatchHeader]) -> None:
    each = scan.channels * scan.depth // 8 + 2  # with `changed` and confidence
    needed = sum(header.box.area for header in headers) * each
    free = available_memory()
    if free is not None and needed > SHARE * free:
        raise RestorationError(
            f"{path.name} holds repairs of {needed / 1e9:,.1f} GB, {free / 1e9:,.1f} GB of memory "
            "are free: close other programs."
        )


@contextmanager
def one_sentence(path: Path, what: str) -> Iterator[None]:
    """Whatever is wrong with a file from outside becomes one RestorationError."""
    try:
        yield
    except RestorationError:
        raise
    except FileNotFoundError as error:
        raise RestorationError(f"{path} does not exist.") from error
    except OSError as error:
        raise RestorationError(
            f"{path} cannot be read: {error.strerror or error}. Check the file and its folder."
        ) from error
    except MemoryError as error:
        raise RestorationError(
            f"{path.name} does not fit into the free memory: close other programs."
        ) from error
    except (ValueError, RecursionError, NotImplementedError) as error:
        raise RestorationError(
            f"{path.name} is no {what}, damaged or cut off ({shorten(str(error), MOST_LETTERS)}): "
            "take an older copy of it, or begin again from the scan."
        ) from error
