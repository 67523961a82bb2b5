"""The user's models: put in, taken out, and tested on every device of this computer."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from engine import paths
from engine.errors import DeviceError, ModelError, SaveError
from engine.generators.card import ModelCard, load_card, write_card
from engine.generators.providers import NOT_IN_BUILD, PROVIDERS
from engine.generators.proving import Proof
from engine.generators.registry import load_registry
from engine.generators.runtime import load_runtime
from engine.generators.selftest import golden_inputs
from engine.generators.session import open_session
from engine.progress import Progress

SAMPLE = "sample.png"  # before and after, beside the card


@dataclass(frozen=True)
class DeviceTest:
    """What the golden tile showed on a device. works: None = this computer has no such device."""

    device: str
    title: str
    works: bool | None
    why: str


def is_users(card: ModelCard) -> bool:
    """Whether it lies among the user's models, and may be removed."""
    return card.folder is not None and card.folder.parent == paths.user_models()


def check_new_id(model_id: str) -> None:
    """Raise ModelError unless a new model may be called so."""
    if not model_id or Path(model_id).name != model_id or model_id.startswith("."):
        raise ModelError(f"{model_id!r} cannot be a model's id: use letters, digits and dashes.")
    registry = load_registry()
    known = registry.models.get(model_id) or registry.off.get(model_id)
    if known is not None or (paths.user_models() / model_id).exists():
        raise ModelError(f"there is a model {model_id!r} already: choose another id.")


def install(card: ModelCard, proof: Proof) -> ModelCard:
    """Copy a proved model among the user's; `card.folder` is where its file lies now.

    Raises:
        ModelError: the id is taken, or the file is not the one that was proved.
        SaveError: the disk refuses.
    """
    check_new_id(card.id)
    card.check_file()
    folder = paths.user_models() / card.id
    installed = replace(card, file="model.onnx", folder=folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Hidden from the registry and on the same disk: the folder is there whole or not at all.
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{card.id}-") as name:
            made = Path(name) / card.id
            made.mkdir()
            shutil.copyfile(card.path, made / installed.file)
            write_card(replace(installed, folder=made), made)
            Image.fromarray(side_by_side(proof)).save(made / SAMPLE)
            made.replace(folder)
    except OSError as error:
        raise SaveError(
            f"the model cannot be written to {folder}: {error.strerror or error}. See to free "
            "space and permissions."
        ) from error
    return installed


def adopt(made: Path, folder: Path) -> None:
    """Move the model in `made` to `folder`, among the user's; one that lies there is replaced.

    Raises:
        ModelError: it is no model, or not the files that its card names.
        SaveError: the disk refuses; what lay there still does.
    """
    load_card(made).check_file()
    before = folder.with_name(f".{folder.name}-before")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(before, ignore_errors=True)
        if folder.exists():
            folder.rename(before)
        try:
            shutil.move(made, folder)
        except OSError:
            if before.exists():
                before.rename(folder)
            raise
        shutil.rmtree(before, ignore_errors=True)
    except OSError as error:
        raise SaveError(
            f"the model cannot be written to {folder}: {error.strerror or error}. See to free "
            "space and permissions."
        ) from error


def side_by_side(proof: Proof) -> np.ndarray:
    """uint8 (h, 2 w, 3): before and after; of an enlarged picture, the part that is as large."""
    height, width = proof.before.shape[:2]
    return np.hstack([proof.before, proof.after[:height, :width]])


def users_model(model_id: str) -> ModelCard:
    """Raises ModelError where there is none, or where it came with Heirloom."""
    registry = load_registry()
    card = (registry.models | registry.off).get(model_id)
    if card is None:
        raise ModelError(f"there is no model {model_id!r}: see `models`.")
    if not is_users(card):
        raise ModelError(
            f"the model {model_id!r} came with Heirloom and stays: switch it off instead."
        )
    return card


def remove(model_id: str, *, delete: bool) -> Path:
    """Take a model of the user away; returns where it lies now, or lay, with `delete`.

    Without `delete` its folder is hidden as .ID-removed beside the others; an earlier one of that
    name is replaced.

    Raises:
        ModelError: there is none, or it came with Heirloom.
        SaveError: the disk refuses.
    """
    folder = users_model(model_id).folder
    assert folder is not None
    hidden = folder.with_name(f".{folder.name}-removed")
    try:
        if delete:
            shutil.rmtree(folder)
            return folder
        if hidden.exists():
            shutil.rmtree(hidden)
        return folder.rename(hidden)
    except OSError as error:
        raise SaveError(f"{folder} cannot be taken away: {error.strerror}.") from error


def device_tests(card: ModelCard, progress: Progress) -> Iterator[DeviceTest]:
    """The golden tile on every device, whatever was found before; one result after the other."""
    available = load_runtime().get_available_providers()
    for number, provider in enumerate(PROVIDERS):
        progress.step(number / len(PROVIDERS), f"testing {provider.title}")
        if provider.ort_name not in available:
            yield DeviceTest(provider.name, provider.title, None, NOT_IN_BUILD)
            continue
        try:
            session = open_session(card, provider.name, "the test", test_again=True)
            # Of what is no input the session takes nothing.
            outputs = session.run(golden_inputs(card, list(card.tensors)), progress)
        except (DeviceError, ModelError) as error:
            yield DeviceTest(provider.name, provider.title, False, str(error))
            continue
        session.release()
        works = any(array.any() for array in outputs.values())
        why = session.proof if works else "the test tile came back black"
        yield DeviceTest(provider.name, provider.title, works, why)
