"""The gate: a generator against the classical methods, inside the hole, by class of damage.

On fixed holes in held-out photographs. Differences are paired by photograph, with bootstrap
intervals. Its table goes into docs/ and into the model's card, where the router reads which method
won; evaluation/acceptance.py decides from it whether the generator may ship.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from engine.generators.session import Session
from engine.progress import Progress
from engine.repair.generate import THOROUGH
from engine.repair.repair import RepairSettings
from training.data.photos import Photos
from training.evaluation import fills
from training.evaluation.baselines import Baselines, key_of
from training.evaluation.fills import (
    KINDS,
    LEGEND,
    MEASURES,
    SIDE,
    THIN,
    Case,
    Fill,
    cases,
    choose_photographs,
    classical,
    fill_case,
    fsr_best,
    generated,
    measure,
    repaired,
)
from training.metrics.paired import Interval, bootstrap

IN_USE, SHIPPED_IN_USE = "in use", "shipped in use"  # methods: repairs as users get them
REPAIRED = 24  # photographs that are repaired so
SHOWN = ("l1", "ssim", "edge_f1", "swd", "sharpness", "grain", "seam", "cpu_s")


@dataclass(frozen=True, eq=False)
class GateResult:
    """values[method][class] is (photographs, len(MEASURES)); rows are the same photographs.

    A method that is tried on a part of them has nan in the other rows.
    """

    values: dict[str, dict[str, np.ndarray]]
    photographs: int

    def column(self, method: str, kind: str, measure: str) -> np.ndarray:
        """(photographs,)."""
        return self.values[method][kind][:, MEASURES.index(measure)]

    def mean(self, method: str, kind: str, measure: str) -> float:
        column = self.column(method, kind, measure)
        known = column[np.isfinite(column)]
        return float(known.mean()) if len(known) else float("nan")

    def paired(self, method: str, over: str, kind: str, measure: str = "psnr") -> Interval:
        """Of the difference `method` - `over`, by photograph."""
        return bootstrap(self.column(method, kind, measure) - self.column(over, kind, measure))

    def gain(self, method: str, over: str, kind: str) -> tuple[float, float, float]:
        """Paired gain in in-mask PSNR, dB: 2.5 %, mean, 97.5 % of the bootstrap by photograph."""
        return self.paired(method, over, kind).bounds


@dataclass(frozen=True, eq=False)
class Method:
    """A fill under test."""

    fill: Fill
    version: str = ""  # of what makes it; with one, its scores are kept
    kinds: tuple[str, ...] = KINDS
    photographs: int | None = None  # only so many, evenly chosen

    def takes(self, case: Case, photographs: int) -> bool:
        """Whether it is tried on a case of a gate with so many photographs."""
        chosen = choose_photographs(photographs, self.photographs)
        return case.kind in self.kinds and case.photograph in chosen


def run_gate(
    photos: Photos,
    session: Session | None,
    progress: Progress,
    *,
    shipped: Session | None = None,
    limit: int | None = None,
    biharmonic: bool = True,
    best: int = 0,
    kinds: tuple[str, ...] = KINDS,
    known: Baselines | None = None,
    methods: Mapping[str, Method] | None = None,
) -> GateResult:
    """Measure every method on every class.

    Args:
        session: the generator under test; shipped: the one it is to replace.
        limit: photographs, all by default; best: photographs for the best and slowest FSR.
        known: earlier scores of the classical methods; new ones are added.
        methods: instead of those of the gate, by name.
    """
    methods = methods or gate_methods(session, shipped, biharmonic=biharmonic, best=best)
    count = len(choose_photographs(len(photos), limit))
    nothing = [float("nan")] * len(MEASURES)
    values: dict[str, dict[str, list[list[float]]]] = {m: {k: [] for k in kinds} for m in methods}
    for case in cases(photos, limit, kinds, progress):
        for name, method in methods.items():
            taken = method.takes(case, count)
            scores = _scores(name, method, case, known) if taken else nothing
            values[name][case.kind].append(scores)
    arrays = {m: {k: np.array(v) for k, v in by_kind.items()} for m, by_kind in values.items()}
    return GateResult(arrays, count)


def gate_methods(
    session: Session | None, shipped: Session | None, *, biharmonic: bool, best: int
) -> dict[str, Method]:
    """The methods under test, by name."""
    opencv = version("opencv-contrib-python-headless")
    methods = {name: Method(classical(name), opencv) for name in ("telea", "ns", "fsr")}
    if best:
        methods["fsr best"] = Method(fsr_best, opencv, THIN, best)
    if biharmonic:
        methods["biharmonic"] = Method(fills.biharmonic, version("scikit-image"))
    always = RepairSettings(method="generator")
    if shipped is not None:
        methods["shipped"] = Method(generated(shipped))
        methods[SHIPPED_IN_USE] = Method(repaired(shipped, always), photographs=REPAIRED)
    if session is not None:
        methods["generator"] = Method(generated(session))
        methods["thorough"] = Method(generated(session, THOROUGH), kinds=THIN)
        methods[IN_USE] = Method(repaired(session, always), photographs=REPAIRED)
    return methods


def _scores(name: str, method: Method, case: Case, known: Baselines | None) -> list[float]:
    kept = known if method.version else None
    key = key_of(case, name, method.version)
    if kept is not None and (scores := kept.get(key)):
        return scores
    filled, seconds = fill_case(method.fill, case)
    scores = measure(filled, case, seconds)
    if kept is not None:
        kept.add(key, scores)
    return scores


def format_table(result: GateResult) -> str:
    """The gate's table in Markdown."""
    lines = [
        f"{result.photographs} photographs, crops of up to {SIDE} px, fixed holes. {LEGEND} "
        "Gain over Navier-Stokes: in PSNR, paired by photograph, with 95 % bootstrap intervals. "
        "A number after a method: tried on so many photographs only.",
        "",
        "| class | method | PSNR | gain over NS | L1 | SSIM | edge F1 | SWD | sharpness | grain "
        "| seam | CPU s |",
        "|---|---" + "|---" * (2 + len(SHOWN)) + "|",
    ]
    for kind in next(iter(result.values.values())):
        for name in result.values:
            tried = int(np.isfinite(result.column(name, kind, "psnr")).sum())
            if not tried:
                continue
            label = name if tried == result.photographs else f"{name} ({tried})"
            low, mean, high = result.gain(name, "ns", kind)
            figures = " | ".join(f"{result.mean(name, kind, m):.2f}" for m in SHOWN)
            lines.append(
                f"| {kind} | {label} | {result.mean(name, kind, 'psnr'):.2f} "
                f"| {mean:+.2f} ({low:+.2f} .. {high:+.2f}) | {figures} |"
            )
    return "\n".join(lines) + "\n"
