"""What the classical methods scored, kept on disk: they are the same for every generator.

One line of JSON per fill, found by everything that decides it: pixels, hole, method and versions.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from engine.errors import SaveError
from training.evaluation.fills import MEASURES, Case

MEASURED = 1  # to be raised when a measure or a method changes its values under the same name


class Baselines:
    """Scores by key; `add` writes at once, so that an interrupted gate goes on where it was."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "gate-baselines.jsonl"
        self._known: dict[str, list[float]] = {}
        text = self._file.read_text("utf-8") if self._file.exists() else ""
        for line in text.splitlines():
            try:
                key, values = json.loads(line)
            except ValueError:  # empty, or torn by an interruption: measured again
                continue
            self._known[key] = values

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: str) -> list[float] | None:
        return self._known.get(key)

    def add(self, key: str, values: list[float]) -> None:
        self._known[key] = values
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps([key, values]))  # never at the end of a torn line
        except OSError as error:
            raise SaveError(
                f"the scores of the classical methods cannot be kept in {self._file}: "
                f"{error.strerror}. See to free space and permissions."
            ) from error


def key_of(case: Case, method: str, version: str) -> str:
    """version: of the library that has the method."""
    digest = hashlib.sha256(repr((MEASURED, MEASURES, method, version, case.clean.shape)).encode())
    digest.update(case.clean.tobytes())
    digest.update(case.mask.tobytes())
    return digest.hexdigest()
