"""What is found from a click or two: a colour, and the way along a scratch."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from engine.document.scratch_path import find_scratch
from engine.document.shapes import Line
from engine.document.wand import FIRST_REACH, find_similar
from engine.geometry import Size
from engine.progress import Cancelled, Progress, Stop


def reader(pixels):
    pixels.flags.writeable = False
    read = []

    def get(box):
        assert 0 <= box.left < box.right <= pixels.shape[1]
        assert 0 <= box.top < box.bottom <= pixels.shape[0]
        read.append(box)
        return pixels[box.slices]

    return get, Size(pixels.shape[1], pixels.shape[0]), read


def two_patches(dtype=np.uint8):
    top = np.iinfo(dtype).max
    pixels = np.full((60, 90, 3), int(0.5 * top), dtype)
    pixels[10:20, 10:20] = int(0.9 * top)
    pixels[10:20, 60:70] = int(0.88 * top)
    return pixels


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_wand_finds_what_hangs_together_or_everything_alike(dtype):
    pixels = two_patches(dtype)
    read, size, _ = reader(pixels)
    near = find_similar(read, size, (15, 15), 0.1, Progress())
    everywhere = find_similar(read, size, (15, 15), 0.1, Progress(), contiguous=False)
    assert np.count_nonzero(near.draw(size.box)) == 100
    assert np.count_nonzero(everywhere.draw(size.box)) == 200
    strict = find_similar(read, size, (15, 15), 0.01, Progress(), contiguous=False)
    assert np.count_nonzero(strict.draw(size.box)) == 100


def test_the_wand_takes_a_colour_by_all_of_its_channels():
    pixels = np.full((30, 30, 3), 100, np.uint8)
    pixels[:, 15:] = (100, 100, 140)
    read, size, _ = reader(pixels)
    found = find_similar(read, size, (5, 5), 0.1, Progress()).draw(size.box)
    assert found[:, :15].all() and not found[:, 15:].any()


def test_the_window_grows_with_the_find_and_not_further():
    pixels = np.zeros((3000, 4000, 1), np.uint8)
    pixels[1990:2010, 2000 : 2000 + 3 * FIRST_REACH] = 200
    read, size, boxes = reader(pixels)
    found = find_similar(read, size, (2005, 2000), 0.1, Progress())
    expected = (pixels[..., 0] > 0) * np.uint8(255)
    np.testing.assert_array_equal(found.draw(size.box), expected)
    speck = np.zeros((3000, 4000, 1), np.uint8)
    speck[2000:2010, 3000:3010] = 200
    read, size, boxes = reader(speck)
    assert np.count_nonzero(find_similar(read, size, (3005, 2005), 0.1, Progress()).pixels) == 100
    assert sum(box.area for box in boxes) < 1.1 * (2 * FIRST_REACH + 1) ** 2


def scratched(bend, brightness, dtype=np.uint8, turn=0.0):
    """A noisy picture, the curve of a scratch across it, as (x, y) points."""
    rng = np.random.default_rng(5)
    picture = 110 + 12 * rng.standard_normal((700, 900))
    t = np.linspace(0, 1, 400)
    x, y = 100 + 700 * t, 350 + bend * np.sin(2 * math.pi * t)
    c, s = math.cos(turn), math.sin(turn)
    x, y = 450 + c * (x - 450) - s * (y - 350), 350 + s * (x - 450) + c * (y - 350)
    way = np.rint(np.c_[x, y] * 16).astype(np.int32).reshape(-1, 1, 2)
    line = cv2.polylines(np.zeros(picture.shape, np.uint8), [way], False, 255, 3, cv2.LINE_AA, 4)
    picture += (line / 255.0) * (brightness - 110)
    pixels = np.clip(cv2.GaussianBlur(picture, (0, 0), 0.8), 0, 255)[..., None]
    scale = np.iinfo(dtype).max / 255
    return (pixels * scale).astype(dtype), np.c_[x, y] + 0.5


@pytest.mark.parametrize("turn", [0.0, 0.5, -1.2])
@pytest.mark.parametrize(
    ("bend", "brightness", "dtype"), [(0, 200, np.uint8), (30, 190, np.uint8), (40, 20, np.uint16)]
)
def test_the_line_follows_the_scratch_not_the_ruler(bend, brightness, dtype, turn):
    pixels, way = scratched(bend, brightness, dtype, turn)
    read, size, _ = reader(pixels)
    start, end = tuple(way[0] + (2, 3)), tuple(way[-1] - (3, 2))
    line = find_scratch(read, size, start, end, 5, Progress())
    found = np.array(line.points)[2:-2]
    distance = np.hypot(*(found[:, None] - way[None]).transpose(2, 0, 1)).min(axis=1)
    assert np.percentile(distance, 95) < 2
    assert distance.max() < 5


def test_a_scratch_may_begin_outside_and_be_a_click():
    pixels, _way = scratched(0, 200)
    read, size, _ = reader(pixels)
    line = find_scratch(read, size, (-50.0, 350.5), (400.0, 350.5), 3, Progress())
    assert line.width == 3 and abs(line.points[-1][1] - 350.5) < 3
    assert find_scratch(read, size, (5, 5), (5, 6), 3, Progress()) == Line(((5, 5), (5, 6)), 3)


def test_searches_can_be_stopped():
    stop = Stop()
    stop.set()
    pixels, _ = scratched(0, 200)
    read, size, _ = reader(pixels)
    with pytest.raises(Cancelled):
        find_similar(read, size, (5, 5), 0.1, Progress(stop=stop))
    with pytest.raises(Cancelled):
        find_scratch(read, size, (5, 5), (300, 5), 3, Progress(stop=stop))
