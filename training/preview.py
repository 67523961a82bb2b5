"""A sheet of synthetic damage to look at: does it look like the damage of real prints?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from training.data.photos import Photos

CROP = 256  # px
SCAN_SIDE = 1600  # px, the long side at which real scans are shown beside the synthetic ones
ROWS = 6
GAP = 4  # px between pictures
COLOURS = ((255, 40, 40), (255, 220, 0), (0, 200, 90), (60, 110, 255))  # line, spot, area, text


def make_sheet(
    mixture: Mapping[str, float],
    photos: Photos,
    seed: int,
    rows: int,
    overlays: Path | None = None,
    old: Photos | None = None,
) -> np.ndarray:
    """Rows of samples at 1:1: damaged, its planes in colours, clean; twice, then a real scan.

    Args:
        mixture: weight of each kind of damage.
        overlays: folder of more shapes of damage.
        old: real scans; without them the sheet has synthetic damage only.

    Returns:
        uint8 RGB (rows * 260, 6 or 7 * 260, 3).
    """
    from training.data.damage_samples import DamageSamples

    samples = DamageSamples(photos, seed, CROP, mixture, overlays=overlays)
    lines = []
    for row in range(rows):
        pictures = []
        for index in (2 * row, 2 * row + 1):
            made = samples.damaged(index)
            pictures += [made.picture, overlaid(made.picture, made.planes), made.clean]
        if old is not None:
            pictures.append(_old_crop(old, np.random.default_rng((seed, row))))
        lines.append(np.hstack([_framed(picture) for picture in pictures]))
    return np.vstack(lines)


def overlaid(picture: np.ndarray, planes: np.ndarray) -> np.ndarray:
    """The picture, half as bright, with each plane (h, w, 4) in its colour; uint8 RGB."""
    shown = picture // 2
    for plane, colour in zip(np.moveaxis(planes, 2, 0), COLOURS, strict=True):
        shown[plane > 0] = colour
    return shown


def _old_crop(old: Photos, rng: np.random.Generator) -> np.ndarray:
    """A detailed crop of a real scan, at the scale at which scans are searched for damage."""
    from training.data.damage_samples import thin_detail

    pixels = old.pixels(int(rng.integers(len(old))))
    scale = SCAN_SIDE / max(pixels.shape[:2])
    side = min(round(CROP / scale), *pixels.shape[:2])
    corners = [rng.integers(0, np.array(pixels.shape[:2]) - side + 1) for _ in range(8)]
    pieces = [np.array(pixels[top : top + side, left : left + side]) for top, left in corners]
    piece = max(pieces, key=thin_detail)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(piece, (CROP, CROP), interpolation=how)


def _framed(picture: np.ndarray) -> np.ndarray:
    return cv2.copyMakeBorder(picture, 0, GAP, 0, GAP, cv2.BORDER_CONSTANT, value=(128, 128, 128))
