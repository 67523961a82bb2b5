"""What lies over the picture and belongs to the hand: brush ring, split handle, empty state.

Everything here counts the view's own (logical) pixels and is drawn in two tones, so that it can be
seen on white and on black.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPalette, QPen, QPolygonF, QRegion

LIGHT, DARK = QColor(255, 255, 255), QColor(0, 0, 0, 170)
TINY = 3.0  # px; a smaller ring gets a cross around it
WORTHWHILE = 100  # px; a smaller hole is cheaper to draw than to leave out
LARGEST_STAMP = 1000  # px; the picture of a ring of that radius takes 16 MB
HANDLE = 12  # px, radius of the grip of the split handle: a target of 24 px
_STRIPS = 10  # rectangles high that stand for a circle when its surroundings are redrawn


def annulus(x: float, y: float, outer: float, inner: float) -> QRegion:
    """A few rectangles that cover all between two circles around (x, y), and little else."""
    around = QRect(
        math.floor(x - outer), math.floor(y - outer), math.ceil(2 * outer) + 2, 0
    ).adjusted(0, 0, 0, math.ceil(2 * outer) + 2)
    if inner <= WORTHWHILE:
        return QRegion(around)
    region = QRegion()
    height = math.ceil(around.height() / _STRIPS)
    for top in range(around.top(), around.bottom() + 1, height):
        far = max(abs(top - y), abs(top + height - y))
        hollow = math.floor(math.sqrt(inner**2 - far**2)) - 1 if far < inner else 0
        near = 0.0 if top <= y <= top + height else min(abs(top - y), abs(top + height - y))
        reach = math.ceil(math.sqrt(max(outer**2 - near**2, 0.0))) + 1
        left, right = math.floor(x) - reach, math.ceil(x) + reach
        if hollow <= 0:
            region += QRect(left, top, right - left + 1, height)
            continue
        inside_left, inside_right = math.ceil(x) - hollow, math.floor(x) + hollow
        region += QRect(left, top, inside_left - left + 1, height)
        region += QRect(inside_right, top, right - inside_right + 1, height)
    return region


@dataclass(frozen=True)
class Ring:
    """The brush where it would touch: the outer circle, and how far full strength reaches."""

    x: float
    y: float
    radius: float
    hardness: float
    erases: bool
    label: str = ""  # beside the ring, while the size is being changed

    def region(self) -> QRegion:
        """Where it draws."""
        reach = max(self.radius, 4 * TINY) + 3
        region = annulus(self.x, self.y, reach, self.radius - 3)
        if self._has_inner():
            core = self.radius * self.hardness
            region += annulus(self.x, self.y, core + 2, core - 2)
        return region + self._label_rect().toAlignedRect() if self.label else region

    def draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = QPointF(self.x, self.y)
        for pen in (QPen(DARK, 3), QPen(LIGHT, 1.2)):
            if self.erases and pen.color() == LIGHT:
                pen.setDashPattern([5, 4])
            painter.setPen(pen)
            painter.drawEllipse(middle, self.radius, self.radius)
            if self.radius < TINY:
                self._draw_cross(painter)
        if self._has_inner():
            core = self.radius * self.hardness
            for pen in (QPen(QColor(0, 0, 0, 110), 1), QPen(QColor(255, 255, 255, 200), 1)):
                if pen.color().value():
                    pen.setDashPattern([3, 3])
                painter.setPen(pen)
                painter.drawEllipse(middle, core, core)
        if self.label:
            draw_pill(painter, self._label_rect(), self.label)

    def _has_inner(self) -> bool:
        return self.hardness < 1 and self.radius > 8 and self.radius * (1 - self.hardness) > 2

    def _draw_cross(self, painter: QPainter) -> None:
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            start, end = 2 * TINY, 4 * TINY
            painter.drawLine(
                QPointF(self.x + dx * start, self.y + dy * start),
                QPointF(self.x + dx * end, self.y + dy * end),
            )

    def _label_rect(self) -> QRectF:
        aside = min(self.radius, 200.0) * math.sqrt(0.5) + 8
        return QRectF(self.x + aside, self.y + aside, 12 + 8 * len(self.label), 22)


class RingStamp:
    """Draws rings. One that only moves is kept as a picture: smooth circles cost a frame."""

    def __init__(self) -> None:
        self._ring: Ring | None = None  # the last one, as it lies in its picture
        self._picture: QImage | None = None
        self._ratio = 1.0

    def draw(self, painter: QPainter, ring: Ring) -> None:
        ratio = painter.device().devicePixelRatioF()
        reach = math.ceil(ring.radius) + 3
        left, top = math.floor(ring.x) - reach, math.floor(ring.y) - reach
        # Whole pixels of the screen only, and 1/64 as Qt's own smoothing counts.
        place = (round(64 * part) / 64 for part in (ring.x - left, ring.y - top))
        at_home = Ring(*place, ring.radius, ring.hardness, ring.erases)
        stamped = WORTHWHILE < ring.radius * ratio < LARGEST_STAMP and ratio == int(ratio)
        if ring.label or not stamped or (at_home, ratio) != (self._ring, self._ratio):
            ring.draw(painter)
            self._ring, self._ratio, self._picture = at_home, ratio, None
            return
        if self._picture is None:
            side = round(2 * (reach + 1) * ratio)
            self._picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            into = QPainter(self._picture)
            at_home.draw(into)
            into.end()
        painter.drawImage(left, top, self._picture)


def draw_pill(painter: QPainter, rect: QRectF, text: str) -> None:
    """A short text that can be read on any picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 170))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(LIGHT)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def split_region(at: int, view: QRect) -> QRegion:
    """Where the split handle draws when it stands at column `at` of the view."""
    return QRegion(QRect(at - HANDLE - 2, view.top(), 2 * HANDLE + 5, view.height()))


