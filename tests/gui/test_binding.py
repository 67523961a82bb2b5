"""What the window needs of PySide6 itself."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QImage, QPainter


class Sender(QObject):
    sent = Signal(int)


def test_emitting_signals_does_not_wear_out_true():
    """PySide6 6.12.0 takes one reference of True with each emit; on Python 3.11, where True can
    run out of them, the program dies after some thousand signals."""
    sender = Sender()
    before = sys.getrefcount(True)
    for _ in range(20):
        sender.sent.emit(1)
    assert sys.getrefcount(True) >= before


def test_painting_does_not_wear_out_none():
    """The same for None, which every call of a painter returns: one frame makes hundreds."""
    canvas = QImage(8, 8, QImage.Format.Format_RGB32)
    tile, rect, colour = canvas.copy(), QRectF(0, 0, 8, 8), QColor(1, 2, 3)
    painter = QPainter(canvas)
    before = sys.getrefcount(None)
    for _ in range(250):
        painter.drawImage(rect, tile, rect)
        painter.fillRect(rect, colour)
        painter.save()
        painter.restore()
    after = sys.getrefcount(None)
    painter.end()
    assert after >= before - 20  # what else the interpreter lets go of meanwhile
