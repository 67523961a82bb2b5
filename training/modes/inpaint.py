"""The `inpaint` mode: PhotoNet-Fill learns to correct a classical prefill inside holes.

    y     = (1 - m) x + m f(x (1 - m), m, p)            p: Navier-Stokes prefill
    L     = 6 L1_hole(f, x) + 0.2 L1_known(f, x) + L1_grad(y, x) + w log MSE_hole(f, x)
            + 0.1 NLL(f, s, x)

From `from_step` on, where there is a critic D, the generator also learns from it (adversary.py):

    L    += w_a softplus(-(D(y) - D(x))) + w_f sum_l |D_l(y) - D_l(x)|

Only patches that see the hole count. With `noise_dims`, f(.., 0) is what L rebuilds, as without
noise; the critic judges f(.., z), z ~ N(0, 1), and fills that differ are rewarded up to a limit:

    L    -= w_s min(L1_hole(f(.., z), f(.., 0)) / mean |z|, limit)

With `edges`, f also sees lines in the hole, such as a user draws: some of those of x, in half of
the samples, and none in the others (data/edge_samples.py).

Source of the loss weights: prototype runs (docs/models.md); of the uncertainty term: Kendall and
Gal, arXiv:1703.04977, with a Laplace likelihood; of the last term: arXiv:1901.09024.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from engine.errors import RecipeError
from training import recipe as recipes
from training.adversary import AdversarialMode, AdversarialRecipe, Shown
from training.data.album import Album, AlbumSamples
from training.data.batched.crops import PhotoBank
from training.data.batched.samples import fill_batch
from training.data.edge_samples import GuidedSamples
from training.data.fill_samples import FillSamples
from training.data.holes import KINDS
from training.data.photos import Photos
from training.graph import Graph, planes
from training.losses import laplace_nll, log_mse, masked_gradient_l1, masked_l1
from training.modes.base import Batch, Batches, Learner, Scores, pictures
from training.networks.patchgan import fill_critic
from training.networks.photonet import PhotoNetFill
from training.validate import ValidationSet, make_validation_set, validate

LIMITS = (
    "For scratches, hairs, dust and small losses at scan resolution. Its fills are softer than the "
    "photograph, the more so the wider the hole; it invents no faces, lettering or patterns."
)
THIN = ("scratch 2 px", "dust")  # of validate.CLASSES
THIN_LOSS = 0.7  # dB, about 8 % of the L1


@dataclass(frozen=True, kw_only=True)
class InpaintRecipe(AdversarialRecipe):
    """PhotoNet-Fill: reconstruction of holes over a classical prefill, then a critic."""

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
    from_step: int = 0  # of the critic, where there is one
    condition: str = "mask"  # mask: D(m, y) | concat: D(x (1 - m), m, y)
    diffaugment: tuple[str, ...] = ("brightness", "saturation", "contrast", "translation")
    noise_dims: int = 0  # of z, for several fills of one hole; 0 = one fill
    spread_weight: float = 1.0  # of how much fills differ
    spread_limit: float = 0.1  # 0..1 per unit of z; beyond it, differing more is not rewarded
    edges: bool = False  # whether it takes lines that are to go on in the hole

    kinds: ClassVar[tuple[str, ...]] = KINDS

    def __post_init__(self) -> None:
        super().__post_init__()
        if small := [stage.crop for stage in self.stages if stage.crop < 32]:
            raise RecipeError(f"crop = {small[0]}: must be at least 32 in mode 'inpaint'.")
        if self.condition not in ("mask", "concat"):
            raise RecipeError(f"condition = {self.condition!r}: use 'mask' or 'concat'.")
        if self.noise_dims and self.adversarial == "none":
            raise RecipeError(
                f"noise_dims = {self.noise_dims}: without a critic all fills would become the "
                "same; set adversarial = 'relativistic', or noise_dims = 0."
            )


class Inpaint(AdversarialMode):
    """A generator of fills and, where the recipe has one, its critic."""

    Recipe = InpaintRecipe

    def __init__(self, recipe: InpaintRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe, self._best = recipe, -math.inf
        net = make_network(recipe)
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer=net.outer())
        planes = 3 + 1 + (3 if recipe.condition == "concat" else 0)
        self.oppose(fill_critic(planes, recipe.critic_width), recipe)

    def samples(self, stage: recipes.Stage, photos: Photos) -> FillSamples:
        drawn = self.recipe.seed, stage.crop, stage.mixture, stage.coverage
        if isinstance(photos, Album):  # whose damaged parts must not be learnt
            return AlbumSamples(photos, *drawn)
        return GuidedSamples(photos, *drawn) if self.recipe.edges else FillSamples(photos, *drawn)

    def batches(self, photos: Photos) -> Batches | None:
        if isinstance(photos, Album) or self.recipe.edges:
            return None  # what is undamaged, and where lines are, is known to processes only
        bank, seed = PhotoBank(photos, self.device), self.recipe.seed
        return lambda stage, indices: fill_batch(
            bank, seed, indices, stage.crop, stage.mixture, stage.coverage
        )

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        """One optimisation step; returns the losses and the gradient norm."""
        recipe = self.recipe
        clean, mask, prefill = self.tensors(batch)
        edges = self.edges(batch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
            filled, log_scale = self.generator.net(clean * (1 - mask), mask, prefill, edges)
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
        values = {
            "hole_l1": hole,
            "prefill_l1": masked_l1(prefill, clean, mask),
            "gradient_l1": gradient,
            "log_mse": relative,
            "scale_nll": scale,
        }
        learns = True
        if self.adversary and step >= recipe.from_step:
            learns = self.adversary.teaches(step)
            taught, told = self._opposed((clean, mask, prefill, edges), composed, step)
            loss, values = loss + taught, values | told
        if learns:
            values["grad_norm"] = self.generator.descend(loss, step)
        return {name: value.detach() for name, value in (values | {"loss": loss}).items()}

    def _opposed(
        self, tensors: tuple[Tensor, Tensor, Tensor, Tensor | None], composed: Tensor, step: int
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """A step of the critic; what it teaches the generator; values to log."""
        assert self.adversary is not None
        recipe, random = self.recipe, self.random(step)
        clean, mask, prefill, edges = tensors
        known = clean * (1 - mask)
        judged, spread = composed, {}
        if recipe.noise_dims:
            z = torch.randn(len(clean), recipe.noise_dims, generator=random, device=self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
                filled, _ = self.generator.net(known, mask, prefill, edges, z)
            judged = clean + mask * (filled - clean)
            spread["spread"] = masked_l1(judged, composed.detach(), mask) / z.abs().mean()
        shown = Shown(known if recipe.condition == "concat" else None, mask)
        values = self.adversary.learn(clean, judged, shown, step, random)
        loss, terms = self.adversary.teach(clean, judged, shown, random)
        if spread:
            loss = loss - recipe.spread_weight * spread["spread"].clamp_max(recipe.spread_limit)
        return loss, values | terms | spread

    def tensors(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """clean, mask, prefill as float32 (B, C, H, W) 0..1."""
        clean, mask, prefill = (
            pictures(batch, name, self.device) for name in ("clean", "mask", "prefill")
        )
        return clean, mask, prefill

    def edges(self, batch: Batch) -> Tensor | None:
        """Lines in the hole, float32 (B, 1, H, W) 0 or 1; None where none are given."""
        given = self.recipe.edges and "edges" in batch
        return pictures(batch, "edges", self.device) if given else None

    @torch.inference_mode()
    def fill(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The averaged network's composed pictures, float32 0..1, and log scales, in float32."""
        clean, mask, prefill = self.tensors(batch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
            filled, log_scale = self.generator.ema(
                clean * (1 - mask), mask, prefill, self.edges(batch)
            )
        return clean + mask * (filled.clamp(0, 1) - clean), log_scale

    @property
    def graph(self) -> Graph:
        edges = {"edges": 1} if self.recipe.edges else {}
        noise = {"noise": self.recipe.noise_dims} if self.recipe.noise_dims else {}
        return Graph(
            task="fill",
            inputs=planes(rgb=3, mask=1, prefill=3, **edges, **noise),
            outputs=planes(filled=3, log_scale=1),
            vectors=tuple(noise),
            limits=LIMITS,
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        clean, mask, prefill = self.tensors(batch)
        made = [clean * (1 - mask), mask, prefill]
        if self.recipe.edges:
            edges = self.edges(batch)
            made.append(torch.zeros_like(mask) if edges is None else edges)
        if self.recipe.noise_dims:
            made.append(clean.new_zeros(len(clean), self.recipe.noise_dims))
        return tuple(made)

    def held_out(self, photos: Photos) -> ValidationSet:
        return make_validation_set(photos)

    def validate(self, held_out: ValidationSet) -> tuple[Scores, np.ndarray]:
        """Gain in in-mask PSNR over the prefill, dB, by class."""
        return validate(self.fill, held_out)

    def trouble(self, scores: Scores) -> str:
        """A critic may cost thin damage, the main use, a little of what was best so far."""
        thin = [scores[name] for name in THIN if name in scores]
        if not self.adversary or not thin:
            return ""
        gain = sum(thin) / len(thin)
        self._best = max(self._best, gain)
        if gain > self._best - THIN_LOSS:
            return ""
        return f"the critic has cost thin damage {self._best - gain:.1f} dB"

    def extra_state(self) -> dict[str, Any]:
        return super().extra_state() | {"best": self._best}

    def load_extra_state(self, state: Mapping[str, Any]) -> None:
        super().load_extra_state(state)
        self._best = state.get("best", -math.inf)  # older checkpoints had no critic


def make_network(recipe: InpaintRecipe) -> PhotoNetFill:
    return PhotoNetFill(
        recipe.width,
        recipe.cap,
        recipe.encoder,
        recipe.middle,
        recipe.decoder,
        recipe.noise_dims,
        recipe.edges,
    )
