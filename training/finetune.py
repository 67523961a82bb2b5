"""A fill generator for one album: what `finetune` does, step by step.

    photographs     decoded, damage marked, some held out               data/album.py
    training        the end of the decoder only, from undamaged crops   recipes/personal.toml
    model           exported, beside the difference to what it was      delta.py
    gate            held-out photographs and the mini set               evaluation/personal.py
    installation    only if the gate accepts it; `revert` undoes it

Everything stays on this computer, and no name of a photograph is kept in the model.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor

from engine.detect.classical import SOURCE as STAND_IN_SOURCE
from engine.detect.find import open_detector
from engine.errors import RecipeError, SaveError
from engine.generators.card import ModelCard
from engine.generators.session import open_session
from engine.progress import Progress
from training.data.album import Album, find_all_damage, load_damage, save_damage, split_album
from training.data.free_pictures import MINI, REPLAY, open_free_pictures
from training.data.photos import Photos, open_photos
from training.delta import LARGEST
from training.evaluation.personal import Comparison, compare
from training.loop import RunOptions, train
from training.modes.inpaint import Inpaint, InpaintRecipe
from training.personal_model import Learnt, build, install
from training.recipe import load_recipe
from training.register import run_recipe
from training.transfer import read_weights

RECIPE = Path(__file__).parent / "recipes" / "personal.toml"
NO_DETECTOR = f"no detector model is there; {STAND_IN_SOURCE}"
SHARE = 0.3  # of samples from pictures that are not the album's
TIMED = 4  # steps that tell how long a step takes, the first of which does not count


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes:
        base: the generator to begin with. model_id: of the new one.
        minutes: of training; steps: so many instead, where not None.
        run: folder for all that is made on the way; a run that is there goes on.
        models: folder of the user's models.
        recipe: of which name, start, sizes and length are replaced.
    """

    album: Path
    base: ModelCard
    model_id: str
    minutes: float
    steps: int | None
    run: Path
    models: Path
    options: RunOptions
    recipe: Path = RECIPE


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of it. installed: the model's folder, None where the gate did not accept it."""

    comparison: Comparison
    installed: Path | None
    damage_found_by: str

    def __str__(self) -> str:
        told = f"installed as {self.installed}" if self.installed else "nothing was installed"
        return (
            f"{self.comparison.table()}\n{self.comparison.verdict}; {told}\n"
            f"damage found by: {self.damage_found_by}"
        )


def finetune(request: Request, progress: Progress) -> Outcome:
    """Make, judge and perhaps install a personal generator.

    Raises:
        RecipeError: the album is too small, the run belongs to another one, or the generator is of
            another family.
        ModelError: the detector or the generator cannot be used, or the export differs from torch.
        SaveError: the run or the model cannot be written.
        Cancelled: stopped; the same request goes on from the last checkpoint.
    """
    try:
        return _finetune(request, progress)
    except OSError as error:
        raise SaveError(
            f"the run {request.run} cannot go on: {error.strerror or error}. See to free space and "
            "permissions, then start the same command again; it goes on from where it was."
        ) from error


def _finetune(request: Request, progress: Progress) -> Outcome:
    cache, run = request.run / "cache", request.run
    recipe = _recipe(request)
    photos = open_photos(request.album, cache, progress=progress.part(0.0, 0.05))
    damage, source = _damage(photos, run, progress.part(0.05, 0.15))
    replay, mini = (
        open_free_pictures(names, cache, progress.part(0, 0)) for names in (REPLAY, MINI)
    )
    learn, held_out = split_album(photos, damage, recipe.stages[0].crop, replay, SHARE)
    recipe = _with_length(recipe, request, learn)
    train(recipe, run, request.options, progress.part(0.15, 0.75), (learn, held_out))
    learnt = Learnt(request.base, request.model_id, recipe, learn, source)
    progress.step(0.75, "exporting")
    card = build(learnt, run)
    old, new = (open_session(c, "cpu", "the gate", threads=1) for c in (request.base, card))
    comparison = compare(old, new, held_out, mini, progress.part(0.8, 1.0))
    (run / "gate.md").write_text(f"{comparison.table()}\n{comparison.verdict}\n", "utf-8")
    installed = None
    if comparison.accepted:
        installed = install(card, comparison, request.models / request.model_id)
    shutil.rmtree(cache, ignore_errors=True)  # the photographs, decoded; they can be read again
    return Outcome(comparison, installed, source)


