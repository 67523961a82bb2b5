"""Samples for the `restore` and `upscale` modes: a clean crop and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import cv2
import numpy as np
from PIL import Image
from torch.utils.data import Dataset

from training.data import degradations as d
from training.data.degradations import Rng
from training.data.fill_samples import random_crop
from training.data.photos import Photos
from training.data.shuffle import REPAIRS, Step, degrade, draw_steps


class RestoreSamples(Dataset[dict[str, np.ndarray]]):
    """Sample `i` is the same for ever: crop, degradations and strengths come from (seed, i).

    A sample holds uint8 arrays: degraded (crop, crop, 3); strengths (1, 1, 3), the repairs asked
    for, 0..255, in the order of REPAIRS; target (crop, crop, 3): the crop with what these strengths
    leave of its degradations. At full strength it is the clean crop, at 0 the degraded one.

    Args:
        full_share: samples, 0..1, in which all repairs are asked for in full.
        one_share: samples, 0..1, in which one that is needed is, and the others not at all.
    """

    def __init__(
        self,
        photos: Photos,
        seed: int,
        crop: int,
        mixture: Mapping[str, float],
        full_share: float = 0.5,
        one_share: float = 0.25,
    ) -> None:
        self.photos, self.seed, self.crop = photos, seed, crop
        self.full_share, self.one_share = full_share, one_share
        self.kinds = list(mixture)
        weights = np.array([mixture[kind] for kind in self.kinds], float)
        self.weights = weights / weights.sum()

    def __len__(self) -> int:
        return 2**62  # endless: indices only say which sample

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        rng = np.random.default_rng((self.seed, index))
        clean = random_crop(self.photos, rng, self.crop)
        steps = draw_steps(str(rng.choice(self.kinds, p=self.weights)), rng)
        strengths = self._strengths(rng, [step.repair for step in steps])
        return {
            "degraded": degrade(clean, steps),
            "target": degrade(clean, steps, kept=tuple(1 - strengths / 255)),
            "strengths": strengths.reshape(1, 1, 3),
        }

    def _strengths(self, rng: Rng, needed: Sequence[str]) -> np.ndarray:
        """uint8 (3,): all in full; one that is needed; or each in full, in part or not at all.

        Never nothing: then the network returns its input whatever its weights, and learns nothing.
        """
        kind = rng.random()
        if kind < self.full_share:
            return np.full(len(REPAIRS), 255, np.uint8)
        some = rng.integers(1, 256, len(REPAIRS)).astype(np.uint8)
        if kind < self.full_share + self.one_share and needed:
            return np.where(np.array(REPAIRS) == rng.choice(needed), 255, 0).astype(np.uint8)
        drawn = np.where(rng.random(3) < 0.4, 255, np.where(rng.random(3) < 0.5, 0, some))
        return drawn.astype(np.uint8) if drawn.any() else some


class UpscaleSamples(Dataset[dict[str, np.ndarray]]):
    """uint8 arrays: target (crop, crop, 3), and degraded (crop / 2, crop / 2, 3)."""

    def __init__(self, photos: Photos, seed: int, crop: int) -> None:
        self.photos, self.seed, self.crop = photos, seed, crop

    def __len__(self) -> int:
        return 2**62

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        rng = np.random.default_rng((self.seed, index))
        target = random_crop(self.photos, rng, self.crop)
        return {"target": target, "degraded": small(target, rng)}


def halved(picture: np.ndarray) -> np.ndarray:
    """Half the size by the antialiased bicubic filter that enlargers are measured with."""
    height, width = picture.shape[:2]
    half = Image.fromarray(picture).resize((width // 2, height // 2), Image.Resampling.BICUBIC)
    return np.array(half)  # a copy: what Pillow lends is read-only


def small(picture: np.ndarray, rng: Rng) -> np.ndarray:
    """Half the size, as scans and files get it: blurred, noisy, compressed, each now and then."""
    if rng.random() < 0.4:
        picture = d.gaussian_blur(picture, rng, sigma=(0.2, 1.2))
    if rng.random() < 0.5:
        picture = halved(picture)
    else:
        ways = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)
        size = picture.shape[1] // 2, picture.shape[0] // 2
        picture = cv2.resize(picture, size, interpolation=int(rng.choice(ways)))
    after = [
        Step("denoise", partial(d.gaussian_noise, sigma=(0.5, 8.0)), int(rng.integers(2**63))),
        Step("dejpeg", partial(d.jpeg, quality=(50.0, 95.0)), int(rng.integers(2**63))),
    ]
    return degrade(picture, [step for step in after if rng.random() < 0.4])
