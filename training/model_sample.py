"""sample.png of a model folder: what the shipped file makes of one photograph.

The photograph is NASA's portrait of Eileen Collins (public domain), from scikit-image.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import onnxruntime as ort

from engine.detect.damage import detect
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.document.mask import Mask
from engine.files.scan import Scan
from engine.generators.card import ModelCard
from engine.generators.session import Session, open_session
from engine.geometry import Size
from engine.progress import Progress
from engine.repair.lines import edges_of
from engine.repair.repair import RepairSettings, repair
from engine.restore.tone import Tone, apply_tone
from training.data import damage
from training.data.holes import gate_hole
from training.data.restore_samples import halved
from training.data.tone_samples import aged, thumbnail

MIXTURE = {"scratch": 2.0, "crease": 1.0, "dust": 1.0, "loss": 1.0}


def make_sample(card: ModelCard) -> np.ndarray:
    """uint8 RGB: what the model is given and what it makes, side by side."""
    session = open_session(card, "cpu", "the sample")
    return np.concatenate(MAKERS[card.task](session, _portrait()), axis=1)


def _portrait() -> np.ndarray:
    """uint8 (384, 384, 3)."""
    from skimage import data

    astronaut: np.ndarray = data.astronaut()  # type: ignore[no-untyped-call]
    return np.ascontiguousarray(astronaut[:384, 64:448])


def _fill(session: Session, clean: np.ndarray) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    hole = np.zeros(clean.shape[:2], np.uint8)
    for kind in ("scratch 2 px", "scratch 4 px", "dust"):
        hole |= gate_hole(kind, rng, clean.shape[0], clean.shape[1])
    damaged = np.where(hole[..., None] > 0, np.uint8(235), clean)
    document = Document(Scan(None, damaged))
    document.mask = Mask(Size(clean.shape[1], clean.shape[0]), hole)
    settings = RepairSettings(method="generator")
    document.apply(repair(document.snapshot(), settings, session, Progress()))
    return [damaged, document.read(document.size.box)]


def _detect(session: Session, clean: np.ndarray) -> list[np.ndarray]:
    made = damage.damage(clean, np.random.default_rng(5), MIXTURE)
    document = Document(Scan(None, made.picture))
    settings = DetectSettings()
    marks = detect(document, settings, session, Progress()).masks(settings)
    found = np.zeros(clean.shape[:2], bool)
    for mark in marks.values():
        found |= mark.draw() > 0
    shown = made.picture // 2
    shown[found] = (255, 90, 60)
    return [made.picture, shown]


def _restore(session: Session, clean: np.ndarray) -> list[np.ndarray]:
    noise = np.random.default_rng(7).normal(0, 20, clean.shape)
    noisy = np.clip(clean + noise, 0, 255).astype(np.uint8)
    planes = {"rgb": _plane(noisy)}
    if "strengths" in session.card.tensors:
        planes["strengths"] = np.ones_like(planes["rgb"])
    return [noisy, _eight_bits(session.run(planes, Progress())["restored"])]


def _upscale(session: Session, clean: np.ndarray) -> list[np.ndarray]:
    small = halved(clean)
    large = _eight_bits(session.run({"rgb": _plane(small)}, Progress())["large"])
    return [np.repeat(np.repeat(small, 2, 0), 2, 1), large]


def _tone(session: Session, clean: np.ndarray) -> list[np.ndarray]:
    faded = aged(clean, np.random.default_rng(1))
    (curves, matrix, gains) = _raw(session.card, {"thumbnail": _nchw(thumbnail(faded))})
    tone = Tone(gains[0].transpose(1, 2, 0), curves[0], matrix[0])
    return [faded, _eight_bits(apply_tone(_plane(faded), tone))]


def _edges(session: Session, clean: np.ndarray) -> list[np.ndarray]:
    hole = gate_hole("blob 10 %", np.random.default_rng(3), *clean.shape[:2]) > 0
    known = (~hole)[..., None]
    grey = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY)[..., None]
    lines = edges_of(clean)[..., None]
    planes = {"grey": _plane(grey) * known, "edges": _plane(lines) * known}
    mask = np.where(known, np.float32(0), np.float32(1))
    (told,) = _raw(session.card, {k: _nchw(v) for k, v in (planes | {"mask": mask}).items()})
    shown = np.repeat(np.where(known, grey, np.uint8(40)), 3, 2)
    continued = shown.copy()
    continued[hole & (told[0, 0] > 0.5)] = (255, 200, 60)
    return [shown, continued]


def _generate(session: Session, _: np.ndarray) -> list[np.ndarray]:
    """Eight by four samples, on mid-grey where they are transparent."""
    count = session.card.tensors["noise"].channels
    noise = np.random.default_rng(0).standard_normal((32, 1, count, 1, 1)).astype(np.float32)
    made = [_raw(session.card, {"noise": one})[0][0].transpose(1, 2, 0) for one in noise]
    pictures = [_eight_bits(np.repeat(p, 3, 2) if p.shape[2] == 1 else p[..., :3]) for p in made]
    return [np.concatenate(pictures[i::8], 0) for i in range(8)]


MAKERS: dict[str, Callable[[Session, np.ndarray], list[np.ndarray]]] = {
    "fill": _fill,
    "detect": _detect,
    "restore": _restore,
    "upscale": _upscale,
    "tone": _tone,
    "edges": _edges,
    "generate": _generate,
}


def _raw(card: ModelCard, feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
    """The outputs as they are: these networks do not map tiles to tiles."""
    runtime = ort.InferenceSession(str(card.path), providers=["CPUExecutionProvider"])
    outputs: list[np.ndarray] = runtime.run(None, feeds)
    return outputs


def _plane(picture: np.ndarray) -> np.ndarray:
    return picture.astype(np.float32) / 255


def _nchw(picture: np.ndarray) -> np.ndarray:
    """(h, w, c), uint8 or float32 0..1, as float32 (1, c, h, w)."""
    planes = _plane(picture) if picture.dtype == np.uint8 else picture.astype(np.float32)
    return np.ascontiguousarray(planes.transpose(2, 0, 1)[None])


def _eight_bits(picture: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