def _damage(photos: Photos, run: Path, progress: Progress) -> tuple[tuple[np.ndarray, ...], str]:
    """The damaged cells of every photograph, found once for a run, and what found them."""
    kept = run / f"damage-{photos.digest()[:12]}.npz"
    told = kept.with_suffix(".txt")
    if not (kept.exists() and told.exists()):
        detector = open_detector()
        save_damage(find_all_damage(photos, detector, progress), kept)
        told.write_text(detector.status if detector else NO_DETECTOR, "utf-8")
    return load_damage(kept, photos), told.read_text("utf-8")


def _recipe(request: Request) -> InpaintRecipe:
    """The recipe for a network of the sizes of `request.base`."""
    recipe = load_recipe(request.recipe)
    if not isinstance(recipe, InpaintRecipe):
        raise RecipeError(f"{request.recipe} is for the mode {recipe.mode!r}, not for 'inpaint'.")
    made = replace(
        with_sizes(recipe, read_weights(request.base.path), request.base.id),
        name=request.model_id,
        init=str(request.base.path),
        photos=request.album,
        validation=request.album,
    )
    net = Inpaint(made, torch.device("cpu")).generator.net
    size = 2 * sum(p.numel() for p in net.parameters() if p.requires_grad)
    if size > LARGEST:
        raise RecipeError(
            f"freeze: what is left to train would take {size / 1e6:.1f} MB, at most "
            f"{LARGEST / 1e6:.1f} are kept; freeze more."
        )
    return made


def with_sizes(
    recipe: InpaintRecipe, weights: Mapping[str, Tensor], model_id: str
) -> InpaintRecipe:
    """For a network that these weights fit.

    Raises:
        RecipeError: they are not those of a PhotoNet-Fill, or of one with another middle.
    """

    def blocks(part: str) -> int:
        names = (name for name in weights if name.startswith(f"{part}."))
        return sum(name.endswith(".conv.weight") for name in names)

    try:
        width, cap = len(weights["stem.weight"]), len(weights["down.2.weight"])
    except KeyError as error:
        raise RecipeError(
            f"model {model_id} is no PhotoNet-Fill (it has no {error}): only these can learn from "
            "an album; choose another --model."
        ) from error
    if (count := blocks("middle_a") + blocks("middle_b")) != len(recipe.middle):
        raise RecipeError(
            f"model {model_id} has {count} blocks in its middle, recipe {recipe.name} "
            f"{len(recipe.middle)}, with dilations that the model does not tell: choose another "
            "--model."
        )
    return replace(
        recipe,
        width=width,
        cap=cap,
        encoder=tuple(blocks(f"encoder.{i}") for i in range(3)),
        decoder=tuple(blocks(f"decoder.{i}") for i in range(3)),
    )


def _with_length(recipe: InpaintRecipe, request: Request, album: Album) -> InpaintRecipe:
    """With the steps that were asked for, that fit into the minutes, or that the run began with."""
    if (request.run / "recipe.json").exists():
        return _begun(recipe, request, album)
    steps = request.steps or _steps_in(request.minutes, recipe, album, request.options)
    return replace(recipe, stages=(replace(recipe.stages[0], steps=steps),))


def _begun(recipe: InpaintRecipe, request: Request, album: Album) -> InpaintRecipe:
    """The recipe of the run that is there, checked to be of this album."""
    kept = cast(InpaintRecipe, run_recipe(request.run))
    told = (request.run / "photos.json").read_text("utf-8")
    if album.digest() not in told or kept.init != recipe.init:
        raise RecipeError(
            f"{request.run} holds a run of another album or generator: choose another --run folder."
        )
    return replace(recipe, stages=kept.stages)


def _steps_in(minutes: float, recipe: InpaintRecipe, album: Album, options: RunOptions) -> int:
    """How many steps fit into so many minutes on this computer, at least one."""
    if options.threads:
        torch.set_num_threads(options.threads)
    mode, stage = Inpaint(recipe, torch.device(options.device)), recipe.stages[0]
    mode.generator.restart_average()  # as after loading: the descent is anchored where it begins
    samples = mode.samples(stage, album)
    seconds = []
    for step in range(TIMED):
        started = time.perf_counter()
        drawn = [samples[step * stage.batch + i] for i in range(stage.batch)]
        batch = {k: torch.from_numpy(np.stack([s[k] for s in drawn])) for k in drawn[0]}
        float(torch.as_tensor(mode.step(batch, step)["loss"]))  # waits for the device
        seconds.append(time.perf_counter() - started)
    return max(1, round(60 * minutes / float(np.median(seconds[1:]))))
