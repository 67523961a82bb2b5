"""The `restore` mode: PhotoNet-Restore takes out noise, blur and compression, by strengths.

    d = D_n(..D_1(x))                                 degradations in random order
    t = the same chain with the share 1 - s_k of each D_i, where repair k undoes D_i
    y = f(d, s) = d + sum_k s_k g_k(d)                s in 0..1: denoise, deblur, dejpeg
    L = Charbonnier(y, t) + 0.5 L1 at 1/2, 1/4, 1/8 (y, t) + 0.2 L1_grad(y, t)

s = 0 gives d, s = 1 asks for x. Source: Charbonnier as in MPRNet, arXiv:2102.02808.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import cv2
import numpy as np
import torch
from torch import Tensor

from training import recipe as recipes
from training.data.batched.crops import PhotoBank
from training.data.batched.samples import restore_batch
from training.data.degradations import coded, normal
from training.data.photos import Photos
from training.data.restore_samples import RestoreSamples
from training.data.shuffle import KINDS, degrade, draw_steps
from training.graph import Graph, planes
from training.metrics.picture import psnr
from training.modes.base import Batch, Batches, Learner, Mode, Scores, pictures
from training.networks.restore import PhotoNetRestore
from training.picture_losses import charbonnier, gradient_l1, multi_scale_l1
from training.validate import middle_crops

Strengths = tuple[float, float, float]  # denoise, deblur, dejpeg

LIMITS = (
    "Takes out noise, mild blur and JPEG blocks, each by its strength; strength 0 changes nothing. "
    "Film grain is noise to it: keep the strength low where the grain is to stay."
)
SIGMAS = (15, 25, 50)  # steps of 1/255, white, clipped to 8 bits
QUALITIES = (10, 20, 30, 40)  # JPEG, colours at half the resolution
SHOWN = ("sigma 25", "jpeg 20", "blur", "light")  # on the sheet
GUARDED = "sigma 25 gain"
LOST = 2.0  # dB; less is the ups and downs of a run
LUMA = np.array([65.481, 128.553, 24.966], np.float32) / 255  # BT.601, as in published figures


@dataclass(frozen=True, kw_only=True)
class RestoreRecipe(recipes.Recipe):
    """PhotoNet-Restore: denoise, deblur, dejpeg."""

    mode: str = "restore"
    title: str = "Takes out noise, blur and compression"
    width: int = 32  # channels at half size
    cap: int = 128  # most channels at any scale
    encoder: tuple[int, ...] = (2, 1, 1)  # blocks per scale, fine to coarse
    middle: tuple[int, ...] = (1, 2, 1, 2)  # dilations
    decoder: tuple[int, ...] = (1, 1, 2)  # blocks per scale, coarse to fine
    full_share: float = 0.5  # samples with all repairs in full, see `RestoreSamples`
    one_share: float = 0.25  # samples with one repair alone
    scales_weight: float = 0.5
    gradient_weight: float = 0.2

    kinds: ClassVar[tuple[str, ...]] = KINDS


@dataclass(frozen=True, eq=False)
class RestoreSet:
    """Held-out crops, uint8 (n, c, c, 3), and by test what became of them and what is asked for."""

    clean: np.ndarray
    tests: dict[str, tuple[np.ndarray, Strengths]]


class Restore(Mode):
    """One network; no critic."""

    Recipe = RestoreRecipe

    def __init__(self, recipe: RestoreRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        net = make_network(recipe)
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer=net.outer())
        self._best = 0.0  # dB, of GUARDED

    def samples(self, stage: recipes.Stage, photos: Photos) -> RestoreSamples:
        recipe = self.recipe
        return RestoreSamples(
            photos, recipe.seed, stage.crop, stage.mixture, recipe.full_share, recipe.one_share
        )

    def batches(self, photos: Photos) -> Batches:
        bank, recipe = PhotoBank(photos, self.device), self.recipe
        shares = recipe.full_share, recipe.one_share
        return lambda stage, indices: restore_batch(
            bank, recipe.seed, indices, stage.crop, stage.mixture, *shares
        )

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        recipe = self.recipe
        degraded, target, strengths = (
            pictures(batch, name, self.device) for name in ("degraded", "target", "strengths")
        )
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
            restored = self.generator.net(degraded, strengths.expand_as(degraded))
        near = charbonnier(restored, target)
        loss = (
            near
            + recipe.scales_weight * multi_scale_l1(restored, target)
            + recipe.gradient_weight * gradient_l1(restored, target)
        )
        norm = self.generator.descend(loss, step)
        values = {
            "loss": loss,
            "charbonnier": near,
            "degraded_charbonnier": charbonnier(degraded, target),
            "grad_norm": norm,
        }
        return {name: value.detach() for name, value in values.items()}

    @torch.inference_mode()
    def restore(self, rgb: np.ndarray, strengths: Strengths) -> np.ndarray:
        """The averaged network on pictures uint8 (n, h, w, 3), rounded to 8 bits."""
        asked = torch.tensor(strengths, device=self.device).view(1, 3, 1, 1)
        made = []
        for i in range(0, len(rgb), 4):  # four at a time: little memory
            picture = pictures({"rgb": torch.from_numpy(rgb[i : i + 4])}, "rgb", self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
                restored = self.generator.ema(picture, asked.expand_as(picture))
            made.append(restored.clamp(0, 1).mul(255).round().byte().permute(0, 2, 3, 1))
        return torch.cat(made).cpu().numpy()

    @property
    def graph(self) -> Graph:
        return Graph(
            task="restore",
            inputs=planes(rgb=3, strengths=3),
            outputs=planes(restored=3),
            limits=LIMITS,
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        degraded = pictures(batch, "degraded", self.device)
        strengths = pictures(batch, "strengths", self.device)
        return degraded, strengths.expand_as(degraded).contiguous()

    def held_out(self, photos: Photos) -> RestoreSet:
        """Middle crops: with white noise, as a JPEG, blurred, after the light shuffle."""
        clean = middle_crops(photos)
        noise = np.stack([normal(np.random.default_rng((0, i)), c, 3) for i, c in enumerate(clean)])
        tests: dict[str, tuple[np.ndarray, Strengths]] = {}
        for sigma in SIGMAS:
            noisy = np.clip(clean + sigma * noise + 0.5, 0, 255).astype(np.uint8)
            tests[f"sigma {sigma}"] = noisy, (1.0, 0.0, 0.0)
        for quality in QUALITIES:
            files = [coded(c, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, quality]) for c in clean]
            tests[f"jpeg {quality}"] = np.stack(files), (0.0, 0.0, 1.0)
        for kind, strengths in (("blur", (0.0, 1.0, 0.0)), ("light", (1.0, 1.0, 1.0))):
            drawn = [draw_steps(kind, np.random.default_rng((1, i))) for i in range(len(clean))]
            made = [degrade(c, steps) for c, steps in zip(clean, drawn, strict=True)]
            tests[kind] = np.stack(made), strengths
        return RestoreSet(clean, tests)

    def validate(self, held_out: RestoreSet) -> tuple[Scores, np.ndarray]:
        """PSNR after white noise, gains in PSNR over the others, dB; what is left of clean crops.

        Luma gains are those that publications state for JPEG.
        """
        clean = held_out.clean
        scores, rows = {}, []
        for name, (degraded, strengths) in held_out.tests.items():
            restored = self.restore(degraded, strengths)
            after = _mean_psnr(restored, clean)
            scores[f"{name} psnr"] = after
            scores[f"{name} gain"] = after - _mean_psnr(degraded, clean)
            if name.startswith("jpeg"):
                y, d, x = (pictures @ LUMA for pictures in (restored, degraded, clean))
                scores[f"{name} luma gain"] = _mean_psnr(y, x) - _mean_psnr(d, x)
            if name in SHOWN:
                shown = zip(degraded[:2], restored, clean, strict=False)
                rows += [np.concatenate(trio, 1) for trio in shown]
        scores["clean kept psnr"] = _mean_psnr(self.restore(clean, (1.0, 1.0, 1.0)), clean)
        return scores, np.concatenate(rows, 0)

    def trouble(self, scores: Scores) -> str:
        """A network that has died gives back what it gets, and never recovers."""
        gain = scores[GUARDED]
        self._best = max(self._best, gain)
        if gain > self._best - LOST:
            return ""
        return f"the gain over white noise fell from {self._best:.1f} to {gain:.1f} dB"

    def extra_state(self) -> dict[str, Any]:
        return super().extra_state() | {"best": self._best}

    def load_extra_state(self, state: Mapping[str, Any]) -> None:
        super().load_extra_state(state)
        self._best = state["best"]


def make_network(recipe: RestoreRecipe) -> PhotoNetRestore:
    return PhotoNetRestore(recipe.width, recipe.cap, recipe.encoder, recipe.middle, recipe.decoder)


def _mean_psnr(y: np.ndarray, x: np.ndarray) -> float:
    return float(np.mean([psnr(a, b) for a, b in zip(y, x, strict=True)]))
