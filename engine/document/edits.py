"""What can be undone: every change to a document, as data that goes in and comes out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from engine.document.layers import HAND
from engine.document.lineage import fills_of
from engine.geometry import Box, box_around

if TYPE_CHECKING:
    from engine.document.document import Document
    from engine.document.marking import LayerSettings
    from engine.document.mask import MaskTile
    from engine.document.patch import Patch

    LayerTiles = tuple[str, tuple[MaskTile, ...]]  # of the layer with this id


class Edit(Protocol):
    """`redo` and `undo` change the document and return the box that looks different now.

    Data only: a step that is far from the present may be pickled to the disk.
    """

    @property
    def text(self) -> str:
        """What the user did, as the menu says it: "Undo Brush stroke"."""

    @property
    def nbytes(self) -> int:
        """Memory kept for undo."""

    def redo(self, document: Document) -> Box: ...

    def undo(self, document: Document) -> Box: ...


@dataclass(frozen=True)
class MaskEdit:
    """A stroke, a shape, an import: tiles of mask layers before and after."""

    text: str
    tiles: tuple[LayerTiles, ...]

    @property
    def nbytes(self) -> int:
        return _bytes_of(self.tiles)

    def redo(self, document: Document) -> Box:
        return _write(document, self.tiles, after=True)

    def undo(self, document: Document) -> Box:
        return _write(document, self.tiles, after=False)


@dataclass(frozen=True)
class LayerEdit:
    """A mask layer shown, hidden, or repaired by another method."""

    text: str
    layer: str
    before: LayerSettings
    after: LayerSettings

    @property
    def nbytes(self) -> int:
        return 64

    def redo(self, document: Document) -> Box:
        return self._set(document, self.after)

    def undo(self, document: Document) -> Box:
        return self._set(document, self.before)

    def _set(self, document: Document, settings: LayerSettings) -> Box:
        layers = document.layers
        layer = layers[self.layer]
        layer.settings = settings
        if layers.active is layer and not settings.visible:
            others = (layers[HAND], *layers)
            layers.active = next(other for other in others if other.settings.visible)
        return layer.bounds()


@dataclass(frozen=True)
class RepairEdit:
    """Patches laid on the document, and the marks they used up.

    Undo brings the marks back with the damage, visible, so that it can be repaired otherwise.
    """

    text: str
    patches: tuple[Patch, ...]
    tiles: tuple[LayerTiles, ...]

    @property
    def nbytes(self) -> int:
        return sum(p.nbytes for p in self.patches) + _bytes_of(self.tiles)

    def redo(self, document: Document) -> Box:
        document.patches.extend(self.patches)
        return _write(document, self.tiles, after=True).union(self._box())

    def undo(self, document: Document) -> Box:
        laid = {patch.id for patch in self.patches}
        document.patches[:] = [p for p in document.patches if p.id not in laid]
        return _write(document, self.tiles, after=False).union(self._box())

    def _box(self) -> Box:
        return box_around(patch.box for patch in self.patches)


def _write(document: Document, tiles: tuple[LayerTiles, ...], *, after: bool) -> Box:
    changed = Box(0, 0, 0, 0)
    for layer, each in tiles:
        changed = changed.union(document.layers[layer].mask.write_tiles(each, after=after))
    return changed


def _bytes_of(tiles: tuple[LayerTiles, ...]) -> int:
    return sum(tile.nbytes for _, each in tiles for tile in each)


@dataclass(frozen=True)
class StrengthEdit:
    """How strongly some patches show, 0 (the original) .. 1 (the repair)."""

    text: str
    before: tuple[tuple[str, float], ...]  # (patch id, strength)
    after: tuple[tuple[str, float], ...]

    @property
    def nbytes(self) -> int:
        return 64 * (len(self.before) + len(self.after))

    def redo(self, document: Document) -> Box:
        return _set_strengths(document, dict(self.after))

    def undo(self, document: Document) -> Box:
        return _set_strengths(document, dict(self.before))


def _set_strengths(document: Document, strengths: dict[str, float]) -> Box:
    changed = Box(0, 0, 0, 0)
    for i, patch in enumerate(document.patches):
        if patch.id in strengths:
            document.patches[i] = replace(patch, strength=strengths[patch.id])
            changed = changed.union(patch.box)
    return changed


@dataclass(frozen=True)
class VariantEdit:
    """A patch and another one in its place: with more variants, or one of them itself."""

    text: str
    before: Patch
    after: Patch

    @property
    def nbytes(self) -> int:
        return sum(fill.nbytes for fill in fills_of((self.before, self.after)))

    def redo(self, document: Document) -> Box:
        return self._put(document, self.before.id, self.after)

    def undo(self, document: Document) -> Box:
        return self._put(document, self.after.id, self.before)

    def _put(self, document: Document, patch_id: str, patch: Patch) -> Box:
        place = [each.id for each in document.patches].index(patch_id)
        document.patches[place] = patch
        return self.before.box.union(self.after.box)


@dataclass(frozen=True)
class RemoveEdit:
    """Patches taken off the document, and the marks that come back with the damage."""

    text: str
    patches: tuple[tuple[int, Patch], ...]  # with their places among all, from below to above
    tiles: tuple[LayerTiles, ...]

    @property
    def nbytes(self) -> int:
        return sum(f.nbytes for f in fills_of(p for _, p in self.patches)) + _bytes_of(self.tiles)

    def redo(self, document: Document) -> Box:
        gone = {patch.id for _, patch in self.patches}
        document.patches[:] = [patch for patch in document.patches if patch.id not in gone]
        return _write(document, self.tiles, after=True).union(self._box())

    def undo(self, document: Document) -> Box:
        for place, patch in self.patches:
            document.patches.insert(place, patch)
        return _write(document, self.tiles, after=False).union(self._box())

    def _box(self) -> Box:
        return box_around(patch.box for _, patch in self.patches)
