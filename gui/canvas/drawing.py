"""What the hand does to the mask: the stroke under way, straight lines from the last one."""

from __future__ import annotations

import math

from engine.document.document import Document, Snapshot
from engine.document.layers import HAND
from engine.document.marking import PROTECT, LayerMarks
from engine.document.mask import Brush, Mask
from engine.geometry import Box
from gui.canvas.toolbox import Toolbox
from gui.canvas.tools.brush import BrushTool
from gui.canvas.tools.freehand import Freehand, Point
from gui.language import tr


class Drawing:
    """The stroke that is being drawn on one document with the brushes of a toolbox."""

    def __init__(self, tools: Toolbox) -> None:
        self._tools = tools
        self.hardness = 0.9
        self.document: Document | None = None
        self.restored: Mask | None = None  # what the restore brush has painted over
        self._stroke: Freehand | None = None
        self._tool, self._erase, self._pressure = tools.brush, False, 1.0
        self._last_end: Point | None = None  # of the last stroke, for straight lines
        self.drawn = Box(0, 0, 0, 0)  # around the last stroke

    @property
    def is_under_way(self) -> bool:
        return self._stroke is not None

    @property
    def plane(self) -> str:
        """What the stroke under way, or the last one, paints into."""
        return self._tool.plane

    def open(self, document: Document | None) -> None:
        self.document, self._stroke, self._last_end = document, None, None
        self.restored = None

    def begin(
        self,
        at: Point,
        *,
        tool: BrushTool,
        erase: bool = False,
        straight: bool = False,
        pressure: float = 1.0,
    ) -> Box:
        """Touch the mask at `at`; `straight` = with a line from where the last stroke ended."""
        self._tool, self._erase, self._pressure = tool, erase, pressure
        start = self._last_end if straight and self._last_end else at
        self._stroke = Freehand(self._mask(), self._tip(), start)
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
        self._last_end, self.drawn = stroke.last, stroke.dirty
        tiles = stroke.finish()
        tool = self._tools.eraser if self._erase or self._tool.erases else self._tool
        text = tr(tool.text)
        if self._tool.plane == PROTECT:
            self.document.remember_layers(text, {PROTECT: tiles})
        else:
            self.document.remember_mask(text, tiles)
        return bool(tiles)

    def take_restored(self) -> tuple[Snapshot, Box]:
        """End a stroke of the restore brush: the document with that stroke as its only marks, and
        the box in which they are no longer shown."""
        assert self._stroke is not None and self.document is not None and self.restored is not None
        stroke, self._stroke = self._stroke, None
        self._last_end = stroke.last
        marked = tuple((tile, self.restored.read(tile)) for tile in self.restored.marked_tiles())
        protected = [each for each in self.document.layers.copy() if each.id == PROTECT]
        layers = (LayerMarks(HAND, tiles=marked), *protected)
        snapshot = Snapshot(self.document.scan, tuple(self.document.patches), layers)
        return snapshot, stroke.roll_back()

    def drop(self) -> Box:
        """Take the stroke back as if it had never been; returns the box to redraw."""
        assert self._stroke is not None
        stroke, self._stroke = self._stroke, None
        return stroke.roll_back()

    def _mask(self) -> Mask:
        assert self.document is not None
        if self._tool.plane == PROTECT:
            return self.document.layers[PROTECT].mask
        if self._tool.plane == "restore":
            self.restored = self.restored or Mask(self.document.size)
            return self.restored
        return self.document.mask

    def _tip(self) -> Brush:
        return self._tool.tip(self.hardness, self._pressure, erase=self._erase)


def _finished_core(tip: Brush) -> float:
    """Radius in which one dab leaves nothing to do; the engine blurs soft brushes twice."""
    return tip.radius - 1.5 * tip.radius * (1 - tip.hardness) - 2
