"""Where patches come from: every request that must be carried out to have them again, in order.

A repair looks at the patches around it. Those may be switched to another variant or removed later;
whoever makes the repair again needs them as they were, so a request keeps hold of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from engine.document.patch import Patch
from engine.document.request import Below, RepairRequest

if TYPE_CHECKING:
    from engine.document.manifest import PatchHeader


class _HasVariants(Protocol):
    @property
    def variants(self) -> tuple[Self, ...]: ...


Fill = TypeVar("Fill", bound=_HasVariants)


def fills_of(patches: Iterable[Fill]) -> list[Fill]:
    """Every patch, each followed by its variants."""
    fills: list[Fill] = []
    for patch in patches:
        fills += [patch, *patch.variants]
    return fills


def with_variants(patch: Patch, header: PatchHeader, made: Mapping[str, Patch]) -> Patch:
    """`patch` with those that `header` names, out of all that were `made`, by id."""
    return replace(patch, variants=tuple(made[each.id] for each in header.variants))


def requests_of(patches: Sequence[Patch]) -> list[RepairRequest]:
    """The requests behind `patches`, each once, after those whose patches it found."""
    ordered: dict[int, RepairRequest] = {}
    waiting = [fill.request for fill in reversed(fills_of(patches)) if fill.request is not None]
    while waiting:
        request = waiting[-1]
        needed = [
            each.request
            for each in reversed(request.below)
            if each.request is not None and id(each.request) not in ordered
        ]
        if needed and id(request) not in ordered:
            waiting += needed
        else:
            ordered[id(request)] = waiting.pop()
    return list(ordered.values())


def gone_from(patches: Sequence[Patch], requests: Sequence[RepairRequest]) -> list[Below]:
    """What these requests found, each once, that is in `patches` no more."""
    known = {fill.id for fill in fills_of(patches)}
    found = {each.id: each for request in requests for each in request.below}
    return [each for name, each in found.items() if name not in known]
