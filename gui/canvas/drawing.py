"""What the hand does to the mask: tools, the stroke under way, straight lines from the last one."""

from __future__ import annotations

import math

from engine.document.document import Document
from engine.document.mask import Brush
from engine.geometry import Box
from gui.canvas.tools.brush import BrushTool
from gui.canvas.tools.eraser import EraserTool
from gui.canvas.tools.freehand import Freehand, Point

TOOLS = ("brush", "eraser")


class Drawing:
    """The tools of one canvas, and the stroke that is being drawn with them."""

    def __init__(self) -> None:
        self.brush, self.eraser = BrushTool(), EraserTool()
        self.tool: BrushTool = self.brush
        self.hardness = 0.9
        self.document: Document | None = None
        self._stroke: Freehand | None = None
        self._stroke_tool, self._erase, self._pressure = self.tool, False, 1.0
        self._last_end: Point | None = None  # of the last stroke, for straight lines

    @property
    def is_under_way(self) -> bool:
        return self._stroke is not None

    def choose(self, name: str) -> None:
        self.tool = {"brush": self.brush, "eraser": self.eraser}[name]

    def open(self, document: Document | None) -> None:
        self.document, self._stroke, self._last_end = document, None, None

    def begin(
        self,
        at: Point,
        *,
        tool: BrushTool | None = None,
        erase: bool = False,
        straight: bool = False,
        pressure: float = 1.0,
    ) -> Box:
        """Touch the mask at `at`; `straight` = with a line from where the last stroke ended."""
        assert self.document is not None
        self._stroke_tool, self._erase = tool or self.tool, erase
        self._pressure = pressure
        start = self._last_end if straight and self._last_end else at
        self._stroke = Freehand(self.document.mask, self._tip(), start)
        if start != at:
            self._stroke.line_to(at, self._tip())
        return self._stroke.dirty

    def go_on(self, to: Point, pressure: float = 1.0) -> tuple[Box, float]:
        """Draw on to `to`; returns the box to redraw, and the radius around `to` in which nothing
        has changed because the brush was there already (scan pixels, 0 = none).
        """
        assert self._stroke is not None
        last, before = self._stroke.last, self._tip()
        self._pressure = pressure
        tip = self._tip()
        dirty = self._stroke.line_to(to, tip)
        unchanged = _finished_core(tip) - math.dist(last, to) if tip == before else 0.0
        return dirty, max(unchanged, 0.0)

    def finish(self) -> bool:
        """The hand is lifted: one step for undo. Returns whether the mask differs."""
        assert self._stroke is not None and self.document is not None
        stroke, self._stroke = self._stroke, None
        self._last_end = stroke.last
        tiles = stroke.finish()
        erases = self._erase or self._stroke_tool.erases
        text = self.eraser.text if erases else self.brush.text
        self.document.remember_mask(text, tiles)
        return bool(tiles)

    def drop(self) -> Box:
        """Take the stroke back as if it had never been; returns the box to redraw."""
        assert self._stroke is not None
        stroke, self._stroke = self._stroke, None
        return stroke.roll_back()

    def _tip(self) -> Brush:
        return self._stroke_tool.tip(self.hardness, self._pressure, erase=self._erase)


def _finished_core(tip: Brush) -> float:
    """Radius in which one dab leaves nothing to do; the engine blurs soft brushes twice."""
    return tip.radius - 1.5 * tip.radius * (1 - tip.hardness) - 2
