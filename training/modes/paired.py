"""The `paired` mode: pix2pix, from damaged pictures to clean ones, each with its partner.

    y    = G(d)                                                   d: damaged, x: clean
    L_D  = softplus(-D(d, x)) + softplus(D(d, y))                 adversarial = "bce"
    L_G  = softplus(-D(d, y)) + 100 |y - x|

Source: arXiv:1611.07004; what G and D do otherwise than there stands in networks/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

from engine.errors import RecipeError
from training import recipe as recipes
from training.adversary import AdversarialMode, AdversarialRecipe, Shown
from training.data import damage
from training.data.pair_samples import KINDS, PAIRS, PairSamples, find_pairs
from training.data.photos import Photos
from training.graph import Graph, planes
from training.metrics.picture import l1, psnr, ssim
from training.modes.base import Batch, Learner, Scores, pictures
from training.networks.patchgan import patchgan
from training.networks.unet import UNet
from training.validate import middle_crops

SHOWN = 6  # rows of the sheet


@dataclass(frozen=True, kw_only=True)
class PairedRecipe(AdversarialRecipe):
    """pix2pix; the defaults are those of the source, at half its width."""

    mode: str = "paired"
    title: str = "From damaged to clean, learnt from pairs"
    width: int = 32  # channels at half size
    depth: int = 8  # halvings; crops are multiples of 2^depth
    l1_weight: float = 100.0
    adversarial: str = "bce"
    adversarial_weight: float = 1.0
    feature_matching: float = 0.0
    penalty: str = "none"
    critic_width: int = 32
    critic_lr: float = 2e-4
    critic_betas: tuple[float, float] = (0.5, 0.999)
    optimiser: str = "adam"
    betas: tuple[float, float] = (0.5, 0.999)
    lr: float = 2e-4
    lr_end: float = 2e-6
    decay: str = "linear"
    clip: float = 1000.0  # the source clips nothing; this catches explosions alone

    kinds: ClassVar[tuple[str, ...]] = KINDS

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 2 <= self.depth <= 8:
            raise RecipeError(f"depth = {self.depth}: 2 to 8.")
        if odd := [stage.crop for stage in self.stages if stage.crop % 2**self.depth]:
            raise RecipeError(
                f"crop = {odd[0]}: must be a multiple of {2**self.depth} with depth = {self.depth}."
            )


class Paired(AdversarialMode):
    """A U-Net and a critic of pairs."""

    Recipe = PairedRecipe

    def __init__(self, recipe: PairedRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        net = UNet(recipe.width, recipe.depth)
        self.learners["generator"] = Learner(
            net, recipe.descent(), device, outer=(net.down[0], net.up[-1])
        )
        self.oppose(patchgan(3 + 3, recipe.critic_width), recipe)

    def samples(self, stage: recipes.Stage, photos: Photos) -> PairSamples:
        return PairSamples(photos, self.recipe.seed, stage.crop, stage.mixture)

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        damaged, clean = (pictures(batch, name, self.device) for name in ("damaged", "clean"))
        y = self._clean(self.generator.net, damaged)
        near = F.l1_loss(y, clean)
        loss, values = self.recipe.l1_weight * near, {"l1": near}
        if self.adversary:
            random, shown = self.random(step), Shown(picture=damaged)
            values |= self.adversary.learn(clean, y, shown, step, random)
            if not self.adversary.teaches(step):
                return _detached(values | {"loss": loss})
            taught, terms = self.adversary.teach(clean, y, shown, random)
            loss, values = loss + taught, values | terms
        norm = self.generator.descend(loss, step)
        return _detached(values | {"loss": loss, "grad_norm": norm})

    def _clean(self, net: torch.nn.Module, damaged: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
            return net(damaged).float()

    @property
    def graph(self) -> Graph:
        side = 2**self.recipe.depth
        return Graph(
            task="restore",
            inputs=planes(rgb=3),
            outputs=planes(restored=3),
            limits="A baseline: pix2pix, for damage like that of the pairs it was taught with.",
            minimum=side,
            multiple_of=side,
            in_8_bits=False,
            tiling="discouraged",
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        return (pictures(batch, "damaged", self.device),)

    def held_out(self, photos: Photos) -> dict[str, np.ndarray]:
        """Middle crops, uint8 (n, CROP, CROP, 3): of the folder's pairs, or damaged by drawing."""
        if pairs := find_pairs(photos):
            return {
                name: middle_crops(replace(photos, photos=tuple(photos.photos[i] for i in indices)))
                for name, indices in zip(
                    ("damaged", "clean"), zip(*pairs, strict=True), strict=True
                )
            }
        clean = middle_crops(photos)
        mixture = {k: w for k, w in self.recipe.stages[-1].mixture.items() if k != PAIRS}
        made = [
            damage.damage(c, np.random.default_rng((0, i)), mixture or damage.TYPICAL).picture
            for i, c in enumerate(clean)
        ]
        return {"damaged": np.stack(made), "clean": clean}

    @torch.inference_mode()
    def validate(self, held_out: dict[str, np.ndarray]) -> tuple[Scores, np.ndarray]:
        """PSNR and what was gained of it, dB, SSIM and L1; sheet: damaged | made | clean."""
        damaged, clean = held_out["damaged"], held_out["clean"]
        made = []
        for one in damaged:
            batch = {"damaged": torch.from_numpy(one[None])}
            y = self._clean(self.generator.ema, pictures(batch, "damaged", self.device))
            made.append(y.mul(255).round().byte()[0].permute(1, 2, 0).cpu().numpy())
        measures = {"psnr": psnr, "ssim": ssim, "l1": l1}
        scores = {name: _mean(measure, made, clean) for name, measure in measures.items()}
        scores["psnr gain"] = scores["psnr"] - _mean(psnr, damaged, clean)
        rows = [np.concatenate(trio, 1) for trio in zip(damaged, made, clean, strict=True)]
        return scores, np.concatenate(rows[:SHOWN], 0)


def _mean(
    measure: Callable[[np.ndarray, np.ndarray], float],
    made: Iterable[np.ndarray],
    clean: np.ndarray,
) -> float:
    return float(np.mean([measure(y, x) for y, x in zip(made, clean, strict=True)]))


def _detached(values: Mapping[str, Tensor]) -> dict[str, Tensor | float]:
    return {name: value.detach() for name, value in values.items()}
