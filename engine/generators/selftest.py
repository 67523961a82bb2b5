"""A small tile that every device must fill as the processor does, before it is trusted.

A driver that gives black or wild pixels says nothing; only the comparison shows it. The verdict is
kept per model, runtime and device, so that a program start does not pay for it again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from engine import paths
from engine.generators.card import ModelCard

TOLERANCE = 1e-2  # of 0..1; devices round differently, 2.5 steps of an 8-bit scan are too many
SIDE = 64  # px; enough for every layer, quick on a processor

Inputs = Mapping[str, np.ndarray]
Run = Callable[[Inputs], Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Verdict:
    """Whether a device computes a model rightly."""

    trusted: bool
    why: str
    difference: float | None = None  # largest, between device and processor; None: no number


def golden_inputs(card: ModelCard, roles: list[str]) -> dict[str, np.ndarray]:
    """The same tile every time: float32 (h, w, c) 0..1 by role, with a slanted scratch to repair.

    Of the smallest size the model takes; for a fixed shape of exactly that.
    """
    step = card.multiple_of
    side = card.native if card.shape == "fixed" else -(-max(SIDE, card.minimum) // step) * step
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    hole = (np.abs(x - 0.3 - 0.4 * y) < 0.05).astype(np.float32)[..., None]
    waves = [0.5 + 0.3 * np.sin(6 * x + k) + 0.15 * np.cos(9 * y - k) for k in range(3)]
    grain = np.random.default_rng(0).normal(0, 0.02, (side, side, 3))
    rgb = np.clip(np.stack(waves, axis=-1) + grain, 0, 1).astype(np.float32)
    special = {"rgb": rgb * (1 - hole), "mask": hole, "prefill": rgb}
    inputs = {}
    for role in roles:
        tile = special.get(role, rgb)
        channels = card.tensors[role].channels
        if (card.task, role) == ("fill", "noise"):
            inputs[role] = np.zeros(channels, np.float32)
            continue
        inputs[role] = np.resize(tile.transpose(2, 0, 1), (channels, side, side)).transpose(1, 2, 0)
    return inputs


def compare(inputs: Inputs, on_device: Run, on_processor: Run) -> Verdict:
    """Run the tile on both. What the device raises is a verdict too."""
    try:
        found = on_device(inputs)
    except Exception as error:  # any failure of a driver: it is not to be trusted
        return Verdict(False, f"the test tile failed: {error}")
    expected = on_processor(inputs)
    largest = 0.0
    for role, right in expected.items():
        got = found[role]
        if not np.isfinite(got).all():
            return Verdict(False, "the test tile came back with values that are not numbers")
        if right.any() and not got.any():
            return Verdict(False, "the test tile came back black")
        # Relative where a channel is not a picture: log-scales go beyond 1.
        scale = max(1.0, float(np.abs(right).max()))
        largest = max(largest, float(np.abs(got - right).max()) / scale)
    if largest >= TOLERANCE:
        return Verdict(False, f"the test tile differs by {largest:.2g} from the processor", largest)
    return Verdict(True, f"the test tile agrees to {largest:.1g}", largest)


class Verdicts:
    """What was found before, in a file of the user's state folder. A lost file costs a new test."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or paths.user_state() / "devices.json"

    @staticmethod
    def key(card: ModelCard, runtime_version: str, device: str) -> str:
        return f"{card.sha256} {runtime_version} {device}"

    def recall(self, key: str) -> Verdict | None:
        kept = self._read().get(key)
        try:
            return Verdict(**kept) if isinstance(kept, dict) else None
        except TypeError:  # written by another version
            return None

    def remember(self, key: str, verdict: Verdict) -> None:
        """Kept where the folder can be written to; a verdict is never worth an error."""
        kept = self._read() | {key: asdict(verdict)}
        half = self._file.with_suffix(f".{os.getpid()}.tmp")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            half.write_text(json.dumps(kept, indent=1), "utf-8")
            half.replace(self._file)

    def _read(self) -> dict[str, object]:
        try:
            kept = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}
