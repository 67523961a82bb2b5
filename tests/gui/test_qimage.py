"""Pixels survive the way to Qt and back, whatever their width, and own their memory."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from gui.qimage import draw_overlay, from_qimage, to_qimage, to_screen_image


def random_pixels(width, channels, dtype):
    top = np.iinfo(dtype).max
    return np.random.default_rng(7).integers(0, top, (5, width, channels), dtype, endpoint=True)


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 7, 61])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pixels_come_back_as_they_were(width, channels, dtype):
    pixels = random_pixels(width, channels, dtype)
    back = from_qimage(to_qimage(pixels))
    assert back.dtype == dtype
    np.testing.assert_array_equal(back, pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_plane_without_a_channel_axis_is_grey(dtype):
    pixels = random_pixels(7, 1, dtype)
    np.testing.assert_array_equal(from_qimage(to_qimage(pixels[..., 0])), pixels)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(
    ("make", "dtype"), [(to_qimage, np.uint8), (to_qimage, np.uint16), (to_screen_image, np.uint8)]
)
def test_an_image_outlives_the_array_it_was_made_from(channels, make, dtype):
    pixels = random_pixels(61, channels, dtype)
    kept = pixels.copy()
    image = make(pixels)
    pixels[:] = 0
    del pixels
    gc.collect()
    shown = from_qimage(image)
    np.testing.assert_array_equal(shown, np.broadcast_to(kept, shown.shape))


def test_an_array_outlives_the_image_it_was_made_from():
    image = QImage(7, 5, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 20, 30))
    pixels = from_qimage(image)
    image.fill(0)
    del image
    gc.collect()
    assert (pixels == (10, 20, 30)).all()
    pixels[0, 0] = 0  # owned, so writable


def test_pieces_of_a_read_only_scan_are_taken_as_they_are():
    scan = random_pixels(61, 3, np.uint16)
    scan.flags.writeable = False
    piece = scan[1:4, 3:24]
    np.testing.assert_array_equal(from_qimage(to_qimage(piece)), piece)


def test_what_is_no_picture_is_refused():
    with pytest.raises(ValueError, match="float64"):
        to_qimage(np.zeros((4, 4, 3)))
    with pytest.raises(ValueError, match=r"\(4, 4, 2\)"):
        to_qimage(np.zeros((4, 4, 2), np.uint8))


def test_an_overlay_is_mixed_by_its_alpha():
    below = QImage(3, 1, QImage.Format.Format_RGB32)
    below.fill(QColor(100, 100, 100))
    painter = QPainter(below)
    draw_overlay(painter, 0, 0, np.array([[0, 0xFF_FF_00_00, 0x80_80_00_00]], np.uint32))
    painter.end()
    mixed = from_qimage(below)[0]
    np.testing.assert_allclose(mixed, [[100, 100, 100], [255, 0, 0], [178, 50, 50]], atol=1)
