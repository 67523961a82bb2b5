"""A look at what a batch would change, before it changes anything: for the contact sheet."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.batch.decoder import Decoder
from engine.batch.item import find_marks, prepare
from engine.batch.plan import Item
from engine.batch.settings import BatchSettings
from engine.batch.stages import request_of
from engine.batch.thumbnails import thumbnail
from engine.document.document import Document
from engine.generators.session import Session
from engine.progress import Progress

SIDE = 512  # px, of the mask in which boxes are looked for
NEAR = 9  # px there: marks that are nearer share a box


@dataclass(frozen=True)
class Trial:
    """picture: a small JPEG of the scan; boxes: (left, top, right, bottom), 0..1 of its sides,
    around what would be repaired, the largest first; note: a phrase about them."""

    picture: bytes
    boxes: tuple[tuple[float, float, float, float], ...]
    note: str


def look(
    item: Item,
    settings: BatchSettings,
    detector: Session | None,
    decoder: Decoder,
    progress: Progress,
) -> Trial:
    """What the batch would mark on one scan.

    Raises:
        as `Decoder.open` and `find_damage` do.
    """
    progress.step(0.0, f"looking at {item.source.name}")
    opened = decoder.open(request_of(item, settings), progress.stop)
    document = Document(opened.scan)
    opened = prepare(opened, document, settings, progress.part(0.1, 0.2))
    marks = find_marks(opened, settings, detector, progress.part(0.2, 1.0), document)
    boxes = find_boxes(np.maximum(marks.mask, changed(document)))
    what = f"{len(boxes):,} place{'s' * (len(boxes) != 1)}" if boxes else "nothing to repair"
    if marks.share > settings.review_above:
        what += f", {marks.share:.0%} marked: for review"
    return Trial(thumbnail(Document(opened.scan)), tuple(boxes), what)


def changed(document: Document) -> np.ndarray:
    """uint8 of the scan's size: 255 where a patch lies."""
    mask = np.zeros((document.size.height, document.size.width), np.uint8)
    for patch in document.patches:
        mask[patch.box.slices][patch.changed] = 255
    return mask


def find_boxes(mask: np.ndarray) -> list[tuple[float, float, float, float]]:
    """Boxes, in 0..1 of the sides, around what a uint8 mask marks; near marks share one."""
    height, width = mask.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = (cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    joined = cv2.dilate(small, np.ones((NEAR, NEAR), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    left, top, wide, high, _ = stats[1:].T  # the first is what is not marked
    corners = np.stack([left, top, left + wide, top + high], axis=-1) / (*size, *size)
    largest_first = corners[np.argsort(-wide * high, kind="stable")]
    return [tuple(corner) for corner in largest_first.tolist()]
