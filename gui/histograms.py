"""How many pixels of a document have each level, as it goes into the curves of its tone."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from engine.document.document import Document
from engine.geometry import Size
from engine.restore.settings import Curves
from engine.restore.tone import apply_to_samples

LOOKED_AT = 60_000  # pixels, wherever they lie: a few ms, whatever the scan measures


def histograms(document: Document) -> np.ndarray:
    """(4, 256): of all colours together, red, green and blue; of a grey scan (1, 256)."""
    step = max(1, math.ceil(math.sqrt(document.size.area / LOOKED_AT)))
    pixels = np.ascontiguousarray(document.scan.pixels[::step, ::step])
    if tones := replace(document.finish, curves=Curves()).tones():
        size = Size(pixels.shape[1], pixels.shape[0])
        pixels = apply_to_samples(pixels, tones, size.box, size)
    levels = pixels if pixels.dtype == np.uint8 else pixels >> 8
    own = [np.bincount(levels[..., n].ravel(), minlength=256) for n in range(pixels.shape[2])]
    return np.stack(own if len(own) == 1 else [sum(own), *own])
