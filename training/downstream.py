"""Do generated textures help a classifier of damage? The experiment, published whatever comes out.

A small network tells scratch, dust, mould, stain and clean apart on patches of photographs. It is
trained on the few hundred textures that the generator has learnt from, laid on photographs, and

    a  nothing else
    b  a, turned, mirrored, brighter or darker at random (classical augmentation)
    c  b and generated textures, by a share of the real ones
    d  b and as many of the real ones again

with as many steps in each arm. What c and d add lies on the same photographs as the real textures
and goes through a scanner anew, so that c has new textures beyond d, and nothing else; both add
the same clean patches. Those to be told apart are of other photographs and other textures.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own convention)
from torch import Tensor, nn

from engine.errors import RecipeError
from engine.progress import Progress
from training.checkpoint import load_weights
from training.data.damage_samples import mild_scan
from training.data.fill_samples import random_crop
from training.data.noise_samples import PatchSamples, TextureSource, lay
from training.data.photos import Photos
from training.modes.noise import HELD_OUT_SEED, NoiseRecipe, make_network, with_labels

KINDS = ("scratch", "dust", "mould", "stain")
CLASSES = (*KINDS, "clean")
CLEAN = CLASSES.index("clean")
SHARES = (0.25, 0.5, 1.0)
TEST = 1000  # patches
BATCH = 32
LR = 3e-3  # peak
STUDENT_95 = {4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}  # by seeds


@dataclass(frozen=True, eq=False)
class Patches:
    """uint8 pictures (n, side, side, 3) and the place of each one's class, int64 (n,)."""

    pictures: np.ndarray
    classes: np.ndarray

    def __len__(self) -> int:
        return len(self.classes)

    def __add__(self, more: Patches) -> Patches:
        return Patches(
            np.concatenate([self.pictures, more.pictures]),
            np.concatenate([self.classes, more.classes]),
        )


@dataclass(frozen=True)
class Arm:
    """What a classifier is trained on beside the real patches; shares are of their number."""

    name: str
    augmented: bool = True
    generated: float = 0.0
    duplicated: float = 0.0


AUGMENTED = Arm("b: a, augmented")
GENERATED = tuple(Arm(f"c: b + {share:.0%} generated", generated=share) for share in SHARES)
DUPLICATED = tuple(Arm(f"d: b + {share:.0%} duplicated", duplicated=share) for share in SHARES)
ARMS = (Arm("a: real", augmented=False), AUGMENTED, *GENERATED, *DUPLICATED)


@dataclass(frozen=True, eq=False)
class Result:
    """Of one arm: patches trained on, recall by class (seeds, classes), CPU seconds of all."""

    arm: Arm
    patches: int
    recall: np.ndarray
    seconds: float

    @property
    def accuracy(self) -> np.ndarray:
        """(seeds,); classes count alike."""
        return self.recall.mean(1)


class Experiment:
    """The patches of a run of the `noise` mode; `run` trains the classifiers.

    Raises:
        RecipeError: the run is not one of textures of KINDS, or learnt from endlessly many.
    """

    def __init__(self, recipe: NoiseRecipe, run: Path, photos: Photos, held_out: Photos) -> None:
        if sorted(recipe.labels) != sorted(KINDS) or not recipe.patches:
            raise RecipeError(
                f"{run} must be a run of the mode 'noise' whose mixture names {', '.join(KINDS)} "
                "and whose `patches` is not 0: there, a generator knows no more than the real set."
            )
        self.recipe = recipe
        self.net = make_network(recipe).eval()
        load_weights(run / "ema.safetensors", self.net)
        rng = np.random.default_rng(recipe.seed)
        self.textures, self.kinds = _textures(recipe, recipe.seed, recipe.patches)
        clean = recipe.patches // len(KINDS)
        self.photographs = _photographs(photos, rng, recipe.patches + clean, recipe.side)
        self.real = self._laid(self.textures, self.kinds, self.photographs, rng)
        damaged = TEST - TEST // len(CLASSES)
        below = _photographs(held_out, rng, TEST, recipe.side)
        self.test = self._laid(*_textures(recipe, HELD_OUT_SEED, damaged), below, rng)

    def _laid(
        self,
        textures: np.ndarray,
        kinds: np.ndarray,
        photographs: np.ndarray,
        rng: np.random.Generator,
    ) -> Patches:
        """Damaged patches, then the photographs that are left, clean; all through one scanner."""
        n = len(textures)
        pictures = np.concatenate([lay(textures, photographs[:n]), photographs[n:]])
        classes = np.concatenate([kinds, np.full(len(photographs) - n, CLEAN)])
        return Patches(np.stack([mild_scan(p, rng) for p in pictures]), classes)

    def training_set(self, arm: Arm, seed: int) -> Patches:
        """The real patches and what the arm adds; c and d of a seed add to the same ones."""
        count = round((arm.generated + arm.duplicated) * len(self.real))
        rows = np.random.default_rng(seed).permutation(len(self.real))[:count]
        if not count:
            return self.real
        damaged, clean = rows[rows < len(self.kinds)], rows[rows >= len(self.kinds)]
        kinds = self.kinds[damaged]
        added = self.generated(kinds, seed) if arm.generated else self.textures[damaged]
        below = self.photographs[np.concatenate([damaged, clean])]
        return self.real + self._laid(added, kinds, below, np.random.default_rng(seed))

    def generated(self, kinds: np.ndarray, seed: int) -> np.ndarray:
        """Textures uint8 (n, side, side, 4) of places in CLASSES, int (n,)."""
        order = torch.tensor([self.recipe.labels.index(CLASSES[c]) for c in kinds])
        label = F.one_hot(order, len(KINDS)).float()[..., None, None]
        noise = with_labels(self.recipe, label, torch.Generator().manual_seed(seed))
        with torch.inference_mode():
            made = self.net(noise)
        return made.mul(255).round().byte().permute(0, 2, 3, 1).numpy()

    def run(self, seeds: int, steps: int, progress: Progress) -> list[Result]:
        """All ARMS, each with classifiers of `seeds` seeds and `steps` steps."""
        results = []
        for i, arm in enumerate(ARMS):
            recall, before = [], time.process_time()
            for seed in range(seeds):
                progress.step((i + seed / seeds) / len(ARMS), f"arm {arm.name}, seed {seed + 1}")
                patches = self.training_set(arm, seed)
                net = classifier(patches, arm.augmented, seed, steps)
                recall.append(recall_by_class(net, self.test))
            seconds = time.process_time() - before
            results.append(Result(arm, len(patches), np.stack(recall), seconds))
        return results


