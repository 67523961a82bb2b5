"""A proposal can be tuned without looking again, and costs what was found."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.detect.findings import FindingsBuilder, draw_classes
from engine.detect.settings import CLASSES, NETWORK_CLASSES, DetectSettings
from engine.geometry import Box, Size


def findings_of(*planes):
    """From float planes 0..1 of one size, in the order of the classes."""
    height, width = planes[0].shape
    size = Size(width, height)
    builder = FindingsBuilder(size, NETWORK_CLASSES[: len(planes)])
    builder.add(size.box, np.dstack(planes).astype(np.float32))
    return builder.build("test")


def dense_hysteresis(plane, settings, name, reach):
    """The same on the whole picture, the simple way."""
    scaled = np.rint(255 * plane).astype(np.uint8)
    high, low = settings.thresholds(name)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (scaled >= low).astype(np.uint8), connectivity=8
    )
    keep = [
        i for i in range(1, count)
        if scaled[labels == i].max() >= high and stats[i, cv2.CC_STAT_AREA] >= settings.minimum
    ]  # fmt: skip
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    return cv2.dilate(np.isin(labels, keep).astype(np.uint8) * 255, disc), len(keep)


@pytest.fixture(scope="module")
def planes(spotty):
    return np.moveaxis(spotty / 255.0, 2, 0)


@pytest.mark.parametrize("sensitivity", [0.0, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("minimum", [1, 60])
def test_masks_are_hysteresis_with_a_minimum_size_and_a_skirt(planes, sensitivity, minimum):
    settings = DetectSettings(sensitivity, minimum)
    masks = findings_of(*planes).masks(settings)
    assert list(masks) == ["line", "spot", "area"]
    for name, plane, reach in zip(masks, planes, (1, 1, 2), strict=True):
        expected, count = dense_hysteresis(plane, settings, name, reach)
        np.testing.assert_array_equal(masks[name].draw(), expected)
        assert masks[name].count == count
        assert masks[name].area == np.count_nonzero(expected)


def test_more_sensitive_never_marks_less(planes):
    found = findings_of(*planes)
    before = None
    for sensitivity in np.linspace(0, 1, 11):
        masks = found.masks(DetectSettings(float(sensitivity)))
        marked = {name: marks.draw() > 0 for name, marks in masks.items()}
        if before:
            assert all((marked[name] >= before[name]).all() for name in marked)
        before = marked
    assert all(plane.any() for plane in before.values())


def test_a_larger_minimum_never_marks_more(planes):
    found = findings_of(*planes)
    areas = [
        sum(m.area for m in found.masks(DetectSettings(minimum=px)).values())
        for px in (1, 10, 50, 200, 10**6)
    ]
    assert areas == sorted(areas, reverse=True) and areas[0] > areas[-1] == 0


def test_a_faint_tail_belongs_to_a_finding_only_where_it_is_connected():
    plane = np.zeros((20, 60))
    plane[10, 5:30], plane[10, 5] = 0.45, 0.9  # a core with its tail
    plane[10, 40:55] = 0.45  # the same tail alone
    marked = findings_of(plane).masks(DetectSettings(minimum=1))["line"].draw()
    assert marked[10, 29] == 255 and not marked[:, 35:].any()


def test_an_area_has_to_be_plain_somewhere_and_a_line_need_not():
    doubtful = np.zeros((60, 60))
    doubtful[10:30, 10:30] = 0.7
    plain = doubtful.copy()
    plain[18:22, 18:22] = 0.95
    nothing = np.zeros((60, 60))
    for area, found in ((doubtful, 0), (plain, 1)):
        masks = findings_of(doubtful, nothing, area).masks(DetectSettings())
        assert masks["line"].count == 1 and masks["area"].count == found
    whole = findings_of(nothing, nothing, plain).masks(DetectSettings())["area"].draw()
    assert (whole[10:30, 10:30] == 255).all()
    every = findings_of(nothing, nothing, doubtful).masks(DetectSettings(sensitivity=1.0))
    assert every["area"].count == 1  # who asks for everything suspicious gets it


def test_sensitivity_can_differ_by_class():
    plane = np.zeros((20, 20))
    plane[5:10, 5:10] = 0.4
    masks = findings_of(plane, plane).masks(DetectSettings({"line": 0.9}))
    assert (masks["line"].count, masks["spot"].count) == (1, 0)


def test_only_chosen_classes_are_given_and_text_is_not_chosen_by_itself():
    plane = np.zeros((20, 20))
    plane[5:10, 5:10] = 1
    found = findings_of(plane, plane, plane, plane, plane)
    assert list(found.masks(DetectSettings())) == ["line", "spot", "area"]
    assert list(found.masks(DetectSettings(classes=("text",)))) == ["text"]


def test_a_thin_watermark_counts_at_lower_values():
    plane = np.full((20, 20), 0.3)
    masks = findings_of(*[plane] * 5).masks(DetectSettings(classes=CLASSES))
    assert masks["watermark"].area == 400 and masks["text"].area == 0


def test_nothing_is_marked_beyond_the_edge():
    plane = np.zeros((21, 37))
    plane[20, 30:], plane[:, 36] = 1, 1
    marked = findings_of(plane).masks(DetectSettings())["line"].draw()
    assert marked.shape == (21, 37) and marked[20, 36] == 255 and marked[19, 35] == 255


def test_where_pieces_overlap_the_larger_answer_counts():
    size = Size(40, 20)
    builder = FindingsBuilder(size, ("line",))
    builder.add(Box(0, 0, 30, 20), np.full((20, 30, 1), 0.2, np.float32))
    builder.add(Box(10, 5, 40, 15), np.full((10, 30, 1), 0.8, np.float32))
    builder.add(size.box, np.full((20, 40, 1), 0.1, np.float32))
    pixels = builder.build("").masks(DetectSettings(minimum=1))["line"].draw()
    assert pixels[10, 35] == 255 and pixels[10, 20] == 255 and pixels[2, 35] == 0


def test_memory_grows_with_what_is_found_and_not_with_the_scan():
    size = Size(20_000, 20_000)
    builder = FindingsBuilder(size, NETWORK_CLASSES)
    speck = np.zeros((64, 64, 5), np.float32)
    speck[30:36, 30:36, 1] = 1
    for k in range(10):
        builder.add(Box(0, 0, 64, 64).shift(2_000 * k, 1_500 * k), speck)
    found = builder.build("")
    assert found.nbytes <= 10 * 9 * 256
    assert found.masks(DetectSettings())["spot"].count == 10


def test_a_drawing_of_all_classes_tells_them_apart():
    line, spot = np.zeros((2, 40, 40))
    line[10:13, 0:30], spot[10:13, 20:40] = 1, 1
    found = findings_of(line, spot)
    drawn = draw_classes(found.size, found.masks(DetectSettings()))
    assert drawn[11, 5] == 1 + CLASSES.index("line")
    assert drawn[11, 25] == drawn[11, 35] == 1 + CLASSES.index("spot")
    assert drawn[30, 30] == 0
