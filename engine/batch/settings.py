"""What a batch does to every scan; with the scan itself it determines the result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import engine
from engine.errors import BatchError
from engine.restore.settings import FinishSettings

if TYPE_CHECKING:  # nothing heavy: `--help` reads STEPS
    from engine.detect.settings import DetectSettings
    from engine.files.writer import SaveOptions
    from engine.repair.repair import RepairSettings

STEPS = ("detect", "repair", "tone", "enhance", "upscale")
BY_DEFAULT = ("detect", "repair")
FINISHING = ("tone", "enhance", "upscale")  # of the whole picture
REVIEW_ABOVE = 0.1


@dataclass(frozen=True)
class BatchSettings:
    """What the user chose.

    steps: of STEPS, in their order.
    detection: method of `find_damage`.
    review_above: a scan on which detection marks a larger share (0..1) is left for review.
    review_below: a repair whose least certain patch is less certain (0..1) is held for review; 1
        holds all of them. Decides nothing about what is in a result, and so is in no key.
    finish: for the steps FINISHING.
    template: the text of a template (document/templates.py) that marks every scan, or nothing.
    watermark: the path of a mark file (detect/watermark.py) that is taken off every scan, or
        nothing.
    page: of scans with several, from 1.
    """

    steps: tuple[str, ...]
    detect: DetectSettings
    detection: str
    repair: RepairSettings
    save: SaveOptions
    review_above: float = REVIEW_ABOVE
    review_below: float = 0.0
    finish: FinishSettings = field(default_factory=FinishSettings)
    template: str = ""
    watermark: str = ""
    page: int = 1

    def __post_init__(self) -> None:
        check_steps(self.steps)

    @property
    def detects(self) -> bool:
        return "detect" in self.steps

    @property
    def repairs(self) -> bool:
        return "repair" in self.steps

    @property
    def finishes(self) -> bool:
        return any(step in self.steps for step in FINISHING)

    @property
    def uses_infrared(self) -> bool:
        return self.detects and self.detection in ("auto", "infrared")

    def as_json(self, models: Mapping[str, str]) -> str:
        """Everything but the files that determines results, always in the same words.

        models: sha256 by step, of those that are used.
        """
        told = asdict(self) | {"models": dict(models), "engine": engine.__version__}
        del told["review_below"]
        if self.watermark:
            from engine.detect.watermark import open_mark_file

            told["watermark_sha256"] = open_mark_file(Path(self.watermark)).sha256
        return json.dumps(told, sort_keys=True)

    @classmethod
    def from_json(cls, told: str) -> BatchSettings:
        """What `as_json` wrote down; without `review_below`, which is no part of it."""
        from engine.detect.settings import DetectSettings
        from engine.files.writer import SaveOptions
        from engine.repair.repair import RepairSettings

        values = json.loads(told)
        detect = values["detect"] | {"classes": tuple(values["detect"]["classes"])}
        return cls(
            tuple(values["steps"]),
            DetectSettings(**detect),
            values["detection"],
            RepairSettings(**values["repair"]),
            SaveOptions(**values["save"]),
            values["review_above"],
            finish=FinishSettings.of(values["finish"]),
            template=values.get("template", ""),
            watermark=values.get("watermark", ""),
            page=values.get("page", 1),
        )

    def holds(self, confidence: float | None) -> bool:
        """Whether a repair as certain as this waits for a person's word; None: it is not known."""
        if confidence is None:
            return self.review_below >= 1
        return confidence < self.review_below or self.review_below >= 1


def check_steps(steps: tuple[str, ...]) -> None:
    """Raise BatchError for a step that does not exist, and where nothing would be written."""
    if unknown := [step for step in steps if step not in STEPS]:
        raise BatchError(f"there is no step {unknown[0]!r}: the steps are {', '.join(STEPS)}.")
    if list(steps) != [step for step in STEPS if step in steps]:
        raise BatchError(f"the steps have to stand in this order: {','.join(STEPS)}.")
    if "detect" in steps and "repair" not in steps:
        raise BatchError(
            f"the steps {','.join(steps)} look for damage and repair none: give detect,repair "
            "(the command `detect` only looks)."
        )


def item_key(settings: str, content: str, companions: Mapping[str, str], ending: str) -> str:
    """Hash of all that determines one result.

    Args:
        settings: of `BatchSettings.as_json`.
        content: hash of the scan; companions: of the files beside it, by what each is for.
        ending: of the result's name, which is its format.
    """
    told = json.dumps([settings, content, companions, ending.lower()], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
