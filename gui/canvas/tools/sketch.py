"""Tools that show an outline first and mark only once the shape is finished.

Plain Python: places are scan pixels, keys are words. What comes out of a finished sketch is a
shape, or a search that finds one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from engine.document.shapes import Point, Shape
from engine.geometry import Box, Size
from engine.progress import Progress


class Search(Protocol):
    """Finds what to mark, on another thread."""

    def find(self, read: Callable[[Box], np.ndarray], size: Size, progress: Progress) -> Shape: ...


Outcome = Shape | Search | None  # None: the sketch is not finished, or nothing came of it


@dataclass(frozen=True)
class Touch:
    """Where the hand is, and what it holds down."""

    at: Point
    shift: bool = False  # a square, a circle, steps of 45 degrees
    alt: bool = False  # from the middle
    reach: float = 8.0  # scan px that count as the same place


@dataclass(frozen=True)
class Outline:
    """What is shown of a sketch; `knots`: each point is marked, the first one as the way out."""

    points: tuple[Point, ...] = ()
    knots: bool = False


class SketchTool:
    """One way of making a shape; `press`, `move`, `release` and `enter` in this order."""

    name = ""
    text = ""  # as the history says it
    radius: float | None = None  # of the line, where the tool draws one

    @property
    def is_under_way(self) -> bool:
        return bool(self.outline().points)

    def press(self, touch: Touch) -> Outcome:
        return None

    def move(self, touch: Touch) -> None:
        """The hand moves, with the button held or not."""

    def release(self, touch: Touch) -> Outcome:
        return None

    def enter(self) -> Outcome:
        """Enter, or a double click: finish with what is there."""
        return None

    def back(self) -> None:
        """Backspace: drop the last point."""

    def drop(self) -> None:
        """Give the sketch up."""

    def outline(self) -> Outline:
        return Outline()


class DragTool(SketchTool):
    """From one corner to the other with the button held."""

    def __init__(self) -> None:
        self._start: Point | None = None
        self._corners: tuple[Point, Point] = ((0.0, 0.0), (0.0, 0.0))

    def press(self, touch: Touch) -> Outcome:
        self._start = touch.at
        self._corners = (touch.at, touch.at)
        return None

    def move(self, touch: Touch) -> None:
        if self._start is not None:
            self._corners = self._span(self._start, touch)

    def release(self, touch: Touch) -> Outcome:
        self.move(touch)
        start, corners = self._start, self._corners
        self.drop()
        # A click is no shape: it happens when somebody changes his mind.
        if start is None or math.dist(*corners) < touch.reach / 2:
            return None
        return self._shape(*corners)

    def drop(self) -> None:
        self._start = None

    def outline(self) -> Outline:
        return Outline(self._way(*self._corners)) if self._start is not None else Outline()

    def _span(self, start: Point, touch: Touch) -> tuple[Point, Point]:
        """The two corners that shift and alt make of start and place."""
        dx, dy = (b - a for a, b in zip(start, touch.at, strict=True))
        if touch.shift:
            side = max(abs(dx), abs(dy))
            dx, dy = math.copysign(side, dx), math.copysign(side, dy)
        far = (start[0] + dx, start[1] + dy)
        return ((start[0] - dx, start[1] - dy) if touch.alt else start), far

    def _shape(self, a: Point, b: Point) -> Shape:
        raise NotImplementedError

    def _way(self, a: Point, b: Point) -> tuple[Point, ...]:
        """The outline, closed."""
        raise NotImplementedError


def in_steps(start: Point, touch: Touch) -> Touch:
    """With Shift, the place moved onto the nearest of the eight directions from `start`."""
    if not touch.shift:
        return touch
    dx, dy = touch.at[0] - start[0], touch.at[1] - start[1]
    angle = round(math.atan2(dy, dx) / (math.pi / 4)) * (math.pi / 4)
    length = dx * math.cos(angle) + dy * math.sin(angle)
    at = (start[0] + length * math.cos(angle), start[1] + length * math.sin(angle))
    return replace(touch, at=at)