def _textures(recipe: NoiseRecipe, seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first textures of a seed, uint8 (n, side, side, 4), and their places in CLASSES."""
    overlays = recipe.overlays if recipe.overlays.is_dir() else None
    source = TextureSource(recipe.side, recipe.stages[0].mixture, overlays)
    samples = PatchSamples(source, len(recipe.labels), seed)
    made = [samples[i] for i in range(count)]
    kinds = [CLASSES.index(recipe.labels[int(m["label"].argmax())]) for m in made]
    return np.stack([m["patch"] for m in made]), np.array(kinds)


def _photographs(photos: Photos, rng: np.random.Generator, count: int, side: int) -> np.ndarray:
    return np.stack([random_crop(photos, rng, side) for _ in range(count)])


def classifier(patches: Patches, augmented: bool, seed: int, steps: int) -> nn.Module:
    """A network trained for `steps` batches; its weights and batches come from the seed."""
    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    net = _network()
    optimiser = torch.optim.Adam(net.parameters(), LR)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    pictures, classes = as_tensor(patches.pictures), torch.from_numpy(patches.classes)
    for _ in range(steps):
        rows = torch.randint(len(patches), (BATCH,), generator=random)
        batch = pictures[rows]
        loss = F.cross_entropy(net(varied(batch, random) if augmented else batch), classes[rows])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return net.eval()


class _Pooled(nn.Module):
    """(B, C, h, w) -> (B, 2C): the largest value, which a speck decides, and the mean."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x.amax((2, 3)), x.mean((2, 3))], 1)


def _network() -> nn.Sequential:
    """64 px patches to logits of CLASSES, 24,000 weights."""
    layers: list[nn.Module] = []
    for i, o in ((3, 16), (16, 32), (32, 64)):
        layers += [nn.Conv2d(i, o, 3, 2, 1), nn.BatchNorm2d(o), nn.ReLU()]
    return nn.Sequential(*layers, _Pooled(), nn.Linear(128, len(CLASSES)))


def varied(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Classical augmentation: the batch turned and mirrored, each picture's contrast and light."""
    turns, mirrored = torch.randint(4, (2,), generator=random).tolist()
    turned = pictures.rot90(turns, (2, 3))
    turned = turned.flip(3) if mirrored % 2 else turned
    contrast, light = torch.rand(2, len(pictures), 1, 1, 1, generator=random) - 0.5
    return turned * (1 + 0.5 * contrast) + 0.3 * light


@torch.inference_mode()
def recall_by_class(net: nn.Module, patches: Patches) -> np.ndarray:
    """Share of each class's patches that are told right, (classes,)."""
    told = torch.cat(
        [net(part).argmax(1) for part in torch.split(as_tensor(patches.pictures), 256)]
    )
    right = told.numpy() == patches.classes
    return np.array([right[patches.classes == c].mean() for c in range(len(CLASSES))])


def as_tensor(pictures: np.ndarray) -> Tensor:
    """uint8 (n, h, w, 3) -> float32 (n, 3, h, w), -0.5..0.5."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255 - 0.5


def table(results: Sequence[Result]) -> str:
    """Markdown: per cent with 95 % intervals (Student's t over the seeds), paired by seed."""
    accuracy = {result.arm: result.accuracy for result in results}
    rivals = dict(zip(GENERATED, DUPLICATED, strict=True))
    lines = [
        f"| arm | patches | accuracy | over b | over d | {' | '.join(CLASSES)} | CPU s |",
        "|---" * (6 + len(CLASSES)) + "|",
    ]
    for result in results:
        arm = result.arm
        figures = [
            arm.name,
            str(result.patches),
            interval(result.accuracy),
            interval(result.accuracy - accuracy[AUGMENTED], "+") if arm != AUGMENTED else "",
            interval(result.accuracy - accuracy[rivals[arm]], "+") if arm in rivals else "",
            *(interval(result.recall[:, c]) for c in range(len(CLASSES))),
            f"{result.seconds:.0f}",
        ]
        lines.append(f"| {' | '.join(figures)} |")
    return "\n".join(lines) + "\n"


def interval(values: np.ndarray, sign: str = "") -> str:
    """Mean and half the 95 % interval, in per cent, of one value per seed."""
    half = STUDENT_95[len(values)] * values.std(ddof=1) / len(values) ** 0.5
    return f"{100 * values.mean():{sign}.1f} ± {100 * half:.1f}"
