"""The model folder of a personal generator: built from a run, installed, taken away again."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from engine import paths
from engine.errors import ModelError, SaveError
from engine.generators.card import ModelCard, write_card
from engine.generators.registry import load_registry
from training.checkpoint import load_weights
from training.data.album import Album
from training.delta import DELTA_FILE, add_delta, make_delta, save_delta
from training.evaluation.personal import Comparison
from training.export import CALIBRATION, export_onnx, git_revision, sha256
from training.graph import Sample
from training.model_sample import make_sample
from training.modes.inpaint import Inpaint, InpaintRecipe
from training.register import CPU_FILE, UNSEEN, crops_seen
from training.transfer import transfer


@dataclass(frozen=True, eq=False)
class Learnt:
    """What is known of a personal generator besides its weights.

    Attributes:
        base: what it began as. album: the photographs it learnt from, damage_found_by: and how
            their damaged parts were kept out.
    """

    base: ModelCard
    model_id: str
    recipe: InpaintRecipe
    album: Album
    damage_found_by: str


def build(learnt: Learnt, run: Path) -> ModelCard:
    """Export the averaged weights of `run` into its folder `model`; returns the card.

    What is exported is exactly the weights it began with plus the difference that is kept.

    Raises:
        ModelError: the export differs from the network.
        SaveError: the disk refuses.
    """
    folder = run / "model"
    mode = Inpaint(learnt.recipe, torch.device("cpu"))
    load_weights(run / "ema.safetensors", mode.shipped)
    after = {name: t.clone() for name, t in mode.shipped.state_dict().items()}
    transfer(mode.shipped, learnt.base.path)
    before = mode.shipped.state_dict()
    delta = make_delta(before, after)
    mode.shipped.load_state_dict(add_delta(before, delta))
    samples = _calibration(mode, learnt)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        export_onnx(mode.shipped, mode.graph, folder / "model.onnx", folder / CPU_FILE, samples)
        save_delta(delta, learnt.base, folder)
        card = _card(learnt, folder)
        write_card(card, folder)
        Image.fromarray(make_sample(card)).save(folder / "sample.png")
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return card


def _calibration(mode: Inpaint, learnt: Learnt) -> list[Sample]:
    """Samples of the album that the run has not drawn, for the ranges of the 8-bit file."""
    stage = learnt.recipe.stages[-1]
    made = mode.samples(replace(stage, crop=max(128, stage.crop)), learnt.album)
    samples = []
    for index in range(UNSEEN, UNSEEN + CALIBRATION + 8):
        batch = {name: torch.from_numpy(a[None]) for name, a in made[index].items()}
        samples.append(tuple(t.numpy() for t in mode.inputs(batch)))
    return samples


def _card(learnt: Learnt, folder: Path) -> ModelCard:
    """The card of the base, with the new files and where they come from; no names, no paths."""
    base, recipe = learnt.base, learnt.recipe
    origin: dict[str, Any] = {
        "based_on": base.id,
        "based_on_sha256": base.sha256,
        "recipe": "training/recipes/personal.toml",
        "commit": git_revision(),
        "seed": recipe.seed,
        "steps": recipe.steps,
        "crops": crops_seen(recipe, recipe.steps),
        "photographs": {f"tier_{k.lower()}": v for k, v in learnt.album.tiers().items()},
        "album_digest": learnt.album.digest(),
        "damage_found_by": learnt.damage_found_by,
        # To the second: newer than a bundled model of the same day, and so the one that is used.
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "licence": f"that of {base.id}; the photographs are the user's",
    }
    return replace(
        base,
        id=learnt.model_id,
        title=recipe.title,
        file="model.onnx",
        sha256=sha256(folder / "model.onnx"),
        cpu_file=CPU_FILE,
        cpu_sha256=sha256(folder / CPU_FILE),
        origin=origin,
        quality={},
        folder=folder,
    )


def install(card: ModelCard, comparison: Comparison, folder: Path) -> Path:
    """Copy an accepted model into `folder`, with what the gate measured; returns `folder`.

    A personal model that lies there is replaced when all is well, and else stays as it is.

    Raises:
        SaveError: the disk refuses.
    """
    assert card.folder is not None
    gained = {
        "album_gain_db": [round(v, 3) for v in comparison.album.overall.bounds],
        "album_photographs": comparison.album.photographs,
        "mini_set_gain_db": [round(v, 3) for v in comparison.mini.overall.bounds],
    }
    write_card(replace(card, quality=gained), card.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Hidden from the registry, on the same disk.
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as name:
            for file in sorted(card.folder.iterdir()):
                shutil.copy2(file, name)
            for file in Path(name).iterdir():
                file.replace(folder / file.name)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return folder


def check_id(model_id: str) -> None:
    """Raise ModelError unless a personal model may have this id."""
    if Path(model_id).name != model_id or model_id.startswith("."):
        raise ModelError(f"--out {model_id}: must be a name without folders, not a path.")
    other = load_registry().models.get(model_id)
    if other is not None and not is_personal(other):
        raise ModelError(
            f"--out {model_id}: a model of this name is there, and `finetune` did not make it: "
            "choose another name."
        )


def is_personal(card: ModelCard) -> bool:
    """Whether `finetune` made it."""
    return card.folder is not None and (card.folder / DELTA_FILE).is_file()


def revert(model_id: str, delete: bool) -> Path:
    """Take a personal model away; returns where it lies now, or lay, with `delete`.

    Without `delete` its folder is only hidden from the registry, as .ID-reverted beside it; an
    earlier one of that name is replaced. Nothing else is touched.

    Raises:
        ModelError: there is no personal model of this id.
        SaveError: the folder cannot be moved or removed.
    """
    card = load_registry([paths.user_models()]).models.get(model_id)
    if card is None or not is_personal(card) or card.folder is None:
        raise ModelError(
            f"there is no personal model {model_id!r} in {paths.user_models()}: see `models`."
        )
    hidden = card.folder.with_name(f".{card.folder.name}-reverted")
    try:
        if delete:
            shutil.rmtree(card.folder)
            return card.folder
        if hidden.exists():
            shutil.rmtree(hidden)
        return card.folder.rename(hidden)
    except OSError as error:
        raise SaveError(f"{card.folder} cannot be taken away: {error.strerror}.") from error


def _cannot_write(folder: Path, error: OSError) -> SaveError:
    return SaveError(
        f"the model cannot be written to {folder}: {error.strerror or error}. See to free space "
        "and permissions, then start the same command again."
    )
