"""The canvas: a document under the hand. Mouse, wheel, pen and keys; see PRODUCT 3.1 for what
hands expect.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QRegion,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.geometry import Box
from gui.canvas.mask_overlay import MaskOverlay
from gui.canvas.mask_work import MaskWork
from gui.canvas.overlay import annulus
from gui.canvas.pen import touch_of
from gui.canvas.pointer import PointerView
from gui.canvas.tools.freehand import Point
from gui.canvas.tools.sketch import Outcome
from gui.language import tr

NOTCH = 120  # Qt's unit of one click of the wheel
ZOOM_PER_NOTCH = 2 ** (1 / 3)
HARDNESS_PER_NOTCH = 0.05
ARROW_SHARE = 0.1  # of the view that an arrow key moves the picture by
SAME_PLACE = 8  # logical px

_PEN = {QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease}
_ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Control}
_FOR_SKETCHES = {
    Qt.Key.Key_Escape,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Backspace,
}


class Canvas(PointerView):
    """Shows a document and draws on its mask. Scan coordinates are continuous: pixel (3, 4) covers
    x from 3.0 to 4.0.
    """

    stroke_finished = Signal()  # a change of the mask has been remembered in the document
    replaced = Signal(object)  # Box: the same, not by adding marks: what reads them begins again
    open_requested = Signal()  # a click on the empty canvas

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = MaskWork(self)
        self.work.drawn.connect(self._mask_drawn)
        self.work.marked.connect(self.stroke_finished)
        self.work.replaced.connect(self.replaced)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName(tr("Scan"))
        self.setAccessibleDescription(
            tr("The open scan. Paint over damage to mark it; arrow keys move the picture.")
        )

    def set_document(self, document: Document | None) -> None:
        """Show another document, fitted; None shows none and ends the canvas's threads."""
        self._drop_stroke()
        self.work.set_document(document)
        self._drawing.open(document)
        super().set_document(document)
        self._show_cursor()

    @property
    def is_drawing(self) -> bool:
        """A stroke is under way: its marks are on the mask, but not yet in the history."""
        return self._drawing.is_under_way or self.work.is_writing

    def cancel_stroke(self) -> bool:
        """Take the stroke or shape under way back; returns whether there was one."""
        return self._drop_stroke() or self.work.cancel()

    def _drop_stroke(self) -> bool:
        if self._drawing.is_under_way:
            self._button = Qt.MouseButton.NoButton
            self._mask_drawn(self._drawing.drop())
            return True
        dropped = self._sketching.drop()
        self._outline_changed()
        return dropped

    def step_back(self) -> bool:
        """Undo in the middle of something: the last point of a polygon, or all of a stroke."""
        if not self._sketching.is_under_way:
            return self.is_drawing and self.cancel_stroke()
        self._sketching.back()
        self._outline_changed()
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

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click closes a polygon; every other tool takes it for a click like others."""
        if self._sketching.is_under_way and event.button() == Qt.MouseButton.LeftButton:
            self._take(self._sketching.enter())
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_cursor(event.position())
        held = self._button != Qt.MouseButton.NoButton
        if self._pan_from is not None or (self._space and (self.is_drawing or held)):
            start, self._pan_from = self._pan_from, event.position()
            if start is not None:
                self.pan(event.position().x() - start.x(), event.position().y() - start.y())
        elif self._dragging_split:
            self.split_position = event.position().x() / max(self.viewport().width(), 1)
        elif self._drawing.is_under_way and held:
            self._draw_to(self._point(event.position()))
        elif self._sketching.is_under_way:
            self._sketch_to(event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drawing = event.button() == self._button and self._button != Qt.MouseButton.NoButton
        if drawing:
            self._button = Qt.MouseButton.NoButton
            self._release(event)
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
        key = event.key()
        if key == Qt.Key.Key_Space:
            self._hold_space(True)
        elif key in _ARROWS:
            across, down = _ARROWS[Qt.Key(key)]
            view = self.viewport().size() * ARROW_SHARE
            self.pan(across * view.width(), down * view.height())
        elif key in _MODIFIERS and self._sketching.is_under_way:
            self._sketch_to(event.modifiers())
        elif key == Qt.Key.Key_Backspace and self._sketching.is_under_way:
            self.step_back()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._sketching.is_under_way:
            self._take(self._sketching.enter())
        elif key != Qt.Key.Key_Escape or not self.cancel_stroke():
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold_space(False)
        elif event.key() in _MODIFIERS and self._sketching.is_under_way:
            self._sketch_to(event.modifiers())
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hold_space(False)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            dropping = event.key() == Qt.Key.Key_Escape and self.is_drawing
            sketching = event.key() in _FOR_SKETCHES and self._sketching.is_under_way
            if dropping or sketching or event.key() == Qt.Key.Key_Space:
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
        if event.type() == QEvent.Type.TabletPress:
            self._press(event, erase=event.button() == Qt.MouseButton.RightButton)
        elif event.type() == QEvent.Type.TabletMove and self._drawing.is_under_way:
            self._draw_to(self._point(event.position()), touch_of(event))
        elif event.type() == QEvent.Type.TabletMove and self._sketching.is_under_way:
            self._sketch_to(event.modifiers())
        elif event.type() == QEvent.Type.TabletRelease:
            self._release(event)

    def _press(self, event: QMouseEvent | QTabletEvent, *, erase: bool) -> None:
        if self.document is None or self.compare == "original" or self._drawing.is_under_way:
            return
        self.work.finish_writing()
        pen = isinstance(event, QTabletEvent)
        self._button = Qt.MouseButton.NoButton if pen else event.button()
        shift, alt, control = _held(event.modifiers())
        at = self._point(event.position())
        painter = self._tools.eraser if pen and self._pen_erases else self._tools.painter
        if painter is not None:
            drawn = self._drawing.begin(
                at,
                tool=painter,
                erase=erase or alt,
                straight=shift,
                pressure=touch_of(event) if pen else 1.0,
            )
            self._show_restored()
            self._mask_drawn(drawn)
        else:
            # Some window managers keep Alt for themselves: Control does the same.
            outcome = self._sketching.press(
                at, self._reach(), shift=shift, alt=alt or control, subtract=erase
            )
            self._take(outcome)

    def _release(self, event: QMouseEvent | QTabletEvent) -> None:
        at = self._point(event.position())
        if self._drawing.is_under_way:
            if isinstance(event, QMouseEvent):
                self._draw_to(at)
            self._finish_stroke()
        elif self._sketching.is_under_way:
            shift, alt, control = _held(event.modifiers())
            self._take(self._sketching.release(at, self._reach(), shift=shift, alt=alt or control))

    def _sketch_to(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._cursor is not None:
            shift, alt, control = _held(modifiers)
            at = self._point(self._cursor)
            self._sketching.move(at, self._reach(), shift=shift, alt=alt or control)
            self._outline_changed()

    def _take(self, outcome: Outcome) -> None:
        """What comes of a sketch goes onto the mask."""
        self._outline_changed()
        self.work.mark(outcome, self._sketching.how, self._sketching.text)

    def _draw_to(self, point: Point, pressure: float = 1.0) -> None:
        dirty, unchanged = self._drawing.go_on(point, pressure)
        self._mask_drawn(dirty, point, unchanged)

    def _finish_stroke(self) -> None:
        self._button = Qt.MouseButton.NoButton
        if self._drawing.plane == "restore":
            snapshot, dirty = self._drawing.take_restored()
            self._mask_drawn(dirty)
            self.work.bring_back(self.document, snapshot)
        elif self._drawing.finish():
            if self._drawing.plane == "mask":
                self.stroke_finished.emit()
            else:
                self.replaced.emit(self._drawing.drawn)

    def _show_restored(self) -> None:
        plane = self._drawing.restored
        if plane is not None and (self._restored is None or not self._restored.shows(plane)):
            self._restored = MaskOverlay(plane)

    def _mask_drawn(self, box: Box, at: Point = (0.0, 0.0), unchanged: float = 0.0) -> None:
        """Draw the mask inside `box` again, but for the circle in which it is as it was."""
        if not box or self._marks is None:
            return
        self._marks.drawn(box)
        if self._restored is not None:
            self._restored.changed(box)
        region = QRegion(self.covered(box).adjusted(-2, -2, 2, 2))
        inner = unchanged * self._scale() - 4
        if inner > 0:
            middle = self._place(at)
            outer = math.hypot(region.boundingRect().width(), region.boundingRect().height())
            region &= annulus(middle.x(), middle.y(), outer, inner)
        self.redraw(region & self.viewport().rect())

    def _hold_space(self, held: bool) -> None:
        self._space = held
        if not held and self._button != Qt.MouseButton.NoButton:
            self._pan_from = None
        self._show_cursor()

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        device = QPointF(*self._to_device(event.position()))
        self.zoom_about(device, self.zoom * (1 + event.value()))
        return True

    def _reach(self) -> float:
        """Scan pixels that count as the same place."""
        return SAME_PLACE / self._scale()


def _held(modifiers: Qt.KeyboardModifier) -> tuple[bool, bool, bool]:
    """Whether Shift, Alt and Control are."""
    keys = Qt.KeyboardModifier
    wanted = (keys.ShiftModifier, keys.AltModifier, keys.ControlModifier)
    return tuple(bool(modifiers & key) for key in wanted)  # type: ignore[return-value]
