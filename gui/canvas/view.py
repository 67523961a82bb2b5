"""The canvas: a document under the hand. Mouse, wheel, pen and keys; see PRODUCT 3.1 for what
hands expect.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QRegion,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.geometry import Box
from gui.canvas.drawing import TOOLS, Drawing
from gui.canvas.overlay import HANDLE, Ring, annulus
from gui.canvas.picture import PictureView
from gui.canvas.tools.freehand import Point

NOTCH = 120  # Qt's unit of one click of the wheel
ZOOM_PER_NOTCH = 2 ** (1 / 3)
SIZE_PER_NOTCH = 1.1
HARDNESS_PER_NOTCH = 0.05
ARROW_SHARE = 0.1  # of the view that an arrow key moves the picture by
LABEL_TIME = 900  # ms that the size stays beside the ring

_PEN = {QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease}
_ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Canvas(PictureView):
    """Shows a document and draws on its mask. Scan coordinates are continuous: pixel (3, 4) covers
    x from 3.0 to 4.0.
    """

    stroke_finished = Signal()  # a change of the mask has been remembered in the document
    cursor_moved = Signal(object)  # (x, y) of the scan pixel under the cursor, or None
    brush_changed = Signal()  # tool, radius or hardness
    open_requested = Signal()  # a click on the empty canvas

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = Drawing()
        self._button = Qt.MouseButton.NoButton  # that draws
        self._dragging_split = False
        self._pan_from: QPointF | None = None
        self._space = False
        self._cursor: QPointF | None = None  # logical pixels of the view
        self._pen_erases = False
        self._ring_shown = QRegion()
        self._label = QTimer(self, singleShot=True, interval=LABEL_TIME)
        self._label_text = ""
        self._label.timeout.connect(self._ring_moved)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName(self.tr("Scan"))
        self.setAccessibleDescription(
            self.tr("The open scan. Paint over damage to mark it; arrow keys move the picture.")
        )

    def set_document(self, document: Document | None) -> None:
        """Show another document, fitted; None shows none and ends the canvas's threads."""
        self.cancel_stroke()
        self._drawing.open(document)
        super().set_document(document)
        self._show_cursor()

    @property
    def tool(self) -> str:
        return self._drawing.tool.name

    @tool.setter
    def tool(self, name: str) -> None:
        if name not in TOOLS:
            raise ValueError(f"{name!r} is none of {', '.join(TOOLS)}")
        self._drawing.choose(name)
        self._brush_changed()

    @property
    def brush_radius(self) -> float:
        """Scan pixels, 0.5 to 1000."""
        return self._drawing.brush.radius

    @brush_radius.setter
    def brush_radius(self, radius: float) -> None:
        self._drawing.brush.radius = radius
        self._brush_changed()

    @property
    def eraser_radius(self) -> float:
        """Scan pixels, 0.5 to 1000."""
        return self._drawing.eraser.radius

    @eraser_radius.setter
    def eraser_radius(self, radius: float) -> None:
        self._drawing.eraser.radius = radius
        self._brush_changed()

    @property
    def hardness(self) -> float:
        """1 has a sharp edge, 0 falls off from the middle."""
        return self._drawing.hardness

    @hardness.setter
    def hardness(self, hardness: float) -> None:
        self._drawing.hardness = min(max(float(hardness), 0.0), 1.0)
        self._brush_changed()

    def label_size(self) -> None:
        """Write the size beside the ring for a moment: the hand that changes it looks there."""
        diameter = 2 * self._drawing.tool.radius
        self._label_ring(f"{round(diameter) if diameter >= 10 else round(diameter, 1):g} px")

    def label_hardness(self) -> None:
        """The same for the hardness of the edge."""
        self._label_ring(f"{100 * self.hardness:.0f} % hard")

    @property
    def is_drawing(self) -> bool:
        """A stroke is under way: its marks are on the mask, but not yet in the history."""
        return self._drawing.is_under_way

    def cancel_stroke(self) -> bool:
        """Take the stroke under way back; returns whether there was one."""
        if not self.is_drawing:
            return False
        self._button = Qt.MouseButton.NoButton
        self._mask_drawn(self._drawing.drop())
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.document is None:
            self.open_requested.emit()
            return
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._pan_from = event.position()
        elif left and self._is_on_split(event.position()):
            self._dragging_split = True
        elif left or event.button() == Qt.MouseButton.RightButton:
            self._press(event, erase=not left)
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_cursor(event.position())
        if self._pan_from is not None or (self._space and self.is_drawing):
            start, self._pan_from = self._pan_from, event.position()
            if start is not None:
                self.pan(event.position().x() - start.x(), event.position().y() - start.y())
        elif self._dragging_split:
            self.split_position = event.position().x() / max(self.viewport().width(), 1)
        elif self._button != Qt.MouseButton.NoButton and self.is_drawing:
            self._draw_to(self._point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drawing = self.is_drawing and event.button() == self._button
        if drawing:
            self._draw_to(self._point(event.position()))
            self._finish_stroke()
        if not drawing or self._space:
            self._pan_from = None
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging_split = False
        self._show_cursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta().y() or event.angleDelta().x()  # Shift and Alt turn the wheel
        notches = delta / NOTCH
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if control and shift:
            self.hardness += notches * HARDNESS_PER_NOTCH
            self.label_hardness()
        elif control:
            self._resize_brush(notches)
        else:
            device = QPointF(*self._to_device(event.position()))
            self.zoom_about(device, self.zoom * ZOOM_PER_NOTCH**notches)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._hold_space(True)
        elif event.key() in _ARROWS:
            across, down = _ARROWS[Qt.Key(event.key())]
            view = self.viewport().size() * ARROW_SHARE
            self.pan(across * view.width(), down * view.height())
        elif event.key() != Qt.Key.Key_Escape or not self.cancel_stroke():
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold_space(False)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hold_space(False)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            dropping = event.key() == Qt.Key.Key_Escape and self.is_drawing
            if dropping or event.key() == Qt.Key.Key_Space:
                event.accept()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in _PEN and isinstance(event, QTabletEvent):
            self.tabletEvent(event)
            return True
        if event.type() == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            return self._pinch(event)
        if event.type() == QEvent.Type.Leave:
            self._move_cursor(None)
        return super().viewportEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen draws and never pans; its pressure is the size, its other end erases."""
        event.accept()  # or Qt sends a mouse event as well
        self._pen_erases = event.pointerType() == QPointingDevice.PointerType.Eraser
        self._move_cursor(event.position())
        if event.type() == QEvent.Type.TabletPress and self._may_draw():
            self._press(event, erase=event.button() == Qt.MouseButton.RightButton)
        elif event.type() == QEvent.Type.TabletMove and self.is_drawing:
            self._draw_to(self._point(event.position()), event.pressure())
        elif event.type() == QEvent.Type.TabletRelease and self.is_drawing:
            self._finish_stroke()

    def paint_over(self, painter: QPainter) -> None:
        ring = self._ring()
        if ring is not None:
            ring.draw(painter)

    def _press(self, event: QMouseEvent | QTabletEvent, *, erase: bool) -> None:
        if not self._may_draw():
            return
        pen = isinstance(event, QTabletEvent)
        self._button = Qt.MouseButton.NoButton if pen else event.button()
        drawn = self._drawing.begin(
            self._point(event.position()),
            tool=self._drawing.eraser if pen and self._pen_erases else None,
            erase=erase,
            straight=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier),
            pressure=event.pressure() if pen else 1.0,
        )
        self._mask_drawn(drawn)

    def _draw_to(self, point: Point, pressure: float = 1.0) -> None:
        dirty, unchanged = self._drawing.go_on(point, pressure)
        self._mask_drawn(dirty, point, unchanged)

    def _finish_stroke(self) -> None:
        self._button = Qt.MouseButton.NoButton
        if self._drawing.finish():
            self.stroke_finished.emit()

    def _mask_drawn(self, box: Box, at: Point = (0.0, 0.0), unchanged: float = 0.0) -> None:
        """Draw the mask inside `box` again, but for the circle in which it is as it was."""
        if not box or self._marks is None:
            return
        self._marks.changed(box, at, unchanged)
        region = QRegion(self.covered(box).adjusted(-2, -2, 2, 2))
        inner = unchanged * self._scale() - 4
        if inner > 0:
            middle = self._place(at)
            outer = math.hypot(region.boundingRect().width(), region.boundingRect().height())
            region &= annulus(middle.x(), middle.y(), outer, inner)
        self.redraw(region & self.viewport().rect())

    def _may_draw(self) -> bool:
        return self.document is not None and self.compare != "original" and not self.is_drawing

    def _resize_brush(self, notches: float) -> None:
        tool = self._drawing.tool
        factor = SIZE_PER_NOTCH**notches
        least = 0.5 * notches  # so that small brushes move, too
        grown = max if notches > 0 else min
        tool.radius = grown(tool.radius * factor, tool.radius + least)
        self._brush_changed()
        self.label_size()

    def _label_ring(self, text: str) -> None:
        self._label_text = text
        self._label.start()
        self._ring_moved()

    def _brush_changed(self) -> None:
        self._ring_moved()
        self.brush_changed.emit()

    def _hold_space(self, held: bool) -> None:
        self._space = held
        if not held and self.is_drawing:
            self._pan_from = None
        self._show_cursor()

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        device = QPointF(*self._to_device(event.position()))
        self.zoom_about(device, self.zoom * (1 + event.value()))
        return True

    def _move_cursor(self, position: QPointF | None) -> None:
        self._cursor = position
        self._ring_moved()
        self._show_cursor()
        pixel = None
        if position is not None and self.document is not None:
            x, y = (math.floor(part) for part in self._point(position))
            inside = 0 <= x < self.document.size.width and 0 <= y < self.document.size.height
            pixel = (x, y) if inside else None
        self.cursor_moved.emit(pixel)

    def _ring_moved(self) -> None:
        ring = self._ring()
        region = ring.region() if ring else QRegion()
        self.redraw((region + self._ring_shown) & self.viewport().rect())
        self._ring_shown = region

    def _moved(self, *, zoomed: bool) -> None:
        super()._moved(zoomed=zoomed)
        if zoomed:
            self._ring_moved()

    def _ring(self) -> Ring | None:
        if self._cursor is None or self.document is None or self.compare == "original":
            return None
        if self._pan_from is not None or self._dragging_split or self._is_on_split(self._cursor):
            return None
        tool = self._drawing.eraser if self._pen_erases else self._drawing.tool
        radius = tool.radius * self._scale()
        label = self._label_text if self._label.isActive() else ""
        middle = self._place(self._point(self._cursor))
        erases = tool.erases or self._button == Qt.MouseButton.RightButton
        return Ring(middle.x(), middle.y(), radius, self.hardness, erases, label)

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.BlankCursor  # the ring is there instead
        if self.document is None:
            shape = Qt.CursorShape.PointingHandCursor
        elif self._pan_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self.compare == "original":
            shape = Qt.CursorShape.ArrowCursor
        elif self._dragging_split or self._is_on_split(self._cursor):
            shape = Qt.CursorShape.SplitHCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _is_on_split(self, position: QPointF | None) -> bool:
        """On the grip or right on the line, where the hand means the handle and not the mask."""
        if position is None or self.compare != "split" or self.is_drawing:
            return False
        across = abs(position.x() - self.split_column)
        down = abs(position.y() - self.viewport().rect().center().y())
        return across <= 4 or math.hypot(across, down) <= HANDLE

    def _point(self, position: QPointF) -> Point:
        point = self.to_scan(position)
        return point.x(), point.y()

    def _place(self, point: Point) -> QPointF:
        """Where a scan point is in the view, in logical pixels."""
        assert self._camera is not None
        ratio = self.viewport().devicePixelRatioF()
        x, y = self._camera.to_device(*point)
        return QPointF(x / ratio, y / ratio)

    def _scale(self) -> float:
        """Logical pixels of the view per scan pixel."""
        return self.zoom / self.viewport().devicePixelRatioF()
