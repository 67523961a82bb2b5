"""What the pressure and the tilt of a pen mean for the size of a brush."""

from __future__ import annotations

import math

from PySide6.QtGui import QTabletEvent

STEEP, FLAT = 30.0, 60.0  # degrees from upright between which tilting makes the brush larger
TILTED = 1.5  # times larger, laid flat as for shading with a pencil


def touch_of(event: QTabletEvent) -> float:
    """The share of the brush's size: the pressure, and more where the pen is laid down."""
    tilt = math.degrees(
        math.atan(math.hypot(*(math.tan(math.radians(t)) for t in (event.xTilt(), event.yTilt()))))
    )
    laid = min(max((tilt - STEEP) / (FLAT - STEEP), 0.0), 1.0)
    return event.pressure() * (1 + (TILTED - 1) * laid)
