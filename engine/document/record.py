"""The record: what was done to a scan, where and by what; with the scan, the result comes again.

It holds no pixels, only what determines them: the marks, the settings, the generator's hash, the
seed, the device. A JSON file beside the result, and in short a line in the result's XMP.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import engine
from engine.document import manifest as kinds
from engine.document.document import Document, Snapshot
from engine.document.finish_manifest import Whole, read_whole, whole_as_json
from engine.document.identity import (
    BAND,
    ScanIdentity,
    hash_file,
    hash_pixels,
    identify,
    is_same_scan,
)
from engine.document.layers import HAND
from engine.document.lineage import requests_of
from engine.document.marking import LayerMarks, LayerSettings
from engine.document.patch import Patch
from engine.document.read_restoration import one_sentence
from engine.document.request import RepairRequest
from engine.document.request_manifest import RequestReader, request_as_json
from engine.document.strict_json import parse
from engine.errors import RestorationError
from engine.files import for_result, metadata, xmp
from engine.files.atomic import replacing
from engine.files.scan import Scan
from engine.files.xmp_extended import parted
from engine.geometry import Box, Size
from engine.progress import Progress
from engine.restore.finish import NO_FINISH, Finish

FORMAT, VERSION = "heirloom-record", 4
SUFFIX = ".record.json"  # behind the whole name of the result
MOST_BYTES = 64 * 2**20  # of a record that is read

Repair = Callable[[Snapshot, RepairRequest, Progress], list[Patch]]


@dataclass(frozen=True, eq=False)
class Record:
    """As it is read.

    pixels_sha256: of the scan with its repairs, before its format rounded or compressed it.
    gone: patches that are not in the result, but that later repairs of it found on the scan.
    whole: what was done to the whole picture after them; None where nothing was.
    """

    scan: ScanIdentity
    result: str  # name of the file
    pixels_sha256: str
    patches: tuple[kinds.PatchHeader, ...]
    requests: tuple[RepairRequest, ...]
    gone: tuple[kinds.Gone, ...] = ()
    whole: Whole | None = None


def record_path(result: Path) -> Path:
    """Where the record of a result lies: photo.tif.record.json beside photo.tif."""
    return result.with_name(result.name + SUFFIX)


def save_record(
    snapshot: Snapshot,
    result: Path,
    identity: ScanIdentity | None = None,
    progress: Progress | None = None,
    finished_sha256: str = "",
) -> Path:
    """Write the record of what was saved as `result` beside it; returns where.

    identity: of the scan, where it is known already.
    finished_sha256: of the pixels with the finish, as `save_restored` tells it.

    Raises:
        SaveError: it cannot be written.
    """
    path, progress = record_path(result), progress or Progress()
    identity = identity or identify(snapshot.scan, progress)
    # What might have been chosen instead is no part of the result.
    patches = [replace(patch, variants=()) for patch in snapshot.patches]
    requests = requests_of(patches)
    told = kinds.head(FORMAT, VERSION, identity) | {
        "result": {
            "name": result.name,
            "sha256": hash_file(result),
            "pixels_sha256": hash_document(snapshot, progress),
            "digital_source_type": xmp.SOURCE_TYPES + source_type(snapshot.patches),
        },
        "requests": [
            request_as_json(request) | {"marks": base64.b64encode(request.marks.packed).decode()}
            for request in requests
        ],
        "patches": kinds.patches_as_json(patches, requests),
        "gone": kinds.gone_as_json(patches, requests),
    }
    if snapshot.finish != NO_FINISH:
        told["whole"] = whole_as_json(snapshot, finished_sha256)
    with replacing(path) as file:
        file.write(json.dumps(told, indent=1, allow_nan=False).encode())
    return path


def open_record(path: Path) -> Record:
    """
    Raises:
        RestorationError: it is missing, damaged, or from a newer Heirloom.
    """
    with one_sentence(path, "record"), path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
        told = parse(data)
        kinds.check_head(told, FORMAT, VERSION, path.name)
        scan = kinds.read_identity(told.object("scan"))
        size = Size(scan.width, scan.height)
        result = told.object("result")
        values = list(told.objects("requests"))
        headers = kinds.read_patches(told, size, len(values))
        gone = kinds.read_gone(told, size, len(values))
        reader = RequestReader(size, headers, gone)
        requests = reader.read(values, lambda _, value: kinds.read_base64(value, "marks"))
        whole = read_whole(told.object("whole"), size) if told.has("whole") else None
        told.end()
        pixels = result.text("pixels_sha256")
        return Record(
            scan, result.text("name"), pixels, tuple(headers), tuple(requests), tuple(gone), whole
        )


def rebuild(scan: Scan, record: Record, repair: Repair, progress: Progress) -> Document:
    """Do again what the record says.

    Args:
        repair: carries one request out on a snapshot.

    Raises:
        RestorationError: the scan is another one, or other patches came out.
    """
    found = identify(scan, progress)
    if not is_same_scan(record.scan, found):
        raise RestorationError(
            f"{found.name} is not the scan of this record: that was {record.scan.name}, "
            f"{record.scan.width} x {record.scan.height} pixels. Choose the original scan."
        )
    wanted: list[kinds.PatchHeader | kinds.Gone] = [*record.patches, *record.gone]
    if any(each.request is None for each in wanted):
        raise RestorationError(
            "this record does not say how all of its repairs were made, so that they cannot be "
            "made again."
        )
    document = Document(scan)
    made: dict[str, Patch] = {}
    for number, request in enumerate(record.requests):
        part = progress.part(number / len(record.requests), (number + 1) / len(record.requests))
        own = [each for each in wanted if each.request == number]
        made |= _repeat(scan, request, own, made, repair, part)
    document.patches[:] = [replace(made[p.id], strength=p.strength) for p in record.patches]
    if record.whole is not None:
        record.whole.lay_on(document)
    return document


def hash_document(document: Document | Snapshot, progress: Progress | None = None) -> str:
    """Of the pixels with all patches; in bands, so that no second scan is in memory."""
    progress, size = progress or Progress(), document.scan.size

    def read(top: int) -> Box:
        progress.step(top / size.height, "hashing the result")
        return Box(0, top, size.width, min(top + BAND, size.height))

    return hash_pixels(document.read(read(top)) for top in range(0, size.height, BAND))


def with_history(snapshot: Snapshot) -> Snapshot:
    """The same, to be saved: what was done in its scan's XMP, program and time in its EXIF.

    Unchanged where nothing was done. The time is that of `for_result.saving_time`.
    """
    scan = snapshot.scan
    shown = [patch for patch in snapshot.patches if patch.strength > 0]
    if not shown and snapshot.finish == NO_FINISH:
        return snapshot
    agent = f"Heirloom {engine.__version__}"
    when = for_result.saving_time()
    said = for_result.stamped(scan.metadata, agent, when)
    what = in_words(shown, snapshot.finish)
    packet = xmp.with_event(said.xmp, agent, what, source_type(shown), when)
    room = metadata.MOST_IN_JPEG["XMP"]
    if not len(said.xmp or b"") <= room or parted(packet or b"", room) is not None:
        said = replace(said, xmp=packet)  # else rather what the file said than what we add
    return replace(snapshot, scan=replace(scan, metadata=said))


def in_words(patches: Sequence[Patch], finish: Finish = NO_FINISH) -> str:
    """ "3 repairs: 2 by generator (photonet-fill 0123456789ab, cpu, seed 0), 1 by ns"."""
    counts: dict[str, int] = {}
    for patch in patches:
        made = patch.provenance
        how = f"{made.device}, seed {made.seed}" + f", {made.views} views" * (made.views > 1)
        model = f" ({made.model} {made.model_sha256[:12]}, {how})"
        key = made.method + (model if made.model else "")
        counts[key] = counts.get(key, 0) + 1
    told = ", ".join(f"{count} by {key}" for key, count in counts.items())
    repairs = f"{len(patches)} repair{'s' * (len(patches) != 1)}: {told}" if patches else ""
    whole = f"whole picture: {finish}" if finish != NO_FINISH else ""
    return "; ".join(part for part in (repairs, whole) if part)


def source_type(patches: Sequence[Patch]) -> str:
    """Of the IPTC: whether a trained model made some of what is seen."""
    generated = any(patch.provenance.model and patch.strength > 0 for patch in patches)
    return xmp.COMPOSITE if generated else xmp.ENHANCED


def _repeat(
    scan: Scan,
    request: RepairRequest,
    wanted: Sequence[kinds.PatchHeader | kinds.Gone],
    earlier: Mapping[str, Patch],
    repair: Repair,
    progress: Progress,
) -> dict[str, Patch]:
    """The wanted patches of one request, by their ids in the record, at full strength.

    earlier: those of the requests before it.
    """
    below = tuple(replace(earlier[each.id], strength=each.strength) for each in request.below)
    marks = [("", request.marks), *request.methods]
    layers = [LayerMarks(HAND, LayerSettings(method=m), tuple(each.read())) for m, each in marks]
    snapshot = Snapshot(scan, below, tuple(layers))
    made = {patch.box: patch for patch in repair(snapshot, request, progress)}
    if missing := [each for each in wanted if each.box not in made]:
        raise RestorationError(
            f"other repairs came out than the record says, for example none at {missing[0].box}: "
            "it takes the version of Heirloom that wrote the record."
        )
    return {each.id: replace(made[each.box], id=each.id) for each in wanted}
