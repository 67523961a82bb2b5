"""Samples for the `segment` mode: a crop with damage and without, and what is damaged.

crop --before--> print --damage--> damaged print --after--> sample

A crop of an old scan is a print already.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from torch.utils.data import Dataset

from training.data.ageing import fade, grain
from training.data.damage import KINDS_AT_ONCE, Damaged, damage, open_overlays
from training.data.degradations import gaussian_blur, gaussian_noise, jpeg
from training.data.fill_samples import random_crop
from training.data.old_scans import Ground, random_ground, undamaged
from training.data.photos import Photos

Degradation = Callable[[np.ndarray, np.random.Generator], np.ndarray]  # uint8 (h, w, 3), same shape
CANDIDATES = 4  # crops of which a hard one is the hardest


def bordered(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One print in twelve shows its border, at one side or at a corner: that is no damage."""
    if rng.random() > 1 / 12:
        return picture
    bordered = picture.copy()
    length = 2 * max(picture.shape)
    cream = np.array([1, rng.uniform(0.95, 1), rng.uniform(0.82, 1)])
    tone = (cream * (rng.uniform(200, 255) if rng.random() < 0.75 else rng.uniform(0, 40))).tolist()
    rule = [rng.uniform(0, 255)] * 3 if rng.random() < 0.25 else tone  # a line printed round it
    turn = rng.integers(4) * np.pi / 2 + rng.normal(0, 0.01)
    for _ in range(int(rng.integers(1, 3))):
        out = np.array([np.cos(turn), np.sin(turn)])
        along = np.array([-out[1], out[0]]) * length
        reach = (0.5 - rng.uniform(0.02, 0.35)) * np.array(picture.shape[1::-1]) * out
        edge = np.array(picture.shape[1::-1]) / 2 + reach
        corners = [
            edge - along,
            edge + along,
            edge + along + out * length,
            edge - along + out * length,
        ]
        polygon = np.round(np.array(corners) * 16).astype(np.int32)
        cv2.fillPoly(bordered, [polygon], tone, cv2.LINE_AA, 4)
        cv2.polylines(bordered, [polygon], True, rule, int(rng.integers(1, 4)), cv2.LINE_AA, 4)
        turn += np.pi / 2
    return bordered


def aged_print(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A print that faded, or shows its grain, or both, or neither: damage lies on top of that."""
    if rng.random() < 0.3:
        picture = fade(picture, rng)
    return grain(picture, rng, (0.7, 9.0)) if rng.random() < 0.4 else picture


def mild_scan(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A scanner's blur and noise and a JPEG file, each or not: damage gets the photo's softness."""
    if rng.random() < 0.4:
        return picture
    if rng.random() < 0.6:
        picture = gaussian_blur(picture, rng, (0.35, 1.1))
    if rng.random() < 0.4:
        picture = gaussian_noise(picture, rng, (0.7, 5.0))
    return jpeg(picture, rng, (50.0, 95.0)) if rng.random() < 0.6 else picture


def web_copy(picture: np.ndarray, rng: np.random.Generator, share: float = 1.0) -> np.ndarray:
    """What most old prints are found as: sharpened until edges have a halo, and compressed."""
    if rng.random() >= share:
        return picture
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.6, 1.6))
    amount = rng.uniform(0.3, 1.6)
    return jpeg(cv2.addWeighted(picture, 1 + amount, soft, -amount, 0), rng, (40.0, 92.0))


