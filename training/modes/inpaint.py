"""The `inpaint` mode: PhotoNet-Fill learns to correct a classical prefill inside holes.

    y     = (1 - m) x + m f(x (1 - m), m, p)            p: Navier-Stokes prefill
    L     = 6 L1_hole(f, x) + 0.2 L1_known(f, x) + L1_grad(y, x) + w log MSE_hole(f, x)
            + 0.1 NLL(f, s, x)

Source of the loss weights: prototype runs (docs/models.md); of the uncertainty term: Kendall and
Gal, arXiv:1703.04977, with a Laplace likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from engine.errors import RecipeError
from training import recipe as recipes
from training.data.fill_samples import FillSamples
from training.data.holes import KINDS
from training.data.photos import Photos
from training.losses import laplace_nll, log_mse, masked_gradient_l1, masked_l1
from training.modes.base import Batch, Learner, Mode, Scores, pictures
from training.networks.photonet import PhotoNetFill
from training.validate import ValidationSet, make_validation_set, validate


@dataclass(frozen=True, kw_only=True)
class InpaintRecipe(recipes.Recipe):
    """PhotoNet-Fill: reconstruction of holes over a classical prefill."""

    mode: str = "inpaint"
    title: str = "Scratches, dust and small losses"
    width: int = 32  # channels at half size
    cap: int = 192  # most channels at any scale
    encoder: tuple[int, ...] = (1, 1, 2)  # blocks per scale, fine to coarse
    middle: tuple[int, ...] = (1, 2, 4, 1, 2, 4)  # dilations
    decoder: tuple[int, ...] = (2, 1, 1)  # blocks per scale, coarse to fine
    hole_weight: float = 6.0  # L1 inside the hole
    known_weight: float = 0.2  # L1 outside: keeps the residual at rest there
    gradient_weight: float = 1.0
    log_mse_weight: float = 0.0  # in-mask PSNR itself
    scale_weight: float = 0.1  # Laplace likelihood of the uncertainty channel

    kinds: ClassVar[tuple[str, ...]] = KINDS

    def __post_init__(self) -> None:
        super().__post_init__()
        if small := [stage.crop for stage in self.stages if stage.crop < 32]:
            raise RecipeError(f"crop = {small[0]}: must be at least 32 in mode 'inpaint'.")


class Inpaint(Mode):
    """One network; one call of `step` per batch."""

    Recipe = InpaintRecipe

    def __init__(self, recipe: InpaintRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        net = make_network(recipe)
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer=net.outer())

    def samples(self, stage: recipes.Stage, photos: Photos) -> FillSamples:
        return FillSamples(photos, self.recipe.seed, stage.crop, stage.mixture, stage.coverage)

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        """One optimisation step; returns the losses and the gradient norm."""
        recipe = self.recipe
        clean, mask, prefill = self.tensors(batch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
            filled, log_scale = self.generator.net(clean * (1 - mask), mask, prefill)
        composed = clean + mask * (filled - clean)
        hole = masked_l1(filled, clean, mask)
        gradient = masked_gradient_l1(composed, clean, mask)
        scale = laplace_nll(filled, clean, log_scale, mask)
        relative = log_mse(filled, clean, mask)
        loss = (
            recipe.hole_weight * hole
            + recipe.known_weight * masked_l1(filled, clean, 1 - mask)
            + recipe.gradient_weight * gradient
            + recipe.log_mse_weight * relative
            + recipe.scale_weight * scale
        )
        norm = self.generator.descend(loss, step)
        values = {
            "loss": loss,
            "hole_l1": hole,
            "prefill_l1": masked_l1(prefill, clean, mask),
            "gradient_l1": gradient,
            "log_mse": relative,
            "scale_nll": scale,
            "grad_norm": norm,
        }
        return {name: value.detach() for name, value in values.items()}

    def tensors(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """clean, mask, prefill as float32 (B, C, H, W) 0..1."""
        clean, mask, prefill = (
            pictures(batch, name, self.device) for name in ("clean", "mask", "prefill")
        )
        return clean, mask, prefill

    @torch.inference_mode()
    def fill(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The averaged network's composed pictures, float32 0..1, and log scales, in float32."""
        clean, mask, prefill = self.tensors(batch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
            filled, log_scale = self.generator.ema(clean * (1 - mask), mask, prefill)
        return clean + mask * (filled.clamp(0, 1) - clean), log_scale

    def held_out(self, photos: Photos) -> ValidationSet:
        return make_validation_set(photos)

    def validate(self, held_out: ValidationSet) -> tuple[Scores, np.ndarray]:
        """Gain in in-mask PSNR over the prefill, dB, by class."""
        return validate(self.fill, held_out)


def make_network(recipe: InpaintRecipe) -> PhotoNetFill:
    return PhotoNetFill(recipe.width, recipe.cap, recipe.encoder, recipe.middle, recipe.decoder)
