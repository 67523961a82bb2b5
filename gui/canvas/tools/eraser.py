"""The eraser: takes marks away."""

from __future__ import annotations

from gui.canvas.tools.brush import BrushTool
from gui.language import mark


class EraserTool(BrushTool):
    """Like the brush, with a radius of its own."""

    name = "eraser"
    text = mark("Erase")
    erases = True

    def __init__(self, radius: float = 30.0) -> None:
        super().__init__(radius)
