from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from engine.generators.card import ModelCard
from engine.generators.session import open_session
from tests.onnx_models import write_fill_model
from training.data.photos import open_photos
from training.graph import planes


@pytest.fixture(scope="session")
def copying(tmp_path_factory):
    """A session of a generator whose fill is its prefill, Navier-Stokes."""
    return open_session(write_fill_model(tmp_path_factory.mktemp("models")), "cpu", threads=1)


@pytest.fixture(scope="session")
def held_out(validation_folder, tmp_path_factory):
    return open_photos(validation_folder, tmp_path_factory.mktemp("cache"))


@dataclass
class Planted:
    """A session whose results are known; `answer` gets what `run` gets, without the progress."""

    card: ModelCard
    answer: Callable[[dict], dict]
    status: str = "planted"

    def run(self, inputs, progress):
        return self.answer(inputs)

    def rest(self):
        pass


@pytest.fixture(scope="session")
def planted():
    """A maker of sessions: task, tensors by name and channels, answer."""

    def make(task: str, answer: Callable[[dict], dict], **channels: int) -> Planted:
        tensors = {tensor.name: tensor for tensor in planes(**channels)}
        card = ModelCard(
            id="planted",
            title="",
            task=task,
            file="model.onnx",
            sha256="",
            opset=18,
            native=256,
            tensors=tensors,
        )
        return Planted(card, answer)

    return make
