"""Before and after side by side: all of them, or both at 100 % and moved together."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from engine.geometry import Box, Size
from gui.batch.pictures import Pictures
from gui.batch.sheet import paint_boxes
from gui.language import tr
from gui.qimage import to_screen_image

GAP = 12  # px between the two
STEP = 80  # px that an arrow key moves
ARROWS = {
    Qt.Key.Key_Left: QPointF(STEP, 0),
    Qt.Key.Key_Right: QPointF(-STEP, 0),
    Qt.Key.Key_Up: QPointF(0, STEP),
    Qt.Key.Key_Down: QPointF(0, -STEP),
}


class Detail(Protocol):
    """Every pixel of a scan, before and after; `read` gives uint8 (h, w, 3) of both, at once."""

    @property
    def size(self) -> Size: ...

    def read(self, box: Box) -> tuple[np.ndarray, np.ndarray]: ...


class Pair(QWidget):
    """A click or `toggle_zoom` leads to 100 % at the pointer and back; dragging moves both.

    One pixel of the scan is one of the screen then. The scan is asked for by `detail_wanted` and
    given to `show_detail`; until it is there the whole pictures stay.
    """

    detail_wanted = Signal()
    zoomed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Before at the left, after at the right"))
        self.setToolTip(tr("Click for 100 % and back; drag, or Shift and arrows, to move"))
        self.setMinimumSize(320, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._pictures: Pictures | None = None
        self._said, self._marked = "", True
        self._detail: Detail | None = None
        # Scan point in 0..1 of the sides, and where it is to be: px from the middle of its half.
        self._aim: tuple[QPointF, QPointF] | None = None
        self._pressed: QPointF | None = None
        self._dragged = False

    @property
    def is_zoomed(self) -> bool:
        """Also while the scan is still being opened for it."""
        return self._aim is not None

    def show_pictures(self, pictures: Pictures | None, said: str | None = None) -> None:
        """`said`: in place of pictures; None while they are being opened."""
        self._pictures = pictures
        self._said = tr("Opening...") if said is None else said
        self.update()

    def show_detail(self, detail: Detail) -> None:
        self._detail = detail
        self._moved()

    def forget_detail(self) -> None:
        """Of another scan, or of what was corrected meanwhile; the whole pictures again."""
        self._detail = None
        self.fit()

    def set_marked(self, marked: bool) -> None:
        """Whether there are boxes around what was repaired."""
        self._marked = marked
        self.update()

    def fit(self) -> None:
        self._set_aim(None)

    def toggle_zoom(self) -> None:
        """At the pointer, where it is over a picture; in the middle elsewhere."""
        at = QPointF(self.mapFromGlobal(QCursor.pos()))
        self._toggle(at if self.underMouse() else None)

    def sizeHint(self) -> QSize:
        return QSize(900, 480)

    # Where things are

    def _rooms(self) -> tuple[QRect, QRect]:
        """For the two pictures, below their titles."""
        line, wide = self._line, (self.width() - GAP) // 2
        left = QRect(0, line, wide, self.height() - line)
        return left, left.translated(wide + GAP, 0)

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + 4

    def _seen(self, size: Size) -> tuple[Box, QRect]:
        """What is seen of the scan at 100 %, and all of the scan as the left half places it."""
        room, ratio = self._rooms()[0], self.devicePixelRatioF()
        point, offset = self._aim or (QPointF(0.5, 0.5), QPointF())
        sides = []
        for length, space, share, shift in (
            (size.width, room.width(), point.x(), offset.x()),
            (size.height, room.height(), point.y(), offset.y()),
        ):
            seen = max(1, min(length, round(space * ratio)))
            first = round(share * length - shift * ratio - seen / 2)
            sides.append((min(max(0, first), length - seen), seen))
        (left, wide), (top, high) = sides
        place = QRect(0, 0, round(wide / ratio), round(high / ratio))
        place.moveCenter(room.center())
        whole = QRect(
            place.left() - round(left / ratio), place.top() - round(top / ratio),
            round(size.width / ratio), round(size.height / ratio),
        )  # fmt: skip
        return Box(left, top, left + wide, top + high), whole

    def _toggle(self, at: QPointF | None) -> None:
        if self.is_zoomed:
            self.fit()
            return
        self._set_aim((QPointF(0.5, 0.5), QPointF()) if at is None else self._aim_at(at))
        if self._detail is None:
            self.detail_wanted.emit()
        else:
            self._moved()

    def _aim_at(self, at: QPointF) -> tuple[QPointF, QPointF]:
        """The point of the whole picture that is under `at` stays there."""
        rooms, images = self._rooms(), self._pictures.images if self._pictures else ()
        number = int(at.x() > rooms[0].right() + GAP / 2)
        offset = at - QPointF(rooms[number].center())
        if len(images) <= number:
            return QPointF(0.5, 0.5), offset
        place = _fitted(images[number].size(), rooms[number])
        x = (at.x() - place.left()) / max(1, place.width())
        y = (at.y() - place.top()) / max(1, place.height())
        return QPointF(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)), offset

    def _set_aim(self, aim: tuple[QPointF, QPointF] | None) -> None:
        was, self._aim = self.is_zoomed, aim
        self.setCursor(Qt.CursorShape.OpenHandCursor if aim else Qt.CursorShape.ArrowCursor)
        if was != self.is_zoomed:
            self.zoomed.emit(self.is_zoomed)
        self.update()

    def _moved(self, by: QPointF | None = None) -> None:
        """Move by px; never further than the edges, so that the way back begins at once."""
        if self._aim is None or self._detail is None:
            return
        point, offset = self._aim
        self._aim = point, offset + (by or QPointF())
        size = self._detail.size
        box, _ = self._seen(size)
        middle = QPointF(
            (box.left + box.right) / 2 / size.width, (box.top + box.bottom) / 2 / size.height
        )
        self._aim = middle, QPointF()
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._pictures is None or not self._pictures.images:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._said)
            painter.end()
            return
        for room, text in zip(self._rooms(), (tr("Before"), tr("After")), strict=True):
            title = QRect(room.left(), 0, room.width(), self._line)
            painter.drawText(title, Qt.AlignmentFlag.AlignHCenter, text)
        if self._aim is not None and self._detail is not None:
            self._paint_close(painter, self._pictures, self._detail)
        else:
            self._paint_whole(painter, self._pictures)
        painter.end()

    def _paint_whole(self, painter: QPainter, pictures: Pictures) -> None:
        for number, (image, room) in enumerate(zip(pictures.images, self._rooms(), strict=False)):
            place = _fitted(image.size(), room)
            painter.drawImage(place, image)
            if number == 0 and self._marked:
                paint_boxes(painter, place, pictures.boxes)

    def _paint_close(self, painter: QPainter, pictures: Pictures, detail: Detail) -> None:
        ratio = self.devicePixelRatioF()
        box, whole = self._seen(detail.size)
        rooms = self._rooms()
        for pixels, room in zip(detail.read(box), rooms, strict=True):
            image = to_screen_image(pixels)
            image.setDevicePixelRatio(ratio)
            place = QRect(0, 0, round(box.width / ratio), round(box.height / ratio))
            place.moveCenter(room.center())
            painter.drawImage(place.topLeft(), image)
        if self._marked:
            painter.setClipRect(rooms[0])
            paint_boxes(painter, whole, pictures.boxes)

    # Qt's own names

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        by = event.position() - self._pressed
        if self._dragged or by.manhattanLength() >= QApplication.startDragDistance():
            self._dragged, self._pressed = True, event.position()
            if self.is_zoomed:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._moved(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        if not self._dragged:
            self._toggle(event.position())
        elif self.is_zoomed:
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():  # a scan may be half a gigabyte
            self.forget_detail()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = ARROWS.get(Qt.Key(event.key()))
        if by is None or not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
            return
        self._moved(by)


def _fitted(size: QSize, room: QRect) -> QRect:
    """As large as there is room, in its middle."""
    place = QRect(room.topLeft(), size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio))
    place.moveCenter(room.center())
    return place
