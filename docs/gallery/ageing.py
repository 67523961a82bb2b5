"""Makes free photographs look like old scans and damages them; the damage is marked by the brush.

Everything is drawn by numbers from fixed seeds: the same pictures come out each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.document.mask import Brush, Mask, Stroke
from engine.geometry import Size

WIDER = 3.0  # px that a careful hand marks beyond the edge of the damage
HARDNESS = 0.9

Way = Sequence[tuple[float, float]]


@dataclass(eq=False)
class OldScan:
    """A photograph, aged, and then damaged step by step.

    aged: uint8 (h, w, 3), what a perfect repair would give.
    damaged: the same with the damage on it.
    marks: what the brush has marked.
    """

    aged: np.ndarray
    seed: int
    damaged: np.ndarray = field(init=False)
    marks: Mask = field(init=False)

    def __post_init__(self) -> None:
        self.damaged = self.aged.copy()
        height, width = self.aged.shape[:2]
        self.marks = Mask(Size(width, height))
        self.rng = np.random.default_rng(self.seed)

    def scratch(self, way: Way, width: int, tone: int = 238, strength: float = 0.95) -> None:
        """A line along `way` (x, y in pixels), here and there weaker than elsewhere."""
        cover = np.zeros(self.aged.shape[:2], np.uint8)
        cv2.polylines(cover, [np.int32(way)], False, 255, width, cv2.LINE_AA)
        self._cover(cover / 255 * strength * self._patchy(), tone)
        self._mark(way, width / 2 + WIDER)

    def fold(self, way: Way, width: int) -> None:
        """A crease: the paper is broken in the middle, with dirt along its side."""
        side = np.int32(way) + np.array((0, width // 2), np.int32)
        shadow = np.zeros(self.aged.shape[:2], np.uint8)
        cv2.polylines(shadow, [side], False, 255, max(2, width // 2), cv2.LINE_AA)
        self._cover(cv2.GaussianBlur(shadow, (0, 0), 1.5) / 255 * 0.6, 40)
        cover = np.zeros(self.aged.shape[:2], np.uint8)
        points = np.asarray(way, float)
        for start, end in pairwise(points):
            for share in np.linspace(0, 1, 24):
                x, y = start + share * (end - start) + self.rng.normal(0, width / 8, 2)
                radius = int(self.rng.integers(1, max(2, width // 2)))
                cv2.circle(cover, (round(x), round(y)), radius, 255, -1, cv2.LINE_AA)
        self._cover(cover / 255, 236)
        self._mark([(x, y + width / 4) for x, y in way], width * 0.8 + WIDER)

    def hair(self, start: tuple[float, float], length: int, tone: int, width: int = 2) -> None:
        """A curl that begins at `start`."""
        angle, bend, way = self.rng.uniform(0, 6.28), self.rng.normal(0, 0.08), [start]
        for _ in range(length // 4):
            angle, bend = angle + bend, bend + self.rng.normal(0, 0.05)
            way.append((way[-1][0] + 4 * np.cos(angle), way[-1][1] + 4 * np.sin(angle)))
        self.scratch(way, width, tone, 0.9)

    def dust(self, specks: int, tone: int = 240) -> None:
        height, width = self.aged.shape[:2]
        for _ in range(specks):
            at = (float(self.rng.uniform(4, width - 4)), float(self.rng.uniform(4, height - 4)))
            radius = float(self.rng.choice([1.0, 1.5, 2.0, 3.0], p=[0.4, 0.3, 0.2, 0.1]))
            cover = np.zeros(self.aged.shape[:2], np.uint8)
            cv2.circle(cover, np.int32(np.array(at) * 16), round(radius * 16), 255, -1, 16, 4)
            self._cover(cover / 255 * 0.95, tone)
            self._mark([at], radius + WIDER)

    def stamp(
        self, text: str, at: tuple[int, int], size: int, colour: tuple[int, int, int]
    ) -> None:
        """Lettering as of a rubber stamp; marked along its shape."""
        height, width = self.aged.shape[:2]
        drawn = Image.new("L", (width, height))
        ImageDraw.Draw(drawn).text(at, text, fill=255, font=ImageFont.load_default(size))
        ink = np.asarray(drawn)
        self._cover(ink / 255 * 0.8 * self._patchy(), colour)
        self._mark_shape(ink)

    def loss(self, at: tuple[float, float], radius: float) -> None:
        """A piece of the picture has come off."""
        turns = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        reach = radius * (0.85 + 0.15 * np.sin(3 * turns + self.rng.uniform(0, 6)))
        edge = np.stack([at[0] + reach * np.cos(turns), at[1] + reach * np.sin(turns)], 1)
        cover = np.zeros(self.aged.shape[:2], np.uint8)
        cv2.fillPoly(cover, [np.int32(edge)], 255, cv2.LINE_AA)
        self._cover(cover / 255, 232)
        self._mark_shape(cover)

    def _cover(self, share: np.ndarray, tone: int | tuple[int, int, int]) -> None:
        share = share[:, :, None]
        mixed = self.damaged * (1 - share) + np.asarray(tone, float) * share
        self.damaged = np.rint(mixed).clip(0, 255).astype(np.uint8)

    def _mark(self, way: Way, radius: float) -> None:
        brush = Brush(radius, HARDNESS)
        stroke = Stroke(self.marks, brush, *map(float, way[0]))
        for x, y in way[1:]:
            stroke.line_to(float(x), float(y))
        stroke.finish()

    def _mark_shape(self, cover: np.ndarray) -> None:
        """Mark what `cover` (uint8) covers, as if traced by hand."""
        reach = 2 * round(WIDER) + 1
        near = cv2.dilate(cover, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
        both = np.maximum(self.marks.pixels, np.where(near > 20, 255, 0).astype(np.uint8))
        self.marks.replace(self.marks.size.box, both)

    def _patchy(self) -> np.ndarray:
        """float (h, w) 0.7 to 1, slowly changing."""
        height, width = self.aged.shape[:2]
        coarse = self.rng.uniform(0.7, 1.0, (height // 12 + 2, width // 12 + 2))
        return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)


def age(photograph: np.ndarray, seed: int, tone: str) -> np.ndarray:
    """uint8 (h, w, 3): faded, uneven and grainy. `tone`: "sepia", "grey" or "colour"."""
    rng = np.random.default_rng(seed)
    rgb = photograph if photograph.ndim == 3 else np.repeat(photograph[:, :, None], 3, 2)
    light = rgb.astype(np.float32)
    grey = light @ np.float32([0.299, 0.587, 0.114])
    if tone == "colour":
        light = 0.65 * light + 0.35 * grey[:, :, None]
        light = light * np.float32([0.82, 0.74, 0.62]) + np.float32([44, 32, 24])
    else:
        tint = [0.80, 0.72, 0.58] if tone == "sepia" else [0.80, 0.80, 0.80]
        light = grey[:, :, None] * np.float32(tint) + np.float32([36, 27, 17])
    height, width = grey.shape
    blotches = rng.normal(0, 5, (6, 8)).astype(np.float32)
    light += cv2.resize(blotches, (width, height), interpolation=cv2.INTER_CUBIC)[:, :, None]
    grain = cv2.GaussianBlur(rng.normal(0, 5, (height, width)).astype(np.float32), (0, 0), 0.7)
    return np.rint(light + grain[:, :, None]).clip(0, 255).astype(np.uint8)
