"""Runs as their folders tell them: no Qt in here, and nothing of the trainer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import paths
from engine.errors import SaveError

COMMAND = "window.json"  # what the window started, to go on another day
RECIPE = "mine.toml"
Points = list[tuple[float, float]]  # (step, value)


@dataclass(frozen=True)
class Run:
    """One folder. kind: "train" or "finetune". words: of its command, without --listen."""

    folder: Path
    kind: str
    words: tuple[str, ...]
    title: str
    photos: str  # to measure with
    steps: int  # in all; 0 = not known yet
    done: int

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def is_finished(self) -> bool:
        if self.kind == "finetune":
            return (self.folder / "gate.md").is_file()
        return 0 < self.steps <= self.done


@dataclass
class RunLog:
    """Follows a log.jsonl: `read` takes what was added since. Values are by their name."""

    folder: Path
    training: dict[str, Points] = field(default_factory=dict)
    validation: dict[str, Points] = field(default_factory=dict)
    step: int = 0
    trouble: str = ""  # why it went back to a checkpoint, the last time
    _at: int = 0

    def read(self) -> bool:
        """Whether there was anything new; a line that is half written waits."""
        try:
            with (self.folder / "log.jsonl").open("rb") as file:
                file.seek(self._at)
                new = file.read()
        except OSError:
            return False
        whole = new[: new.rfind(b"\n") + 1]
        self._at += len(whole)
        for line in whole.splitlines():
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # another version may say more
        return bool(whole)

    def _take(self, told: Mapping[str, Any]) -> None:
        self.step = step = int(told["step"])
        if "rolled_back" in told:
            self.trouble = str(told["rolled_back"])
        scores = told.get("validation")
        values = told if scores is None else scores
        series = self.training if scores is None else self.validation
        for name, value in values.items():
            if name != "step" and isinstance(value, int | float):
                points = series.setdefault(name, [])
                while points and points[-1][0] >= step:  # done again after a return
                    points.pop()
                points.append((step, float(value)))

    def seconds_left(self, steps: int) -> float | None:
        """By how many samples came in a second; None where nothing is known."""
        speeds = self.training.get("samples_per_s")
        per_step = self._samples_per_step()
        if not speeds or not per_step or steps <= self.step:
            return None
        return (steps - self.step) * per_step / max(1e-9, speeds[-1][1])

    def _samples_per_step(self) -> float:
        stages = read_json(self.folder / "recipe.json").get("stages", [])
        passed = 0
        for stage in stages:
            passed += int(stage["steps"])
            if self.step < passed:
                return float(stage["batch"])
        return 0.0


def list_runs(folder: Path | None = None) -> list[Run]:
    """Those that the window started, the latest first."""
    files = (folder or paths.user_runs()).glob(f"*/{COMMAND}")
    latest = sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)
    return [run for file in latest if (run := read_run(file.parent)) is not None]


def read_run(folder: Path) -> Run | None:
    """None where it is no run of the window."""
    told = read_json(folder / COMMAND)
    words = told.get("words")
    if not isinstance(words, list) or told.get("kind") not in ("train", "finetune"):
        return None
    log = RunLog(folder)
    log.read()
    stages = read_json(folder / "recipe.json").get("stages", [])
    return Run(
        folder,
        told["kind"],
        tuple(str(word) for word in words),
        str(told.get("title", folder.name)),
        str(told.get("photos", "")),
        sum(int(stage["steps"]) for stage in stages),
        log.step,
    )


def write_command(folder: Path, kind: str, words: Sequence[str], title: str, photos: str) -> Run:
    """Raises SaveError where the disk refuses."""
    told = {"kind": kind, "words": list(words), "title": title, "photos": photos}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / COMMAND).write_text(json.dumps(told, indent=1), "utf-8")
    except OSError as error:
        raise SaveError(f"{folder} cannot be written: {error.strerror}.") from error
    return Run(folder, kind, tuple(words), title, photos, 0, 0)


def sheets(folder: Path) -> list[Path]:
    """Sheets of samples, the latest last."""
    return sorted((folder / "samples").glob("*.png"))


def read_json(path: Path) -> dict[str, Any]:
    """Nothing where it cannot be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
