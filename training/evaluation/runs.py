"""The averaged network of a run, finished or not, in place of an exported model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime as ort
import torch
from torch import nn

from engine.generators.card import ModelCard
from engine.generators.session import Session, padded_size, unpack
from engine.geometry import Size
from engine.progress import Progress
from training.checkpoint import load_weights
from training.export import OPSET
from training.graph import Graph
from training.modes import mode_class
from training.register import run_recipe

Planes = Mapping[str, np.ndarray]  # by role


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
    return as_session(card, graph, mode.shipped)


def as_session(card: ModelCard, graph: Graph, net: nn.Module) -> Session:
    """What measures ask of a session, of a network in evaluation mode."""
    return cast(Session, _RunSession(card, graph, net))


def raw_of(session: Session) -> Callable[[Planes], dict[str, np.ndarray]]:
    """Calls the network itself, NCHW float32 by role: for what does not turn tiles into tiles."""
    if isinstance(session, _RunSession):
        return session.raw
    card = session.card
    native = ort.InferenceSession(str(card.path_on("cpu")), providers=["CPUExecutionProvider"])
    roles = {tensor.name: role for role, tensor in card.tensors.items()}
    names = [output.name for output in native.get_outputs()]

    def run(feeds: Planes) -> dict[str, np.ndarray]:
        made = native.run(names, {card.tensors[role].name: a for role, a in feeds.items()})
        return {roles[name]: a for name, a in zip(names, made, strict=True)}

    return run


class _RunSession:
    """`card`, `run` and the rest of a session, by torch in full precision."""

    status = "a network that is not exported yet"

    def __init__(self, card: ModelCard, graph: Graph, net: nn.Module) -> None:
        self.card, self._graph, self._net = card, graph, net

    def run(self, inputs: Planes, progress: Progress) -> dict[str, np.ndarray]:
        """As `Session.run`: float32 (h, w, c) by role, 0..1."""
        height, width = inputs[self._graph.inputs[0].name].shape[:2]
        size = Size(width, height)
        padded = padded_size(self.card, size)
        edges = ((0, padded.height - height), (0, padded.width - width), (0, 0))
        feeds = {
            tensor.name: np.pad(inputs[tensor.name], edges, mode="reflect").transpose(2, 0, 1)[None]
            for tensor in self._graph.inputs
        }
        return {
            role: unpack(self.card, self.card.tensors[role], made, size, padded)
            for role, made in self.raw(feeds).items()
        }

    @torch.inference_mode()
    def raw(self, feeds: Planes) -> dict[str, np.ndarray]:
        """As `raw_of`."""
        tensors = [
            torch.from_numpy(np.ascontiguousarray(feeds[tensor.name], np.float32))
            for tensor in self._graph.inputs
        ]
        made = self._net(*tensors)
        outputs = (made,) if isinstance(made, torch.Tensor) else made
        names = [tensor.name for tensor in self._graph.outputs]
        return {name: o.numpy() for name, o in zip(names, outputs, strict=True)}

    def rest(self) -> None:
        """Nothing is kept between two runs."""
