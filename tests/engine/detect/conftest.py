"""A detector made on the spot, and pictures of which it is known what it says of them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.document.document import Document
from engine.files.scan import Scan
from engine.generators.session import open_session
from tests.onnx_models import write_detect_model


@pytest.fixture(scope="session")
def detector(tmp_path_factory):
    """Red is a line, green a spot, blue an area."""
    return open_session(write_detect_model(tmp_path_factory.mktemp("models")), "cpu", threads=1)


@pytest.fixture
def picture():
    """picture(pixels): uint8 or uint16 (h, w, 1 or 3) as a document."""
    return lambda pixels: Document(Scan(None, pixels))


@pytest.fixture(scope="session")
def spotty():
    """uint8 (150, 210, 3): soft discs and lines in all three colours, across many blocks."""
    rng = np.random.default_rng(4)
    planes = np.zeros((3, 150, 210), np.uint8)
    for plane in planes:
        for x, y, radius in rng.integers((0, 0, 1), (210, 150, 9), (40, 3)).tolist():
            cv2.circle(plane, (x, y), radius, int(rng.integers(60, 256)), -1)
        cv2.line(plane, (5, 5), (200, 140), 255, 2)
    soft = [cv2.GaussianBlur(plane, (0, 0), 1.5) for plane in planes]
    return np.dstack(soft)
