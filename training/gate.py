"""The gate: a generator against the classical methods, inside the hole, by class of damage.

On fixed holes in held-out photographs, through the engine's own session, so that what is measured
is what users run. Differences are paired by photograph, with bootstrap intervals. Its table goes
into docs/ and into the model's card, where the router reads which method won.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from engine.generators.session import Session
from engine.progress import Progress
from engine.repair.classical import fill_classical
from engine.repair.generate import fill_generated
from training.data.holes import GATE_CLASSES, gate_hole
from training.data.photos import Photos
from training.metrics import l1_in, psnr_in, seam_energy, sharpness_ratio

SIDE = 512  # px, of the measured crops
RESAMPLES = 2000  # of the bootstrap
MEASURES = ("psnr", "l1", "sharpness", "seam", "cpu_s")

Fill = Callable[[np.ndarray, np.ndarray], np.ndarray]  # uint8 (h, w, 3), bool (h, w) -> uint8


@dataclass(frozen=True, eq=False)
class GateResult:
    """values[method][class] is (photographs, len(MEASURES)); rows are the same photographs."""

    values: dict[str, dict[str, np.ndarray]]
    photographs: int

    def mean(self, method: str, kind: str, measure: str) -> float:
        return float(self.values[method][kind][:, MEASURES.index(measure)].mean())

    def gain(self, method: str, over: str, kind: str) -> tuple[float, float, float]:
        """Paired gain in in-mask PSNR, dB: 2.5 %, mean, 97.5 % of the bootstrap by photograph."""
        a, b = (self.values[name][kind][:, 0] for name in (method, over))
        difference = a - b
        rng = np.random.default_rng(0)
        drawn = rng.integers(0, len(difference), (RESAMPLES, len(difference)))
        low, high = np.percentile(difference[drawn].mean(1), [2.5, 97.5])
        return float(low), float(difference.mean()), float(high)


def run_gate(
    photos: Photos,
    session: Session | None,
    progress: Progress,
    *,
    limit: int | None = None,
    biharmonic: bool = True,
    kinds: tuple[str, ...] = tuple(GATE_CLASSES),
) -> GateResult:
    """Measure every method on every class; `limit` photographs, all by default."""
    methods = gate_methods(session, progress, biharmonic=biharmonic)
    count = min(limit or len(photos), len(photos))
    chosen = np.linspace(0, len(photos) - 1, count).astype(int)
    values: dict[str, dict[str, list[list[float]]]] = {
        m: {kind: [] for kind in kinds} for m in methods
    }
    for done, index in enumerate(chosen):
        progress.step(done / count, f"photograph {done + 1} of {count}")
        clean = gate_crop(photos.pixels(int(index)))
        for kind in kinds:
            number = list(GATE_CLASSES).index(kind)
            rng = np.random.default_rng((7, number, int(index)))
            mask = gate_hole(kind, rng, *clean.shape[:2])
            for name, fill in methods.items():
                values[name][kind].append(_measure(fill, clean, mask))
    arrays = {m: {k: np.array(v) for k, v in by_kind.items()} for m, by_kind in values.items()}
    return GateResult(arrays, count)


def gate_methods(
    session: Session | None, progress: Progress, *, biharmonic: bool
) -> dict[str, Fill]:
    """The methods under test, by name."""
    methods: dict[str, Fill] = {name: _classical(name) for name in ("telea", "ns", "fsr")}
    if biharmonic:
        methods["biharmonic"] = _biharmonic
    if session is not None:
        generator = session

        def generate(holed: np.ndarray, hole: np.ndarray) -> np.ndarray:
            thickness = 2 * cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5).max()
            filled, _ = fill_generated(holed, hole, float(thickness), generator, Progress())
            return _to_uint8(filled)

        methods["generator"] = generate
    return methods


def gate_crop(pixels: np.ndarray) -> np.ndarray:
    """The middle SIDE x SIDE px, or less where the photograph has less."""
    height, width = pixels.shape[:2]
    h, w = min(height, SIDE), min(width, SIDE)
    top, left = (height - h) // 2, (width - w) // 2
    return np.ascontiguousarray(pixels[top : top + h, left : left + w])


def _measure(fill: Fill, clean: np.ndarray, mask: np.ndarray) -> list[float]:
    hole = mask > 0
    holed = np.where(hole[..., None], np.uint8(0), clean)
    started = time.process_time()
    filled = fill(holed, hole)
    seconds = time.process_time() - started
    composed = np.where(hole[..., None], filled, clean)
    return [
        psnr_in(composed, clean, mask),
        l1_in(composed, clean, mask),
        sharpness_ratio(composed, clean, mask),
        seam_energy(composed, mask) / max(seam_energy(clean, mask), 1e-3),
        seconds,
    ]


def _classical(name: str) -> Fill:
    def fill(holed: np.ndarray, hole: np.ndarray) -> np.ndarray:
        return _to_uint8(fill_classical(holed, hole, name))

    return fill


def _biharmonic(holed: np.ndarray, hole: np.ndarray) -> np.ndarray:
    from skimage.restoration import inpaint_biharmonic

    filled = inpaint_biharmonic(holed, hole, channel_axis=-1)
    return _to_uint8(filled)


def _to_uint8(filled: np.ndarray) -> np.ndarray:
    rounded: np.ndarray = np.rint(np.clip(filled, 0, 1) * 255).astype(np.uint8)
    return rounded


def format_table(result: GateResult) -> str:
    """The gate's table in Markdown."""
    methods = list(result.values)
    lines = [
        f"{result.photographs} photographs, crops of up to {SIDE} px, fixed holes. In-mask PSNR "
        "and its paired gain over Navier-Stokes in dB with 95 % bootstrap intervals; L1 in steps "
        "of 1/255; sharpness: mean absolute Laplacian, filled over original; seam: step across "
        "the hole's border over the step one pixel outside, filled over original; CPU: seconds "
        "of processor time per crop.",
        "",
        "| class | method | PSNR | gain over NS | L1 | sharpness | seam | CPU s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    kinds = next(iter(result.values.values()))
    for kind in kinds:
        for name in methods:
            low, mean, high = result.gain(name, "ns", kind)
            means = {m: result.mean(name, kind, m) for m in MEASURES}
            lines.append(
                f"| {kind} | {name} | {means['psnr']:.2f} "
                f"| {mean:+.2f} ({low:+.2f} .. {high:+.2f}) | {means['l1']:.2f} "
                f"| {means['sharpness']:.2f} | {means['seam']:.2f} | {means['cpu_s']:.2f} |"
            )
    return "\n".join(lines) + "\n"
