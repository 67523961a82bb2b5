"""Colour and alpha of a mark from many pictures under it, pixel by pixel in closed form.

Under a mark every picture is shown = (1 - alpha) * picture + alpha * colour: over the pictures, a
straight line of what is shown on what would be there. What would be there is predicted: first by
spanning the mark from outside, then from what is un-blended around each pixel. A line through a
prediction is not flattened by the prediction's fault, as one through a noisy measurement would be
(Berkson, "Are there two regressions?", 1950).

Source: the model of Dekel et al., "On the effectiveness of visible watermarks", CVPR 2017; there
all pictures are solved for together with the mark, which takes minutes and more memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from engine.repair.blend import solve_laplace

RINGS = (3.0, 2.0)  # px, deviation of the neighbourhood that predicts, in each later round
MOST = 0.98  # alpha; more cannot be told from everything
LEAST_FAULT = (2 / 255) ** 2  # variance that a prediction has on the flattest of pictures
ALIKE = 1.3  # times the fault of two free numbers: what one colour for the whole mark may cost
# k -> float32 (h, w, channels) 0..1: the k-th picture
Pictures = Callable[[int], np.ndarray]


@dataclass(frozen=True, eq=False)
class Fitted:
    """alpha (h, w), colour (h, w, channels), float32 0..1.

    fault: float32 (h, w), the mean square by which the pictures miss the line.
    """

    alpha: np.ndarray
    colour: np.ndarray
    fault: np.ndarray

    @classmethod
    def nothing(cls, height: int, width: int, channels: int) -> Fitted:
        alpha, fault = np.zeros((2, height, width), np.float32)
        return cls(alpha=alpha, colour=np.zeros((height, width, channels), np.float32), fault=fault)


@dataclass(eq=False)
class _Sums:
    """Weighted, over the pictures: what least squares need. x predicted, y shown."""

    n: np.ndarray
    x: np.ndarray
    y: np.ndarray
    xx: np.ndarray
    xy: np.ndarray
    yy: np.ndarray

    @classmethod
    def empty(cls, shape: tuple[int, ...]) -> _Sums:
        return cls(*(np.zeros(shape, np.float64) for _ in range(6)))

    def add(self, x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> None:
        for total, value in (
            (self.n, 1.0), (self.x, x), (self.y, y),
            (self.xx, x * x), (self.xy, x * y), (self.yy, y * y),
        ):  # fmt: skip
            total += weight * value


def fit_mark(pictures: Pictures, count: int, support: np.ndarray) -> Fitted:
    """What lies over all pictures where `support` is true.

    Args:
        pictures: aligned, all of the shape of `support`.
        support: bool (h, w); around it the pictures are as they were taken.
    """
    channels = pictures(0).shape[2]
    height, width = support.shape
    fitted = Fitted.nothing(height, width, channels)
    if not support.any():
        return fitted
    for ring in (0.0, *RINGS):
        sums = _Sums.empty((*support.shape, channels))
        for number in range(count):
            shown = pictures(number)
            predicted, fault = predict(shown, support, fitted, ring)
            sums.add(predicted, shown, (1 / (LEAST_FAULT + fault))[..., None])
        fitted = _solve(sums, support)
    return fitted


def main_colour(fitted: Fitted) -> np.ndarray:
    """(channels,): the colour of most of the mark, by where it covers most."""
    strong = fitted.alpha > 0.5 * np.quantile(fitted.alpha[fitted.alpha > 0], 0.9)
    return np.asarray(np.median(fitted.colour[strong], axis=0), np.float32)


def without(shown: np.ndarray, alpha: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """float32 0..1: what is under a mark; alpha (h, w)."""
    through = np.maximum(1 - alpha, 1 - MOST)[..., None]
    bare = np.clip((shown - alpha[..., None] * colour) / through, 0, 1)
    return np.asarray(bare, np.float32)


def predict(
    shown: np.ndarray, support: np.ndarray, fitted: Fitted, ring: float
) -> tuple[np.ndarray, np.ndarray]:
    """What should be at each pixel without it being asked, and how far off that may be, squared."""
    if not ring:
        spanned = solve_laplace(shown, ~support)
        rough = spanned - cv2.GaussianBlur(spanned, (0, 0), 4).reshape(spanned.shape)
        return spanned, cv2.GaussianBlur((rough**2).mean(axis=2), (0, 0), 6)
    bare = np.where(support[..., None], without(shown, fitted.alpha, fitted.colour), shown)
    trust = np.where(support, np.maximum((1 - fitted.alpha) ** 2, 1e-4), 1).astype(np.float32)
    predicted = _around(bare * trust[..., None], ring) / _around(trust[..., None], ring)
    off = ((predicted - bare) ** 2 * trust[..., None]).mean(axis=2)
    return predicted, cv2.GaussianBlur(off, (0, 0), 2)


def _around(values: np.ndarray, sigma: float) -> np.ndarray:
    """The Gaussian mean around each pixel, without the pixel itself: (h, w, channels)."""
    side = 2 * round(3 * sigma) + 1
    line = cv2.getGaussianKernel(side, sigma, cv2.CV_32F)
    kernel = line @ line.T
    kernel[side // 2, side // 2] = 0
    blurred = cv2.filter2D(values, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred).reshape(values.shape)


def _solve(sums: _Sums, support: np.ndarray) -> Fitted:
    """Alpha and colour of least squares; one colour for all wherever that explains as much."""
    n = sums.n
    x, y = sums.x / n, sums.y / n
    xx, xy, yy = sums.xx - n * x * x, sums.xy - n * x * y, sums.yy - n * y * y
    slope = xy.sum(axis=2) / np.maximum(xx.sum(axis=2), 1e-12)
    alpha = np.where(support, np.clip(1 - slope, 0, MOST), 0)
    through = (1 - alpha)[..., None]
    own = np.clip((y - through * x) / np.maximum(alpha, 1e-3)[..., None], 0, 1)
    free = (yy - 2 * through * xy + through**2 * xx).sum(axis=2)
    fitted = Fitted(alpha.astype(np.float32), own.astype(np.float32), free.astype(np.float32))
    if not alpha.any():
        return fitted
    one = main_colour(fitted)
    # (shown - predicted) = alpha * (colour - predicted): a line through 0 in one number.
    along = (one * (sums.y - sums.x) - sums.xy + sums.xx).sum(axis=2)
    length = (n * one**2 - 2 * one * sums.x + sums.xx).sum(axis=2)
    single = np.where(support, np.clip(along / np.maximum(length, 1e-12), 0, MOST), 0)
    square = (sums.yy - 2 * sums.xy + sums.xx).sum(axis=2)
    fault = np.maximum(square - 2 * single * along + single**2 * length, 0)
    bound, loose = (cv2.GaussianBlur(f * support, (0, 0), 2) for f in (fault, free))
    same = bound <= ALIKE * loose
    return Fitted(
        np.where(same, single, alpha).astype(np.float32),
        np.where(same[..., None], one, own).astype(np.float32),
        (np.where(same, fault, free) / n.sum(axis=2)).astype(np.float32),
    )
