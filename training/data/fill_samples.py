"""Samples for the `inpaint` mode: one crop, one hole, one classical prefill, from (seed, index)."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from torch.utils.data import Dataset

from training.data.holes import random_hole
from training.data.photos import Photos

PREFILL_RADIUS = 3  # px, of OpenCV's Navier-Stokes inpainting; the engine uses the same


class FillSamples(Dataset[dict[str, np.ndarray]]):
    """Sample `i` is the same for ever: picture, crop, scale, colours and hole come from (seed, i).

    A sample holds uint8 arrays: clean (crop, crop, 3), mask (crop, crop, 1) 0 or 255, and prefill
    (crop, crop, 3), equal to `clean` outside the hole.
    """

    def __init__(
        self,
        photos: Photos,
        seed: int,
        crop: int,
        mixture: Mapping[str, float],
        coverage: tuple[float, float],
    ) -> None:
        self.photos, self.seed, self.crop = photos, seed, crop
        self.mixture, self.coverage = mixture, coverage

    def __len__(self) -> int:
        return 2**62  # endless: indices only say which sample

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        clean, mask = self.crop_and_hole(index)
        return {"clean": clean, "mask": mask[..., None], "prefill": prefill(clean, mask)}

    def crop_and_hole(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """uint8 (crop, crop, 3), and (crop, crop), 0 or 255."""
        rng = np.random.default_rng((self.seed, index))
        clean = self._clean(rng)
        mask = random_hole(rng, self.crop, self.crop, self.mixture, self.coverage)
        # A hole of several pixels more than the hole: people paint too wide.
        if rng.random() < 0.2:
            mask = cv2.dilate(mask, np.ones((3, 3), np.uint8))
        return clean, mask

    def _clean(self, rng: np.random.Generator) -> np.ndarray:
        """uint8 (crop, crop, 3): what is known of a sample."""
        return random_crop(self.photos, rng, self.crop)


def prefill(clean: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The classical fill that the network corrects: uint8 (h, w, 3), OpenCV Navier-Stokes."""
    holed = clean.copy()
    holed[mask > 0] = 0  # nothing of the hole may leak in
    return cv2.inpaint(holed, mask, PREFILL_RADIUS, cv2.INPAINT_NS)


def random_crop(photos: Photos, rng: np.random.Generator, crop: int) -> np.ndarray:
    """uint8 (crop, crop, 3): half of them scaled down by up to 2, turned, mirrored, recoloured."""
    for _ in range(20):
        pixels = photos.pixels(int(rng.integers(len(photos))))
        height, width = pixels.shape[:2]
        if min(height, width) < crop:
            continue
        scale = 1.0 if rng.random() < 0.5 else rng.uniform(0.5, 1.0)
        side = min(round(crop / scale), height, width)
        top = int(rng.integers(height - side + 1))
        left = int(rng.integers(width - side + 1))
        piece = np.array(pixels[top : top + side, left : left + side])
        if too_flat(piece, rng):
            continue
        if side != crop:
            piece = cv2.resize(piece, (crop, crop), interpolation=cv2.INTER_AREA)
        return _vary(piece, rng)
    # Photographs smaller than the crop, or flat ones: any of them, enlarged where it must be.
    pixels = photos.pixels(int(rng.integers(len(photos))))
    side = min(crop, *pixels.shape[:2])
    top, left = (int(rng.integers(length - side + 1)) for length in pixels.shape[:2])
    piece = np.array(pixels[top : top + side, left : left + side])
    return _vary(cv2.resize(piece, (crop, crop), interpolation=cv2.INTER_CUBIC), rng)


def too_flat(piece: np.ndarray, rng: np.random.Generator) -> bool:
    """A flat piece teaches nothing that the prefill does not know: mostly draw again."""
    return bool(piece[::4, ::4].std() < 4 and rng.random() < 0.8)


def turned(piece: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A view: mirrored or not, turned by a multiple of 90 degrees."""
    if rng.random() < 0.5:
        piece = piece[:, ::-1]
    return np.rot90(piece, int(rng.integers(4)))


def _vary(piece: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return recoloured(turned(piece, rng), rng)


def recoloured(piece: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A third without colour; other gradations and casts. uint8 (h, w, 3), contiguous."""
    if rng.random() < 0.3:  # old prints are grey or sepia
        grey = piece.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
        piece = np.repeat(grey[..., None], 3, 2)
    levels = np.linspace(0, 1, 256, dtype=np.float32)
    gamma = np.exp(rng.normal(0, 0.08, 3) * (rng.random() < 0.5) + rng.normal(0, 0.15))
    gain = np.exp(rng.normal(0, 0.06, 3))
    table = np.clip(255 * gain * levels[:, None] ** gamma, 0, 255) + 0.5
    table8 = table.astype(np.uint8)
    piece8 = np.ascontiguousarray(piece, dtype=np.uint8)
    return np.ascontiguousarray(cv2.LUT(piece8, table8[:, None, :]))
