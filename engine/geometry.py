"""Sizes and boxes in whole scan pixels. Values: nothing here changes in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def box(self) -> Box:
        """The whole area, with its top left corner at 0, 0."""
        return Box(0, 0, self.width, self.height)

    def turned(self, orientation: int) -> Size:
        """What stored rows of this size measure upright; orientation 1..8 as in EXIF and TIFF."""
        return Size(self.height, self.width) if orientation >= 5 else self

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels; `right` and `bottom` are exclusive. Empty when it has no pixel."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        return max(0, self.bottom - self.top)

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def slices(self) -> tuple[slice, slice]:
        """For indexing rows x columns arrays: `pixels[box.slices]`."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def __bool__(self) -> bool:
        return self.left < self.right and self.top < self.bottom

    def pad(self, margin: int) -> Box:
        """Grown by `margin` on every side; may reach outside the scan: clamp it."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def clamp(self, size: Size) -> Box:
        """The part inside `size`."""
        return self.intersection(size.box)

    def intersection(self, other: Box) -> Box:
        """The common part; some empty box where there is none."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right = max(left, min(self.right, other.right))
        return Box(left, top, right, max(top, min(self.bottom, other.bottom)))

    def intersects(self, other: Box) -> bool:
        return bool(self.intersection(other))

    def union(self, other: Box) -> Box:
        """The smallest box around both; an empty box adds nothing."""
        if not self:
            return other
        if not other:
            return self
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def contains(self, other: Box) -> bool:
        return not other or (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def shift(self, dx: int, dy: int) -> Box:
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def within(self, outer: Box) -> Box:
        """The same pixels, counted from the top left corner of `outer`."""
        return self.shift(-outer.left, -outer.top)

    def __str__(self) -> str:
        return f"{self.width} x {self.height} at {self.left}, {self.top}"


def box_around(boxes: Iterable[Box]) -> Box:
    """The smallest box that contains all of them; empty where there is none."""
    around = Box(0, 0, 0, 0)
    for box in boxes:
        around = around.union(box)
    return around
