"""Rough marks become marks of the damage in them, and nothing else happens to them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine.detect import tighten as module
from engine.detect.tighten import tighten
from engine.document.mask import Mask
from engine.document.shapes import mark
from engine.errors import ModelError
from engine.geometry import Box, Size
from engine.progress import Cancelled, Progress, Stop

SHAPE = (300, 900)


def soft(seed=3):
    """uint8 (300, 900, 3): a soft picture with grain, without damage."""
    rng = np.random.default_rng(seed)
    large = cv2.resize(
        rng.uniform(0.3, 0.7, (4, 10, 3)), SHAPE[::-1], interpolation=cv2.INTER_CUBIC
    )
    return np.rint(255 * np.clip(large + 0.01 * rng.standard_normal(large.shape), 0, 1)).astype(
        np.uint8
    )


def scratched(tone=245):
    """The same with a scratch from left to right, and where it is: bool."""
    pixels, line = soft(), np.zeros(SHAPE, np.uint8)
    cv2.line(line, (60, 80), (840, 130), 255, 3)
    pixels[line > 0] = tone
    return pixels, line > 0


def around(truth, reach):
    """What somebody would paint: the truth and `reach` px around it."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    return cv2.dilate(truth.astype(np.uint8) * 255, disc)


def run(document, rough, session=None, progress=None):
    """The mask as it is afterwards."""
    mask = Mask(Size(rough.shape[1], rough.shape[0]), rough.copy())
    plane = tighten(document, mask.pixels, mask.marked_tiles(), session, progress or Progress())
    mark(mask, plane, "replace")
    return mask.pixels


@pytest.mark.parametrize("reach", [6, 15])
@pytest.mark.parametrize("tone", [245, 20])
def test_a_scratch_painted_over_roughly_stays_marked_and_little_else(picture, reach, tone):
    pixels, truth = scratched(tone)
    rough = around(truth, reach)
    left = run(picture(pixels), rough)
    assert left[truth].all()
    assert np.count_nonzero(left) < 2.5 * np.count_nonzero(truth)
    assert np.count_nonzero(rough) > 3 * np.count_nonzero(truth)
    assert not left[rough == 0].any()


@pytest.mark.parametrize("channels", [1, 3])
def test_the_depth_and_the_channels_of_the_scan_make_no_difference(picture, channels):
    pixels, truth = scratched()
    pixels = np.ascontiguousarray(pixels[..., :channels])
    rough = around(truth, 8)
    deep = run(picture(pixels.astype(np.uint16) * 257), rough)
    np.testing.assert_array_equal(deep, run(picture(pixels), rough))
    assert np.count_nonzero(deep) < np.count_nonzero(rough) / 2


def test_a_mark_that_was_right_stays_nearly_whole(picture):
    pixels, truth = scratched()
    fitting = around(truth, 1)
    left = run(picture(pixels), fitting)
    assert left[truth].mean() > 0.95 * 255


def test_where_nothing_stands_out_the_mark_stays_as_it_is(picture):
    rough = np.zeros(SHAPE, np.uint8)
    cv2.circle(rough, (400, 150), 30, 255, -1)
    flat = np.full((*SHAPE, 3), 140, np.uint8)
    np.testing.assert_array_equal(run(picture(flat), rough), rough)


def test_each_mark_is_judged_by_itself(picture):
    """A faint scratch beside a plain one."""
    pixels, truth = scratched()
    faint = np.zeros(SHAPE, np.uint8)
    cv2.line(faint, (100, 240), (500, 250), 255, 3)
    pixels[faint > 0] = np.clip(pixels[faint > 0].astype(int) + 25, 0, 255)
    left = run(picture(pixels), around(truth | (faint > 0), 8))
    assert (left[faint > 0] > 0).mean() > 0.8


def test_soft_marks_become_firm(picture):
    """A soft brush paints around the damage: what is left of it is to be repaired in full."""
    pixels, truth = scratched()
    rough = cv2.GaussianBlur(around(truth, 8), (0, 0), 4)
    left = run(picture(pixels), rough)
    assert set(np.unique(left)) == {0, 255} and (left[truth] == 255).all()


def test_a_scan_marked_all_over_is_looked_through_in_pieces(picture, monkeypatch):
    monkeypatch.setattr(module, "SIDE", 192)
    pixels, truth = scratched()
    left = run(picture(pixels), np.full(SHAPE, 255, np.uint8))
    assert left[truth].mean() > 0.9 * 255


def test_what_the_detector_is_sure_of_stays_although_worse_is_marked_beside_it(picture, detector):
    """The detector's line is red: sure of a half, and surer of the other half."""
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[40:60, 20:100, 0], pixels[40:60, 100:180, 0] = 150, 250
    rough = np.zeros((100, 200), np.uint8)
    rough[20:80, 10:190] = 255
    left = run(picture(pixels), rough, detector)
    assert left[42:58, 22:178].all()
    assert not left[24:36].any() and not left[64:76].any()


def test_a_detector_of_one_size_is_given_no_more(picture, detector, monkeypatch):
    monkeypatch.setattr(detector, "card", replace(detector.card, shape="fixed", native=128))
    seen = []

    def look(inputs, _progress):
        seen.append(inputs["rgb"].shape)
        return {"planes": np.full((*inputs["rgb"].shape[:2], 5), 0.1, np.float32)}

    monkeypatch.setattr(detector, "run", look)
    pixels, truth = scratched()
    left = run(picture(pixels), around(truth, 12), detector)
    assert len(seen) > 6 and max(max(shape[:2]) for shape in seen) <= 128
    assert (left[truth] > 0).mean() > 0.9


def test_no_marks_are_no_work(picture):
    assert not run(picture(soft()), np.zeros(SHAPE, np.uint8)).any()


def test_it_can_be_stopped_and_another_model_is_refused(picture, detector, monkeypatch):
    pixels, truth = scratched()
    rough, stop = around(truth, 4), Stop()
    stop.set()
    with pytest.raises(Cancelled):
        run(picture(pixels), rough, detector, Progress(stop=stop))
    monkeypatch.setattr(type(detector), "run", lambda *_: {"planes": np.zeros((4, 4, 5))})
    with pytest.raises(ModelError, match="no detector"):
        run(picture(pixels), rough, detector)


def test_marks_are_read_only_and_the_plane_covers_their_tiles_alone(picture):
    pixels, truth = scratched()
    rough = around(truth, 6)
    rough.flags.writeable = False
    tiles = [Box(0, 0, 900, 256)]
    plane = tighten(picture(pixels), rough, tiles, None, Progress())
    assert all(box.bottom <= 300 for box in plane.boxes)
    assert plane.draw(Box(0, 0, 900, 300)).any()
