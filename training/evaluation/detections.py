"""Where detectors are judged, and what they find there at every threshold at once.

A finder turns a picture, uint8 (h, w, 3), into levels, uint8 (h, w, 4), a plane for each of
CLASSES: tenths of a logit, 128 = probability 0.5. A threshold p marks `levels >= level_of(p)`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from engine.detect.damage import Look, detect
from engine.detect.settings import DEFAULT_CLASSES, NETWORK_CLASSES, DetectSettings
from engine.detect.tighten import tighten
from engine.document.document import Document
from engine.document.mask import Mask
from engine.errors import RecipeError
from engine.files.scan import Scan
from engine.generators.session import Session
from engine.geometry import Size
from engine.progress import Progress
from training.data.damage import CLASSES, TYPICAL
from training.data.damage_samples import DamageSamples
from training.data.labels import crop_of, load_labels
from training.data.photos import Photos
from training.evaluation.fills import choose_photographs

Finder = Callable[[np.ndarray], np.ndarray]
CROP = 256  # px, of crops with synthetic damage
CROPS = 96  # at least, over all photographs
TILE = 512  # px, of the pieces in which a bare network sees a photograph
SWEPT = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # thresholds
HALF = 128  # the level of probability 0.5
SHOWN = [k for k, name in enumerate(CLASSES) if name in DEFAULT_CLASSES]  # unless asked otherwise


@dataclass(frozen=True, eq=False)
class Case:
    """A picture, uint8 (h, w, 3), and what is damaged in it, bool (h, w, 4).

    unit: the photograph or scan it is of; intervals are by unit.
    """

    unit: str
    picture: np.ndarray
    truth: np.ndarray


def level_of(probability: float) -> int:
    """The lowest level that is at least as probable."""
    return min(255, max(1, HALF + math.ceil(10 * math.log(probability / (1 - probability)))))


def probability_of(level: int) -> float:
    return 1 / (1 + math.exp((HALF - level) / 10))


def levels_of(probabilities: np.ndarray) -> np.ndarray:
    """float (..) 0..1 -> uint8 levels."""
    p = np.clip(probabilities, 1e-6, 1 - 1e-6)
    tenths = np.floor(10 * np.log(p / (1 - p)))
    return np.clip(tenths + HALF, 0, 255).astype(np.uint8)


def bare(look: Look) -> Finder:
    """The probabilities as the network gives them, in pieces of TILE px."""

    def find(picture: np.ndarray) -> np.ndarray:
        rgb = picture.astype(np.float32) / 255
        levels = np.zeros((*picture.shape[:2], len(CLASSES)), np.uint8)
        for top in range(0, picture.shape[0], TILE):
            for left in range(0, picture.shape[1], TILE):
                piece = np.s_[top : top + TILE, left : left + TILE]
                levels[piece] = levels_of(look(rgb[piece])[..., : len(CLASSES)])
        return levels

    return find


def as_users_get_it(session: Session | None) -> Finder:
    """Through `detect`: hysteresis, smallest size, growth; None: the stand-in.

    A threshold stands for the sensitivity that has it: 0.5 for 0.5, 0.9 for 0.
    """

    def find(picture: np.ndarray) -> np.ndarray:
        findings = detect(Document(Scan(None, picture)), DetectSettings(), session, Progress())
        levels = np.zeros((*picture.shape[:2], len(CLASSES)), np.uint8)
        for threshold in SWEPT:  # the stricter the later: what it marks was marked before
            settings = DetectSettings((0.9 - threshold) / 0.8, classes=NETWORK_CLASSES)
            masks = findings.masks(settings)
            for k, name in enumerate(CLASSES):
                levels[masks[name].draw() > 0, k] = level_of(threshold)
        return levels

    return find


def network_look(session: Session) -> Look:
    return lambda rgb: session.run({"rgb": rgb}, Progress())["planes"]


def synthetic(photos: Photos, limit: int | None) -> Iterator[Case]:
    """Crops of held-out photographs with typical damage, the same ones for every detector."""
    each = -(-CROPS // len(photos))
    for index in choose_photographs(len(photos), limit):
        one = replace(photos, photos=(photos.photos[index],))
        samples = DamageSamples(one, 0, CROP, TYPICAL, hard_share=0.5)
        for k in range(each):
            made = samples.damaged(1000 * index + k)
            yield Case(photos.photos[index].file, made.picture, made.planes > 0)


def clean(photos: Photos, limit: int | None) -> Iterator[Case]:
    """Whole photographs; nothing is damaged in them."""
    for index in choose_photographs(len(photos), limit):
        pixels = np.array(photos.pixels(index))
        yield Case(photos.photos[index].file, pixels, np.zeros((*pixels.shape[:2], 4), bool))


def scans(folder: Path | None, *, damaged: bool) -> list[Case]:
    """The labelled crops of real scans: those with damage, or those that only look like it.

    Raises:
        RecipeError: a scan is missing, or another one than was labelled.
    """
    if folder is None:
        return []
    cases = []
    for label in load_labels():
        if bool(label.marks) == damaged:
            pixels, planes = crop_of(label, folder)
            cases.append(Case(label.file, pixels, planes > 0))
    return cases


def painted(case: Case, beyond: int) -> np.ndarray:
    """A mask, uint8, of somebody who paints over all damage and `beyond` px around it."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * beyond + 1,) * 2)
    damaged = np.asarray(case.truth.any(2), np.uint8) * np.uint8(255)
    return np.asarray(cv2.dilate(damaged, disc))


def tightened(case: Case, beyond: int, session: Session | None) -> np.ndarray:
    """bool (h, w): what `tighten` leaves of such a mask; None: by the stand-in."""
    mask = Mask(Size(case.picture.shape[1], case.picture.shape[0]), painted(case, beyond))
    document = Document(Scan(None, case.picture))
    left = tighten(document, mask.pixels, mask.marked_tiles(), session, Progress())
    return np.asarray(left.pixels > 0)


def why_no_scans(folder: Path | None) -> str:
    """Why the labelled scans cannot be measured, "" when they can."""
    if folder is None:
        return "not asked for"
    try:
        crop_of(load_labels()[0], folder)
    except RecipeError as error:
        return str(error)
    return ""
