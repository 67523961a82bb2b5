import hashlib
import importlib.util

import numpy as np
import pytest

from engine.errors import ModelError
from training.metrics.backbones import Backbone, Inception, Lpips


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "weights.pth"
    path.write_bytes(b"no weights")
    return path


@pytest.mark.parametrize("measure", [Inception, Lpips])
def test_another_file_than_the_one_named_is_refused(measure, weights):
    with pytest.raises(ModelError, match=r"weights\.pth is not the file that was named"):
        measure(Backbone(weights, "0" * 64))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"none\.pth cannot be read: No such file"):
        Backbone(tmp_path / "none.pth", "0" * 64).check()


def test_the_right_file_is_taken_by_its_hash_in_any_case(weights):
    Backbone(weights, hashlib.sha256(b"no weights").hexdigest().upper()).check()


@pytest.mark.skipif(
    importlib.util.find_spec("torchvision") is not None, reason="torchvision is installed"
)
@pytest.mark.parametrize("measure", [Inception, Lpips])
def test_without_the_networks_package_it_is_said_which_one_is_needed(measure, weights):
    with pytest.raises(ModelError, match=r"need torch.*: pip install torch"):
        measure(Backbone(weights, hashlib.sha256(b"no weights").hexdigest()))


def test_lpips_takes_the_users_weights_and_downloads_nothing(tmp_path, monkeypatch):
    torchvision = pytest.importorskip("torchvision", reason="LPIPS needs torchvision")
    torch = pytest.importorskip("torch")
    path = tmp_path / "alexnet.pth"
    torch.save(torchvision.models.alexnet(weights=None).state_dict(), path)
    monkeypatch.setattr("urllib.request.urlopen", None)
    lpips = Lpips(Backbone(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    true = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 3), np.uint8)
    assert lpips.distance(true, true) == 0
    assert lpips.distance(255 - true, true) > 0
