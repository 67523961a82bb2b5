"""Checkpoints: all that is needed to go on, and the averaged weights alone. Written atomically."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from engine.errors import RecipeError


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write beside `path`, then replace it: a power cut leaves the old or the new one."""
    unfinished = path.with_suffix(".part")
    try:
        with unfinished.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise RecipeError(
            f"the checkpoint {path} cannot be written ({error.strerror}): "
            "free some space and start the same command again, it goes on from the last one."
        ) from error
    unfinished.replace(path)


def load_state(path: Path) -> dict[str, Any] | None:
    """The saved state, or None where there is none. Tensors and plain values only: no code runs."""
    if not path.exists():
        return None
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise RecipeError(
            f"{path} is damaged ({type(error).__name__}): delete it to start the run anew."
        ) from error
    return state


def save_weights(path: Path, net: nn.Module) -> None:
    """The weights alone, float32, for export."""
    unfinished = path.with_suffix(".part")
    tensors = {name: t.detach().float().contiguous() for name, t in net.state_dict().items()}
    save_file(tensors, unfinished)
    unfinished.replace(path)


def load_weights(path: Path, net: nn.Module) -> None:
    if not path.exists():
        raise RecipeError(f"{path.parent} holds no ema.safetensors: is it the folder of a run?")
    net.load_state_dict(load_file(path))
