"""Levels and tiles: what is built in the background, kept, and made anew."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColorSpace

from engine.document.mask import Brush, Mask, Stroke
from engine.files.scan import Metadata, Scan
from engine.geometry import Box, Size
from gui.canvas.camera import Camera
from gui.canvas.colour import colour_space_of, to_screen
from gui.canvas.mask_overlay import MaskOverlay, _runs, halve_to_largest
from gui.canvas.pyramid import Pyramid, aligned, halve, level_count, reduced_box, scan_box


def shown(canvas, hands, box):
    """uint8: what the view shows of `box` (scan pixels)."""
    start, end = canvas.to_viewport(box.left, box.top), canvas.to_viewport(box.right, box.bottom)
    return hands.look()[start.y() : end.y(), start.x() : end.x()]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_zoomed_out_each_pixel_is_a_mean(canvas, open_scan, hands, dtype, channels):
    document = open_scan(width=1400, height=1000, channels=channels, dtype=dtype)
    canvas.mask_view = "off"
    canvas.zoom = 0.25
    box = Box(400, 400, 800, 600)
    seen = shown(canvas, hands, box)
    pixels = document.scan.pixels[box.slices].astype(float)
    means = pixels.reshape(50, 4, 100, 4, channels).mean(axis=(1, 3))
    if dtype == np.uint16:
        means /= 257
    # Rounded at each of two levels, and where the view starts between two pixels of a level.
    np.testing.assert_allclose(seen, np.broadcast_to(means, seen.shape), atol=1.6)


def test_a_repair_changes_every_level_and_can_be_taken_back(canvas, open_scan, hands, patch):
    document = open_scan(width=1400, height=1000)
    canvas.mask_view = "off"
    box = Box(610, 410, 790, 590)
    inner = box.pad(-20)
    for zoom in (1.0, 0.5, 0.25, 0.125):
        canvas.zoom = zoom
        before = hands.look()
        canvas.document_changed(document.apply([patch(document, box, 200)]))
        assert (shown(canvas, hands, inner) == 200).all()
        canvas.compare = "original"
        np.testing.assert_array_equal(hands.look()[40:], before[40:])
        canvas.compare = "off"
        canvas.document_changed(document.undo())
        np.testing.assert_array_equal(hands.look(), before)


def test_a_change_of_strength_is_seen(canvas, open_scan, hands, patch):
    document = open_scan(width=700, height=500)
    document.scan.pixels.flags.writeable = True
    document.scan.pixels[:] = 100
    canvas.set_document(document)
    laid = patch(document, Box(200, 200, 400, 400), 200)
    canvas.document_changed(document.apply([laid]))
    for zoom in (0.4, 1.0):
        canvas.zoom = zoom
        for strength, value in ((0.5, 150), (0.0, 100), (1.0, 200)):
            canvas.document_changed(document.set_strength([laid.id], strength))
            assert (shown(canvas, hands, Box(250, 250, 350, 350)) == value).all()


def test_only_tiles_that_a_repair_touches_are_made_anew(canvas, open_scan, hands, patch):
    document = open_scan(width=1500, height=1000)
    canvas.resize(1500, 1000)
    canvas.zoom = 1.0
    hands.settle()
    kept = {key: image.cacheKey() for key, image in canvas._tiles._tiles.items()}
    box = Box(600, 100, 700, 200)
    canvas.document_changed(document.apply([patch(document, box, 9)]))
    hands.settle()
    now = {key: image.cacheKey() for key, image in canvas._tiles._tiles.items()}
    assert {key[1] for key in kept if now.get(key) != kept[key]} == {(0, 0, 1)}


def test_strokes_make_no_tile_anew(canvas, open_scan, hands):
    document = open_scan(width=1500, height=1000)
    hands.settle()
    kept = {key: image.cacheKey() for key, image in canvas._tiles._tiles.items()}
    hands.drag((100, 100), (900, 800))
    canvas.document_changed(document.undo())
    hands.settle()
    assert {key: image.cacheKey() for key, image in canvas._tiles._tiles.items()} == kept


def test_a_thin_hair_stays_visible_on_a_huge_scan(canvas, open_scan, hands):
    document = open_scan(width=9000, height=6000, channels=1)
    canvas.mask_view = "mask"
    canvas.brush_radius = 1.0
    canvas.fit()
    assert canvas.zoom < 1 / 25
    stroke = Stroke(document.mask, Brush(1.0), 1000, 1003)
    stroke.line_to(8000, 5003)
    stroke.finish()
    canvas.document_changed(document.mask.bounds())
    seen = hands.look()
    columns = seen[:, 40:260].max(axis=(0, 2))
    assert (columns > 60).all()


def test_the_levels_end_with_the_document(canvas, open_scan):
    before = threading.active_count()
    open_scan(width=6000, height=5000)
    open_scan(width=60, height=50)
    canvas.set_document(None)
    assert threading.active_count() == before


def test_a_scan_is_shown_through_its_profile(canvas, open_scan, hands):
    profile = QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb)
    metadata = Metadata(icc=bytes(profile.iccProfile().data()))
    document = open_scan(width=700, height=500, dtype=np.uint16, metadata=metadata)
    document.scan.pixels.flags.writeable = True
    document.scan.pixels[:] = (20_000, 40_000, 20_000)
    for zoom in (1.0, 0.3):
        canvas.set_document(document)
        canvas.zoom = zoom
        green = shown(canvas, hands, Box(300, 200, 400, 300))
        # Adobe RGB's green is stronger than sRGB can show: red is pushed down.
        assert (green[..., 0] < 20_000 / 257 - 20).all()
        assert np.ptp(green, axis=(0, 1)).max() <= 1


@pytest.mark.qt_log_ignore("ICC|fromIccProfile|icc")
def test_a_broken_profile_is_as_none():
    pixels = np.zeros((2, 2, 3), np.uint8)
    scan = Scan(None, pixels, metadata=Metadata(icc=b"no profile at all" * 20))
    assert colour_space_of(scan) is None


@pytest.mark.parametrize(
    ("channels", "name", "used"),
    [(3, "SRgb", False), (1, "AdobeRgb", False), (3, "AdobeRgb", True)],
)
def test_only_profiles_that_fit_the_pixels_and_differ_from_srgb_are_used(channels, name, used):
    profile = QColorSpace(QColorSpace.NamedColorSpace[name]).iccProfile()
    pixels = np.zeros((2, 2, channels), np.uint8)
    scan = Scan(None, pixels, metadata=Metadata(icc=bytes(profile.data())))
    assert (colour_space_of(scan) is not None) == used


def test_16_bits_are_rounded_for_the_screen():
    pixels = np.array([[[0], [128], [129], [9000], [65535]]], np.uint16)
    np.testing.assert_array_equal(to_screen(pixels, None)[0, :, 0], [0, 0, 1, 35, 255])


sizes = st.builds(Size, st.integers(1, 900), st.integers(1, 900))


@given(size=sizes)
@settings(max_examples=40, deadline=None)
def test_every_level_of_any_size_is_filled(size):
    pixels = np.full((size.height, size.width, 1), 77, np.uint8)
    pyramid = Pyramid(size, 1)
    for top in range(0, size.height, 512):
        band = Box(0, top, size.width, min(top + 512, size.height))
        pyramid.write(band, halve(pixels[band.slices]))
    pyramid.rows_built = size.height
    assert pyramid.deepest == level_count(size)
    for level in range(1, pyramid.deepest + 1):
        tile = (level, 0, 0)
        assert pyramid.is_built(tile)
        covered = reduced_box(scan_box(tile, size), level)
        read = pyramid.read(tile, original=False)
        assert read.shape[:2] == (covered.height, covered.width)
        assert (read == 77).all()


@given(size=sizes, data=st.data())
@settings(max_examples=60, deadline=None)
def test_reduced_marks_are_never_lost(size, data):
    """Wherever one pixel is marked, each plane is marked there and nowhere else."""
    x = data.draw(st.integers(0, size.width - 1))
    y = data.draw(st.integers(0, size.height - 1))
    mask = Mask(size)
    overlay = MaskOverlay(mask)
    mask.replace(Box(x, y, x + 1, y + 1), np.full((1, 1), 200, np.uint8))
    overlay.changed(Box(x, y, x + 1, y + 1))
    for level in range(1, level_count(size) + 1):
        plane, found = overlay._plane_for(2.0**-level)
        assert found == level
        assert plane[y >> level, x >> level] == 200
        assert np.count_nonzero(plane) == 1


@given(st.lists(st.lists(st.booleans(), min_size=9, max_size=9), min_size=1, max_size=9))
def test_runs_cover_each_stale_cell_once_and_no_other(cells):
    cells = np.array(cells)
    covered = np.zeros(cells.shape, int)
    for run in _runs(cells):
        covered[run.slices] += 1
    np.testing.assert_array_equal(covered, cells)


def test_boxes_of_the_grid_are_whole_at_every_level():
    assert aligned(Box(300, 10, 520, 256), Size(2000, 2000)) == Box(256, 0, 768, 256)
    assert aligned(Box(300, 10, 520, 256), Size(700, 200)) == Box(256, 0, 700, 200)


@given(
    zoom=st.floats(1 / 64, 64),
    x=st.floats(0, 300),
    y=st.floats(0, 200),
    target=st.floats(1 / 64, 64),
)
def test_a_camera_keeps_the_point_it_zooms_about(zoom, x, y, target):
    camera = Camera(Size(6000, 4000), Size(300, 200))
    camera.zoom_about(150, 100, zoom)
    before = camera.to_scan(x, y)
    inside = 0 < before[0] < 6000 and 0 < before[1] < 4000
    near = 48 <= x <= 252 and 48 <= y <= 152
    camera.zoom_about(x, y, target)
    if inside and near:
        after = camera.to_device(*before)
        assert after == pytest.approx((x, y), abs=1e-6)


@given(size=sizes)
def test_halving_keeps_the_largest_of_each_four(size):
    pixels = np.random.default_rng(5).integers(0, 256, (size.height, size.width), np.uint8)
    y, x = (np.arange(side) // 2 for side in pixels.shape)
    expected = np.zeros((y[-1] + 1, x[-1] + 1), np.uint8)
    np.maximum.at(expected, (y[:, None], x), pixels)
    np.testing.assert_array_equal(halve_to_largest(pixels), expected)
