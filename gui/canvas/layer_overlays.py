"""The marks of all layers over the scan: each in its colour and pattern, or together as a mask."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtGui import QPainter

from engine.document.document import Document
from engine.document.layers import Layer
from engine.document.marking import PROTECT
from engine.geometry import Box
from gui.canvas.camera import Camera
from gui.canvas.layer_styles import paint_layers
from gui.canvas.marks import MARGIN, mask_only
from gui.canvas.mask_overlay import MaskOverlay, lay, sampled


class LayerOverlays:
    """Follows the document: a layer is looked at once it holds anything, and while it is shown."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._overlays: dict[str, MaskOverlay] = {}
        self._seen: dict[str, int] = {}  # revision of the mask, by layer

    def changed(self, box: Box) -> None:
        """The marks differ inside `box` (scan pixels)."""
        for overlay in self._overlays.values():
            overlay.changed(box)

    def drawn(self, box: Box) -> None:
        """The same for layers that were written since they were looked at: most were not."""
        for name, overlay in self._overlays.items():
            if overlay.mask.revision != self._seen.get(name):
                self._seen[name] = overlay.mask.revision
                overlay.changed(box)

    def paint(self, painter: QPainter, camera: Camera, areas: list[Box], view: str) -> None:
        """Lay the marks over `areas` (device pixels); `view` is one of `marks.VIEWS`.

        "mask" shows what is to be repaired, white on black.
        """
        active = self._document.layers.active
        layers = [each for each in self._document.layers if each.is_allocated or each is active]
        if view == "mask":
            layers = [layer for layer in layers if layer.is_repaired or layer.protects]
        else:
            layers = [layer for layer in layers if layer.settings.visible]
        overlays = [self._overlay(layer) for layer in layers]
        for area, marks, anchor in sampled(overlays, camera, areas) if view != "off" else ():
            found = {
                layer.id: seen
                for layer, seen in zip(layers, marks, strict=True)
                if seen is not None
            }
            if view == "mask":
                lay(painter, area, mask_only(_to_repair(found, area.pad(MARGIN)), anchor))
            elif found:
                lay(painter, area, paint_layers(found, anchor, view))

    def _overlay(self, layer: Layer) -> MaskOverlay:
        kept = self._overlays.get(layer.id)
        if kept is None or not kept.shows(layer.mask):
            kept = self._overlays[layer.id] = MaskOverlay(layer.mask)
            self._seen[layer.id] = layer.mask.revision
        return kept


def _to_repair(marks: Mapping[str, np.ndarray], area: Box) -> np.ndarray:
    """uint8 of the size of `area`: the largest of all marks, 0 where something protects."""
    union = np.zeros((area.height, area.width), np.uint8)
    for layer, seen in marks.items():
        if layer != PROTECT:
            np.maximum(union, seen, out=union)
    if PROTECT in marks:
        union[marks[PROTECT] > 0] = 0
    return union
