"""The JSON in a restoration file and in a record: what it says, without any pixels.

Read strictly (`strict_json.py`). Whoever adds, removes or renames a key raises the version of both
formats and teaches the reader the older ones; tests hold the keys of each version.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, get_args, get_type_hints

import engine
from engine.document.identity import ScanIdentity
from engine.document.lineage import fills_of, gone_from
from engine.document.marks import Marks
from engine.document.mask import TILE
from engine.document.patch import MOST_VARIANTS, Patch, Provenance
from engine.document.request import RepairRequest
from engine.document.strict_json import JsonObject
from engine.errors import RestorationError
from engine.files.limits import MAX_SIDE
from engine.geometry import Box, Size

MOST_BASE64 = 64 * 2**20  # letters, of marks in JSON
MOST_BYTES = 16 * 2**20  # of JSON; parsing takes up to twenty times as much memory
MOST_PATCHES = 20_000
_HASH = re.compile(r"[0-9a-f]{64}|")
_NAME = re.compile(r"[^/\\\0-\x1f]*")


@dataclass(frozen=True)
class PatchHeader:
    """A patch without its pixels; `request` is the number of its request, or None."""

    id: str
    box: Box
    strength: float
    request: int | None
    provenance: Provenance
    has_confidence: bool
    variants: tuple[PatchHeader, ...] = ()


@dataclass(frozen=True)
class Gone:
    """A patch that a request found and that is no more; `request` as in PatchHeader."""

    id: str
    box: Box
    request: int | None


def head(format: str, version: int, identity: ScanIdentity) -> dict[str, Any]:
    """How every manifest begins."""
    return {
        "format": format,
        "version": version,
        "written_by": f"Heirloom {engine.__version__}",
        "scan": _told(identity),
    }


def _told(identity: ScanIdentity) -> dict[str, Any]:
    """The page only where it is not the first, which is all that older versions know."""
    told = asdict(identity)
    if identity.page == 1:
        del told["page"]
    return told


def check_head(manifest: JsonObject, format: str, version: int, file: str) -> int:
    """Take format, version and writer; returns the version.

    Raises:
        RestorationError: a newer Heirloom wrote it.
        ValueError: it is something else.
    """
    if (found := manifest.text("format")) != format:
        raise ValueError(f"its format is {found!r}")
    number, writer = manifest.number("version", 1, 2**31), manifest.text("written_by")
    if number > version:
        raise RestorationError(
            f"{file} was written by a newer version ({writer}, format {number}; this one reads up "
            f"to {version}): open it with that version, or update Heirloom."
        )
    return number


def patches_as_json(
    patches: Sequence[Patch], requests: Sequence[RepairRequest]
) -> list[dict[str, Any]]:
    numbers = _numbers(requests)
    return [_patch_as_json(patch, numbers) for patch in patches]


def gone_as_json(
    patches: Sequence[Patch], requests: Sequence[RepairRequest]
) -> list[dict[str, Any]]:
    numbers = _numbers(requests)
    return [
        {"id": each.id, "box": box_as_json(each.box), "request": numbers.get(id(each.request))}
        for each in gone_from(patches, requests)
    ]


def box_as_json(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def read_identity(value: JsonObject) -> ScanIdentity:
    identity = ScanIdentity(
        name=value.text("name", 255),
        bytes=value.number("bytes", 0, 2**62),
        sha256=value.text("sha256"),
        width=value.number("width", 1, MAX_SIDE),
        height=value.number("height", 1, MAX_SIDE),
        channels=value.number("channels", 1, 3),
        depth=value.number("depth", 8, 16),
        pixels_sha256=value.text("pixels_sha256"),
        page=value.number("page", 1, 2**31) if value.has("page") else 1,
    )
    value.end()
    if identity.channels == 2 or identity.depth not in (8, 16):
        raise ValueError("the scan has an impossible depth or number of channels")
    if not (_HASH.fullmatch(identity.sha256) and _HASH.fullmatch(identity.pixels_sha256)):
        raise ValueError("a hash of the scan is no SHA-256")
    if not _NAME.fullmatch(identity.name):
        raise ValueError("the name of the scan is a path")
    return identity


def read_patches(manifest: JsonObject, size: Size, requests: int) -> list[PatchHeader]:
    headers = [_patch_header(value, size, requests) for value in manifest.objects("patches")]
    if len(fills := fills_of(headers)) > MOST_PATCHES:
        raise ValueError(f"it has {len(fills):,} patches, more than {MOST_PATCHES:,}")
    if len({fill.id for fill in fills}) != len(fills):
        raise ValueError("two patches have the same id")
    return headers


def read_gone(manifest: JsonObject, size: Size, requests: int) -> list[Gone]:
    """None in versions 1 and 2."""
    values = list(manifest.objects("gone")) if manifest.has("gone") else []
    if len(values) > MOST_PATCHES:
        raise ValueError(f"it speaks of {len(values):,} patches that are no more")
    found = []
    for value in values:
        box = read_box(value.take("box", list), size)
        found.append(Gone(value.text("id", 64), box, _request(value, requests)))
        value.end()
    return found


def read_base64(value: JsonObject, key: str) -> bytes:
    try:
        return base64.b64decode(value.text(key, MOST_BASE64), validate=True)
    except binascii.Error as error:
        raise ValueError(f"{key!r} is no base64") from error


def check_marks(marks: Marks) -> None:
    """Raise ValueError where the packed pixels are not those of the tiles."""
    for _ in marks.read():
        pass


def read_tiles(values: Sequence[object], size: Size) -> tuple[Box, ...]:
    """Boxes of at most a tile each, which together are no more than the scan."""
    tiles = tuple(read_box(value, size) for value in values)
    if any(max(tile.width, tile.height) > TILE for tile in tiles):
        raise ValueError(f"a tile of the mask is larger than {TILE} px")
    if sum(tile.area for tile in tiles) > size.area:
        raise ValueError("the tiles of the mask are more than the scan")
    return tiles


def read_box(value: object, size: Size) -> Box:
    """[left, top, right, bottom] inside the scan, not empty."""
    if not isinstance(value, list) or len(value) != 4 or any(type(n) is not int for n in value):
        raise ValueError("a box is not four whole numbers")
    box = Box(*value)
    if not (box.left < box.right and box.top < box.bottom and size.box.contains(box)):
        raise ValueError(f"the box {value} does not lie inside the scan of {size} pixels")
    return box


def _numbers(requests: Sequence[RepairRequest]) -> dict[int, int]:
    return {id(request): number for number, request in enumerate(requests)}


def _patch_as_json(patch: Patch, numbers: Mapping[int, int]) -> dict[str, Any]:
    told = {
        "id": patch.id,
        "box": box_as_json(patch.box),
        "strength": patch.strength,
        "request": numbers.get(id(patch.request)),
        "has_confidence": patch.confidence is not None,
        "provenance": patch.provenance.as_json(),
    }
    if patch.variants:
        told["variants"] = [_patch_as_json(variant, numbers) for variant in patch.variants]
    return told


def _patch_header(value: JsonObject, size: Size, requests: int, depth: int = 0) -> PatchHeader:
    inner = list(value.objects("variants")) if depth == 0 and value.has("variants") else []
    if len(inner) > MOST_VARIANTS:
        raise ValueError(f"a patch has {len(inner)} variants, more than {MOST_VARIANTS}")
    header = PatchHeader(
        id=value.text("id", 64),
        box=read_box(value.take("box", list), size),
        strength=value.take("strength", float),
        request=_request(value, requests),
        provenance=_provenance(value.object("provenance")),
        has_confidence=value.take("has_confidence", bool),
        variants=tuple(_patch_header(each, size, requests, 1) for each in inner),
    )
    value.end()
    if not 0 <= header.strength <= 1:
        raise ValueError(f"the strength {header.strength} is not from 0 to 1")
    return header


def _request(value: JsonObject, requests: int) -> int | None:
    return value.number("request", 0, requests - 1) if value.has("request") else None


def _provenance(value: JsonObject) -> Provenance:
    """What is missing and has a default was not known yet to who wrote it."""
    kinds = get_type_hints(Provenance)
    known = [field.name for field in fields(Provenance)]
    told: Mapping[str, Any] = {
        name: value.take(name, _kind(kinds[name])) for name in known if value.has(name)
    }
    value.end()
    try:
        return Provenance(**told)
    except TypeError as error:
        raise ValueError(f"a patch does not say how it was made: {error}") from error


def _kind(hint: Any) -> type:  # noqa: ANN401  a type hint has no type
    """float for `float | None`."""
    kinds = [kind for kind in get_args(hint) if kind is not type(None)]
    kind: type = kinds[0] if kinds else hint
    return kind
