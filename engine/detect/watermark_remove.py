"""A known mark taken off one picture: un-blended where something of the picture shows through.

Where too little does, what un-blending gave would be noise: it gives way to what spans the mark
from around it, and where next to nothing does, the picture is marked for repair.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

import engine
from engine.detect.watermark import LEAST, NOTE, Watermark
from engine.detect.watermark_align import find_shift, moved, steps
from engine.detect.watermark_fit import without
from engine.document.patch import Patch, Provenance
from engine.errors import ScanError
from engine.files.scan import Scan
from engine.geometry import Box, Size
from engine.progress import Progress
from engine.repair.blend import solve_laplace
from engine.repair.confidence import confidence_map, mean_confidence
from engine.repair.masked import soft_mean
from engine.tiles import plan_tiles

METHOD = "un-blended"
REACH = 24  # px, how far the mark may lie from its place
AROUND = 16  # px of the picture that are looked at around the mark
# Of a likeness, 1 / sqrt(px of outlines) is what chance comes to; of photographs without a mark the
# likest reached 0.13 beyond CHANCE times that, and marks of alpha 0.5 began at 0.5.
CHANCE, ALIKE = 4.0, 0.2
OPAQUE = 0.95  # alpha from where on nothing is un-blended, and
WORST = 0.05  # the error of un-blending, of 0..1, from where on a repair is likely to come nearer
LONGEST = 2048  # px, of the part of the mark by whose outlines its place is found
TILE, MARGIN = 1024, 64  # px, un-blended at a time, and seen around it
MISPLACED = 0.1  # px, a deviation: of a mark that was found between two pixels
NEAR = 3.0  # px, the deviation of the neighbourhood in which a picture is as rough as here


@dataclass(frozen=True, eq=False)
class Removal:
    """What takes a mark off: a patch, and what is still to be repaired once it lies there.

    opaque: uint8 of the scan's size, 0 or 255.
    likeness: of the mark's outlines and the picture's, see `find_mark`.
    """

    patch: Patch
    opaque: np.ndarray
    likeness: float


def remove_mark(scan: Scan, mark: Watermark, progress: Progress) -> Removal:
    """Take the mark off; the scan is not changed.

    Raises:
        ScanError: the mark is not where it should be, or its place is not known.
        Cancelled: stopped.
    """
    progress.step(0.0, "looking for the mark")
    x, y, likeness = find_mark(scan, mark)
    if likeness < ALIKE:
        raise ScanError(
            f"the mark is not on {scan.path.name if scan.path else 'the scan'} (likeness "
            f"{likeness:.2f} of at least {ALIKE}): choose the mark file that belongs to it."
        )
    left, top = int(np.floor(x)), int(np.floor(y))
    planes = _planes(mark, scan.channels, x - left, y - top)
    whole = Box(left, top, left + planes.shape[1], top + planes.shape[0])
    box = whole.clamp(scan.size)
    planes = planes[box.within(whole).slices]
    fault = float(np.hypot(mark.residual, coding_error(scan)))
    misplaced = float(np.hypot(mark.misplaced, 0.0 if (x, y) == (left, top) else MISPLACED))
    pixels, error = _unblend(scan, box, planes, (fault, misplaced), progress)
    covered = planes[..., 0] >= LEAST
    lost = covered & (planes[..., 0] > min(OPAQUE, 1 - 0.8 * fault / WORST))
    changed = covered & ~lost
    pixels[~changed] = scan.pixels[box.slices][~changed]
    opaque = np.zeros(scan.pixels.shape[:2], np.uint8)
    # The rim of what is repaired is not known to a fraction of a pixel either.
    grown = cv2.dilate(lost.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    opaque[box.slices][grown & covered] = 255
    progress.step(1.0, "un-blended the mark")
    made = _provenance(mark, mean_confidence(error, changed) if changed.any() else None)
    return Removal(Patch(box, pixels, changed, made, confidence_map(error)), opaque, likeness)


def find_mark(scan: Scan, mark: Watermark) -> tuple[float, float, float]:
    """Where the mark's top left corner lies on a scan, (x, y) in px, and how alike both are.

    Likeness is the correlation of the outlines, at most 1, less what chance may come to.

    Raises:
        ScanError: the mark is only a logo: where it lies is not known.
    """
    if mark.place is None:
        raise ScanError("the place of the mark is not known: have the logo found first.")
    x, y = mark.place.on(scan.size)
    part = _busiest(mark.alpha)
    small = Watermark(mark.alpha[part.slices], mark.colour[part.slices])
    at = part.shift(x, y)
    outer = at.pad(AROUND).clamp(scan.size)
    if min(outer.width, outer.height) < 8:
        return float(x), float(y), 0.0
    shown = _unit(scan.pixels[outer.slices])
    # The mark's outlines as they show on this picture: by the colour it would have without.
    planes = small.premultiplied(scan.channels)
    inside = at.clamp(scan.size)
    laid = np.zeros((*shown.shape[:2], planes.shape[2]), np.float32)
    laid[inside.within(outer).slices] = planes[inside.within(at).slices]
    alpha = laid[..., :1]
    below = solve_laplace(shown, cv2.dilate(alpha, np.ones((5, 5), np.uint8)) < LEAST)
    difference = (laid[..., 1:] - alpha * below).mean(axis=2)
    wanted = steps(difference) * (np.hypot(*steps(alpha[..., 0])) > LEAST)
    (across, down), likeness = find_shift(steps(shown.mean(axis=2)), wanted, REACH)
    outlines = max(1, int(np.count_nonzero(wanted.any(axis=0))))
    return x + across, y + down, likeness - float(CHANCE / np.sqrt(outlines))


def _busiest(alpha: np.ndarray) -> Box:
    """The part of a large mark with the most outlines; the whole of most marks."""
    size = Size(alpha.shape[1], alpha.shape[0])
    width, height = min(LONGEST, size.width), min(LONGEST, size.height)
    outlines = cv2.integral(np.abs(cv2.Laplacian(alpha, cv2.CV_32F)))
    sums = (
        outlines[height:, width:] - outlines[:-height, width:]
        - outlines[height:, :-width] + outlines[:-height, :-width]
    )  # fmt: skip
    top, left = np.unravel_index(int(sums.argmax()), sums.shape)
    return Box(int(left), int(top), int(left) + width, int(top) + height)


def _planes(mark: Watermark, channels: int, across: float, down: float) -> np.ndarray:
    """`premultiplied`, moved by a fraction of a pixel, with a row and a column more for it."""
    planes = mark.premultiplied(channels)
    if not (across or down):
        return planes
    wider = cv2.copyMakeBorder(planes, 1, 2, 1, 2, cv2.BORDER_CONSTANT)
    return np.asarray(np.clip(moved(wider, across, down), 0, 1)[1:, 1:])


def _unblend(
    scan: Scan, box: Box, planes: np.ndarray, faults: tuple[float, float], progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Pixels of `box` in the scan's depth, and the error expected of each, float32 of 0..1.

    faults: deviations, of what is shown in 0..1 and of the mark's place in px.
    """
    top = np.iinfo(scan.pixels.dtype).max
    pixels = scan.pixels[box.slices].copy()
    error = np.zeros(pixels.shape[:2], np.float32)
    tiles = plan_tiles(Size(box.width, box.height), TILE, 0)
    for number, tile in enumerate(tiles):
        progress.step(number / len(tiles), "un-blending the mark")
        at = tile.shift(box.left, box.top)
        outer = at.pad(MARGIN).clamp(scan.size)
        laid = np.zeros((outer.height, outer.width, planes.shape[2]), np.float32)
        inside = outer.intersection(box)
        laid[inside.within(outer).slices] = planes[inside.within(box).slices]
        bare, variance = _bare(_unit(scan.pixels[outer.slices]), laid, *faults)
        inner = at.within(outer).slices
        pixels[tile.slices] = np.rint(bare[inner] * top)
        # The mean absolute value of a normal deviate is 0.8 deviations.
        error[tile.slices] = 0.8 * np.sqrt(variance[inner])
    return pixels, error


