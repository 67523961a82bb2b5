"""How strongly the last repair shows: a drag of the slider is one step of the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.document.document import Document
from engine.document.patch import Patch
from engine.geometry import Box


class StrengthDrag:
    """From press to release of the slider; every move replaces the step of the move before."""

    def __init__(self, redraw: Callable[[Box], None]) -> None:
        self._redraw = redraw
        self._is_dragging = False
        self._steps: list[str] | None = None  # the history right after our step, if it is on top

    def start(self) -> None:
        self._is_dragging, self._steps = True, None

    def end(self) -> None:
        self._is_dragging, self._steps = False, None

    def set(self, document: Document, patches: Sequence[Patch], strength: float) -> None:
        """Show `patches` at `strength` 0..1."""
        changed = Box(0, 0, 0, 0)
        # A repair that ended during the drag lies on top of our step: then begin another one.
        if self._is_dragging and self._steps == document.history.texts:
            changed = document.undo()
        changed = changed.union(document.set_strength([p.id for p in patches], strength))
        self._steps = document.history.texts
        self._redraw(changed)
