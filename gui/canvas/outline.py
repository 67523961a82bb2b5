"""The outline of a shape that is being drawn, in two tones: to be seen on white and on black."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QRegion

from gui.canvas.overlay import DARK, LIGHT

KNOT = 3.5  # px, radius of a point; the first is larger, as a click on it closes the shape
FIRST_KNOT = 5.0
PIECE = 96  # px of a line that stand for it when its surroundings are redrawn
REACH = 8  # px around a line that it may draw on


@dataclass(frozen=True)
class OutlineView:
    """Points in logical pixels of the view."""

    points: tuple[QPointF, ...] = ()
    knots: bool = False
    width: float = 0.0  # of the line that will be marked, where it is one

    def region(self, since: int = 0) -> QRegion:
        """Where it draws, from the point with this number on."""
        margin = REACH + math.ceil(self.width / 2)
        region = QRegion()
        for start, end in zip(self.points[since:], self.points[since + 1 :], strict=False):
            way = end - start
            pieces = math.ceil(math.hypot(way.x(), way.y()) / PIECE) or 1
            for piece in range(pieces):
                a, b = start + way * (piece / pieces), start + way * ((piece + 1) / pieces)
                region += _around(a, b, margin)
        for point in self.points[since:] if self.knots or len(self.points) == 1 else ():
            region += _around(point, point, margin)
        return region

    def differing(self, other: OutlineView) -> QRegion:
        """What must be drawn again where this takes the place of `other`."""
        common = 0
        for mine, theirs in zip(self.points, other.points, strict=False):
            if mine != theirs:
                break
            common += 1
        since = max(common - 1, 0)
        return self.region(since) + other.region(since)

    def draw(self, painter: QPainter) -> None:
        if not self.points:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = QPolygonF(list(self.points))
        if self.width > 3:
            self._draw_band(painter, line)
        for pen in (QPen(DARK, 3), QPen(LIGHT, 1.4)):
            if pen.color() == LIGHT:
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.drawPolyline(line)
        if self.knots:
            self._draw_knots(painter)

    def _draw_band(self, painter: QPainter, line: QPolygonF) -> None:
        """How wide the line will be."""
        colour = DARK.lighter()
        colour.setAlpha(70)
        pen = QPen(colour, self.width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(line)

    def _draw_knots(self, painter: QPainter) -> None:
        painter.setPen(QPen(DARK, 1))
        painter.setBrush(LIGHT)
        for number, point in enumerate(self.points[:-1]):  # the last one is the hand
            radius = KNOT if number else FIRST_KNOT
            painter.drawEllipse(point, radius, radius)


def _around(a: QPointF, b: QPointF, margin: int) -> QRect:
    left, top = min(a.x(), b.x()) - margin, min(a.y(), b.y()) - margin
    right, bottom = max(a.x(), b.x()) + margin, max(a.y(), b.y()) + margin
    return QRect(
        math.floor(left), math.floor(top), math.ceil(right - left) + 1, math.ceil(bottom - top) + 1
    )
