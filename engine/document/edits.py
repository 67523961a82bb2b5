"""What can be undone: every change to a document, as data that goes in and comes out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from engine.geometry import Box

if TYPE_CHECKING:
    from engine.document.document import Document
    from engine.document.mask import MaskTile
    from engine.document.patch import Patch


class Edit(Protocol):
    """`redo` and `undo` change the document and return the box that looks different now."""

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
    """A stroke, a shape, an import: tiles of the mask before and after."""

    text: str
    tiles: tuple[MaskTile, ...]

    @property
    def nbytes(self) -> int:
        return sum(tile.nbytes for tile in self.tiles)

    def redo(self, document: Document) -> Box:
        return document.mask.write_tiles(self.tiles, after=True)

    def undo(self, document: Document) -> Box:
        return document.mask.write_tiles(self.tiles, after=False)


@dataclass(frozen=True)
class RepairEdit:
    """Patches laid on the document, and the mask they used up.

    Undo brings the mask back with the damage, visible, so that it can be repaired otherwise.
    """

    text: str
    patches: tuple[Patch, ...]
    mask_tiles: tuple[MaskTile, ...]

    @property
    def nbytes(self) -> int:
        return sum(p.nbytes for p in self.patches) + sum(t.nbytes for t in self.mask_tiles)

    def redo(self, document: Document) -> Box:
        document.patches.extend(self.patches)
        return document.mask.write_tiles(self.mask_tiles, after=True).union(self._box())

    def undo(self, document: Document) -> Box:
        laid = {patch.id for patch in self.patches}
        document.patches[:] = [p for p in document.patches if p.id not in laid]
        return document.mask.write_tiles(self.mask_tiles, after=False).union(self._box())

    def _box(self) -> Box:
        box = Box(0, 0, 0, 0)
        for patch in self.patches:
            box = box.union(patch.box)
        return box


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


class History:
    """One stack of edits for strokes, repairs and settings alike, bounded by bytes.

    Kept in the engine, not in the window, so that the command line, the window and the tests undo
    the same way (docs/decisions/0002).
    """

    def __init__(self, limit_bytes: int = 512 * 2**20) -> None:
        self._limit = limit_bytes
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self._kept = 0  # bytes of _done; summed anew it would cost more with every stroke
        self._forgotten = 0  # steps that fell off the far end; they cannot be undone
        self._saved_at: int | None = 0  # steps of the saved result; None: it cannot be reached
        self.revision = 0  # counts every change, undo and redo too: whether to save again

    def push(self, edit: Edit) -> None:
        """Remember an edit that has been done; what was undone before it is gone."""
        self.revision += 1
        if self._saved_at is not None and self._saved_at > self._steps:
            self._saved_at = None
        self._done.append(edit)
        self._undone.clear()
        self._kept += edit.nbytes
        while self._kept > self._limit and len(self._done) > 1:
            self._kept -= self._done.pop(0).nbytes
            self._forgotten += 1

    def undo(self, document: Document) -> Box:
        """Take the last edit back; returns the box to redraw, empty when there is none."""
        if not self._done:
            return Box(0, 0, 0, 0)
        self.revision += 1
        self._undone.append(self._done.pop())
        self._kept -= self._undone[-1].nbytes
        return self._undone[-1].undo(document)

    def redo(self, document: Document) -> Box:
        if not self._undone:
            return Box(0, 0, 0, 0)
        self.revision += 1
        self._done.append(self._undone.pop())
        self._kept += self._done[-1].nbytes
        return self._done[-1].redo(document)

    @property
    def undo_text(self) -> str | None:
        """What undo would take back; None when there is nothing."""
        return self._done[-1].text if self._done else None

    @property
    def redo_text(self) -> str | None:
        return self._undone[-1].text if self._undone else None

    @property
    def texts(self) -> list[str]:
        """Every step that can be undone, oldest first."""
        return [edit.text for edit in self._done]

    def mark_saved(self) -> None:
        self._saved_at = self._steps

    def mark_unsaved(self) -> None:
        """What the document holds already, before any step, is saved nowhere else."""
        self._saved_at = None

    @property
    def is_modified(self) -> bool:
        """Whether the document differs from what was last saved, or opened."""
        return self._steps != self._saved_at

    @property
    def _steps(self) -> int:
        """How many steps lie behind the document as it is now."""
        return self._forgotten + len(self._done)
