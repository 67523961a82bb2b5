"""The `noise` mode: pictures from noise, to add to a small set, and textures of damage.

    y   = G(z, k)                        z ~ N(0, 1); k: which kind of damage, one number for each
    L_G = L_adv(D(k, x), D(k, y))
    L_D = the critic's + w_r L1(picture rebuilt from the critic's features, x at half size)

The fully connected form has no w_r. Damage comes as RGB on mid-grey and opacity, see data/
noise_samples.py. Sizes do not grow on the way (arXiv:1710.10196): at 64 px skip-layer excitation
does that work (arXiv:2101.04775), and one fixed size keeps the critic and its optimiser whole.

Sources: arXiv:1406.2661 (`fc`, adversarial = "bce"); FastGAN, arXiv:2101.04775, with the loss of
arXiv:2501.05441 in place of its hinge (`conv`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from engine.errors import RecipeError
from training import recipe as recipes
from training.adversary import AdversarialMode, AdversarialRecipe, Adversary, Shown
from training.data import damage
from training.data.idx import read_idx
from training.data.noise_samples import (
    PatchSamples,
    PhotographSource,
    PictureSource,
    Source,
    TextureSource,
)
from training.data.photos import Photos
from training.graph import Graph, planes
from training.metrics.distribution import (
    OwnFeatures,
    features_of,
    frechet_distance,
    kernel_distance,
)
from training.metrics.patches import swd
from training.modes.base import Batch, Learner, Scores, pictures
from training.networks.noise_gan import ConvCritic, ConvGenerator, DenseCritic, DenseGenerator

PHOTOGRAPHS, IDX = "photographs", "idx"
NETWORKS = ("conv", "fc")
HELD_OUT = 256  # patches
HELD_OUT_SEED = 2**40  # of textures: no recipe's
EVERY = 10  # one picture in so many of an IDX file is held out
ROW = 16  # patches of the sheet side by side
COLLAPSED = 0.5  # times the distance between real patches
GRACE = 0.5  # of the run: so long, samples may be alike because little is learnt yet


@dataclass(frozen=True, kw_only=True)
class NoiseRecipe(AdversarialRecipe):
    """A generator of patches; all stages have one crop and one mixture of kinds."""

    mode: str = "noise"
    title: str = "Makes textures from noise"
    network: str = "conv"  # conv | fc
    noise: int = 128  # numbers drawn for each picture
    width: int = 16  # of conv: channels at full size, twice as many at each size below
    cap: int = 128  # of conv: most channels at any size
    hidden: tuple[int, ...] = (256, 512, 1024)  # of fc; its critic has all but the last, backwards
    rebuild_weight: float = 1.0  # of conv: how much its critic rebuilds pictures
    patches: int = 0  # different ones to learn from; 0 = endless
    idx: Path = Path("train-images-idx3-ubyte")  # for mixture = { idx = 1 }
    overlays: Path = Path("../shared/data/masks")  # more shapes of film damage, where they are
    adversarial: str = "relativistic"
    adversarial_weight: float = 1.0
    feature_matching: float = 0.0

    kinds: ClassVar[tuple[str, ...]] = (PHOTOGRAPHS, IDX, *damage.KINDS)
    multiple_of: ClassVar[int] = 4
    least_crop: ClassVar[int] = 20  # px; below, the distances' features have no spread

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.network not in NETWORKS:
            raise RecipeError(f"network = {self.network!r}: use one of {', '.join(NETWORKS)}.")
        if self.adversarial == "none":
            raise RecipeError("adversarial = 'none': without a critic noise becomes nothing.")
        if min(self.noise, self.width, self.cap, *self.hidden) < 1 or self.patches < 0:
            raise RecipeError("noise, width, cap and hidden must be positive, patches at least 0.")
        if self.network == "fc" and len(self.hidden) < 2:
            raise RecipeError("hidden: a fully connected generator needs at least two widths.")
        if len({(stage.crop, *sorted(stage.mixture)) for stage in self.stages}) > 1:
            raise RecipeError("all stages of the mode 'noise' must have one crop and one mixture.")
        if len(self.stages[0].mixture) > 1 and self.planes == 1:
            raise RecipeError("photographs and idx cannot be mixed with anything: name one alone.")
        if self.network == "conv" and self.side not in (32, 64, 128):
            raise RecipeError(f"crop = {self.side}: network = 'conv' makes 32, 64 or 128 px.")

    @property
    def side(self) -> int:
        """px."""
        return self.stages[0].crop

    @property
    def planes(self) -> int:
        """1, grey; or 4, RGB on mid-grey and opacity."""
        return 1 if {PHOTOGRAPHS, IDX} & self.stages[0].mixture.keys() else 4

    @property
    def labels(self) -> tuple[str, ...]:
        """The kinds that are told apart, in the mixture's order; none where there is but one."""
        named = tuple(self.stages[0].mixture)
        return named if len(named) > 1 else ()

    @property
    def inputs(self) -> int:
        """Channels of the exported network's one input, "noise", (B, inputs, 1, 1): z, then k."""
        return self.noise + len(self.labels)


