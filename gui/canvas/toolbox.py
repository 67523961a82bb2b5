"""All tools of a canvas, and the one in the hand."""

from __future__ import annotations

from gui.canvas.tools.brush import BrushTool
from gui.canvas.tools.ellipse import EllipseTool
from gui.canvas.tools.eraser import EraserTool
from gui.canvas.tools.lasso import LassoTool
from gui.canvas.tools.line import LineTool
from gui.canvas.tools.polygon import PolygonTool
from gui.canvas.tools.protect import ProtectTool
from gui.canvas.tools.rectangle import RectangleTool
from gui.canvas.tools.restore import RestoreTool
from gui.canvas.tools.scratch import ScratchTool
from gui.canvas.tools.sketch import SketchTool
from gui.canvas.tools.wand import WandTool


class Toolbox:
    """Each tool once; those that paint or draw lines share the size of the brush, but for the
    eraser."""

    def __init__(self) -> None:
        self.brush, self.eraser, self.wand = BrushTool(), EraserTool(), WandTool()
        tools: tuple[BrushTool | SketchTool, ...] = (
            self.brush,
            self.eraser,
            ScratchTool(self.brush),
            LineTool(self.brush),
            LassoTool(),
            PolygonTool(),
            RectangleTool(),
            EllipseTool(),
            self.wand,
            RestoreTool(self.brush),
            ProtectTool(self.brush),
        )
        self._tools = {tool.name: tool for tool in tools}
        self.current: BrushTool | SketchTool = self.brush

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._tools)

    @property
    def painter(self) -> BrushTool | None:
        """The tool in the hand, where it paints at once."""
        return self.current if isinstance(self.current, BrushTool) else None

    @property
    def sketcher(self) -> SketchTool | None:
        """The tool in the hand, where it shows an outline first."""
        return self.current if isinstance(self.current, SketchTool) else None

    @property
    def sized(self) -> BrushTool:
        """Whose size the keys and the wheel change."""
        return self.eraser if self.current is self.eraser else self.brush

    def choose(self, name: str) -> None:
        """ValueError where there is no such tool."""
        if name not in self._tools:
            raise ValueError(f"{name!r} is none of {', '.join(self._tools)}")
        self.current = self._tools[name]
