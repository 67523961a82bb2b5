"""Samples for the `edges` mode and for edge-guided fills: a crop, a hole, the crop's lines."""

from __future__ import annotations

import cv2
import numpy as np

from training.data.fill_samples import FillSamples

SIGMA = 2.0  # px: EdgeConnect's; finer detail is texture, not structure
STEEPEST = 0.90  # quantile of the gradient above which a line begins; half of it continues one


class EdgeSamples(FillSamples):
    """As FillSamples, with `edges`, uint8 (crop, crop, 1) 0 or 255, instead of the prefill."""

    def __getitem__(self, index: int) -> dict[str, np.ndarray]:
        clean, mask = self.crop_and_hole(index)
        return {"clean": clean, "mask": mask[..., None], "edges": edges_of(clean)[..., None]}


def edges_of(picture: np.ndarray) -> np.ndarray:
    """The lines of a picture, uint8 (h, w) 0 or 255: Canny after a Gaussian of SIGMA.

    Thresholds follow the picture: a faded print has lines too. A flat picture has none.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    smooth = cv2.GaussianBlur(grey, (0, 0), SIGMA)
    dx, dy = cv2.Sobel(smooth, cv2.CV_16S, 1, 0), cv2.Sobel(smooth, cv2.CV_16S, 0, 1)
    slope = np.abs(dx.astype(np.int32)) + np.abs(dy)
    high = max(float(np.quantile(slope, STEEPEST)), 16.0)
    return cv2.Canny(dx, dy, high / 2, high)
