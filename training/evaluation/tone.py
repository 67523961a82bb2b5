"""`evaluate` for the correction of fading and colour casts, against automatic levels."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from engine.errors import ModelError
from engine.generators.session import Session
from engine.progress import Progress
from engine.restore.tone import Tone, apply_tone
from training.data.photos import Photos
from training.data.tone_samples import aged, thumbnail
from training.evaluation.fills import choose_photographs
from training.evaluation.pictures import Figures, eight_bits, unit
from training.evaluation.report import Evaluation, Figure, Options
from training.evaluation.runs import raw_of
from training.evaluation.sheets import CASES, arranged
from training.metrics.paired import bootstrap_sums
from training.metrics.picture import delta_e
from training.modes.tone import delta_e76

SIDE = 256  # px, longest, of the measured photographs: colours need no more
FADINGS = 4  # of each photograph
CLIPPED = 0.5  # %, of either end, by automatic levels
GOOD = 1.0  # Delta E: about what an eye just sees
Correct = Callable[[np.ndarray], np.ndarray]  # uint8 (h, w, 3) to the same
NOTES = (
    f"Whole photographs shrunk to {SIDE} px, each faded in {FADINGS} ways; mean colour differences "
    "from the original, Delta E of 1976 (distance in Lab) and of 2000. Left: error after over "
    "error before, of their sums; 0.5 at most is asked for. Better: share of the fadings that came "
    "closer by Delta E 2000. Good: photographs that were not faded, which should stay as they are, "
    f"below {GOOD:.0f} on average. Grey world: the means of all colours made equal; levels: each "
    f"colour stretched, {CLIPPED} % clipped at either end. Brackets: 95 % bootstrap intervals by "
    "photograph."
)
METHODS = ("network", "as it is", "grey world", "levels")


def evaluate(session: Session, photos: Photos, options: Options, progress: Progress) -> Evaluation:
    """Measure one network, beside two classical corrections.

    Raises:
        ModelError: the model does not tell a correction by its parameters.
        Cancelled: stopped.
    """
    corrections: tuple[Correct, ...] = (by_network(session), np.copy, grey_world, levels)
    methods = dict(zip(METHODS, corrections, strict=True))
    figures = Figures(METHODS)
    chosen = choose_photographs(len(photos), options.limit)
    for done, index in enumerate(chosen):
        progress.step(done / len(chosen), f"photograph {done + 1} of {len(chosen)}")
        good = shrunk(photos.pixels(index))
        faded = _faded(good, index)
        before = [delta_e(f, good) for f in faded]
        for name, correct in methods.items():
            corrected = [correct(f) for f in faded]
            errors = [delta_e(y, good) for y in corrected]
            kept = correct(good)
            for measure, figure in {
                "faded Delta E 1976": _delta_e76(corrected, good),
                "faded Delta E 2000": float(np.mean(errors)),
                "better": float(np.mean(np.less(errors, before))),
                "good Delta E 1976": _delta_e76([kept], good),
                "good Delta E 2000": delta_e(kept, good),
            }.items():
                figures.add(measure, {name: figure})
    card, count = session.card, len(chosen)
    rows = figures.rows() | _ratios(figures)
    return Evaluation(card.id, card.sha256_on("cpu"), "tone", count, METHODS, rows, NOTES)


def sheet(session: Session, photos: Photos, _: Options) -> np.ndarray:
    """uint8 RGB: faded | corrected | levels | original | original corrected."""
    correct = by_network(session)
    rows = []
    for index in choose_photographs(len(photos), CASES):
        good = shrunk(photos.pixels(index))
        faded = _faded(good, index)[0]
        rows.append([faded, correct(faded), levels(faded), good, correct(good)])
    titles = ("faded", "corrected", "automatic levels", "original", "original, corrected")
    return arranged(rows, titles)


def by_network(session: Session) -> Correct:
    """Tones told from the thumbnail, applied to the picture itself."""
    if missing := {"thumbnail", "curves", "matrix", "gains"} - set(session.card.tensors):
        raise ModelError(
            f"model {session.card.id} has no tensor {min(missing)!r}: only networks that tell a "
            "correction by its parameters are measured; name another model."
        )
    run = raw_of(session)

    def correct(picture: np.ndarray) -> np.ndarray:
        told = run({"thumbnail": unit(thumbnail(picture)).transpose(2, 0, 1)[None]})
        gains = told["gains"][0].transpose(1, 2, 0)
        return eight_bits(
            apply_tone(unit(picture), Tone(gains, told["curves"][0], told["matrix"][0]))
        )

    return correct


def grey_world(picture: np.ndarray) -> np.ndarray:
    """The means of all colours made equal. Source: Buchsbaum, J. Franklin Institute 1980."""
    means = picture.reshape(-1, 3).mean(0)
    return eight_bits(unit(picture) * (means.mean() / np.maximum(means, 1)).astype(np.float32))


def levels(picture: np.ndarray) -> np.ndarray:
    """Each colour stretched to black and white, but for CLIPPED % at either end."""
    low, high = np.percentile(picture.reshape(-1, 3), [CLIPPED, 100 - CLIPPED], axis=0)
    return eight_bits((picture - low) / np.maximum(high - low, 1))


def shrunk(pixels: np.ndarray) -> np.ndarray:
    """uint8, the longer side SIDE px at most."""
    scale = min(1.0, SIDE / max(pixels.shape[:2]))
    size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    return cv2.resize(np.array(pixels), size, interpolation=cv2.INTER_AREA)


def _faded(good: np.ndarray, index: int) -> list[np.ndarray]:
    return [aged(good, np.random.default_rng((17, index, k))) for k in range(FADINGS)]


def _delta_e76(corrected: list[np.ndarray], good: np.ndarray) -> float:
    return float(delta_e76(np.stack(corrected), np.stack([good] * len(corrected))).mean())


def _ratios(figures: Figures) -> dict[str, tuple[Figure, ...]]:
    rows: dict[str, tuple[Figure, ...]] = {}
    for year in ("1976", "2000"):
        measure = f"faded Delta E {year}"
        before = figures.column(measure, "as it is")
        rows[f"left of {measure}"] = tuple(
            bootstrap_sums(
                np.stack([figures.column(measure, method), before], 1),
                lambda sums: sums[..., 0] / np.maximum(sums[..., 1], 1e-9),
            )
            for method in METHODS
        )
    good = [figures.column("good Delta E 2000", method) for method in METHODS]
    rows["good Delta E 2000, worst"] = tuple(float(errors.max()) for errors in good)
    rows[f"good above Delta E {GOOD:.0f}, share"] = tuple(
        float(np.mean(errors > GOOD)) for errors in good
    )
    return rows