class DamageSamples(Dataset[dict[str, np.ndarray]]):
    """Sample `i` is the same for ever: everything in it comes from (seed, i).

    A sample holds uint8 arrays: picture (crop, crop, 3), planes (crop, crop, 4) of 0 or 255 in the
    order of CLASSES, alpha (crop, crop, 1), the opacity of text, and clean (crop, crop, 3), the
    picture as print, scanner and file would show it without the damage: what differs between the
    two is damage, and all that they share is none, but for what an old scan brings along: worn
    (crop, crop, 4), the damage in `clean` (and in planes too), and known (crop, crop, 1), 0 where
    nobody can say.

    Args:
        mixture: weight of each kind of damage, see `damage`.
        hard_share: samples, 0..1, whose crop looks like damage by itself: hair, wires, lettering.
        grey_share: samples, 0..1, that are made grey before anything else, beside those that
            `random_crop` gives without colour.
        overlays: folder of more shapes, see `open_overlays`; without it all damage is drawn.
        scans: real old scans, and the share of samples that are drawn on one of them.
        negative_share: samples, 0..1, whose damage was on the negative: in the print, light and
            dark are exchanged.
        kinds_at_once: see `damage`.
        before: what happened to the print before its damage, in this order.
        after: what the scanner and the file did.
    """

    def __init__(
        self,
        photos: Photos,
        seed: int,
        crop: int,
        mixture: Mapping[str, float],
        hard_share: float = 0.3,
        *,
        grey_share: float = 0.0,
        overlays: Path | None = None,
        scans: tuple[Sequence[Ground], float] = ((), 0.0),
        negative_share: float = 0.0,
        kinds_at_once: Sequence[float] = KINDS_AT_ONCE,
        before: Sequence[Degradation] = (bordered, aged_print),
        after: Sequence[Degradation] = (mild_scan,),
    ) -> None:
        self.photos, self.seed, self.crop = photos, seed, crop
        self.mixture, self.hard_share, self.grey_share = mixture, hard_share, grey_share
        self.overlays, self.before, self.after = overlays, before, after
        self.scans, self.scan_share = scans
        self.negative_share, self.kinds_at_once = negative_share, kinds_at_once

    def __len__(self) -> int:
        return 2**62  # endless: indices only say which sample

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        made, ground = self._made(index)
        return vars(made) | {"worn": ground.worn, "known": ground.known}

    def damaged(self, index: int) -> Damaged:
        return self._made(index)[0]

    def _made(self, index: int) -> tuple[Damaged, Ground]:
        rng = np.random.default_rng((self.seed, index))
        ground = self._ground(rng)
        shapes = open_overlays(self.overlays) if self.overlays else None
        negative = self.negative_share > 0 and rng.random() < self.negative_share
        base = 255 - ground.picture if negative else ground.picture
        made = damage(base, rng, self.mixture, shapes, self.kinds_at_once)
        if negative:
            made = replace(made, picture=255 - made.picture, clean=ground.picture)
        again = copy.deepcopy(rng)  # the same scan of both: the noise is no damage
        made = replace(
            made,
            picture=_applied(self.after, made.picture, rng),
            clean=_applied(self.after, made.clean, again),
            planes=np.maximum(made.planes, ground.worn),
        )
        return made, ground

    def _ground(self, rng: np.random.Generator) -> Ground:
        if self.scan_share and rng.random() < self.scan_share:
            ground = random_ground(self.scans, rng, self.crop)
            return replace(ground, picture=self._grey(ground.picture, rng))
        choose = hard_crop if rng.random() < self.hard_share else random_crop
        crop = self._grey(choose(self.photos, rng, self.crop), rng)
        return undamaged(_applied(self.before, crop, rng))

    def _grey(self, crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        if not (self.grey_share and rng.random() < self.grey_share):
            return crop
        return cv2.cvtColor(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)


def _applied(
    degradations: Sequence[Degradation], picture: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    for degradation in degradations:
        picture = degradation(picture, rng)
    return picture


def hard_crop(photos: Photos, rng: np.random.Generator, crop: int) -> np.ndarray:
    """The one of several crops that looks most like damage: hair, wires, lettering, highlights."""
    crops = [random_crop(photos, rng, crop) for _ in range(CANDIDATES)]
    return max(crops, key=thin_detail)


def thin_detail(picture: np.ndarray) -> float:
    """Mean of what is thinner than 5 px and brighter or darker than its surrounding."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    square = np.ones((5, 5), np.uint8)
    thin = cv2.max(
        cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, square),
        cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, square),
    )
    return float(thin.mean())
