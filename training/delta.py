"""What a personal generator has learnt: the difference of the tensors that changed, in fp16.

    w = w0 + delta         w0: the tensors of the generator it began as

A difference is small, so that fp16 rounds it far less than it would round the weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import load_file, save
from torch import Tensor

from engine.generators.card import ModelCard

DELTA_FILE = "delta.safetensors"
LARGEST = 2_500_000  # bytes

Tensors = Mapping[str, Tensor]


def make_delta(before: Tensors, after: Tensors) -> dict[str, Tensor]:
    """fp16 differences, of the tensors that differ; both have the same names and shapes."""
    differences = {name: (tensor - before[name]).half() for name, tensor in after.items()}
    return {name: delta.contiguous() for name, delta in differences.items() if delta.any()}


def add_delta(before: Tensors, delta: Tensors) -> dict[str, Tensor]:
    """float32: the tensors of the personal generator."""
    return {
        name: tensor.float() + delta[name].float() if name in delta else tensor.float()
        for name, tensor in before.items()
    }


def save_delta(delta: dict[str, Tensor], base: ModelCard, folder: Path) -> None:
    """Write it beside the model it belongs to, with the name and hash of what it is added to."""
    (folder / DELTA_FILE).write_bytes(save(delta, {"based_on": base.id, "sha256": base.sha256}))


def load_delta(folder: Path) -> dict[str, Tensor]:
    found: dict[str, Tensor] = load_file(folder / DELTA_FILE)
    return found
