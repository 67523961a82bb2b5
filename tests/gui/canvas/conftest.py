"""A canvas with a small scan, and hands for it."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.document.document import Document
from engine.document.patch import Patch, Provenance
from engine.files.scan import Scan
from gui.canvas.view import Canvas
from gui.qimage import from_qimage

LEFT, NOTHING = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def make_document(width=60, height=40, channels=3, dtype=np.uint8, **scan):
    top = np.iinfo(dtype).max
    shape = (height, width, channels)
    pixels = np.random.default_rng(3).integers(0, top, shape, dtype, endpoint=True)
    return Document(Scan(None, pixels, **scan))


def make_patch(document, box, value):
    shape = (box.height, box.width)
    pixels = np.full((*shape, document.channels), value, document.dtype)
    return Patch(box, pixels, np.ones(shape, bool), Provenance("ns", "test", 3.0))


class Hands:
    """Mouse, keys and eyes for a canvas; places are scan pixels (x, y)."""

    def __init__(self, qtbot, canvas):
        self.qtbot, self.canvas, self.view = qtbot, canvas, canvas.viewport()
        self._held = Qt.MouseButton.NoButton

    def at(self, place):
        return place if isinstance(place, QPoint) else self.canvas.to_viewport(*place)

    def press(self, place, button=LEFT, modifiers=NOTHING):
        self._held |= button
        self._send(QEvent.Type.MouseButtonPress, place, button, modifiers)

    def move(self, place, modifiers=NOTHING):
        self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, modifiers)

    def release(self, place, button=LEFT, modifiers=NOTHING):
        self._held &= ~button
        self._send(QEvent.Type.MouseButtonRelease, place, button, modifiers)

    def drag(self, start, *way, button=LEFT, modifiers=NOTHING):
        self.press(start, button, modifiers)
        for place in way:
            self.move(place)
        self.release(way[-1] if way else start, button)

    def hold(self, key):
        QTest.keyPress(self.canvas, key)

    def let_go(self, key):
        QTest.keyRelease(self.canvas, key)

    def settle(self):
        """Wait until everything that is seen is final."""

        def seen():
            self.view.repaint()
            return self.canvas.is_complete

        self.qtbot.waitUntil(seen, timeout=20_000)
        QApplication.processEvents()

    def look(self):
        """uint8 (h, w, 3): what the view shows, with no cursor in it."""
        QApplication.sendEvent(self.view, QEvent(QEvent.Type.Leave))
        self.settle()
        return from_qimage(self.view.grab().toImage())

    def _send(self, kind, place, button, modifiers):
        point = QPointF(self.at(place))
        everywhere = QPointF(self.view.mapToGlobal(self.at(place)))
        event = QMouseEvent(kind, point, everywhere, button, self._held, modifiers)
        QApplication.sendEvent(self.view, event)


@pytest.fixture
def canvas(qtbot):
    threads = set(threading.enumerate())
    canvas = Canvas()
    canvas.resize(300, 200)
    canvas.brush_radius = canvas.eraser_radius = 5
    canvas.hardness = 1.0
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitExposed(canvas)
    yield canvas
    canvas.close()
    assert not set(threading.enumerate()) - threads


@pytest.fixture
def document(canvas):
    document = make_document()
    canvas.set_document(document)
    return document


@pytest.fixture
def hands(qtbot, canvas):
    return Hands(qtbot, canvas)


@pytest.fixture
def open_scan(canvas):
    """open_scan(width=..., height=..., ...): another document in the canvas."""

    def show(**kind):
        document = make_document(**kind)
        canvas.set_document(document)
        return document

    return show


@pytest.fixture
def patch():
    """patch(document, box, value): a repair of one flat colour."""
    return make_patch
