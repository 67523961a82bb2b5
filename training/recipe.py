"""What a training run is: one frozen dataclass per mode, read from TOML.

What is not in the recipe does not influence the result. The run folder keeps the resolved copy.
What all modes have stands here; each file of modes/ adds its own settings beside its step.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from engine.errors import RecipeError
from training.optimisers import DECAYS, OPTIMISERS, Descent

Made = TypeVar("Made")
SAMPLES = ("auto", "processes", "device")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A part of the schedule: so many steps with crops and damage of one kind."""

    steps: int
    crop: int  # px, square; a multiple of 16
    batch: int
    mixture: Mapping[str, float] = field(default_factory=dict)  # weight of each kind of damage
    coverage: tuple[float, float] = (0.12, 0.35)  # share of the crop that is hole, 0..1

    def __post_init__(self) -> None:
        if self.crop < 16 or self.crop % 4:
            raise RecipeError(f"crop = {self.crop}: must be a multiple of 4, at least 16.")
        if self.steps < 1 or self.batch < 1:
            raise RecipeError(f"steps = {self.steps}, batch = {self.batch}: both must be positive.")
        low, high = self.coverage
        if not 0 < low <= high <= 0.6:
            raise RecipeError(f"coverage = [{low}, {high}]: 0 < lowest <= highest <= 0.6.")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The settings that every mode has."""

    mode: str
    name: str  # becomes the model's id
    title: str = ""
    photos: Path = Path("../shared/data/photos/train")  # relative to the project's folder
    validation: Path = Path("../shared/data/photos/val")
    stages: tuple[Stage, ...]
    init: str = ""  # weights to start from: a model folder, a run, an .onnx or .safetensors file
    freeze: tuple[str, ...] = ()  # parameters whose names begin so are not trained
    anchor_weight: float = 0.0  # of the squared distance from `init`; modes/base.py has the formula
    optimiser: str = "adamw"  # adamw | muon | adam | sgd
    betas: tuple[float, float] = (0.9, 0.99)  # of adam and adamw
    lr: float = 1e-3  # peak
    lr_end: float = 1e-5
    warmup: int = 50  # steps
    decay: str = "cosine"  # cosine | linear | exponential | constant
    weight_decay: float = 1e-4
    clip: float = 10.0  # gradient norm
    ema: float = 0.999  # decay per step, reached gradually
    bf16: bool = True  # autocast of the networks; losses and penalties stay float32
    # Who makes the samples: processes | device, in whole batches | auto: the device where it is a
    # graphics card and the mode can.
    samples: str = "auto"
    seed: int = 1
    validate_every: int = 500  # steps
    save_every: int = 200  # steps

    kinds: ClassVar[tuple[str, ...]] = ()  # what a mixture may name
    multiple_of: ClassVar[int] = 16  # px, of the crop

    def __post_init__(self) -> None:
        if self.optimiser not in OPTIMISERS:
            raise RecipeError(
                f"optimiser = {self.optimiser!r}: use one of {', '.join(OPTIMISERS)}."
            )
        if self.decay not in DECAYS:
            raise RecipeError(f"decay = {self.decay!r}: use one of {', '.join(DECAYS)}.")
        if self.samples not in SAMPLES:
            raise RecipeError(f"samples = {self.samples!r}: use one of {', '.join(SAMPLES)}.")
        if not self.stages:
            raise RecipeError("the recipe has no [[stages]]: add at least one.")
        if self.lr <= 0 or not 0 < self.ema < 1:
            raise RecipeError(f"lr = {self.lr} must be positive and ema = {self.ema} within 0..1.")
        if self.anchor_weight < 0 or (self.anchor_weight and not self.init):
            raise RecipeError(
                f"anchor_weight = {self.anchor_weight}: must not be negative, and needs `init`, "
                "the weights it holds on to."
            )
        for stage in self.stages:
            if stage.crop % self.multiple_of:
                raise RecipeError(
                    f"crop = {stage.crop}: must be a multiple of {self.multiple_of} in mode "
                    f"{self.mode!r}."
                )
            if unknown := sorted(set(stage.mixture) - set(self.kinds)):
                raise RecipeError(
                    f"unknown kind {unknown[0]!r} in a mixture. Known: {', '.join(self.kinds)}."
                )
            if self.kinds and not stage.mixture:
                raise RecipeError(f"a stage has no mixture. Known kinds: {', '.join(self.kinds)}.")

    @property
    def steps(self) -> int:
        return sum(stage.steps for stage in self.stages)

    def descent(self) -> Descent:
        """How the generator descends; a critic's settings are its mode's."""
        return Descent(
            kind=self.optimiser,
            lr=self.lr,
            lr_end=self.lr_end,
            steps=self.steps,
            warmup=self.warmup,
            decay=self.decay,
            betas=self.betas,
            weight_decay=self.weight_decay,
            clip=self.clip,
            ema=self.ema,
            freeze=self.freeze,
            anchor_weight=self.anchor_weight,
        )

    def other_sources(self) -> dict[str, Any]:
        """For the card: pictures that were learnt from beside the photographs, by licence tier."""
        return {}

    def as_json(self) -> dict[str, Any]:
        """Plain values that `recipe_from` reads back."""
        return {
            name: str(value) if isinstance(value, Path) else value
            for name, value in asdict(self).items()
        }


def load_recipe(path: Path) -> Recipe:
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


def recipe_from(values: Mapping[str, Any]) -> Recipe:
    """Build the recipe of a mode from plain values, as TOML or a run folder has them."""
    from training.modes import mode_class  # late: the modes need this file

    kind = mode_class(values.get("mode", "inpaint")).Recipe
    stages = values.get("stages")
    if not isinstance(stages, list | tuple) or not stages:
        raise RecipeError("the recipe has no [[stages]]: add at least one.")
    made: dict[str, Any] = dict(values)
    made["stages"] = tuple(_build(Stage, "stages: ", stage) for stage in stages)
    for f in fields(kind):
        if f.type == "Path" and f.name in made:
            made[f.name] = Path(made[f.name])
    return _build(kind, "", made)


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
