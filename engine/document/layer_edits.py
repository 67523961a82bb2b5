"""What is done to whole mask layers: each is one step for undo, and gives the box to redraw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.document.document import Document
from engine.document.edits import LayerEdit
from engine.document.layers import METHODS
from engine.document.marking import PROTECT
from engine.document.mask import MaskTile
from engine.errors import MaskError
from engine.geometry import Box

# By layer id: pieces of a mask, uint8 (box.height, box.width) of each box, with what to mark.
Pieces = Mapping[str, Iterable[tuple[Box, np.ndarray]]]


def set_visible(document: Document, layer_id: str, visible: bool) -> Box:
    """Show or hide a layer; another one becomes active where the active one is hidden.

    Raises:
        MaskError: it is the last one that is shown.
    """
    layer = document.layers[layer_id]
    others = [other for other in document.layers if other is not layer]
    if not visible and not any(other.settings.visible for other in others):
        raise MaskError(f"{layer.cause.name} is the only layer that is shown: show another first.")
    after = replace(layer.settings, visible=visible)
    text = f"{'Show' if visible else 'Hide'} {layer.cause.name.lower()}"
    return document.do(LayerEdit(text, layer_id, layer.settings, after))


def set_method(document: Document, layer_id: str, method: str) -> Box:
    """Repair a layer by one of layers.METHODS from now on."""
    if method not in METHODS or layer_id == PROTECT:
        raise ValueError(f"the layer {layer_id!r} cannot be repaired by {method!r}")
    layer = document.layers[layer_id]
    after = replace(layer.settings, method=method)
    text = f"Method of {layer.cause.name.lower()}"
    return document.do(LayerEdit(text, layer_id, layer.settings, after))


def add_marks(document: Document, pieces: Pieces, text: str) -> Box:
    """Mark what is marked in `pieces`, but nothing that is protected by now.

    Marks for the protecting layer itself are taken as they are.
    """
    protected = document.snapshot().protected
    tiles: dict[str, Sequence[MaskTile]] = {}
    for layer_id, each in pieces.items():
        layer = document.layers[layer_id]
        recorder = layer.mask.recorder()
        for box, pixels in each:
            recorder.before(box)
            if not layer.protects and box.intersection(protected.box):
                pixels = np.where(protected.read(box) > 0, np.uint8(0), pixels)
            under = layer.mask.pixels[box.slices]
            np.maximum(under, pixels, out=under)
        tiles[layer_id] = recorder.finish()
    return document.remember_layers(text, tiles)


def clear_layers(document: Document, layer_ids: Iterable[str], text: str) -> Box:
    """Take all marks of these layers away."""
    return document.remember_layers(text, {name: _clear(document, name) for name in layer_ids})


def move_marks(document: Document, source_id: str, target_id: str) -> Box:
    """All marks of one layer into another, which keeps its own."""
    source, target = document.layers[source_id], document.layers[target_id]
    if source is target or source.is_empty():
        return Box(0, 0, 0, 0)
    recorder = target.mask.recorder()
    for box in source.mask.marked_tiles():
        recorder.before(box)
        under = target.mask.pixels[box.slices]
        np.maximum(under, source.mask.pixels[box.slices], out=under)
    tiles = {target_id: recorder.finish(), source_id: _clear(document, source_id)}
    return document.remember_layers(f"Move to {target.cause.name.lower()}", tiles)


def _clear(document: Document, layer_id: str) -> list[MaskTile]:
    layer = document.layers[layer_id]
    if layer.is_empty():
        return []
    recorder = layer.mask.recorder()
    for box in layer.mask.marked_tiles():
        recorder.before(box)
        layer.mask.pixels[box.slices] = 0
    return recorder.finish()
