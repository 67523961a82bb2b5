"""What is done to single patches: each is one step for undo, and gives the box to redraw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from engine.document.document import Document
from engine.document.edits import RemoveEdit, VariantEdit
from engine.document.layers import HAND, Layer
from engine.document.patch import MOST_VARIANTS, ORIGINAL, Patch
from engine.geometry import Box


def find_patch(document: Document, patch_id: str) -> Patch:
    """KeyError where it does not lie on the document."""
    for patch in document.patches:
        if patch.id == patch_id:
            return patch
    raise KeyError(patch_id)


def marks_of(patch: Patch) -> np.ndarray:
    """uint8 (height, width) of its box: what was marked when it was made, where it changes."""
    marks = np.zeros(patch.changed.shape, np.uint8)
    for tile, pixels in patch.request.marks.read() if patch.request is not None else ():
        common = tile.intersection(patch.box)
        marks[common.within(patch.box).slices] = pixels[common.within(tile).slices]
    marks[patch.changed & (marks == 0)] = 255
    marks[~patch.changed] = 0
    return marks


def remove_patches(document: Document, patch_ids: Collection[str]) -> Box:
    """Take these patches off the scan, whatever was done after them; their places are marked
    again, but those of the restore brush, where nothing was damaged."""
    found = [(n, p) for n, p in enumerate(document.patches) if p.id in set(patch_ids)]
    layer = _layer_for_marks(document)
    recorder = layer.mask.recorder()
    for _, patch in found:
        if patch.provenance.method != ORIGINAL:
            recorder.before(patch.box)
            under = layer.mask.pixels[patch.box.slices]
            np.maximum(under, marks_of(patch), out=under)
    tiles = recorder.finish()
    marks = ((layer.id, tuple(tiles)),) if tiles else ()
    text = "Remove repair" if len(found) == 1 else f"Remove {len(found)} repairs"
    return document.do(RemoveEdit(text, tuple(found), marks))


def add_variants(document: Document, patch_id: str, variants: Sequence[Patch]) -> Box:
    """Keep `variants` to choose from, before those that are kept already; the last make room."""
    patch = find_patch(document, patch_id)
    kept = (*variants, *patch.variants)[:MOST_VARIANTS]
    return document.do(VariantEdit("Other ways", patch, replace(patch, variants=kept)))


def choose_variant(document: Document, patch_id: str, variant_id: str) -> Box:
    """Show a variant in place of the patch, which becomes a variant of it; KeyError for others."""
    patch = find_patch(document, patch_id)
    place = {variant.id: number for number, variant in enumerate(patch.variants)}[variant_id]
    others = list(patch.variants)
    chosen, others[place] = others[place], replace(patch, variants=(), strength=1.0)
    after = replace(chosen, variants=tuple(others), strength=patch.strength)
    return document.do(VariantEdit("Choose variant", patch, after))


def _layer_for_marks(document: Document) -> Layer:
    """The one that is painted into, or another one that is shown and does not protect."""
    layers = document.layers
    return next((layer for layer in (layers.active, *layers) if layer.is_repaired), layers[HAND])
