"""The modes of training. One file each: settings, equations, one optimisation step, validation.

base          what all share: Learner (network, average, optimisers) and Mode
inpaint       fill generator: reconstruction, then adversarial
segment       damage detector
restore       denoise, deblur, de-JPEG with strengths
tone          fading and colour cast, as parameters
upscale       twice the size
paired        pix2pix: damaged -> clean pairs
unpaired      CycleGAN: two folders without pairs
edges         edge network for edge-guided fills (EdgeConnect)
noise         noise -> texture, for augmentation
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from engine.errors import RecipeError

if TYPE_CHECKING:
    from training.modes.base import Mode

MODES = {
    "inpaint": "Inpaint",
    "segment": "Segment",
    "restore": "Restore",
    "tone": "Tone",
    "upscale": "Upscale",
    "paired": "Paired",
    "unpaired": "Unpaired",
    "edges": "Edges",
    "noise": "Noise",
}


def mode_class(name: str) -> type[Mode]:
    """The class of a mode.

    Raises:
        RecipeError: there is no mode of this name.
    """
    if name not in MODES:
        raise RecipeError(f"unknown mode {name!r}. Known: {', '.join(MODES)}.")
    found: type[Mode] = getattr(import_module(f"training.modes.{name}"), MODES[name])
    return found
