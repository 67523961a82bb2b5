"""What a benchmark is made of: figures, clocks, pictures and fresh processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine import paths
from engine.generators.card import ModelCard
from engine.generators.registry import load_registry

ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One measured line; `budget` is the design's, for two processor cores."""

    what: str
    value: float
    unit: str
    budget: float | None = None
    remark: str = ""

    def __str__(self) -> str:
        budget = f"budget {self.budget:g} {self.unit}" if self.budget is not None else ""
        return f"{self.what:<58} {self.value:9.3f} {self.unit:<3} {budget:<16} {self.remark}"


def make_photograph(height: int, width: int, dtype: type = np.uint8) -> np.ndarray:
    """Smooth colours, edges and grain, always the same: (height, width, 3)."""
    rng = np.random.default_rng(0)
    small = rng.uniform(30, 225, (9, 12, 3)).astype(np.float32)
    picture = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(60):
        points = (rng.random((4, 2)) * (width, height)).astype(np.int32)
        cv2.fillConvexPoly(picture, cv2.convexHull(points), rng.uniform(0, 255, 3).tolist())
    grain = rng.normal(0, 4, (256, 256, 1)).astype(np.float32)
    grain = np.tile(grain, (-(-height // 256), -(-width // 256), 1))[:height, :width]
    picture = np.clip(picture + grain, 0, 255)
    scale = np.iinfo(dtype).max / 255
    return np.asarray(picture * scale, dtype)


def write_tiff(path: Path, height: int, width: int, dtype: type = np.uint8) -> None:
    import tifffile

    tifffile.imwrite(path, make_photograph(height, width, dtype), photometric="rgb")


def newest_card(task: str) -> ModelCard | None:
    """The newest model for a task; None where there is none."""
    return next(iter(load_registry().of_task(task)), None)


def run_python(arguments: list[str], extra: Mapping[str, str] | None = None) -> str:
    """What a fresh Python process prints."""
    environment = os.environ | {"PYTHONPATH": str(paths.bundle())} | dict(extra or {})
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def median_s(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def processor_s(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return min(taken)
