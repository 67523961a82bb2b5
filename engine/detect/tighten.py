"""Rough marks become marks of the damage in them: paint around a crack, and the crack stays marked.

    evidence = the detector's largest logit + WEIGHT * |picture - fill|   (in steps of 255)
    a mark keeps what lies above Otsu's threshold of its own evidence, and a pixel around it

Somebody has pointed there, so that far less is believed than where nobody has; and where a fill
from outside the mark would put something else, there is something that does not belong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from engine.detect import classical
from engine.detect.damage import Look, check_detects, look_by, tile_of
from engine.document.marking import Marking
from engine.document.shapes import Plane, whole_cells
from engine.files.writer import Readable
from engine.generators.session import Session
from engine.geometry import Box, Size, box_around
from engine.progress import Progress
from engine.repair.classical import fill_classical, to_8_bit
from engine.repair.regions import Region, context, cut_pieces, find_pieces, plan_regions

SIDE = 768  # px of one look: as much of a mark as is judged together, and what is around it
DAMAGE = 4  # classes of the detector that are damage: the fifth is how opaque a watermark is
CERTAIN = 1e-5  # of a probability: beyond it logits say nothing more
WEIGHT, MOST = 0.1, 60.0  # of a difference from the fill, and the largest one that counts
# A mark in which nothing stands out by this much stays as it is: there is nothing to go by.
APART = 1.5


def tighten(
    picture: Readable,
    pixels: np.ndarray,
    marked: Sequence[Box],
    session: Session | None,
    progress: Progress,
) -> Plane:
    """What of the marks looks damaged.

    Args:
        pixels: the marks, uint8 of the size of the scan; only read.
        marked: boxes outside of which nothing is marked.
        session: an open detector; None = the classical stand-in.

    Returns:
        The marks as they are to be, in the cells of those that there were; soft ones become firm.

    Raises:
        ModelError: the model is no detector.
        OutOfMemory, DeviceError: from the session.
        Cancelled: stopped.
    """
    if session is not None:
        check_detects(session.card)
    size = Size(pixels.shape[1], pixels.shape[0])
    look = classical.look if session is None else look_by(session, progress)
    side = SIDE if session is None else tile_of(session.card, SIDE)
    regions = _looks(pixels, marked, side, progress)
    result = np.zeros((size.height, size.width), np.uint8)  # takes memory where it is written
    try:
        for number, region in enumerate(regions):
            progress.step(number / len(regions), "tightening the marks")
            kept = _damage_in(region, picture.read(region.box), pixels[region.box.slices] > 0, look)
            result[region.hole_box.slices][kept & region.hole] = 255
        progress.step(1.0, "tightening the marks")
    finally:
        if session is not None:
            session.rest()
    return Plane(size.box, result, whole_cells(marked, size))


def _looks(
    pixels: np.ndarray, marked: Sequence[Box], side: int, progress: Progress
) -> list[Region]:
    """The marks in crops of at most `side` px; how thick they are says nothing of their inside."""
    bounds = box_around(marked)
    pieces = find_pieces(Marking(bounds, pixels[bounds.slices]), stop=progress.stop)
    thin = [replace(piece, thickness=0.0) for piece in pieces]
    size = Size(pixels.shape[1], pixels.shape[0])
    return plan_regions(cut_pieces(thin, side - 2 * context(0.0)), size, side)


def _damage_in(region: Region, crop: np.ndarray, marked: np.ndarray, look: Look) -> np.ndarray:
    """bool of the size of the hole box: what of each connected mark is to stay."""
    evidence = _evidence(crop, marked, look)[region.hole_box.within(region.box).slices]
    kept = np.zeros(region.hole.shape, np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(region.hole.astype(np.uint8))
    for label in range(1, count):  # each in its own box: there may be hundreds
        left, top, width, height = (int(v) for v in stats[label][:4])
        box = np.s_[top : top + height, left : left + width]
        mark = labels[box] == label
        kept[box][mark] = _stands_out(evidence[box][mark])
    return cv2.dilate(kept, np.ones((3, 3), np.uint8)) > 0


def _evidence(crop: np.ndarray, marked: np.ndarray, look: Look) -> np.ndarray:
    """float32 (h, w): the larger, the more each pixel looks like damage."""
    shown = to_8_bit(crop)
    rgb = np.repeat(shown, 3, axis=2) if shown.shape[2] == 1 else shown
    p = np.clip(look(rgb.astype(np.float32) / 255)[..., :DAMAGE].max(2), CERTAIN, 1 - CERTAIN)
    logit = np.asarray(np.log(p / (1 - p)), np.float32)
    if marked.all():
        return logit
    fill = np.rint(255 * fill_classical(shown, marked, "telea")).astype(np.uint8)
    differs = cv2.absdiff(shown, fill.reshape(shown.shape)).reshape(shown.shape).max(2)
    away = cv2.GaussianBlur(differs.astype(np.float32), (0, 0), 0.7)
    return np.asarray(logit + WEIGHT * np.minimum(away, MOST), np.float32)


def _stands_out(evidence: np.ndarray) -> np.ndarray:
    """bool (n,): the upper one of two groups, or all where they are hardly two."""
    low, high = float(evidence.min()), float(evidence.max())
    if high - low < APART:
        return np.ones(evidence.shape, bool)
    scaled = np.round((evidence - low) * (255 / (high - low))).astype(np.uint8)
    level, _ = cv2.threshold(scaled.reshape(-1, 1), 0, 255, cv2.THRESH_OTSU)
    # What the detector is sure of by itself is damage, whatever else is marked beside it.
    threshold = min(low + level * (high - low) / 255, 0.0)
    upper = evidence > threshold
    if not upper.any() or upper.all():
        return np.ones(evidence.shape, bool)
    if evidence[upper].mean() - evidence[~upper].mean() < APART:
        return np.ones(evidence.shape, bool)
    return np.asarray(upper)
