"""May this generator ship? The seven criteria of the gate, each with its reason in words.

What a generator is compared with is the shipped one; where there is none, or it is the candidate
itself, Navier-Stokes, which it would replace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.document.document import Document
from engine.document.mask import Mask
from engine.errors import HeirloomError, MaskError
from engine.files.scan import Scan
from engine.generators.card import ModelCard
from engine.generators.session import Session
from engine.geometry import Size
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair
from training.data.holes import gate_hole
from training.data.photos import Photos
from training.evaluation.fills import THIN, choose_photographs, middle
from training.export import FP32_LIMIT
from training.gate import IN_USE, SHIPPED_IN_USE, GateResult
from training.graph import ROUNDING
from training.metrics.paired import Interval, bootstrap, holm
from training.register import ROUTES, router_rows

LOST_PSNR = -0.10  # dB, and
LOST_EDGES = -0.01  # F1: a class whose whole interval lies below got worse
SHARP = (0.8, 1.15)  # the band of the sharpness ratio
COST = 1.15  # times the shipped model's processor time and size
CLEAN_PHOTOGRAPHS = 3
COMPARED = {"shipped": "the shipped model", "ns": "Navier-Stokes"}


@dataclass(frozen=True)
class Criterion:
    text: str
    passed: bool
    reason: str

    def __str__(self) -> str:
        return f"| {self.text} | {'pass' if self.passed else 'FAIL'} | {self.reason} |"


@dataclass(frozen=True, eq=False)
class Candidate:
    """What is judged: its card and session, its results, and the shipped model if there is one."""

    card: ModelCard
    session: Session
    result: GateResult
    shipped: ModelCard | None = None
    cost_approved: bool = False

    @property
    def reference(self) -> str:
        return "shipped" if "shipped" in self.result.values else "ns"

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.result.values["generator"])


def judge(candidate: Candidate, photos: Photos) -> list[Criterion]:
    """All seven, in order."""
    return [
        exported_and_robust(candidate),
        no_class_lost(candidate),
        something_gained(candidate),
        seam_and_grain(candidate),
        nothing_else_changed(candidate, photos),
        cost(candidate),
        wins_where_routed(candidate),
    ]


def verdict(criteria: Sequence[Criterion]) -> str:
    """The criteria as a table in Markdown, and what follows from them."""
    failed = [str(n) for n, c in enumerate(criteria, 1) if not c.passed]
    said = f"**Not accepted**: criteria {', '.join(failed)}." if failed else "**Accepted.**"
    lines = [f"| {n} {str(c)[1:]}" for n, c in enumerate(criteria, 1)]
    return "\n".join(["| criterion | | reason |", "|---|---|---|", *lines, "", said]) + "\n"


def exported_and_robust(candidate: Candidate) -> Criterion:
    quality = candidate.card.quality
    limits = {"parity_fp32": FP32_LIMIT * ROUNDING, "parity_shipped": ROUNDING}
    reasons, passed = [], True
    for name, limit in limits.items():
        if name not in quality:
            reasons.append(f"the card does not state {name}")
            passed = False
        else:
            reasons.append(f"{name} {quality[name]:.1e} (limit {limit:.0e})")
            passed &= bool(quality[name] < limit)
    problems = edge_cases(candidate.session)
    reasons += problems or [f"{len(EDGE_CASES)} awkward scans and masks repaired or refused"]
    return Criterion("exact export, awkward input", passed and not problems, "; ".join(reasons))


def no_class_lost(candidate: Candidate) -> Criterion:
    result, over = candidate.result, candidate.reference
    lost = []
    for kind in candidate.kinds:
        for measure, limit in (("psnr", LOST_PSNR), ("edge_f1", LOST_EDGES)):
            interval = result.paired("generator", over, kind, measure)
            if interval.high < limit:
                lost.append(f"{measure} on {kind} {_shown(interval)}")
    reason = ", ".join(lost) or f"none below {LOST_PSNR} dB or {LOST_EDGES} F1"
    return Criterion("no class worse", not lost, f"against {COMPARED[over]}: {reason}")


def something_gained(candidate: Candidate) -> Criterion:
    """At least one primary measure better, after Holm's correction."""
    primary = primary_gains(candidate)
    adjusted = holm({name: interval.p for name, interval in primary.items()})
    gained = [n for n, i in primary.items() if i.low > 0 and adjusted[n] < 0.05]
    told = [f"{n} {_shown(i)}, p {adjusted[n]:.3f}" for n, i in primary.items()]
    reason = f"against {COMPARED[candidate.reference]}: {'; '.join(told)}"
    return Criterion("a primary measure better", bool(gained), reason)


