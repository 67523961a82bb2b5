"""The straight line, as wide as the brush."""

from __future__ import annotations

import math

from engine.document.shapes import Line, Point
from gui.canvas.tools.brush import BrushTool
from gui.canvas.tools.sketch import Outcome, Outline, SketchTool, Touch, in_steps
from gui.language import mark


class LineTool(SketchTool):
    """From press to release; Shift keeps to steps of 45 degrees. Also one end at a time, by two
    clicks, for hands that cannot hold a button down."""

    name, text = "line", mark("Line")

    def __init__(self, brush: BrushTool) -> None:
        self._brush = brush
        self._start: Point | None = None
        self._end: Point = (0.0, 0.0)

    @property
    def radius(self) -> float:  # type: ignore[override]
        return self._brush.radius

    def press(self, touch: Touch) -> Outcome:
        if self._start is not None:
            return self._finish(touch)
        self._start = self._end = touch.at
        return None

    def move(self, touch: Touch) -> None:
        if self._start is not None:
            self._end = in_steps(self._start, touch).at

    def release(self, touch: Touch) -> Outcome:
        if self._start is None or math.dist(self._start, touch.at) <= touch.reach:
            return None  # the first of two clicks
        return self._finish(touch)

    def drop(self) -> None:
        self._start = None

    def back(self) -> None:
        self.drop()

    def outline(self) -> Outline:
        return Outline((self._start, self._end), knots=True) if self._start else Outline()

    def _finish(self, touch: Touch) -> Outcome:
        self.move(touch)
        start, self._start = self._start, None
        return None if start is None else self._outcome(start, self._end)

    def _outcome(self, start: Point, end: Point) -> Outcome:
        return Line((start, end), 2 * self.radius)
