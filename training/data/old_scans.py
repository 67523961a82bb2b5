"""Real old scans as ground for drawn damage: their grain, cloth, hands and lettering are no damage.

Photographs of today show little of that, and a detector taught with them alone marks it. What is
damaged in these scans already, and where nobody can say, stands in `labels.TRAINING_LABELS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from training.data.fill_samples import recoloured, turned
from training.data.labels import TRAINING_LABELS, crop_of, load_labels, unsure_of

HALF_SIZE = 0.5  # the least that a scan is scaled by


@dataclass(frozen=True, eq=False)
class Ground:
    """What damage is drawn on.

    picture: uint8 (h, w, 3). worn: uint8 (h, w, 4), 0 or 255, damage that was there before.
    known: uint8 (h, w, 1), 0 where nobody can say whether there is damage, 255 elsewhere.
    """

    picture: np.ndarray
    worn: np.ndarray
    known: np.ndarray


def undamaged(picture: np.ndarray) -> Ground:
    """A photograph without damage, all of it known."""
    height, width = picture.shape[:2]
    worn = np.zeros((height, width, 4), np.uint8)
    return Ground(picture, worn, np.full((height, width, 1), 255, np.uint8))


@lru_cache
def open_old_scans(folder: Path) -> tuple[Ground, ...]:
    """The labelled scans for training, from `folder`; some 70 MB, read once.

    Raises:
        RecipeError: a scan is missing or is not the one that was labelled.
        ScanError: one cannot be decoded.
    """
    grounds = []
    for label in load_labels(TRAINING_LABELS):
        picture, worn = crop_of(label, folder)
        grounds.append(Ground(picture, worn, 255 - unsure_of(label)[..., None]))
    return tuple(grounds)


def random_ground(scans: Sequence[Ground], rng: np.random.Generator, crop: int) -> Ground:
    """A crop of one scan: at full size or down to a half, turned, mirrored, recoloured.

    Large scans come more often, by their longer side; smaller ones than the crop are enlarged.
    """
    sides = np.array([max(scan.picture.shape) for scan in scans], float)
    scan = scans[rng.choice(len(scans), p=sides / sides.sum())]
    height, width = scan.picture.shape[:2]
    scale = 1.0 if rng.random() < 0.5 else rng.uniform(HALF_SIZE, 1.0)
    side = min(round(crop / scale), height, width)
    top, left = int(rng.integers(height - side + 1)), int(rng.integers(width - side + 1))
    whole = np.concatenate([scan.picture, scan.worn, scan.known], 2)
    piece = np.ascontiguousarray(turned(whole[top : top + side, left : left + side], rng))
    picture, worn, known = piece[..., :3], piece[..., 3:7], piece[..., 7:]
    if side != crop:
        way = cv2.INTER_AREA if side > crop else cv2.INTER_CUBIC
        picture = cv2.resize(picture, (crop, crop), interpolation=way)
        worn = 255 * (cv2.resize(worn, (crop, crop), interpolation=way) > 80).view(np.uint8)
        known = 255 * (cv2.resize(known, (crop, crop), interpolation=way) > 200).view(np.uint8)
    return Ground(recoloured(picture, rng), worn, known.reshape(crop, crop, 1))
