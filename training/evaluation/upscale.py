"""`evaluate` for enlargement to twice the size, against the classical ways."""

from __future__ import annotations

import cv2
import numpy as np

from engine.generators.session import Session
from engine.progress import Progress
from training.data.photos import Photos
from training.data.restore_samples import halved, small
from training.evaluation.fills import SIDE, choose_photographs, middle
from training.evaluation.pictures import Figures, eight_bits, unit
from training.evaluation.report import Evaluation, Options
from training.evaluation.sheets import CASES, arranged
from training.metrics.picture import psnr, ssim
from training.modes.upscale import CLASSICAL

METHODS = ("network", *CLASSICAL)
TESTS = ("clean", "worn")
NOTES = (
    f"Middle crops of up to {SIDE} px, halved and enlarged again; PSNR in dB and SSIM over all "
    "colours. Clean: halved by an antialiased bicubic filter, as in publications; worn: blurred, "
    "noisy or compressed as well, each now and then, as in training. Gains are paired. Brackets: "
    "95 % bootstrap intervals by photograph."
)


def evaluate(session: Session, photos: Photos, options: Options, progress: Progress) -> Evaluation:
    """Measure one network, beside the classical enlargements.

    Raises:
        Cancelled: stopped.
    """
    figures = Figures(METHODS)
    chosen = choose_photographs(len(photos), options.limit)
    for done, index in enumerate(chosen):
        progress.step(done / len(chosen), f"photograph {done + 1} of {len(chosen)}")
        large = _even(middle(photos.pixels(index)))
        for test in TESTS:
            made = enlarged(session, _halved(large, test, index))
            figures.add(f"{test} psnr", {m: psnr(y, large) for m, y in made.items()})
            figures.add(f"{test} ssim", {m: ssim(y, large) for m, y in made.items()})
    rows = figures.rows()
    for test in TESTS:
        for measure in ("psnr", "ssim"):
            for method in CLASSICAL:
                name = f"{test} {measure}"
                rows[f"{name} over {method}"] = figures.gain(name, method)
    card, count = session.card, len(chosen)
    return Evaluation(card.id, card.sha256_on("cpu"), "upscale", count, METHODS, rows, NOTES)


def sheet(session: Session, photos: Photos, _: Options) -> np.ndarray:
    """uint8 RGB: bicubic | network | original, 256 px of the large picture."""
    rows = []
    for i, index in enumerate(choose_photographs(len(photos), CASES)):
        large = _even(middle(photos.pixels(index)))[:256, :256]
        made = enlarged(session, _halved(large, TESTS[i % 2], index))
        rows.append([made["bicubic"], made["network"], large])
    return arranged(rows, ("bicubic, in turn clean, worn", "network", "original"))


def enlarged(session: Session, little: np.ndarray) -> dict[str, np.ndarray]:
    """By method, uint8 (2h, 2w, 3) of uint8 (h, w, 3)."""
    network = session.run({"rgb": unit(little)}, Progress())["large"]
    ways = CLASSICAL.items()
    return {"network": eight_bits(network)} | {
        name: cv2.resize(little, None, fx=2, fy=2, interpolation=way) for name, way in ways
    }


def _halved(large: np.ndarray, test: str, index: int) -> np.ndarray:
    return halved(large) if test == "clean" else small(large, np.random.default_rng((19, index)))


def _even(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    return np.ascontiguousarray(picture[: height // 2 * 2, : width // 2 * 2])
