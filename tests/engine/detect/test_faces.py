"""Faces from the front are found at any size and depth, and nothing in grain."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.detect.faces import SIDE, find_faces
from engine.document.document import Document
from engine.files.scan import Scan
from engine.geometry import Box

FACE = Box(170, 60, 280, 170)  # of the astronaut


@pytest.fixture(scope="module")
def portrait():
    data = pytest.importorskip("skimage.data", reason="the extra `train` is not installed")
    return data.astronaut()  # uint8 (512, 512, 3), NASA, in the public domain


def overlap(one: Box, other: Box) -> float:
    common = one.intersection(other).area
    return common / (one.area + other.area - common)


def faces(pixels):
    return find_faces(Document(Scan(None, np.ascontiguousarray(pixels))))


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(lambda p: p, id="colour"),
        pytest.param(lambda p: p[..., 1:2].astype(np.uint16) * 257, id="grey, 16 bits"),
        pytest.param(lambda p: (150 + p.astype(np.uint16) // 6).astype(np.uint8), id="faded"),
    ],
)
def test_a_face_is_found(portrait, seen):
    found = faces(seen(portrait))
    assert max(overlap(face, FACE) for face in found) > 0.4
    assert all(Box(0, 0, 512, 512).contains(face) for face in found)


def test_a_bowed_head_is_found(portrait):
    matrix = cv2.getRotationMatrix2D((225, 115), 22, 1.0)
    turned = cv2.warpAffine(portrait, matrix, (512, 512), borderMode=cv2.BORDER_REFLECT)
    assert max(overlap(face, FACE) for face in faces(turned)) > 0.4


def test_large_scans_are_looked_at_in_bands(portrait):
    wide = cv2.resize(portrait, (2 * SIDE, 2 * SIDE), interpolation=cv2.INTER_LINEAR)
    by = 2 * SIDE / 512
    large = Box(*(round(by * edge) for edge in (FACE.left, FACE.top, FACE.right, FACE.bottom)))
    assert max(overlap(face, large) for face in faces(wide)) > 0.4


def test_nothing_is_found_in_grain_or_on_grey():
    rng = np.random.default_rng(1)
    assert faces(rng.integers(90, 160, (300, 400, 3), dtype=np.uint8)) == []
    assert faces(np.full((20, 30, 1), 128, np.uint8)) == []
