"""The `upscale` mode: PhotoNet-Upscale makes pictures twice as large.

    d = D(x)                    half the size, blurred, noisy, compressed, each now and then
    y = f(d) = bicubic(d) + g(d)
    L = Charbonnier(y, x) + 0.2 L1_grad(y, x)

Source: degradations after Real-ESRGAN, arXiv:2107.10833, without its adversarial part: what is not
in the picture is not made up.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor

from training import recipe as recipes
from training.data.photos import Photos
from training.data.restore_samples import UpscaleSamples, halved, small
from training.graph import Graph, planes
from training.metrics.picture import psnr
from training.modes.base import Batch, Learner, Mode, Scores, pictures
from training.networks.restore import PhotoNetUpscale
from training.picture_losses import charbonnier, gradient_l1
from training.validate import middle_crops

CLASSICAL = {"bicubic": cv2.INTER_CUBIC, "lanczos": cv2.INTER_LANCZOS4}


@dataclass(frozen=True, kw_only=True)
class UpscaleRecipe(recipes.Recipe):
    """PhotoNet-Upscale; crops are of the large picture."""

    mode: str = "upscale"
    title: str = "Twice the size"
    width: int = 32  # channels at the size of the input
    cap: int = 128  # most channels at any scale
    encoder: tuple[int, ...] = (2, 1, 1)  # blocks per scale, fine to coarse
    middle: tuple[int, ...] = (1, 2, 1, 2)  # dilations
    decoder: tuple[int, ...] = (1, 1, 2)  # blocks per scale, coarse to fine
    gradient_weight: float = 0.2


@dataclass(frozen=True, eq=False)
class UpscaleSet:
    """Held-out crops, uint8 (n, c, c, 3), and by test their small forms (n, c / 2, c / 2, 3)."""

    large: np.ndarray
    tests: dict[str, np.ndarray]


class Upscale(Mode):
    """One network; no critic."""

    Recipe = UpscaleRecipe

    def __init__(self, recipe: UpscaleRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        net = make_network(recipe)
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer=net.outer())

    def samples(self, stage: recipes.Stage, photos: Photos) -> UpscaleSamples:
        return UpscaleSamples(photos, self.recipe.seed, stage.crop)

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        recipe = self.recipe
        degraded, target = (pictures(batch, name, self.device) for name in ("degraded", "target"))
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
            large = self.generator.net(degraded)
        near = charbonnier(large, target)
        loss = near + recipe.gradient_weight * gradient_l1(large, target)
        norm = self.generator.descend(loss, step)
        values = {"loss": loss, "charbonnier": near, "grad_norm": norm}
        return {name: value.detach() for name, value in values.items()}

    @torch.inference_mode()
    def enlarge(self, rgb: np.ndarray) -> np.ndarray:
        """The averaged network on pictures uint8 (n, h, w, 3); uint8 (n, 2h, 2w, 3)."""
        made = []
        for i in range(0, len(rgb), 4):  # four at a time: little memory
            picture = pictures({"rgb": torch.from_numpy(rgb[i : i + 4])}, "rgb", self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
                large = self.generator.ema(picture)
            made.append(large.clamp(0, 1).mul(255).round().byte().permute(0, 2, 3, 1))
        return torch.cat(made).cpu().numpy()

    @property
    def graph(self) -> Graph:
        return Graph(
            task="upscale",
            inputs=planes(rgb=3),
            outputs=planes(large=3),
            limits="Doubles small or compressed pictures; adds no detail that was not there.",
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        return (pictures(batch, "degraded", self.device),)

    def held_out(self, photos: Photos) -> UpscaleSet:
        """ "clean": halved by an antialiased bicubic filter; "worn": as in training."""
        large = middle_crops(photos)
        worn = [small(c, np.random.default_rng((0, i))) for i, c in enumerate(large)]
        return UpscaleSet(
            large, {"clean": np.stack([halved(c) for c in large]), "worn": np.stack(worn)}
        )

    def validate(self, held_out: UpscaleSet) -> tuple[Scores, np.ndarray]:
        """PSNR, and gains over the classical enlargements, dB."""
        scores, rows = {}, []
        for name, little in held_out.tests.items():
            made = {"network": self.enlarge(little)}
            for method, way in CLASSICAL.items():
                enlarged = [cv2.resize(p, None, fx=2, fy=2, interpolation=way) for p in little]
                made[method] = np.stack(enlarged)
            mean = {
                method: float(
                    np.mean([psnr(*pair) for pair in zip(m, held_out.large, strict=True)])
                )
                for method, m in made.items()
            }
            scores[f"{name} psnr"] = mean["network"]
            for method in CLASSICAL:
                scores[f"{name} gain over {method}"] = mean["network"] - mean[method]
            shown = zip(made["bicubic"][:3], made["network"], held_out.large, strict=False)
            rows += [np.concatenate(trio, 1) for trio in shown]
        return scores, np.concatenate(rows, 0)


def make_network(recipe: UpscaleRecipe) -> PhotoNetUpscale:
    return PhotoNetUpscale(recipe.width, recipe.cap, recipe.encoder, recipe.middle, recipe.decoder)
