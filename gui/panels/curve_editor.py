"""A curve of tone to be bent by hand: points over the histogram of what goes into it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.restore.curves import through
from engine.restore.settings import MOST_POINTS, STRAIGHT, Points
from gui import theme
from gui.language import tr

LEVELS = 255  # points lie on levels of 8 bits, whatever the scan has
REACH = 10  # px around a point in which it is taken hold of
OUT = 24  # px outside of the plot from which on a dragged point is removed
EDGE = 7  # px around the plot: a point at its corner is seen whole
FINE = 128  # places at which the curve is drawn
STEP, LARGE_STEP = 1, 10  # levels that an arrow key moves a point by
# At least 3:1 on the fields of both looks; the curve of all colours is in that of text.
COLOURS = {
    theme.LIGHT: {"red": "#c62828", "green": "#1b7d2b", "blue": "#2457d6"},
    theme.DARK: {"red": "#ff7b72", "green": "#5fcf6f", "blue": "#7aa8ff"},
}
KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
OWN_KEYS = {
    *KEYS, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown, Qt.Key.Key_Escape,
}  # fmt: skip


class CurveEditor(QWidget):
    """Signals are about what the user did; the setters never emit them."""

    changed = Signal(object, bool)  # Points, and whether the point is let go of
    chosen = Signal()  # another point, or the same at another place

    def __init__(self) -> None:
        super().__init__()
        self._points: Points = STRAIGHT
        self._chosen = 0
        self._dragged_from: Points | None = None
        self._histogram = np.zeros(LEVELS + 1)
        self.channel = ""  # what the curve is for
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setToolTip(
            tr("Click to add a point, drag it, drag it out to remove it. Double-click: straight "
               "again")
        )  # fmt: skip

    @property
    def points(self) -> Points:
        return self._points

    @property
    def is_dragged(self) -> bool:
        return self._dragged_from is not None

    @property
    def point(self) -> tuple[int, int]:
        """The chosen one, in levels."""
        old, new = self._points[self._chosen]
        return round(old * LEVELS), round(new * LEVELS)

    @property
    def limits(self) -> tuple[int, int]:
        """Between which levels its neighbours leave the chosen point."""
        left, right = self._chosen - 1, self._chosen + 1
        low = 0 if left < 0 else round(self._points[left][0] * LEVELS) + 1
        is_last = right == len(self._points)
        return low, LEVELS if is_last else round(self._points[right][0] * LEVELS) - 1

    def set_points(self, points: Points) -> None:
        if not self.is_dragged:
            self._take(points, min(self._chosen, len(points) - 1))

    def set_histogram(self, counts: np.ndarray) -> None:
        """(256,): how many pixels have each level; only their proportions are seen."""
        most = np.sort(counts)[-4]  # clipped black and white would leave nothing of the rest
        self._histogram = np.sqrt(np.minimum(counts / max(1, most), 1))
        self.update()

    def move_point(self, old: int, new: int) -> None:
        """The chosen point to these levels, as far as its neighbours let it."""
        low, high = self.limits
        place = min(max(old, low), high) / LEVELS, min(max(new, 0), LEVELS) / LEVELS
        points = [*self._points]
        points[self._chosen] = place
        self._tell(tuple(points), self._chosen)

    def remove_point(self) -> None:
        """The chosen one; two are always left."""
        if len(self._points) > 2:
            number = self._chosen
            points = self._points[:number] + self._points[number + 1 :]
            self._tell(points, max(0, number - 1))

    def add_point(self) -> None:
        """On the curve, halfway from the chosen point to the next one, or from the last one."""
        number = min(self._chosen, len(self._points) - 2)
        middle = (self._points[number][0] + self._points[number + 1][0]) / 2
        self._add(middle, float(through(self._points, np.array([middle]))[0]))

    def reset(self) -> None:
        if self._points != STRAIGHT:
            self._tell(STRAIGHT, 0)

    def _take(self, points: Points, number: int) -> None:
        self._points, self._chosen = points, number
        told = tr("Curve, point {n} of {count}: {old} becomes {new}", n=number + 1,
                  count=len(points), old=self.point[0], new=self.point[1])  # fmt: skip
        self.setAccessibleName(told)
        self.update()
        self.chosen.emit()

    def _tell(self, points: Points, number: int) -> None:
        has_changed = points != self._points
        self._take(points, number)
        if has_changed:
            self.changed.emit(points, not self.is_dragged)

    def _add(self, old: float, new: float) -> bool:
        """False where there is no room for one more."""
        old, new = (round(value * LEVELS) / LEVELS for value in (old, new))
        points = tuple(sorted([*self._points, (old, new)]))
        near = min(abs(old - other) for other, _ in self._points) * LEVELS
        if len(points) > MOST_POINTS or near < 1:
            return False
        self._tell(points, points.index((old, new)))
        return True

    # Places

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)

    def _place(self, old: float, new: float) -> QPointF:
        area = self._area
        return QPointF(area.left() + old * area.width(), area.bottom() - new * area.height())

    def _values(self, place: QPointF) -> tuple[float, float]:
        area = self._area
        old = (place.x() - area.left()) / max(1.0, area.width())
        new = (area.bottom() - place.y()) / max(1.0, area.height())
        return min(max(old, 0.0), 1.0), min(max(new, 0.0), 1.0)

    def _near(self, place: QPointF) -> int | None:
        """Which point lies there."""
        away = [(self._place(*point) - place).manhattanLength() for point in self._points]
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= REACH else None

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(220, 180)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(round(0.8 * width), 240)

    def event(self, event: QEvent) -> bool:
        """Keys that are shortcuts elsewhere in the window are the editor's while it is focused."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            wanted = OWN_KEYS if self.is_dragged else OWN_KEYS - {Qt.Key.Key_Escape}
            if event.key() in wanted:
                event.accept()
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        before = self._points
        number = self._near(event.position())
        self._dragged_from = before
        if number is not None:
            self._take(before, number)
        elif not self._add(*self._values(event.position())):
            self._dragged_from = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.is_dragged:
            return
        place, old_and_new = event.position(), self._values(event.position())
        room = QRectF(self.rect()).adjusted(-OUT, -OUT, OUT, OUT)
        if not room.contains(place) and len(self._points) > 2:
            self.remove_point()
            self._let_go()
            return
        self.move_point(*(round(value * LEVELS) for value in old_and_new))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.is_dragged:
            self._let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None
        self.reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = Qt.Key(event.key()), len(self._points)
        if key in KEYS:
            is_large = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = LARGE_STEP if is_large else STEP
            self.move_point(*(a + step * b for a, b in zip(self.point, KEYS[key], strict=True)))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_point()
        elif key == Qt.Key.Key_Insert:
            self.add_point()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            step = 1 if key == Qt.Key.Key_PageUp else -1
            self._take(self._points, (self._chosen + step) % count)
        elif key == Qt.Key.Key_Escape and self._dragged_from is not None:
            self._tell(self._dragged_from, 0)
            self._let_go()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._let_go()
        super().focusOutEvent(event)

    def _let_go(self) -> None:
        """Of what is dragged; one step of the history if it lies elsewhere now."""
        before, self._dragged_from = self._dragged_from, None
        if before is not None:
            self.changed.emit(self._points, True)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, area = theme.current_look(), QPainter(self), self._area
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, QColor(look.field))
        self._paint_histogram(painter, area, QColor(look.line))
        painter.setPen(QPen(QColor(look.line), 1))
        for quarter in range(5):
            at = quarter / 4
            painter.drawLine(self._place(at, 0), self._place(at, 1))
            painter.drawLine(self._place(0, at), self._place(1, at))
        painter.setPen(QPen(QColor(look.quiet), 1, Qt.PenStyle.DotLine))
        painter.drawLine(self._place(0, 0), self._place(1, 1))
        x = np.linspace(0, 1, FINE)
        line = [self._place(*pair) for pair in zip(x, through(self._points, x), strict=True)]
        colour = COLOURS[look].get(self.channel, look.text) if self.isEnabled() else look.faint
        painter.setPen(QPen(QColor(colour), 2))
        painter.drawPolyline(QPolygonF(line))
        if self.isEnabled():
            self._paint_points(painter, look)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(-2, -2, 2, 2))

    def _paint_histogram(self, painter: QPainter, area: QRectF, colour: QColor) -> None:
        tops = [self._place(n / LEVELS, high) for n, high in enumerate(self._histogram)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([area.bottomLeft(), *tops, area.bottomRight()]))

    def _paint_points(self, painter: QPainter, look: theme.Look) -> None:
        for number, point in enumerate(self._points):
            is_chosen = number == self._chosen
            painter.setPen(QPen(QColor(look.text), 1.5))
            painter.setBrush(QColor(look.accent if is_chosen else look.field))
            radius = 5.0 if is_chosen else 4.0
            painter.drawEllipse(self._place(*point), radius, radius)
