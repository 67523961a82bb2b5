"""The averaged network of a run, finished or not, in place of an exported model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import nn

from engine.generators.card import ModelCard
from engine.generators.session import Session, padded_size
from engine.geometry import Size
from engine.progress import Progress
from training.checkpoint import load_weights
from training.export import OPSET
from training.graph import Graph
from training.modes import mode_class
from training.register import run_recipe


def open_run(run: Path) -> Session:
    """What measures ask of a session, with the weights of `run`/ema.safetensors.

    Raises:
        RecipeError: `run` is no folder of a run.
    """
    recipe = run_recipe(run)
    mode = mode_class(recipe.mode)(recipe, torch.device("cpu"))
    load_weights(run / "ema.safetensors", mode.generator.ema)
    graph = mode.graph
    card = ModelCard(
        id=f"{recipe.name} (run)",
        title=recipe.title,
        task=graph.task,
        file="ema.safetensors",
        sha256="",
        opset=OPSET,
        native=recipe.stages[-1].crop,
        tensors=graph.tensors,
        minimum=graph.minimum,
        multiple_of=graph.multiple_of,
    )
    return cast(Session, _RunSession(card, graph, mode.shipped))


class _RunSession:
    """`card` and `run` of a session, by torch in full precision."""

    def __init__(self, card: ModelCard, graph: Graph, net: nn.Module) -> None:
        self.card, self._graph, self._net = card, graph, net

    @torch.inference_mode()
    def run(self, inputs: Mapping[str, np.ndarray], progress: Progress) -> dict[str, np.ndarray]:
        """As `Session.run`: float32 (h, w, c) by role, 0..1."""
        roles = [tensor.name for tensor in self._graph.inputs]
        height, width = inputs[roles[0]].shape[:2]
        padded = padded_size(self.card, Size(width, height))
        edges = ((0, padded.height - height), (0, padded.width - width), (0, 0))
        tensors = [
            torch.from_numpy(np.pad(inputs[role], edges, mode="reflect").transpose(2, 0, 1)[None])
            for role in roles
        ]
        made = self._net(*(tensor.contiguous() for tensor in tensors))
        outputs = (made,) if isinstance(made, torch.Tensor) else made
        return {
            tensor.name: output[0, :, :height, :width].permute(1, 2, 0).numpy()
            for tensor, output in zip(self._graph.outputs, outputs, strict=True)
        }
