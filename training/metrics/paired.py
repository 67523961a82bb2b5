"""Paired comparisons: bootstrap intervals by photograph, Holm's correction for several tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % bootstrap interval; `p`: two-sided, that the true mean is 0."""

    low: float
    mean: float
    high: float
    p: float = 1.0

    @property
    def bounds(self) -> tuple[float, float, float]:
        return self.low, self.mean, self.high


def bootstrap(differences: np.ndarray) -> Interval:
    """Of the mean of (n,) paired differences, one per photograph, in which nan is not measured."""
    known = differences[np.isfinite(differences)]
    if not len(known):
        return Interval(float("nan"), float("nan"), float("nan"))
    rng = np.random.default_rng(0)
    means = known[rng.integers(0, len(known), (RESAMPLES, len(known)))].mean(1)
    low, high = np.percentile(means, [2.5, 97.5])
    tail = min(int((means <= 0).sum()), int((means >= 0).sum()))
    p = min(1.0, 2 * (tail + 1) / (RESAMPLES + 1))
    return Interval(float(low), float(known.mean()), float(high), p)


def bootstrap_sums(sums: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]) -> Interval:
    """Of a figure that is computed from sums over photographs: a share, an F1; `p` is not tested.

    Args:
        sums: (n, k), k sums of each photograph.
        statistic: sums (..., k) to figures (...).
    """
    if not len(sums):
        return Interval(float("nan"), float("nan"), float("nan"))
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    low, high = np.percentile(statistic(drawn @ sums), [2.5, 97.5])
    return Interval(float(low), float(statistic(sums.sum(0))), float(high))


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p by name: below 0.05, the chance of any false finding is below 0.05.

    Source: Holm, Scandinavian Journal of Statistics 1979.
    """
    adjusted: dict[str, float] = {}
    largest = 0.0
    for rank, name in enumerate(sorted(p, key=lambda n: p[n])):
        largest = max(largest, min(1.0, (len(p) - rank) * p[name]))
        adjusted[name] = largest
    return adjusted
