"""What the measures of whole pictures share: figures by method, in a table with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from training.evaluation.report import Figure
from training.metrics.paired import bootstrap


@dataclass
class Figures:
    """Figures of each photograph, by measure and method."""

    methods: Sequence[str]
    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, measure: str, figures: Mapping[str, float]) -> None:
        """One photograph more; a method that was not measured is n/a."""
        row = self.values.setdefault(measure, {})
        for method, figure in figures.items():
            row.setdefault(method, []).append(figure)

    def column(self, measure: str, method: str) -> np.ndarray:
        """(photographs,)"""
        return np.array(self.values[measure][method])

    def gain(self, measure: str, over: str) -> tuple[Figure, ...]:
        """By method, the mean difference from the method `over`, in pairs."""
        reference = self.column(measure, over)
        return tuple(
            bootstrap(self.column(measure, method) - reference)
            if method in self.values[measure] and method != over
            else None
            for method in self.methods
        )

    def means(self, measure: str) -> tuple[Figure, ...]:
        row = self.values[measure]
        return tuple(bootstrap(np.array(row[m])) if m in row else None for m in self.methods)

    def rows(self) -> dict[str, tuple[Figure, ...]]:
        return {measure: self.means(measure) for measure in self.values}


def unit(picture: np.ndarray) -> np.ndarray:
    """uint8 as float32 0..1."""
    return picture.astype(np.float32) / 255


def eight_bits(picture: np.ndarray) -> np.ndarray:
    """float 0..1, clipped and rounded, as uint8."""
    return np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
