"""A change of what is done to the whole picture, to be undone like every other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.geometry import Box
from engine.restore.finish import Finish

if TYPE_CHECKING:
    from engine.document.document import Document


@dataclass(frozen=True)
class FinishEdit:
    """Tone, enhancement, enlargement: parameters before and after; no pixel is kept."""

    text: str
    before: Finish
    after: Finish

    @property
    def nbytes(self) -> int:
        return 64 * 1024  # the curves of both

    def redo(self, document: Document) -> Box:
        return _set(document, self.after)

    def undo(self, document: Document) -> Box:
        return _set(document, self.before)


def _set(document: Document, finish: Finish) -> Box:
    document.finish = finish
    return document.size.box
