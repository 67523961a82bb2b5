"""A small document with everything a restoration file can hold."""

from __future__ import annotations

import numpy as np
import pytest

from engine.document.document import Document
from engine.document.marking import LayerSettings
from engine.document.marks import Marks
from engine.document.patch import Patch, Provenance
from engine.document.request import Below, RepairRequest
from engine.files.scan import Scan
from engine.geometry import Box

GENERATED = Provenance(
    "generator", "thin", 3.5, 0.75, True, 7, "photonet-fill", "ab" * 32, "cpu", "0.1.0"
)
CLASSICAL = Provenance("ns", "there is no usable generator", 2.0)


def make_scan(dtype=np.uint8, channels=3, path=None) -> Scan:
    shape = (90, 300, channels)
    top = np.iinfo(dtype).max
    return Scan(path, np.random.default_rng(5).integers(0, top, shape, dtype, endpoint=True))


def make_patch(scan, box, made=CLASSICAL, strength=1.0, number=0, request=None) -> Patch:
    rng = np.random.default_rng(number)
    shape, dtype = (box.height, box.width), scan.pixels.dtype
    pixels = rng.integers(0, np.iinfo(dtype).max, (*shape, scan.channels), dtype, endpoint=True)
    confidence = rng.integers(0, 255, shape, np.uint8) if made.model else None
    changed = rng.random(shape) < 0.6
    return Patch(box, pixels, changed, made, confidence, strength, f"{number:032x}", request)


@pytest.fixture
def worked_on() -> Document:
    return make_document()


def make_document() -> Document:
    """Two repairs of one and two patches, one toned down, and a stroke that waits."""
    document = Document(make_scan())
    stroke = np.zeros((12, 40), np.uint8)
    stroke[3:9, 5:35] = 255
    first = RepairRequest(
        Marks.of(stroke, Box(10, 10, 50, 22)), {"method": "auto", "seed": 7, "grain": True},
        (), "photonet-fill", "ab" * 32, "cpu",
        (("ns", Marks.of(stroke[:, :20], Box(10, 10, 30, 22))),),
    )  # fmt: skip
    second = RepairRequest(
        Marks.of(stroke, Box(250, 60, 290, 72)), {"method": "ns", "seed": 0, "grain": False},
        (Below(f"{1:032x}", Box(10, 10, 50, 22), 0.5, first),),
    )  # fmt: skip
    scan = document.scan
    document.patches += [
        make_patch(scan, Box(10, 10, 50, 22), GENERATED, 0.4, 1, first),
        make_patch(scan, Box(250, 60, 271, 72), number=2, request=second),
        make_patch(scan, Box(271, 60, 290, 72), number=3, request=second),
    ]
    document.mask.replace(Box(240, 5, 280, 17), stroke)
    document.layers["dust"].mask.replace(Box(260, 40, 300, 52), stroke)
    document.layers["protect"].mask.replace(Box(100, 50, 140, 62), stroke)
    document.layers["dust"].settings = LayerSettings(method="ns")
    document.layers["scratch"].settings = LayerSettings(visible=False)
    document.layers.activate("dust")
    return document


def assert_same_patch(one, other):
    assert (one.id, one.box, one.strength) == (other.id, other.box, other.strength)
    assert one.provenance == other.provenance
    assert one.pixels.dtype == other.pixels.dtype
    np.testing.assert_array_equal(one.pixels, other.pixels)
    np.testing.assert_array_equal(one.changed, other.changed)
    assert (one.confidence is None) == (other.confidence is None)
    if one.confidence is not None:
        np.testing.assert_array_equal(one.confidence, other.confidence)
    assert (one.request is None) == (other.request is None)
    if one.request is not None:
        assert vars(one.request) == vars(other.request)
