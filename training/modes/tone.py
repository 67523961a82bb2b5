"""The `tone` mode: ToneNet undoes fading and colour casts by curves, a matrix and a field of light.

    p = f(d)                          d: thumbnail of a faded photograph x; 1 in 3 is not faded
    y = T_p(d)                        T: `engine.restore.tone.apply_tone`
    L = L1_lab(y, x) + 0.1 bend(p)    bend: mean square second difference of the curves' knots
        + 2 L1_lab(y, x) over those that are not faded

Applied from a thumbnail at any size, so it neither sharpens nor invents.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.errors import RecipeError
from training import recipe as recipes
from training.data.photos import Photos
from training.data.tone_samples import SIDE, ToneSamples, aged, kept_back, thumbnail
from training.graph import Graph, planes
from training.modes.base import Batch, Learner, Mode, Scores, pictures
from training.networks.tonenet import ToneNet, applied_in_part, apply_tone
from training.picture_losses import bend, lab, lab_l1

FADINGS = 4  # of each held-out photograph
MIN_KEPT = 8  # photographs, to calibrate with
# Delta E, on average. 1 is asked for; photographs of other collections than those that were learnt
# change by two to three times as much as those that were kept back.
GOOD_CHANGE = 0.3


@dataclass(frozen=True, kw_only=True)
class ToneRecipe(recipes.Recipe):
    """ToneNet: thumbnails of 128 px."""

    mode: str = "tone"
    title: str = "Brings faded tones and colours back"
    hidden: int = 256  # features between the convolutions and the parameters
    dropout: float = 0.25  # of what the parameters are told from: there are few photographs
    bend_weight: float = 0.1
    identity_weight: float = 1.0  # more for photographs that are good as they are
    whole_weight: float = 0.5  # of faded ones, corrected in full however unsure

    def __post_init__(self) -> None:
        super().__post_init__()
        if wrong := [stage.crop for stage in self.stages if stage.crop != SIDE]:
            raise RecipeError(f"crop = {wrong[0]}: must be {SIDE} in mode 'tone'.")


@dataclass(frozen=True, eq=False)
class ToneSet:
    """Held-out thumbnails, uint8 (n, SIDE, SIDE, 3); faded holds FADINGS of each, one by one."""

    good: np.ndarray
    faded: np.ndarray


class Tone(Mode):
    """One network; no critic."""

    Recipe = ToneRecipe

    def __init__(self, recipe: ToneRecipe, device: torch.device) -> None:
        super().__init__(recipe, device)
        self.recipe = recipe
        net = ToneNet(recipe.hidden, recipe.dropout)
        outer = (net.stem, net.last)
        self.learners["generator"] = Learner(net, recipe.descent(), device, outer=outer)

    def samples(self, stage: recipes.Stage, photos: Photos) -> ToneSamples:
        return ToneSamples(photos, self.recipe.seed)

    def step(self, batch: Batch, step: int) -> dict[str, Tensor | float]:
        recipe = self.recipe
        faded, target = (pictures(batch, name, self.device) for name in ("faded", "target"))
        net = self.generator.net
        assert isinstance(net, ToneNet)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.bf16):
            tone, share = net.correction(faded)
        # Neighbours say the same about tones: one pixel in 16, in a fraction of the time.
        faded, target = faded[..., 1::4, 1::4], target[..., 1::4, 1::4]
        restored = apply_tone(faded, applied_in_part(tone, share))
        error = lab_l1(restored, target)
        good = (faded == target).flatten(1).all(1).float().view(-1, 1, 1, 1)
        drift = lab_l1(good * restored, good * target)
        unsure = lab_l1((1 - good) * apply_tone(faded, tone), (1 - good) * target)
        curvature = bend(tone.curves)
        loss = (
            error
            + recipe.bend_weight * curvature
            + recipe.identity_weight * drift
            + recipe.whole_weight * unsure
        )
        norm = self.generator.descend(loss, step)
        values = {
            "loss": loss,
            "lab_l1": error,
            "faded_lab_l1": lab_l1(faded, target),
            "good_lab_l1": drift,
            "bend": curvature,
            "grad_norm": norm,
        }
        return {name: value.detach() for name, value in values.items()}

    @torch.inference_mode()
    def restore(self, thumbnails: np.ndarray) -> np.ndarray:
        """The averaged network's corrected thumbnails, uint8 (n, SIDE, SIDE, 3)."""
        made = []
        for i in range(0, len(thumbnails), 16):
            batch = {"rgb": torch.from_numpy(thumbnails[i : i + 16])}
            rgb = pictures(batch, "rgb", self.device)
            restored = apply_tone(rgb, self.generator.ema(rgb)).clamp(0, 1)
            made.append(restored.mul(255).round().byte().permute(0, 2, 3, 1))
        return torch.cat(made).cpu().numpy()

    @property
    def graph(self) -> Graph:
        return Graph(
            task="tone",
            inputs=planes(thumbnail=3),
            outputs=planes(curves=3, matrix=3, gains=3),
            limits="Undoes fading and colour casts of whole photographs; colours nothing grey.",
            fixed=SIDE,
            minimum=SIDE,
            in_8_bits=False,
            tiling="discouraged",
        )

    def inputs(self, batch: Batch) -> tuple[Tensor, ...]:
        return (pictures(batch, "faded", self.device),)

    def calibrate(self, photos: Callable[[], Photos]) -> dict[str, float]:
        """Set how sure the network must be to do anything, so that good photographs stay.

        By the photographs that `ToneSamples` keeps back; with few of them nothing is set.
        """
        kept = photos()
        few = kept_back(len(kept))
        if len(few) < MIN_KEPT:
            return {}
        good = np.stack([thumbnail(kept.pixels(i)) for i in few])
        net = self.shipped
        assert isinstance(net, ToneNet)
        for reserve in np.arange(0, 0.96, 0.05):
            net.reserve.fill_(float(reserve))
            change = float(delta_e76(self.restore(good), good).mean())
            if change <= GOOD_CHANGE:
                break
        return {"calibration_good_delta_e": change, "calibration_reserve": float(net.reserve)}

    def held_out(self, photos: Photos) -> ToneSet:
        good = np.stack([thumbnail(photos.pixels(i)) for i in range(len(photos))])
        faded = [
            aged(picture, np.random.default_rng((0, i, k)))
            for i, picture in enumerate(good)
            for k in range(FADINGS)
        ]
        return ToneSet(good, np.stack(faded))

    def validate(self, held_out: ToneSet) -> tuple[Scores, np.ndarray]:
        """Mean colour errors, Delta E 1976: of faded photographs before and after, of good ones.

        "left" is the ratio of the means: at most 0.5 is asked for.
        """
        truth = np.repeat(held_out.good, FADINGS, 0)
        restored, kept = self.restore(held_out.faded), self.restore(held_out.good)
        before, after = delta_e76(held_out.faded, truth), delta_e76(restored, truth)
        on_good = delta_e76(kept, held_out.good)
        scores = {
            "faded delta E before": float(before.mean()),
            "faded delta E after": float(after.mean()),
            "faded left": float(after.mean() / before.mean()),
            "good delta E": float(on_good.mean()),
            "good delta E, worst": float(on_good.max()),
        }
        shown = range(0, min(len(truth), 12 * FADINGS), FADINGS)
        rows = [
            np.concatenate([held_out.faded[i], restored[i], truth[i], kept[i // FADINGS]], 1)
            for i in shown
        ]
        return scores, np.concatenate(rows, 0)


def delta_e76(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Mean Euclidean distance in Lab by picture, (n,); uint8 (n, h, w, 3)."""
    a, b = (lab(torch.from_numpy(p).permute(0, 3, 1, 2).float() / 255) for p in (y, x))
    return (a - b).norm(dim=1).mean((1, 2)).numpy()
