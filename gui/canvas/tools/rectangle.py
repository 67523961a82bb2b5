"""The rectangle: from corner to corner."""

from __future__ import annotations

from engine.document.shapes import Point, Rectangle, Shape, pixels_between
from gui.canvas.tools.sketch import DragTool
from gui.language import mark


class RectangleTool(DragTool):
    """Shift makes a square, Alt begins in the middle."""

    name, text = "rectangle", mark("Rectangle")

    def _shape(self, a: Point, b: Point) -> Shape:
        return Rectangle.around(a, b)

    def _way(self, a: Point, b: Point) -> tuple[Point, ...]:
        box = pixels_between(a, b)  # whole pixels, as they will be marked
        left, top, right, bottom = map(float, (box.left, box.top, box.right, box.bottom))
        return (left, top), (right, top), (right, bottom), (left, bottom), (left, top)
