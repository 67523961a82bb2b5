"""Date stamps in the corners are found, whole; the middle and plain pictures are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from engine.detect.date_stamp import find_dates
from engine.detect.find import find_damage
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.files.scan import Scan
from engine.progress import Cancelled, Progress, Stop
from tests.engine.detect import marked, stamps

SETTINGS = DetectSettings(classes=("date",))


@pytest.fixture
def plain():
    return marked.stored(marked.picture(4, 400, 600))


def marks(pixels: np.ndarray):
    found = find_dates(Document(Scan(None, pixels)), Progress())
    return found.masks(SETTINGS)["date"]


def recall(pixels: np.ndarray, plain: np.ndarray) -> float:
    """Share of the plainly changed pixels that are marked."""
    changed = np.abs(pixels.astype(int) - plain).max(axis=2) > 60
    return float((marks(pixels).draw() > 0)[changed].mean())


def test_a_glowing_stamp_is_found(plain):
    stamped = stamps.lcd(plain, "'98 11 24", 420, 360, 13)
    assert recall(stamped, plain) > 0.9


def test_a_stamp_on_its_side_is_found(plain):
    upright = np.ascontiguousarray(plain.transpose(1, 0, 2))
    stamped = stamps.lcd(upright, "'98 11 24", 220, 560, 13)
    turned = np.ascontiguousarray(stamped.transpose(1, 0, 2))
    assert recall(turned, plain) > 0.9


def test_a_printed_date_is_found(plain):
    dark = plain // 3
    assert recall(stamps.printed(dark, "24.12.1998", 440, 370, 14), dark) > 0.9


def test_sixteen_bits_are_looked_at_too(plain):
    stamped = stamps.lcd(plain, "'98 11 24", 420, 360, 13)
    assert marks(stamped.astype(np.uint16) * 257).area == marks(stamped).area > 0


def test_nothing_is_found_on_a_plain_picture_or_in_its_middle(plain):
    assert marks(plain).area == 0
    assert marks(stamps.lcd(plain, "'98 11 24", 240, 200, 13)).area == 0


def test_dates_are_looked_for_where_they_are_asked_for(plain):
    document = Document(Scan(None, stamps.lcd(plain, "'98 11 24", 420, 360, 13)))
    asked = find_damage(document, SETTINGS, "classical", None, Progress())
    assert asked.masks(SETTINGS)["date"].area > 0 and "date stamps" in asked.source
    assert (
        "date" not in find_damage(document, DetectSettings(), "classical", None, Progress()).planes
    )


def test_stopping_ends_it(plain):
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        find_dates(Document(Scan(None, plain)), Progress(stop=stop))
