"""The lasso: around the damage in one go; the end is joined to the beginning."""

from __future__ import annotations

import math

from engine.document.shapes import Point, Polygon
from gui.canvas.tools.sketch import Outcome, Outline, SketchTool, Touch
from gui.language import mark


class LassoTool(SketchTool):
    name, text = "lasso", mark("Lasso")

    def __init__(self) -> None:
        self._points: list[Point] = []

    def press(self, touch: Touch) -> Outcome:
        self._points = [touch.at]
        return None

    def move(self, touch: Touch) -> None:
        # An eighth of what counts as the same place is a pixel of the screen.
        if self._points and math.dist(self._points[-1], touch.at) >= touch.reach / 8:
            self._points.append(touch.at)

    def release(self, touch: Touch) -> Outcome:
        self.move(touch)
        points = tuple(self._points)
        self.drop()
        return Polygon(points) if len(points) > 2 else None

    def drop(self) -> None:
        self._points = []

    def outline(self) -> Outline:
        return Outline(tuple(self._points))
