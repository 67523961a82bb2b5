"""What may be filled with nobody looking: thin damage, and fills that are sure of themselves.

On faces and lettering hardly anything: there a wrong fill changes who or what is seen. Only of what
a detector found: whoever marks by hand has looked. What is left out stays marked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.document.document import Document
from engine.document.marking import Marking
from engine.geometry import Box
from engine.repair.regions import Piece, find_pieces

THICKEST_SHARE, THICKEST_LEAST = 0.02, 32  # of the scan's shorter side; px
DUST_ON_FACE = 0.03  # of a face's width; the light in an eye is larger, a scratch across is thinner
LEAST_SURE = 0.5  # confidence: the generator expects to be off by an eighth of the whole range


def take_out_thick(found: np.ndarray) -> list[Piece]:
    """Unmark in `found` (uint8 of the scan's size, changed) what is too thick; returns it."""
    height, width = found.shape
    most = max(THICKEST_LEAST, THICKEST_SHARE * min(height, width))
    pieces = find_pieces(Marking(Box(0, 0, width, height), found)) if found.any() else []
    thick = [piece for piece in pieces if piece.thickness > most]
    for piece in thick:
        found[piece.box.slices][piece.hole] = 0
    return thick


def take_out_on_faces(found: np.ndarray, faces: Sequence[Box]) -> list[Piece]:
    """Unmark in `found` what lies on a face and is larger than dust is there; returns it.

    What leads out of the face is judged inside and outside of it for itself.
    """
    taken = []
    for face in faces:
        here = found[face.slices]
        if not here.any():
            continue
        for piece in find_pieces(Marking(face, here)):
            if piece.thickness > DUST_ON_FACE * face.width:
                found[piece.box.slices][piece.hole] = 0
                taken.append(piece)
    return taken


def take_out_lettering(found: np.ndarray, lettering: np.ndarray) -> list[Piece]:
    """Unmark in `found` what lies on lettering (uint8 of the scan's size); returns it."""
    both = np.minimum(found, lettering)
    pieces = find_pieces(Marking(Box(0, 0, found.shape[1], found.shape[0]), both))
    found[lettering > 0] = 0
    return pieces


def take_back_unsure(document: Document, trusted: np.ndarray | None) -> int:
    """Remove patches that are too uncertain and mark their places again; returns how many.

    trusted: uint8 of the scan's size, above 0 where a person marked; what touches it stays.
    """
    unsure = [
        patch
        for patch in document.patches
        if (told := patch.provenance.confidence) is not None
        and told < LEAST_SURE
        and (trusted is None or not trusted[patch.box.slices][patch.changed].any())
    ]
    gone = {patch.id for patch in unsure}
    document.patches[:] = [patch for patch in document.patches if patch.id not in gone]
    for patch in unsure:
        mark(document, Piece(patch.box, patch.changed, patch.provenance.thickness))
    return len(unsure)


def mark(document: Document, piece: Piece) -> None:
    """Add a piece to what is marked."""
    pixels = document.mask.read(piece.box)
    pixels[piece.hole] = 255
    document.mask.replace(piece.box, pixels)
