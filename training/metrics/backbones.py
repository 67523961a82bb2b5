"""FID, KID and LPIPS, by networks whose weights the user brings and names with their sha256.

They were trained on photographs whose licences do not let us pass them on. Without the file the
measure is not there; no other network ever takes its place under the same name.

    Inception  pt_inception-2015-12-05-6726825d.pth, the weights of torch-fidelity and pytorch-fid
    LPIPS      alexnet-owt-7be5be79.pth, the AlexNet of torchvision; the heads are in torchmetrics
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import numpy as np
import torch
from torch import nn

from engine.errors import ModelError
from training.metrics.distribution import BATCH, features_of, frechet_distance

SUBSETS = 100  # of KID


@dataclass(frozen=True)
class Backbone:
    """A file of weights and the sha256 it is to have, 64 hexadecimal digits."""

    path: Path
    sha256: str

    def check(self) -> None:
        """Raise ModelError unless the file is there and is the one that was named."""
        try:
            with self.path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"{self.path} cannot be read: {error.strerror}.") from error
        if found != self.sha256.lower():
            raise ModelError(
                f"{self.path} is not the file that was named (its sha256 begins with {found[:12]}, "
                f"given was {self.sha256[:12]}): get it again, or give the right sha256."
            )


class Inception:
    """FID and KID of sets of uint8 pictures (n, h, w, 3), by the Inception network of 2015."""

    def __init__(self, backbone: Backbone) -> None:
        backbone.check()
        with _needing("FID and KID", "torch-fidelity"):
            from torchmetrics.image.fid import NoTrainInceptionV3

            self._network = NoTrainInceptionV3(
                "inception-v3-compat", ["2048"], feature_extractor_weights_path=str(backbone.path)
            )

    def distances(self, made: np.ndarray, true: np.ndarray) -> tuple[float, float]:
        """(FID, KID)."""
        features = [features_of(self._network, pictures) for pictures in (made, true)]
        return frechet_distance(*features), kid(*features)


def kid(made: np.ndarray, true: np.ndarray) -> float:
    """Kernel distance of features (n, d), the mean over SUBSETS random halves."""
    from torchmetrics.image.kid import KernelInceptionDistance

    size = max(2, len(made) // 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that features need memory
        distance = KernelInceptionDistance(nn.Identity(), subsets=SUBSETS, subset_size=size)
    distance.update(torch.from_numpy(true), real=True)
    distance.update(torch.from_numpy(made), real=False)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return float(distance.compute()[0])


class Lpips:
    """Learned perceptual distance with AlexNet; Zhang et al., arXiv:1801.03924."""

    def __init__(self, backbone: Backbone) -> None:
        backbone.check()
        with _needing("LPIPS distances", "torchvision"), _as_downloaded(backbone.path):
            from torchmetrics.image.lpip import LearnedPerceptualImagePatchSimilarity

            self._measure = LearnedPerceptualImagePatchSimilarity("alex", normalize=True)

    @torch.inference_mode()
    def distance(self, made: np.ndarray, true: np.ndarray) -> float:
        """Mean over pairs of uint8 pictures (n, h, w, 3), at least 64 px high and wide."""
        self._measure.reset()
        pairs = [torch.from_numpy(p.transpose(0, 3, 1, 2) / np.float32(255)) for p in (made, true)]
        for a, b in zip(*(torch.split(p, BATCH) for p in pairs), strict=True):
            self._measure.update(a, b)
        return float(self._measure.compute())


@contextmanager
def _needing(measures: str, package: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise ModelError(
            f"{measures} need {package}: pip install {package}, or leave the file out."
        ) from error
    except Exception as error:  # of torch's loader, or a torchvision that is for another torch
        told = str(error).splitlines()[0]
        raise ModelError(
            f"{measures} cannot be measured ({told}): give the network named in --help, and see "
            f"that torchvision fits torch {torch.__version__}."
        ) from error


@contextmanager
def _as_downloaded(weights: Path) -> Iterator[None]:
    """torchvision finds `weights` where it would put its download, and downloads nothing."""
    from torchvision.models import AlexNet_Weights

    before = torch.hub.get_dir()
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "checkpoints" / Path(urlparse(AlexNet_Weights.DEFAULT.url).path).name
        kept.parent.mkdir()
        shutil.copyfile(weights, kept)
        torch.hub.set_dir(folder)
        try:
            yield
        finally:
            torch.hub.set_dir(before)
