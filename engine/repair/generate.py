"""The fill generator on one crop: coarse to fine where the hole is thick.

The generator corrects a prefill. For a thin hole that is Navier-Stokes; for a thick one it is the
generator's own fill of the crop at half the size, which comes about in the same way: structure at
the coarsest scale, detail at the last.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.errors import ModelError
from engine.generators.card import ModelCard
from engine.generators.session import Session
from engine.geometry import Box, Size
from engine.progress import Progress
from engine.repair.classical import fill_classical
from engine.repair.regions import MAX_CROP, scale_for
from engine.tiles import blend_tiles, plan_tiles

OVERLAP = 64  # px, of tiles where a crop is larger than one call may be
VIEWS = ((1, 1), (-1, -1), (1, -1), (-1, 1))  # steps along rows and columns; n views: the first n
THOROUGH = len(VIEWS)


def fill_generated(
    rgb: np.ndarray,
    hole: np.ndarray,
    thickness: float,
    session: Session,
    progress: Progress,
    max_tile: int = MAX_CROP,
    lines: np.ndarray | None = None,
    seed: int = 0,
    views: int = 1,
) -> tuple[np.ndarray, np.ndarray | None]:
    """Fill a crop by a generator.

    Args:
        rgb: (h, w, 1 or 3) uint8 or uint16; not changed.
        hole: bool (h, w).
        thickness: px, of the widest hole in the crop; decides how coarse the fill begins.
        max_tile: px, the longest side of one call; less where the generator takes less.
        lines: bool (h, w), that lead the fill, for generators that take some; None = none.
        seed: of the noise, for generators that take some; 0 = the fill they are surest of.
        views: how often it looks at a thin hole, up to THOROUGH times, see `views_of`.

    Returns:
        float32 (h, w, channels) 0..1, and the absolute error that it expects of that, float32
        (h, w) 0..1, or None where the generator does not tell.

    Raises:
        ModelError: the generator takes or gives something else than a fill needs.
        Cancelled, OutOfMemory, DeviceError: from the session.
    """
    check_fills(session.card)
    crop = rgb.astype(np.float32) / np.iinfo(rgb.dtype).max
    crop = np.broadcast_to(crop, (*hole.shape, 3))
    filler = _Filler(session, progress, longest_side(session.card, max_tile), seed)
    drawn = np.zeros_like(hole) if lines is None else lines & hole
    filled, error = filler.mean(crop, hole, drawn, thickness, views)
    if rgb.shape[2] == 1:
        filled = filled.mean(2, keepdims=True)
    return np.clip(filled, 0, 1), error


def views_of(thickness: float, asked: int) -> int:
    """How often a generator looks at a hole: mirrored in turn, and the mean of its fills is taken.

    Thick holes are filled once, whatever is asked for: a mean would blur what detail they have.
    """
    return max(1, min(asked, THOROUGH)) if scale_for(thickness) == 1 else 1


def longest_side(card: ModelCard, at_most: int = MAX_CROP) -> int:
    """px, of what one call of a generator takes."""
    return min(at_most, card.native) if card.shape == "fixed" else at_most


def check_fills(card: ModelCard) -> None:
    """Raise ModelError unless the card names what a fill gives to a network and takes from it."""
    needed = {"rgb": 3, "mask": 1, "filled": 3}
    optional = {"prefill": 3, "edges": 1}
    channels = {role: tensor.channels for role, tensor in card.tensors.items()}
    for role, count in (needed | {r: c for r, c in optional.items() if r in channels}).items():
        if channels.get(role) != count:
            raise ModelError(
                f"model {card.id}: a fill needs a tensor {role!r} of {count} channels under "
                f"[tensors] of its card.toml, which has {channels.get(role, 'none')}: "
                "correct the card, or choose another model."
            )


@dataclass(frozen=True)
class _Filler:
    """One session with what goes with every call. Crops are float32 (h, w, 3) 0..1."""

    session: Session
    progress: Progress
    max_tile: int
    seed: int

    def mean(
        self, crop: np.ndarray, hole: np.ndarray, lines: np.ndarray, thickness: float, views: int
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """The mean of the fills, and of the errors expected, of so many mirrored views.

        Source: self-ensemble, Timofte et al., arXiv:1511.02228.
        """
        scale = scale_for(thickness)
        fills, errors = [], []
        for rows, columns in VIEWS[: views_of(thickness, views)]:
            view = np.s_[::rows, ::columns]
            seen, gone, led = (np.ascontiguousarray(a[view]) for a in (crop, hole, lines))
            filled, error = self.fill(seen, gone, led, scale)
            fills.append(filled[view])
            if error is not None:
                errors.append(error[view])
        return np.mean(fills, 0), np.mean(errors, 0) if errors else None

    def fill(
        self, crop: np.ndarray, hole: np.ndarray, lines: np.ndarray, scale: int
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """(filled, expected error (h, w) or None), beginning at 1/`scale` of the size."""
        size = Size(crop.shape[1], crop.shape[0])
        tiles = plan_tiles(size, self.max_tile, min(OVERLAP, self.max_tile // 4))
        if "prefill" not in self.session.card.tensors:
            # It invents the whole hole by itself, and tiles would not agree about its middle.
            if len(tiles) > 1:
                return self._coarse(crop, hole, lines, 1)
            return self._call(crop, hole, lines, None)
        coarse_error = None
        if scale > 1:
            prefill, coarse_error = self._coarse(crop, hole, lines, scale)
        else:
            prefill = _navier_stokes(crop, hole)
        prefill = np.where(hole[..., None], prefill, crop)
        filled, error = self._tiled(crop, hole, lines, prefill, tiles)
        if error is not None and coarse_error is not None:
            # A pass takes its prefill as given: what was uncertain before, it cannot tell.
            error = np.maximum(error, coarse_error)
        return filled, error

    def _tiled(
        self,
        crop: np.ndarray,
        hole: np.ndarray,
        lines: np.ndarray,
        prefill: np.ndarray,
        tiles: list[Box],
    ) -> tuple[np.ndarray, np.ndarray | None]:
        if len(tiles) == 1:
            return self._call(crop, hole, lines, prefill)
        results = []
        for tile in tiles:
            here = tile.slices
            if hole[here].any():
                filled, error = self._call(crop[here], hole[here], lines[here], prefill[here])
                results.append((tile, filled, error))
            else:
                results.append((tile, prefill[here], None))
        size = Size(crop.shape[1], crop.shape[0])
        filled = blend_tiles([(t, f) for t, f, _ in results], size)
        if all(error is None for *_, error in results):
            return filled, None
        errors = [
            (t, np.zeros((*f.shape[:2], 1), "f4") if e is None else e[..., None])
            for t, f, e in results
        ]
        return filled, blend_tiles(errors, size)[..., 0]

    def _coarse(
        self, crop: np.ndarray, hole: np.ndarray, lines: np.ndarray, scale: int
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """The fill at half the size and its error, enlarged; meaningful in the hole."""
        size = (-(-crop.shape[1] // 2), -(-crop.shape[0] // 2))
        known = (~hole[..., None]).astype(np.float32)
        share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)[..., None]
        # The mean of known pixels alone: nothing of the hole bleeds into its border.
        small = cv2.resize(crop * known, size, interpolation=cv2.INTER_AREA)
        small = small / np.maximum(share, 1e-3)
        # Where hardly anything is known, the best there is counts as known.
        small_hole = share[..., 0] < min(0.5, float(share.max()))
        small_lines = cv2.resize(lines.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
        filled, error = self.fill(small, small_hole, small_lines & small_hole, scale // 2)
        filled = np.where(small_hole[..., None], filled, small)
        enlarged = cv2.resize(filled, crop.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        if error is None:
            return enlarged, None
        error = np.where(small_hole, error, np.float32(0))  # elsewhere it says nothing
        return enlarged, np.asarray(cv2.resize(error, crop.shape[1::-1]))

    def _call(
        self, crop: np.ndarray, hole: np.ndarray, lines: np.ndarray, prefill: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray | None]:
        inputs = {
            "rgb": np.where(hole[..., None], np.float32(0), crop),
            "mask": hole[..., None].astype(np.float32),
            "edges": lines[..., None].astype(np.float32),
        }
        if prefill is not None:
            inputs["prefill"] = prefill.astype(np.float32, copy=False)
        if noise := self.session.card.tensors.get("noise"):
            inputs["noise"] = draw_noise(noise.channels, self.seed)
        outputs = self.session.run(inputs, self.progress)
        filled = outputs["filled"]
        if filled.shape != crop.shape:
            raise ModelError(
                f"model {self.session.card.id} gave {filled.shape[1]} x {filled.shape[0]} px for "
                f"{crop.shape[1]} x {crop.shape[0]}: it is no fill model; choose another one."
            )
        log_scale = outputs.get("log_scale")
        return filled, None if log_scale is None else np.exp(log_scale[..., 0])


def draw_noise(count: int, seed: int) -> np.ndarray:
    """What chooses one of a generator's fills: float32 (count,), normal; zeros for the seed 0."""
    if seed == 0:
        return np.zeros(count, np.float32)
    return np.random.default_rng(seed % 2**32).standard_normal(count, np.float32)


def _navier_stokes(crop: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """In 8 bits, as in training; known pixels keep their depth, they are put back by the caller."""
    if not hole.any():
        return crop
    return fill_classical(np.rint(crop * 255).astype(np.uint8), hole, "ns")
