"""How an exported network is called: told by its mode, kept in its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.generators.card import Tensor

Sample = tuple[np.ndarray, ...]  # what the inputs take, float32, in their order
ROUNDING = 1e-3  # of pictures 0..1: a quarter of an 8-bit step
SIZES = ((64, 64), (256, 256), (96, 160), (48, 512))  # px, height x width, of the proof


@dataclass(frozen=True)
class Graph:
    """Tensors of a network in the order of its arguments, and what the engine must know of it.

    Attributes:
        task: of the model card.
        inputs, outputs: NCHW planes 0..1; those in `vectors` are (1, channels) instead, and are
            given to the network by name, for what stands before them may be left out.
        fixed: px, the only side it takes; 0 = any multiple of `multiple_of` from `minimum` on.
        rounding: how far fp16 weights may put the first output off, 0..1.
        in_8_bits: whether processors get a second file in 8-bit integers.
        within: %, of the activations that the ranges of an 8-bit file hold; with all of them, the
            rarest coarsen the rest.
        limits: what a user should know, for the card.
    """

    task: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    limits: str
    vectors: tuple[str, ...] = ()
    fixed: int = 0
    minimum: int = 64  # px
    multiple_of: int = 16  # px
    rounding: float = ROUNDING
    in_8_bits: bool = True
    within: float = 99.99
    tiling: str = "supported"

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """Heights and widths at which a graph is compared with torch."""
        return ((self.fixed, self.fixed),) if self.fixed else SIZES

    @property
    def tensors(self) -> Mapping[str, Tensor]:
        return {tensor.name: tensor for tensor in (*self.inputs, *self.outputs)}

    def example(self, seed: int, height: int, width: int) -> Sample:
        """Random values for every input; a mask marks a fifth, and nothing is known inside it."""
        rng = np.random.default_rng(seed)
        made = {}
        for tensor in self.inputs:
            plane = (height, width) if tensor.name not in self.vectors else ()
            made[tensor.name] = rng.random((1, tensor.channels, *plane), np.float32)
        if "mask" in made:
            made["mask"] = (made["mask"] > 0.8).astype(np.float32)
            made[self.inputs[0].name] *= 1 - made["mask"]
        return tuple(made.values())


def planes(**channels: int) -> tuple[Tensor, ...]:
    """Tensors by name and channels; a mask's 1 means "repair"."""
    return tuple(Tensor(name, count) for name, count in channels.items())
