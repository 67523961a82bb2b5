"""A card proved: the model does its work on a made picture, through the code that repairs scans."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from engine.document.document import Document
from engine.document.mask import Mask
from engine.errors import ModelError
from engine.files.scan import Scan
from engine.generators.card import ModelCard
from engine.generators.made_picture import made_hole, made_picture
from engine.generators.session import Session, open_session
from engine.progress import Progress

FAR = 0.2  # mean distance from the true picture, 0..1, above which nobody would call it a repair
PROVED = ("fill", "restore", "upscale")


@dataclass(frozen=True, eq=False)
class Proof:
    """What a trial showed.

    Attributes:
        before, after: uint8 (h, w, 3); `after` of an enlarging model is twice as large.
        error: mean distance from the true picture, 0..1, where it was changed.
        seconds: of the trial, without opening the model.
    """

    before: np.ndarray
    after: np.ndarray
    error: float
    seconds: float
    device: str

    def __str__(self) -> str:
        return (
            f"the trial worked in {self.seconds:.1f} s on {self.device}; it is off by "
            f"{self.error:.1%} of the whole range"
        )


def prove_card(card: ModelCard, progress: Progress) -> Proof:
    """Try a model, of which nothing need be installed, on the made picture.

    Raises:
        ModelError: it cannot be run, or what it makes is no repair; says what was seen.
        Cancelled: stopped.
    """
    if card.task not in PROVED:
        raise ModelError(
            f"model {card.id} is for {card.task}: only models for {', '.join(PROVED)} can be tried."
        )
    progress.step(0.0, "opening the model")
    session = open_session(card, "cpu", "the trial")
    progress.step(0.3, "trying it on a made picture")
    started = time.perf_counter()
    try:
        if card.task == "fill":
            before, after, error = _fill(session, progress.part(0.3, 1.0))
        else:
            before, after, error = _whole(session, progress.part(0.3, 1.0))
    finally:
        session.release()
    if error > FAR:
        raise ModelError(
            f"model {card.id} does not repair: on the trial picture it is off by {error:.0%} of "
            "the whole range. Try another range, or the other meaning of its mask."
        )
    return Proof(before, after, error, time.perf_counter() - started, session.device)


def _fill(session: Session, progress: Progress) -> tuple[np.ndarray, np.ndarray, float]:
    """By the repair that the window uses, so that the card is proved and not a copy of the code."""
    from engine.repair.repair import RepairSettings, repair  # late: it needs this package

    truth, hole = _as_bytes(made_picture()), made_hole()
    damaged = truth.copy()
    damaged[hole] = 255
    document = Document(Scan(None, damaged))
    document.mask = Mask(document.size, hole.astype(np.uint8) * 255)
    settings = RepairSettings(method="generator", grain=False)
    document.apply(repair(document.snapshot(), settings, session, progress))
    after = document.read(document.size.box)
    if not np.array_equal(after[~hole], damaged[~hole]):
        raise ModelError(
            f"model {session.card.id}: the trial changed pixels outside the marks; it must not "
            "be used. Please report it."
        )
    return damaged, after, float(np.abs(after[hole] - truth[hole].astype(np.float32)).mean()) / 255


def _whole(session: Session, progress: Progress) -> tuple[np.ndarray, np.ndarray, float]:
    picture = made_picture(session.card.native if session.card.shape == "fixed" else 256)
    strengths = np.full(picture.shape, 0.5, np.float32)
    outputs = session.run({"rgb": picture, "strengths": strengths}, progress)
    after = next(outputs[role] for role in ("restored", "large") if role in outputs)
    factor = after.shape[0] // picture.shape[0]
    error = float(np.abs(np.clip(after[::factor, ::factor], 0, 1) - picture).mean())
    return _as_bytes(picture), _as_bytes(after), error


def _as_bytes(picture: np.ndarray) -> np.ndarray:
    return np.asarray(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8))