def _bare(
    shown: np.ndarray, planes: np.ndarray, fault: float, misplaced: float
) -> tuple[np.ndarray, np.ndarray]:
    """float32 (h, w, channels) 0..1 without the mark, and the variance that is left, (h, w).

    Un-blending magnifies what coding and placing got wrong, spanning the mark from around it loses
    all detail. Of both the mean with the least expected square: where the picture is no rougher
    under the mark than that fault alone would make it, what spans it is nearer.

    Source: Lee, "Digital image enhancement and noise filtering by use of local statistics", 1980.
    """
    alpha = planes[..., 0]
    colour = planes[..., 1:] / np.maximum(alpha, 1e-6)[..., None]
    bare, covered = without(shown, alpha, colour), alpha >= LEAST
    spanned = solve_laplace(shown, cv2.dilate(alpha, np.ones((3, 3), np.uint8)) < LEAST)
    slope = misplaced * np.hypot(*steps(alpha)) * np.abs(colour - spanned).mean(axis=2)
    variance = (fault**2 + slope**2) / np.maximum(1 - alpha, 1e-3) ** 2
    off = np.dstack((np.square(bare - spanned).mean(axis=2), variance))
    seen, expected = np.moveaxis(soft_mean(off, covered, NEAR), 2, 0)
    rough = np.maximum(seen - expected, 0)
    share = np.where(covered, rough / np.maximum(rough + variance, 1e-12), 1)
    mixed = spanned + share[..., None] * (bare - spanned)
    return np.asarray(mixed, np.float32), np.asarray(share * variance, np.float32)


def coding_error(scan: Scan) -> float:
    """Of 0..1: by how much what is stored may miss what was shown; a deviation.

    Rounding, and for JPEG what its qualities cost the photographs of docs/benchmarks.md.
    """
    rounding = 1 / (np.iinfo(scan.pixels.dtype).max * 12**0.5)
    coding = 0.0 if scan.quality is None else (100 - scan.quality) ** 0.5 / 255
    return float(max(rounding, coding))


def _unit(pixels: np.ndarray) -> np.ndarray:
    return pixels.astype(np.float32) / np.float32(np.iinfo(pixels.dtype).max)


def _provenance(mark: Watermark, confidence: float | None) -> Provenance:
    learnt = f"learnt from {mark.pictures} pictures" if mark.pictures else "given"
    return Provenance(
        method=METHOD,
        reason=f"the picture shows through a mark that was {learnt} ({NOTE})",
        thickness=0.0,
        confidence=confidence,
        engine=engine.__version__,
    )
