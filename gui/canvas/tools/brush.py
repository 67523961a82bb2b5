"""The brush: marks what is to be repaired."""

from __future__ import annotations

from engine.document.mask import Brush
from gui.language import mark

SMALLEST, LARGEST = 0.5, 1000.0  # radius in scan pixels
LIGHTEST_TOUCH = 0.1  # of the radius, where the pen hardly presses


class BrushTool:
    """A round brush with a radius of its own, in scan pixels."""

    name = "brush"
    text = mark("Brush stroke")  # as the history says it
    erases = False
    plane = "mask"  # what it paints into: the active layer, or one of its own

    def __init__(self, radius: float = 20.0) -> None:
        self._radius = radius

    @property
    def radius(self) -> float:
        return self._radius

    @radius.setter
    def radius(self, radius: float) -> None:
        self._radius = min(max(float(radius), SMALLEST), LARGEST)

    def tip(self, hardness: float, pressure: float = 1.0, *, erase: bool = False) -> Brush:
        """What touches the mask at this pressure of a pen, 0..1, more for one that is laid down."""
        share = LIGHTEST_TOUCH + (1 - LIGHTEST_TOUCH) * pressure
        radius = min(max(self.radius * share, SMALLEST), LARGEST)
        return Brush(radius, hardness, self.erases or erase)
