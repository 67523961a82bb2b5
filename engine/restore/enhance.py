"""Noise, blur and compression taken out of a whole picture, tile by tile, and the grain kept.

What is damaged and not repaired yet is neither sharpened nor smeared: it stays as it is, and what
surrounds it is made as if it were not there. Fills are cleaned with the picture but not sharpened:
what is invented does not become clearer. What is protected stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.document.document import Snapshot
from engine.errors import ModelError, OutOfMemory
from engine.files.writer import Readable
from engine.generators.card import ModelCard
from engine.generators.session import Session
from engine.geometry import Box
from engine.progress import Cancelled, Progress, Stop
from engine.repair.masked import soft_mean
from engine.restore.finish import Enhancement
from engine.restore.tiled import Tiled, check_pictures
from engine.restore.tone import to_samples

# px. The margin is as far as PhotoNet-Restore sees: nothing depends on how the tiles lie. With
# 16 px less, its 8-bit file rounds otherwise what is barely seen, and tiles differ by 1.4 of 255.
# Both are multiples of 16, so that its halvings lie alike in every tile.
TILE, MARGIN, SMALLEST = 1024, 160, 64
# Nothing ends a call of non-local means: this takes 0.1 s.
CLASSICAL_TILE, CLASSICAL_MARGIN = 256, 16
SEARCH, PATCH = 11, 5  # px a side, of non-local means
LIGHT, COLOURS = 1.0, 2.0  # its strengths, in standard deviations of the grain
FINE = 1.5  # px: what is finer is grain
MOST_GRAIN = 3.0  # standard deviations: what is stronger is damage or compression
SKIRT = 3  # px around damage that is damaged too
SPREAD = 4.0  # px over which damage is bridged, for what surrounds it


@dataclass(frozen=True, eq=False)
class _Work:
    """The picture with its tone; the snapshot tells where it is damaged or filled."""

    picture: Readable
    snapshot: Snapshot
    asked: Enhancement
    session: Session | None
    stop: Stop
    margin: int  # px

    def make(self, tile: Box) -> np.ndarray:
        """The pixels of one tile, in the scan's depth; in quarters where memory is short."""
        try:
            return self._make_at_once(tile)
        except OutOfMemory as error:
            side = max(tile.width, tile.height)
            if error.smaller is None or side <= SMALLEST:
                raise
            quarter = -(-side // 2 // SMALLEST) * SMALLEST
            return Tiled(self.picture.scan, quarter, self.make).read(tile)

    def _make_at_once(self, tile: Box) -> np.ndarray:
        if self.stop.is_set():
            raise Cancelled
        box = tile.pad(self.margin).clamp(self.picture.scan.size)
        inner = tile.within(box).slices
        pixels = self.picture.read(box)
        keep = self._kept(box)
        if keep[inner].all():
            return pixels[inner]
        before = pixels.astype(np.float32) / np.float32(np.iinfo(pixels.dtype).max)
        bridged = _bridged(before, self.snapshot.read_mask(box) > 0)
        made = self._restored(bridged, box)
        made = keep_grain(bridged, made, self.asked)
        result = to_samples(made[inner], pixels.dtype)
        result[keep[inner]] = pixels[inner][keep[inner]]
        return result

    def _kept(self, box: Box) -> np.ndarray:
        """bool (h, w): what stays as it is."""
        return (self.snapshot.read_mask(box) > 0) | (self.snapshot.protected.read(box) > 0)

    def _restored(self, picture: np.ndarray, box: Box) -> np.ndarray:
        """float32 like `picture`; not clipped."""
        asked = self.asked
        if self.session is None:
            sigma = asked.strengths.denoise * asked.noise
            return non_local_means(picture, sigma) if sigma > 0 else picture
        grey = picture.shape[2] == 1
        rgb = np.repeat(picture, 3, axis=2) if grey else picture
        strengths = np.empty(rgb.shape, np.float32)
        strengths[:] = asked.strengths.denoise, asked.strengths.deblur, asked.strengths.dejpeg
        strengths[..., 1][_filled(self.snapshot, box)] = 0
        inputs = {"rgb": rgb, "strengths": strengths}
        made = self.session.run(inputs, Progress(stop=self.stop))["restored"]
        if made.shape != rgb.shape:
            raise ModelError(
                f"model {self.session.card.id} gave {made.shape[1]} x {made.shape[0]} px for "
                f"{rgb.shape[1]} x {rgb.shape[0]}: it restores nothing; choose another one."
            )
        return made.mean(2, keepdims=True) if grey else made


def enhanced(
    picture: Readable,
    snapshot: Snapshot,
    session: Session | None,
    stop: Stop,
    tile: int = TILE,
) -> Tiled:
    """The picture enhanced as the snapshot's finish says.

    Args:
        picture: the snapshot with its tone corrected.
        session: an open restoring model; None = non-local means, which only take out noise.
        tile: px, a multiple of 16; smaller ones show a part sooner and take longer for the whole.
    """
    asked = snapshot.finish.enhancement
    assert asked is not None
    side, margin = CLASSICAL_TILE, CLASSICAL_MARGIN
    if session is not None:
        check_restores(session.card)
        side, margin = tile, MARGIN
        if session.card.shape == "fixed":
            side = session.card.native - 2 * MARGIN
    work = _Work(picture, snapshot, asked, session, stop, margin)
    return Tiled(picture.scan, side, work.make)


def keep_grain(before: np.ndarray, after: np.ndarray, asked: Enhancement) -> np.ndarray:
    """`after` with a share of the grain that was taken out of it; no more than was measured."""
    share, most = asked.strengths.keep_grain, MOST_GRAIN * asked.noise
    if share == 0 or most == 0:
        return after
    taken = before - after
    fine = taken - cv2.GaussianBlur(taken, (0, 0), FINE).reshape(taken.shape)
    return np.asarray(after + np.float32(share) * np.clip(fine, -most, most), np.float32)


def non_local_means(picture: np.ndarray, sigma: float) -> np.ndarray:
    """Noise of standard deviation `sigma` taken out of float32 (h, w, 1 or 3) 0..1.

    In 16 bits, light and colours apart.
    Source: Buades, Coll and Morel, Image Processing On Line 2011.
    """
    samples = to_samples(picture, np.dtype(np.uint16))
    light, colours = (factor * sigma * 65535 for factor in (LIGHT, COLOURS))
    sides = PATCH, SEARCH, cv2.NORM_L1
    if picture.shape[2] == 1:
        made = cv2.fastNlMeansDenoising(samples, [light], None, *sides)[..., None]
    else:
        y, *c = cv2.split(cv2.cvtColor(samples, cv2.COLOR_RGB2YCrCb))
        y = cv2.fastNlMeansDenoising(y, [light], None, *sides)
        c = [cv2.fastNlMeansDenoising(plane, [colours], None, *sides) for plane in c]
        made = cv2.cvtColor(cv2.merge([y, *c]), cv2.COLOR_YCrCb2RGB)
    return np.asarray(made, np.float32) / np.float32(65535)


def check_restores(card: ModelCard) -> None:
    """Raise ModelError unless the card names what such a network takes and gives."""
    check_pictures(card, "to restore", ("rgb", "strengths", "restored"), MARGIN)


def _bridged(picture: np.ndarray, damaged: np.ndarray) -> np.ndarray:
    """The picture with a soft mean of what is sound in place of the damage."""
    if not damaged.any() or damaged.all():
        return picture
    disc = np.ones((2 * SKIRT + 1,) * 2, np.uint8)
    wide = cv2.dilate(damaged.astype(np.uint8), disc) > 0
    sound = ~wide if not wide.all() else ~damaged
    mean = soft_mean(picture, sound, SPREAD)
    far = soft_mean(picture, sound, 8 * SPREAD)
    near = cv2.GaussianBlur(sound.astype(np.float32), (0, 0), SPREAD)[..., None] > 0.01
    return np.where(damaged[..., None], np.where(near, mean, far), picture)


def _filled(snapshot: Snapshot, box: Box) -> np.ndarray:
    """bool (h, w): where a repair shows."""
    filled = np.zeros((box.height, box.width), bool)
    for patch in snapshot.patches:
        common = patch.box.intersection(box)
        if common and patch.strength > 0:
            filled[common.within(box).slices] |= patch.changed[common.within(patch.box).slices]
    return filled
