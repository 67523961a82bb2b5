"""Which part of the scan is seen, and how large. Plain numbers, no Qt.

Scan coordinates are continuous: pixel (3, 4) covers x from 3.0 to 4.0. Screen coordinates are
device pixels of the view, counted from its top left corner.
"""

from __future__ import annotations

import math

from engine.document.restoration import View
from engine.geometry import Box, Size

SMALLEST, LARGEST = 1 / 64, 64.0  # zoom; a scan that needs less to fit may go down to that
KEPT_IN_SIGHT = 48  # device px of the scan that panning always leaves in the view
_STEPS = sorted(
    [2.0**k for k in range(-6, 7)] + [1.5 * 2.0**k for k in range(1, 6)] + [1 / 3, 2 / 3, 1.5]
)


class Camera:
    """`zoom` device pixels per scan pixel; (`x`, `y`) is the scan point at the top left corner."""

    def __init__(self, scan: Size, view: Size) -> None:
        self.scan, self.view = scan, view
        self.zoom, self.x, self.y = 1.0, 0.0, 0.0
        self.fit()

    @property
    def offset(self) -> tuple[int, int]:
        """Whole device pixels from the scan's corner to the view's: what painting goes by."""
        return round(self.x * self.zoom), round(self.y * self.zoom)

    def to_device(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.x) * self.zoom, (y - self.y) * self.zoom

    def to_scan(self, x: float, y: float) -> tuple[float, float]:
        return self.x + x / self.zoom, self.y + y / self.zoom

    def fit(self) -> None:
        """The whole scan, in the middle; stays so when the view is resized."""
        self.zoom = min(self._fitting(), LARGEST)
        self.x = (self.scan.width - self.view.width / self.zoom) / 2
        self.y = (self.scan.height - self.view.height / self.zoom) / 2
        self._fitted = True

    @property
    def looked_at(self) -> View | None:
        """What `look_at` goes back to; None while the whole scan is fitted into the view."""
        if self._fitted:
            return None
        return View(self.zoom, *self.to_scan(self.view.width / 2, self.view.height / 2))

    def look_at(self, view: View) -> None:
        """Zoom, with a scan point in the middle; as far as that is within the limits."""
        self.zoom = min(max(view.zoom, min(SMALLEST, self._fitting())), LARGEST)
        self.x = view.x - self.view.width / 2 / self.zoom
        self.y = view.y - self.view.height / 2 / self.zoom
        self._settle()

    def zoom_about(self, x: float, y: float, zoom: float) -> None:
        """Zoom so that the scan point at device pixel (x, y) stays where it is."""
        at_x, at_y = self.to_scan(x, y)
        self.zoom = min(max(zoom, min(SMALLEST, self._fitting())), LARGEST)
        self.x, self.y = at_x - x / self.zoom, at_y - y / self.zoom
        self._settle()

    def pan(self, dx: float, dy: float) -> None:
        """Move the scan by device pixels."""
        self.x, self.y = self.x - dx / self.zoom, self.y - dy / self.zoom
        self._settle()

    def resize(self, view: Size) -> None:
        """Keep the middle of the view where it was, or the whole scan in sight if it was."""
        middle = self.to_scan(self.view.width / 2, self.view.height / 2)
        self.view = view
        if self._fitted:
            self.fit()
            return
        self.x = middle[0] - view.width / 2 / self.zoom
        self.y = middle[1] - view.height / 2 / self.zoom
        self._settle()

    def next_step(self, *, larger: bool) -> float:
        """The next of the round zooms (25 %, 33 %, 50 %, 67 %, 100 % ...) from here."""
        if larger:
            return next((step for step in _STEPS if step > self.zoom * 1.01), LARGEST)
        return next((step for step in reversed(_STEPS) if step < self.zoom * 0.99), SMALLEST)

    def seen(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The scan pixels of which some part lies in this rectangle of device pixels."""
        from_x, from_y = self.offset
        return Box(
            math.floor((left + from_x) / self.zoom),
            math.floor((top + from_y) / self.zoom),
            math.ceil((right + from_x) / self.zoom),
            math.ceil((bottom + from_y) / self.zoom),
        ).clamp(self.scan)

    def covered(self, box: Box) -> Box:
        """The device pixels of which some part shows scan pixels of `box`."""
        from_x, from_y = self.offset
        return Box(
            math.floor(box.left * self.zoom) - from_x,
            math.floor(box.top * self.zoom) - from_y,
            math.ceil(box.right * self.zoom) - from_x,
            math.ceil(box.bottom * self.zoom) - from_y,
        )

    def _fitting(self) -> float:
        across = max(self.view.width, 1) / self.scan.width
        return min(across, max(self.view.height, 1) / self.scan.height)

    def _settle(self) -> None:
        self._fitted = False
        self.x = self._in_sight(self.x, self.scan.width, self.view.width)
        self.y = self._in_sight(self.y, self.scan.height, self.view.height)

    def _in_sight(self, start: float, scan: int, view: int) -> float:
        kept = min(KEPT_IN_SIGHT / self.zoom, scan)
        return min(max(start, kept - view / self.zoom), scan - kept)
