"""The averaged network of a run, finished or not, in place of an exported model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import nn

from engine.errors import RecipeError
from engine.generators.card import ModelCard
from engine.generators.session import Session, padded_size
from engine.geometry import Size
from engine.progress import Progress
from training.checkpoint import load_weights
from training.export import INPUTS, OPSET, OUTPUTS
from training.modes import mode_class
from training.networks.photonet import MULTIPLE_OF
from training.register import TENSORS, run_recipe


def open_run(run: Path) -> Session:
    """What measures ask of a session, with the weights of `run`/ema.safetensors.

    Raises:
        RecipeError: `run` is no folder of a run, or of a mode without an evaluation.
    """
    recipe = run_recipe(run)
    if recipe.mode != "inpaint":
        raise RecipeError(
            f"{run} is a run of mode {recipe.mode!r}; evaluate --run takes 'inpaint': export the "
            "run, and evaluate the model."
        )
    net = mode_class(recipe.mode)(recipe, torch.device("cpu")).generator.ema
    load_weights(run / "ema.safetensors", net)
    card = ModelCard(
        id=f"{recipe.name} (run)",
        title=recipe.title,
        task="fill",
        file="ema.safetensors",
        sha256="",
        opset=OPSET,
        native=recipe.stages[-1].crop,
        tensors=TENSORS,
        minimum=64,
        multiple_of=MULTIPLE_OF,
    )
    return cast(Session, _RunSession(card, net))


class _RunSession:
    """`card` and `run` of a session, by torch in full precision."""

    def __init__(self, card: ModelCard, net: nn.Module) -> None:
        self.card, self._net = card, net

    @torch.inference_mode()
    def run(self, inputs: Mapping[str, np.ndarray], progress: Progress) -> dict[str, np.ndarray]:
        """As `Session.run`: float32 (h, w, c) by role, 0..1."""
        height, width = inputs[INPUTS[0]].shape[:2]
        padded = padded_size(self.card, Size(width, height))
        edges = ((0, padded.height - height), (0, padded.width - width), (0, 0))
        tensors = [
            torch.from_numpy(np.pad(inputs[role], edges, mode="reflect").transpose(2, 0, 1)[None])
            for role in INPUTS
        ]
        outputs = self._net(*(tensor.contiguous() for tensor in tensors))
        return {
            role: output[0, :, :height, :width].permute(1, 2, 0).numpy()
            for role, output in zip(OUTPUTS, outputs, strict=True)
        }
