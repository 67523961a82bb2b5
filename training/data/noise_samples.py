"""Samples for the `noise` mode: patches of photographs, of an IDX file, or of damage.

A patch of damage is its texture without the photograph below it: how it looks on mid-grey, and its
opacity. `lay` puts it on any photograph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from torch.utils.data import Dataset

from training.data.damage import KINDS, open_overlays
from training.data.damage.canvas import SEEN, Canvas
from training.data.damage.compose import GENERATORS, LONG_SIDE
from training.data.damage.noise import log_uniform
from training.data.damage.overlays import Overlays
from training.data.fill_samples import random_crop
from training.data.photos import Photos

GREY = 128.0  # what a texture lies on
LEAST_SEEN = 0.003  # share of a patch that damage must cover
DRAWS = 20  # of one texture, until so much is covered
REDUCED = 4  # times: at full size, 28 px of a photograph are mostly flat

Source = Callable[[np.random.Generator], tuple[np.ndarray, int]]  # a patch and its label


@dataclass(frozen=True, eq=False)
class PhotographSource:
    """Grey patches of photographs, uint8 (crop, crop, 1)."""

    photos: Photos
    crop: int

    def __call__(self, rng: np.random.Generator) -> tuple[np.ndarray, int]:
        piece = cv2.cvtColor(random_crop(self.photos, rng, REDUCED * self.crop), cv2.COLOR_RGB2GRAY)
        small = cv2.resize(piece, (self.crop, self.crop), interpolation=cv2.INTER_AREA)
        return small[..., None], 0


@dataclass(frozen=True, eq=False)
class PictureSource:
    """Pictures that are there, uint8 (n, h, w)."""

    pictures: np.ndarray

    def __call__(self, rng: np.random.Generator) -> tuple[np.ndarray, int]:
        return self.pictures[rng.integers(len(self.pictures))][..., None], 0


@dataclass(frozen=True, eq=False)
class TextureSource:
    """Textures of damage, uint8 (crop, crop, 4), with the place of their kind in `mixture`.

    overlays: folder of more shapes, see `open_overlays`; without it all damage is drawn.
    """

    crop: int
    mixture: Mapping[str, float]
    overlays: Path | None = None

    def __call__(self, rng: np.random.Generator) -> tuple[np.ndarray, int]:
        weights = np.array(list(self.mixture.values()))
        label = int(rng.choice(len(weights), p=weights / weights.sum()))
        shapes = open_overlays(self.overlays) if self.overlays else None
        return texture(rng, list(self.mixture)[label], self.crop, shapes), label


class PatchSamples(Dataset[dict[str, np.ndarray]]):
    """Sample `i` is the same for ever: everything in it comes from (seed, i).

    A sample holds uint8 arrays: patch (h, w, planes), and label (1, 1, labels), 255 for the one.

    Args:
        labels: how many kinds of patches are told apart; 0 = there is but one.
        count: different samples, after which they begin again; 0 = endless.
    """

    def __init__(self, source: Source, labels: int, seed: int, count: int = 0) -> None:
        self.source, self.labels, self.seed, self.count = source, labels, seed, count

    def __len__(self) -> int:
        return 2**62  # endless: indices only say which sample

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        drawn = index % self.count if self.count else index
        patch, label = self.source(np.random.default_rng((self.seed, drawn)))
        one_hot = np.zeros((1, 1, self.labels), np.uint8)
        one_hot[..., label : label + 1] = 255
        return {"patch": patch, "label": one_hot}


def texture(
    rng: np.random.Generator, kind: str, side: int, overlays: Overlays | None = None
) -> np.ndarray:
    """One piece of damage alone, uint8 (side, side, 4): RGB as it looks on mid-grey, and opacity.

    The same damage on black and on white tells how much of what lies below passes through, by
    channel; opacity is that of the channel which lets least pass, so that `lay` gives back the
    damage exactly on mid-grey, and nearly so elsewhere.

    kind: one of training.data.damage.KINDS.
    Source: triangulation matting, Smith and Blinn, SIGGRAPH 1996.
    """
    assert kind in KINDS
    for _ in range(DRAWS):
        seed = int(rng.integers(2**62))
        black, white = (_on(tone, seed, kind, side, overlays) for tone in (0.0, 255.0))
        passes = np.clip((white - black) / 255, 0, 1)
        opacity = 1 - passes.min(2)
        if (opacity > SEEN).mean() >= LEAST_SEEN:
            break
    planes = np.dstack([black + passes * GREY, 255 * opacity])
    return np.clip(planes + 0.5, 0, 255).astype(np.uint8)


def _on(tone: float, seed: int, kind: str, side: int, overlays: Overlays | None) -> np.ndarray:
    """float32 (side, side, 3): the damage of `seed` on a grey tone of 0..255."""
    rng = np.random.default_rng(seed)
    flat = np.full((side, side, 3), tone, np.float32)
    canvas = Canvas(flat, rng, log_uniform(rng, *LONG_SIDE))
    GENERATORS[kind](canvas, overlays)
    return canvas.picture


def lay(textures: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    """Textures on photographs, uint8: (..., h, w, 4) on (..., h, w, 3), giving (..., h, w, 3)."""
    passes = 1 - textures[..., 3:].astype(np.float32) / 255
    laid = textures[..., :3] + passes * (pictures.astype(np.float32) - GREY)
    return np.clip(laid + 0.5, 0, 255).astype(np.uint8)
