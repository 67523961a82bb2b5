"""What lies on the glass is on every scan; what belongs to a picture is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.detect.repeated import detect_repeated
from engine.detect.settings import DetectSettings
from engine.errors import ScanError
from engine.progress import Cancelled, Progress, Stop

SIZE = (140, 190)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Six scans: each its own picture and specks, all with a hair, and a dark speck on five."""
    folder = tmp_path_factory.mktemp("scans")
    for number in range(6):
        rng = np.random.default_rng(number)
        shapes = np.full((*SIZE, 3), 110, np.uint8)
        for x, y, radius in rng.integers((0, 0, 10), (190, 140, 40), (12, 3)).tolist():
            cv2.circle(shapes, (x, y), radius, rng.integers(70, 180, 3).tolist(), -1)
        for x, y in rng.integers((0, 0), (190, 140), (15, 2)).tolist():
            cv2.circle(shapes, (x, y), 2, (240, 240, 240), -1)
        cv2.line(shapes, (30, 20), (90, 110), (250, 250, 250), 2)
        if number:
            cv2.circle(shapes, (150, 70), 3, (5, 5, 5), -1)
        Image.fromarray(shapes).save(folder / f"{number}.png")
    return folder


@pytest.fixture
def paths(folder):
    return sorted(folder.iterdir())


def test_only_what_is_at_the_same_place_everywhere_is_found(paths):
    found = detect_repeated(paths, Progress())
    marks = found.masks(DetectSettings())["repeated"]
    hair, speck = np.zeros((2, *SIZE), np.uint8)
    cv2.line(hair, (30, 20), (90, 110), 255, 2)
    cv2.circle(speck, (150, 70), 3, 255, -1)
    marked = marks.draw() > 0
    assert marked[hair > 0].mean() > 0.95 and marked[speck > 0].mean() > 0.95
    near = cv2.dilate(np.maximum(hair, speck), np.ones((9, 9), np.uint8)) > 0
    assert not marked[~near].any()
    assert "6 scans" in found.source


def test_too_few_scans_are_refused(paths):
    with pytest.raises(ScanError, match="4 scans are too few"):
        detect_repeated(paths[:4], Progress())


def test_a_scan_of_another_size_is_named(paths, tmp_path):
    Image.new("RGB", (30, 20)).save(tmp_path / "small.png")
    with pytest.raises(ScanError, match=r"small.png measures 30 x 20 pixels, 0.png 190 x 140"):
        detect_repeated([*paths, tmp_path / "small.png"], Progress())


def test_stopping_ends_it(paths):
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        detect_repeated(paths, Progress(stop=stop))
