"""`evaluate` for fill generators: by class of damage, in the hole, whole, and as sets of pieces."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.generators.session import Session
from engine.progress import Progress
from training.data.holes import gate_hole
from training.data.photos import Photos
from training.evaluation.fills import (
    KINDS,
    LEGEND,
    MEASURES,
    SIDE,
    Case,
    cases,
    choose_photographs,
    fill_case,
    generated,
    measure,
    middle,
)
from training.evaluation.report import Evaluation, Figure, Options
from training.evaluation.sheets import CASES, arranged
from training.metrics.backbones import Inception, Lpips
from training.metrics.distribution import (
    OwnFeatures,
    features_of,
    frechet_distance,
    kernel_distance,
    mind,
)
from training.metrics.paired import bootstrap
from training.metrics.patches import swd
from training.metrics.picture import delta_e, l1, ms_ssim, psnr, ssim

WHOLE = ("psnr", "l1", "ssim", "ms_ssim", "swd", "delta_e")
PIECE = 64  # px, of the pieces around holes whose sets are compared
PIECES = 4  # of each photograph and class
NOTES = (
    f"Crops of up to {SIDE} px. {LEGEND} Whole: the same on whole crops, most of which are copies, "
    "and the CIEDE2000 colour difference. Brackets: 95 % bootstrap intervals by photograph. Sets: "
    f"{PIECES} pieces of {PIECE} px around the holes of each photograph, filled against original; "
    "the -own distances are those of a convolutional pyramid with random weights and compare with "
    "each other only. n/a: the network's file was not given, see --help."
)


@dataclass
class _Measured:
    """What is gathered of one class of damage."""

    scores: list[list[float]] = field(default_factory=list)  # MEASURES of each photograph
    whole: list[list[float]] = field(default_factory=list)  # WHOLE
    made: list[np.ndarray] = field(default_factory=list)  # pieces
    true: list[np.ndarray] = field(default_factory=list)
    photographs: list[int] = field(default_factory=list)  # of each piece


def evaluate(session: Session, photos: Photos, options: Options, progress: Progress) -> Evaluation:
    """Measure one generator on the fixed holes of the gate.

    Raises:
        ModelError: a backbone is not the file that was named; the generator cannot fill.
        Cancelled: stopped.
    """
    inception = Inception(options.inception) if options.inception else None
    lpips = Lpips(options.lpips) if options.lpips else None
    fill = generated(session)
    measured = {kind: _Measured() for kind in KINDS}
    for case in cases(photos, options.limit, KINDS, progress.part(0.0, 0.9)):
        filled, seconds = fill_case(fill, case)
        _gather(measured[case.kind], case, filled, seconds)
    columns = []
    for done, found in enumerate(measured.values()):
        progress.step(0.9 + 0.1 * done / len(KINDS), "comparing sets of pieces")
        columns.append(_means(found) | _distances(found, inception, lpips))
    rows = {name: tuple(column[name] for column in columns) for name in columns[0]}
    count = len(choose_photographs(len(photos), options.limit))
    card = session.card
    return Evaluation(card.id, card.sha256_on("cpu"), "fill", count, KINDS, rows, NOTES)


def sheet(session: Session, photos: Photos, _: Options) -> np.ndarray:
    """uint8 RGB: hole | filled | original, the classes of damage in turn."""
    fill, rows = generated(session), []
    for i, index in enumerate(choose_photographs(len(photos), CASES)):
        clean, kind = middle(photos.pixels(index))[:256, :256], i % len(KINDS)
        mask = gate_hole(KINDS[kind], np.random.default_rng((7, kind, index)), *clean.shape[:2])
        filled, _seconds = fill_case(fill, Case(KINDS[kind], i, clean, mask))
        holed = np.where(mask[..., None] > 0, np.array([255, 0, 255], np.uint8), clean)
        rows.append([holed, filled, clean])
    return arranged(rows, ("hole", "filled", "original"))


def _gather(found: _Measured, case: Case, filled: np.ndarray, seconds: float) -> None:
    clean = case.clean
    multi_scale = ms_ssim(filled, clean)
    found.scores.append(measure(filled, case, seconds))
    found.whole.append(
        [
            psnr(filled, clean),
            l1(filled, clean),
            ssim(filled, clean),
            float("nan") if multi_scale is None else multi_scale,
            swd(filled, clean),
            delta_e(filled, clean),
        ]
    )
    for top, left in pieces(case.mask):
        here = np.s_[top : top + PIECE, left : left + PIECE]
        found.made.append(filled[here])
        found.true.append(clean[here])
        found.photographs.append(case.photograph)


def pieces(mask: np.ndarray) -> list[tuple[int, int]]:
    """(top, left) of up to PIECES pieces with a random hole pixel in their middle where it can be.

    The same ones for the same mask; none where the picture is smaller than a piece.
    """
    if min(mask.shape) < PIECE:
        return []
    middles = np.argwhere(mask > 0)
    drawn = np.random.default_rng(0).permutation(len(middles))[:PIECES]
    corners = np.clip(middles[drawn] - PIECE // 2, 0, np.array(mask.shape) - PIECE)
    return [(int(top), int(left)) for top, left in corners]


def _means(found: _Measured) -> dict[str, Figure]:
    inside, whole = np.array(found.scores), np.array(found.whole)
    figures: dict[str, Figure] = {
        name: bootstrap(column) for name, column in zip(MEASURES, inside.T, strict=True)
    }
    return figures | {
        f"whole {name}": bootstrap(column) for name, column in zip(WHOLE, whole.T, strict=True)
    }


def _distances(
    found: _Measured, inception: Inception | None, lpips: Lpips | None
) -> dict[str, Figure]:
    """Of the sets of pieces, each None where it cannot be measured."""
    names = ("FD-own", "KD-own", "MIND-own", "FID", "KID", "LPIPS", "pieces")
    figures: dict[str, Figure] = dict.fromkeys(names)
    figures["pieces"] = float(len(found.made))
    if len(found.made) < 4:  # a kernel distance of halves needs two each
        return figures
    made, true = np.stack(found.made), np.stack(found.true)
    own = OwnFeatures()
    a, b = features_of(own, made), features_of(own, true)
    figures["FD-own"] = frechet_distance(a, b)
    figures["KD-own"] = kernel_distance(a, b, np.array(found.photographs))
    figures["MIND-own"] = mind(a, b)
    if inception is not None:
        figures["FID"], figures["KID"] = inception.distances(made, true)
    if lpips is not None:
        figures["LPIPS"] = lpips.distance(made, true)
    return figures
