"""The hand over the picture: which tool it holds, and what shows where it is."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from gui.canvas.drawing import Drawing
from gui.canvas.outline import OutlineView
from gui.canvas.overlay import HANDLE, Ring, RingStamp
from gui.canvas.picture import PictureView
from gui.canvas.sketching import Sketching
from gui.canvas.toolbox import Toolbox
from gui.canvas.tools.freehand import Point
from gui.canvas.tools.wand import WandTool
from gui.language import tr

LABEL_TIME = 900  # ms that the size stays beside the ring
SIZE_PER_NOTCH = 1.1


class PointerView(PictureView):
    """A picture with tools; what they do to the document is in view.py."""

    cursor_moved = Signal(object)  # (x, y) of the scan pixel under the cursor, or None
    brush_changed = Signal()  # tool, radius or hardness

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = Toolbox()
        self._drawing = Drawing(self._tools)
        self._sketching = Sketching(self._tools)
        self._button = Qt.MouseButton.NoButton  # that draws
        self._dragging_split = False
        self._pan_from: QPointF | None = None
        self._space = False
        self._cursor: QPointF | None = None  # logical pixels of the view
        self._pen_erases = False
        self._ring_shown, self._stamp = QRegion(), RingStamp()
        self._outline_shown = OutlineView()
        self._preview: tuple[Point, ...] = ()
        self._label = QTimer(self, singleShot=True, interval=LABEL_TIME)
        self._label_text = ""
        self._label.timeout.connect(self._ring_moved)
        self.viewport().setMouseTracking(True)

    @property
    def tool(self) -> str:
        return self._tools.current.name

    @tool.setter
    def tool(self, name: str) -> None:
        """ValueError where there is no such tool; a sketch under way is given up."""
        self._sketching.drop()
        self._outline_changed()
        self._tools.choose(name)
        self._brush_changed()

    @property
    def tools(self) -> tuple[str, ...]:
        return self._tools.names

    @property
    def wand(self) -> WandTool:
        """Whose tolerance and reach may be set."""
        return self._tools.wand

    @property
    def brush_radius(self) -> float:
        """Scan pixels, 0.5 to 1000; of all tools with a size but the eraser."""
        return self._tools.brush.radius

    @brush_radius.setter
    def brush_radius(self, radius: float) -> None:
        self._tools.brush.radius = radius
        self._brush_changed()

    @property
    def eraser_radius(self) -> float:
        """Scan pixels, 0.5 to 1000."""
        return self._tools.eraser.radius

    @eraser_radius.setter
    def eraser_radius(self, radius: float) -> None:
        self._tools.eraser.radius = radius
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
        diameter = 2 * self._tools.sized.radius
        self._label_ring(
            tr("{size} px", size=f"{round(diameter) if diameter >= 10 else round(diameter, 1):g}")
        )

    def label_hardness(self) -> None:
        """The same for the hardness of the edge."""
        self._label_ring(tr("{percent} % hard", percent=f"{100 * self.hardness:.0f}"))

    def preview(self, points: tuple[Point, ...]) -> None:
        """Show the outline of something that is being typed in numbers; none hides it."""
        self._preview = points
        self._outline_changed()

    def paint_over(self, painter: QPainter) -> None:
        if self._camera is not None:
            self._outline().draw(painter)
        ring = self._ring()
        if ring is not None:
            self._stamp.draw(painter, ring)

    def _resize_brush(self, notches: float) -> None:
        tool = self._tools.sized
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
        self._show_cursor()
        self.brush_changed.emit()

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

    def _outline_changed(self) -> None:
        if self._camera is None:
            return
        now, before = self._outline(), self._outline_shown
        self._outline_shown = now
        self.redraw(now.differing(before) & self.viewport().rect())

    def _moved(self, *, zoomed: bool) -> None:
        super()._moved(zoomed=zoomed)
        if zoomed:
            self._ring_moved()

    def _outline(self) -> OutlineView:
        outline = self._sketching.outline()
        points = outline.points or self._preview
        radius = self._tools.sketcher.radius if self._tools.sketcher else None
        width = 2 * (radius or 0.0) * self._scale() if outline.points else 0.0
        return OutlineView(tuple(self._place(point) for point in points), outline.knots, width)

    def _ring(self) -> Ring | None:
        if self._cursor is None or self.document is None or self.compare == "original":
            return None
        if self._pan_from is not None or self._dragging_split or self._is_on_split(self._cursor):
            return None
        tool = self._tools.eraser if self._pen_erases else self._tools.current
        if tool.radius is None:
            return None
        painter = self._tools.painter
        label = self._label_text if self._label.isActive() else ""
        middle = self._place(self._point(self._cursor))
        erases = tool is self._tools.eraser or self._button == Qt.MouseButton.RightButton
        hardness = self.hardness if painter else 1.0
        return Ring(middle.x(), middle.y(), tool.radius * self._scale(), hardness, erases, label)

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.CrossCursor
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
        elif self._tools.painter is not None and self.compare != "side":
            shape = Qt.CursorShape.BlankCursor  # the ring is there instead
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _is_on_split(self, position: QPointF | None) -> bool:
        """On the grip or right on the line, where the hand means the handle and not the mask."""
        if position is None or self.compare != "split":
            return False
        if self._drawing.is_under_way or self._sketching.is_under_way:
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
        return self._stage.to_view(*self._camera.to_device(*point))

    def _scale(self) -> float:
        """Logical pixels of the view per scan pixel."""
        return self.zoom / self.viewport().devicePixelRatioF()
