"""Shows one document: zoom, pan, compare, mask views. What the hand does to it is in view.py."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from engine.document.document import Document
from engine.document.mask import Mask
from engine.document.restoration import View
from engine.geometry import Box
from gui.canvas.camera import Camera
from gui.canvas.confidence import doubts
from gui.canvas.layer_overlays import LayerOverlays
from gui.canvas.marks import RESTORED, VIEWS, doubt, proposal, tint_of
from gui.canvas.mask_overlay import MaskOverlay
from gui.canvas.overlay import draw_empty, draw_hint, draw_names, draw_split, split_region
from gui.canvas.panes import COMPARISONS, Pane, Stage, panes
from gui.canvas.scan_tiles import AMPLIFIED, ScanTiles
from gui.canvas.toning import Tones
from gui.language import tr

_SURROUND_LIGHT, _SURROUND_DARK = QColor(176, 176, 176), QColor(48, 48, 48)  # neutral: no cast
BLINK_TIME = 700  # ms that each of the two is seen


class PictureView(QAbstractScrollArea):
    """A document in a view. `zoom` counts true screen pixels per scan pixel."""

    zoom_changed = Signal(float)
    view_moved = Signal()  # another part is seen, or the same one otherwise
    compare_changed = Signal()  # also while the split handle moves

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._tiles: ScanTiles | None = None
        self._marks: LayerOverlays | None = None
        self._proposal: MaskOverlay | None = None
        self._restored: MaskOverlay | None = None
        self._doubts: MaskOverlay | None = None
        self._camera: Camera | None = None
        self._mask_view, self._compare, self._split = "tint", "off", 0.5
        self._turns = 0
        self._hint = self._awaited = ""
        self._blinks = False  # shows the original just now
        self._blink = QTimer(self, interval=BLINK_TIME)
        self._blink.timeout.connect(self._blink_over)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def document(self) -> Document | None:
        return self._document

    def set_document(self, document: Document | None) -> None:
        """Show another document, fitted; None shows none and ends the canvas's threads."""
        if self._tiles is not None:
            self._tiles.close()
        self._document = document
        self._tiles = self._marks = self._proposal = self._camera = None
        self._restored = self._doubts = None
        self._turns = 0
        if document is not None:
            self._camera = Camera(document.size, self._stage.camera_size)
            self._marks = LayerOverlays(document)
            self._tiles = ScanTiles(document)
            self._tiles.changed.connect(self._redraw_box)
            self.zoom_changed.emit(self.zoom)
        self.viewport().update()
        self.view_moved.emit()

    def document_changed(self, box: Box) -> None:
        """Draw again what differs: the mask inside `box` (scan pixels), and the pixels where
        patches came, went or changed strength since the last call.
        """
        if self._tiles is None or self._marks is None:
            return
        self._marks.changed(box)
        self._tiles.finish_changed()
        repaired = self._tiles.patches_changed()
        if repaired and self._doubts is not None:
            self.shows_confidence = True
        for changed in (box, *repaired):
            self._redraw_box(changed)

    def try_tones(self, tones: Tones | None) -> None:
        """Show these corrections in place of the document's, fast; None = those of the document."""
        if self._tiles is not None:
            self._tiles.try_tones(tones)
            self.viewport().update()

    def set_enhanced(self, parts: Mapping[Box, QImage]) -> None:
        """Lay these parts of the finished scan over the picture, by the box each covers."""
        if self._tiles is not None:
            self._tiles.enhanced = parts
            self.viewport().update()

    @property
    def is_complete(self) -> bool:
        """All that is seen is final: no tile and no reduced level is still to come."""
        return self._tiles is None or self._tiles.is_complete

    @property
    def zoom(self) -> float:
        return self._camera.zoom if self._camera else 1.0

    @zoom.setter
    def zoom(self, zoom: float) -> None:
        size = self._stage.camera_size
        self.zoom_about(QPointF(size.width / 2, size.height / 2), zoom)

    def zoom_in(self) -> None:
        if self._camera:
            self.zoom = self._camera.next_step(larger=True)

    def zoom_out(self) -> None:
        if self._camera:
            self.zoom = self._camera.next_step(larger=False)

    def actual_size(self) -> None:
        """One scan pixel on one pixel of the screen."""
        self.zoom = 1.0

    def fit(self) -> None:
        """The whole scan in the view, also after the view is resized."""
        if self._camera:
            self._camera.fit()
            self._moved(zoomed=True)

    @property
    def looked_at(self) -> View | None:
        """Which part is seen; None without a document, and where all of it is."""
        return self._camera.looked_at if self._camera else None

    @property
    def thumbnail(self) -> QImage | None:
        """The whole scan as it was opened, small; None without a document."""
        return self._tiles.thumbnail if self._tiles else None

    def seen(self) -> QRectF:
        """What part of the scan the view covers, in scan pixels; may reach outside."""
        view = self.viewport().rect()
        corners = (view.topLeft(), view.bottomRight())
        return QRectF(*(self.to_scan(corner) for corner in corners)).normalized()

    def look_at(self, view: View) -> None:
        if self._camera:
            self._camera.look_at(view)
            self._moved(zoomed=True)

    def zoom_about(self, device: QPointF, zoom: float) -> None:
        """Zoom so that the scan point at this device pixel of the camera stays there."""
        if self._camera:
            self._camera.zoom_about(device.x(), device.y(), zoom)
            self._moved(zoomed=True)

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by logical pixels of the view."""
        if self._camera:
            self._camera.pan(*self._stage.way(dx, dy))
            self._moved(zoomed=False)

    @property
    def turns(self) -> int:
        """Quarter turns clockwise that the scan is seen by; it is not turned itself."""
        return self._turns

    @turns.setter
    def turns(self, turns: int) -> None:
        self._turns = turns % 4
        self._stage_changed()

    @property
    def shows_confidence(self) -> bool:
        """Whether repairs are coloured by how much of a guess they are."""
        return self._doubts is not None

    @shows_confidence.setter
    def shows_confidence(self, shown: bool) -> None:
        document = self._document
        wanted = document is not None and shown
        self._doubts = MaskOverlay(doubts(document.patches, document.size)) if wanted else None
        self.viewport().update()

    @property
    def compare(self) -> str:
        return self._compare

    @compare.setter
    def compare(self, compare: str) -> None:
        self._compare = _one_of(compare, COMPARISONS)
        self._blinks = False
        (self._blink.start if compare == "blink" else self._blink.stop)()
        self._stage_changed()
        self.compare_changed.emit()

    @property
    def split_position(self) -> float:
        """Where original and repaired meet, as a share (0..1) of the width of the view."""
        return self._split

    @split_position.setter
    def split_position(self, position: float) -> None:
        before = self.split_column
        self._split = min(max(float(position), 0.0), 1.0)
        if self._compare == "split":
            low, high = sorted((before, self.split_column))
            moved = QRect(low, 0, high - low + 1, self.viewport().height())
            handles = [split_region(x, self.viewport().rect()) for x in (low, high)]
            self.viewport().update(QRegion(moved) + handles[0] + handles[1])
            self.compare_changed.emit()

    @property
    def split_column(self) -> int:
        return round(self._split * self.viewport().width())

    @property
    def mask_view(self) -> str:
        return self._mask_view

    @mask_view.setter
    def mask_view(self, view: str) -> None:
        self._mask_view = _one_of(view, VIEWS)
        self.viewport().update()

    def set_proposal(self, found: Mask | None) -> None:
        """Lay what a detector found over the picture, the number of a class in each pixel."""
        self._proposal = None if found is None else MaskOverlay(found)
        self.viewport().update()

    @property
    def hint(self) -> str:
        """What to do next, over the lower edge of the picture; empty for nothing."""
        return self._hint

    @hint.setter
    def hint(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            self.viewport().update()

    @property
    def awaited(self) -> str:
        """What is shown instead of the invitation while a scan is being opened."""
        return self._awaited

    @awaited.setter
    def awaited(self, text: str) -> None:
        if text != self._awaited:
            self._awaited = text
            self.viewport().update()

    def to_viewport(self, x: float, y: float) -> QPoint:
        """The pixel of the view that shows the scan point (x, y), inside the view or not."""
        if self._camera is None:
            return QPoint()
        return self._stage.pixel_at(*self._camera.to_device(x, y))

    def to_scan(self, point: QPoint | QPointF) -> QPointF:
        """The scan point under the middle of the screen pixel at `point` of the view."""
        if self._camera is None:
            return QPointF()
        return QPointF(*self._camera.to_scan(*self._to_device(point)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._tiles is None or self._camera is None:
            self._paint_empty(painter)
            return
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        painter.fillRect(event.rect(), _SURROUND_DARK if dark else _SURROUND_LIGHT)
        for pane in self._panes():
            if event.region().intersects(pane.rect):
                painter.save()
                self._paint_pane(painter, pane, self._stage.enter(painter, pane, event.region()))
                painter.restore()
        self._paint_names(painter)
        self.paint_over(painter)
        painter.end()

    def _paint_pane(self, painter: QPainter, pane: Pane, areas: list[Box]) -> None:
        """`painter` and `areas` count the camera's device pixels."""
        assert self._tiles is not None and self._camera is not None and self._marks is not None
        self._tiles.paint(painter, self._camera, areas, pane.shows)
        if pane.shows == "original":
            return
        for overlay, style in ((self._doubts, doubt), (self._proposal, proposal)):
            if overlay is not None:
                overlay.paint(painter, self._camera, areas, style)
        self._marks.paint(painter, self._camera, areas, self._mask_view)
        if self._restored is not None:
            self._restored.paint(painter, self._camera, areas, tint_of(RESTORED))

    def paint_over(self, painter: QPainter) -> None:
        """For what lies above the picture, in logical pixels of the view."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._camera:
            self._stage_changed()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.set_document(None)
        super().closeEvent(event)

    def redraw(self, region: QRegion) -> None:
        """Draw this part of the view again (logical pixels)."""
        self.viewport().update(region)

    def covered(self, box: Box) -> QRect:
        """The logical pixels of the view that show some part of `box`, and one around them; of two
        views beside each other, in the second one."""
        assert self._camera is not None
        return self._stage.covered(self._camera.covered(box))

    @property
    def _stage(self) -> Stage:
        view = self.viewport()
        double = self._compare == "side"
        return Stage(view.size(), view.devicePixelRatioF(), self._turns, double)

    def _panes(self) -> list[Pane]:
        return panes(self._compare, self.viewport().rect(), self.split_column, self._blinks)

    def _stage_changed(self) -> None:
        if self._camera:
            before = self._camera.zoom
            self._camera.resize(self._stage.camera_size)
            self._moved(zoomed=self._camera.zoom != before)
        self.viewport().update()

    def _blink_over(self) -> None:
        self._blinks = not self._blinks
        self.viewport().update()

    def _paint_names(self, painter: QPainter) -> None:
        view = self.viewport().rect()
        if self._compare == "split":
            draw_split(painter, self.split_column, view)
            draw_names(painter, view, tr("Original"), tr("Repaired"))
        elif self._compare == "side":
            painter.fillRect(view.width() // 2 - 1, 0, 2, view.height(), self.palette().window())
            draw_names(painter, view, tr("Original"), tr("Repaired"))
        elif self._compare == "original" or self._blinks:
            draw_names(painter, view, tr("Original"), "")
        elif self._compare == "blink":
            draw_names(painter, view, tr("Repaired"), "")
        elif self._compare == "difference":
            name = tr("Difference x {times}", times=AMPLIFIED)
            draw_names(painter, view, name, "")
        elif self._hint:
            draw_hint(painter, view, self._hint)

    def _paint_empty(self, painter: QPainter) -> None:
        title, hint = tr("Drop a scan here"), tr("or click to choose one")
        if self._awaited:
            title, hint = self._awaited, ""
        draw_empty(painter, self.viewport().rect(), self.palette(), title, hint)

    @Slot(object)
    def _redraw_box(self, box: Box) -> None:
        if self._compare == "side":
            self.viewport().update()
        elif self._camera is not None and box:
            margin = 2  # px: outlines of marks reach over their box
            rect = self.covered(box).adjusted(-margin, -margin, margin, margin)
            self.viewport().update(rect.intersected(self.viewport().rect()))

    def _moved(self, *, zoomed: bool) -> None:
        self.viewport().update()
        self.view_moved.emit()
        if zoomed:
            self.zoom_changed.emit(self.zoom)

    def _to_device(self, point: QPoint | QPointF) -> tuple[float, float]:
        """The middle of the camera's device pixel at a point of the view."""
        device = self._stage.to_camera(point)
        return device.x(), device.y()


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(known)}")
    return value
