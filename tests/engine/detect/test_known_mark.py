"""A logo is found in its place, size and strength, or not at all."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.detect.known_mark import place_logo
from engine.detect.watermark import Watermark
from engine.detect.watermark_remove import remove_mark
from engine.errors import ScanError
from engine.files.scan import Scan
from engine.progress import Progress
from tests.engine.detect import marked


@pytest.fixture(scope="module")
def logo():
    drawn = np.zeros((200, 400), np.uint8)
    cv2.putText(drawn, "PHOTO", (24, 130), cv2.FONT_HERSHEY_DUPLEX, 3, 255, 14, cv2.LINE_AA)
    cv2.ellipse(drawn, (200, 100), (190, 90), 0, 0, 360, 255, 8, cv2.LINE_AA)
    return Watermark(drawn.astype(np.float32) / 255, np.ones((200, 400, 1), np.float32))


def test_place_size_and_strength_are_found(logo):
    true = marked.picture(8, 300, 400)
    alpha = np.zeros((300, 400), np.float32)
    alpha[120:200, 130:290] = 0.45 * cv2.resize(logo.alpha, (160, 80), interpolation=cv2.INTER_AREA)
    scan = Scan(None, marked.stored(marked.under(true, alpha)))
    placed = place_logo(scan, logo, Progress())
    x, y, w, _ = cv2.boundingRect((alpha > 0.01).astype(np.uint8))
    assert abs(placed.place.left - x) <= 2 and abs(placed.place.top - y) <= 2
    assert abs(placed.size.width - w) <= 3
    assert abs(float(placed.alpha.max()) - 0.45) < 0.03
    removal = remove_mark(scan, placed, Progress())
    before = np.abs(scan.pixels / 255 - true)[alpha > 0.02].mean()
    bare = scan.pixels / np.float32(255)
    there = removal.patch.changed
    bare[removal.patch.box.slices][there] = removal.patch.pixels[there] / np.float32(255)
    assert np.abs(bare - true)[alpha > 0.02].mean() < before / 5


def test_where_it_is_not_it_is_not_found(logo):
    with pytest.raises(ScanError, match="the logo was not found"):
        place_logo(Scan(None, marked.stored(marked.picture(9, 300, 400))), logo, Progress())
