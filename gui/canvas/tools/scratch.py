"""The scratch tool: click both ends of a scratch, the line finds its way along it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.document.scratch_path import find_scratch
from engine.document.shapes import Point, Shape
from engine.geometry import Box, Size
from engine.progress import Progress
from gui.canvas.tools.line import LineTool
from gui.canvas.tools.sketch import Outcome
from gui.language import mark


@dataclass(frozen=True)
class ScratchSearch:
    start: Point
    end: Point
    width: float

    def find(self, read: Callable[[Box], np.ndarray], size: Size, progress: Progress) -> Shape:
        return find_scratch(read, size, self.start, self.end, self.width, progress)


class ScratchTool(LineTool):
    name, text = "scratch", mark("Scratch")

    def _outcome(self, start: Point, end: Point) -> Outcome:
        return ScratchSearch(start, end, 2 * self.radius)
