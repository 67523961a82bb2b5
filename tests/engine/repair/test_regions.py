"""Properties of pieces and regions, on any mask."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.document import Document
from engine.document.mask import Mask
from engine.files.scan import Scan
from engine.geometry import Size
from engine.repair.regions import MAX_CROP, context, find_pieces, plan_regions, scale_for, wide_part


def marked(height: int, width: int, specks: list[tuple[int, int, int]]) -> Document:
    """A flat grey scan with round marks (x, y, radius)."""
    document = Document(Scan(None, np.full((height, width, 1), 90, np.uint8)))
    pixels = np.zeros((height, width), np.uint8)
    for x, y, radius in specks:
        cv2.circle(pixels, (x % width, y % height), radius, 255, -1)
    document.mask = Mask(Size(width, height), pixels)
    return document


specks = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 700), st.integers(0, 30)), min_size=1, max_size=25
)


@settings(max_examples=40, deadline=None)
@given(st.integers(40, 700), st.integers(40, 900), specks, st.sampled_from([128, 256, MAX_CROP]))
def test_every_marked_pixel_is_in_exactly_one_region(height, width, places, max_crop):
    document = marked(height, width, places)
    pieces = find_pieces(document.snapshot().marking, max_crop)
    thin = [p for p in pieces if scale_for(p.thickness) == 1]
    assert all(max(p.box.width, p.box.height) <= max_crop for p in thin)
    regions = plan_regions(pieces, document.size, max_crop)
    covered = np.zeros((height, width), int)
    for region in regions:
        covered[region.hole_box.slices] += region.hole
        assert document.size.box.contains(region.box) and region.box.contains(region.hole_box)
    np.testing.assert_array_equal(covered, (document.mask.pixels > 0).astype(int))


@settings(max_examples=20, deadline=None)
@given(specks)
def test_the_same_mask_gives_the_same_regions(places):
    document = marked(600, 800, places)
    first, second = (
        [r.box for r in plan_regions(find_pieces(document.snapshot().marking), document.size)]
        for _ in range(2)
    )
    assert first == second


def test_a_single_speck_costs_a_small_crop_however_large_the_scan():
    document = marked(3000, 4000, [(2000, 1500, 4)])
    (region,) = plan_regions(find_pieces(document.snapshot().marking), document.size)
    assert max(region.box.width, region.box.height) <= 10 + 2 * context(10)


def test_a_thousand_close_specks_share_a_few_crops():
    rng = np.random.default_rng(0)
    document = marked(
        1500, 1500, [(int(x), int(y), 2) for x, y in rng.integers(0, 1500, (1000, 2))]
    )
    regions = plan_regions(find_pieces(document.snapshot().marking), document.size)
    assert len(regions) <= 16
    assert sum(r.box.area for r in regions) < 1.6 * 1500 * 1500


def test_a_long_scratch_is_cut_along_its_way_and_not_filled_as_one_square():
    document = Document(Scan(None, np.full((4000, 4000, 1), 90, np.uint8)))
    pixels = np.zeros((4000, 4000), np.uint8)
    cv2.line(pixels, (50, 60), (3900, 3950), 255, 4)
    document.mask = Mask(Size(4000, 4000), pixels)
    regions = plan_regions(find_pieces(document.snapshot().marking), document.size)
    assert all(max(r.box.width, r.box.height) <= MAX_CROP for r in regions)
    assert sum(r.box.area for r in regions) < 0.4 * 4000 * 4000


# Lines as OpenCV draws them; twice the distance transform.
@pytest.mark.parametrize(("width", "low", "high"), [(1, 1, 3), (4, 4, 6), (8, 7, 10), (40, 38, 42)])
def test_thickness_is_the_width_of_a_scratch(width, low, high):
    document = marked(300, 300, [])
    cv2.line(document.mask.pixels, (20, 150), (280, 150), 255, width)
    document.mask = Mask(document.size, document.mask.pixels)
    (piece,) = find_pieces(document.snapshot().marking)
    assert low <= piece.thickness <= high


def test_marks_of_any_softness_count():
    document = marked(200, 200, [])
    document.mask.pixels[100, 103] = 1
    document.mask = Mask(document.size, document.mask.pixels)
    (piece,) = find_pieces(document.snapshot().marking)
    assert piece.hole.sum() == 1


def test_the_wide_part_of_a_hole_is_the_blob_and_not_the_scratch_that_leads_to_it():
    hole = np.zeros((120, 200), np.uint8)
    cv2.circle(hole, (150, 60), 25, 1, -1)
    cv2.line(hole, (5, 60), (150, 60), 1, 6)
    wide = wide_part(hole > 0)
    assert wide[60, 150] and wide[38, 150]
    assert not wide[:, :115].any() and not wide[hole == 0].any()
    assert not wide_part(hole[:, :100] > 0).any()
