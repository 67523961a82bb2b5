"""Where in the view the scan is seen: whole, as two halves, beside each other, turned.

The camera knows nothing of all this: it looks at an upright scan in a view of its own. A `Stage`
says where the device pixels of that view lie on the screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QRegion, QTransform

from engine.geometry import Box, Size

COMPARISONS = ("off", "original", "split", "side", "difference", "blink")
_MOST_AREAS = 64  # rectangles of one frame that are worth looking at one by one


@dataclass(frozen=True)
class Pane:
    """A part of the view: what it shows ("repaired", "original", "difference"), and where.

    rect: logical pixels of the view; beside: whether it is the second one of two views.
    """

    shows: str
    rect: QRect
    beside: bool = False


def panes(compare: str, view: QRect, split: int, blinks: bool) -> list[Pane]:
    """What is to be seen; `split`: column where original and repaired meet."""
    left = QRect(0, 0, split, view.height())
    right = QRect(split, 0, view.width() - split, view.height())
    if compare == "split":
        return [Pane("original", left), Pane("repaired", right)]
    if compare == "side":
        half = view.width() // 2
        return [
            Pane("original", QRect(0, 0, half, view.height())),
            Pane("repaired", QRect(half, 0, view.width() - half, view.height()), beside=True),
        ]
    shown = {"original": "original", "difference": "difference"}.get(compare, "repaired")
    return [Pane("original" if compare == "blink" and blinks else shown, view)]


@dataclass(frozen=True)
class Stage:
    """The view in logical pixels, its device pixels per logical pixel, quarter turns clockwise, and
    whether two views lie beside each other."""

    view: QSize
    ratio: float
    turns: int = 0
    double: bool = False

    @property
    def camera_size(self) -> Size:
        """Of one view, in device pixels, as an upright scan sees it."""
        width, height = self._device_size
        return Size(width, height) if self.turns % 2 == 0 else Size(height, width)

    def to_camera(self, point: QPoint | QPointF) -> QPointF:
        """The camera's device pixel, its middle, at a point of the view."""
        beside = self.double and point.x() >= self.view.width() // 2
        device = QPointF(point.x() * self.ratio + 0.5, point.y() * self.ratio + 0.5)
        return self._turn.inverted()[0].map(device - self._origin(beside))

    def to_view(self, x: float, y: float) -> QPointF:
        """Where a place in the camera's device pixels is, in logical pixels; of two views, in the
        second one, in which the hand works."""
        device = self._turn.map(QPointF(x, y)) + self._origin(self.double)
        return QPointF(device.x() / self.ratio, device.y() / self.ratio)

    def pixel_at(self, x: float, y: float) -> QPoint:
        """The logical pixel that shows the camera's device pixel around (x, y)."""
        middle = QPointF(math.floor(x + 1e-6) + 0.5, math.floor(y + 1e-6) + 0.5)
        device = self._turn.map(middle) + self._origin(self.double)
        return QPoint(*(math.floor((p - 0.5) / self.ratio + 1e-6) for p in device.toTuple()))

    def way(self, dx: float, dy: float) -> tuple[float, float]:
        """A way in logical pixels of the view as one in the camera's device pixels."""
        turned = self._turn.inverted()[0]
        moved = turned.map(QPointF(dx, dy) * self.ratio) - turned.map(QPointF(0, 0))
        return moved.x(), moved.y()

    def covered(self, box: Box) -> QRect:
        """The logical pixels that show any of these device pixels of the camera, and one around."""
        corner = self.to_view(box.left, box.top)
        rect = QRectF(corner, self.to_view(box.right, box.bottom)).normalized()
        left, top = math.floor(rect.left()) - 1, math.floor(rect.top()) - 1
        right, bottom = math.ceil(rect.right()), math.ceil(rect.bottom())
        return QRect(left, top, right - left + 1, bottom - top + 1)

    def enter(self, painter: QPainter, pane: Pane, region: QRegion) -> list[Box]:
        """Make `painter` count the camera's device pixels; returns the areas to paint in them."""
        clip = region.intersected(pane.rect)
        painter.setClipRegion(clip)
        origin = self._origin(pane.beside)
        painter.scale(1 / self.ratio, 1 / self.ratio)
        painter.translate(origin)
        painter.setTransform(self._turn, True)
        back = self._turn.inverted()[0]
        areas = []
        for area in _device_areas(clip, self.ratio):
            rect = back.mapRect(area.translated(-origin.toPoint()))
            areas.append(Box(rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1))
        return areas

    @property
    def _device_size(self) -> tuple[int, int]:
        width = self.view.width() - self.view.width() // 2 if self.double else self.view.width()
        return round(width * self.ratio), round(self.view.height() * self.ratio)

    def _origin(self, beside: bool) -> QPointF:
        return QPointF(round(self.view.width() // 2 * self.ratio) if beside else 0, 0)

    @property
    def _turn(self) -> QTransform:
        return quarter_turns(self.turns, *self._device_size)


def quarter_turns(turns: int, width: int, height: int) -> QTransform:
    """Clockwise, into a rectangle of this size with its corner at 0, 0."""
    return (
        QTransform(),
        QTransform(0, 1, -1, 0, width, 0),
        QTransform(-1, 0, 0, -1, width, height),
        QTransform(0, -1, 1, 0, 0, height),
    )[turns % 4]


def _device_areas(region: QRegion, ratio: float) -> Iterator[QRect]:
    """The rectangles of a region in device pixels: all, or one around them.

    Under a broken ratio neighbours would overlap once rounded, and translucent marks with them.
    """
    rects = list(region)
    if len(rects) > _MOST_AREAS or ratio != int(ratio):
        rects = [region.boundingRect()]
    for rect in rects:
        left, top = math.floor(rect.left() * ratio), math.floor(rect.top() * ratio)
        right = math.ceil((rect.right() + 1) * ratio)
        bottom = math.ceil((rect.bottom() + 1) * ratio)
        yield QRect(left, top, right - left, bottom - top)
