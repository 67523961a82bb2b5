"""What `evaluate` found, as Markdown for people and JSON for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.metrics.backbones import Backbone
from training.metrics.paired import Interval

Figure = Interval | float | None  # None: not measured, "n/a"


@dataclass(frozen=True)
class Options:
    """What `evaluate` was asked for, whatever the task.

    limit: photographs; None: all. inception, lpips: files for FID and KID, and for LPIPS.
    scans: folder of the scans whose damage is labelled; None: they are left out.
    """

    limit: int | None = None
    inception: Backbone | None = None
    lpips: Backbone | None = None
    scans: Path | None = None


@dataclass(frozen=True)
class Evaluation:
    """Figures of one model; rows: by measure, one figure per column."""

    model: str
    sha256: str  # of what was measured; "" for a run
    task: str
    photographs: int
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[Figure, ...]]
    notes: str

    def __str__(self) -> str:
        """Markdown."""
        lines = [
            f"{self.model} ({self.task}) on {self.photographs} photographs. {self.notes}",
            "",
            f"| measure | {' | '.join(self.columns)} |",
            "|---" * (1 + len(self.columns)) + "|",
            *(
                f"| {name} | {' | '.join(in_words(figure) for figure in figures)} |"
                for name, figures in self.rows.items()
            ),
        ]
        return "\n".join(lines) + "\n"

    def as_json(self) -> str:
        """By measure and column: null, a number, or {"low", "mean", "high"}."""
        figures = {
            name: dict(zip(self.columns, map(_plain, row), strict=True))
            for name, row in self.rows.items()
        }
        told = {name: getattr(self, name) for name in ("model", "sha256", "task", "photographs")}
        return json.dumps(told | {"notes": self.notes, "measures": figures}, indent=1)


def in_words(figure: Figure) -> str:
    """Four digits; an interval in brackets; "n/a" for what was not measured."""
    if figure is None or (isinstance(figure, float) and math.isnan(figure)):
        return "n/a"
    if isinstance(figure, float):
        return f"{figure:.4g}"
    if math.isnan(figure.low):
        return in_words(figure.mean)
    return f"{figure.mean:.4g} ({figure.low:.4g} .. {figure.high:.4g})"


def _plain(figure: Figure) -> float | dict[str, float | None] | None:
    if isinstance(figure, Interval):
        names = ("low", "mean", "high")
        return {n: None if math.isnan(v) else v for n, v in zip(names, figure.bounds, strict=True)}
    return None if figure is None or math.isnan(figure) else figure
