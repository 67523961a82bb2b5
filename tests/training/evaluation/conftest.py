from __future__ import annotations

import pytest

from engine.generators.session import open_session
from tests.onnx_models import write_fill_model
from training.data.photos import open_photos


@pytest.fixture(scope="session")
def copying(tmp_path_factory):
    """A session of a generator whose fill is its prefill, Navier-Stokes."""
    return open_session(write_fill_model(tmp_path_factory.mktemp("models")), "cpu", threads=1)


@pytest.fixture(scope="session")
def held_out(validation_folder, tmp_path_factory):
    return open_photos(validation_folder, tmp_path_factory.mktemp("cache"))
