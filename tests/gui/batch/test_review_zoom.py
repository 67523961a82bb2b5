"""The review at 100 %: the pixels themselves, both pictures at the same place."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from engine.document.document import Document
from engine.files.scan import Scan
from engine.geometry import Box, Size
from gui.batch.items import Row
from gui.batch.pair import GAP, Pair
from gui.batch.pictures import Fetched, Pictures
from gui.batch.review_page import ReviewPage
from gui.batch.work import Both
from gui.qimage import from_qimage

SIZE = Size(2000, 1500)
LEFT = Qt.MouseButton.LeftButton


class Coordinates:
    """A scan whose pixels tell where they are; after is blue where before is not."""

    size = SIZE

    def read(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        y, x = np.mgrid[box.top : box.bottom, box.left : box.right]
        before = np.stack([x // 8, y // 8, 0 * x], axis=-1).astype(np.uint8)
        after = before.copy()
        after[..., 2] = 255
        return before, after


@pytest.fixture
def pair(qtbot):
    """The whole scan at a fifth, in halves of 400 x 300."""
    pair = Pair()
    qtbot.addWidget(pair)
    pair.resize(2 * 400 + GAP, 300 + pair._line)
    pair.show_pictures(Pictures((QImage(400, 300, QImage.Format.Format_RGB32),) * 2, ()))
    pair.show()
    qtbot.waitExposed(pair)
    return pair


def at(pair, x, y, half=0):
    """Where in the widget (x, y) of a half is."""
    return QPoint(half * (400 + GAP) + x, pair._line + y)


def shown(pair, x, y, half=0):
    """Scan coordinates / 8 that are painted there, and blue."""
    point = at(pair, x, y, half)
    return tuple(int(v) for v in from_qimage(pair.grab().toImage())[point.y(), point.x()])


def drag(qtbot, pair, start, by):
    qtbot.mousePress(pair, LEFT, pos=start)
    for share in (0.5, 1.0):
        qtbot.mouseMove(pair, start + QPoint(round(by.x() * share), round(by.y() * share)))
    qtbot.mouseRelease(pair, LEFT, pos=start + by)


@pytest.mark.parametrize("half", [0, 1])
def test_a_click_shows_the_pixel_under_the_pointer_in_both(qtbot, pair, half):
    with qtbot.waitSignal(pair.detail_wanted):
        qtbot.mouseClick(pair, LEFT, pos=at(pair, 120, 200, half))
    pair.show_detail(Coordinates())
    assert pair.is_zoomed
    x, y = 120 * 5 // 8, 200 * 5 // 8
    for number, blue in enumerate((0, 255)):
        assert shown(pair, 120, 200, number) == pytest.approx((x, y, blue), abs=1)
        assert shown(pair, 200, 240, number) == pytest.approx((x + 10, y + 5, blue), abs=1)
    qtbot.mouseClick(pair, LEFT, pos=at(pair, 10, 10))
    assert not pair.is_zoomed


def test_dragging_moves_both_and_stops_at_the_edge(qtbot, pair):
    qtbot.mouseClick(pair, LEFT, pos=at(pair, 200, 150))
    pair.show_detail(Coordinates())
    before = shown(pair, 100, 100), shown(pair, 100, 100, 1)
    drag(qtbot, pair, at(pair, 200, 150), QPoint(-80, -40))
    after = shown(pair, 100, 100), shown(pair, 100, 100, 1)
    for was, now in zip(before, after, strict=True):
        assert now == pytest.approx((was[0] + 10, was[1] + 5, was[2]), abs=1)
    for _ in range(20):
        drag(qtbot, pair, at(pair, 20, 20), QPoint(360, 260))
    assert pair.is_zoomed and shown(pair, 0, 0) == (0, 0, 0)
    drag(qtbot, pair, at(pair, 200, 150), QPoint(-16, -16))
    assert shown(pair, 0, 0) == pytest.approx((2, 2, 0), abs=1), "the way back begins at once"


def test_arrow_keys_move_too(qtbot, pair):
    qtbot.mouseClick(pair, LEFT, pos=at(pair, 200, 150))
    pair.show_detail(Coordinates())
    x, y, _ = shown(pair, 100, 100)
    qtbot.keyClick(pair, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(pair, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert shown(pair, 100, 100)[:2] == pytest.approx((x + 10, y - 10), abs=1)


def test_a_scan_smaller_than_its_half_is_in_the_middle(qtbot, pair):
    class Small(Coordinates):
        size = Size(100, 80)

    pair.toggle_zoom()
    pair.show_detail(Small())
    assert shown(pair, 200, 150) == pytest.approx((6, 5, 0), abs=1)
    assert shown(pair, 140, 150) == shown(pair, 5, 5), "nothing beside it"


@pytest.fixture
def page(qtbot, tmp_path):
    page = ReviewPage()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    rows = [Row(tmp_path / f"{n}.png", tmp_path / "out" / f"{n}.png", "review") for n in "ab"]
    page.set_rows(rows, lambda source, progress: Fetched(()))
    yield page
    page.close_gallery()


def test_z_and_its_button_agree(qtbot, page):
    with qtbot.waitSignal(page.detail_asked) as asked:
        qtbot.keyClick(page.pair, Qt.Key.Key_Z)
    assert asked.args == [page.rows[0].source]
    zoom = page.buttons["zoom"]
    assert page.pair.is_zoomed and zoom.isChecked()
    qtbot.mouseClick(zoom, LEFT)
    assert not page.pair.is_zoomed and not zoom.isChecked()


def test_pixels_are_given_back_when_the_page_is_left(qtbot, page):
    qtbot.keyClick(page.pair, Qt.Key.Key_Z)
    page.show_detail(page.current.source, Coordinates())
    page.hide()
    assert page.pair._detail is None and not page.pair.is_zoomed


def test_the_next_scan_is_shown_whole_and_late_pixels_of_the_last_are_not(qtbot, page):
    qtbot.keyClick(page.pair, Qt.Key.Key_Z)
    first = page.current.source
    qtbot.keyClick(page.pair, Qt.Key.Key_N)
    assert not page.pair.is_zoomed and not page.buttons["zoom"].isChecked()
    page.show_detail(first, Coordinates())
    assert page.pair._detail is None


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_both_are_read_as_they_are_with_marks_in_red(dtype, channels):
    pixels = np.full((20, 30, channels), 100 * (257 if dtype == np.uint16 else 1), dtype)
    scan = Scan(None, pixels)
    marked = Document(scan)
    marked.mask.replace(Box(6, 6, 8, 8), np.full((2, 2), 255, np.uint8))
    before, after = Both(Document(scan).snapshot(), marked.snapshot()).read(Box(5, 5, 15, 12))
    assert before.shape == after.shape == (7, 10, 3) and (before == 100).all()
    assert (after[1, 1] == (255, 0, 60)).all() and (after[6, 9] == 100).all()
