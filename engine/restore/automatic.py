"""The correction of tone that a picture needs: told by a network, or by its levels."""

from __future__ import annotations

import cv2
import numpy as np

from engine.document.document import Snapshot
from engine.errors import ModelError
from engine.generators.card import ModelCard
from engine.generators.session import Session
from engine.progress import Progress
from engine.restore.finish import AutomaticTone, Maker
from engine.restore.levels import automatic_levels
from engine.restore.shrink import shrink
from engine.restore.tone import CELLS, Tone


def automatic_tone(
    snapshot: Snapshot, strength: float, session: Session | None, progress: Progress
) -> AutomaticTone | None:
    """Tell the correction from the picture with its patches.

    Args:
        strength: 0..1, of what is told.
        session: an open tone model; None = by black and white points.

    Returns:
        None where nothing is to be corrected.

    Raises:
        ModelError: the model tells something else than a correction.
        Cancelled: stopped.
    """
    small, known = shrink(snapshot, progress)
    if session is None:
        found = automatic_levels(small, known)
        return None if found is None else AutomaticTone(*found, strength)
    tone = tone_by_network(small, session, progress)
    maker = Maker(session.card.id, session.sha256, session.device)
    return AutomaticTone(tone, "curves, colours and light", strength, maker)


def tone_by_network(small: np.ndarray, session: Session, progress: Progress) -> Tone:
    """What the network tells of float32 (h, w, 3) 0..1, squeezed into the square it looks at."""
    check_tells_tone(session.card)
    side = session.card.native
    thumbnail = cv2.resize(small, (side, side), interpolation=cv2.INTER_AREA)
    told = session.run({"thumbnail": thumbnail}, progress)
    curves, matrix, gains = told["curves"], told["matrix"], told["gains"]
    if (len(curves), matrix.shape, gains.shape) != (3, (3, 3), (CELLS, CELLS, 3)):
        raise ModelError(
            f"model {session.card.id} tells curves of {curves.shape}, a matrix of {matrix.shape} "
            f"and gains of {gains.shape}, not of (3, n), (3, 3) and ({CELLS}, {CELLS}, 3): choose "
            "another one."
        )
    return Tone(gains, curves, matrix)


def check_tells_tone(card: ModelCard) -> None:
    """Raise ModelError unless the card names what such a network takes and tells."""
    if missing := {"thumbnail", "curves", "matrix", "gains"} - set(card.tensors):
        raise ModelError(
            f"model {card.id} has no tensor {min(missing)!r} under [tensors] of its card.toml: "
            "it tells no correction of tone; choose another one."
        )
