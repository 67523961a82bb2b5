"""The recipes there are, read as plain TOML: the window never loads the trainer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import paths
from engine.errors import RecipeError, SaveError
from gui.language import mark

FINETUNES = "personal"  # is not trained by itself: `finetune` uses it
# Pixels learnt from in a second: 0.40 and 0.43 million on one thread of an AMD EPYC (Zen 5), for
# photonet-fill.toml and the detector (docs/models.md). Other networks are of the same order.
SPEED = 0.4e6
TWICE = 2.0  # a crop is seen by the generator and by its critic
LONG_S = 3600  # from here on the window asks before it begins
MODES = {
    "inpaint": mark("Fills damage"),
    "segment": mark("Finds damage"),
    "restore": mark("Takes out noise and blur"),
    "tone": mark("Undoes fading"),
    "upscale": mark("Enlarges"),
    "edges": mark("Continues lines"),
    "noise": mark("Makes textures"),
    "paired": mark("Learns from pairs of pictures"),
    "unpaired": mark("Learns how scans have aged"),
}
NAME = re.compile(r'^name\s*=\s*"[^"\n]*"', re.MULTILINE)


@dataclass(frozen=True)
class RecipeFile:
    """seconds: a rough guess for a processor. note: what its author says of it."""

    path: Path
    name: str
    title: str
    mode: str
    steps: int
    seconds: float
    note: str


def list_recipes(folder: Path | None = None) -> list[RecipeFile]:
    """Those of `folder` (default: those that come along) by their time; what cannot be read is
    left out."""
    found = []
    for path in sorted((folder or paths.bundle() / "training" / "recipes").glob("*.toml")):
        try:
            recipe = read_recipe(path)
        except RecipeError:
            continue
        if recipe.name != FINETUNES:
            found.append(recipe)
    return sorted(found, key=lambda recipe: recipe.seconds)


def read_recipe(path: Path) -> RecipeFile:
    """Raises RecipeError where it cannot be read or has no stages; the trainer checks the rest."""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
        stages = [dict(stage) for stage in values["stages"]]
        steps = sum(int(stage["steps"]) for stage in stages)
        twins = float(values.get("twin_share", 1.0))
    except OSError as error:
        raise RecipeError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RecipeError(f"{path} is no recipe: it needs TOML with [[stages]].") from error
    name = str(values.get("name", path.stem))
    mode = str(values.get("mode", "inpaint"))
    costs = TWICE if "adversarial_weight" in values else 1.0
    if mode == "segment":  # crops are seen damaged, and so many undamaged too
        costs = 1.0 + twins
    return RecipeFile(
        path,
        name,
        str(values.get("title") or MODES.get(mode, mode)),
        mode,
        steps,
        costs * sum(_pixels(stage) for stage in stages) / SPEED,
        _note(text),
    )


def copy_recipe(recipe: RecipeFile, name: str, target: Path) -> None:
    """Write the recipe under another name, which becomes the id of the model.

    Raises:
        SaveError: the disk refuses.
    """
    text = recipe.path.read_text("utf-8")
    named, count = NAME.subn(f'name = "{name}"', text, count=1)
    if not count:
        named = f'name = "{name}"\n{text}'
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(named, "utf-8")
    except OSError as error:
        raise SaveError(f"{target} cannot be written: {error.strerror}.") from error


def _pixels(stage: Mapping[str, Any]) -> float:
    return float(stage["steps"]) * float(stage.get("batch", 1)) * float(stage.get("crop", 64)) ** 2


def _note(text: str) -> str:
    """The comment at the top."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return " ".join(lines)
