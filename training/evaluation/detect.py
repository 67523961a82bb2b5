"""`evaluate` for damage detectors: drawn damage, clean photographs, real scans marked by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from engine.detect import classical
from engine.detect.damage import check_detects
from engine.generators.session import Session
from engine.progress import Progress
from training.data.damage import CLASSES
from training.data.photos import Photos
from training.evaluation import detections
from training.evaluation.detections import (
    HALF,
    SHOWN,
    SWEPT,
    Case,
    Finder,
    as_users_get_it,
    bare,
    level_of,
    network_look,
    painted,
    probability_of,
    tightened,
)
from training.evaluation.fills import choose_photographs
from training.evaluation.report import Evaluation, Figure, Options
from training.evaluation.sheets import CASES, arranged
from training.metrics.detector import Counts, Curve, count, curve, recall_by_size
from training.metrics.paired import Interval, bootstrap_sums

COLUMNS = ("network", "network in use", "stand-in", "stand-in in use")
BEYOND = (0, 8, 16)  # px that somebody who paints roughly goes beyond the damage
FALSE_ALARM = 0.05  # % of clean photographs that may be marked
COLOURS = np.array([(255, 60, 60), (60, 220, 60), (70, 110, 255), (255, 220, 0)], np.uint8)
NOTES = (
    "Marked pixels within 2 px of the truth are right, all classes together unless one is named; "
    "F1, precision and recall at probability 0.5. Network: its planes as they are; in use: through "
    "the detection that users run (hysteresis, smallest size, growth) at sensitivity "
    "0.5; the stand-in is the classical proposal without a model. Drawn: crops of "
    f"{detections.CROP} px with typical damage, half of them hard. Clean: whole photographs, and "
    f"the labelled crops that only look damaged; at most {FALSE_ALARM} % is asked for. Text is "
    "marked only where asked for, so it counts in F1 but not there. Scans: crops of real scans, "
    "marked by hand (docs/labels.md). Brackets: 95 % bootstrap intervals by photograph or scan. "
    '"Painted": a mask of all damage of the scans and as many pixels around it, and what '
    "tightening leaves of it. "
    '"At p": with that threshold (in use: at that sensitivity).'
)


T = TypeVar("T", Case, "Told")


@dataclass(frozen=True, eq=False)
class Told:
    """What is kept of one picture and finder. curves: of CLASSES, then of all of them together."""

    unit: str
    curves: tuple[Curve, ...]
    objects: Mapping[str, tuple[int, int]]  # found and all, by size
    as_any: tuple[int, ...]  # true pixels of each class that are found, as whatever class
    shown: np.ndarray  # int64 (256,): pixels whose level in the classes shown by default is >= t


def evaluate(session: Session, photos: Photos, options: Options, progress: Progress) -> Evaluation:
    """Measure one detector, beside the classical stand-in.

    Raises:
        ModelError: the model is no detector.
        ScanError: a labelled scan cannot be decoded.
        Cancelled: stopped.
    """
    check_detects(session.card)
    finders: dict[str, Finder] = {
        COLUMNS[0]: bare(network_look(session)),
        COLUMNS[1]: as_users_get_it(session),
        COLUMNS[2]: bare(classical.look),
        COLUMNS[3]: as_users_get_it(None),
    }
    missing = detections.why_no_scans(options.scans)
    folder = None if missing else options.scans
    sets = {
        "drawn": list(detections.synthetic(photos, options.limit)),
        "clean": list(detections.clean(photos, options.limit)),
        "scans": detections.scans(folder, damaged=True),
        "clean scans": detections.scans(folder, damaged=False),
    }
    told = {
        column: _look_at(sets, finders[column], progress.part(i / 4, (i + 1) / 4))
        for i, column in enumerate(COLUMNS)
    }
    swept = [level_of(p) for p in SWEPT]
    columns = [
        _figures(told[column], swept if "in use" in column else range(1, 256)) for column in COLUMNS
    ]
    rows = {name: tuple(column[name] for column in columns) for name in columns[0]}
    if sets["scans"]:
        by_model, alone = (_tightened(sets["scans"], by) for by in (session, None))
        rows |= {name: (None, by_model[name], None, alone[name]) for name in by_model}
    notes = NOTES + (f" Scans were left out: {missing}" if missing else "")
    count_ = len(choose_photographs(len(photos), options.limit))
    card = session.card
    return Evaluation(card.id, card.sha256_on("cpu"), "detect", count_, COLUMNS, rows, notes)


def sheet(session: Session, photos: Photos, options: Options) -> np.ndarray:
    """uint8 RGB: crop | truth | found in use; labelled crops of scans, where they are, and drawn
    damage."""
    folder = None if detections.why_no_scans(options.scans) else options.scans
    damaged, unharmed = (detections.scans(folder, damaged=d) for d in (True, False))
    shown = _evenly(damaged, CASES // 2) + _evenly(unharmed, CASES // 4)
    shown += _evenly(list(detections.synthetic(photos, CASES)), CASES - len(shown))
    return sheet_of(shown, as_users_get_it(session))


def sheet_of(cases: Sequence[Case], find: Finder) -> np.ndarray:
    rows = [
        (c.picture, _coloured(c.picture, c.truth), _coloured(c.picture, find(c.picture) >= HALF))
        for c in cases
    ]
    return arranged(rows, ("picture", "truth", "found: line red, spot green, area blue"))


def _look_at(
    sets: Mapping[str, Sequence[Case]], find: Finder, progress: Progress
) -> dict[str, list[Told]]:
    total, done = sum(map(len, sets.values())), 0
    told: dict[str, list[Told]] = {name: [] for name in sets}
    for name, cases in sets.items():
        for case in cases:
            progress.step(done / total, f"looking for damage in picture {done + 1} of {total}")
            told[name].append(judged(case, find(case.picture)))
            done += 1
    return told


def judged(case: Case, levels: np.ndarray) -> Told:
    """What of the truth was found, and where nothing is."""
    truth, any_level = case.truth, levels.max(2)
    any_truth = np.asarray(truth.any(2))
    planes = [(levels[..., k], truth[..., k]) for k in range(len(CLASSES))]
    planes.append((any_level, any_truth))
    marked = any_level >= HALF
    shown = np.bincount(levels[..., SHOWN].max(2).ravel(), minlength=256)
    return Told(
        case.unit,
        tuple(curve(*plane) for plane in planes),
        recall_by_size([marked], [any_truth]),
        tuple(count(marked, truth[..., k]).found for k in range(len(CLASSES))),
        np.cumsum(shown[::-1])[::-1],
    )


def _figures(told: Mapping[str, Sequence[Told]], levels: Sequence[int]) -> dict[str, Figure]:
    """levels: at which this finder can be used."""
    drawn, real = told["drawn"], told["scans"]
    figures = _found(drawn, "drawn") | _by_class(drawn) | _by_size(drawn)
    figures |= _found(real, "scans")
    figures["scans F1, mean of crops"] = _mean_f1(real)
    for name in ("clean", "clean scans"):
        figures[f"{name}, % marked"] = _false_alarm(told[name], HALF)
    strict = _strict_enough(told["clean"], levels)
    figures[f"p with {FALSE_ALARM} % of clean"] = probability_of(strict) if strict else None
    for name, of in (("drawn", drawn), ("scans", real)):
        figures[f"{name} F1 there"] = _sum(of).at(strict).f1 if strict and of else None
    for p in SWEPT:
        level = level_of(p)
        for name, of in (("drawn", drawn), ("scans", real)):
            figures[f"{name} F1 at {p}"] = _sum(of).at(level).f1 if of else None
        figures[f"clean, % marked at {p}"] = _false_alarm(told["clean"], level).mean
    return figures


def _found(told: Sequence[Told], name: str) -> dict[str, Figure]:
    names = [f"{name} {measure}" for measure in ("F1", "precision", "recall", "AUC-PR")]
    if not told:
        return dict.fromkeys(names)
    sums = _sums(told, _counts)
    figures: list[Figure] = [bootstrap_sums(sums, of) for of in (_f1, _precision, _recall)]
    return dict(zip(names, [*figures, _sum(told).average_precision], strict=True))


def _by_class(told: Sequence[Told]) -> dict[str, Figure]:
    """As the class it is, and how much of it is found as whatever class."""
    figures: dict[str, Figure] = {}
    for k, name in enumerate(CLASSES):
        counts = _sums(told, partial(_counts, plane=k))
        figures[f"drawn F1 {name}"] = bootstrap_sums(counts, _f1)
        whole = _sum(told, k)
        figures[f"drawn AUC-PR {name}"] = whole.average_precision
        found = sum(t.as_any[k] for t in told)
        figures[f"drawn recall {name}, as any class"] = found / whole.true if whole.true else None
    return figures


def _by_size(told: Sequence[Told]) -> dict[str, Figure]:
    sizes = list(told[0].objects)
    sums = _sums(told, lambda t: [n for size in sizes for n in t.objects[size]])
    return {
        f"drawn recall of objects {size}": bootstrap_sums(pair, _share)
        if pair[:, 1].any()
        else None
        for size, pair in zip(sizes, np.split(sums, len(sizes), axis=1), strict=True)
    }


def _mean_f1(told: Sequence[Told]) -> Figure:
    sums = _sums(told, lambda t: (t.curves[-1].at(HALF).f1, 1.0))
    return bootstrap_sums(sums, _share) if told else None


def _false_alarm(told: Sequence[Told], level: int) -> Interval:
    """% of the pixels that are marked in classes that are shown by default."""
    return bootstrap_sums(_sums(told, lambda t: (100.0 * t.shown[level], t.shown[0])), _share)


def _strict_enough(told: Sequence[Told], levels: Sequence[int]) -> int | None:
    """The lowest of `levels` that marks no more than FALSE_ALARM of clean photographs."""
    marked = sum((t.shown for t in told), np.zeros(256, np.int64))
    return next((n for n in levels if 100 * marked[n] <= FALSE_ALARM * marked[0]), None)


def _sums(told: Sequence[T], of: Callable[[T], Sequence[float]]) -> np.ndarray:
    """float (units, k): the numbers of each picture, added by photograph or scan."""
    units: dict[str, np.ndarray] = {}
    for t in told:
        units[t.unit] = units.get(t.unit, 0) + np.array(of(t), float)
    return np.array(list(units.values()))


def _counts(told: Told, plane: int = -1) -> Sequence[float]:
    return _row(told.curves[plane].at(HALF))


def _tightened(cases: Sequence[Case], session: Session | None) -> dict[str, Figure]:
    """Marks painted too broadly by hand, as they are and as `tighten` leaves them."""
    figures: dict[str, Figure] = {}
    for beyond in BEYOND:
        name = f"scans painted {beyond} px beyond"
        rough = _sums(cases, partial(_rough_counts, beyond=beyond))
        tight = _sums(cases, partial(_tight_counts, beyond=beyond, session=session))
        figures[f"{name}, F1"] = bootstrap_sums(rough, _f1)
        figures[f"{name}, tightened, F1"] = bootstrap_sums(tight, _f1)
        figures[f"{name}, tightened, recall"] = bootstrap_sums(tight, _recall)
        before, after = ((sums[:, 0] - sums[:, 1]).sum() for sums in (rough, tight))
        figures[f"{name}, superfluous marks left"] = after / before if before else None
    return figures


def _rough_counts(case: Case, beyond: int) -> Sequence[float]:
    return _row(count(painted(case, beyond) > 0, np.asarray(case.truth.any(2))))


def _tight_counts(case: Case, beyond: int, session: Session | None) -> Sequence[float]:
    return _row(count(tightened(case, beyond, session), np.asarray(case.truth.any(2))))


def _row(c: Counts) -> Sequence[float]:
    return c.marked, c.right, c.true, c.found


def _sum(told: Sequence[Told], plane: int = -1) -> Curve:
    curves = [t.curves[plane] for t in told]
    return sum(curves[1:], curves[0])


def _precision(sums: np.ndarray) -> np.ndarray:
    """As `Counts`: of sums (.., 4)."""
    marked, right = sums[..., 0], sums[..., 1]
    return np.where(marked > 0, right / np.maximum(marked, 1), 1.0)


def _recall(sums: np.ndarray) -> np.ndarray:
    true, found = sums[..., 2], sums[..., 3]
    return np.where(true > 0, found / np.maximum(true, 1), 1.0)


def _f1(sums: np.ndarray) -> np.ndarray:
    precision, recall = _precision(sums), _recall(sums)
    return np.asarray(2 * precision * recall / np.maximum(precision + recall, 1e-9))


def _share(sums: np.ndarray) -> np.ndarray:
    return np.asarray(sums[..., 0] / np.maximum(sums[..., 1], 1e-9))


def _evenly(cases: list[Case], most: int) -> list[Case]:
    return [cases[i] for i in choose_photographs(len(cases), most)] if cases else []


def _coloured(picture: np.ndarray, planes: np.ndarray) -> np.ndarray:
    shown = picture // 2 + 40
    for k, colour in enumerate(COLOURS):
        shown[planes[..., k]] = colour
    return shown
