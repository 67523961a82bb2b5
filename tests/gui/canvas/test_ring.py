"""The ring around the brush: kept as a picture while it moves, and the same as drawn anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from gui.canvas.overlay import Ring, RingStamp
from gui.qimage import from_qimage

# Two translucent tones laid over each other first, and then over the picture: a rounding more.
LEVELS = 2
AROUND = 300  # px around the view: Qt begins dashes anew where a line comes back into a picture


def seen(ring, ratio, stamp=None):
    """int (400 ratio, 500 ratio, 3): a view with this ring, by the stamp or drawn anew."""
    around = 0 if stamp else AROUND
    image = QImage(
        *((side + 2 * around) * ratio for side in (500, 400)), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(ratio)
    image.fill(0xFF4080C0)
    painter = QPainter(image)
    if stamp:
        stamp.draw(painter, ring)
    else:
        replace(ring, x=ring.x + around, y=ring.y + around).draw(painter)
    painter.end()
    left = around * ratio
    shown = from_qimage(image).astype(int)
    return shown[left : left + 400 * ratio, left : left + 500 * ratio]


def differ(ring, ratio, stamp):
    return np.abs(seen(ring, ratio, stamp) - seen(ring, ratio)).max()


@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("hardness", [1.0, 0.6])
@pytest.mark.parametrize("erases", [False, True])
def test_a_ring_that_moved_looks_as_if_drawn_anew(qapp, ratio, hardness, erases):
    stamp, ring = RingStamp(), Ring(240.5, 200.5, 150.25, hardness, erases)
    for x, y in ((240.5, 200.5), (251.5, 190.5), (20.5, 395.5), (-30.5, 200.5)):
        assert differ(replace(ring, x=x, y=y), ratio, stamp) <= LEVELS


def test_another_ring_is_never_shown_as_the_last_one(qapp):
    stamp, ring = RingStamp(), Ring(240.5, 200.5, 150.0, 0.6, False)
    for change in ({"x": 240.75}, {"radius": 151.0}, {"hardness": 0.7}, {"erases": True}):
        other = replace(ring, **change)
        for shown in (ring, ring, ring, other, other):
            assert differ(shown, 1, stamp) <= LEVELS
