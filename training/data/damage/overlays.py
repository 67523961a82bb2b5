"""Shapes of film damage from a folder of transparent pictures, as one more source.

Meant for the overlays of daniela997/FilmDamageSimulator (MIT): folders film_scratches, film_dirt,
film_sprinkles and film_stain of RGBA pictures whose alpha channel is the damage.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

HAZE = 0.25
KINDS = ("film_scratches", "film_dirt", "film_sprinkles", "film_stain")


@dataclass(frozen=True, eq=False)
class Overlays:
    """Opacities uint8 (n, height, width) by kind."""

    shapes: dict[str, list[np.ndarray]]

    def window(
        self, rng: np.random.Generator, kind: str, shape: tuple[int, int], zoom: float = 0
    ) -> np.ndarray:
        """One overlay as opacity float32 0..1 of `shape`, turned, mirrored, scaled and moved.

        Args:
            zoom: px of the crop per px of the overlay; 0 draws it from 0.6..2.
        """
        drawn = self.shapes[kind][rng.integers(len(self.shapes[kind]))]
        zoom = zoom or float(np.exp(rng.uniform(np.log(0.6), np.log(2.0))))
        turn = cv2.getRotationMatrix2D((0, 0), float(rng.uniform(0, 360)), zoom)
        if rng.random() < 0.5:
            turn[:, 0] *= -1
        # Some place where there is damage comes to some place of the crop.
        rows, columns = np.nonzero(drawn[::8, ::8] > 40)
        pick = rng.integers(len(rows)) if len(rows) else 0
        at = np.array([columns[pick], rows[pick]]) * 8 if len(rows) else np.array([200, 200])
        goal = rng.uniform(0.2, 0.8, 2) * (shape[1], shape[0])
        turn[:, 2] = goal - turn[:, :2] @ at
        opacity = cv2.warpAffine(drawn, turn, shape[::-1]).astype(np.float32) / 255
        # Their faint haze would be marked and yet be seen by no one.
        return np.clip(opacity * 1.3 - HAZE, 0, 1)


@lru_cache
def open_overlays(folder: Path) -> Overlays | None:
    """The overlays of a folder, or None where it lacks any of KINDS."""
    shapes = {}
    for kind in KINDS:
        files = sorted((folder / kind).glob("*.png"))
        pictures = [cv2.imread(str(file), cv2.IMREAD_UNCHANGED) for file in files]
        shapes[kind] = [p[..., 3] for p in pictures if p is not None and p.ndim == 3]
    return Overlays(shapes) if all(shapes.values()) else None
