"""A document with its finish: what is shown, saved and exported.

    snapshot        the scan with its patches; what repairs and proofs work on
    tone            by elements, as it is read
    enhancement     by tiles, with the damage that is left
    enlargement     by tiles

Nothing of it is ever in memory as a whole, and no scan as float32.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.document.document import Snapshot
from engine.errors import ModelError
from engine.files.writer import Readable
from engine.generators.session import Session
from engine.geometry import Box
from engine.progress import Stop
from engine.restore.enhance import TILE, enhanced
from engine.restore.finish import Maker
from engine.restore.tone import Tone, apply_to_samples
from engine.restore.upscale import enlarged

BAND_SAMPLES = 2**20  # corrected at a time, as float32


@dataclass(frozen=True)
class Tools:
    """Open models; None = not needed, or the classical methods do without."""

    tone: Session | None = None
    restore: Session | None = None
    upscale: Session | None = None

    def models(self) -> dict[str, str]:
        """sha256 by step."""
        opened = {"tone": self.tone, "enhance": self.restore, "upscale": self.upscale}
        return {what: session.sha256 for what, session in opened.items() if session is not None}

    def rest(self) -> None:
        """Give back the memory that tiles took."""
        for session in (self.tone, self.restore, self.upscale):
            if session is not None:
                session.rest()


def render(
    snapshot: Snapshot, tools: Tools, stop: Stop | None = None, tile: int = TILE
) -> Readable:
    """The picture with everything its finish asks for, to be read piece by piece.

    Args:
        tile: px, of what is enhanced at once: see `enhanced`. Files are made with the default.

    Raises:
        ModelError: the finish was set with another model than `tools` hold. While reading: as
            `Session.run` raises it, and Cancelled.
    """
    picture: Readable = snapshot
    finish, stop = snapshot.finish, stop or Stop()
    if tones := finish.tones():
        picture = Toned(picture, tones)
    if finish.enhancement is not None:
        session = _checked(tools.restore, finish.enhancement.maker)
        picture = enhanced(picture, snapshot, session, stop, tile)
    if finish.enlargement is not None:
        session = _checked(tools.upscale, finish.enlargement.maker)
        picture = enlarged(picture, session, stop)
    return picture


class Toned:
    """A picture with its tone corrected, in the scan's depth."""

    def __init__(self, below: Readable, tones: list[tuple[Tone, float]]) -> None:
        self.scan = below.scan
        self._below, self._tones = below, tones

    def read(self, box: Box) -> np.ndarray:
        """The picture inside `box`, which must lie inside it: a new array."""
        pixels = self._below.read(box)
        if not self._tones:
            return pixels
        for rows in _bands(box):
            piece = pixels[rows.within(box).slices]
            piece[:] = apply_to_samples(piece, self._tones, rows, self.scan.size)
        return pixels


def _bands(box: Box) -> Iterator[Box]:
    rows = max(1, BAND_SAMPLES // max(1, 3 * box.width))
    for top in range(box.top, box.bottom, rows):
        yield Box(box.left, top, box.right, min(top + rows, box.bottom))


def _checked(session: Session | None, maker: Maker) -> Session | None:
    """The session, which must be the one that the finish was set with."""
    if not maker.model:
        return None
    if session is None or (session.sha256 != maker.model_sha256 and session.device == maker.device):
        raise ModelError(
            f"this was made with {maker.model} (SHA-256 {maker.model_sha256[:12]}), which is not "
            "at hand: put it into the folder of your models, see `main.py models`."
        )
    return session
