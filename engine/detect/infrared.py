"""Dust from the infrared channel: the dyes of colour film let infrared pass, dust does not.

    registration    the lamp's path differs: phase correlation of windows against the red channel
    cross-talk      some of the picture shows in infrared: IR = a + b * red, fitted robustly
    dust            where infrared falls below what is usual around it

Silver and Kodachrome hold infrared back as the picture itself does; such scans are refused.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import cv2
import numpy as np

from engine.detect.findings import Findings, FindingsBuilder
from engine.errors import ScanError
from engine.files.scan import Scan
from engine.geometry import Box, Size
from engine.progress import Progress
from engine.tiles import plan_tiles

SUFFIX = "_ir"  # of the name of a file with the infrared channel alone
OVERVIEW = 1024  # px, the longer side of what the fits look at
# Above both, the picture itself is in the infrared: dyes reach slopes of 0.1 to 0.2 in density.
SILVER_CORRELATION, SILVER_SLOPE = 0.7, 0.3
WINDOW = 512  # px, of a phase correlation
WIDEST_SHIFT = 32  # px; what is measured beyond is no shift of a lamp
CLEAREST = 0.1  # response of a phase correlation that is more than noise
WITNESSES = 3  # windows that have to agree within a pixel
TILE, AROUND = 1024, 64  # px; usual is the median within AROUND
COARSE = 4  # the median is taken at 1/COARSE of the size
DARK = 0.2  # of the infrared there should be: the holder of the film, in which dust cannot be seen
OPAQUE = 0.2  # of the infrared held back: certainly dust; a tenth is as likely as not (ratio 0.9)


def find_infrared(scan: Scan) -> np.ndarray | None:
    """The infrared plane that came with the scan, or from `name_IR.tif` beside it; else None.

    Raises:
        ScanError: the file beside it has another size or cannot be read.
    """
    if scan.infrared is not None or scan.path is None:
        return scan.infrared
    path = find_sidecar(scan.path)
    if path is None:
        return None
    from engine.files.reader import open_scan

    beside = open_scan(path)
    if beside.size != scan.size:
        raise ScanError(
            f"{path.name} measures {beside.size} pixels, the scan {scan.size}: an infrared channel "
            "must have exactly the scan's size; scan both at once, or move the file away."
        )
    return beside.pixels[..., 0]


def detect_infrared(scan: Scan, infrared: np.ndarray, progress: Progress) -> Findings:
    """Find what holds infrared back: dust, hairs, scratches, losses.

    Args:
        scan: as opened; repairs do not matter.
        infrared: (height, width) uint8 or uint16 of the scan's size; not changed.

    Returns:
        A proposal of the class "infrared".

    Raises:
        ScanError: the infrared channel shows the picture itself.
        Cancelled: stopped.
    """
    progress.step(0.0, "comparing infrared with the picture")
    red = scan.pixels[..., 0]
    _refuse_silver(scan, *_overview(red, infrared, (0, 0)))
    shift = find_shift(red, infrared)
    base, slope = _fit_crosstalk(*_overview(red, infrared, shift))
    builder = FindingsBuilder(scan.size, ("infrared",))
    tiles = plan_tiles(scan.size, TILE, 0)
    for number, box in enumerate(tiles):
        progress.step(number / len(tiles), f"looking for dust, {number + 1} of {len(tiles)}")
        outer = box.pad(AROUND).clamp(scan.size)
        expected = base + slope * _unit(red[outer.slices])
        ratio = _unit(_read_shifted(infrared, outer, shift)) / np.maximum(expected, 1e-3)
        usual = _usual(ratio)
        held_back = np.where(usual > DARK, 1 - ratio / np.maximum(usual, DARK), 0)
        builder.add(box, (held_back / OPAQUE)[box.within(outer).slices][..., None])
    progress.step(1.0, "looked for dust")
    moved = f", shifted by {shift[0]}, {shift[1]} px" if any(shift) else ""
    return builder.build(f"infrared channel{moved}")


def find_shift(red: np.ndarray, infrared: np.ndarray) -> tuple[int, int]:
    """(across, down) in px: the scan's pixel (x, y) is at (x + across, y + down) in infrared.

    The median over nine windows; (0, 0) where too few tell clearly, or where they contradict.

    Source: Kuglin and Hines, "The phase correlation image alignment method", 1975 (OpenCV's).
    """
    height, width = red.shape
    side = Size(min(WINDOW, width // 2), min(WINDOW, height // 2))
    if min(side.width, side.height) < WIDEST_SHIFT:
        return 0, 0
    hann = cv2.createHanningWindow((side.width, side.height), cv2.CV_32F)
    found = []
    for i, j in product(range(3), repeat=2):
        left, top = (width - side.width) * i // 2, (height - side.height) * j // 2
        at = Box(left, top, left + side.width, top + side.height).slices
        shift, response = cv2.phaseCorrelate(_unit(red[at]), _unit(infrared[at]), hann)
        if response >= CLEAREST and max(abs(shift[0]), abs(shift[1])) <= WIDEST_SHIFT:
            found.append(shift)
    if len(found) < WITNESSES:
        return 0, 0
    middle = np.median(found, axis=0)
    agree = np.abs(np.array(found) - middle).max(axis=1) <= 1
    across, down = np.rint(middle).astype(int).tolist()
    trusted = agree.sum() >= max(WITNESSES, len(found) / 2)
    return (across, down) if trusted else (0, 0)


def find_sidecar(path: Path) -> Path | None:
    """`path`'s neighbour of the same name with _IR, in whatever letters and format."""
    wanted = path.stem.lower() + SUFFIX
    return next((p for p in sorted(path.parent.glob("*")) if p.stem.lower() == wanted), None)


def _refuse_silver(scan: Scan, red: np.ndarray, infrared: np.ndarray) -> None:
    density = -np.log(np.maximum((red, infrared), 1e-3))
    deviation = density.std(axis=1)
    if deviation.min() < 1e-3:  # one of them is flat: nothing of the other is in it
        return
    correlation = float(np.corrcoef(density)[0, 1])
    slope = correlation * float(deviation[1] / deviation[0])
    if correlation > SILVER_CORRELATION and slope > SILVER_SLOPE:
        name = scan.path.name if scan.path else "the scan"
        raise ScanError(
            f"the infrared channel of {name} shows the picture itself (correlation "
            f"{correlation:.2f}), as with silver black-and-white film and Kodachrome: dust cannot "
            "be told from it; look for damage without infrared."
        )


def _fit_crosstalk(red: np.ndarray, infrared: np.ndarray) -> tuple[float, float]:
    """(a, b) of IR = a + b * red, little moved by dust: iterated weights after Huber (1964)."""
    weights = np.ones_like(red)
    base = slope = 0.0
    for _ in range(10):
        x, y = np.average((red, infrared), axis=1, weights=weights)
        spread = np.average((red - x) ** 2, weights=weights)
        slope = float(np.average((red - x) * (infrared - y), weights=weights) / (spread + 1e-9))
        base = float(y - slope * x)
        off = np.abs(infrared - base - slope * red)
        usual = 1.4826 * float(np.median(off)) + 1e-6
        weights = 1 / np.maximum(1, off / (1.345 * usual))
    return base, slope


def _overview(
    red: np.ndarray, infrared: np.ndarray, shift: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Samples of both at the same places, without the dark holder: float64 (n,) 0..1."""
    height, width = red.shape
    step = max(1, max(height, width) // OVERVIEW)
    rows, columns = np.arange(0, height, step), np.arange(0, width, step)
    there = np.ix_(
        np.clip(rows + shift[1], 0, height - 1), np.clip(columns + shift[0], 0, width - 1)
    )
    seen = _unit(infrared[there])
    film = seen >= DARK * np.quantile(seen, 0.9)
    samples = _unit(red[np.ix_(rows, columns)])[film], seen[film]
    return samples[0].astype(np.float64), samples[1].astype(np.float64)


def _read_shifted(infrared: np.ndarray, box: Box, shift: tuple[int, int]) -> np.ndarray:
    """What belongs to `box` of the scan; beyond the edge the last pixels go on."""
    height, width = infrared.shape
    rows = np.clip(np.arange(box.top, box.bottom) + shift[1], 0, height - 1)
    columns = np.clip(np.arange(box.left, box.right) + shift[0], 0, width - 1)
    return np.asarray(infrared[np.ix_(rows, columns)])


def _usual(ratio: np.ndarray) -> np.ndarray:
    """The median within AROUND, coarse: float32 like `ratio`."""
    height, width = ratio.shape
    size = (-(-width // COARSE), -(-height // COARSE))
    small = cv2.resize(ratio, size, interpolation=cv2.INTER_AREA)
    # In 8 bits, the only ones in which wide medians are quick; 0.8 % of the usual ratio of 1.
    whole = np.rint(np.clip(128 * small, 0, 255)).astype(np.uint8)
    median = cv2.medianBlur(whole, 2 * (AROUND // COARSE) + 1).astype(np.float32) / 128
    return np.asarray(cv2.resize(median, (width, height), interpolation=cv2.INTER_LINEAR))


def _unit(samples: np.ndarray) -> np.ndarray:
    """float32 0..1, contiguous."""
    return np.asarray(samples.astype(np.float32) / np.float32(np.iinfo(samples.dtype).max))
