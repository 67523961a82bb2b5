"""Another device rounds otherwise: how far a rebuilt result may be from the first, and where.

No test has a graphics card. What separates it from a processor most is here all the same: the file
in full precision, which every other device runs, against the one in 8-bit integers.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine.document.document import Document
from engine.errors import ModelError
from engine.files.scan import Scan
from engine.generators.registry import load_registry
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair

MEAN, MOST = 2.0, 16  # of 255 levels; docs/restoration-file.md


@pytest.fixture(scope="module")
def card():
    try:
        card = load_registry().choose("fill")
    except ModelError:
        pytest.skip("there is no generator")
    if not card.cpu_file:
        pytest.skip("the generator has no file of its own for processors")
    return card


@pytest.fixture(scope="module")
def marked():
    """A smooth picture with grain, and marks of 2 to 12 px on it."""
    rng = np.random.default_rng(4)
    smooth = cv2.resize(rng.uniform(30, 220, (8, 10, 3)), (320, 256), interpolation=cv2.INTER_CUBIC)
    pixels = (smooth + rng.normal(0, 4, smooth.shape)).clip(0, 255).astype(np.uint8)
    mask = np.zeros(pixels.shape[:2], np.uint8)
    for width in (2, 4, 7):
        ends = rng.integers(20, 230, 4).tolist()
        cv2.line(mask, tuple(ends[:2]), tuple(ends[2:]), 255, width)
    cv2.circle(mask, (60, 60), 6, 255, -1)
    return pixels, mask


def filled(card, marked, threads):
    pixels, mask = marked
    document = Document(Scan(None, pixels))
    document.mask.replace(document.size.box, mask)
    session = open_session(card, "cpu", threads=threads)
    settings = RepairSettings("generator")
    document.apply(repair(document.snapshot(), settings, session, Progress()))
    return document.read(document.size.box)


def test_the_number_of_threads_changes_nothing(card, marked):
    np.testing.assert_array_equal(filled(card, marked, 1), filled(card, marked, 2))


def test_full_precision_gives_the_same_within_the_tolerance_and_nothing_else(card, marked):
    exact = filled(replace(card, cpu_file="", cpu_sha256=""), marked, 1)
    apart = np.abs(filled(card, marked, 1).astype(int) - exact)
    inside = marked[1] > 0
    assert apart[~inside].max() == 0
    assert 0 < apart[inside].mean() <= MEAN and apart.max() <= MOST