def primary_gains(candidate: Candidate) -> dict[str, Interval]:
    """Positive = better; of the mean over the classes, by photograph."""
    thin = tuple(kind for kind in candidate.kinds if kind in THIN)
    blobs = tuple(kind for kind in candidate.kinds if kind not in THIN)
    gains = {"sharpness in band": _gain(candidate, candidate.kinds, "sharpness", _in_band)}
    if thin:
        gains["PSNR thin"] = _gain(candidate, thin, "psnr", np.asarray)
    if blobs:
        gains["SWD blobs"] = _gain(candidate, blobs, "swd", np.negative)
    return gains


def seam_and_grain(candidate: Candidate) -> Criterion:
    """Of repairs as users get them, how far from 1 both are, as a ratio; not farther than before.

    A bare fill has no grain yet, and the noise of a network rounded to 8 bits would count as some.
    """
    other = SHIPPED_IN_USE if candidate.reference == "shipped" else candidate.reference
    told, passed = [], True
    for measure in ("seam", "grain"):
        gain = _gain(candidate, candidate.kinds, measure, _closeness, (IN_USE, other))
        told.append(f"{measure} closer to 1 by {_shown(gain)} (logarithm)")
        passed &= gain.high >= 0
    reason = f"against {COMPARED[candidate.reference]}: {'; '.join(told)}"
    return Criterion("seam and grain not worse", passed, reason)


def nothing_else_changed(candidate: Candidate, photos: Photos) -> Criterion:
    """Drift on clean photographs: a fill must not touch a pixel outside its hole."""
    changed = 0
    chosen = choose_photographs(len(photos), CLEAN_PHOTOGRAPHS)
    for index in chosen:
        clean = middle(photos.pixels(index))
        mask = gate_hole("scratch 4 px", np.random.default_rng((11, index)), *clean.shape[:2])
        changed += changed_outside(clean, mask, candidate.session)
    reason = f"{changed} pixels outside the holes of {len(chosen)} photographs changed"
    return Criterion("clean photographs unchanged", changed == 0, reason)


def cost(candidate: Candidate) -> Criterion:
    text = f"at most {COST} x time and size"
    if candidate.shipped is None:
        return Criterion(text, True, "there is no shipped model to compare with")
    seconds = [
        sum(candidate.result.mean(method, kind, "cpu_s") for kind in candidate.kinds)
        for method in ("generator", "shipped")
    ]
    sizes = [_bytes(card) for card in (candidate.card, candidate.shipped)]
    time, size = seconds[0] / seconds[1], sizes[0] / sizes[1]
    reason = f"time x {time:.2f}, size x {size:.2f}"
    if (dear := max(time, size) > COST) and candidate.cost_approved:
        reason += ", approved by --approve-cost"
    return Criterion(text, not dear or candidate.cost_approved, reason)


def wins_where_routed(candidate: Candidate) -> Criterion:
    """In the classes that the router gives to it, above Navier-Stokes by the whole interval."""
    won: list[str] = []
    lost: list[str] = []
    for (_, kind, _), row in zip(ROUTES, router_rows(candidate.result), strict=True):
        if row["method"] == "generator":
            gain = candidate.result.paired("generator", "ns", kind)
            (won if gain.low > 0 else lost).append(f"{kind} {_shown(gain)} dB")
    reason = f"routed and above Navier-Stokes: {', '.join(won) or 'nowhere'}"
    if lost:
        reason += f"; routed without that: {', '.join(lost)}"
    return Criterion("wins where it is routed", bool(won) and not lost, reason)


