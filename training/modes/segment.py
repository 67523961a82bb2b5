"""The `segment` mode: PhotoNet-Segment learns where a scan is damaged, and by what.

    L = 20 BCE(p, t; weight of damage, rim) + 0.5 (1 - Dice(p, t)) + L1(alpha)

    Dice(p, t) = (2 sum p t + 1) / (sum p + sum t + 1), over the whole batch
    weight of damage = clip(undamaged pixels / damaged pixels, 1, heaviest), per plane and batch
    rim: pixels next to a border of t count a quarter: a person would draw them either way

A batch holds crops twice, damaged and not (all of them, or `twin_share`): what differs between the
two is damage, and all that they share is none. Old scans bring damage of their own, marked by hand,
and places where nobody can say, which do not count.

Source: Dice as a loss, V-Net, arXiv:1606.04797.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

from engine.errors import RecipeError
from training import recipe as recipes
from training.data.damage import CLASSES, KINDS, KINDS_AT_ONCE, TYPICAL
from training.data.damage_samples import (
    DamageSamples,
    aged_print,
    bordered,
    mild_scan,
    web_copy,
)
from training.data.labels import TRAINING_LABELS, load_labels
from training.data.old_scans import open_old_scans
from training.data.photos import Photos
from training.data.scenery import patterned
from training.distributed import shared
from training.graph import Graph, planes
from training.metrics.detector import Counts, count
from training.modes.base import Batch, Learner, Mode, Scores, pictures
from training.networks.segment import PLANES, PhotoNetSegment

RIM_WEIGHT = 0.25
LIMITS = (
    "A proposal to look through: taught with drawn damage, it misses faint marks and takes some of "
    "the scene for damage. Film and paper prints; not paintings or textiles."
)
COLOURS = ((255, 60, 60), (60, 220, 60), (70, 110, 255), (255, 220, 0))  # of CLASSES, on sheets
VALIDATION_CROPS = 48
VALIDATION_CROP = 256  # px
CALIBRATION_CROPS = 96
CALIBRATION_PHOTOGRAPHS = 48
UNSEEN = 2**41  # index from which on no run has got


@dataclass(frozen=True, kw_only=True)
class SegmentRecipe(recipes.Recipe):
    """PhotoNet-Segment: line, spot, area, text and watermark opacity."""

    mode: str = "segment"
    title: str = "Finds scratches, dust, stains and text"
    width: int = 32  # channels at half size
    cap: int = 128  # most channels at any scale
    encoder: tuple[int, ...] = (1, 2, 2)  # blocks per scale, fine to coarse
    middle: tuple[int, ...] = (1, 2, 4, 1, 2, 4)  # dilations
    decoder: tuple[int, ...] = (2, 2, 2)  # blocks per scale, coarse to fine
    hard_share: float = 0.3  # crops that look like damage by themselves
    grey_share: float = 0.0  # crops that lose their colours, beside the third that all modes have
    heaviest: float = 2.0  # weight of a damaged against an undamaged pixel, at most
    # The cross entropy is a mean over all pixels, most of them far from damage; Dice is one over
    # the damaged ones. With equal weights Dice leads fifty to one, and a run stands still.
    cross_entropy_weight: float = 20.0
    dice_weight: float = 0.5
    alpha_weight: float = 1.0
    overlays: Path = Path("../shared/data/masks")  # more shapes of film damage, where they are
    scans: Path = Path("../shared/data/old")  # real old prints
    scan_share: float = 0.0  # crops that are drawn on one of those
    web_share: float = 0.0  # crops that get the halos and blocks of a copy from the web
    negative_share: float = 0.0  # crops whose damage was on the negative: light and dark exchanged
    pattern_share: float = 0.0  # crops with dots or stripes that are no damage
    kinds_at_once: tuple[float, ...] = KINDS_AT_ONCE  # probability of 1, 2, 3, .. in one crop
    twin_share: float = 1.0  # crops that are shown undamaged too

    kinds: ClassVar[tuple[str, ...]] = KINDS

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, value in vars(self).items():
            if name.endswith("_share") and not 0 <= value <= 1:
                raise RecipeError(f"{name} = {value}: must be within 0..1.")
        if min(self.kinds_at_once, default=-1) < 0 or abs(sum(self.kinds_at_once) - 1) > 1e-6:
            raise RecipeError(
                f"kinds_at_once = {list(self.kinds_at_once)}: must be probabilities of 1, 2, 3, .. "
                "kinds that add up to 1."
            )

    def other_sources(self) -> dict[str, Any]:
        if not self.scan_share:
            return {}
        return {"old_scans": {"tier_b": len(load_labels(TRAINING_LABELS))}}  # none of another tier


@dataclass(frozen=True, eq=False)
class DetectionSet:
    """Held-out crops, uint8: pictures (n, c, c, 3), planes (n, c, c, 4), and clean (n, c, c, 3)."""

    pictures: np.ndarray
    planes: np.ndarray
    clean: np.ndarray


class Segment(Mode):
    """One network; no critic."""

    Recipe = SegmentRecipe

    def __init__(self, recipe: SegmentRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        net = make_network(recipe)
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer=net.outer())

    def samples(self, stage: recipes.Stage, photos: Photos) -> DamageSamples:
        recipe = self.recipe
        return DamageSamples(
            photos,
            recipe.seed,
            stage.crop,
            stage.mixture,
            recipe.hard_share,
            grey_share=recipe.grey_share,
            overlays=recipe.overlays if recipe.overlays.is_dir() else None,
            scans=(open_old_scans(recipe.scans) if recipe.scan_share else (), recipe.scan_share),
            negative_share=recipe.negative_share,
            kinds_at_once=recipe.kinds_at_once,
            before=(partial(patterned, share=recipe.pattern_share), bordered, aged_print),
            after=(mild_scan, partial(web_copy, share=recipe.web_share)),
        )

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        recipe = self.recipe
        damaged, clean, planes, worn, opacity, sure = (
            pictures(batch, name, self.device)
            for name in ("picture", "clean", "planes", "worn", "alpha", "known")
        )
        twins = round(recipe.twin_share * len(clean))
        picture = torch.cat([damaged, clean[:twins]])
        truth = torch.cat([planes, worn[:twins]])
        alpha = torch.cat([opacity, torch.zeros_like(opacity[:twins])])
        known = torch.cat([sure, sure[:twins]])
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
            logits = self.generator.net(picture, as_logits=True)  # (B, 5, H, W)
        told = torch.sigmoid(logits)
        cross = damage_cross_entropy(logits[:, :4], truth, recipe.heaviest, known)
        dice = dice_loss(told[:, :4] * known, truth * known)
        wrong = (told[:, 4:] - alpha).abs().mean()
        loss = (
            recipe.cross_entropy_weight * cross
            + recipe.dice_weight * dice
            + recipe.alpha_weight * wrong
        )
        norm = self.generator.descend(loss, step)
        values = {
            "loss": loss,
            "cross_entropy": cross,
            "dice": dice,
            "alpha_l1": wrong,
            "grad_norm": norm,
        }
        return {name: value.detach() for name, value in values.items()}

    @torch.inference_mode()
    def planes(self, rgb: np.ndarray) -> np.ndarray:
        """Probabilities (n, h, w, 5), float32, of pictures uint8 (n, h, w, 3)."""
        told = []
        for i in range(0, len(rgb), 4):  # four at a time: little memory
            picture = pictures({"rgb": torch.from_numpy(rgb[i : i + 4])}, "rgb", self.device)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
                told.append(self.generator.ema(picture).permute(0, 2, 3, 1).float().cpu().numpy())
        return np.concatenate(told)

    @property
    def graph(self) -> Graph:
        return Graph(
            task="detect",
            inputs=planes(rgb=3),
            outputs=planes(planes=len(PLANES)),
            rounding=0.02,  # of a probability, on noise
            within=100.0,  # damage is rare: the rarest values are what it is told by
            limits=LIMITS,
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        return (pictures(batch, "picture", self.device),)

    def calibrate(self, photos: Callable[[], Photos]) -> dict[str, float]:
        """Shift the logits of each class, so that probability 0.5 is its best threshold in use."""
        from training.evaluation.fills import choose_photographs
        from training.evaluation.thresholds import find_shifts

        net = self.shipped
        assert isinstance(net, PhotoNetSegment)
        given = photos()
        samples = DamageSamples(given, self.recipe.seed, VALIDATION_CROP, TYPICAL, hard_share=0.5)
        made = (samples.damaged(UNSEEN + i) for i in range(CALIBRATION_CROPS))
        whole = choose_photographs(len(given), CALIBRATION_PHOTOGRAPHS)
        found = find_shifts(self._look, made, (np.array(given.pixels(i)) for i in whole))
        net.shift([found.shifts[name] for name in CLASSES])
        return found.as_quality()

    @torch.inference_mode()
    def _look(self, rgb: np.ndarray) -> np.ndarray:
        """float32 (h, w, 3) -> (h, w, 5) in full precision, as it is exported."""
        picture = torch.from_numpy(rgb).to(self.device).permute(2, 0, 1)[None]
        made: np.ndarray = self.shipped(picture)[0].permute(1, 2, 0).cpu().numpy()
        return made

    def held_out(self, photos: Photos) -> DetectionSet:
        """Crops of the held-out photographs with typical damage and without."""
        samples = DamageSamples(photos, 0, VALIDATION_CROP, TYPICAL, hard_share=0.5)
        made = [samples.damaged(i) for i in range(VALIDATION_CROPS)]
        return DetectionSet(
            np.stack([m.picture for m in made]),
            np.stack([m.planes for m in made]),
            np.stack([m.clean for m in made]),
        )

    def validate(self, held_out: DetectionSet) -> tuple[Scores, np.ndarray]:
        """F1 by class with 2 px tolerance at probability 0.5, and what is marked on clean crops."""
        found = self.planes(held_out.pictures)[..., :4] > 0.5
        truth = held_out.planes > 0
        scores = {
            f"f1 {name}": f1_of(found[..., k], truth[..., k]) for k, name in enumerate(CLASSES)
        }
        scores["f1"] = f1_of(np.any(found, -1), np.any(truth, -1))
        clean = self.planes(held_out.clean)[..., :4] > 0.5
        scores["marked on clean, %"] = 100 * float(clean.any(-1).mean())
        sheet = [
            np.concatenate([picture, _coloured(picture, t), _coloured(picture, f)], 1)
            for picture, t, f in zip(held_out.pictures[:12], truth, found, strict=False)
        ]
        return scores, np.concatenate(sheet, 0)


def make_network(recipe: SegmentRecipe) -> PhotoNetSegment:
    return PhotoNetSegment(recipe.width, recipe.cap, recipe.encoder, recipe.middle, recipe.decoder)


def damage_cross_entropy(logits: Tensor, truth: Tensor, heaviest: float, known: Tensor) -> Tensor:
    """Mean over pixels and planes; damaged pixels weigh more, those beside a border less.

    logits, truth: (B, K, H, W); truth 0 or 1. known: (B, 1, H, W), 0 where nobody can say.
    """
    damaged = shared(truth.sum((0, 2, 3))).clamp_min(1.0)  # (K,)
    pixels = truth[:, 0].numel()
    heavier = ((pixels - damaged) / damaged).clamp(1.0, heaviest).view(1, -1, 1, 1)
    weight = (1 - (1 - RIM_WEIGHT) * beside_a_border(truth)) * known
    cross = F.binary_cross_entropy_with_logits(
        logits, truth, weight, pos_weight=heavier, reduction="none"
    )
    return cross.mean()


def beside_a_border(truth: Tensor) -> Tensor:
    """1 where a pixel of the 3 x 3 around differs, else 0; truth: (B, K, H, W), 0 or 1.

    In bits: pooling of floats took a fifteenth of the whole step.
    """
    differs = []
    for marked in (truth > 0, truth <= 0):
        rows = marked.clone()
        rows[:, :, 1:] |= marked[:, :, :-1]
        rows[:, :, :-1] |= marked[:, :, 1:]
        near = rows.clone()
        near[..., 1:] |= rows[..., :-1]
        near[..., :-1] |= rows[..., 1:]
        differs.append(near)
    return (differs[0] & differs[1]).to(truth.dtype)


def dice_loss(told: Tensor, truth: Tensor) -> Tensor:
    """1 - Dice, averaged over the planes; told, truth: (B, K, H, W) 0..1."""
    both = (told * truth).sum((0, 2, 3))
    each = told.sum((0, 2, 3)) + truth.sum((0, 2, 3))
    return (1 - (2 * both + 1) / (each + 1)).mean()


def f1_of(found: np.ndarray, truth: np.ndarray) -> float:
    """F1 of marked pixels over all pictures, booleans (n, h, w)."""
    return sum((count(f, t) for f, t in zip(found, truth, strict=True)), Counts()).f1


def _coloured(picture: np.ndarray, planes: np.ndarray) -> np.ndarray:
    shown = picture // 2 + 40
    for k, colour in enumerate(COLOURS):
        shown[planes[..., k]] = colour
    return shown
