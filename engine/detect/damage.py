"""Damage found by the detector, in tiles that overlap: a pixel is taken from the nearest one.

The detector looks at native scale, or at half scale where it has to be fast. Both together find a
little more and mark half as much again of undamaged pictures (docs/decisions/0010). Without a
detector a classical stand-in proposes instead, at both scales; it says of itself what it marks
wrongly.

The network sees farther than tiles overlap, so their size is not without effect: in tiles of 192
to 768 px probabilities differ by at most 0.6 of 255 on average at native and 1.2 at half scale,
and what is marked in common is at least 0.88 and 0.82 of what either marks. A single pixel may
differ by any amount. With the same tiles the same is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from engine.detect import classical
from engine.detect.findings import Findings, FindingsBuilder
from engine.detect.settings import NETWORK_CLASSES, DetectSettings
from engine.errors import ModelError, OutOfMemory
from engine.files.writer import Readable
from engine.generators.card import ModelCard
from engine.generators.session import Session
from engine.geometry import Box, Size
from engine.progress import Progress
from engine.tiles import plan_tiles

# px, of one call: what overlaps is looked at twice, and the network sees farther than any overlap
TILE = 768
OVERLAP = 64  # px of the scan
PLANES = len(NETWORK_CLASSES)
# float32 (h, w, 3) 0..1 -> float32 (h, w, PLANES) 0..1
Look = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class _Work:
    """One tile: its box at 1/scale of the scan, and the part of it that is taken."""

    scale: int
    box: Box
    core: Box


def detect(
    picture: Readable, settings: DetectSettings, session: Session | None, progress: Progress
) -> Findings:
    """Look for damage everywhere.

    Args:
        picture: a document or a snapshot of one; not changed.
        settings: only `fast` matters here; the rest can be chosen afterwards.
        session: an open detector; None = the classical stand-in.

    Returns:
        A proposal in the classes NETWORK_CLASSES; nothing is marked by it.

    Raises:
        ModelError: the model is no detector.
        OutOfMemory, DeviceError: from the session, with the smallest tile too.
        Cancelled: stopped.
    """
    if session is None:
        scales = (2,) if settings.fast else (1, 2)
        return _detect(picture, scales, classical.look, classical.SOURCE, TILE, progress)
    check_detects(session.card)
    tile = tile_of(session.card, TILE)
    try:
        while True:
            try:
                look = look_by(session, progress)
                scales = (2,) if settings.fast else (1,)
                return _detect(picture, scales, look, session.status, tile, progress)
            except OutOfMemory as error:
                if error.smaller is None or error.smaller >= tile:
                    raise
                tile = error.smaller
    finally:
        session.rest()


def check_detects(card: ModelCard) -> None:
    """Raise ModelError unless the card names what a detector takes and gives."""
    for role, count in (("rgb", 3), ("planes", PLANES)):
        found = card.tensors[role].channels if role in card.tensors else "none"
        if found != count:
            raise ModelError(
                f"model {card.id}: a detector needs a tensor {role!r} of {count} channels under "
                f"[tensors] of its card.toml, which has {found}: correct the card, or choose "
                "another model."
            )


def tile_of(card: ModelCard, wanted: int) -> int:
    """px of the longest side of one call: `wanted`, or less where the model has but one size."""
    return min(wanted, card.native) if card.shape == "fixed" else wanted


def look_by(session: Session, progress: Progress) -> Look:
    """One look of an open detector."""

    def look(rgb: np.ndarray) -> np.ndarray:
        planes = session.run({"rgb": rgb}, progress)["planes"]
        if planes.shape[:2] != rgb.shape[:2]:
            raise ModelError(
                f"model {session.card.id} gave {planes.shape[1]} x {planes.shape[0]} px for "
                f"{rgb.shape[1]} x {rgb.shape[0]}: it is no detector; choose another one."
            )
        return planes

    return look


def _detect(
    picture: Readable,
    scales: tuple[int, ...],
    look: Look,
    source: str,
    tile: int,
    progress: Progress,
) -> Findings:
    size = picture.scan.size
    work = [w for scale in scales for w in plan(size, scale, tile)]
    total = sum(w.box.area for w in work)
    builder, done = FindingsBuilder(size, NETWORK_CLASSES), 0
    for number, w in enumerate(work, 1):
        progress.step(done / total, f"looking for damage, {number} of {len(work)}")
        planes = look(read_scaled(picture, w.box, w.scale))
        builder.add(*_taken(planes, w, size))
        done += w.box.area
    progress.step(1.0, "looked for damage")
    return builder.build(source)


def plan(size: Size, scale: int, tile: int) -> list[_Work]:
    """Tiles at 1/`scale`; their cores cover everything once, half an overlap from the edges."""
    reduced = Size(-(-size.width // scale), -(-size.height // scale))
    boxes = plan_tiles(reduced, tile, min(OVERLAP // scale, tile // 4))
    columns = _borders([(box.left, box.right) for box in boxes])
    rows = _borders([(box.top, box.bottom) for box in boxes])
    return [
        _Work(scale, b, Box(columns[b.left][0], rows[b.top][0], columns[b.left][1], rows[b.top][1]))
        for b in boxes
    ]


def read_scaled(picture: Readable, box: Box, scale: int) -> np.ndarray:
    """The picture inside `box`, counted in pixels of 1/`scale`: float32 (h, w, 3) 0..1."""
    full = Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)
    there = full.clamp(picture.scan.size)
    pixels = picture.read(there)
    rgb = pixels.astype(np.float32) / np.iinfo(pixels.dtype).max
    if rgb.shape[2] == 1:
        rgb = np.repeat(rgb, 3, axis=2)
    if scale == 1:
        return rgb
    missing = full.bottom - there.bottom, full.right - there.right  # of an odd side
    even = cv2.copyMakeBorder(rgb, 0, missing[0], 0, missing[1], cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(even, (box.width, box.height), interpolation=cv2.INTER_AREA))


def _borders(spans: list[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """By start of a span: the part that is taken from it, up to the middle of each overlap."""
    ordered = sorted(set(spans))
    cuts = [(b[0] + a[1]) // 2 for a, b in pairwise(ordered)]
    edges = [ordered[0][0], *cuts, ordered[-1][1]]
    return {span[0]: (edges[i], edges[i + 1]) for i, span in enumerate(ordered)}


def _taken(planes: np.ndarray, w: _Work, size: Size) -> tuple[Box, np.ndarray]:
    """The core of a tile as a box of the scan, with its probabilities at native scale."""
    scale, core = w.scale, w.core.within(w.box)
    if scale > 1:  # the whole tile is enlarged, so that neighbours meet without a step
        wide = (w.box.width * scale, w.box.height * scale)
        planes = cv2.resize(planes, wide, interpolation=cv2.INTER_LINEAR)
        core = Box(core.left * scale, core.top * scale, core.right * scale, core.bottom * scale)
    box = core.shift(w.box.left * scale, w.box.top * scale).clamp(size)
    return box, planes[core.top : core.top + box.height, core.left : core.left + box.width]