def _noise(height: int, width: int, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (height, width, channels), np.uint8)


def _spot(height: int, width: int, side: int) -> np.ndarray:
    mask = np.zeros((height, width), np.uint8)
    mask[height // 2 : height // 2 + side, width // 2 : width // 2 + side] = 255
    return mask


# name: scan, mask, whether the repair has to refuse the mask in words
EDGE_CASES: dict[str, Callable[[], tuple[np.ndarray, np.ndarray, bool]]] = {
    "empty mask": lambda: (_noise(96, 128), _spot(96, 128, 0), True),
    "full mask": lambda: (_noise(96, 128), np.full((96, 128), 255, np.uint8), True),
    "mask of 1 px": lambda: (_noise(96, 128), _spot(96, 128, 1), False),
    "black scan": lambda: (np.zeros((96, 128, 3), np.uint8), _spot(96, 128, 9), False),
    "white scan": lambda: (np.full((96, 128, 3), 255, np.uint8), _spot(96, 128, 40), False),
    "grey scan": lambda: (_noise(96, 128, 1), _spot(96, 128, 9), False),
    "16:1 scan": lambda: (_noise(48, 768), _spot(48, 768, 9), False),
    "scan of 5 x 7 px": lambda: (_noise(5, 7), _spot(5, 7, 2), False),
}


def edge_cases(session: Session) -> list[str]:
    """What goes wrong with awkward scans and masks, one sentence each."""
    problems = []
    for name, make in EDGE_CASES.items():
        pixels, mask, refused = make()
        try:
            changed = changed_outside(pixels, mask, session)
        except MaskError as error:
            if not refused:
                problems.append(f"{name}: {error}")
            continue
        except (
            HeirloomError,
            ValueError,
            ArithmeticError,
        ) as error:  # not a number is one of these
            problems.append(f"{name}: {error}")
            continue
        if refused or changed:
            problems.append(f"{name}: {'not refused' if refused else f'{changed} others changed'}")
    return problems


def changed_outside(pixels: np.ndarray, mask: np.ndarray, session: Session) -> int:
    """Repair as a user would, by the generator; how many pixels that were not marked changed."""
    document = Document(Scan(None, pixels))
    # A copy: what is repaired is no longer marked.
    document.mask = Mask(Size(pixels.shape[1], pixels.shape[0]), mask.copy())
    settings = RepairSettings(method="generator")
    document.apply(repair(document.snapshot(), settings, session, Progress()))
    differs = (document.read(document.size.box) != pixels).any(2)
    return int(np.count_nonzero(differs & (mask == 0)))


def _gain(
    candidate: Candidate,
    kinds: Sequence[str],
    measure: str,
    goodness: Callable[[np.ndarray], np.ndarray],
    methods: tuple[str, str] | None = None,
) -> Interval:
    """Of the mean over `kinds` of the difference in goodness, by photograph.

    methods: the better one minus the other; the generator and its reference by default.
    """
    mine, other = methods or ("generator", candidate.reference)
    column = candidate.result.column
    differences = [
        goodness(column(mine, kind, measure)) - goodness(column(other, kind, measure))
        for kind in kinds
    ]
    return bootstrap(np.mean(differences, 0))


def _in_band(sharpness: np.ndarray) -> np.ndarray:
    return ((sharpness >= SHARP[0]) & (sharpness <= SHARP[1])).astype(float)


def _closeness(ratio: np.ndarray) -> np.ndarray:
    return np.asarray(-np.abs(np.log(np.maximum(ratio, 1e-3))))


def _bytes(card: ModelCard) -> int:
    return sum(p.stat().st_size for p in {card.path, card.path_on("cpu")})


def _shown(interval: Interval) -> str:
    return f"{interval.mean:+.3f} ({interval.low:+.3f} .. {interval.high:+.3f})"
