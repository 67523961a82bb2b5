"""The `inpaint` mode: PhotoNet-Fill learns to correct a classical prefill inside holes.

    y     = (1 - m) x + m f(x (1 - m), m, p)            p: Navier-Stokes prefill
    L     = 6 L1_hole(f, x) + 0.2 L1_known(f, x) + L1_grad(y, x) + 0.1 NLL(f, s, x)

Source of the loss weights: prototype runs (docs/models.md); of the uncertainty term: Kendall and
Gal, arXiv:1703.04977, with a Laplace likelihood.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor, nn

from training.data.fill_samples import FillSamples
from training.data.photos import Photos
from training.losses import laplace_nll, masked_gradient_l1, masked_l1
from training.networks.photonet import PhotoNetFill
from training.optimisers import learning_rate, make_optimisers
from training.recipe import InpaintRecipe, Stage

Batch = dict[str, Tensor]  # uint8 (B, H, W, C), as FillSamples makes them


class Inpaint:
    """Network, its average and its optimisers; one call of `step` per batch."""

    def __init__(self, recipe: InpaintRecipe, device: torch.device) -> None:
        self.recipe, self.device = recipe, device
        torch.manual_seed(recipe.seed)
        self.net = make_network(recipe).to(device)
        self.net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.ema = copy.deepcopy(self.net).requires_grad_(False).eval()
        self.optimisers = make_optimisers(
            recipe.optimiser,
            self.net,
            self.net.stem,
            nn.ModuleList([self.net.detail, self.net.last]),
            recipe.lr,
            recipe.weight_decay,
        )

    @staticmethod
    def samples(recipe: InpaintRecipe, stage: Stage, photos: Photos) -> FillSamples:
        return FillSamples(photos, recipe.seed, stage.crop, stage.mixture, stage.coverage)

    def step(self, batch: Batch, step: int) -> dict[str, float]:
        """One optimisation step; returns the losses and the gradient norm."""
        recipe = self.recipe
        lr = learning_rate(step, recipe.steps, recipe.warmup, recipe.lr, recipe.lr_end)
        clean, mask, prefill = self.tensors(batch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
            filled, log_scale = self.net(clean * (1 - mask), mask, prefill)
        composed = clean + mask * (filled - clean)
        hole = masked_l1(filled, clean, mask)
        known = masked_l1(filled, clean, 1 - mask)
        gradient = masked_gradient_l1(composed, clean, mask)
        scale = laplace_nll(filled, clean, log_scale, mask)
        loss = (
            recipe.hole_weight * hole
            + recipe.known_weight * known
            + recipe.gradient_weight * gradient
            + recipe.scale_weight * scale
        )
        for optimiser in self.optimisers:
            optimiser.zero_grad()
            for group in optimiser.param_groups:
                group["lr"] = lr
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.net.parameters(), recipe.clip)
        for optimiser in self.optimisers:
            optimiser.step()
        self._average(step)
        with torch.no_grad():
            start = masked_l1(prefill, clean, mask)
        values = torch.stack([loss, hole, start, gradient, scale, norm]).detach().tolist()
        names = ("loss", "hole_l1", "prefill_l1", "gradient_l1", "scale_nll", "grad_norm")
        return dict(zip(names, values, strict=True)) | {"lr": lr}

    @torch.no_grad()
    def _average(self, step: int) -> None:
        # Gradual: an average over more steps than there were would keep the untrained weights.
        decay = min(self.recipe.ema, (1 + step) / (10 + step))
        averaged: list[Tensor] = list(self.ema.parameters())
        trained: list[Tensor] = list(self.net.parameters())
        torch._foreach_lerp_(averaged, trained, 1 - decay)

    def tensors(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """clean, mask, prefill as float32 (B, C, H, W) 0..1, channels last in memory."""
        made = (
            batch[name].to(self.device).permute(0, 3, 1, 2).float().div_(255.0)
            for name in ("clean", "mask", "prefill")
        )
        clean, mask, prefill = made
        return clean, mask, prefill

    @torch.inference_mode()
    def fill(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The averaged network's composed pictures, float32 0..1, and log scales, in float32."""
        clean, mask, prefill = self.tensors(batch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
            filled, log_scale = self.ema(clean * (1 - mask), mask, prefill)
        return clean + mask * (filled.clamp(0, 1) - clean), log_scale

    def state(self) -> dict[str, Any]:
        return {
            "net": self.net.state_dict(),
            "ema": self.ema.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
        }

    def load_state(self, state: dict[str, Any]) -> None:
        self.net.load_state_dict(state["net"])
        self.ema.load_state_dict(state["ema"])
        for optimiser, values in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(values)


def make_network(recipe: InpaintRecipe) -> PhotoNetFill:
    return PhotoNetFill(recipe.width, recipe.cap, recipe.encoder, recipe.middle, recipe.decoder)
