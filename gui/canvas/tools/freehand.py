"""One press-drag-release on the mask, of a brush that may change its size on the way."""

from __future__ import annotations

import math

from engine.document.mask import Brush, Mask, MaskTile, Stroke
from engine.geometry import Box

PIECE = 512  # scan px

Point = tuple[float, float]


class Freehand:
    """Engine strokes, one for each size of the brush, kept as one step for undo."""

    def __init__(self, mask: Mask, brush: Brush, at: Point) -> None:
        self._mask, self._brush = mask, brush
        self._recorder = mask.recorder()
        self.last = at
        self._stroke = Stroke(mask, brush, *at, self._recorder)
        self.dirty = self._stroke.dirty

    def line_to(self, to: Point, brush: Brush) -> Box:
        """Go on to `to` with `brush`; returns the box to redraw."""
        start, dirty = self.last, Box(0, 0, 0, 0)
        # In pieces: the box around a long slanted line is mostly not line.
        pieces = math.ceil(math.dist(start, to) / max(PIECE, 2 * brush.radius)) or 1
        for piece in range(1, pieces + 1):
            share = piece / pieces
            across, down = (a + share * (b - a) for a, b in zip(start, to, strict=True))
            dirty = dirty.union(self._piece_to((across, down), brush))
        self.dirty = self.dirty.union(dirty)
        return dirty

    def _piece_to(self, to: Point, brush: Brush) -> Box:
        dirty = Box(0, 0, 0, 0)
        if brush != self._brush:
            self._brush = brush
            self._stroke = Stroke(self._mask, brush, *self.last, self._recorder)
            dirty = self._stroke.dirty
        dirty = dirty.union(self._stroke.line_to(*to))
        self.last = to
        return dirty

    def finish(self) -> list[MaskTile]:
        """The tiles that differ, for `document.remember_mask`."""
        return self._recorder.finish()

    def roll_back(self) -> Box:
        """Take everything back; returns the box to redraw."""
        return self._recorder.roll_back()
