"""What the generators of damage draw on: a picture, the planes of marks, and the text's opacity."""

from __future__ import annotations

import cv2
import numpy as np

CLASSES = ("line", "spot", "area", "text")
SEEN = 0.08  # opacity from which a person marks damage
LEAST = 0.004  # opacity of one step of 255: below it nothing changes
INVISIBLE = 7  # largest change in steps of 255 that no one marks
BUSY = 1.5  # times the texture around it: in grass a larger change is not seen either
LUMA = np.array([[0.299, 0.587, 0.114]], np.float32)


class Canvas:
    """A crop of a virtual scan that takes damage in place.

    Attributes:
        picture: float32 (h, w, 3), 0..255.
        side: long side L of the whole virtual scan, px; every size is a fraction of it.
        paper: float32 (3,), 0..255, the paper under the emulsion.
        planes: class to bool (h, w): what has been marked so far, not yet dilated.
        alpha: float32 (h, w), 0..1, opacity of text.
    """

    def __init__(self, clean: np.ndarray, rng: np.random.Generator, side: float) -> None:
        self.picture: np.ndarray = clean.astype(np.float32)
        self.rng, self.side = rng, side
        self.shape: tuple[int, int] = clean.shape[:2]
        self.paper = _paper(rng)
        self.planes = {name: np.zeros(self.shape, bool) for name in CLASSES}
        self.alpha = np.zeros(self.shape, np.float32)

    @property
    def area(self) -> float:
        """Share of the whole scan (L by 0.7 L) that the crop shows: counts scale with it."""
        return self.shape[0] * self.shape[1] / (0.7 * self.side**2)

    def cover(
        self,
        opacity: np.ndarray,
        colour: np.ndarray,
        plane: str,
        threshold: float = SEEN,
    ) -> None:
        """Lay a colour over the picture and mark it.

        Args:
            opacity: float32 (h, w), 0..1.
            colour: 0..255; (3,), or (h, w, 3) where it has a texture.
            plane: class to mark where opacity is above `threshold`.
        """
        box = _box(opacity)
        if box is None:
            return
        part = np.ascontiguousarray(opacity[box])
        paint = np.empty((*part.shape, 3), np.float32)
        paint[:] = colour[box] if colour.ndim == 3 else colour
        self.picture[box] = cv2.blendLinear(
            np.ascontiguousarray(self.picture[box]), paint, 1 - part, part
        )
        self.mark(plane, opacity, threshold)
        hidden = part > 0.9
        for name in CLASSES:
            if name != plane:
                self.planes[name][box] &= ~hidden
        if plane == "text":
            self.alpha[box] += part * (1 - self.alpha[box])

    def shade(self, factor: np.ndarray) -> None:
        """Multiply the picture by float32 (h, w) or (h, w, 3); marks nothing."""
        self.picture *= cv2.merge([factor] * 3) if factor.ndim == 2 else factor

    def relief(self, opacity: np.ndarray, strength: float, offset: tuple[int, int]) -> None:
        """Light on one flank of a raised or sunken mark and shadow on the other.

        Args:
            strength: in steps of 255; negative exchanges the flanks.
            offset: px (x, y) towards the light.
        """
        move = np.array([[1, 0, offset[0]], [0, 1, offset[1]]], np.float32)
        moved = cv2.warpAffine(opacity, move, self.shape[::-1])
        self.picture += cv2.merge([(opacity - moved) * strength] * 3)

    def mark(self, plane: str, opacity: np.ndarray, threshold: float = SEEN) -> None:
        self.planes[plane] |= opacity > threshold

    def finished(self, clean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The damaged picture and the planes, both uint8; what cannot be seen is not marked."""
        picture = np.clip(self.picture + np.float32(0.5), 0, np.float32(255)).astype(np.uint8)
        red, green, blue = cv2.split(cv2.absdiff(picture, clean))
        most = cv2.max(cv2.max(red, green), blue)
        hidden_below = np.maximum(BUSY * _texture(clean), INVISIBLE)
        seen = cv2.dilate(255 * (most > hidden_below).view(np.uint8), np.ones((5, 5), np.uint8))
        marked = cv2.merge([self.planes[name].view(np.uint8) * seen for name in CLASSES])
        return picture, cv2.dilate(marked, np.ones((3, 3), np.uint8))


def _texture(clean: np.ndarray) -> np.ndarray:
    """How much a picture varies from pixel to pixel around each, uint8 (h, w), steps of 255."""
    grey = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY)
    return cv2.blur(cv2.absdiff(grey, cv2.GaussianBlur(grey, (0, 0), 2.0)), (13, 13))


def _paper(rng: np.random.Generator) -> np.ndarray:
    """Lab L 80..95, b 2..15: white to cream."""
    lab = np.array([[[rng.uniform(80, 97), rng.uniform(-1, 2), rng.uniform(0, 15)]]], np.float32)
    return 255 * cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)[0, 0]


def _box(opacity: np.ndarray) -> tuple[slice, slice] | None:
    x, y, width, height = cv2.boundingRect((opacity > LEAST).view(np.uint8))
    if width == 0:
        return None
    return slice(y, y + height), slice(x, x + width)
