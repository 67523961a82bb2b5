"""A curve over the steps of a run, drawn as it grows."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.language import tr
from gui.training.runs import Points

LINES = 4  # levels with a number beside them
LEFT, BELOW, ABOVE, RIGHT = 64, 22, 10, 12  # px around the plot


class Plot(QWidget):
    """One series. What it shows is also said in words, for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.points: Points = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(360, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 120)

    def set_points(self, name: str, points: Points) -> None:
        self.points = [(x, y) for x, y in points if math.isfinite(y)]
        if self.points:
            step, value = self.points[-1]
            told = tr("{name}: {value} after {step} steps", name=name, value=short(value),
                      step=round(step))  # fmt: skip
        else:
            told = tr("{name}: nothing yet", name=name)
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.current_look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(look.field))
        area = QRectF(self.rect()).adjusted(LEFT, ABOVE, -RIGHT, -BELOW)
        painter.setPen(QColor(look.quiet))
        if not self.points:
            nothing = tr("A curve appears after the first 50 steps")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, nothing)
            return
        low, high = value_range(self.points)
        last = max(1.0, self.points[-1][0])
        for n in range(LINES):
            y = area.bottom() - area.height() * n / (LINES - 1)
            painter.setPen(QColor(look.line))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(look.quiet))
            text = short(low + (high - low) * n / (LINES - 1))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 9, LEFT - 8, 18), right, text)
        below = QRectF(area.left(), area.bottom() + 3, area.width(), BELOW - 4)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, tr("step {n}", n=round(last)))
        curve = [
            QPointF(
                area.left() + area.width() * x / last,
                area.bottom() - area.height() * (y - low) / (high - low),
            )
            for x, y in self.points
        ]
        painter.setPen(QPen(QColor(look.accent), 2))
        painter.drawPolyline(QPolygonF(curve))
        painter.setBrush(QColor(look.accent))
        painter.drawEllipse(curve[-1], 3, 3)


class Curve(QWidget):
    """A plot and the choice of what it shows."""

    def __init__(self, name: str, preferred: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._series: Mapping[str, Points] = {}
        self._preferred = preferred
        self.choice = QComboBox()
        self.choice.setAccessibleName(name)
        self.choice.setMinimumHeight(26)
        self.plot = Plot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.choice)
        column.addWidget(self.plot, 1)
        self.choice.currentTextChanged.connect(self._show)
        self._show()

    def set_series(self, series: Mapping[str, Points]) -> None:
        self._series = series
        known = [self.choice.itemText(row) for row in range(self.choice.count())]
        if sorted(series) != known:
            wanted = self.choice.currentText()
            self.choice.blockSignals(True)
            self.choice.clear()
            self.choice.addItems(sorted(series))
            first = next((name for name in self._preferred if name in series), "")
            self.choice.setCurrentText(wanted if wanted in series else first)
            self.choice.blockSignals(False)
        self._show()

    def _show(self) -> None:
        name = self.choice.currentText()
        self.choice.setEnabled(bool(name))
        self.plot.set_points(name or self.choice.accessibleName(), self._series.get(name, []))


def value_range(points: Points) -> tuple[float, float]:
    """Of the axis: the values with a little room, never empty."""
    values = [y for _, y in points]
    low, high = min(values), max(values)
    room = 0.05 * (high - low) or max(abs(high), 1e-6) * 0.1
    return low - room, high + room


def short(value: float) -> str:
    return f"{value:.4g}"
