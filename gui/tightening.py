"""Rough marks become marks of the damage in them: when asked, or as every stroke ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from engine.document.document import Document, Snapshot
from engine.document.edits import MaskEdit
from engine.document.shapes import Plane, whole_cells
from engine.geometry import Box
from engine.progress import Progress
from gui.canvas.view import Canvas
from gui.language import tr
from gui.opened_detector import OpenedDetector
from gui.settings import Settings
from gui.tool_options import ROUGH, ToolOptions

Tighten = Callable[[np.ndarray, Sequence[Box], Progress], Plane]


class Tightening(QObject):
    """Stands between the canvas and whoever repairs what was painted."""

    stroke_ended = Signal()  # the marks are others; those that were added are as tight as wanted

    def __init__(self, canvas: Canvas, options: ToolOptions, settings: Settings) -> None:
        super().__init__(canvas)
        self._canvas, self._options, self._settings = canvas, options, settings
        self._detector = OpenedDetector()  # for the thread of the marks
        canvas.stroke_finished.connect(self._stroke_finished)
        canvas.work.narrowed.connect(self.stroke_ended)

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {"tighten": self._tighten, "tighten_strokes": self._set_strokes}

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """The box beside the brush and the entry of the menu are one switch."""
        action, box = actions["tighten_strokes"], self._options.tighten
        action.setChecked(self._settings.tighten_strokes)
        box.setChecked(action.isChecked())
        box.toggled.connect(action.setChecked)
        action.toggled.connect(box.setChecked)

    def _set_strokes(self, wanted: bool) -> None:
        self._settings.tighten_strokes = wanted

    def _tighten(self) -> None:
        """All marks of the active layer."""
        document = self._canvas.document
        if document is not None:
            tighten = self._by_detector(document)
            self._canvas.work.operate(
                lambda pixels, marked, _radius, progress: tighten(pixels, marked, progress),
                0,
                "replace",
                tr("Tighten to damage"),
            )

    def _stroke_finished(self) -> None:
        document = self._canvas.document
        added = self._added(document)
        if document is None or not added:
            self.stroke_ended.emit()
            return
        tighten, size = self._by_detector(document), document.size
        boxes = [box for box, _ in added]

        def superfluous(progress: Progress) -> Plane:
            stroke = np.zeros((size.height, size.width), np.uint8)
            for box, marked in added:
                stroke[box.slices][marked] = 255
            kept = tighten(stroke, boxes, progress).pixels
            for box in boxes:
                stroke[box.slices][kept[box.slices] > 0] = 0
            return Plane(size.box, stroke, whole_cells(boxes, size))

        self._canvas.work.narrow(superfluous, tr("Tighten to damage"))

    def _added(self, document: Document | None) -> list[tuple[Box, np.ndarray]]:
        """What the last stroke or shape marked, if it is to be tightened."""
        if document is None or not self._settings.tighten_strokes:
            return []
        edit = document.history.latest
        if self._canvas.tool not in ROUGH or document.layers.active.protects:
            return []
        if not isinstance(edit, MaskEdit):
            return []
        tiles = [(tile.box, tile.added()) for _, each in edit.tiles for tile in each]
        return [(box, marked) for box, marked in tiles if marked.any()]

    def _by_detector(self, document: Document) -> Tighten:
        """With the detector on the device of the settings, on the picture as it is now."""
        seen = Snapshot(document.scan, tuple(document.patches))
        device, detector = self._settings.device, self._detector

        def tighten(pixels: np.ndarray, marked: Sequence[Box], progress: Progress) -> Plane:
            from engine.detect.tighten import tighten  # late: it delays the window

            session = detector.open(device, progress.part(0.0, 0.1))
            return tighten(seen, pixels, marked, session, progress.part(0.1, 1.0))

        return tighten
