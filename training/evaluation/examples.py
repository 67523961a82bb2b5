"""Before and after, to be looked at: free photographs with damage drawn on them, by each method.

Pixel by pixel, nothing scaled. The photographs come with scikit-image and may be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from engine import paths
from engine.progress import Progress
from training.data.damage import damage
from training.data.free_pictures import open_free_pictures
from training.evaluation.compare import Models, detected
from training.evaluation.fills import classical, repair_of
from training.evaluation.sheets import SIDE, arranged

COLUMNS = ("damaged", "Telea, mask given", "Heirloom, mask given", "by itself", "had been there")
QUALITY = 75  # of the JPEG file


@dataclass(frozen=True)
class Example:
    """SIDE x SIDE px of a photograph from (left, top), and the damage drawn on them."""

    file: str
    left: int
    top: int
    kind: str
    seed: int = 5


EXAMPLES = (
    Example("astronaut.png", 120, 0, "scratch", seed=4),
    Example("coffee.png", 240, 80, "hair"),
    Example("chelsea.png", 100, 30, "dust"),
    Example("camera.png", 120, 60, "crease"),
    Example("rocket.jpg", 200, 120, "loss"),
)


def write_examples(models: Models, path: Path, progress: Progress) -> None:
    """Write a JPEG file of one row for each of EXAMPLES, COLUMNS beside each other.

    Raises:
        RecipeError: scikit-image has none of the photographs.
        Cancelled: stopped; nothing is written.
    """
    names = tuple(example.file for example in EXAMPLES)
    photos = open_free_pictures(names, paths.user_cache(), progress.part(0.0, 0.0))
    pixels = {photo.file: photos.pixels(index) for index, photo in enumerate(photos.photos)}
    shown = [example for example in EXAMPLES if example.file in pixels]
    rows = []
    for done, example in enumerate(shown):
        progress.step(done / len(shown), f"repairing {example.file} to be looked at")
        rows.append(_row(pixels[example.file], example, models))
    Image.fromarray(arranged(rows, COLUMNS, across=1)).save(path, "JPEG", quality=QUALITY)


def _row(photograph: np.ndarray, example: Example, models: Models) -> list[np.ndarray]:
    """Pictures uint8 (SIDE, SIDE, 3) in the order of COLUMNS."""
    top, left = example.top, example.left
    clean = np.ascontiguousarray(photograph[top : top + SIDE, left : left + SIDE])
    made = damage(clean, np.random.default_rng(example.seed), {example.kind: 1.0})
    truth = made.planes.max(axis=2) > 0
    telea = np.where(truth[..., None], classical("telea")(made.picture, truth), made.picture)
    given = repair_of(made.picture, np.uint8(255) * truth, models.generator)
    alone = repair_of(made.picture, detected(made.picture, models.detector), models.generator)
    return [made.picture, telea, given, alone, made.clean]
