"""Starts a network from weights that were learnt before: a model folder, an ONNX file, a run.

Tensors of the same name and shape are copied; the others keep their initial values and are named.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.errors import RecipeError

HALF = "_fp16"  # how export.py renames the weights it rounds


@dataclass(frozen=True)
class Transferred:
    """What was copied, and what of the network was not: parameters' names."""

    copied: tuple[str, ...]
    fresh: tuple[str, ...]


def read_weights(source: Path) -> dict[str, Tensor]:
    """The float tensors of a model folder (its model.onnx), an .onnx or .safetensors file, a run.

    Raises:
        RecipeError: there is nothing of these, or it cannot be read.
    """
    inside = ("model.onnx", "ema.safetensors")
    found = [source / name for name in inside if (source / name).is_file()]
    path = found[0] if found else source
    try:
        if path.suffix == ".safetensors":
            return {name: t.float() for name, t in load_file(path).items()}
        if path.suffix == ".onnx":
            return _initialisers(path)
    except Exception as error:
        raise RecipeError(f"the weights in {path} cannot be read ({error}).") from error
    raise RecipeError(
        f"{source} holds no weights to start from: name a model folder (models/photonet-fill), "
        "the folder of a run, or an .onnx or .safetensors file."
    )


def transfer(net: nn.Module, source: Path) -> Transferred:
    """Copy what fits from `source` into `net`.

    Raises:
        RecipeError: `source` cannot be read, or nothing in it fits.
    """
    weights = read_weights(source)
    own = net.state_dict()
    copied = [n for n, t in own.items() if n in weights and weights[n].shape == t.shape]
    if not copied:
        raise RecipeError(
            f"nothing in {source} fits this recipe's network: start from a model of the same "
            "family and width, or without --init."
        )
    with torch.no_grad():
        for name in copied:
            own[name].copy_(weights[name])
    return Transferred(tuple(copied), tuple(n for n in own if n not in set(copied)))


def _initialisers(path: Path) -> dict[str, Tensor]:
    graph = onnx.load(str(path)).graph
    return {
        tensor.name.removesuffix(HALF): torch.from_numpy(
            numpy_helper.to_array(tensor).astype(np.float32)
        )
        for tensor in graph.initializer
        if tensor.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)
    }
