"""Checkpoints: all that is needed to go on, and the averaged weights alone. Written atomically."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save
from torch import nn

from engine.errors import RecipeError


def save_state(path: Path, state: dict[str, Any]) -> None:
    """All that `load_state` gives back."""
    packed = io.BytesIO()  # torch, writing by itself, loses the reason why a disk refuses
    torch.save(state, packed)
    _write(path, packed.getbuffer())


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
    tensors = {name: t.detach().float().contiguous() for name, t in net.state_dict().items()}
    _write(path, save(tensors))


def load_weights(path: Path, net: nn.Module) -> None:
    if not path.exists():
        raise RecipeError(f"{path.parent} holds no ema.safetensors: is it the folder of a run?")
    net.load_state_dict(load_file(path))


def _write(path: Path, content: bytes | memoryview) -> None:
    """Write beside `path`, then replace it: a power cut leaves the old or the new one."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise RecipeError(
            f"the checkpoint {path} cannot be written ({error.strerror}): see to free space and "
            "permissions, then start the same command again; it goes on from the last checkpoint."
        ) from error
