"""What lens, film, scanner and file do to a photograph: blur, noise, resizing, compression.

Every function takes a picture, uint8 (height, width, 3), RGB, and a numpy random generator, and
returns a new picture of the same size and type; what it does is drawn from the generator within the
ranges of its arguments. Ranges: BSRGAN, arXiv:2103.14006, and Real-ESRGAN, arXiv:2107.10833. What
time and printing do is in `ageing.py`; chains of both are in `shuffle.py`.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import cv2
import numpy as np

Range = tuple[float, float]
Rng = np.random.Generator

_QUANTILES = np.array([NormalDist().inv_cdf((i + 0.5) / 4096) for i in range(4096)], np.float32)
_QUANTILES /= _QUANTILES.std()
INTERPOLATIONS = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)


def gaussian_blur(picture: np.ndarray, rng: Rng, sigma: Range = (0.2, 3.0)) -> np.ndarray:
    """Gaussian, two times in three round; otherwise up to three times as wide as high, turned.

    A third of the turned ones are generalised: flatter or more peaked than a Gaussian.
    """
    wide = rng.uniform(*sigma)
    if rng.random() < 2 / 3:
        return cv2.GaussianBlur(picture, (0, 0), wide, borderType=cv2.BORDER_REFLECT_101)
    narrow = max(sigma[0], wide * rng.uniform(1 / 3, 1.0))
    beta = rng.uniform(0.5, 4.0) if rng.random() < 1 / 3 else 1.0
    return _filtered(picture, gaussian_kernel(wide, narrow, rng.uniform(0, math.pi), beta))


def motion_blur(picture: np.ndarray, rng: Rng, length: Range = (3.0, 25.0)) -> np.ndarray:
    """A straight movement of `length` px in any direction while the shutter was open."""
    reach = rng.uniform(*length) / 2
    angle = rng.uniform(0, math.pi)
    half = math.ceil(reach)
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.uint8)
    ends = [
        tuple(round(16 * (half + side * reach * f(angle))) for f in (math.cos, math.sin))
        for side in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 255, 1, cv2.LINE_AA, 4)
    return _filtered(picture, kernel / np.float32(kernel.sum()))


def defocus(picture: np.ndarray, rng: Rng, radius: Range = (1.0, 5.0)) -> np.ndarray:
    """The disc of a lens that was out of focus, with a soft rim."""
    r = rng.uniform(*radius)
    half = math.ceil(r)
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    kernel = np.clip(r + 0.5 - np.hypot(x, y), 0, 1)
    return _filtered(picture, kernel / kernel.sum())


def gaussian_kernel(wide: float, narrow: float, angle: float, beta: float = 1.0) -> np.ndarray:
    """exp(-q^beta / 2) with q = (u / wide)^2 + (v / narrow)^2; float32, odd sides, sum 1.

    u and v are px along and across `angle`, radians; beta 1 is a Gaussian.
    """
    half = min(10, math.ceil(3 * wide))
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    u = x * math.cos(angle) + y * math.sin(angle)
    v = y * math.cos(angle) - x * math.sin(angle)
    kernel = np.exp(-0.5 * ((u / wide) ** 2 + (v / narrow) ** 2) ** beta)
    return kernel / kernel.sum()


def gaussian_noise(
    picture: np.ndarray, rng: Rng, sigma: Range = (1.0, 30.0), grey: float = 0.4
) -> np.ndarray:
    """White noise of `sigma` steps of 1/255, with probability `grey` the same in all channels."""
    channels = 1 if rng.random() < grey else 3
    return _plus(picture, normal(rng, picture, channels) * np.float32(rng.uniform(*sigma)))


def coloured_noise(picture: np.ndarray, rng: Rng, sigma: Range = (1.0, 30.0)) -> np.ndarray:
    """White noise whose channels go together, by a random covariance."""
    mixing = rng.standard_normal((3, 3)).astype(np.float32)
    mixing *= np.float32(rng.uniform(*sigma) * math.sqrt(3) / np.linalg.norm(mixing))
    return _plus(picture, normal(rng, picture, 3) @ mixing)


def poisson_noise(picture: np.ndarray, rng: Rng, scale: Range = (0.05, 3.0)) -> np.ndarray:
    """Shot noise: its variance grows with the light; at `scale` 1, 255 stands for 255 photons.

    Drawn as a normal number of the same variance: no difference to see, several times faster.
    """
    channels = 1 if rng.random() < 0.4 else 3
    deviation = np.sqrt(picture.astype(np.float32) * np.float32(rng.uniform(*scale)))
    return _plus(picture, normal(rng, picture, channels) * deviation)


def speckle(picture: np.ndarray, rng: Rng, sigma: Range = (0.02, 0.12)) -> np.ndarray:
    """Noise in proportion to the light; `sigma` as a share of it."""
    return _plus(picture, normal(rng, picture, 3) * picture * np.float32(rng.uniform(*sigma)))


def salt_and_pepper(picture: np.ndarray, rng: Rng, amount: Range = (0.0005, 0.01)) -> np.ndarray:
    """White and black pixels, `amount` of all."""
    height, width = picture.shape[:2]
    at = rng.integers(0, height * width, round(rng.uniform(*amount) * height * width))
    made = picture.copy()
    made.reshape(-1, 3)[at] = np.where(rng.random((len(at), 1)) < 0.5, 0, 255)
    return made


def resize_twice(picture: np.ndarray, rng: Rng, scale: Range = (0.3, 1.2)) -> np.ndarray:
    """To `scale` of the size and back: what was finer than that is lost."""
    height, width = picture.shape[:2]
    factor = rng.uniform(*scale)
    there, back = (int(i) for i in rng.choice(INTERPOLATIONS, 2))
    size = max(4, round(width * factor)), max(4, round(height * factor))
    return cv2.resize(
        cv2.resize(picture, size, interpolation=there), (width, height), interpolation=back
    )


def sharpen(
    picture: np.ndarray, rng: Rng, amount: Range = (0.2, 1.5), sigma: Range = (0.6, 3.0)
) -> np.ndarray:
    """Unsharp masking as scanners do it: it makes halos and noise."""
    weight = rng.uniform(*amount)
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(*sigma))
    return cv2.addWeighted(picture, 1 + weight, soft, -weight, 0)


def jpeg(picture: np.ndarray, rng: Rng, quality: Range = (30.0, 95.0)) -> np.ndarray:
    """Through a JPEG file, its 8 px grid anywhere; colours at half the resolution in 7 of 10."""
    asked = [cv2.IMWRITE_JPEG_QUALITY, round(rng.uniform(*quality))]
    if rng.random() < 0.3:
        asked += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    top, left = (int(i) for i in rng.integers(0, 8, 2))
    framed = cv2.copyMakeBorder(picture, top, 0, left, 0, cv2.BORDER_REFLECT_101)
    return np.ascontiguousarray(coded(framed, ".jpg", asked)[top:, left:])


def webp(picture: np.ndarray, rng: Rng, quality: Range = (20.0, 90.0)) -> np.ndarray:
    """Through a WebP file."""
    return coded(picture, ".webp", [cv2.IMWRITE_WEBP_QUALITY, round(rng.uniform(*quality))])


def normal(rng: Rng, picture: np.ndarray, channels: int) -> np.ndarray:
    """Normal numbers, mean 0, variance 1; float32 (height, width, channels).

    Out of a table of 4096 quantiles, to 3.7 standard deviations: six times faster than exact ones,
    which made half of the cost of a sample.
    """
    drawn = rng.integers(len(_QUANTILES), size=(*picture.shape[:2], channels), dtype=np.uint16)
    return _QUANTILES[drawn]


def coded(picture: np.ndarray, suffix: str, asked: list[int]) -> np.ndarray:
    """What comes back from a file of this suffix, written with OpenCV's parameters `asked`."""
    # OpenCV codes BGR; which channel is called red decides how much of it is kept.
    _, file = cv2.imencode(suffix, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), asked)
    return cv2.cvtColor(np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR)), cv2.COLOR_BGR2RGB)


def _filtered(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REFLECT_101)


def _plus(picture: np.ndarray, change: np.ndarray) -> np.ndarray:
    """picture + change, change in steps of 1/255; rounded and clipped to 8 bits."""
    return np.clip(picture + change + np.float32(0.5), 0, 255.0).astype(np.uint8)