def draw_split(painter: QPainter, at: int, view: QRect) -> None:
    """The line between original and repaired, with a grip in the middle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = QRectF(at - 0.5, view.top(), 1, view.height())
    painter.fillRect(line.adjusted(-1, 0, 1, 0), DARK)
    painter.fillRect(line, LIGHT)
    middle = QPointF(at, view.center().y())
    painter.setPen(QPen(DARK, 1))
    painter.setBrush(LIGHT)
    painter.drawEllipse(middle, HANDLE, HANDLE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(60, 60, 60))
    for side in (-1, 1):
        tip, back = QPointF(side * 8, 0), QPointF(side * 3, 0)
        wing = QPointF(0, 4.5)
        painter.drawPolygon(QPolygonF([middle + tip, middle + back + wing, middle + back - wing]))


def draw_names(painter: QPainter, view: QRect, left: str, right: str) -> None:
    """What is seen on which side, in the upper corners; an empty name is not drawn."""
    metrics = painter.fontMetrics()
    for name, on_right in ((left, False), (right, True)):
        if not name:
            continue
        width = metrics.horizontalAdvance(name) + 24
        start = view.right() - width - 12 if on_right else view.left() + 12
        draw_pill(painter, QRectF(start, view.top() + 12, width, metrics.height() + 10), name)


def draw_hint(painter: QPainter, view: QRect, text: str) -> None:
    """A sentence above the lower edge of the view."""
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 36, metrics.height() + 16
    left = view.center().x() - width / 2
    draw_pill(painter, QRectF(left, view.bottom() - height - 18, width, height), text)


def draw_empty(painter: QPainter, view: QRect, palette: QPalette, title: str, hint: str) -> None:
    """What is shown before there is a scan: where it would lie, and how to get one there."""
    painter.fillRect(view, palette.window())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    text = palette.color(QPalette.ColorRole.WindowText)
    faint = QColor(text)
    faint.setAlphaF(0.6)
    card = QRectF(0, 0, min(380, view.width() - 24), min(240, view.height() - 24))
    card.moveCenter(QRectF(view).center())
    outline = QColor(text)
    outline.setAlphaF(0.35)
    painter.setPen(QPen(outline, 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(palette.base())
    painter.drawRoundedRect(card, 12, 12)
    icon = QRectF(0, 0, 84, 64)
    icon.moveCenter(card.center() - QPointF(0, 42))
    _draw_photograph(painter, icon, faint)
    font = painter.font()
    font.setPointSizeF(font.pointSizeF() * 1.4)
    painter.setFont(font)
    painter.setPen(text)
    line = QRectF(card.left(), icon.bottom() + 14, card.width(), 34)
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, title)
    font.setPointSizeF(font.pointSizeF() / 1.4)
    painter.setFont(font)
    painter.setPen(faint)
    painter.drawText(line.translated(0, 32), Qt.AlignmentFlag.AlignCenter, hint)


def _draw_photograph(painter: QPainter, frame: QRectF, colour: QColor) -> None:
    """A photograph with a white border, hills and a sun, in lines."""
    painter.setPen(QPen(colour, 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 5, 5)
    left, bottom = frame.left() + 9, frame.bottom() - 10
    hills = QPainterPath(QPointF(left, bottom))
    for dx, dy in ((20, -22), (34, -8), (48, -28), (66, 0)):
        hills.lineTo(left + dx, bottom + dy)
    painter.drawPath(hills)
    painter.drawEllipse(QPointF(left + 16, frame.top() + 17), 5.5, 5.5)
