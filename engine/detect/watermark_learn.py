"""The mark that the pictures of a folder share, learnt from the pictures alone.

    see      all pictures, reduced: steps that most of them have at the same place are its outlines
    place    sizes differ? the corner, or the middle, from which the mark keeps its distance
    align    each picture, to a fraction of a pixel
    fit      colour and alpha, pixel by pixel; see watermark_fit.py

A mark that most of the pictures do not have, or that is as bright as they are on average and as
faint as their grain, is not found. Studio pictures with one background have that in common too: it
would be taken for a mark, and is large enough to be seen in the mark file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import cv2
import numpy as np

from engine.detect.watermark import LEAST, Place, Watermark
from engine.detect.watermark_align import SCHARR, find_shift, moved, steps
from engine.detect.watermark_fit import Fitted, fit_mark, main_colour
from engine.errors import HeirloomError, ScanError
from engine.files.reader import open_scan, read_size
from engine.geometry import Box, Size
from engine.progress import Progress
from engine.tiles import plan_tiles

FEWEST, ENOUGH = 10, 20  # pictures: refused below, and as many as a good mark needs
MOST_PICTURES = 48  # more cost time and change the mark by less than a step of 8 bits
OVERVIEW = 768  # px, the longer side of what is looked at first
REACH = 16  # px, how far a mark may wander from picture to picture
FAINTEST = 0.8  # of 255 per px: the least step of an outline
CERTAIN, LIKELY = 5.0, 2.5  # times what the median of so many pictures comes to by chance
ROUNDS = 2  # of aligning and looking again, at each of the scales
PYRAMID = (4, 2, 1)
ENCLOSED = 0.4  # of the mark's usual height over its surroundings: inside an outline
OUTLINE = 24  # px; fewer that are certain are chance
MARGIN = 48  # px around the mark, from which the pictures under it are predicted
TILE = 256  # px
PLAIN, SAME_COLOUR, MOSTLY = 0.05, 4 / 255, 0.95  # alpha, of 0..1, and the share of the pixels
ANCHORS = tuple((across, down) for across, down in product((0.0, 0.5, 1.0), repeat=2))
# In which a mark may differ from the pictures: a blue one is often as bright as they are.
PLANES = np.array([(1 / 3, 1 / 3, 1 / 3), (1, 0, 0), (0, 1, 0), (0, 0, 1)], np.float32)


@dataclass(frozen=True, eq=False)
class _Outlines:
    """What the pictures share. median: steps, float32 (2, h, w), 0 where nothing is certain.

    shifts: (pictures, 2) px, how far from the common place the mark lies on each.
    """

    median: np.ndarray
    shifts: np.ndarray

    @property
    def length(self) -> int:
        return int(np.count_nonzero(self.median.any(axis=0)))


def learn_mark(paths: Sequence[Path], progress: Progress) -> Watermark:
    """The mark that lies over these pictures; each is opened twice, none is changed.

    Args:
        paths: pictures with the same mark, not scaled against each other. Of more than
            MOST_PICTURES some are taken, evenly.

    Raises:
        ScanError: too few pictures, or they share no mark.
        Cancelled: stopped.
    """
    chosen = _choose(paths)
    sizes = [read_size(path) for path in chosen]
    canvas = Size(min(s.width for s in sizes), min(s.height for s in sizes))
    anchors = ANCHORS if len(set(sizes)) > 1 else ANCHORS[:1]
    scale = max(1, -(-max(canvas.width, canvas.height) // OVERVIEW))
    seen = _see(chosen, canvas, scale, anchors, progress.part(0.0, 0.35))
    anchor, plane = _where_most(seen)
    reach = -(-REACH // scale)
    outlines = _find_outlines(_flat(seen[anchor], plane), reach, progress.part(0.35, 0.4))
    _check_found(outlines, len(chosen))
    box = _box_of(outlines.median, scale, canvas)
    shifts = np.rint(outlines.shifts * scale).astype(int)
    with tempfile.TemporaryDirectory(prefix="heirloom-mark-") as folder:
        crops = _Crops.cut(
            chosen, canvas, anchor, box, shifts, Path(folder), progress.part(0.4, 0.7)
        )
        outlines = crops.align(plane, scale + 2, progress.part(0.7, 0.75))
        _check_found(outlines, len(chosen))
        return _learn(
            crops, outlines.median, _origin(anchor, box, canvas), progress.part(0.75, 1.0)
        )


def _check_found(outlines: _Outlines, count: int) -> None:
    if outlines.length < OUTLINE:
        raise ScanError(
            f"these {count} pictures share no mark that could be told from chance: give "
            f"{ENOUGH} or more that all have it, at the same distance from one corner."
        )


def _choose(paths: Sequence[Path]) -> list[Path]:
    if len(paths) < FEWEST:
        raise ScanError(
            f"{len(paths)} pictures are too few to learn their mark from: give {ENOUGH} or more."
        )
    at = np.linspace(0, len(paths) - 1, min(len(paths), MOST_PICTURES)).astype(int)
    return [paths[i] for i in at]


def _corner(size: Size, canvas: Size, anchor: tuple[float, float]) -> tuple[int, int]:
    """Of the canvas on a picture, (x, y): both have the same point at `anchor`."""
    across, down = anchor
    return (
        round(across * size.width) - round(across * canvas.width),
        round(down * size.height) - round(down * canvas.height),
    )


def _see(
    paths: Sequence[Path],
    canvas: Size,
    scale: int,
    anchors: Sequence[tuple[float, float]],
    progress: Progress,
) -> dict[tuple[float, float], np.ndarray]:
    """By anchor uint8 (pictures, h, w, 3): the canvas on each picture, reduced."""
    reduced = (canvas.width // scale, canvas.height // scale)
    seen = {a: np.zeros((len(paths), *reduced[::-1], 3), np.uint8) for a in anchors}
    for number, path in enumerate(paths):
        progress.step(number / len(paths), f"looking at {path.name}, {number + 1} of {len(paths)}")
        scan = open_scan(path)
        for anchor, pictures in seen.items():
            left, top = _corner(scan.size, canvas, anchor)
            pixels = scan.pixels[top : top + canvas.height, left : left + canvas.width]
            mean = cv2.resize(pixels, reduced, interpolation=cv2.INTER_AREA)
            whole = np.iinfo(pixels.dtype).max / 255
            pictures[number] = np.rint(mean.reshape(*reduced[::-1], -1) / whole)
    return seen


def _flat(pictures: np.ndarray, plane: np.ndarray) -> np.ndarray:
    """uint8 (pictures, h, w) of (pictures, h, w, 3), by the weights of a plane."""
    return np.stack([np.rint(picture @ plane).astype(np.uint8) for picture in pictures])


def _where_most(
    seen: dict[tuple[float, float], np.ndarray],
) -> tuple[tuple[float, float], np.ndarray]:
    """The anchor and the plane in which the pictures share most, at the coarsest scale."""
    best = (-1, next(iter(seen)), PLANES[0])
    for anchor, pictures in seen.items():
        small = np.stack([_reduced(picture, PYRAMID[0]) for picture in pictures])
        for plane in PLANES:
            still = np.zeros((len(small), 2), int)
            shared = _median_steps(_flat(small, plane), still).any(axis=0)
            best = max(best, (int(shared.sum()), anchor, plane), key=lambda found: found[0])
    return best[1:]


def _reduced(picture: np.ndarray, factor: int) -> np.ndarray:
    size = (max(1, picture.shape[1] // factor), max(1, picture.shape[0] // factor))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _find_outlines(greys: np.ndarray, reach: int, progress: Progress) -> _Outlines:
    """What stays at its place from picture to picture, or wanders by `reach` px at most.

    Coarse to fine: what wanders by more than its outlines are wide has no median.
    """
    shifts = np.zeros((len(greys), 2))
    for done, factor in enumerate(PYRAMID):
        small = np.stack([_reduced(grey, factor) for grey in greys])
        left = -(-reach // factor) if done == 0 else 2
        for _ in range(ROUNDS):
            progress.step(done / len(PYRAMID), "looking for what the pictures share")
            median = _median_steps(small, np.rint(shifts / factor).astype(int))
            if not median.any():
                break
            known = zip(small, shifts / factor, strict=True)
            shifts = factor * np.array([_shift(grey, median, at, left) for grey, at in known])
            shifts -= np.median(shifts, axis=0)
    return _Outlines(median, shifts)


def _shift(grey: np.ndarray, median: np.ndarray, known: np.ndarray, reach: int) -> np.ndarray:
    """(across, down) px of the mark on a picture; `known` within `reach` px."""
    near = np.rint(known)
    there = steps(moved(grey, *-near).astype(np.float32) / 255)
    return np.asarray(near + find_shift(there, median, reach)[0])


def _median_steps(greys: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    """float32 (2, h, w): the median of the steps per px, 0 where it may be chance."""
    count, height, width = greys.shape
    taken = np.zeros((2, count, height, width), np.int16)
    for number, (grey, (across, down)) in enumerate(zip(greys, shifts.tolist(), strict=True)):
        back = moved(grey, -across, -down)
        taken[0, number], taken[1, number] = (
            cv2.Scharr(back, cv2.CV_16S, *d) for d in ((1, 0), (0, 1))
        )
    median, doubt = np.zeros((2, 2, height, width), np.float32)
    for row in range(0, height, 32):
        band = taken[:, :, row : row + 32]
        median[:, row : row + 32] = middle = np.median(band, axis=1)
        off = np.median(np.abs(band - middle[:, None]), axis=1)
        # 1.25 / sqrt(n) deviations is what the median of n normal numbers is off.
        doubt[:, row : row + 32] = 1.4826 * 1.2533 * off / np.sqrt(count)
    size = np.hypot(*median)
    sure = size / np.maximum(np.hypot(*doubt), FAINTEST * SCHARR / CERTAIN)
    return np.asarray(median * _connected(sure) / np.float32(255 * SCHARR))


def _connected(sure: np.ndarray) -> np.ndarray:
    """bool: what is LIKELY and touches what is CERTAIN."""
    _, labels = cv2.connectedComponents((sure >= LIKELY).astype(np.uint8), connectivity=8)
    counts = np.bincount(labels[sure >= CERTAIN], minlength=labels.max() + 1)
    counts[0] = 0
    return np.asarray((counts >= OUTLINE // 4)[labels])


def _box_of(median: np.ndarray, scale: int, canvas: Size) -> Box:
    """Around all outlines, in px of the canvas, with what the prediction needs around."""
    x, y, w, h = cv2.boundingRect(np.asarray(median.any(axis=0), np.uint8))
    box = Box(x * scale, y * scale, (x + w) * scale, (y + h) * scale)
    return box.pad(MARGIN + scale).clamp(canvas)


@dataclass(eq=False)
class _Crops:
    """The pictures inside one box of the canvas, the mark of all at one place.

    pixels: (pictures, h, w, channels) in the pictures' own depth, on disk.
    shifts: (pictures, 2) px, what `read` still moves back.
    """

    pixels: np.ndarray
    shifts: np.ndarray

    @classmethod
    def cut(
        cls,
        paths: Sequence[Path],
        canvas: Size,
        anchor: tuple[float, float],
        box: Box,
        shifts: np.ndarray,
        folder: Path,
        progress: Progress,
    ) -> _Crops:
        pixels: np.ndarray | None = None
        for number, path in enumerate(paths):
            progress.step(number / len(paths), f"reading {path.name}")
            scan = open_scan(path)
            if pixels is None:
                shape = (len(paths), box.height, box.width, 3)
                pixels = np.lib.format.open_memmap(folder / "crops.npy", "w+", np.uint16, shape)
            left, top = _corner(scan.size, canvas, anchor)
            across, down = shifts[number].tolist()
            there = box.shift(left + across, top + down)
            rows = np.clip(np.arange(there.top, there.bottom), 0, scan.size.height - 1)
            columns = np.clip(np.arange(there.left, there.right), 0, scan.size.width - 1)
            taken = scan.pixels[np.ix_(rows, columns)]
            pixels[number] = taken if scan.depth == 16 else taken.astype(np.uint16) * 257
        if pixels is None:
            raise HeirloomError("there is no picture to learn a mark from.")
        return cls(pixels, np.zeros((len(paths), 2)))

    def align(self, plane: np.ndarray, reach: int, progress: Progress) -> _Outlines:
        """Find the last pixels and their fractions, for `read`."""
        eight_bits = (np.rint(pixels / np.float32(257)).astype(np.uint8) for pixels in self.pixels)
        greys = np.stack([np.rint(pixels @ plane).astype(np.uint8) for pixels in eight_bits])
        found = _find_outlines(greys, reach, progress)
        self.shifts = found.shifts
        return found

    def read(self, number: int, box: Box) -> np.ndarray:
        """float32 (box.height, box.width, 3) 0..1."""
        across, down = self.shifts[number]
        wide = box.pad(int(np.abs(self.shifts[number]).max()) + 4)
        height, width = self.pixels.shape[1:3]
        rows = np.clip(np.arange(wide.top, wide.bottom), 0, height - 1)
        columns = np.clip(np.arange(wide.left, wide.right), 0, width - 1)
        taken = self.pixels[number][np.ix_(rows, columns)].astype(np.float32) / 65535
        if across or down:
            taken = np.clip(moved(taken, -across, -down), 0, 1)
        return np.asarray(taken[box.within(wide).slices])


def _origin(anchor: tuple[float, float], box: Box, canvas: Size) -> Place:
    """Of the box of the canvas, as the place of a mark."""
    across, down = anchor
    point = round(across * canvas.width), round(down * canvas.height)
    return Place(across, down, box.left - point[0], box.top - point[1])


def _learn(crops: _Crops, outlines: np.ndarray, origin: Place, progress: Progress) -> Watermark:
    fitted = _fit(crops, _support(outlines), progress)
    alpha = _trimmed(fitted.alpha)
    if not alpha.any():
        raise ScanError(
            "what these pictures share has no colour of its own: it is no mark that was laid over "
            "them."
        )
    x, y, w, h = cv2.boundingRect((alpha > 0).astype(np.uint8))
    at = np.s_[y : y + h, x : x + w]
    there, count = alpha[at] > 0, len(crops.pixels)
    # Two numbers from `count` pictures: so far is the line itself off.
    residual = float(np.sqrt(2 / count * fitted.fault[at][there].mean()))
    place = replace(origin, left=origin.left + x, top=origin.top + y)
    return Watermark(alpha[at], _in_one_colour(fitted, alpha)[at], place, residual, count)


def _in_one_colour(fitted: Fitted, alpha: np.ndarray) -> np.ndarray:
    """The colour, made the same everywhere where it nearly is: tiles were fitted one by one."""
    main = main_colour(fitted)
    off = np.abs(fitted.colour - main).max(axis=2)[alpha > PLAIN]
    single = off.size > 0 and float((off < SAME_COLOUR).mean()) > MOSTLY
    return np.broadcast_to(main, fitted.colour.shape) if single else fitted.colour


def _fit(crops: _Crops, support: np.ndarray, progress: Progress) -> Fitted:
    """Tile by tile: float32 pictures exist for one tile only."""
    height, width = support.shape
    fitted = Fitted.nothing(height, width, 3)
    tiles = [box for box in plan_tiles(Size(width, height), TILE, 0) if support[box.slices].any()]
    for number, box in enumerate(tiles):
        progress.step(number / len(tiles), f"learning the mark, {number + 1} of {len(tiles)}")
        outer = box.pad(MARGIN).clamp(Size(width, height))
        found = fit_mark(
            lambda k, outer=outer: crops.read(k, outer),  # type: ignore[misc]
            len(crops.pixels),
            support[outer.slices],
        )
        here = box.within(outer).slices
        for whole, part in zip(vars(fitted).values(), vars(found).values(), strict=True):
            whole[box.slices] = part[here]
    return fitted


def _support(outlines: np.ndarray) -> np.ndarray:
    """bool (h, w): where the mark may be: its outlines, and what they enclose."""
    line = outlines.any(axis=0)
    relief = np.abs(_from_steps(outlines))
    peak = float(np.quantile(relief[line], 0.9))
    marked = (line | (relief > ENCLOSED * peak)).astype(np.uint8)
    return cv2.dilate(marked, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))) > 0


def _from_steps(outlines: np.ndarray) -> np.ndarray:
    """float32 (h, w): the picture that has these steps, 0 at the edges of the box.

    Source: Poisson's equation by the sine transform, as a real transform of an odd continuation.
    """
    across, down = outlines
    height, width = across.shape
    pull = np.gradient(across, axis=1) + np.gradient(down, axis=0)
    odd = np.zeros((2 * height + 2, 2 * width + 2))
    odd[1 : height + 1, 1 : width + 1] = pull
    odd[height + 2 :, 1 : width + 1] = -pull[::-1]
    odd[:, width + 2 :] = -odd[:, width:0:-1]
    rows = np.sin(np.pi * np.fft.fftfreq(2 * height + 2)) ** 2
    columns = np.sin(np.pi * np.fft.rfftfreq(2 * width + 2)) ** 2
    bend = -4 * (rows[:, None] + columns)
    bend[0, 0] = 1
    solved = np.fft.irfft2(np.fft.rfft2(odd) / bend, odd.shape)
    return np.asarray(solved[1 : height + 1, 1 : width + 1], np.float32)


def _trimmed(alpha: np.ndarray) -> np.ndarray:
    """0 where what is left is chance: below LEAST all around."""
    near = cv2.GaussianBlur(alpha, (0, 0), 1.0)
    return np.where(near >= LEAST, alpha, np.float32(0))
