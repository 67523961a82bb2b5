"""Damage drawn by hand on real scans: the damage detector's test set, and scans it may learn from.

Only outlines are kept, as JSON beside the name and sha256 of the scan; the scans lie elsewhere.
How they were drawn, and what they cannot tell: docs/labels.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine.errors import RecipeError
from engine.geometry import Box, Size
from training.data.damage.canvas import CLASSES
from training.data.photos import read_photograph

LABELS = Path(__file__).resolve().parent.parent / "labels" / "old-damage.json"
TRAINING_LABELS = LABELS.with_name("old-training.json")  # shares no scan with LABELS
UNSURE = "unsure"  # no class of damage: nobody can say what is there
LEAST_POINTS = {"polyline": 2, "polygon": 3, "disc": 1}


@dataclass(frozen=True)
class Mark:
    """One piece of damage, in px of the scaled scan."""

    damage: str  # one of CLASSES, or UNSURE
    shape: str  # polyline | polygon | disc
    points: tuple[tuple[int, int], ...]  # x, y; of a disc its centre
    width: int = 1  # of a polyline, odd; of a disc its radius


@dataclass(frozen=True)
class LabelledCrop:
    """What is damaged in one crop of a scan; without marks a person found nothing there."""

    file: str  # name in the folder of scans
    sha256: str
    source: str  # repository and path of the scan
    scale: int  # px, longest side that the scan is scaled down to
    box: Box  # of the scaled scan
    note: str  # what looks like damage and is not
    marks: tuple[Mark, ...]


def load_labels(path: Path = LABELS) -> list[LabelledCrop]:
    """The crops of `path`, in its order.

    Raises:
        RecipeError: the file is missing or no JSON, or a crop or mark has an impossible value.
    """
    try:
        crops = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(f"the labels {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise RecipeError(f"{path.name} is not JSON: {error}.") from error
    if not isinstance(crops, list):
        raise RecipeError(f"{path.name} must be a list of crops: see docs/labels.md.")
    return [_crop(entry, f"{path.name}, crop {i}") for i, entry in enumerate(crops, 1)]


def planes_of(label: LabelledCrop) -> np.ndarray:
    """uint8 (height, width, 4) of the crop: 255 where marked, one plane for each of CLASSES."""
    return _drawn(label, CLASSES)


def unsure_of(label: LabelledCrop) -> np.ndarray:
    """uint8 (height, width) of the crop: 255 where nobody can say whether there is damage."""
    return _drawn(label, (UNSURE,))[..., 0]


def _drawn(label: LabelledCrop, names: Sequence[str]) -> np.ndarray:
    planes = np.zeros((len(names), label.box.height, label.box.width), np.uint8)
    corner = (label.box.left, label.box.top)
    for mark in label.marks:
        if mark.damage not in names:
            continue
        plane = planes[names.index(mark.damage)]
        points = np.array(mark.points, np.int32) - corner
        if mark.shape == "polyline":
            # Not by the thickness of OpenCV's lines: 3 draws 5 px.
            brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (mark.width, mark.width))
            line = cv2.polylines(np.zeros_like(plane), [points], False, 255)
            plane |= cv2.dilate(line, brush)
        elif mark.shape == "polygon":
            cv2.fillPoly(plane, [points], 255)
        else:
            cv2.circle(plane, points[0].tolist(), mark.width, 255, cv2.FILLED)
    return np.ascontiguousarray(planes.transpose(1, 2, 0))


def crop_of(label: LabelledCrop, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Pixels uint8 (height, width, 3), RGB, and the planes of `planes_of`.

    Raises:
        RecipeError: the scan is not in `folder`, or is not the one that was labelled.
        ScanError: it cannot be decoded.
    """
    path = folder / label.file
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise RecipeError(
            f"{label.file} cannot be read from {folder}: {error.strerror}. "
            "Choose the folder that holds the labelled scans."
        ) from error
    if digest != label.sha256:
        raise RecipeError(
            f"{label.file} in {folder} is not the scan that was labelled (its sha256 begins "
            f"{digest[:8]}, not {label.sha256[:8]}): fetch the file anew from {label.source}."
        )
    scan = read_photograph(path, label.scale)
    size = Size(scan.shape[1], scan.shape[0])
    if not size.box.contains(label.box):
        raise RecipeError(
            f"{label.file} measures {size} pixels, the labelled crop is {label.box}: "
            "correct scale or box of this crop."
        )
    return scan[label.box.slices].copy(), planes_of(label)


def _crop(entry: dict[str, Any], where: str) -> LabelledCrop:
    try:
        label = LabelledCrop(
            file=str(entry["file"]),
            sha256=str(entry["sha256"]),
            source=str(entry["source"]),
            scale=int(entry["scale"]),
            box=Box(*map(int, entry["box"])),
            note=str(entry["note"]),
            marks=tuple(
                _mark(mark, f"{where}, mark {i}") for i, mark in enumerate(entry["marks"], 1)
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RecipeError(f"{where} is incomplete ({error}): see docs/labels.md.") from error
    if not label.box or not Size(label.scale, label.scale).box.contains(label.box):
        raise RecipeError(f"{where}: box {label.box} is empty or outside {label.scale} px.")
    return label


def _mark(entry: dict[str, Any], where: str) -> Mark:
    damage = entry["class"]
    if damage not in (*CLASSES, UNSURE):
        raise RecipeError(f"{where}: class {damage!r} is none of {', '.join((*CLASSES, UNSURE))}.")
    shapes = [shape for shape in LEAST_POINTS if shape in entry]
    if len(shapes) != 1:
        raise RecipeError(f"{where} needs one of {', '.join(LEAST_POINTS)}, has {len(shapes)}.")
    shape = shapes[0]
    if shape == "disc":
        x, y, width = map(int, entry["disc"])
        points: tuple[tuple[int, int], ...] = ((x, y),)
    else:
        points = tuple((int(x), int(y)) for x, y in entry[shape])
        width = int(entry["width"]) if shape == "polyline" else 1
    even = shape == "polyline" and width % 2 == 0
    if len(points) < LEAST_POINTS[shape] or width < 1 or even:
        raise RecipeError(
            f"{where}: a {shape} of {len(points)} points and {width} px cannot be drawn "
            "(polylines need two points and an odd width, polygons three points)."
        )
    return Mark(damage, shape, points, width)
