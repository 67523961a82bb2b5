"""Starts a network from weights that were learnt before: a model folder, an ONNX file, a run.

Tensors of the same name and shape are copied; the others keep their initial values and are named.
Blocks that the source does not have change nothing at first, so that a network can be made deeper
and goes on from where it stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.errors import RecipeError
from training.networks.photonet import GatedResidual

HALF = "_fp16"  # how export.py renames the weights it rounds
FILL_PLANES = 7  # of PhotoNetFill: picture, mask, prefill


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
    own = net.state_dict()
    weights = _without_hole(read_weights(source), own)
    copied = [n for n, t in own.items() if n in weights and weights[n].shape == t.shape]
    if not copied:
        raise RecipeError(
            f"nothing in {source} fits this recipe's network: start from a model of the same "
            "family and width, or without --init."
        )
    with torch.no_grad():
        for name in copied:
            own[name].copy_(weights[name])
        for name, module in net.named_modules():
            if isinstance(module, GatedResidual) and f"{name}.out.weight" not in weights:
                for parameter in module.out.parameters():
                    parameter.zero_()
    return Transferred(tuple(copied), tuple(n for n in own if n not in set(copied)))


def _without_hole(weights: dict[str, Tensor], own: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights of a fill generator for a network of its family that sees whole photographs.

    Without a hole, the fill's prefill is the photograph and its mask is nothing: the first three
    planes take the weights of both, planes that the fill does not know begin at zero.
    """
    made = dict(weights)
    for name, before, per_plane in (("stem.weight", 0, 4), ("detail.weight", 16, 1)):
        old, new = weights.get(name), own.get(name)
        if old is None or new is None or old.shape == new.shape or len(old) != len(new):
            continue
        if old.shape[1] != before + FILL_PLANES * per_plane or old.shape[2:] != new.shape[2:]:
            continue
        features, planes = torch.split(old, [before, FILL_PLANES * per_plane], 1)
        seen = planes[:, : 3 * per_plane] + planes[:, 4 * per_plane :]
        missing = new.shape[1] - before - 3 * per_plane
        empty = old.new_zeros(len(old), missing, *old.shape[2:])
        made[name] = torch.cat([features, seen, empty], 1)
    return made


def _initialisers(path: Path) -> dict[str, Tensor]:
    graph = onnx.load(str(path)).graph
    return {
        tensor.name.removesuffix(HALF): torch.from_numpy(
            numpy_helper.to_array(tensor).astype(np.float32)
        )
        for tensor in graph.initializer
        if tensor.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)
    }
