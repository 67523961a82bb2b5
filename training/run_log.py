"""What a run says: log.jsonl and TensorBoard, the same values in both; sample sheets as PNG."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.files.atomic import replacing


class RunLog:
    """Values since the last line are kept as they are, on their device, and averaged for the next.

    TensorBoard is optional; log.jsonl is always written. With `quiet` nothing is written: of
    several processes only the first speaks.
    """

    def __init__(self, run: Path, quiet: bool = False) -> None:
        self._run, self._quiet = run, quiet
        self._file = None if quiet else (run / "log.jsonl").open("a", encoding="utf-8")
        self._board = None if quiet else _board(run)
        self._kept: list[Mapping[str, Tensor | float]] = []
        self._samples, self._since = 0, time.perf_counter()

    def keep(self, values: Mapping[str, Tensor | float], samples: int) -> None:
        """Remember the values of a step; nothing is waited for."""
        self._kept.append(values)
        self._samples += samples

    def means(self) -> dict[str, float]:
        """Means of what was kept since the last line; waits for the device."""
        names = {name for values in self._kept for name in values}
        return {
            name: float(
                torch.stack(
                    [torch.as_tensor(v[name]).float() for v in self._kept if name in v]
                ).mean()
            )
            for name in sorted(names)
        }

    def line(self, step: int, means: Mapping[str, float]) -> None:
        """Write a line for the steps up to `step` and begin the next one."""
        seconds = time.perf_counter() - self._since
        self.write({"step": step, "samples_per_s": self._samples / seconds} | dict(means))
        if self._board:
            for name, value in means.items():
                self._board.add_scalar(f"train/{name}", value, step)
        self._kept, self._samples, self._since = [], 0, time.perf_counter()

    def forget(self) -> None:
        """Drop what was kept: the run goes back to a checkpoint."""
        self._kept, self._samples, self._since = [], 0, time.perf_counter()

    def validation(self, step: int, scores: Mapping[str, float], sheet: np.ndarray) -> None:
        """`sheet`: uint8 RGB."""
        self.write({"step": step, "validation": dict(scores)})
        if self._quiet:
            return
        (self._run / "samples").mkdir(exist_ok=True)
        # Whole or not at all: the window looks on.
        with replacing(self._run / "samples" / f"{step:07d}.png") as file:
            file.write(cv2.imencode(".png", sheet[..., ::-1])[1].tobytes())
        if self._board:
            for name, value in scores.items():
                self._board.add_scalar(f"validation/{name}", value, step)
            self._board.add_image("samples", sheet, step, dataformats="HWC")

    def write(self, line: Mapping[str, object]) -> None:
        if self._file:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def __enter__(self) -> RunLog:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()
        if self._board:
            self._board.close()


def _board(run: Path) -> Any:  # noqa: ANN401
    """TensorBoard's writer, None where it is not installed."""
    if find_spec("tensorboard") is None:
        return None
    from torch.utils.tensorboard import SummaryWriter  # late: seconds to import

    return SummaryWriter(str(run))
