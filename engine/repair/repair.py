"""The main job: mask -> regions -> method -> fill -> blend -> patches.

The window, the command line and the batch all call `repair`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import engine
from engine.document.document import Snapshot
from engine.document.patch import Patch, Provenance
from engine.errors import DeviceError, MaskError, OutOfMemory
from engine.generators.session import Session
from engine.geometry import Box
from engine.progress import Progress, Stop
from engine.repair.blend import blend
from engine.repair.classical import NAMES, fill_classical
from engine.repair.generate import fill_generated, longest_side
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
    widest_crop,
)
from engine.repair.router import FSR_THICKEST, Route, make_router

# px; nothing ends a call of FSR, and one of this size takes a fraction of a second
FSR_CROP = 256


@dataclass(frozen=True)
class RepairSettings:
    """What the user chose; together with scan, mask, model and device it determines every byte."""

    method: str = "auto"  # auto | generator | classical | ns | telea | fsr
    seed: int = 0


@dataclass(frozen=True, eq=False)
class RoutedRegion:
    region: Region
    route: Route


@dataclass(frozen=True, eq=False)
class Fill:
    """What goes with the fill of every region."""

    settings: RepairSettings
    session: Session | None
    progress: Progress
    max_crop: int


def repair(
    snapshot: Snapshot, settings: RepairSettings, session: Session | None, progress: Progress
) -> list[Patch]:
    """Repair everything that is marked.

    Args:
        snapshot: the document; not changed.
        session: an open fill generator; None = classical methods only.

    Returns:
        Patches in the order in which they are to be laid on the document; each changes marked
        pixels only.

    Raises:
        MaskError: nothing is marked, or everything is.
        DeviceError: a generator was asked for and there is none, or it cannot run.
        Cancelled: stopped; nothing is changed.
    """
    if not snapshot.marked:
        raise MaskError("nothing is marked: paint over the damage first, or give another mask.")
    if settings.method == "generator" and session is None:
        raise DeviceError(
            "there is no fill generator to use: see `main.py models`, or choose --method classical."
        )
    progress.step(0.0, "looking at the marks")
    max_crop = MAX_CROP if session is None else longest_side(session.card)
    try:
        while True:
            try:
                return _repair(snapshot, settings, session, progress, max_crop)
            except OutOfMemory as error:
                # Smaller crops, until the smallest that still holds context is too large as well.
                if error.smaller is None or error.smaller >= max_crop:
                    raise
                max_crop = error.smaller
    finally:
        if session is not None:
            session.rest()


def _repair(
    snapshot: Snapshot,
    settings: RepairSettings,
    session: Session | None,
    progress: Progress,
    max_crop: int,
) -> list[Patch]:
    work = plan_repair(snapshot, settings, session, max_crop, progress.stop)
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
            fill = Fill(settings, session, part, max_crop)
            patch = _repair_region(snapshot, patches, routed, fill)
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
    router = make_router(settings.method, session.card if session else None)
    size = snapshot.scan.size
    groups: dict[tuple[str, int], list[Piece]] = {}
    for piece in find_pieces(snapshot, max_crop, stop):
        # Pieces at different scales never share a crop: the thin ones would lose their detail.
        key = (router(piece.thickness).method, scale_for(piece.thickness))
        groups.setdefault(key, []).append(piece)
    work = []
    for (method, scale), pieces in groups.items():
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


def _repair_region(
    snapshot: Snapshot,
    patches: list[Patch],
    routed: RoutedRegion,
    fill: Fill,
) -> Patch | None:
    """None where the crop holds no known pixel to fill from."""
    region, method, session = routed.region, routed.route.method, fill.session
    rgb, mask = _now(snapshot, patches, region.box)
    hole = mask > 0
    if hole.all():
        return None
    confidence = None
    if method == "generator" and session is not None:
        filled, confidence = fill_generated(
            rgb, hole, region.thickness, session, fill.progress, fill.max_crop
        )
    else:
        filled = fill_classical(rgb, hole, method)
    inner = region.hole_box.within(region.box).slices
    pixels = blend(rgb[inner], filled[inner], mask[inner], region.hole)
    return Patch(
        region.hole_box,
        pixels,
        region.hole,
        _provenance(routed, fill.settings, session),
        None if confidence is None else confidence[inner],
    )


def _now(snapshot: Snapshot, patches: list[Patch], box: Box) -> tuple[np.ndarray, np.ndarray]:
    """Pixels with the new patches laid on, and what is still marked, inside `box`."""
    rgb, mask = snapshot.read(box), snapshot.read_mask(box)
    for patch in patches:
        patch.lay_on(rgb, box)
        common = patch.box.intersection(box)
        if common:
            mask[common.within(box).slices][patch.changed[common.within(patch.box).slices]] = 0
    return rgb, mask


def _provenance(
    routed: RoutedRegion, settings: RepairSettings, session: Session | None
) -> Provenance:
    generated = routed.route.method == "generator" and session is not None
    return Provenance(
        method=routed.route.method,
        reason=routed.route.reason,
        thickness=round(routed.region.thickness, 1),
        seed=settings.seed,
        model=session.card.id if generated and session else "",
        model_sha256=session.sha256 if generated and session else "",
        device=session.device if generated and session else "cpu",
        engine=engine.__version__,
    )


def _name(route: Route, session: Session | None) -> str:
    if route.method == "generator" and session is not None:
        return session.card.id
    return NAMES.get(route.method, route.method)
