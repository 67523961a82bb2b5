"""The polygon: a click for each corner; Enter, a double click or the first corner closes it."""

from __future__ import annotations

import math

from engine.document.shapes import Point, Polygon
from gui.canvas.tools.sketch import Outcome, Outline, SketchTool, Touch, in_steps
from gui.language import mark

FEWEST = 3  # corners


class PolygonTool(SketchTool):
    """Shift keeps to steps of 45 degrees, Backspace drops the last corner."""

    name, text = "polygon", mark("Polygon")

    def __init__(self) -> None:
        self._points: list[Point] = []
        self._hand: Point = (0.0, 0.0)

    def press(self, touch: Touch) -> Outcome:
        points = self._points
        if len(points) >= FEWEST and math.dist(points[0], touch.at) <= touch.reach:
            return self.enter()
        if points:
            touch = in_steps(points[-1], touch)
        if not points or points[-1] != touch.at:
            points.append(touch.at)
        self._hand = touch.at
        return None

    def move(self, touch: Touch) -> None:
        if self._points:
            self._hand = in_steps(self._points[-1], touch).at

    def enter(self) -> Outcome:
        points = tuple(self._points)
        self.drop()
        return Polygon(points) if len(points) >= FEWEST else None

    def back(self) -> None:
        if self._points:
            self._points.pop()

    def drop(self) -> None:
        self._points = []

    def outline(self) -> Outline:
        return Outline((*self._points, self._hand), knots=True) if self._points else Outline()
