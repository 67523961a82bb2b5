"""Was only changed what was marked? Counts the samples in which a result and its scan differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from engine.document.document import Snapshot
from engine.document.identity import BAND, hash_pixels, identify, is_same_scan
from engine.document.record import Record
from engine.errors import ScanError
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Progress
from engine.restore.finish import NO_FINISH, Finish
from engine.restore.render import Toned

BLOCK = 64  # px; without a record, places are told to this


@dataclass(frozen=True)
class Verification:
    """Samples: one value of one colour of one pixel.

    outside: changed samples outside of all marks; None without a record.
    places: (box, changed samples) of every repair, or where samples differ without a record.
    is_same_scan: whether the record was made from this original; None without a record.
    """

    changed: int
    outside: int | None
    places: tuple[tuple[Box, int], ...]
    is_same_scan: bool | None


def verify(result: Scan, original: Scan, record: Record | None, progress: Progress) -> Verification:
    """Compare in bands.

    Where the record says that the tone was corrected, the original is corrected alike first: what
    differs then is what the repairs changed.

    Raises:
        ScanError: both differ in size, channels or depth, or the whole picture was enhanced, so
            that samples cannot be compared.
    """
    finish = _finish(result, record)
    _check_comparable(result, original, finish)
    mask = None if record is None else _mask(record, original)
    changed = outside = 0
    size = original.size
    differs = np.zeros((-(-size.height // BLOCK), -(-size.width // BLOCK)), bool)
    before = Toned(Snapshot(original, ()), finish.tones())
    for top in range(0, size.height, BAND):
        progress.step(top / size.height, "comparing")
        band = Box(0, top, size.width, min(top + BAND, size.height))
        unequal = result.pixels[band.slices] != before.read(band)
        changed += int(unequal.sum())
        if mask is not None:
            outside += int(unequal[mask[band.slices] == 0].sum())
        _mark_blocks(differs, unequal.any(axis=2), top)
    boxes = _blocks(differs, original) if record is None else [p.box for p in record.patches]
    places = tuple((box, _count(result, before, box)) for box in boxes)
    if record is None:
        return Verification(changed, None, places, None)
    return Verification(changed, outside, places, is_same_scan(record.scan, identify(original)))


def _finish(result: Scan, record: Record | None) -> Finish:
    """What was done to the whole picture; nothing where the result is that of the repairs alone."""
    if record is None or record.whole is None:
        return NO_FINISH
    size = result.size
    bands = (result.pixels[top : top + BAND] for top in range(0, size.height, BAND))
    return NO_FINISH if hash_pixels(bands) == record.pixels_sha256 else record.whole.finish


def _check_comparable(result: Scan, original: Scan, finish: Finish) -> None:
    if finish.enhancement is not None or finish.enlargement is not None:
        raise ScanError(
            f"the whole picture was changed after its repairs ({finish}), so that its samples do "
            "not tell what these changed: make the picture before that with `rebuild "
            "--repairs-only`, and verify that with the same record."
        )
    for what in ("size", "channels", "depth"):
        one, other = getattr(result, what), getattr(original, what)
        if one != other:
            raise ScanError(
                f"the result has a {what} of {one}, the original of {other}: they cannot be "
                "compared sample by sample. Export with the depth and colours of the scan."
            )


def _mask(record: Record, original: Scan) -> np.ndarray:
    """uint8 (height, width), not 0 where any repair was allowed to change something."""
    mask = np.zeros(original.pixels.shape[:2], np.uint8)
    # Of those requests only whose patches lie on the result.
    for number in sorted({p.request for p in record.patches if p.request is not None}):
        for tile, pixels in record.requests[number].marks.read():
            np.maximum(mask[tile.slices], pixels, out=mask[tile.slices])
    return mask


def _mark_blocks(differs: np.ndarray, unequal: np.ndarray, top: int) -> None:
    """`top` is a multiple of BLOCK."""
    rows = np.add.reduceat(unequal, range(0, unequal.shape[0], BLOCK), axis=0)
    blocks = np.add.reduceat(rows, range(0, unequal.shape[1], BLOCK), axis=1)
    differs[top // BLOCK : top // BLOCK + len(blocks)] = blocks > 0


def _blocks(differs: np.ndarray, original: Scan) -> Sequence[Box]:
    """Boxes around blocks that touch each other."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(differs.astype(np.uint8))
    boxes = [Box(x, y, x + width, y + height) for x, y, width, height in stats[1:, :4].tolist()]
    return [
        Box(b.left * BLOCK, b.top * BLOCK, b.right * BLOCK, b.bottom * BLOCK).clamp(original.size)
        for b in boxes
    ]


def _count(result: Scan, before: Toned, box: Box) -> int:
    return int((result.pixels[box.slices] != before.read(box)).sum())
