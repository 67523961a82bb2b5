"""What looks like damage and is none: dots and stripes of cloth, drawn into a photograph.

Photographs have too few of them for a detector to learn that what repeats belongs to the scene.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.data.damage.noise import log_uniform

SHAPES = ("dots", "dashes", "stripes")


def patterned(picture: np.ndarray, rng: np.random.Generator, share: float = 1.0) -> np.ndarray:
    """A regular pattern on a part of the picture, uint8 (h, w, 3), in `share` of all cases.

    A lattice that is turned, stretched and bent as cloth is, lighter or darker than the ground,
    whose light and shade it keeps.
    """
    if not share or rng.random() >= share:
        return picture
    shape = picture.shape[:2]
    across, along = _lattice(shape, rng)
    opacity = _marks(across, along, rng) * _piece_of_cloth(shape, rng) * rng.uniform(0.4, 1)
    ink = rng.uniform(170, 255) if rng.random() < 0.6 else rng.uniform(0, 70)
    shade = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (0, 0), 4) / np.float32(255)
    tint = ink * rng.uniform(0.9, 1, 3) * (0.6 + 0.4 * shade[..., None])
    ground = picture.astype(np.float32)
    drawn = ground + opacity[..., None] * (tint - ground)
    return np.clip(drawn + 0.5, 0, 255).astype(np.uint8)


def _lattice(shape: tuple[int, int], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel lies on the cloth, in repeats of the pattern; float32 (h, w) each."""
    y, x = np.indices(shape, np.float32)
    turn, spacing = rng.uniform(0, np.pi), log_uniform(rng, 5, 20)  # px
    stretch = log_uniform(rng, 0.6, 1.6)
    across = np.cos(turn) * x + np.sin(turn) * y
    along = np.cos(turn) * y - np.sin(turn) * x
    bent = [_field(shape, rng, rng.uniform(50, 120)) * rng.uniform(0, 0.4) for _ in range(2)]
    return (
        across / spacing + bent[0] + np.float32(rng.uniform(0, 1)),
        along / (spacing * stretch) + bent[1] + np.float32(rng.uniform(0, 1)),
    )


def _marks(across: np.ndarray, along: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Opacity float32 (h, w), 0..1, of one shape at every point of the lattice."""
    shape = SHAPES[int(rng.integers(len(SHAPES)))]
    if rng.random() < 0.5:
        across = across + 0.5 * (np.floor(along) % 2)  # every other row is moved
    u, v = across - np.floor(across) - 0.5, along - np.floor(along) - 0.5
    size = rng.uniform(0.15, 0.38)
    far = {
        "dots": np.hypot(u, v),
        "dashes": np.hypot(u * rng.uniform(1.8, 4), v),
        "stripes": np.abs(u),
    }[shape]
    return np.clip((size - far) / 0.08 + 0.5, 0, 1).astype(np.float32)


def _piece_of_cloth(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Opacity float32 (h, w), 0..1, of a part with a soft border; some crops have nothing else."""
    field = _field(shape, rng, 0.35 * max(shape))
    level = np.quantile(field, rng.uniform(0, 0.5))
    return np.clip((field - level) / 0.08 + 0.5, 0, 1)


def _field(shape: tuple[int, int], rng: np.random.Generator, size: float) -> np.ndarray:
    """Smooth random values float32 (h, w), mean 0, deviation 1, that turn about every `size` px."""
    knots = [max(2, round(side / size) + 2) for side in shape]
    coarse = rng.standard_normal(knots).astype(np.float32)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC))
