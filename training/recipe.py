"""What a training run is: one frozen dataclass per mode, read from TOML.

What is not in the recipe does not influence the result. The run folder keeps the resolved copy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from engine.errors import RecipeError
from training.data.holes import KINDS

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A part of the schedule: so many steps with crops and holes of one kind."""

    steps: int
    crop: int  # px, square; a multiple of 16
    batch: int
    mixture: Mapping[str, float]  # weight of each kind of hole
    coverage: tuple[float, float] = (0.12, 0.35)  # share of the crop that is hole, 0..1

    def __post_init__(self) -> None:
        if self.crop < 32 or self.crop % 16:
            raise RecipeError(f"crop = {self.crop}: must be a multiple of 16, at least 32.")
        if self.steps < 1 or self.batch < 1:
            raise RecipeError(f"steps = {self.steps}, batch = {self.batch}: both must be positive.")
        if unknown := sorted(set(self.mixture) - set(KINDS)):
            raise RecipeError(
                f"unknown hole {unknown[0]!r} in a mixture. Known: {', '.join(KINDS)}."
            )
        low, high = self.coverage
        if not 0 < low <= high <= 0.6:
            raise RecipeError(f"coverage = [{low}, {high}]: 0 < lowest <= highest <= 0.6.")


@dataclass(frozen=True, kw_only=True)
class InpaintRecipe:
    """PhotoNet-Fill: reconstruction of holes over a classical prefill."""

    mode: str = "inpaint"
    name: str  # becomes the model's id
    title: str = "Scratches, dust and small losses"
    photos: Path = Path("../shared/data/photos/train")  # relative to the project's folder
    validation: Path = Path("../shared/data/photos/val")
    stages: tuple[Stage, ...]
    width: int = 32  # channels at half size
    cap: int = 192  # most channels at any scale
    encoder: tuple[int, ...] = (1, 1, 2)  # blocks per scale, fine to coarse
    middle: tuple[int, ...] = (1, 2, 4, 1, 2, 4)  # dilations
    decoder: tuple[int, ...] = (2, 1, 1)  # blocks per scale, coarse to fine
    optimiser: str = "adamw"  # adamw | muon
    lr: float = 1e-3  # peak
    lr_end: float = 1e-5
    warmup: int = 50  # steps
    weight_decay: float = 1e-4
    clip: float = 10.0  # gradient norm
    ema: float = 0.999  # decay per step, reached gradually
    hole_weight: float = 6.0  # L1 inside the hole
    known_weight: float = 0.2  # L1 outside: keeps the residual at rest there
    gradient_weight: float = 1.0
    scale_weight: float = 0.1  # Laplace likelihood of the uncertainty channel
    bf16: bool = True  # autocast of the network; losses stay float32
    seed: int = 1
    validate_every: int = 500  # steps
    save_every: int = 200  # steps

    def __post_init__(self) -> None:
        if self.optimiser not in ("adamw", "muon"):
            raise RecipeError(f"optimiser = {self.optimiser!r}: use 'adamw' or 'muon'.")
        if not self.stages:
            raise RecipeError("the recipe has no [[stages]]: add at least one.")
        if self.lr <= 0 or not 0 < self.ema < 1:
            raise RecipeError(f"lr = {self.lr} must be positive and ema = {self.ema} within 0..1.")

    @property
    def steps(self) -> int:
        return sum(stage.steps for stage in self.stages)

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        return values | {"photos": str(self.photos), "validation": str(self.validation)}


def load_recipe(path: Path) -> InpaintRecipe:
    """Read a TOML recipe.

    Raises:
        RecipeError: the file is missing or not TOML, a key is unknown or missing, or a value is
            out of range; the sentence names the file and the key.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path.name} is not valid TOML: {error}") from error
    try:
        return recipe_from(values)
    except RecipeError as error:
        raise RecipeError(f"{path.name}: {error}") from error


def recipe_from(values: Mapping[str, Any]) -> InpaintRecipe:
    """Build a recipe from plain values, as TOML or a run folder has them."""
    if values.get("mode", "inpaint") != "inpaint":
        raise RecipeError(f"unknown mode {values['mode']!r}. Known: inpaint.")
    stages = values.get("stages")
    if not isinstance(stages, list) or not stages:
        raise RecipeError("the recipe has no [[stages]]: add at least one.")
    made: dict[str, Any] = dict(values)
    made["stages"] = tuple(_build(Stage, "stages: ", stage) for stage in stages)
    for name in ("photos", "validation"):
        if name in made:
            made[name] = Path(made[name])
    return _build(InpaintRecipe, "", made)


def _build(kind: type[Made], where: str, values: Mapping[str, Any]) -> Made:
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(values.keys() - known.keys()):
        raise RecipeError(f"{where}unknown key {unknown[0]!r}. Known: {', '.join(known)}.")
    required = {
        name for name, f in known.items() if f.default is MISSING and f.default_factory is MISSING
    }
    if missing := sorted(required - values.keys()):
        raise RecipeError(f"{where}add {missing[0]!r}, which has no default.")
    made = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    try:
        return kind(**made)
    except TypeError as error:
        raise RecipeError(f"{where}a value has the wrong type: {error}.") from error
