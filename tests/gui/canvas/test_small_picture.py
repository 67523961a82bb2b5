"""Small pictures of documents: what they show, whatever the scan's size."""

from __future__ import annotations

import numpy as np
import pytest

from engine.document.patch import Patch, Provenance
from engine.geometry import Box
from gui.canvas.colour import colour_space_of, to_screen
from gui.canvas.small_picture import small_picture
from gui.qimage import to_screen_image


@pytest.mark.parametrize("area", [10**9, 2000, 300])
@pytest.mark.parametrize("kind", [{}, {"channels": 1}, {"dtype": np.uint16}])
def test_it_is_every_nth_pixel_of_the_whole(open_scan, area, kind):
    document = open_scan(**kind)
    rng = np.random.default_rng(0)
    patches = []
    for box in (Box(3, 5, 40, 31), Box(17, 11, 18, 12), Box(20, 20, 60, 50)):
        pixels = rng.integers(
            0, np.iinfo(document.dtype).max, (box.height, box.width, document.channels)
        )
        changed = rng.random(pixels.shape[:2]) < 0.7
        made = Provenance("ns", "a test", 3.0)
        patches.append(Patch(box, pixels.astype(document.dtype), changed, made, strength=0.6))
    document.apply(patches)
    shown = small_picture(document, area)
    step = -(-document.size.width // shown.width())
    whole = document.read(document.size.box)[::step, ::step]
    assert shown.width() * shown.height() <= area * 1.1
    space = colour_space_of(document.scan)
    assert shown == to_screen_image(to_screen(np.ascontiguousarray(whole), space))
