"""The colour wand: click a stain, and all that looks like it is marked."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.document.shapes import Shape
from engine.document.wand import find_similar
from engine.geometry import Box, Size
from engine.progress import Progress
from gui.canvas.tools.sketch import Outcome, SketchTool, Touch
from gui.language import mark


@dataclass(frozen=True)
class WandSearch:
    at: tuple[int, int]
    tolerance: float
    contiguous: bool

    def find(self, read: Callable[[Box], np.ndarray], size: Size, progress: Progress) -> Shape:
        x, y = (
            min(max(place, 0), end - 1)
            for place, end in zip(self.at, (size.width, size.height), strict=True)
        )
        return find_similar(
            read, size, (x, y), self.tolerance, progress, contiguous=self.contiguous
        )


class WandTool(SketchTool):
    """`tolerance`: 0..1, by how much each channel may differ; `contiguous`: only what hangs
    together with the click."""

    name, text = "wand", mark("Wand")

    def __init__(self, tolerance: float = 0.1, contiguous: bool = True) -> None:
        self.tolerance, self.contiguous = tolerance, contiguous

    def press(self, touch: Touch) -> Outcome:
        at = (math.floor(touch.at[0]), math.floor(touch.at[1]))
        return WandSearch(at, self.tolerance, self.contiguous)
