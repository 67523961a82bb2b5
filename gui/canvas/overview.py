"""The overview: the whole scan small in a corner, with a frame around what is seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from engine.document.restoration import View
from gui.canvas.overlay import DARK, LIGHT
from gui.canvas.panes import quarter_turns
from gui.canvas.picture import PictureView
from gui.language import tr

SIDE = 190  # px, of the longer side
MARGIN = 14  # px from the corner of the view


class Overview(QWidget):
    """Lies over a picture in its lower right corner while not all of the scan is seen; a click or a
    drag moves there."""

    def __init__(self, picture: PictureView) -> None:
        super().__init__(picture.viewport())
        self._picture = picture
        self._wanted = False
        self.setAccessibleName(tr("Overview"))
        self.setToolTip(tr("The whole scan; click to look elsewhere"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        picture.view_moved.connect(self._follow)
        self.hide()

    def set_wanted(self, wanted: bool) -> None:
        self._wanted = wanted
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setTransform(self._from_scan(), True)
        scan = self._picture.document.size if self._picture.document else None
        if scan is not None and self._picture.thumbnail is not None:
            painter.drawImage(QRectF(0, 0, scan.width, scan.height), self._picture.thumbnail)
        painter.restore()
        seen = self._from_scan().mapRect(self._picture.seen()) & QRectF(self.rect())
        for pen in (QPen(DARK, 4), QPen(LIGHT, 2)):
            painter.setPen(pen)
            painter.drawRect(seen.adjusted(1, 1, -1, -1))
        painter.setPen(QPen(DARK, 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def _go_to(self, position: QPointF) -> None:
        place = self._from_scan().inverted()[0].map(position)
        self._picture.look_at(View(self._picture.zoom, place.x(), place.y()))

    def _follow(self) -> None:
        """Where the view is now."""
        document, picture = self._picture.document, self._picture
        if document is None or not self._wanted:
            self.hide()
            return
        scan = QRectF(0, 0, document.size.width, document.size.height)
        slack = 2 / picture.zoom  # two pixels of the screen: nobody misses them
        if picture.seen().adjusted(-slack, -slack, slack, slack).contains(scan):
            self.hide()
            return
        view = picture.viewport()
        turned = picture.turns % 2 == 1
        size = QSize(document.size.width, document.size.height)
        size = (size.transposed() if turned else size).scaled(
            SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio
        )
        size = size.expandedTo(QSize(8, 8))  # of a very long strip something must be seen, too
        left, top = view.width() - size.width(), view.height() - size.height()
        self.setGeometry(left - MARGIN, top - MARGIN, size.width(), size.height())
        self.show()
        self.update()

    def _from_scan(self) -> QTransform:
        """From scan pixels to this widget's, turned as the picture is."""
        scan = self._picture.document.size if self._picture.document else None
        if scan is None:
            return QTransform()
        turns = self._picture.turns
        across, down = (self.height(), self.width()) if turns % 2 else (self.width(), self.height())
        scale = QTransform.fromScale(across / scan.width, down / scan.height)
        return scale * quarter_turns(turns, self.width(), self.height())
