"""The `edges` mode: PhotoNet-Edges continues a photograph's lines through a hole.

    p   = G(grey (1 - m), e (1 - m), m)         probability of a line; e: Canny edges of the truth
    c   = (1 - m) e + m p                       what the critic sees beside the grey picture
    L_G = w_c BCE_hole(p, e) + w_a L_adv(D(grey, c)) + w_f feature matching
    L_D = the critic's, on (grey, e) and (grey, c)

Its lines, or those a user draws, are the `edges` input of a fill generator trained with
`edges = true` (modes/inpaint.py).

Source: EdgeConnect, arXiv:1901.00212, which has w_c = 0, w_a = 1 and w_f = 10. The cross entropy is
ours: without it a run of minutes has nothing to go by until the critic has learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor

from training import recipe as recipes
from training.adversary import AdversarialMode, AdversarialRecipe, Shown
from training.data.edge_samples import EdgeSamples
from training.data.holes import KINDS
from training.data.photos import Photos
from training.distributed import shared
from training.graph import Graph, planes
from training.metrics.detector import Counts, count
from training.modes.base import Batch, Learner, Scores, pictures
from training.networks.edges import PhotoNetEdges
from training.networks.patchgan import fill_critic

VALIDATION_CROPS = 24
VALIDATION_CROP = 256  # px
COVERAGE = (0.08, 0.20)
LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, kw_only=True)
class EdgesRecipe(AdversarialRecipe):
    """PhotoNet-Edges, with a critic that sees picture and lines."""

    mode: str = "edges"
    title: str = "Continues lines through holes"
    width: int = 24  # channels at half size
    cap: int = 128  # most channels at any scale
    encoder: tuple[int, ...] = (1, 1, 2)  # blocks per scale, fine to coarse
    middle: tuple[int, ...] = (1, 2, 4, 8)  # dilations
    decoder: tuple[int, ...] = (1, 1, 1)  # blocks per scale, coarse to fine
    cross_entropy_weight: float = 1.0
    line_weight: float = 4.0  # of a pixel on a line against one beside it
    adversarial: str = "bce"
    penalty: str = "r1"

    kinds: ClassVar[tuple[str, ...]] = KINDS


class Edges(AdversarialMode):
    """A generator of lines and its critic."""

    Recipe = EdgesRecipe

    def __init__(self, recipe: EdgesRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        net = make_network(recipe)
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer=net.outer())
        self.oppose(fill_critic(2, recipe.critic_width), recipe)

    def samples(self, stage: recipes.Stage, photos: Photos) -> EdgeSamples:
        return EdgeSamples(photos, self.recipe.seed, stage.crop, stage.mixture, stage.coverage)

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        recipe = self.recipe
        grey, mask, edges = self.tensors(batch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
            logits = self.generator.net(grey * (1 - mask), edges * (1 - mask), mask, as_logits=True)
        cross = hole_cross_entropy(logits, edges, mask, recipe.line_weight)
        loss = recipe.cross_entropy_weight * cross
        values: dict[str, Tensor | float] = {"cross_entropy": cross.detach()}
        if self.adversary:
            drawn = torch.lerp(edges, torch.sigmoid(logits), mask)
            random, shown = self.random(step), Shown(picture=grey)
            values |= self.adversary.learn(edges, drawn, shown, step, random)
            taught, told = self.adversary.teach(edges, drawn, shown, random)
            loss = loss + taught
            values |= told
        if not self.adversary or self.adversary.teaches(step):
            values["grad_norm"] = self.generator.descend(loss, step)
        return {"loss": loss.detach()} | values

    def tensors(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """grey, mask and edges as float32 (B, 1, H, W) 0..1."""
        clean, mask, edges = (
            pictures(batch, name, self.device) for name in ("clean", "mask", "edges")
        )
        luma = torch.tensor(LUMA, device=self.device).view(1, 3, 1, 1)
        return (clean * luma).sum(1, keepdim=True), mask, edges

    @torch.inference_mode()
    def lines(self, batch: Batch) -> np.ndarray:
        """The averaged network's probabilities, float32 (B, H, W)."""
        grey, mask, edges = self.tensors(batch)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
            told = self.generator.ema(grey * (1 - mask), edges * (1 - mask), mask)
        return told[:, 0].float().cpu().numpy()

    @property
    def graph(self) -> Graph:
        return Graph(
            task="edges",
            inputs=planes(grey=1, edges=1, mask=1),
            outputs=planes(lines=1),
            limits="Continues lines through holes; a fill generator draws the picture from them.",
            in_8_bits=False,
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        grey, mask, edges = self.tensors(batch)
        return grey * (1 - mask), edges * (1 - mask), mask

    def held_out(self, photos: Photos) -> list[Batch]:
        even = {"scratch": 1.0, "brush": 1.0, "blob": 1.0}
        samples = EdgeSamples(photos, 0, VALIDATION_CROP, even, COVERAGE)
        made = [samples[i] for i in range(VALIDATION_CROPS)]
        groups = [made[i : i + 4] for i in range(0, VALIDATION_CROPS, 4)]
        return [
            {name: torch.from_numpy(np.stack([m[name] for m in group])) for name in group[0]}
            for group in groups
        ]

    def validate(self, held_out: list[Batch]) -> tuple[Scores, np.ndarray]:
        """F1 of lines inside holes with 2 px tolerance, at probability 0.5."""
        found = np.concatenate([self.lines(batch) for batch in held_out]) > 0.5
        hole = np.concatenate([b["mask"][..., 0].numpy() for b in held_out]) > 0
        truth = np.concatenate([b["edges"][..., 0].numpy() for b in held_out]) > 0
        clean = np.concatenate([b["clean"].numpy() for b in held_out])
        rows = [
            np.concatenate([_shown(clean[i], hole[i], lines[i]) for lines in (found, truth)], 1)
            for i in range(6)
        ]
        counts = [count(f, t) for f, t in zip(found & hole, truth & hole, strict=True)]
        return {"f1 of lines": sum(counts, Counts()).f1}, np.concatenate(rows)


def make_network(recipe: EdgesRecipe) -> PhotoNetEdges:
    return PhotoNetEdges(recipe.width, recipe.cap, recipe.encoder, recipe.middle, recipe.decoder)


def hole_cross_entropy(logits: Tensor, edges: Tensor, mask: Tensor, line_weight: float) -> Tensor:
    """Mean cross entropy over the hole's pixels; those on a line count `line_weight` times."""
    cross = F.binary_cross_entropy_with_logits(
        logits, edges, pos_weight=logits.new_tensor(line_weight), reduction="none"
    )
    return (mask * cross).sum() / shared(mask.sum()).clamp_min(1.0)


def _shown(clean: np.ndarray, hole: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """The picture in grey with its hole, and the lines in the hole."""
    grey = cv2.cvtColor(cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    grey[hole] = 40
    grey[hole & lines] = (255, 200, 60)
    return grey
