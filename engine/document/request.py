"""What a repair was asked to do: with the scan and the same generator, the same patches again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.document.marks import Marks
from engine.geometry import Box

if TYPE_CHECKING:
    from engine.document.patch import Patch

REACH = 192  # px around its hole that a fill looks at, at most (repair.regions.context)


@dataclass(frozen=True)
class Below:
    """A patch that a repair found on the scan, without its pixels: by now it may have gone."""

    id: str
    box: Box
    strength: float  # at which it showed then
    request: RepairRequest | None = field(compare=False)


@dataclass(frozen=True, eq=False)
class RepairRequest:
    """One call of `repair`, as far as it is not the scan itself.

    below: the patches within reach when it was carried out, from below to above.
    """

    marks: Marks
    settings: Mapping[str, str | int | float | bool]  # the fields of RepairSettings
    below: tuple[Below, ...] = ()
    model: str = ""  # id of the generator that stood by; empty where there was none
    model_sha256: str = ""
    device: str = "cpu"
    # Of `marks`: what was to be filled by a method of its own, not by that of the settings.
    methods: tuple[tuple[str, Marks], ...] = ()
    lines: Marks | None = None  # that led the generator; None: it takes none


def within_reach(boxes: Sequence[Box], of: Sequence[Box]) -> list[bool]:
    """Which of `boxes` a repair whose patches lie at `of` can have looked at."""
    corners = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]).reshape(-1, 4).T
    left, top, right, bottom = corners
    near = np.zeros(len(boxes), bool)
    for box in of:
        wide = box.pad(REACH)
        near |= (
            (left < wide.right) & (right > wide.left) & (top < wide.bottom) & (bottom > wide.top)
        )
    return [bool(each) for each in near]


def below(patches: Sequence[Patch], new: Sequence[Patch]) -> tuple[Below, ...]:
    """What of `patches`, which lie on the scan, the repair that made `new` can have looked at."""
    shown = [patch for patch in patches if patch.strength > 0]
    near = within_reach([patch.box for patch in shown], [patch.box for patch in new])
    return tuple(
        Below(patch.id, patch.box, patch.strength, patch.request)
        for patch, is_near in zip(shown, near, strict=True)
        if is_near
    )
