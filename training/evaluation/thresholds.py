"""Shifts of a detector's logits, by class, so that probability 0.5 is the best threshold in use.

    maximise  sum_k F1_k(s_k) - price * marked_k(s_k)
    F1_k      on crops with drawn damage and on the same crops without it, taken together
    marked_k  share of the pixels of the crops without it; 0 for a class that is shown only where
              asked for, whose F1 alone counts

One price for all classes, the lowest at which the first of BARS is kept. Where that costs too much
of what is found, the next bar decides, and the card says so. All is measured through the detection
that users run, at sensitivity 0.5. The crops are of photographs for training, or the figures of
`evaluate` would be too good; CAUTION is for what whole photographs have more of than crops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from engine.detect.damage import Look, detect
from engine.detect.settings import DEFAULT_CLASSES, NETWORK_CLASSES, DetectSettings
from engine.document.document import Document
from engine.files.scan import Scan
from engine.generators.card import ModelCard, Tensor
from engine.generators.session import Session
from engine.progress import Progress
from training.data.damage import CLASSES, Damaged
from training.metrics.detector import Counts, count

SHIFTS = np.arange(-7.0, 4.01, 0.5)  # logits; what a detector says too readily is shifted down
# Of the clean crops' pixels, in the classes that are shown unless asked otherwise; the first is
# asked for, the last is always kept.
BARS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 1.0)
# Logits by which a class is told more carefully than was best here: areas are wrongly marked three
# to four times as often in whole photographs as in these crops of them (docs/models.md).
CAUTION = {"area": 1.5}
# Of the best mean F1 has to remain under a bar: what took 2 % of it took 5 % on photographs that
# were not learnt from, and 10 % on real scans.
KEPT = 0.99
STEPS = np.array([round(CAUTION.get(name, 0) / np.diff(SHIFTS)[0]) for name in CLASSES])
SHOWN = [k for k, name in enumerate(CLASSES) if name in DEFAULT_CLASSES]


@dataclass(frozen=True)
class Calibration:
    """Shifts by class, and what they bring on the crops they were found on.

    bar: the one of BARS that decided. f1: mean over the classes. marked: share of the clean crops.
    """

    shifts: Mapping[str, float]
    bar: float
    f1: float
    marked: float
    f1_before: float
    marked_before: float

    def as_quality(self) -> dict[str, float]:
        """For the quality table of a model card."""
        told: dict[str, float] = {f"shift_{k}": float(s) for k, s in self.shifts.items()}
        told["shifts_bar_on_clean_percent"] = round(100 * self.bar, 4)
        told["shifts_f1"] = round(self.f1, 3)
        told["shifts_f1_without"] = round(self.f1_before, 3)
        told["shifts_marked_on_clean_percent"] = round(100 * self.marked, 4)
        told["shifts_marked_on_clean_percent_without"] = round(100 * self.marked_before, 4)
        return told


def find_shifts(look: Look, samples: Iterable[Damaged]) -> Calibration:
    """Choose the shifts for a network on crops with and without damage.

    Args:
        look: float32 (h, w, 3) 0..1 -> probabilities (h, w, 5).
        samples: a few dozen; their sides are multiples of 32 px.
    """
    counts = np.zeros((len(SHIFTS), len(CLASSES), 4))  # as in Counts
    marked = np.zeros((len(SHIFTS), len(CLASSES)))
    pixels = 0
    for sample in samples:
        damaged, clean = (_Replayed(look) for _ in range(2))
        for i, shift in enumerate(SHIFTS):
            found = damaged.masks(sample.picture, shift)
            wrong = clean.masks(sample.clean, shift)
            for k in range(len(CLASSES)):
                counts[i, k] += _as_row(count(found[..., k], sample.planes[..., k]))
                marked[i, k] += np.count_nonzero(wrong[..., k])
        pixels += sample.clean.shape[0] * sample.clean.shape[1]
    counts[..., 0] += marked  # wrong, all of them
    return choose_shifts(counts, marked / max(1, pixels))


def choose_shifts(counts: np.ndarray, marked: np.ndarray) -> Calibration:
    """counts: (shifts, classes, 4) as in `Counts`; marked: (shifts, classes), shares of clean."""
    there = counts[:, :, 2].any(0)  # a class that no crop has teaches nothing
    f1 = np.where(there, _f1(counts), 0.0)
    none = np.full(len(CLASSES), int(np.argmin(np.abs(SHIFTS))))
    marked = marked * np.isin(np.arange(len(CLASSES)), SHOWN)
    told = _more_careful(f1), _more_careful(marked)

    def figures(chosen: np.ndarray, f1: np.ndarray, marked: np.ndarray) -> tuple[float, float]:
        at = chosen, np.arange(len(CLASSES))
        return float(f1[at].sum()) / max(1, int(there.sum())), float(marked[at].sum())

    best, _ = figures(_best(f1, told[1], 0.0), *told)
    for bar in BARS:
        chosen = np.where(there, _cheapest(f1, told[1], bar), none)
        if figures(chosen, *told)[0] >= KEPT * best:
            break
    chosen = np.where(there, np.maximum(chosen - STEPS, 0), none)
    shifts = dict(zip(CLASSES, SHIFTS[chosen].tolist(), strict=True))
    before = figures(none, f1, marked)
    return Calibration(shifts, bar, *figures(chosen, f1, marked), *before)


def _more_careful(figures: np.ndarray) -> np.ndarray:
    """(shifts, classes) as they are with CAUTION, each at the shift that it is added to."""
    places = np.arange(len(SHIFTS))[:, None] - STEPS
    return np.take_along_axis(figures, np.maximum(places, 0), 0)


def _cheapest(f1: np.ndarray, marked: np.ndarray, bar: float) -> np.ndarray:
    """The choice at the lowest price under which the bar is kept."""
    for price in (0.0, *np.geomspace(1.0, 1e7, 141)):
        chosen = _best(f1, marked, price)
        if marked[chosen, np.arange(len(CLASSES))].sum() <= bar:
            break
    return chosen


def _best(score: np.ndarray, marked: np.ndarray, price: float) -> np.ndarray:
    """By class, the place of the shift in SHIFTS; of equal ones, that nearest to none."""
    worth = np.round(score - price * marked, 9)
    equal = worth == worth.max(0)
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
