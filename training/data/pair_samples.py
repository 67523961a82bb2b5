"""Samples of two pictures: damaged and clean ones that are pairs, or two folders that are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import cv2
import numpy as np
from torch.utils.data import Dataset

from engine.errors import RecipeError
from training.data import damage
from training.data.fill_samples import random_crop
from training.data.photos import Photos

PAIRS = "pairs"  # in a mixture: the user's own, from the folders A and B
KINDS = (PAIRS, *damage.KINDS)


def find_pairs(photos: Photos) -> tuple[tuple[int, int], ...]:
    """Indices (damaged, clean) of the pictures of equal names in A/ and B/; suffixes may differ.

    Raises:
        RecipeError: the pictures of a pair differ in size.
    """
    folders: dict[str, dict[PurePosixPath, int]] = {"A": {}, "B": {}}
    for index, photo in enumerate(photos.photos):
        first, *rest = PurePosixPath(photo.file).with_suffix("").parts
        if first in folders and rest:
            folders[first][PurePosixPath(*rest)] = index
    pairs = []
    for name in sorted(folders["A"].keys() & folders["B"].keys()):
        a, b = (photos.photos[folders[side][name]] for side in ("A", "B"))
        if (a.height, a.width) != (b.height, b.width):
            raise RecipeError(
                f"{a.file} is {a.width} x {a.height} px and {b.file} is {b.width} x {b.height} px: "
                "the pictures of a pair must show the same at the same size."
            )
        pairs.append((folders["A"][name], folders["B"][name]))
    return tuple(pairs)


class PairSamples(Dataset[dict[str, np.ndarray]]):
    """Sample `i` is the same for ever: damaged and clean, uint8 (crop, crop, 3), from (seed, i).

    Args:
        mixture: weight of each of KINDS. "pairs" are the user's; the other kinds damage clean
            crops, which come from B/ where there are pairs, and else from all photographs.

    Raises:
        RecipeError: the mixture names pairs and there are none, or one does not fit.
    """

    def __init__(self, photos: Photos, seed: int, crop: int, mixture: Mapping[str, float]) -> None:
        self.photos, self.seed, self.crop = photos, seed, crop
        self.pairs = find_pairs(photos)
        self.synthetic = {kind: weight for kind, weight in mixture.items() if kind != PAIRS}
        self.share = mixture.get(PAIRS, 0.0) / sum(mixture.values())
        if self.share and not self.pairs:
            raise RecipeError(
                f"{photos.folder} holds no pairs: put the damaged pictures into its folder A and "
                "the clean ones, under the same names, into B."
            )
        clean = tuple(photos.photos[b] for _, b in self.pairs)
        self.clean = replace(photos, photos=clean or photos.photos)

    def __len__(self) -> int:
        return 2**62  # endless: indices only say which sample

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        rng = np.random.default_rng((self.seed, index))
        if rng.random() < self.share:
            a, b = self.pairs[rng.integers(len(self.pairs))]
            both = np.concatenate(
                _same_window(self.photos.pixels(a), self.photos.pixels(b), rng=rng, crop=self.crop),
                2,
            )
            turned = np.rot90(both[:, :: rng.choice([-1, 1])], int(rng.integers(4)))
            damaged, clean = np.split(np.ascontiguousarray(turned), 2, axis=2)
            return {"damaged": damaged, "clean": clean}
        made = damage.damage(random_crop(self.clean, rng, self.crop), rng, self.synthetic)
        return {"damaged": made.picture, "clean": made.clean}


class UnpairedSamples(Dataset[dict[str, np.ndarray]]):
    """A crop of a scan and one of a clean photograph, uint8 (crop, crop, 3), from (seed, i).

    Scans are cropped as they are: their colours are what is to be learnt.
    """

    def __init__(self, scans: Photos, photos: Photos, seed: int, crop: int) -> None:
        self.scans, self.photos, self.seed, self.crop = scans, photos, seed, crop

    def __len__(self) -> int:
        return 2**62

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        rng = np.random.default_rng((self.seed, index))
        scan = self.scans.pixels(int(rng.integers(len(self.scans))))
        (window,) = _same_window(scan, rng=rng, crop=self.crop)
        scan = np.ascontiguousarray(window[:, :: rng.choice([-1, 1])])
        return {"scan": scan, "clean": random_crop(self.photos, rng, self.crop)}


def _same_window(*pictures: np.ndarray, rng: np.random.Generator, crop: int) -> list[np.ndarray]:
    """One random window of all pictures, of one size: half of them scaled down by up to 2."""
    height, width = pictures[0].shape[:2]
    scale = 1.0 if rng.random() < 0.5 else rng.uniform(0.5, 1.0)
    side = min(round(crop / scale), height, width)
    top, left = int(rng.integers(height - side + 1)), int(rng.integers(width - side + 1))
    windows = [np.array(p[top : top + side, left : left + side]) for p in pictures]
    if side == crop:
        return windows
    how = cv2.INTER_AREA if side > crop else cv2.INTER_CUBIC
    return [cv2.resize(window, (crop, crop), interpolation=how) for window in windows]
