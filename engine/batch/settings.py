"""What a batch does to every scan; with the scan itself it determines the result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import engine
from engine.errors import BatchError

if TYPE_CHECKING:  # nothing heavy: `--help` reads STEPS
    from engine.detect.settings import DetectSettings
    from engine.files.writer import SaveOptions
    from engine.repair.repair import RepairSettings

STEPS = ("detect", "repair")
REVIEW_ABOVE = 0.1


@dataclass(frozen=True)
class BatchSettings:
    """What the user chose.

    steps: of STEPS, in their order; "repair" is always among them.
    detection: method of `find_damage`.
    review_above: a scan on which detection marks a larger share (0..1) is left for review.
    """

    steps: tuple[str, ...]
    detect: DetectSettings
    detection: str
    repair: RepairSettings
    save: SaveOptions
    review_above: float = REVIEW_ABOVE

    def __post_init__(self) -> None:
        check_steps(self.steps)

    @property
    def detects(self) -> bool:
        return "detect" in self.steps

    @property
    def uses_infrared(self) -> bool:
        return self.detects and self.detection in ("auto", "infrared")

    def as_json(self, models: Mapping[str, str]) -> str:
        """Everything but the files that determines results, always in the same words.

        models: sha256 by step, of those that are used.
        """
        told = asdict(self) | {"models": dict(models), "engine": engine.__version__}
        return json.dumps(told, sort_keys=True)


def check_steps(steps: tuple[str, ...]) -> None:
    """Raise BatchError for a step that does not exist, and where nothing would be written."""
    if unknown := [step for step in steps if step not in STEPS]:
        raise BatchError(f"there is no step {unknown[0]!r}: the steps are {', '.join(STEPS)}.")
    if "repair" not in steps or list(steps) != [step for step in STEPS if step in steps]:
        raise BatchError(
            f"the steps {','.join(steps)} write no result: give repair, or detect,repair "
            "(the command `detect` only looks)."
        )


def item_key(settings: str, content: str, companions: tuple[str, ...], ending: str) -> str:
    """Hash of all that determines one result.

    Args:
        settings: of `BatchSettings.as_json`, with the device asked for.
        content: hash of the scan; companions: of its mask and of its infrared channel.
        ending: of the result's name, which is its format.
    """
    told = json.dumps([settings, content, companions, ending.lower()])
    return hashlib.sha256(told.encode()).hexdigest()
