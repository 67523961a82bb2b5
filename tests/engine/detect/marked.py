"""Pictures with a mark over them, made on the spot."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

HEIGHT, WIDTH = 120, 160


def picture(number: int, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    """float32 (h, w, 3) 0..1: soft colours and a few shapes, another one for every number."""
    rng = np.random.default_rng(number)
    small = rng.uniform(0.1, 0.9, (4, 5, 3)).astype(np.float32)
    made = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(4):
        x, y, radius = rng.integers((0, 0, 5), (width, height, 25)).tolist()
        cv2.circle(made, (x, y), radius, rng.uniform(0.1, 0.9, 3).tolist(), -1, cv2.LINE_AA)
    return np.clip(made + rng.normal(0, 0.004, made.shape).astype(np.float32), 0.02, 0.98)


def mark(alpha: float, left: int = 50, top: int = 40) -> np.ndarray:
    """float32 (HEIGHT, WIDTH): a ring and a bar of this alpha."""
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(drawn, (left + 20, top + 20), 17, 255, 6, cv2.LINE_AA)
    cv2.rectangle(drawn, (left + 45, top + 12), (left + 75, top + 24), 255, -1)
    return drawn.astype(np.float32) / 255 * alpha


def under(picture: np.ndarray, alpha: np.ndarray, colour=(1.0, 1.0, 1.0)) -> np.ndarray:
    """float32: the picture with the mark over it."""
    cover = alpha[..., None]
    return picture * (1 - cover) + np.array(colour, np.float32) * cover


def stored(shown: np.ndarray, dtype=np.uint8) -> np.ndarray:
    return np.rint(shown * np.iinfo(dtype).max).astype(dtype)


def write_folder(folder, alpha: float = 0.5, count: int = 20, jitter: int = 0):
    """The paths of PNGs that share a mark, which wanders by `jitter` px."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        rng = np.random.default_rng(1000 + number)
        across, down = rng.integers(-jitter, jitter + 1, 2).tolist()
        shown = under(picture(number), mark(alpha, 50 + across, 40 + down))
        Image.fromarray(stored(shown)).save(folder / f"{number:02}.png")
    return sorted(folder.glob("*.png"))


def psnr(a: np.ndarray, b: np.ndarray, where: np.ndarray) -> float:
    """dB, of pictures 0..1, where `where` is true."""
    return float(10 * np.log10(1 / np.mean((a[where] - b[where]) ** 2)))
