"""The fills under test: classical methods and generators, on fixed holes in held-out photographs.

Generators run through the engine's own session, so that what is measured is what users run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from engine.document.document import Document
from engine.files.scan import Scan
from engine.generators.session import Session
from engine.progress import Progress
from engine.repair.classical import fill_classical
from engine.repair.generate import fill_generated
from engine.repair.repair import RepairSettings, repair
from training.data.holes import GATE_CLASSES, gate_hole
from training.data.photos import Photos
from training.metrics.hole import (
    edge_f1,
    grain_ratio,
    l1_in,
    psnr_in,
    seam_energy,
    sharpness_ratio,
    ssim_in,
)
from training.metrics.patches import swd

SIDE = 512  # px, of the measured crops
KINDS = tuple(GATE_CLASSES)
THIN = tuple(kind for kind in KINDS if not kind.startswith("blob"))
MEASURES = ("psnr", "l1", "ssim", "edge_f1", "swd", "sharpness", "grain", "seam", "cpu_s")
LEGEND = (
    "Inside the hole: PSNR in dB, L1 in steps of 1/255, SSIM, edge F1 (Canny, 2 px tolerance), SWD "
    "(sliced Wasserstein distance of 7 px patches from the original's); sharpness (mean absolute "
    "Laplacian), grain (high-pass in the hole over that around it) and seam (step across the "
    "border over the step one pixel outside), each filled over original, 1 being as the original. "
    "CPU: seconds of processor time per crop."
)

USUAL = RepairSettings()

Fill = Callable[[np.ndarray, np.ndarray], np.ndarray]  # uint8 (h, w, 3), bool (h, w) -> uint8


@dataclass(frozen=True, eq=False)
class Case:
    """One hole of one photograph. photograph: the row of the results it belongs to."""

    kind: str
    photograph: int
    clean: np.ndarray  # uint8 (h, w, 3)
    mask: np.ndarray  # uint8 (h, w), 0 or 255


def cases(
    photos: Photos, limit: int | None, kinds: tuple[str, ...], progress: Progress
) -> Iterator[Case]:
    """The fixed holes of `limit` photographs (None: all), photograph by photograph."""
    chosen = choose_photographs(len(photos), limit)
    for done, index in enumerate(chosen):
        progress.step(done / len(chosen), f"photograph {done + 1} of {len(chosen)}")
        clean = middle(photos.pixels(index))
        for kind in kinds:
            rng = np.random.default_rng((7, KINDS.index(kind), index))
            yield Case(kind, done, clean, gate_hole(kind, rng, *clean.shape[:2]))


def choose_photographs(count: int, limit: int | None) -> list[int]:
    """`limit` indices evenly through `count`; all of them by default."""
    return [int(i) for i in np.linspace(0, count - 1, min(limit or count, count)).astype(int)]


def middle(pixels: np.ndarray) -> np.ndarray:
    """The middle SIDE x SIDE px, or less where the photograph has less."""
    height, width = pixels.shape[:2]
    h, w = min(height, SIDE), min(width, SIDE)
    top, left = (height - h) // 2, (width - w) // 2
    return np.ascontiguousarray(pixels[top : top + h, left : left + w])


def fill_case(fill: Fill, case: Case) -> tuple[np.ndarray, float]:
    """The filled picture, equal to the clean one outside the hole, and seconds of processor."""
    hole = case.mask > 0
    holed = np.where(hole[..., None], np.uint8(0), case.clean)
    started = time.process_time()
    filled = fill(holed, hole)
    seconds = time.process_time() - started
    return np.where(hole[..., None], filled, case.clean), seconds


def measure(filled: np.ndarray, case: Case, seconds: float) -> list[float]:
    """MEASURES of one fill."""
    clean, mask = case.clean, case.mask
    return [
        psnr_in(filled, clean, mask),
        l1_in(filled, clean, mask),
        ssim_in(filled, clean, mask),
        edge_f1(filled, clean, mask),
        swd(filled, clean, mask),
        sharpness_ratio(filled, clean, mask),
        grain_ratio(filled, mask) / grain_ratio(clean, mask),
        seam_energy(filled, mask) / max(seam_energy(clean, mask), 1e-3),
        seconds,
    ]


def generated(session: Session, views: int = 1) -> Fill:
    """The fill of a generator that looks at thin holes so often."""

    def fill(holed: np.ndarray, hole: np.ndarray) -> np.ndarray:
        thickness = 2 * cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5).max()
        filled, _ = fill_generated(holed, hole, float(thickness), session, Progress(), views=views)
        return _to_uint8(filled)

    return fill


def repaired(session: Session, settings: RepairSettings = USUAL) -> Fill:
    """The repair as a user gets it: router, borders, texture, grain."""

    def fill(holed: np.ndarray, hole: np.ndarray) -> np.ndarray:
        return repair_of(holed, np.uint8(255) * hole, session, settings)

    return fill


def repair_of(
    picture: np.ndarray,
    mask: np.ndarray,
    session: Session,
    settings: RepairSettings = USUAL,
) -> np.ndarray:
    """uint8 (h, w, 3) repaired where `mask`, uint8 (h, w), says so."""
    document = Document(Scan(None, picture.copy()))
    document.mask.replace(document.size.box, mask)
    if mask.any():
        document.apply(repair(document.snapshot(), settings, session, Progress()))
    return document.read(document.size.box)


def classical(name: str) -> Fill:
    """A method of the engine."""
    return lambda holed, hole: _to_uint8(fill_classical(holed, hole, name))


def biharmonic(holed: np.ndarray, hole: np.ndarray) -> np.ndarray:
    from skimage.restoration import inpaint_biharmonic

    return _to_uint8(inpaint_biharmonic(holed, hole, channel_axis=-1))


def fsr_best(holed: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Frequency selective reconstruction as well as OpenCV can: 10 to 30 s per crop."""
    filled = np.zeros_like(holed)
    known = np.where(hole, np.uint8(0), np.uint8(255))
    cv2.xphoto.inpaint(holed, known, filled, cv2.xphoto.INPAINT_FSR_BEST)
    return filled


def _to_uint8(filled: np.ndarray) -> np.ndarray:
    rounded: np.ndarray = np.rint(np.clip(filled, 0, 1) * 255).astype(np.uint8)
    return rounded
