"""Defects at the same place on every scan of a folder: dust on the glass, streaks of the line.

What stands out from its surroundings counts one vote per scan, lighter and darker apart. More than
half of the votes is what the median of the high-passes over all scans would say, without holding
more than one scan in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from engine.detect.findings import Findings, FindingsBuilder
from engine.errors import ScanError
from engine.files.reader import open_scan
from engine.files.scan import Scan
from engine.geometry import Size
from engine.progress import Progress
from engine.tiles import plan_tiles

FEWEST = 5  # scans; with fewer, something of the pictures lies at the same place by chance
TILE, REACH = 1024, 33  # px; a tile, and what it looks at around itself
SPECK = 17  # px, of the median that what stands out is compared with
OUTSTANDING = 3.0  # times the usual deviation within 2 * REACH
FAINTEST = 3  # of 255; less is noise everywhere
STEEPNESS = 2  # a quarter of the votes is chance where pictures are full of detail


def detect_repeated(
    paths: Sequence[Path], progress: Progress, opened: Callable[[Path], Scan | None] = open_scan
) -> Findings:
    """What stands out at the same place in most of the scans.

    Args:
        paths: scans of one size; each is opened once.
        opened: opens one; None = it is left out.

    Returns:
        A proposal of the class "repeated"; half of the votes are a probability of 0.5.

    Raises:
        ScanError: too few scans, two sizes, or one cannot be read.
        Cancelled: stopped.
    """
    _check_enough(len(paths))
    votes = np.zeros(0, np.uint16)
    size, looked = Size(0, 0), 0
    for number, path in enumerate(paths):
        scan = opened(path)
        if scan is None:
            continue
        looked += 1
        if looked == 1:
            size, votes = scan.size, np.zeros((2, *scan.pixels.shape[:2]), np.uint16)
        if scan.size != size:
            raise ScanError(
                f"{path.name} measures {scan.size} pixels, {paths[0].name} {size}: only scans of "
                "one size show what repeats; move the others away."
            )
        part = progress.part(number / len(paths), (number + 1) / len(paths))
        _vote(scan.pixels, votes, part, f"looking at {path.name}, {number + 1} of {len(paths)}")
    _check_enough(looked)
    builder = FindingsBuilder(size, ("repeated",))
    for box in plan_tiles(size, TILE, 0):
        share = votes[(slice(None), *box.slices)].max(axis=0) / np.float32(looked)
        builder.add(box, (STEEPNESS * (share - 0.5) + 0.5)[..., None])
    return builder.build(f"the same place on {looked} scans")


def _check_enough(scans: int) -> None:
    if scans < FEWEST:
        raise ScanError(
            f"{scans} scans are too few to tell what repeats on them: give at least {FEWEST} "
            "made on the same scanner at the same settings."
        )


def _vote(pixels: np.ndarray, votes: np.ndarray, progress: Progress, doing: str) -> None:
    """Add one where the scan is lighter (votes[0]) or darker (votes[1]) than its surroundings."""
    size = Size(pixels.shape[1], pixels.shape[0])
    tiles = plan_tiles(size, TILE, 0)
    for number, box in enumerate(tiles):
        progress.step(number / len(tiles), doing)
        outer = box.pad(REACH).clamp(size)
        grey = _grey(pixels[outer.slices])
        off = grey.astype(np.float32) - cv2.medianBlur(grey, SPECK)
        usual = cv2.blur(np.abs(off), (2 * REACH + 1,) * 2)
        limit = np.maximum(OUTSTANDING * usual, FAINTEST)
        here = box.within(outer).slices
        for sign, counted in ((1, votes[0]), (-1, votes[1])):
            counted[box.slices] += (sign * off >= limit)[here]


def _grey(pixels: np.ndarray) -> np.ndarray:
    """uint8 (h, w): the mean of the channels."""
    scale = 255 / np.iinfo(pixels.dtype).max
    grey = np.rint(pixels.mean(axis=2, dtype=np.float32) * scale)
    return np.asarray(grey, np.uint8)
