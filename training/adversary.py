"""The critic of a mode: how it learns, and what it teaches the generator.

Each step the critic first learns to tell x from y, then judges the same y for the generator:

    critic     L_D = critic_loss(D(x), D(y)) + n penalty         the penalty every n steps
                     + auxiliary(x, D_l(x))                      where a mode has one
    generator  L_A = w_a generator_loss(D(x), D(y)) + w_f feature_matching(D_l(x), D_l(y))

with the losses of adversarial.py and the penalties of penalties.py. x and y of a pair, and what
the critic is shown beside them, are augmented alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.errors import RecipeError
from training import adversarial, augment, penalties
from training import recipe as recipes
from training.modes.base import Learner, Mode
from training.networks.patchgan import touched_patches
from training.optimisers import Descent


@dataclass(frozen=True, kw_only=True)
class AdversarialRecipe(recipes.Recipe):
    """The settings of a critic, for the modes that have one."""

    adversarial: str = "none"  # none | relativistic | bce | least-squares | wasserstein | hinge
    adversarial_weight: float = 0.1
    feature_matching: float = 10.0  # weight
    penalty: str = "r1r2"  # none | r1 | r1r2 | wgan-gp
    gamma: float = 0.1  # weight of the penalty
    gamma_adapts: bool = True  # of r1 and r1r2: until the critic tells 60 to 80 % of pairs apart
    penalty_every: int = 8  # steps
    diffaugment: tuple[str, ...] = ()  # brightness, saturation, contrast, translation, cutout
    diffaugment_p: float = 1.0  # chance of each change
    critic_width: int = 48  # channels at half size
    critic_lr: float = 3e-4  # peak; it decays as the generator's
    critic_betas: tuple[float, float] = (0.0, 0.99)
    critic_steps: int = 1  # of the critic for each of the generator

    least_crop: ClassVar[int] = 32  # px that its critic needs; this is for those of patches

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_one_of("adversarial", self.adversarial, ("none", *adversarial.KINDS))
        _check_one_of("penalty", self.penalty, penalties.KINDS)
        for change in self.diffaugment:
            _check_one_of("diffaugment", change, augment.CHANGES)
        if (self.penalty == "wgan-gp") != (self.adversarial == "wasserstein"):
            raise RecipeError(
                "penalty = 'wgan-gp' and adversarial = 'wasserstein' go together: "
                "a Wasserstein critic needs slope 1, the others must not be held at it."
            )
        if min(self.penalty_every, self.critic_steps, self.critic_width) < 1:
            raise RecipeError("penalty_every, critic_steps and critic_width must be at least 1.")
        smallest = min(stage.crop for stage in self.stages)
        if self.adversarial != "none" and smallest < self.least_crop:
            raise RecipeError(
                f"crop = {smallest}: the critic of mode {self.mode!r} needs at least "
                f"{self.least_crop}."
            )

    def critic_descent(self) -> Descent:
        return Descent(
            kind="adam",
            lr=self.critic_lr,
            lr_end=self.critic_lr * self.lr_end / self.lr,
            steps=self.steps,
            decay=self.decay,
            betas=self.critic_betas,
            clip=self.clip,
        )


def _check_one_of(key: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise RecipeError(f"{key} = {value!r}: use one of {', '.join(known)}.")


@dataclass(frozen=True)
class Shown:
    """What a critic sees beside the picture it judges, and what follows it in place.

    Attributes:
        picture: (B, n, H, W) 0..1, the generator's input, or None.
        mask: (B, 1, H, W), 1 = made by the generator, or None; then all was.
    """

    picture: Tensor | None = None
    mask: Tensor | None = None

    def beside(self, judged: Tensor) -> Tensor:
        """The planes of a critic: (B, n + 1 + 3, H, W) with both."""
        return torch.cat([p for p in (self.picture, self.mask, judged) if p is not None], 1)


class Adversary:
    """A critic with its optimiser and penalty; `learn` and `teach` are one step of each side.

    Attributes:
        learner: the critic; a mode puts it among its learners.
        trust: factor on what it teaches; halved when a run is rolled back.
    """

    def __init__(
        self,
        critic: nn.Module,
        recipe: AdversarialRecipe,
        device: torch.device,
        auxiliary: Callable[[Tensor, Sequence[Tensor]], Tensor] | None = None,
    ) -> None:
        """critic: planes (B, n, H, W) to logits and features, as in networks/patchgan.py.

        auxiliary: real pictures and their features to what the critic minimises besides, weighted.
        """
        self.recipe, self.trust, self.auxiliary = recipe, 1.0, auxiliary
        self.learner = Learner(critic, recipe.critic_descent(), device, outer=())
        self.penalty = penalties.GradientPenalty(
            recipe.penalty, recipe.gamma, recipe.penalty_every, recipe.gamma_adapts
        )

    def learn(
        self, real: Tensor, fake: Tensor, shown: Shown, step: int, random: torch.Generator
    ) -> dict[str, Tensor]:
        """One step of the critic on real and generated pictures (B, 3, H, W); values to log."""
        x, y, shown = self._augmented(real, fake.detach(), shown, random)
        touched = None if shown.mask is None else touched_patches(shown.mask)
        with self._autocast(x):
            both = torch.cat([shown.beside(x), shown.beside(y)])
            logits, seen = self.learner.net(both)
            beside = (
                None if self.auxiliary is None else self.auxiliary(x, [f[: len(x)] for f in seen])
            )
        d_x, d_y = logits.chunk(2)
        told = adversarial.critic_loss(self.recipe.adversarial, d_x, d_y, touched)
        values = {
            "critic": told,
            "critic_gap": adversarial.mean_over(d_x - d_y, touched),
            "critic_sure": adversarial.mean_over((d_x > d_y).float(), touched),
        }
        loss = told
        if beside is not None:
            loss, values = loss + beside, values | {"auxiliary": beside}
        if self.penalty.due(step):
            smooth = self.penalty(lambda u: self.learner.net(shown.beside(u))[0], x, y, random)
            loss = loss + self.penalty.every * smooth
            values["penalty"] = smooth
        self.penalty.observe(step, values["critic_sure"])
        values["critic_norm"] = self.learner.descend(loss, step, averaged=False)
        return {name: value.detach() for name, value in values.items()}

    def teaches(self, step: int) -> bool:
        """Whether the generator learns in this step, or the critic alone."""
        return step % self.recipe.critic_steps == 0

    def teach(
        self, real: Tensor, fake: Tensor, shown: Shown, random: torch.Generator
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """What the generator of `fake` minimises, weighted; and its terms, to log."""
        x, y, shown = self._augmented(real, fake, shown, random)
        touched = None if shown.mask is None else touched_patches(shown.mask)
        with _frozen(self.learner.net), self._autocast(x):
            with torch.no_grad():
                d_x, seen_x = self.learner.net(shown.beside(x))
            d_y, seen_y = self.learner.net(shown.beside(y))
        loss = adversarial.generator_loss(self.recipe.adversarial, d_x, d_y, touched)
        matching = adversarial.feature_matching(seen_x, seen_y)
        total = (
            self.trust * self.recipe.adversarial_weight * loss
            + self.recipe.feature_matching * matching
        )
        values = {"adversarial": loss, "feature_matching": matching}
        return total, {name: value.detach() for name, value in values.items()}

    def _augmented(
        self, x: Tensor, y: Tensor, shown: Shown, random: torch.Generator
    ) -> tuple[Tensor, Tensor, Shown]:
        recipe = self.recipe
        if not recipe.diffaugment:
            return x, y, shown
        drawn = augment.draw_augmentation(
            len(x), x.shape[2], x.shape[3], random, recipe.diffaugment, recipe.diffaugment_p
        )
        picture = None if shown.picture is None else drawn.picture(shown.picture)
        mask = None if shown.mask is None else drawn.mask(shown.mask)
        return drawn.picture(x), drawn.picture(y), Shown(picture, mask)

    def _autocast(self, x: Tensor) -> torch.autocast:
        return torch.autocast(x.device.type, torch.bfloat16, enabled=self.recipe.bf16)

    def soften(self) -> None:
        """After a roll-back: teach half as much, with a smoother critic."""
        self.trust *= 0.5
        self.penalty.gamma *= 2

    def state(self) -> dict[str, Any]:
        """What the learner's state does not hold."""
        return {"trust": self.trust, "penalty": self.penalty.state()}

    def load_state(self, state: Mapping[str, Any]) -> None:
        self.trust = state["trust"]
        self.penalty.load_state(state["penalty"])


class AdversarialMode(Mode):
    """A mode with one critic, or with none where its recipe says so."""

    adversary: Adversary | None = None

    def oppose(self, critic: nn.Module, recipe: AdversarialRecipe) -> None:
        """Set `critic` against the generator, unless adversarial = "none"."""
        if recipe.adversarial != "none":
            self.adversary = Adversary(critic, recipe, self.device)
            self.learners["critic"] = self.adversary.learner

    def soften(self) -> None:
        if self.adversary:
            self.adversary.soften()

    def extra_state(self) -> dict[str, Any]:
        return {"adversary": self.adversary.state()} if self.adversary else {}

    def load_extra_state(self, state: Mapping[str, Any]) -> None:
        if self.adversary:
            self.adversary.load_state(state["adversary"])


@contextmanager
def _frozen(net: nn.Module) -> Iterator[None]:
    """Gradients pass through `net` and none are made for its weights."""
    net.requires_grad_(False)
    try:
        yield
    finally:
        net.requires_grad_(True)
