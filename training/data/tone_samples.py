"""Samples for the `tone` mode: thumbnails of good photographs, faded, from (seed, index)."""

from __future__ import annotations

import math

import cv2
import numpy as np
from torch.utils.data import Dataset

from training.data.ageing import LUMA, cast, curved, fade
from training.data.degradations import Rng
from training.data.photos import Photos

SIDE = 128  # px
LEAST = 0.45  # of either side of a photograph that a sample shows
SHORT_SIDE = math.ceil(SIDE / LEAST)  # px, that photographs are shrunk to
IDENTITY = 0.35  # share of samples that are good as they are
KEPT_BACK = 10  # one photograph in so many is never shown: the calibration needs it
SEPIA = np.array([[1.07, 1.0, 0.85]], np.float32)


class ToneSamples(Dataset[dict[str, np.ndarray]]):
    """uint8 arrays (SIDE, SIDE, 3): target, a photograph squeezed into a square, and faded.

    In a share IDENTITY of the samples both are the same: what is good stays as it is. Colours are
    nearly those of the photographs: to change them would teach the network to change them back.
    """

    def __init__(self, photos: Photos, seed: int) -> None:
        self.photos, self.seed = photos, seed
        self.kept: dict[int, np.ndarray] = {}
        self.shown = np.setdiff1d(np.arange(len(photos)), kept_back(len(photos)))

    def __len__(self) -> int:
        return 2**62  # endless: indices only say which sample

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        rng = np.random.default_rng((self.seed, index))
        pixels = self._small(int(rng.choice(self.shown)))
        height, width = (round(side * rng.uniform(LEAST, 1.0)) for side in pixels.shape[:2])
        top = int(rng.integers(pixels.shape[0] - height + 1))
        left = int(rng.integers(pixels.shape[1] - width + 1))
        target = thumbnail(pixels[top : top + height, left : left + width])
        target = np.rot90(target, int(rng.integers(4)))[:: int(rng.choice([-1, 1]))]
        target = _printed(_developed(target, rng), rng)
        return {"target": target, "faded": target if rng.random() < IDENTITY else aged(target, rng)}

    def _small(self, photo: int) -> np.ndarray:
        """A photograph with enough pixels for any crop; kept, 725 of them take 250 MB."""
        if photo not in self.kept:
            pixels = self.photos.pixels(photo)
            scale = min(1.0, SHORT_SIDE / min(pixels.shape[:2]))
            self.kept[photo] = cv2.resize(
                pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
            )
        return self.kept[photo]


def kept_back(photos: int) -> range:
    """Which of so many photographs are not for training."""
    return range(KEPT_BACK - 1, photos, KEPT_BACK)


def thumbnail(pixels: np.ndarray) -> np.ndarray:
    """uint8 (SIDE, SIDE, 3), whatever the picture's form."""
    stride = max(1, min(pixels.shape[:2]) // (3 * SIDE))  # a ninth of all bytes are tones enough
    piece = np.ascontiguousarray(pixels[::stride, ::stride])
    return cv2.resize(piece, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def aged(picture: np.ndarray, rng: Rng) -> np.ndarray:
    """Faded, with a colour cast, or both; prints without colour fade without colour."""
    coloured = float((picture != picture[..., :1]).any())
    kind = rng.random()
    if kind < 0.7 and coloured:
        picture = cast(picture, rng)
    return picture if kind < 0.15 and coloured else fade(picture, rng, dyes=coloured)


def _developed(picture: np.ndarray, rng: Rng) -> np.ndarray:
    """A little brighter or darker, more or less colourful: as photographs may well have been."""
    saturation = np.exp(rng.normal(0, 0.12))
    matrix = saturation * np.eye(3) + (1 - saturation) * LUMA
    levels = np.linspace(0, 1, 256)[:, None] ** np.exp(rng.normal(0, 0.1))
    coloured = cv2.transform(np.ascontiguousarray(picture), matrix.astype(np.float32))
    return curved(coloured, np.repeat(levels, 3, 1))


def _printed(picture: np.ndarray, rng: Rng) -> np.ndarray:
    """In colour, grey or sepia, as photographs are."""
    kind = rng.random()
    if kind > 0.35:
        return np.ascontiguousarray(picture)
    grey = (picture.astype(np.float32) @ LUMA)[..., None]
    tint = SEPIA ** np.float32(rng.uniform(0.3, 1.0)) if kind < 0.1 else np.ones((1, 3), np.float32)
    return np.clip(grey * tint + 0.5, 0, 255).astype(np.uint8)
