"""A small picture of a large scan, from which its tone is told; and how much grain it has."""

from __future__ import annotations

import cv2
import numpy as np

from engine.document.document import Snapshot
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.masked import brightness
from engine.restore.render import Toned

SIDE = 512  # px, the longer one
PIECE, PIECES = 128, 8  # px a side; as many across and down are looked at for grain
BLOCK = 16  # px of a piece over which grain is measured
FLATTEST = 0.2  # share of the blocks that show grain and little else
CLIPPED = (0.03, 0.97)  # brightness beyond which grain is cut off
# The second difference across and down: no slope is left, and of white noise six times as much.
KERNEL = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


def shrink(snapshot: Snapshot, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """The picture with its patches at SIDE px at most, and where it shows no damage any more.

    Returns:
        float32 (h, w, 3) 0..1, and bool (h, w).
    """
    size, top_value = snapshot.scan.size, np.iinfo(snapshot.scan.pixels.dtype).max
    step = max(1, -(-max(size.width, size.height) // SIDE))
    width, rows, known = -(-size.width // step), [], []
    for top in range(0, size.height, 16 * step):  # in bands: no second scan in memory
        progress.step(top / size.height, "looking at the tone")
        band = Box(0, top, size.width, min(top + 16 * step, size.height))
        small = (width, -(-band.height // step))
        pixels = cv2.resize(snapshot.read(band), small, interpolation=cv2.INTER_AREA)
        pixels = pixels.reshape(small[1], width, -1)
        rows.append(pixels.astype(np.float32) / np.float32(top_value))
        marked = cv2.resize(snapshot.read_mask(band), small, interpolation=cv2.INTER_AREA)
        known.append(marked == 0)
    picture = np.concatenate(rows)
    return np.repeat(picture, 3, 2) if picture.shape[2] == 1 else picture, np.concatenate(known)


def measure_noise(snapshot: Snapshot, progress: Progress) -> float:
    """The standard deviation of the grain, of 0..1, at the flattest places of the picture.

    With the tone of the snapshot's finish: a correction that stretches the picture stretches its
    grain, and that is what is to be taken out.

    Source: Immerkaer, "Fast noise variance estimation", 1996.
    """
    size, toned = snapshot.scan.size, Toned(snapshot, snapshot.finish.tones())
    tops, lefts = (
        np.linspace(0, max(0, side - PIECE), PIECES).astype(int).tolist()
        for side in (size.height, size.width)
    )
    strengths = []
    for number, top in enumerate(dict.fromkeys(tops)):
        progress.step(number / PIECES, "measuring the grain")
        for left in dict.fromkeys(lefts):
            box = Box(left, top, left + PIECE, top + PIECE).clamp(size)
            pixels = toned.read(box)
            picture = pixels.astype(np.float32) / np.iinfo(pixels.dtype).max
            strengths.append(_strengths(brightness(picture), snapshot.read_mask(box) > 0))
    found = np.concatenate(strengths)
    return float(np.quantile(found, FLATTEST)) if len(found) else 0.0


def _strengths(grey: np.ndarray, marked: np.ndarray) -> np.ndarray:
    """(n,) one of every block that is neither marked nor nearly black or white."""
    height, width = (side // BLOCK * BLOCK for side in grey.shape)
    difference = np.abs(cv2.filter2D(grey, -1, KERNEL))
    mean, light, damage = (
        plane[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).mean((1, 3))
        for plane in (difference, grey, marked)
    )
    usable = (damage == 0) & (light > CLIPPED[0]) & (light < CLIPPED[1])
    return np.asarray(mean[usable] * np.sqrt(np.pi / 2) / 6)
