"""Where repairs are guesses: the confidence of every patch as a plane to lay over the picture."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.document.mask import Mask
from engine.document.patch import Patch
from engine.geometry import Size
from engine.repair.original import METHOD as ORIGINAL

UNKNOWN = 128  # of 255: what is taken for a patch that does not tell


def doubts(patches: Iterable[Patch], size: Size) -> Mask:
    """1 (certain) .. 255 (a guess) for each repaired pixel, 0 where the scan itself is seen."""
    plane = Mask(size)
    for patch in patches:
        if patch.strength > 0:
            told = UNKNOWN if patch.confidence is None else patch.confidence
            doubt = np.maximum(255 - np.broadcast_to(np.uint8(told), patch.changed.shape), 1)
            invented = patch.provenance.method != ORIGINAL
            values = plane.read(patch.box)
            np.copyto(values, doubt * np.uint8(invented), where=patch.changed)
            plane.replace(patch.box, values)
    return plane
