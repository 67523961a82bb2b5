"""The contact sheet: each scan as a card with its pictures, and boxes around what would change."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui import theme
from gui.batch.items import ROW_ROLE, STATES, Filter, Row
from gui.batch.pictures import Gallery, Pictures
from gui.language import tr

CARD = QSize(286, 196)
MARGIN = 8
PICTURES = 132  # px high
MARK = QColor(255, 0, 60)  # as in reports; with a white line around it, seen on any picture


class Card(QStyledItemDelegate):
    """Draws a row: pictures above, name and state below."""

    def __init__(self, gallery: Gallery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gallery = gallery

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        view = self.parent()
        return view.gridSize() if isinstance(view, QListView) else CARD

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = option.rect.adjusted(4, 4, -4, -4)
        self._paint_frame(painter, frame, option)
        inside = frame.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        above = QRect(inside.left(), inside.top(), inside.width(), PICTURES)
        pictures = self._gallery.of(row.source)
        if pictures is None or not pictures.images:
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            text = tr("No picture") if self._gallery.is_known(row.source) else "..."
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, text)
        else:
            _paint_pictures(painter, above, pictures)
        self._paint_text(painter, inside, option, row)
        painter.restore()

    def _paint_frame(self, painter: QPainter, frame: QRect, option: QStyleOptionViewItem) -> None:
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        look = theme.current_look()
        painter.setBrush(QColor(look.panel))
        width = 2.0 if is_chosen else 1.0
        painter.setPen(QPen(QColor(look.accent if is_chosen else look.line), width))
        painter.drawRoundedRect(QRectF(frame), 6, 6)

    def _paint_text(
        self, painter: QPainter, inside: QRect, option: QStyleOptionViewItem, row: Row
    ) -> None:
        metrics, elided = option.fontMetrics, Qt.TextElideMode.ElideMiddle
        line = metrics.height()
        below = QRect(inside.left(), inside.bottom() - 2 * line, inside.width(), line)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        left = Qt.AlignmentFlag.AlignLeft
        painter.drawText(below, left, metrics.elidedText(row.source.name, elided, below.width()))
        said = " · ".join(part for part in (tr(STATES[row.state]), row.certain, row.told) if part)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        text = metrics.elidedText(said, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below.translated(0, line), left, text)


def _paint_pictures(painter: QPainter, room: QRect, pictures: Pictures) -> None:
    """Side by side; the boxes on the first one."""
    count = len(pictures.images)
    wide = (room.width() - 6 * (count - 1)) // count
    for number, image in enumerate(pictures.images):
        cell = QRect(room.left() + number * (wide + 6), room.top(), wide, room.height())
        size = image.size().scaled(cell.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(cell.topLeft(), size)
        place.moveCenter(cell.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)
        if number == 0:
            paint_boxes(painter, place, pictures.boxes)


def paint_boxes(
    painter: QPainter, place: QRect, boxes: tuple[tuple[float, float, float, float], ...]
) -> None:
    """Around what is in `boxes`, 0..1 of the sides of the picture that is drawn at `place`."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for left, top, right, bottom in boxes:
        box = QRectF(
            place.left() + left * place.width(),
            place.top() + top * place.height(),
            max(3.0, (right - left) * place.width()),
            max(3.0, (bottom - top) * place.height()),
        )
        for pen in (QPen(QColor(255, 255, 255, 200), 3), QPen(MARK, 1.4)):
            painter.setPen(pen)
            painter.drawRect(box)
    painter.restore()


class Sheet(QListView):
    """Cards that flow with the width of the window."""

    def __init__(self, rows: Filter, gallery: Gallery) -> None:
        super().__init__()
        self.setModel(rows)
        self.setItemDelegate(Card(gallery, self))
        self.setAccessibleName(tr("Contact sheet"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setGridSize(CARD)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(40)
        gallery.came.connect(lambda: self.viewport().update())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The cards of a line take all of it."""
        room = self.viewport().width() - 1
        count = max(1, room // CARD.width())
        self.setGridSize(QSize(room // count, CARD.height()))
        super().resizeEvent(event)
