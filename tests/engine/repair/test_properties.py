"""What holds for repairs of any marks by any method: bounded crops, nothing else touched, the same
bytes again."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.document import Document
from engine.document.mask import Mask
from engine.files.scan import Scan
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.original import METHOD as ORIGINAL
from engine.repair.regions import THICKEST, scale_for, widest_crop
from engine.repair.repair import RepairSettings, plan_repair, repair
from tests.engine.repair.test_repair import photograph
from tests.onnx_models import write_fill_model

METHODS = ("auto", "classical", "generator", "texture", "ns", "telea", "fsr", ORIGINAL)
MAX_CROP = 256  # px

# Circles (x, y, radius, softness) and lines (x, y, x, y, width), in shares of the picture.
share = st.floats(0, 1)
circles = st.lists(st.tuples(share, share, st.integers(0, 22), st.integers(1, 255)), max_size=8)
lines = st.lists(st.tuples(share, share, share, share, st.integers(1, 9)), max_size=3)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A generator whose fill is its prefill."""
    return open_session(write_fill_model(tmp_path_factory.mktemp("models")), "cpu", threads=1)


def drawn(height, width, circles, lines):
    """uint8 (height, width): marks, one of them always there."""
    mask = np.zeros((height, width), np.uint8)
    for x0, y0, x1, y1, thick in lines:
        ends = (int(x0 * width), int(y0 * height)), (int(x1 * width), int(y1 * height))
        cv2.line(mask, *ends, 255, thick)
    for x, y, radius, soft in circles:
        cv2.circle(mask, (int(x * width), int(y * height)), radius, soft, -1)
    mask[height // 2, width // 3] = 255
    return mask


@settings(max_examples=25, deadline=None)
@given(st.integers(300, 900), st.integers(300, 900), circles, lines)
def test_crops_cover_the_marks_and_are_bounded_in_size_and_number(height, width, circles, lines):
    document = Document(Scan(None, np.full((height, width, 1), 90, np.uint8)))
    mask = drawn(height, width, circles, lines)
    document.mask = Mask(document.size, mask)
    covered, by_scale = np.zeros(mask.shape, int), {}
    for work in plan_repair(document.snapshot(), RepairSettings("ns"), None, MAX_CROP):
        region = work.region
        widest = widest_crop(scale_for(region.thickness) * THICKEST, MAX_CROP)
        assert max(region.box.width, region.box.height) <= widest
        covered[region.hole_box.slices] += region.hole
        by_scale.setdefault(widest, []).append(region)
    np.testing.assert_array_equal(covered, mask > 0)
    for widest, regions in by_scale.items():
        # However many marks: some four crops for what one of the largest could hold.
        assert len(regions) <= 4 * math.ceil(2 * height / widest) * math.ceil(2 * width / widest)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=4, deadline=None)
@given(circles=circles, lines=lines)
def test_only_marks_change_and_twice_gives_the_same_bytes(session, method, dtype, circles, lines):
    pixels = photograph(150, 180, dtype=dtype)
    mask = drawn(150, 180, circles, lines)
    results = []
    for _ in range(2):
        document = Document(Scan(None, pixels))
        if method == ORIGINAL:  # there must be a repair to take back
            document.mask = Mask(document.size, drawn(150, 180, [], [(0, 0.5, 1, 0.5, 9)]))
            document.apply(repair(document.snapshot(), RepairSettings("ns"), None, Progress()))
        before = document.read(document.size.box)
        document.mask = Mask(document.size, mask.copy())
        document.apply(repair(document.snapshot(), RepairSettings(method), session, Progress()))
        after = document.read(document.size.box)
        np.testing.assert_array_equal(after[mask == 0], before[mask == 0])
        assert (after != before).any()
        results.append(after.tobytes())
    assert results[0] == results[1]
    np.testing.assert_array_equal(document.original(document.size.box), pixels)
