"""Requests in the JSON of a restoration file and of a record."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.document.lineage import fills_of
from engine.document.manifest import (
    Gone,
    PatchHeader,
    box_as_json,
    check_marks,
    read_base64,
    read_tiles,
)
from engine.document.marks import Marks
from engine.document.request import Below, RepairRequest, within_reach
from engine.document.strict_json import JsonObject
from engine.geometry import Size


def request_as_json(request: RepairRequest) -> dict[str, Any]:
    """All but the packed marks of the whole; those of single methods are mostly none."""
    lines = {} if request.lines is None else {"lines": _marks_as_json(request.lines)}
    return {
        "settings": dict(request.settings),
        "below": [[each.id, each.strength] for each in request.below],
        "model": request.model,
        "model_sha256": request.model_sha256,
        "device": request.device,
        "tiles": [box_as_json(box) for box in request.marks.tiles],
        "methods": [
            {"method": method} | _marks_as_json(marks) for method, marks in request.methods
        ],
    } | lines


def _marks_as_json(marks: Marks) -> dict[str, Any]:
    return {
        "tiles": [box_as_json(box) for box in marks.tiles],
        "marks": base64.b64encode(marks.packed).decode(),
    }


@dataclass(frozen=True, eq=False)
class RequestReader:
    """Takes the requests of a manifest one after another.

    patches, gone: of the same manifest. Versions 1 and 2 knew no removed patches and no variants:
    below a request lay what stands before its own patches, in full but for what they `toned`.
    """

    size: Size
    patches: Sequence[PatchHeader]
    gone: Sequence[Gone]

    def read(
        self, values: Sequence[JsonObject], packed: Callable[[int, JsonObject], bytes]
    ) -> list[RepairRequest]:
        """packed: gives the packed marks of the request of this number."""
        requests: list[RepairRequest] = []
        for number, value in enumerate(values):
            requests.append(self._read(value, requests, packed(number, value)))
        return requests

    def _read(
        self, value: JsonObject, earlier: list[RepairRequest], packed: bytes
    ) -> RepairRequest:
        settings = value.object("settings").rest()
        for name, setting in settings.items():
            if not isinstance(setting, str | int | float | bool) or len(str(setting)) > 1000:
                raise ValueError(f"the setting {name!r} has no plain value")
        request = RepairRequest(
            Marks(read_tiles(value.take("tiles", list), self.size), packed),
            settings,
            self._below(value, earlier),
            model=value.text("model"),
            model_sha256=value.text("model_sha256"),
            device=value.text("device"),
            # Version 1 knew of no methods for single layers.
            methods=_methods(value, self.size) if value.has("methods") else (),
            # Only of generators that take lines.
            lines=_marks(value.object("lines"), self.size) if value.has("lines") else None,
        )
        value.end()
        check_marks(request.marks)
        return request

    def _below(self, value: JsonObject, earlier: Sequence[RepairRequest]) -> tuple[Below, ...]:
        if value.has("toned"):
            return self._before(value, earlier)
        known: dict[str, PatchHeader | Gone] = {each.id: each for each in self.gone}
        known |= {each.id: each for each in fills_of(self.patches)}
        found = []
        for name, strength in map(_strength_of, value.take("below", list)):
            if name not in known:
                raise ValueError(f"a patch {name!r} lay below a repair, and nobody knows it")
            found.append(_below(known[name], strength, earlier))
        return tuple(found)

    def _before(self, value: JsonObject, earlier: Sequence[RepairRequest]) -> tuple[Below, ...]:
        toned = dict(map(_strength_of, value.take("toned", list)))
        own = [patch.request == len(earlier) for patch in self.patches]
        before = self.patches[: own.index(True)] if any(own) else ()
        made = [patch.box for patch, is_own in zip(self.patches, own, strict=True) if is_own]
        near = within_reach([patch.box for patch in before], made)
        return tuple(
            _below(patch, toned.get(patch.id, 1.0), earlier)
            for patch, is_near in zip(before, near, strict=True)
            if is_near and toned.get(patch.id, 1.0) > 0
        )


def _below(patch: PatchHeader | Gone, strength: float, earlier: Sequence[RepairRequest]) -> Below:
    if patch.request is not None and patch.request >= len(earlier):
        raise ValueError("a repair found patches that were made after it")
    request = None if patch.request is None else earlier[patch.request]
    return Below(patch.id, patch.box, strength, request)


def _methods(value: JsonObject, size: Size) -> tuple[tuple[str, Marks], ...]:
    found = []
    for each in value.objects("methods"):
        method = each.text("method", 20)
        found.append((method, _marks(each, size)))
    return tuple(found)


def _marks(value: JsonObject, size: Size) -> Marks:
    """The rest of `value`: tiles and their packed marks."""
    marks = Marks(read_tiles(value.take("tiles", list), size), read_base64(value, "marks"))
    value.end()
    check_marks(marks)
    return marks


def _strength_of(pair: object) -> tuple[str, float]:
    match pair:
        case [str(patch_id), int() | float() as strength] if 0 <= strength <= 1:
            return patch_id, float(strength)
    raise ValueError("a patch below a repair has no strength from 0 to 1")
