"""One press-drag-release on the mask, of a brush that may change its size on the way."""

from __future__ import annotations

import math

from engine.document.mask import TILE, Brush, Mask, MaskTile, Stroke
from engine.geometry import Box

PIECE = 512  # scan px

Point = tuple[float, float]


class Freehand:
    """Engine strokes, one for each size of the brush, kept as one step for undo."""

    def __init__(self, mask: Mask, brush: Brush, at: Point) -> None:
        self._mask, self._brush = mask, brush
        self._recorder = mask.recorder()
        self._kept = Box(0, 0, 0, 0)  # what the recorder was last told
        self.last = at
        self._keep(brush, at, at)
        self._stroke = Stroke(mask, brush, *at)
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
        self._keep(brush, self.last, to)
        dirty = Box(0, 0, 0, 0)
        if brush != self._brush:
            self._brush = brush
            self._stroke = Stroke(self._mask, brush, *self.last)
            dirty = self._stroke.dirty
        dirty = dirty.union(self._stroke.line_to(*to))
        self.last = to
        return dirty

    def _keep(self, brush: Brush, start: Point, end: Point) -> None:
        """Keep what is there before a line is drawn; slow hands ask for the same tiles again."""
        reach = _reach(brush, start, end)
        if not self._kept.contains(reach):
            self._kept = reach.pad(TILE // 2)
            self._recorder.before(self._kept)

    def finish(self) -> list[MaskTile]:
        """The tiles that differ, for `document.remember_mask`."""
        return self._recorder.finish()

    def roll_back(self) -> Box:
        """Take everything back; returns the box to redraw."""
        return self._recorder.roll_back()


def _reach(brush: Brush, start: Point, end: Point) -> Box:
    """All that a line of the brush may touch."""
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(start, end, strict=True))
    around = Box(math.floor(left), math.floor(top), math.ceil(right) + 1, math.ceil(bottom) + 1)
    return around.pad(math.ceil(brush.radius) + 4)
