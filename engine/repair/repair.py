"""The main job: mask -> regions -> method -> fill -> border, texture, grain -> patches.

The window, the command line and the batch all call `repair`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

import engine
from engine.document.document import Snapshot
from engine.document.marking import Marking
from engine.document.marks import Marks
from engine.document.patch import TEXTURED, Patch, Provenance
from engine.document.request import RepairRequest, below
from engine.errors import DeviceError, MaskError, OutOfMemory
from engine.generators.session import Session
from engine.geometry import Box
from engine.progress import Progress, Stop
from engine.repair.blend import blend, meet_border
from engine.repair.classical import NAMES, fill_classical
from engine.repair.confidence import confidence_map, mean_confidence
from engine.repair.exemplar import add_texture
from engine.repair.generate import fill_generated, longest_side, views_of
from engine.repair.grain import add_grain
from engine.repair.join import join
from engine.repair.lines import Lines, lines_for
from engine.repair.original import METHOD as ORIGINAL
from engine.repair.original import bring_back
from engine.repair.regions import (
    MAX_CROP,
    THICKEST,
    Piece,
    Region,
    context,
    cut_pieces,
    find_pieces,
    plan_regions,
    scale_for,
    wide_part,
    widest_crop,
)
from engine.repair.router import FSR_THICKEST, Route, make_router
from engine.repair.skirt import find_skirt

# px; nothing ends a call of FSR, and one of this size takes a fraction of a second
FSR_CROP = 256


@dataclass(frozen=True)
class RepairSettings:
    """What the user chose; together with scan, mask, model and device it determines every byte."""

    # auto | generator | texture | classical | ns | telea | fsr | original
    method: str = "auto"
    seed: int = 0
    grain: bool = True  # make the grain of the surroundings anew in the fills
    as_one: bool = False  # one patch for all that is marked, however many crops it takes
    views: int = 1  # how often a generator looks at thin damage: 1 to generate.THOROUGH


@dataclass(frozen=True, eq=False)
class RoutedRegion:
    region: Region
    route: Route


@dataclass(frozen=True, eq=False)
class Fill:
    """What goes with the fill of every region."""

    settings: RepairSettings
    session: Session | None
    lines: Lines | None
    progress: Progress
    max_crop: int


def repair(
    snapshot: Snapshot,
    settings: RepairSettings,
    session: Session | None,
    progress: Progress,
    lines: Marks | None = None,
) -> list[Patch]:
    """Repair everything that is marked.

    Args:
        snapshot: the document; not changed.
        session: an open fill generator; None = classical methods only.
        lines: drawn into the holes, one pixel wide, for a generator that takes some; None = those
            that an edge network tells, where there is one.

    Returns:
        Patches in the order in which they are to be laid on the document; each changes marked
        pixels only.

    Raises:
        MaskError: nothing is marked and not protected, or everything is.
        DeviceError: a generator was asked for and there is none, or it cannot run.
        ModelError: it is no fill generator, or takes no lines and some are given.
        Cancelled: stopped; nothing is changed.
    """
    _check(snapshot, settings, session)
    if settings.method == ORIGINAL:
        return _with_request(bring_back(snapshot, progress), snapshot, settings, None)
    progress.step(0.0, "looking at the marks")
    leading = lines_for(snapshot, session, lines)
    max_crop = MAX_CROP if session is None else longest_side(session.card)
    whole = Fill(settings, session, leading, progress, max_crop)
    try:
        patches = _repair_in_memory(snapshot, whole)
    finally:
        if session is not None:
            session.rest()
    return _with_request(patches, snapshot, settings, session, leading)


def _repair_in_memory(snapshot: Snapshot, whole: Fill) -> list[Patch]:
    """By smaller crops, until the smallest that still holds context is too large as well."""
    while True:
        try:
            return _repair(snapshot, whole)
        except OutOfMemory as error:
            if error.smaller is None or error.smaller >= whole.max_crop:
                raise
            whole = replace(whole, max_crop=error.smaller)


def _check(snapshot: Snapshot, settings: RepairSettings, session: Session | None) -> None:
    """Raise what `repair` raises where there is nothing to repair, or nothing to repair it by."""
    if not snapshot.marked:
        what = "all that is marked is protected" if snapshot.protected.box else "nothing is marked"
        raise MaskError(f"{what}: paint over the damage first, or give another mask.")
    asked = {settings.method, *(method for method, _ in snapshot.methods)}
    if session is None and asked & {"generator", "texture"}:
        raise DeviceError(
            "there is no fill generator to use: see `main.py models`, or choose --method classical."
        )


def _with_request(
    patches: list[Patch],
    snapshot: Snapshot,
    settings: RepairSettings,
    session: Session | None,
    lines: Lines | None = None,
) -> list[Patch]:
    """The patches, each knowing what was asked for: enough to carry it out again."""
    if settings.as_one and len(patches) > 1:
        patches = [join(snapshot, patches)]
    request = RepairRequest(
        Marks.of(snapshot.mask, snapshot.marked),
        asdict(settings),
        below(snapshot.patches, patches),
        methods=tuple((method, Marks.of(own.pixels, own.box)) for method, own in snapshot.methods),
        model=session.card.id if session else "",
        model_sha256=session.sha256 if session else "",
        device=session.device if session else "cpu",
        lines=lines.marks if lines else None,
    )
    return [replace(patch, request=request) for patch in patches]


def _repair(snapshot: Snapshot, whole: Fill) -> list[Patch]:
    progress, session = whole.progress, whole.session
    work = plan_repair(snapshot, whole.settings, session, whole.max_crop, progress.stop)
    total = sum(w.region.box.area for w in work)
    patches: list[Patch] = []
    done = 0
    waiting = work
    while waiting:
        late = []  # with nothing known in their crops until their neighbours are filled
        for routed in waiting:
            end = done + routed.region.box.area
            part = progress.part(done / total, end / total)
            name = _name(routed.route, session)
            part.step(0.0, f"repairing {len(patches) + 1} of {len(work)} with {name}")
            patch = _repair_region(snapshot, patches, routed, replace(whole, progress=part))
            if patch is None:
                late.append(routed)
            else:
                patches.append(patch)
                done = end
        if len(late) == len(waiting):
            raise MaskError(
                f"all of the scan around {late[0].region.hole_box} is marked: leave some of the "
                "photograph unmarked to repair from."
            )
        waiting = late
    progress.step(1.0, "repaired")
    return patches


def plan_repair(
    snapshot: Snapshot,
    settings: RepairSettings,
    session: Session | None,
    max_crop: int = MAX_CROP,
    stop: Stop | None = None,
) -> list[RoutedRegion]:
    """Which crops are repaired by which method, in this order; reads the mask only."""
    card, size = session.card if session else None, snapshot.scan.size
    groups: dict[tuple[str, str, int], list[Piece]] = {}
    for asked, marking in split_by_method(snapshot, settings.method):
        router = make_router(asked, card)
        for piece in find_pieces(marking, max_crop, stop):
            # Pieces at different scales never share a crop: the thin ones would lose their detail.
            key = (asked, router(piece.thickness).method, scale_for(piece.thickness))
            groups.setdefault(key, []).append(piece)
    work = []
    for (asked, method, scale), pieces in groups.items():
        router = make_router(asked, card)
        widest = widest_crop(scale * THICKEST, max_crop)
        thickest = max(piece.thickness for piece in pieces)
        if method == "fsr" and thickest <= FSR_THICKEST:
            widest = min(widest, FSR_CROP)
            pieces = cut_pieces(pieces, widest - 2 * context(thickest))
        work += [
            RoutedRegion(region, router(region.thickness))
            for region in plan_regions(pieces, size, widest)
        ]
    # Thin first: what is filled well becomes context for what is hard.
    return sorted(work, key=lambda w: (scale_for(w.region.thickness), w.region.hole_box.top))


def split_by_method(snapshot: Snapshot, method: str) -> list[tuple[str, Marking]]:
    """What is marked, by the method it is to be filled with: of its layer, or else `method`.

    Each marked pixel is in exactly one part.
    """
    marking = snapshot.marking
    if not snapshot.methods:
        return [(method, marking)]
    rest = marking.pixels.copy()
    for _, own in snapshot.methods:
        common = own.box.intersection(marking.box)
        marked = own.pixels[common.within(own.box).slices] > 0
        rest[common.within(marking.box).slices][marked] = 0
    return [(method, Marking(marking.box, rest)), *snapshot.methods]


def _repair_region(
    snapshot: Snapshot,
    patches: list[Patch],
    routed: RoutedRegion,
    fill: Fill,
) -> Patch | None:
    """None where the crop holds no known pixel to fill from."""
    region, settings = routed.region, fill.settings
    rgb, mask = _now(snapshot, patches, region.box)
    hole = mask > 0
    if hole.all():
        return None
    picture = rgb.astype(np.float32) / np.iinfo(rgb.dtype).max
    unknown = hole | find_skirt(picture, hole)
    if unknown.all():
        unknown = hole
    filled, error = _fill(rgb, unknown, routed, fill)
    # What is beside the mask is nobody's to change, skirt or not.
    filled = np.where(hole[..., None], filled, picture)
    seed = (settings.seed % 2**32, region.box.left, region.box.top)
    if _generated(routed, fill.session) and region.thickness > THICKEST:
        # Beside a thin part, an edge that runs along it would be taken for a mismatch.
        wide = wide_part(hole)
        filled = meet_border(filled, wide, ~unknown)
        if routed.route.texture:
            stop = fill.progress.stop
            filled = add_texture(filled, wide, ~unknown, region.thickness, seed, stop)
    if settings.grain:
        filled = add_grain(filled, hole, ~unknown, seed)
    inner = region.hole_box.within(region.box).slices
    pixels = blend(rgb[inner], filled[inner], mask[inner], region.hole)
    told = None if error is None else error[inner]
    return Patch(
        region.hole_box,
        pixels,
        region.hole,
        _provenance(routed, fill, None if told is None else mean_confidence(told, region.hole)),
        None if told is None else confidence_map(told),
    )


def _fill(
    rgb: np.ndarray, unknown: np.ndarray, routed: RoutedRegion, fill: Fill
) -> tuple[np.ndarray, np.ndarray | None]:
    """float32 (h, w, channels) 0..1, and the error expected of it where a generator tells."""
    if not _generated(routed, fill.session):
        return fill_classical(rgb, unknown, routed.route.method), None
    assert fill.session is not None
    region, lines = routed.region, None
    if fill.lines is not None:
        lines = fill.lines.inside(region, rgb, unknown, fill.progress)
    return fill_generated(
        rgb,
        unknown,
        region.thickness,
        fill.session,
        fill.progress,
        fill.max_crop,
        lines,
        fill.settings.seed,
        fill.settings.views,
    )


def _generated(routed: RoutedRegion, session: Session | None) -> bool:
    return routed.route.method == "generator" and session is not None


def _now(snapshot: Snapshot, patches: list[Patch], box: Box) -> tuple[np.ndarray, np.ndarray]:
    """Pixels with the new patches laid on, and what is still marked, inside `box`."""
    rgb, mask = snapshot.read(box), snapshot.read_mask(box)
    for patch in patches:
        patch.lay_on(rgb, box)
        common = patch.box.intersection(box)
        if common:
            mask[common.within(box).slices][patch.changed[common.within(patch.box).slices]] = 0
    return rgb, mask


def _provenance(routed: RoutedRegion, fill: Fill, confidence: float | None) -> Provenance:
    session = fill.session if _generated(routed, fill.session) else None
    views = views_of(routed.region.thickness, fill.settings.views) if session else 1
    return Provenance(
        method=TEXTURED if routed.route.texture else routed.route.method,
        reason=routed.route.reason,
        thickness=round(routed.region.thickness, 1),
        confidence=confidence,
        grain=fill.settings.grain,
        seed=fill.settings.seed,
        views=views,
        model=session.card.id if session else "",
        model_sha256=session.sha256 if session else "",
        device=session.device if session else "cpu",
        engine=engine.__version__,
    )


def _name(route: Route, session: Session | None) -> str:
    if route.method == "generator" and session is not None:
        return session.card.id
    return NAMES.get(route.method, route.method)
