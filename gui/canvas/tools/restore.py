"""The restore brush: brings the original back where it paints."""

from __future__ import annotations

from gui.canvas.tools.brush import BrushTool
from gui.language import mark


class RestoreTool(BrushTool):
    """As large as the brush. What it paints is kept apart from the marks until the hand lifts."""

    name = "restore"
    text = mark("Bring back the original")
    plane = "restore"

    def __init__(self, brush: BrushTool) -> None:
        self._brush = brush

    @property
    def radius(self) -> float:
        return self._brush.radius

    @radius.setter
    def radius(self, radius: float) -> None:
        self._brush.radius = radius