@dataclass(frozen=True, eq=False)
class NoiseSet:
    """Held-out patches with noise of the same kinds, in the same order.

    Attributes:
        patches: uint8 (n, side, side, planes).
        kinds: int (n,).
        noise: (n, inputs, 1, 1), always the same.
    """

    patches: np.ndarray
    kinds: np.ndarray
    noise: Tensor


class Noise(AdversarialMode):
    """A generator and its critic."""

    Recipe = NoiseRecipe

    def __init__(self, recipe: NoiseRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        self._done, self._varied = 0, False  # steps; whether samples have been unlike each other
        net = make_network(recipe)
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer=(net.last,))
        critic = make_critic(recipe)
        rebuild = critic.rebuilding_loss if isinstance(critic, ConvCritic) else None
        self.adversary = Adversary(critic, recipe, device, rebuild)
        self.learners["critic"] = self.adversary.learner

    def samples(self, stage: recipes.Stage, photos: Photos) -> PatchSamples:
        recipe = self.recipe
        source = source_of(recipe, photos, held_out=False)
        return PatchSamples(source, len(recipe.labels), recipe.seed, recipe.patches)

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        assert self.adversary is not None
        random = self.random(step)
        x, label = (pictures(batch, name, self.device) for name in ("patch", "label"))
        y = self._pictures(self.generator.net, with_labels(self.recipe, label, random))
        shown = Shown(label.expand(-1, -1, *x.shape[2:]) if self.recipe.labels else None)
        values: dict[str, Tensor | float] = {**self.adversary.learn(x, y, shown, step, random)}
        self._done = step + 1
        if not self.adversary.teaches(step):
            return values | {"loss": values["critic"]}
        loss, terms = self.adversary.teach(x, y, shown, random)
        norm = self.generator.descend(loss, step)
        return values | terms | {"loss": loss.detach(), "grad_norm": norm.detach()}

    def _pictures(self, net: nn.Module, noise: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.bf16):
            return net(noise)

    @property
    def graph(self) -> Graph:
        return Graph(
            task="generate",
            inputs=planes(noise=self.recipe.inputs),
            outputs=planes(picture=self.recipe.planes),
            limits="Makes textures for training; they are no photographs of anything.",
            fixed=1,
            minimum=1,
            multiple_of=1,
            in_8_bits=False,
            tiling="discouraged",
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        return (with_labels(self.recipe, pictures(batch, "label", self.device), self.random(0)),)

    def held_out(self, photos: Photos) -> NoiseSet:
        recipe = self.recipe
        source = source_of(recipe, photos, held_out=True)
        samples = PatchSamples(source, len(recipe.labels), HELD_OUT_SEED)
        made = [samples[i] for i in range(HELD_OUT)]
        label = torch.from_numpy(np.stack([m["label"] for m in made])).permute(0, 3, 1, 2) / 255
        kinds = label[:, :, 0, 0] @ torch.arange(len(recipe.labels), dtype=torch.float32)
        noise = with_labels(recipe, label, torch.Generator().manual_seed(0))
        return NoiseSet(np.stack([m["patch"] for m in made]), kinds.int().numpy(), noise)

    @torch.inference_mode()
    def made(self, noise: Tensor) -> np.ndarray:
        """The averaged network's patches of noise (n, inputs, 1, 1), uint8 (n, h, w, planes)."""
        parts = torch.split(noise.to(self.device), 32)
        made = torch.cat([self._pictures(self.generator.ema, part) for part in parts])
        return made.mul(255).round().byte().permute(0, 2, 3, 1).cpu().numpy()

    def validate(self, held_out: NoiseSet) -> tuple[Scores, np.ndarray]:
        """Distances from as many held-out patches, and how unlike each other samples are.

        "uniqueness": mean distance of two samples of a kind over that of two real patches; of the
        kind where it is smallest. Sheet: made | held-out.
        """
        made, true = self.made(held_out.noise), held_out.patches
        network = OwnFeatures()
        sets = [as_rgb(patches) for patches in (made, true)]
        a, b = (features_of(network, patches) for patches in sets)
        sheets = [_mosaic(patches) for patches in sets]
        scores = {
            "fd-own": frechet_distance(a, b),
            "kd-own": kernel_distance(a, b, np.arange(HELD_OUT)).mean,
            "swd": swd(*sheets),
            "uniqueness": uniqueness(made, true, held_out.kinds),
        }
        gap = np.full((sheets[0].shape[0], 8, 3), 255, np.uint8)
        return scores, np.concatenate([sheets[0], gap, sheets[1]], 1)

    def trouble(self, scores: Scores) -> str:
        """Collapse: samples are alike again, or still are in the second half of the run."""
        if scores["uniqueness"] >= COLLAPSED:
            self._varied = True
            return ""
        if not self._varied and self._done < GRACE * self.recipe.steps:
            return ""
        return (
            f"samples have collapsed: they differ by {scores['uniqueness']:.0%} of what real "
            "patches do"
        )

    def extra_state(self) -> dict[str, Any]:
        return super().extra_state() | {"varied": self._varied}

    def load_extra_state(self, state: Mapping[str, Any]) -> None:
        super().load_extra_state(state)
        self._varied = state["varied"]


def make_network(recipe: NoiseRecipe) -> DenseGenerator | ConvGenerator:
    if recipe.network == "fc":
        return DenseGenerator(recipe.inputs, recipe.hidden, recipe.planes, recipe.side)
    return ConvGenerator(recipe.inputs, recipe.planes, recipe.side, recipe.width, recipe.cap)


def make_critic(recipe: NoiseRecipe) -> DenseCritic | ConvCritic:
    labels = len(recipe.labels)
    if recipe.network == "fc":
        return DenseCritic(recipe.planes + labels, recipe.side, recipe.hidden[-2::-1])
    return ConvCritic(
        recipe.planes, labels, recipe.side, recipe.critic_width, recipe.rebuild_weight
    )


def source_of(recipe: NoiseRecipe, photos: Photos, held_out: bool) -> Source:
    """Where patches come from; drawn textures are held out by their seed, not by their source.

    Raises:
        RecipeError: the IDX file cannot be used, or its pictures have another size.
    """
    mixture = recipe.stages[0].mixture
    if PHOTOGRAPHS in mixture:
        return PhotographSource(photos, recipe.side)
    if IDX in mixture:
        found = read_idx(recipe.idx)
        if found.shape[1:] != (recipe.side, recipe.side):
            raise RecipeError(
                f"{recipe.idx.name} holds pictures of {found.shape[2]} x {found.shape[1]} px, the "
                f"recipe has crop = {recipe.side}: they must be square and of one size."
            )
        place = np.arange(len(found)) % EVERY == EVERY - 1
        if not place.any():
            raise RecipeError(f"{recipe.idx.name} holds {len(found)} pictures: at least {EVERY}.")
        return PictureSource(found[place == held_out])
    return TextureSource(
        recipe.side, mixture, recipe.overlays if recipe.overlays.is_dir() else None
    )


def with_labels(recipe: NoiseRecipe, label: Tensor, random: torch.Generator) -> Tensor:
    """Noise (B, inputs, 1, 1), drawn anew, for labels (B, labels, 1, 1) of 0 and 1."""
    z = torch.randn(
        len(label), recipe.noise, 1, 1, generator=random, device=random.device, dtype=torch.float32
    )
    return torch.cat([z, label], 1)


def uniqueness(made: np.ndarray, true: np.ndarray, kinds: np.ndarray) -> float:
    """Mean distance between two of `made` over that of `true`, both uint8 (n, ...), of the kind
    of int (n,) where it is smallest; kinds with a single patch do not count.
    """
    several = [kinds == kind for kind in np.unique(kinds) if (kinds == kind).sum() > 1]
    return min(_spread(made[of]) / max(_spread(true[of]), 1.0) for of in several)


def _spread(patches: np.ndarray) -> float:
    """Mean root-mean-square difference of two patches, in steps of 255."""
    values = torch.from_numpy(patches.reshape(len(patches), -1)).float()
    return float(torch.pdist(values).mean()) / values.shape[1] ** 0.5


def as_rgb(patches: np.ndarray) -> np.ndarray:
    """uint8 (n, h, w, 3): grey as three channels, textures as they look on mid-grey."""
    return np.repeat(patches, 3, 3) if patches.shape[3] == 1 else patches[..., :3]


def _mosaic(patches: np.ndarray) -> np.ndarray:
    """uint8 (n, h, w, 3) -> rows of ROW patches."""
    n, height, width, _ = patches.shape
    rows = patches.reshape(n // ROW, ROW, height, width, 3).swapaxes(1, 2)
    return np.ascontiguousarray(rows.reshape(n // ROW * height, ROW * width, 3))
