"""Shifts of a detector's logits, by class, so that probability 0.5 is the best threshold in use.

    maximise  sum_k F1_k(s_k) - PRICE * marked_k(s_k)
    F1_k      on crops with drawn damage and on the same crops without it, taken together
    marked_k  share of the pixels of undamaged photographs; 0 for a class that is shown only where
              asked for, whose F1 alone counts

All is measured through the detection that users run, at sensitivity 0.5, on photographs for
training, or the figures of `evaluate` would be too good. Crops are not enough: areas are wrongly
marked three to four times as often in whole photographs, learnt from or not (docs/models.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from engine.detect.damage import TILE, Look, detect
from engine.detect.settings import DEFAULT_CLASSES, NETWORK_CLASSES, DetectSettings
from engine.document.document import Document
from engine.files.scan import Scan
from engine.generators.card import ModelCard, Tensor
from engine.generators.session import Session
from engine.progress import Progress
from training.data.damage import CLASSES, Damaged
from training.metrics.detector import Counts, count

SHIFTS = np.arange(-7.0, 4.01, 0.5)  # logits; what a detector says too readily is shifted down
# Of one class's F1 that a hundredth of an undamaged photograph, marked wrongly, is worth: 0.2.
PRICE = 20.0
SHOWN = [k for k, name in enumerate(CLASSES) if name in DEFAULT_CLASSES]


@dataclass(frozen=True)
class Calibration:
    """Shifts by class, and what they bring on the crops they were found on.

    f1: mean over the classes. marked: share of the photographs.
    """

    shifts: Mapping[str, float]
    f1: float
    marked: float
    f1_before: float
    marked_before: float

    def as_quality(self) -> dict[str, float]:
        """For the quality table of a model card."""
        told: dict[str, float] = {f"shift_{k}": float(s) for k, s in self.shifts.items()}
        told["shifts_f1"] = round(self.f1, 3)
        told["shifts_f1_without"] = round(self.f1_before, 3)
        told["shifts_marked_on_clean_percent"] = round(100 * self.marked, 4)
        told["shifts_marked_on_clean_percent_without"] = round(100 * self.marked_before, 4)
        return told


def find_shifts(
    look: Look, samples: Iterable[Damaged], photographs: Iterable[np.ndarray]
) -> Calibration:
    """Choose the shifts for a network on crops with and without damage and on whole photographs.

    Args:
        look: float32 (h, w, 3) 0..1 -> probabilities (h, w, 5).
        samples: a few dozen; their sides are multiples of 32 px.
        photographs: undamaged, uint8 (h, w, 3); what has more than a tile is cut to its middle.
    """
    counts = np.zeros((len(SHIFTS), len(CLASSES), 4))  # as in Counts
    marked = np.zeros((len(SHIFTS), len(CLASSES)))
    for sample in samples:
        damaged, clean = (_Replayed(look) for _ in range(2))
        for i, shift in enumerate(SHIFTS):
            found = damaged.masks(sample.picture, shift)
            wrong = clean.masks(sample.clean, shift)
            for k in range(len(CLASSES)):
                counts[i, k] += _as_row(count(found[..., k], sample.planes[..., k]))
            counts[i, :, 0] += wrong.sum((0, 1))
    pixels = 0
    for photograph in photographs:
        shown = _tile_of(photograph)
        clean = _Replayed(look)
        marked += [clean.masks(shown, shift).sum((0, 1)) for shift in SHIFTS]
        pixels += shown.shape[0] * shown.shape[1]
    return choose_shifts(counts, marked / max(1, pixels))


def _tile_of(photograph: np.ndarray) -> np.ndarray:
    """The middle, of at most a tile, its sides multiples of 32 px."""
    height, width = (min(TILE, side // 32 * 32) for side in photograph.shape[:2])
    top, left = (photograph.shape[0] - height) // 2, (photograph.shape[1] - width) // 2
    return np.ascontiguousarray(photograph[top : top + height, left : left + width])


def choose_shifts(counts: np.ndarray, marked: np.ndarray) -> Calibration:
    """counts: (shifts, classes, 4) as in `Counts`; marked: (shifts, classes), shares of pixels."""
    there = counts[:, :, 2].any(0)  # a class that no crop has teaches nothing
    f1 = np.where(there, _f1(counts), 0.0)
    none = np.full(len(CLASSES), int(np.argmin(np.abs(SHIFTS))))
    marked = marked * np.isin(np.arange(len(CLASSES)), SHOWN)

    def figures(chosen: np.ndarray) -> tuple[float, float]:
        at = chosen, np.arange(len(CLASSES))
        return float(f1[at].sum()) / max(1, int(there.sum())), float(marked[at].sum())

    chosen = np.where(there, _best(f1 - PRICE * marked), none)
    shifts = dict(zip(CLASSES, SHIFTS[chosen].tolist(), strict=True))
    return Calibration(shifts, *figures(chosen), *figures(none))


def _best(worth: np.ndarray) -> np.ndarray:
    """By class, the place of the shift in SHIFTS; of equal ones, that nearest to none."""
    rounded = np.round(worth, 9)
    equal = rounded == rounded.max(0)
    return np.asarray(np.where(equal, np.abs(SHIFTS)[:, None], np.inf).argmin(0))


def _f1(counts: np.ndarray) -> np.ndarray:
    """Counts (.., 4) -> (..)."""
    marked, right, true, found = np.moveaxis(counts, -1, 0)
    precision = np.where(marked > 0, right / np.maximum(marked, 1), 1.0)
    recall = np.where(true > 0, found / np.maximum(true, 1), 1.0)
    return np.asarray(2 * precision * recall / np.maximum(precision + recall, 1e-9))


def _as_row(counts: Counts) -> tuple[int, int, int, int]:
    return counts.marked, counts.right, counts.true, counts.found


class _Replayed:
    """A session that looks once at each tile and then shifts what it saw."""

    status = "calibration"

    def __init__(self, look: Look) -> None:
        self._look, self.shift = look, 0.0
        self._seen: dict[tuple[int, ...], np.ndarray] = {}  # logits by size: one tile per scale
        tensors = {"rgb": Tensor("rgb", 3), "planes": Tensor("planes", len(NETWORK_CLASSES))}
        self.card = ModelCard(
            id="calibration",
            title="",
            task="detect",
            file="",
            sha256="",
            opset=0,
            native=0,
            tensors=tensors,
        )

    def masks(self, picture: np.ndarray, shift: float) -> np.ndarray:
        """bool (h, w, 4): what users see at sensitivity 0.5."""
        self.shift = shift
        document = Document(Scan(None, picture))
        settings = DetectSettings(classes=NETWORK_CLASSES)
        findings = detect(document, settings, cast(Session, self), Progress())
        masks = findings.masks(settings)
        return np.stack([masks[name].draw() > 0 for name in CLASSES], 2)

    def run(self, inputs: Mapping[str, np.ndarray], _: Progress) -> dict[str, np.ndarray]:
        rgb = inputs["rgb"]
        if rgb.shape not in self._seen:
            p = np.clip(self._look(rgb).astype(np.float64), 1e-9, 1 - 1e-9)
            self._seen[rgb.shape] = np.log(p / (1 - p))
        logits = self._seen[rgb.shape] + self.shift
        return {"planes": (1 / (1 + np.exp(-logits))).astype(np.float32)}

    def rest(self) -> None:
        """Nothing to give back."""
