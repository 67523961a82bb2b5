"""Several patches of one repair as one, so that they are chosen, toned and taken back together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.document.document import Snapshot
from engine.document.patch import Patch
from engine.geometry import box_around


def join(snapshot: Snapshot, patches: Sequence[Patch]) -> Patch:
    """What `patches` show, laid on `snapshot` one after another, as a patch around all of them.

    It tells the provenance of the one in the thickest hole. Where none tells how sure it is, the
    map of confidence says 0.
    """
    box = box_around(patch.box for patch in patches)
    pixels = snapshot.read(box)
    changed = np.zeros((box.height, box.width), bool)
    confidence = np.zeros(changed.shape, np.uint8)
    for patch in patches:
        patch.lay_on(pixels, box)
        here = patch.box.within(box).slices
        changed[here] |= patch.changed
        if patch.confidence is not None:
            np.copyto(confidence[here], patch.confidence, where=patch.changed)
    thickest = max(patches, key=lambda patch: patch.provenance.thickness)
    knows = any(patch.confidence is not None for patch in patches)
    return Patch(box, pixels, changed, thickest.provenance, confidence if knows else None)
