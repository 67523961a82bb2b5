"""The ellipse in the rectangle from corner to corner."""

from __future__ import annotations

import math

from engine.document.shapes import Ellipse, Point, Shape, pixels_between
from gui.canvas.tools.sketch import DragTool
from gui.language import mark

CORNERS = 72  # of the outline that is shown


class EllipseTool(DragTool):
    """Shift makes a circle, Alt begins in the middle."""

    name, text = "ellipse", mark("Ellipse")

    def _shape(self, a: Point, b: Point) -> Shape:
        return Ellipse(pixels_between(a, b))

    def _way(self, a: Point, b: Point) -> tuple[Point, ...]:
        box = pixels_between(a, b)
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        turns = (2 * math.pi * k / CORNERS for k in range(CORNERS + 1))
        return tuple(
            (x + box.width / 2 * math.cos(t), y + box.height / 2 * math.sin(t)) for t in turns
        )
