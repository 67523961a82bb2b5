"""Samples for the `edges` mode and for edge-guided fills: a crop, a hole, the crop's lines."""

from __future__ import annotations

import cv2
import numpy as np

from engine.repair.lines import edges_of
from training.data.fill_samples import FillSamples, prefill


class EdgeSamples(FillSamples):
    """As FillSamples, with `edges`, uint8 (crop, crop, 1) 0 or 255, instead of the prefill."""

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        clean, mask = self.crop_and_hole(index)
        return {"clean": clean, "mask": mask[..., None], "edges": edges_of(clean)[..., None]}


class GuidedSamples(FillSamples):
    """As FillSamples, with `edges`, uint8 (crop, crop, 1) 0 or 255: lines in the hole, or none.

    Half of the samples have none, so that one generator serves with and without; the others have
    some of the picture's, for a person draws a few. Each whole line is there or is not.
    """

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        clean, mask = self.crop_and_hole(index)
        rng = np.random.default_rng((self.seed, index, 1))
        edges = some_lines(edges_of(clean), mask, rng)
        made = {"clean": clean, "mask": mask[..., None], "prefill": prefill(clean, mask)}
        return made | {"edges": edges[..., None]}


def some_lines(edges: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Of lines (h, w), 0 or 255, a random share of those in the hole; half of the time nothing."""
    share = rng.uniform(0, 1) if rng.random() < 0.5 else 0.0
    count, pieces = cv2.connectedComponents(np.minimum(edges, mask))
    kept = np.asarray(rng.random(count) < share)
    kept[0] = False  # what is no line
    return np.where(kept[pieces], np.uint8(255), np.uint8(0))
