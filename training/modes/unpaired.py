"""The `unpaired` mode: CycleGAN between clean photographs and the user's own scans.

    a = G(x), b = F(s)                        x: clean, s: scan; G ages, F takes the ageing back
    L_D = (D_s(s) - 1)^2 + D_s(pool(a))^2 + (D_x(x) - 1)^2 + D_x(pool(b))^2
    L_G = (D_s(a) - 1)^2 + (D_x(b) - 1)^2
          + 10 (|F(a) - x| + |G(b) - s|) + 5 (|G(s) - s| + |F(x) - x|)

G learns how this user's scans have aged; its results beside their clean crops are pairs for the
other modes. Without the last term both would shift colours at will. Source: arXiv:1703.10593.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

from engine.errors import RecipeError
from training import recipe as recipes
from training.adversary import AdversarialRecipe, Adversary, Shown
from training.data.pair_samples import UnpairedSamples
from training.data.photos import Photos, open_photos
from training.graph import Graph, planes
from training.image_pool import ImagePool
from training.metrics.picture import l1
from training.modes.base import Batch, Learner, Mode, Scores, pictures
from training.networks.patchgan import patchgan
from training.networks.resnet import MULTIPLE_OF, ResNet
from training.validate import middle_crops

SHOWN = 4  # rows of the sheet, of each direction
ALONE = Shown()  # a critic here sees the picture alone


@dataclass(frozen=True, kw_only=True)
class UnpairedRecipe(AdversarialRecipe):
    """CycleGAN; the defaults are those of the source, at half its width."""

    mode: str = "unpaired"
    title: str = "Ages photographs like the scans it was shown"
    scans: Path  # folder of the user's scans; `photos` are the clean ones
    width: int = 32  # channels at full size
    blocks: int = 6
    cycle_weight: float = 10.0
    identity_weight: float = 0.5  # of the cycle's weight
    pool: int = 50  # generated pictures that the critics see again
    adversarial: str = "least-squares"
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

    multiple_of: ClassVar[int] = MULTIPLE_OF

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.adversarial in ("none", "relativistic") or self.feature_matching:
            raise RecipeError(
                "unpaired pictures need adversarial = 'least-squares', 'bce', 'hinge' or "
                "'wasserstein', and feature_matching = 0: there are no pairs to compare."
            )


class Cycle(nn.Module):
    """Both directions, for one optimiser."""

    def __init__(self, width: int, blocks: int) -> None:
        super().__init__()
        self.age, self.restore = ResNet(width, blocks), ResNet(width, blocks)

    def forward(self, clean: Tensor, scan: Tensor) -> dict[str, Tensor]:
        """All pictures of a step: a, b of the equations, back to x and s, and what should stay."""
        aged, restored = self.age(clean), self.restore(scan)
        return {
            "aged": aged,
            "restored": restored,
            "clean_again": self.restore(aged),
            "scan_again": self.age(restored),
            "scan_kept": self.age(scan),
            "clean_kept": self.restore(clean),
        }


class Unpaired(Mode):
    """Two generators and two critics."""

    Recipe = UnpairedRecipe

    def __init__(self, recipe: UnpairedRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        net = Cycle(recipe.width, recipe.blocks)
        outer = [layer for one in (net.age, net.restore) for layer in (one.first, one.last)]
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer)
        self.adversaries, self.pools = {}, {}
        for number, side in enumerate(("scan", "clean")):
            self.adversaries[side] = Adversary(patchgan(3, recipe.critic_width), recipe, device)
            self.learners[f"critic_{side}"] = self.adversaries[side].learner
            self.pools[side] = ImagePool(recipe.pool, recipe.seed + number)

    def samples(self, stage: recipes.Stage, photos: Photos) -> UnpairedSamples:
        scans = open_photos(self.recipe.scans, photos.store.parent)
        return UnpairedSamples(scans, photos, self.recipe.seed, stage.crop)

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        recipe, random = self.recipe, self.random(step)
        real = {name: pictures(batch, name, self.device) for name in ("clean", "scan")}
        made = self._run(self.generator.net, real["clean"], real["scan"])
        fake = {"scan": made["aged"], "clean": made["restored"]}
        values: dict[str, Tensor] = {}
        for side, adversary in self.adversaries.items():
            seen = self.pools[side].exchange(fake[side])
            told = adversary.learn(real[side], seen, ALONE, step, random)
            values |= {f"{name}_{side}": value for name, value in told.items()}
        clean, scan = real["clean"], real["scan"]
        cycle = F.l1_loss(made["clean_again"], clean) + F.l1_loss(made["scan_again"], scan)
        kept = F.l1_loss(made["clean_kept"], clean) + F.l1_loss(made["scan_kept"], scan)
        loss = recipe.cycle_weight * (cycle + recipe.identity_weight * kept)
        values |= {"cycle_l1": cycle, "identity_l1": kept}
        if self.adversaries["scan"].teaches(step):
            for side, adversary in self.adversaries.items():
                taught, terms = adversary.teach(real[side], fake[side], ALONE, random)
                loss = loss + taught
                values[f"adversarial_{side}"] = terms["adversarial"]
            values["grad_norm"] = self.generator.descend(loss, step)
        return {name: value.detach() for name, value in (values | {"loss": loss}).items()}

    def _run(self, net: nn.Module, clean: Tensor, scan: Tensor) -> dict[str, Tensor]:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
            made: dict[str, Tensor] = net(clean, scan)
        return {name: picture.float() for name, picture in made.items()}

    @property
    def shipped(self) -> nn.Module:
        """From scans to clean pictures; ageing is for making training data."""
        both = self.generator.ema
        assert isinstance(both, Cycle)
        return both.restore

    @property
    def graph(self) -> Graph:
        return Graph(
            task="restore",
            inputs=planes(rgb=3),
            outputs=planes(restored=3),
            limits="Learnt without pairs from one album; it may change colours and small detail.",
            multiple_of=MULTIPLE_OF,
            in_8_bits=False,
            tiling="discouraged",
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        return (pictures(batch, "scan", self.device),)

    def held_out(self, photos: Photos) -> dict[str, np.ndarray]:
        """Middle crops of held-out clean photographs, and of as many scans, which are not."""
        clean = middle_crops(photos)
        scans = middle_crops(open_photos(self.recipe.scans, photos.store.parent))
        return {"clean": clean, "scan": scans[np.arange(len(clean)) % len(scans)]}

    @torch.inference_mode()
    def validate(self, held_out: dict[str, np.ndarray]) -> tuple[Scores, np.ndarray]:
        """L1 in steps of 1/255 of clean photographs: there and back, and what should stay.

        The sheet: clean | aged | back, then scan | restored | back.
        """
        made: dict[str, list[np.ndarray]] = {}
        for i in range(len(held_out["clean"])):
            batch = {name: torch.from_numpy(a[i : i + 1]) for name, a in held_out.items()}
            clean, scan = (pictures(batch, name, self.device) for name in ("clean", "scan"))
            for name, y in self._run(self.generator.ema, clean, scan).items():
                rounded = y.mul(255).round().byte()[0].permute(1, 2, 0)
                made.setdefault(name, []).append(rounded.cpu().numpy())
        x = held_out["clean"]
        scores = {
            name: float(np.mean([l1(a, b) for a, b in zip(made[key], x, strict=True)]))
            for name, key in (
                ("cycle l1", "clean_again"),
                ("identity l1", "clean_kept"),
                ("aged by", "aged"),
            )
        }
        shown = (("clean", "aged", "clean_again"), ("scan", "restored", "scan_again"))
        rows = [
            np.concatenate([held_out[a][i], made[b][i], made[c][i]], 1)
            for a, b, c in shown
            for i in range(min(SHOWN, len(x)))
        ]
        return scores, np.concatenate(rows, 0)

    def soften(self) -> None:
        for adversary in self.adversaries.values():
            adversary.soften()

    def extra_state(self) -> dict[str, Any]:
        return {
            side: {"adversary": adversary.state(), "pool": self.pools[side].state()}
            for side, adversary in self.adversaries.items()
        }

    def load_extra_state(self, state: Mapping[str, Any]) -> None:
        for side, adversary in self.adversaries.items():
            adversary.load_state(state[side]["adversary"])
            self.pools[side].load_state(state[side]["pool"], self.device)
