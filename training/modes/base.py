"""What all modes share: a network that learns, and the shape of a mode."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from engine.errors import RecipeError
from training import recipe as recipes
from training.data.photos import Photos
from training.distributed import average_gradients, processes, rank
from training.graph import Graph
from training.optimisers import Descent, learning_rate, make_optimisers

Batch = dict[str, Tensor]  # uint8 (B, H, W, C), as the data sets make them
Batches = Callable[[recipes.Stage, Tensor], Batch]  # of a stage, for indices int64 (B,)
Scores = dict[str, float]


class Learner:
    """A network with its running average, its optimisers and their learning rate.

    Attributes:
        net: what learns. ema: its running average, in evaluation mode; what is exported.
        lr_scale: factor on the learning rate; the guards lower it when they roll a run back.
        start: what the trained parameters began with, for a descent with an anchor.
    """

    def __init__(
        self, net: nn.Module, descent: Descent, device: torch.device, outer: Sequence[nn.Module]
    ) -> None:
        """outer: the modules that touch pictures; Muon leaves them to AdamW."""
        self.net = net.to(device)
        self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        _freeze(self.net, descent.freeze)
        self.start: list[Tensor] = []
        self.ema = copy.deepcopy(self.net).requires_grad_(False).eval()
        self.descent, self.lr_scale = descent, 1.0
        self.optimisers = make_optimisers(self.net, descent, outer)

    def descend(self, loss: Tensor, step: int, averaged: bool = True) -> Tensor:
        """One step downhill; returns the norm of the gradient before clipping.

        With an anchor it goes down loss + a/2 sum (w - w0)^2, over the trained parameters w and
        the w0 they started with (L2-SP, arXiv:1802.01483, which also decays new parameters; here
        there are none).
        """
        lr = learning_rate(step, self.descent) * self.lr_scale
        for optimiser in self.optimisers:
            optimiser.zero_grad()
            for group in optimiser.param_groups:
                group["lr"] = lr
        if self.descent.anchor_weight:
            loss = loss + self.descent.anchor_weight / 2 * self.drift()
        loss.backward()  # type: ignore[no-untyped-call]
        trained = [p for p in self.net.parameters() if p.grad is not None]
        average_gradients(trained)
        norm = nn.utils.clip_grad_norm_(trained, self.descent.clip)
        for optimiser in self.optimisers:
            optimiser.step()
        if averaged:
            self._average(step)
        return norm

    @torch.no_grad()
    def _average(self, step: int) -> None:
        # Gradual: an average over more steps than there were would keep the untrained weights.
        decay = min(self.descent.ema, (1 + step) / (10 + step))
        averaged: list[Tensor] = list(self.ema.parameters())
        trained: list[Tensor] = list(self.net.parameters())
        torch._foreach_lerp_(averaged, trained, 1 - decay)
        for mean, buffer in zip(self.ema.buffers(), self.net.buffers(), strict=True):
            mean.copy_(buffer)

    def restart_average(self) -> None:
        """After weights were put in from elsewhere."""
        self.ema.load_state_dict(self.net.state_dict())
        if self.descent.anchor_weight:
            self.start = [p.detach().clone() for p in self._trained()]

    def without_gradient(self) -> list[str]:
        """Trained weights whose last gradient was nothing but zeros; those not used count not.

        Nor do biases: what they add may cancel, as the last one of a relativistic critic does.
        """
        weights = [(name, p) for name, p in self.net.named_parameters() if p.ndim > 1]
        return [name for name, p in weights if p.grad is not None and not p.grad.any()]

    def drift(self) -> Tensor:
        """sum (w - w0)^2 over the trained parameters, w0 being `start`."""
        pairs = zip(self._trained(), self.start, strict=True)
        return torch.stack([(now - before).square().sum() for now, before in pairs]).sum()

    def _trained(self) -> list[nn.Parameter]:
        return [p for p in self.net.parameters() if p.requires_grad]

    def state(self) -> dict[str, Any]:
        return {
            "net": self.net.state_dict(),
            "ema": self.ema.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "lr_scale": self.lr_scale,
            "start": self.start,
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        self.net.load_state_dict(state["net"])
        self.ema.load_state_dict(state["ema"])
        self.lr_scale = state["lr_scale"]
        # Older checkpoints have none.
        self.start = [t.to(self._trained()[0].device) for t in state.get("start", [])]
        for optimiser, values in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(values)


def _freeze(net: nn.Module, names: Sequence[str]) -> None:
    """Leave the parameters whose names begin like one of `names` as they are.

    Raises:
        RecipeError: one of `names` is no beginning, or nothing is left to train.
    """
    parameters = dict(net.named_parameters())
    for name in names:
        found = [p for known, p in parameters.items() if known.startswith(name)]
        if not found:
            parts = ", ".join(dict.fromkeys(known.partition(".")[0] for known in parameters))
            raise RecipeError(f"freeze: no parameter begins with {name!r}. There are: {parts}.")
        for parameter in found:
            parameter.requires_grad_(False)
    if not any(p.requires_grad for p in parameters.values()):
        raise RecipeError("freeze: nothing is left to train; freeze fewer parameters.")


class Mode(ABC):
    """The networks of one recipe and how they learn; the loop calls `step` once per batch.

    A mode names its networks in `learners`; "generator" is the one that is exported and that
    `--init` starts. What a step draws at random comes from `random(step)`, so that a run that is
    interrupted ends as one that is not.
    """

    Recipe: ClassVar[type[recipes.Recipe]]
    learners: dict[str, Learner]

    def __init__(self, recipe: recipes.Recipe, device: torch.device) -> None:
        """A mode makes its learners after this; their initial weights come from the seed."""
        self.device = device
        self.learners = {}
        torch.manual_seed(recipe.seed)
        self._seed = recipe.seed

    @property
    def generator(self) -> Learner:
        return self.learners["generator"]

    def random(self, step: int) -> torch.Generator:
        """Random numbers that depend on the recipe's seed, the step and the process alone."""
        seed = (self._seed * 1_000_003 + step) * processes() + rank()
        return torch.Generator(self.device).manual_seed(seed)

    @abstractmethod
    def samples(self, stage: recipes.Stage, photos: Photos) -> Dataset[dict[str, np.ndarray]]:
        """Endless samples of a stage: sample i depends on (seed, i) alone."""

    def batches(self, photos: Photos) -> Batches | None:
        """The same made whole on the device (data/batched/), by the indices; None = it cannot."""
        return None

    @abstractmethod
    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        """One optimisation step; returns what to log, "loss" among it, without waiting for it."""

    @abstractmethod
    def held_out(self, photos: Photos) -> Any:  # noqa: ANN401
        """What `validate` measures on: made once, always the same for the same photographs."""

    @abstractmethod
    def validate(self, held_out: Any) -> tuple[Scores, np.ndarray]:  # noqa: ANN401
        """Figures of the averaged network, and a sheet of samples, uint8 RGB."""

    @property
    def shipped(self) -> nn.Module:
        """The network that is exported."""
        return self.generator.ema

    @property
    @abstractmethod
    def graph(self) -> Graph:
        """How the exported generator is called."""

    @abstractmethod
    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        """What the generator takes of a batch, float32, in the order of `graph.inputs`."""

    def calibrate(self, photos: Callable[[], Photos]) -> dict[str, float]:
        """Before an export: set in `shipped` what training does not, by photographs for training.

        Returns what the card's quality table says of it.
        """
        return {}

    def trouble(self, scores: Scores) -> str:
        """What a validation shows to have gone wrong, "" if nothing has; the guards ask."""
        return ""

    def soften(self) -> None:  # noqa: B027 (most modes have nothing to soften)
        """Called when the guards have rolled the run back, after the learning rates are lowered."""

    def extra_state(self) -> dict[str, Any]:
        """What a mode must keep besides its learners, as tensors and plain values."""
        return {}

    def load_extra_state(self, state: Mapping[str, Any]) -> None:  # noqa: B027
        """Take back what `extra_state` gave."""

    def state(self) -> dict[str, Any]:
        return {name: learner.state() for name, learner in self.learners.items()} | {
            "extra": self.extra_state()
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        for name, learner in self.learners.items():
            learner.load_state(state[name])
        self.load_extra_state(state["extra"])


def pictures(batch: Batch, name: str, device: torch.device) -> Tensor:
    """A uint8 array of a batch as float32 (B, C, H, W) 0..1, channels last in memory."""
    return batch[name].to(device, non_blocking=True).permute(0, 3, 1, 2).float().div_(255.0)
