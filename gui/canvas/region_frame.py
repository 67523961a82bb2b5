"""The frame around one repair in the picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from engine.geometry import Box
from gui.canvas.overlay import DARK, LIGHT
from gui.canvas.picture import PictureView

MARGIN = 5  # px between the repair and its frame


class RegionFrame(QWidget):
    """Lies over a picture and follows it; the mouse goes through it."""

    def __init__(self, picture: PictureView) -> None:
        super().__init__(picture.viewport())
        self._picture = picture
        self._box: Box | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        picture.view_moved.connect(self._follow)
        self.hide()

    def set_box(self, box: Box | None) -> None:
        """Scan pixels; None shows nothing."""
        self._box = box
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for pen in (QPen(DARK, 3), QPen(LIGHT, 1)):
            painter.setPen(pen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 3, 3)
        painter.end()

    def _follow(self) -> None:
        if self._box is None or self._picture.document is None:
            self.hide()
            return
        framed = self._picture.covered(self._box).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        # A frame much larger than the view would cost its size in memory.
        view = self._picture.viewport().rect().adjusted(-20, -20, 20, 20)
        self.setGeometry(framed.intersected(view))
        self.show()
        self.update()
