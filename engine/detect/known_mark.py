"""A known logo found on a picture: where it lies, how large it is, and how strongly it shows.

coarse    the directions of its outlines, lighter or darker, at every place and in many sizes
fine      the size and place at which its outlines are most alike, at full size
opacity   least squares on what should be there without it
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from engine.detect.watermark import LEAST, Place, Watermark
from engine.detect.watermark_align import steps
from engine.detect.watermark_fit import Fitted, predict
from engine.detect.watermark_remove import CHANCE, find_mark
from engine.errors import ScanError
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Progress

OVERVIEW = 480  # px, the longer side of what is looked at first
SMALLEST, STEP = 0.05, 1.06  # of the picture's width; the ratio of neighbouring sizes
FAINT = 3 / 255  # steps per px; smaller ones have no direction
AROUND = 48  # px of the picture around the logo from which what is under it is predicted
ROUNDS = (0.0, 3.0, 2.0, 2.0)  # px, of the neighbourhoods that predict; 0: from outside only
FINE = (0.02, 0.006, 0.002)  # steps of the size, as shares of it, one after the other
HARDLY = 0.05  # px, by which a size may miss
ALIKE = 0.4  # beyond chance: a logo is looked for everywhere, and is often found by chance
MISPLACED = 0.3  # px, a deviation: how far off place and size leave the outlines
UNCERTAIN = 1 / 255  # how far off the opacity leaves what a logo adds; no two programs round alike


@dataclass(frozen=True)
class _Found:
    likeness: float
    left: float
    top: float
    width: float  # px of the picture


def place_logo(scan: Scan, logo: Watermark, progress: Progress) -> Watermark:
    """The logo as it lies on the scan: of that size and strength, with its place.

    Raises:
        ScanError: it is nowhere on the scan.
        Cancelled: stopped.
    """
    logo = _trimmed(logo)
    found = _fine(scan, logo, _coarse(scan, logo, progress.part(0.0, 0.5)), progress.part(0.5, 0.9))
    placed = _resized(logo, found.width, round(found.left), round(found.top))
    progress.step(0.9, "measuring the logo's strength")
    opacity = _opacity(scan, placed)
    if found.likeness < ALIKE or opacity < LEAST:
        raise ScanError(
            f"the logo was not found on the picture (likeness {found.likeness:.2f}): it is too "
            "faint there, turned, or another one."
        )
    alpha = np.clip(opacity * placed.alpha, 0, 1)
    return replace(placed, alpha=alpha, residual=UNCERTAIN, misplaced=MISPLACED)


def _trimmed(logo: Watermark) -> Watermark:
    x, y, w, h = cv2.boundingRect((logo.alpha >= LEAST).astype(np.uint8))
    at = np.s_[y : y + h, x : x + w]
    return Watermark(logo.alpha[at], logo.colour[at])


def _resized(logo: Watermark, width: float, left: int, top: int) -> Watermark:
    """As many px wide, parts of px too, at a place of this one scan."""
    ratio = width / logo.size.width
    whole = max(1, round(width)), max(1, round(ratio * logo.size.height))
    how = cv2.INTER_AREA if ratio < 1 else cv2.INTER_CUBIC
    planes = cv2.resize(logo.premultiplied(logo.colour.shape[2]), whole, interpolation=how)
    rest = ratio * np.array((logo.size.width, logo.size.height)) / whole
    if np.abs(rest - 1).max() * max(whole) > HARDLY:
        matrix = np.column_stack((np.diag(rest), (rest - 1) / 2)).astype(np.float32)
        planes = cv2.warpAffine(planes, matrix, (whole[0] + 1, whole[1] + 1), flags=cv2.INTER_CUBIC)
    planes = np.clip(planes, 0, 1)
    alpha = planes[..., 0]
    colour = np.clip(planes[..., 1:] / np.maximum(alpha, 1e-3)[..., None], 0, 1)
    return Watermark(alpha, colour, Place(0.0, 0.0, left, top))


def _coarse(scan: Scan, logo: Watermark, progress: Progress) -> _Found:
    """The best of all places and many sizes on the reduced picture."""
    scale = max(scan.size.width, scan.size.height, OVERVIEW) / OVERVIEW
    size = (round(scan.size.width / scale), round(scan.size.height / scale))
    small = cv2.resize(scan.pixels, size, interpolation=cv2.INTER_AREA).reshape(*size[::-1], -1)
    seen = _directions(small.mean(axis=2, dtype=np.float32) / np.iinfo(scan.pixels.dtype).max)
    best = _Found(0.0, 0, 0, 1)
    width = max(8.0, SMALLEST * size[0])
    while width <= size[0]:
        progress.step(width / size[0], "looking for the logo")
        wanted = _drawn(_resized(logo, round(width), 0, 0))
        if wanted.shape[1] <= size[1]:
            likeness, (x, y) = _match(seen, _directions(wanted))
            if likeness > best.likeness:
                best = _Found(likeness, x * scale, y * scale, round(width) * scale)
        width *= STEP
    return best


def _drawn(logo: Watermark) -> np.ndarray:
    """float32 (h, w): its shape, and what is drawn in it."""
    return np.asarray(logo.alpha * (1 + logo.colour.mean(axis=2)) / 2, np.float32)


def _directions(grey: np.ndarray) -> np.ndarray:
    """float32 (2, h, w): the double angle of each step, so that light on dark is dark on light."""
    across, down = steps(grey)
    size = np.hypot(across, down)
    weight = 1 / np.maximum(size, FAINT) ** 2
    return np.stack(((across**2 - down**2) * weight, 2 * across * down * weight))


def _match(seen: np.ndarray, wanted: np.ndarray) -> tuple[float, tuple[int, int]]:
    """Likeness of at most 1, less what chance comes to, and the place (x, y) of the likest."""
    covered = (np.hypot(*wanted) > 0).astype(np.float32)
    energy = cv2.matchTemplate(np.asarray((seen**2).sum(axis=0)), covered, cv2.TM_CCORR)
    scores = sum(
        cv2.matchTemplate(plane, part, cv2.TM_CCORR)
        for plane, part in zip(seen, wanted, strict=True)
    )
    # A flat place has hardly any outlines, all of which may fit by chance.
    least = 0.1 * float((wanted**2).sum())
    below = np.sqrt(np.maximum(energy, least) * float((wanted**2).sum()))
    _, best, _, place = cv2.minMaxLoc(np.asarray(scores / np.maximum(below, 1e-9), np.float32))
    return float(best) - CHANCE / float(covered.sum()) ** 0.5, (int(place[0]), int(place[1]))


def _fine(scan: Scan, logo: Watermark, start: _Found, progress: Progress) -> _Found:
    """The size at which the outlines are most alike, at full size."""
    best = replace(start, likeness=-1.0)
    for done, step in enumerate(FINE):
        middle, reach = best, 3
        for turn in range(-reach, reach + 1):
            progress.step((done + (turn + reach) / (2 * reach + 1)) / len(FINE), "fitting the logo")
            width = max(8.0, middle.width * (1 + turn * step))
            # It grows around its middle: the coarse place is the best guess of that.
            shift = (width - middle.width) / 2
            down = shift * logo.size.height / logo.size.width
            left, top = round(middle.left - shift), round(middle.top - down)
            x, y, likeness = find_mark(scan, _resized(logo, width, left, top))
            if likeness > best.likeness:
                best = _Found(likeness, x, y, width)
    return best


def _opacity(scan: Scan, placed: Watermark) -> float:
    """How strongly the logo shows: 1 as its own alpha says."""
    assert placed.place is not None
    x, y = placed.place.on(scan.size)
    at = Box(x, y, x + placed.size.width, y + placed.size.height)
    outer, inner = at.pad(AROUND).clamp(scan.size), at.clamp(scan.size)
    shown = scan.pixels[outer.slices].astype(np.float32) / np.iinfo(scan.pixels.dtype).max
    planes = placed.premultiplied(scan.channels)[inner.within(at).slices]
    laid = np.zeros((outer.height, outer.width, planes.shape[2]), np.float32)
    laid[inner.within(outer).slices] = planes
    full, colour = laid[..., 0], laid[..., 1:] / np.maximum(laid[..., :1], 1e-3)
    support = cv2.dilate(full, np.ones((3, 3), np.uint8)) >= LEAST
    opacity = 0.0
    for ring in ROUNDS:
        fitted = Fitted(opacity * full, colour, np.zeros_like(full))
        predicted, fault = predict(shown, support, fitted, ring)
        wanted = full[..., None] * (colour - predicted)
        weight = (support / (fault + (2 / 255) ** 2))[..., None]
        length = float((weight * wanted**2).sum())
        opacity = float((weight * wanted * (shown - predicted)).sum()) / max(length, 1e-9)
        opacity = float(np.clip(opacity, 0, 1 / max(float(full.max()), 1e-3)))
    return opacity
