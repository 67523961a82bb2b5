"""Date stamps in the corners are found, whole; the middle and plain pictures are left alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.detect.date_stamp import find_dates
from engine.detect.digits import find_digits
from engine.detect.find import find_damage
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.files.scan import Scan
from engine.progress import Cancelled, Progress, Stop
from tests.engine.detect import marked, stamps

SETTINGS = DetectSettings(classes=("date",))
BLACK = (18, 18, 18)


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


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_stamp_on_its_side_or_head_is_found(plain, quarters):
    stamped = stamps.lcd(plain, "'98 12 24", 420, 360, 13)
    turned = [np.ascontiguousarray(np.rot90(pixels, quarters)) for pixels in (stamped, plain)]
    assert recall(*turned) > 0.9


@pytest.mark.parametrize("colour", [stamps.WHITE, stamps.YELLOW, BLACK])
@pytest.mark.parametrize("draw", [stamps.printed, stamps.typeset])
def test_a_printed_date_is_found(plain, draw, colour):
    below = plain // 2 + (100 if colour == BLACK else 0)
    assert recall(draw(below, "24.12.1998", 430, 370, 14, colour), below) > 0.9


def test_what_is_no_digit_is_no_date(plain):
    """Bars, rings and letters of one height and colour beside each other."""
    dark = plain // 3
    for text in ("IIIIIIII", "MNXWKHX"):
        assert marks(stamps.typeset(dark, text, 420, 370, 14)).area == 0


def test_sixteen_bits_are_looked_at_too(plain):
    stamped = stamps.lcd(plain, "'98 11 24", 420, 360, 13)
    assert marks(stamped.astype(np.uint16) * 257).area == marks(stamped).area > 0


def test_nothing_is_found_on_a_plain_picture_or_in_its_middle(plain):
    assert marks(plain).area == 0
    assert marks(stamps.lcd(plain, "'98 11 24", 240, 200, 13)).area == 0


def test_less_certain_rows_need_more_sensitivity(plain):
    stamped = stamps.printed(plain // 3, "24.12.1998", 440, 370, 14)
    found = find_dates(Document(Scan(None, stamped)), Progress())
    areas = [
        found.masks(DetectSettings(sensitivity, classes=("date",)))["date"].area
        for sensitivity in (0.0, 0.5, 1.0)
    ]
    assert areas[0] <= areas[1] <= areas[2] and areas[1] > 0


@pytest.mark.parametrize("text", ["0123456789", "9876543210"])
def test_digits_are_told_apart(text):
    picture = np.full((80, 400, 3), 40, np.uint8)
    face = cv2.FONT_HERSHEY_DUPLEX  # not among those that are known
    cv2.putText(picture, text, (20, 55), face, 1.3, (240, 240, 240), 2, cv2.LINE_AA)
    digits = find_digits(picture, 20, 40)
    told: dict[int, int] = {}
    for box, value in zip(digits.boxes.tolist(), digits.values.tolist(), strict=True):
        told.setdefault(round((box[0] + box[2]) / 2 / 8), value)  # the likest come first
    read = "".join(str(told[place]) for place in sorted(told))
    assert sum(one in read for one in set(text)) >= 9


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
