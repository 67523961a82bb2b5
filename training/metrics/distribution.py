"""Distances of sets of pictures by the features of a network. Features: float (n, d).

The features of `OwnFeatures` are our own: random weights of a fixed seed, which no training sees.
Distances on them are called FD-own, KD-own and MIND-own, and compare with each other only. FID and
KID are what they are called with the Inception network alone, see `backbones`.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.metrics.paired import Interval
from training.metrics.patches import sliced_distance

SEED = 20240  # of OwnFeatures; networks that train with random features take another
BATCH = 32
HALVES = 200  # resamples of half the photographs


class OwnFeatures(nn.Module):
    """uint8 (n, 3, h, w) -> (n, 96): a convolutional pyramid with orthogonal random weights.

    Mean and deviation of each channel of its three coarser stages: few enough features for the
    covariance of some hundred pictures to have full rank.
    """

    num_features = 96

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(SEED)
        channels = (3, 16, 16, 16, 16)
        self.stages = nn.ModuleList(
            nn.Conv2d(i, o, 5, stride=2, padding=2, bias=False, padding_mode="replicate")
            for i, o in pairwise(channels)
        )
        for stage in self.stages:
            nn.init.orthogonal_(stage.weight, 2**0.5, generator=generator)  # type: ignore[arg-type]

    def forward(self, pictures: Tensor) -> Tensor:
        x = pictures.float() / 127.5 - 1
        features = []
        for stage in self.stages:
            x = functional.relu(stage(x))
            features += [x.mean((2, 3)), x.std((2, 3))]
        return torch.cat(features[2:], 1)


@torch.inference_mode()
def features_of(network: nn.Module, pictures: np.ndarray) -> np.ndarray:
    """float64 (n, d) of uint8 pictures (n, h, w, 3)."""
    whole = torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2)))
    features = torch.cat([network(batch) for batch in torch.split(whole, BATCH)])
    return np.asarray(features.double().numpy())


def frechet_distance(made: np.ndarray, true: np.ndarray) -> float:
    """|mean difference|^2 + tr(A + B - 2 sqrt(A B)) of two Gaussians; Heusel, arXiv:1706.08500.

    Biased upwards for few samples (arXiv:2401.09603): compare sets of the same size only.
    """
    from torchmetrics.image.fid import FrechetInceptionDistance

    distance = FrechetInceptionDistance(feature=_AsGiven(made.shape[1]))
    distance.update(torch.from_numpy(true), real=True)
    distance.update(torch.from_numpy(made), real=False)
    return float(distance.compute())


def kernel_distance(made: np.ndarray, true: np.ndarray, photographs: np.ndarray) -> Interval:
    """Unbiased squared MMD with the kernel (a b / d + 1)^3; Binkowski et al., arXiv:1801.01401.

    Args:
        photographs: int (n,), from which photograph each row of both sets is.

    Returns:
        The estimate and its 95 % interval from the spread over random halves of the photographs
        (a delete-half jackknife: Shao and Wu, Annals of Statistics 1989); nan below four of them.
    """
    d = made.shape[1]
    kernels = [(a @ b.T / d + 1) ** 3 for a, b in ((made, made), (true, true), (made, true))]
    known = np.unique(photographs)
    mean = _mmd(kernels, np.arange(len(made)))
    if len(known) < 4:
        return Interval(float("nan"), mean, float("nan"))
    rng = np.random.default_rng(0)
    halves = []
    for _ in range(HALVES):
        half = rng.permutation(known)[: len(known) // 2]
        halves.append(_mmd(kernels, np.nonzero(np.isin(photographs, half))[0]))
    spread = 1.96 * float(np.std(halves))
    return Interval(mean - spread, mean, mean + spread)


def mind(made: np.ndarray, true: np.ndarray, directions: int = 1000) -> float:
    """Squared sliced Wasserstein-2 distance times 3 d; both sets of the same size.

    Source: arXiv:2605.06797.
    """
    rng = np.random.default_rng(0)
    return 3 * made.shape[1] * sliced_distance(made, true, directions, rng, power=2)


def _mmd(kernels: list[np.ndarray], rows: np.ndarray) -> float:
    """From the kernel matrices of made and made, true and true, made and true."""
    inner, outer, across = (kernel[np.ix_(rows, rows)] for kernel in kernels)
    n = len(rows)
    within = sum((k.sum() - np.trace(k)) / (n * (n - 1)) for k in (inner, outer))
    return float(within - 2 * across.mean())


class _AsGiven(nn.Module):
    """What torchmetrics takes for its network: the features are there already."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.num_features = features

    def forward(self, features: Tensor) -> Tensor:
        return features
