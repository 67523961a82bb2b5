"""Pictures in both depths, and networks made on the spot."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.document.document import Document
from engine.files.scan import Scan
from engine.generators.session import open_session


@pytest.fixture
def document():
    """document(height, width, ...): a soft picture with grain, as a document."""

    def make(height=150, width=210, channels=3, dtype=np.uint16, grain=0.02, low=0.2, high=0.8):
        rng = np.random.default_rng(4)
        small = rng.uniform(low, high, (6, 7, channels))
        picture = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
        picture = picture.reshape(height, width, channels)
        picture = picture + grain * rng.standard_normal((height, width, channels))
        samples = np.clip(picture, 0, 1) * np.iinfo(dtype).max
        return Document(Scan(None, np.rint(samples).astype(dtype)))

    return make


@pytest.fixture
def opened(tmp_path):
    """opened(write, ...): a model of tests/onnx_models.py, on the processor."""
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    return lambda write, **card: open_session(write(tmp_path, **card), "cpu", threads=1)
