"""Physical damage on a photograph: which kinds, how many, in which order.

    clean --(print: fading, grain)--> [ this ] --(scanner, JPEG)--> picture

The two degradations in brackets are the caller's; both `clean` and `picture` lie between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from training.data.damage.canvas import LUMA, Canvas
from training.data.damage.creases import add_crease, add_tear
from training.data.damage.dust import add_dust
from training.data.damage.lettering import add_caption, add_date, add_watermark
from training.data.damage.marks import add_fingerprint, add_ink, add_tape
from training.data.damage.noise import log_uniform
from training.data.damage.overlays import Overlays
from training.data.damage.ruin import add_flaking, add_missing, add_smear
from training.data.damage.scratches import add_gouges, add_hairs, add_scratches
from training.data.damage.stains import add_blot, add_loss, add_mould, add_stain

# In the order in which they happen: exposed, worn, handled, scanned, published.
GENERATORS: dict[str, Callable[[Canvas, Overlays | None], None]] = {
    "date": add_date,
    "stain": add_stain,
    "mould": add_mould,
    "crease": add_crease,
    "loss": add_loss,
    "flaking": add_flaking,
    "scratch": add_scratches,
    "gouge": add_gouges,
    "tear": add_tear,
    "missing": add_missing,
    "smear": add_smear,
    "ink": add_ink,
    "tape": add_tape,
    "fingerprint": add_fingerprint,
    "hair": add_hairs,
    "dust": add_dust,
    "watermark": add_watermark,
    "blot": add_blot,
    "caption": add_caption,
}
KINDS = tuple(GENERATORS)
TYPICAL: Mapping[str, float] = {
    "scratch": 5.0,
    "dust": 4.0,
    "crease": 3.0,
    "hair": 2.0,
    "loss": 2.0,
    "stain": 1.5,
    "mould": 1.0,
    "tear": 1.0,
    "watermark": 1.5,
    "date": 0.4,
    "ink": 0.6,
    "tape": 0.4,
    "fingerprint": 0.4,
    # Came later: figures stay comparable as long as what they are measured on has none.
    "gouge": 0.0,
    "flaking": 0.0,
    "missing": 0.0,
    "smear": 0.0,
    "blot": 0.0,
    "caption": 0.0,
}
LONG_SIDE = (1000.0, 4000.0)  # px, of the scan that the crop is thought to be from
KINDS_AT_ONCE = (0.45, 0.3, 0.15, 0.1)  # probability of 1, 2, 3, 4 kinds in one crop
GREY_SCAN = 0.7  # of grey pictures: the scanner saw no colour in the damage either


@dataclass(frozen=True, eq=False)
class Damaged:
    """A photograph before and after.

    Attributes:
        picture: uint8 (h, w, 3), damaged.
        clean: uint8 (h, w, 3), the same without this damage; keeps its grain and fading.
        planes: uint8 (h, w, 4), 0 or 255, in the order of CLASSES: what a person would mark, one
            pixel wider. The shading beside folds and faint tints (stains, tape) are not in them.
        alpha: uint8 (h, w, 1), opacity of watermarks, dates and ink, 0..255.
    """

    picture: np.ndarray
    clean: np.ndarray
    planes: np.ndarray
    alpha: np.ndarray


def damage(
    clean: np.ndarray,
    rng: np.random.Generator,
    mixture: Mapping[str, float],
    overlays: Overlays | None = None,
    kinds_at_once: Sequence[float] = KINDS_AT_ONCE,
) -> Damaged:
    """Damage a crop of a photograph, uint8 (h, w, 3), as a crop of a scan at its own scale.

    Args:
        mixture: weight of each of KINDS.
        overlays: more shapes of scratches, dirt and stains; without them all are drawn.
        kinds_at_once: probability of 1, 2, 3, .. different kinds in this crop.
    """
    canvas = Canvas(clean, rng, log_uniform(rng, *LONG_SIDE))
    weights = np.array([mixture.get(kind, 0.0) for kind in KINDS])
    count = 1 + int(rng.choice(len(kinds_at_once), p=kinds_at_once))
    count = min(count, int(np.count_nonzero(weights)))
    drawn = rng.choice(len(KINDS), count, replace=False, p=weights / weights.sum())
    for kind in sorted(drawn):
        GENERATORS[KINDS[kind]](canvas, overlays)
    red, green, blue = cv2.split(clean)
    if rng.random() < GREY_SCAN and np.array_equal(red, green) and np.array_equal(red, blue):
        canvas.picture = cv2.merge([cv2.transform(canvas.picture, LUMA)] * 3)
    picture, planes = canvas.finished(clean)
    alpha = np.round(canvas.alpha * 255).astype(np.uint8)[..., None]
    return Damaged(picture, clean, planes, alpha)
