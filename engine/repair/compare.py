"""Other ways to repair a place that has been repaired: other methods, generators, seeds.

Each way gives one patch for the same marks, with everything else on the scan as it is now, so that
they can be looked at side by side and the best one kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.document.document import Snapshot
from engine.document.layers import HAND
from engine.document.lineage import fills_of
from engine.document.marking import PROTECT, LayerMarks
from engine.document.marks import Marks
from engine.document.patch import MOST_VARIANTS, ORIGINAL, TEXTURED, Patch, Provenance
from engine.document.patch_edits import marks_of
from engine.errors import DeviceError, MaskError, ModelError
from engine.generators.card import ModelCard
from engine.generators.session import Session
from engine.progress import Progress
from engine.repair.classical import METHODS, NAMES
from engine.repair.exemplar import THINNEST
from engine.repair.lines import takes_lines
from engine.repair.repair import RepairSettings, repair
from engine.repair.router import FSR_THICKEST


@dataclass(frozen=True)
class Way:
    """How to repair a place. model: id of the generator; empty for classical methods."""

    settings: RepairSettings
    model: str = ""

    @property
    def name(self) -> str:
        """For people."""
        method = self.settings.method
        if self.model:
            return self.model + " with texture" * (method == "texture")
        return NAMES[method]


@dataclass(frozen=True, eq=False)
class Compared:
    """The patches that came out, and a sentence for each way that failed."""

    patches: tuple[Patch, ...]
    problems: tuple[str, ...] = ()


def can_differ(patch: Patch) -> bool:
    """Whether there are other ways at all: not of bringing the original back."""
    return patch.provenance.method != ORIGINAL


def varies(made: Provenance, cards: Sequence[ModelCard] = ()) -> bool:
    """Whether another seed gives another patch. cards: of the generators there are."""
    several = any(card.id == made.model and "noise" in card.tensors for card in cards)
    return made.grain or made.method == TEXTURED or several


def other_ways(patch: Patch, cards: Sequence[ModelCard]) -> list[Way]:
    """At most MOST_VARIANTS ways by which neither `patch` nor one of its variants was made.

    cards: of the generators there are, the preferred one first.
    """
    made = patch.provenance
    settings = RepairSettings(seed=made.seed, grain=made.grain, as_one=True, views=made.views)
    ways = [Way(replace(settings, method="generator"), card.id) for card in cards]
    blurred = [card for card in cards if "prefill" in card.tensors]
    if made.thickness > THINNEST:
        ways += [Way(replace(settings, method="texture"), card.id) for card in blurred[:1]]
    classical = [m for m in METHODS if m != "fsr" or made.thickness <= FSR_THICKEST]
    ways += [Way(replace(settings, method=method)) for method in classical]
    known = {_way(fill.provenance) for fill in fills_of([patch])}
    return [way for way in ways if (way.settings.method, way.model) not in known][:MOST_VARIANTS]


def other_seeds(patch: Patch, count: int = 2, cards: Sequence[ModelCard] = ()) -> list[Way]:
    """The same way with seeds that were not tried yet; none where these make no difference.

    cards: of the generators there are, some of which have several fills for one hole.
    """
    made = patch.provenance
    if not varies(made, cards) or not can_differ(patch):
        return []
    method, model = _way(made)
    first = 1 + max(fill.provenance.seed for fill in fills_of([patch]))
    settings = RepairSettings(method=method, grain=made.grain, as_one=True, views=made.views)
    return [Way(replace(settings, seed=seed), model) for seed in range(first, first + count)]


def compare(
    snapshot: Snapshot,
    patch: Patch,
    ways: Sequence[Way],
    open_session: Callable[[str, Progress], Session | None],
    progress: Progress,
) -> Compared:
    """Repair the place of `patch` in each of `ways`.

    Args:
        snapshot: the document, on which `patch` lies; not changed.
        open_session: a session for the generator of this id.

    Returns:
        Patches in the order of `ways`, without those that look like another one.

    Raises:
        MaskError, ModelError, DeviceError: of the last way, where none worked.
        Cancelled: stopped.
    """
    bare = _without(snapshot, patch)
    seen, problems = [patch], []
    for number, way in enumerate(ways):
        part = progress.part(number / len(ways), (number + 1) / len(ways))
        part.step(0.0, f"trying {way.name}")
        try:
            session = open_session(way.model, part) if way.model else None
            made = repair(bare, way.settings, session, part, _lines(patch, session))
        except (DeviceError, MaskError, ModelError) as error:
            problems.append(f"{way.name}: {error}")
            if len(problems) == len(ways):
                raise
            continue
        seen += [each for each in made if not any(_is_equal(each, other) for other in seen)]
    return Compared(tuple(seen[1:]), tuple(problems))


def _way(made: Provenance) -> tuple[str, str]:
    """Method as a setting, and model."""
    return ("texture" if made.method == TEXTURED else made.method), made.model


def _without(snapshot: Snapshot, patch: Patch) -> Snapshot:
    """The document before `patch` was laid on it, but with all that came later."""
    marks = LayerMarks(HAND, tiles=((patch.box, marks_of(patch)),))
    protecting = tuple(layer for layer in snapshot.layers if layer.id == PROTECT)
    others = tuple(each for each in snapshot.patches if each.id != patch.id)
    return replace(snapshot, patches=others, layers=(marks, *protecting), active=HAND)


def _lines(patch: Patch, session: Session | None) -> Marks | None:
    """Those that led the patch; None where this generator takes none or they are not known."""
    if patch.request is None or session is None or not takes_lines(session.card):
        return None
    return patch.request.lines


def _is_equal(one: Patch, other: Patch) -> bool:
    return (
        one.box == other.box
        and np.array_equal(one.changed, other.changed)
        and np.array_equal(one.pixels, other.pixels)
    )
