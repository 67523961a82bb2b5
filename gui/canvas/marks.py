"""How marked pixels look: uint8 marks -> colours. No Qt, so that each style is a table to read.

A style takes marks (h, w) in device pixels, 0 keep .. 255 repair, with `MARGIN` extra pixels on
every side, and the distance of their corner from the scan's corner, which pins patterns to the
scan. It gives uint32 (h, w) 0xAARRGGBB with colours multiplied by alpha.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

MARGIN = 2  # px around an area that its outline may depend on

TINT = (255, 20, 130)  # magenta: in no photograph's range, grey, sepia or faded colour
TINT_ALPHA = 0.6

# One for each class a detector knows, in its order (engine.detect.settings.CLASSES): far from each
# other and from the tint of what is marked, and apart in brightness for those who see few colours.
PROPOSAL = (
    (0, 200, 255),
    (190, 255, 0),
    (255, 150, 0),
    (150, 110, 255),
    (60, 90, 255),
    (255, 240, 80),
    (0, 220, 140),
)
PROPOSAL_ALPHA = 0.6  # so that the damage below can be judged

_STRIPES = 12  # px from one light stripe to the next
_WHITE, _BLACK = 0xFFFFFFFF, 0xFF000000


def _ramp(colour: tuple[int, int, int], alpha: float) -> np.ndarray:
    """uint32 (256,): from nothing to `colour` at `alpha`."""
    opacity = np.arange(256) * alpha
    red, green, blue = (np.rint(opacity * part / 255).astype(np.uint32) for part in colour)
    return np.rint(opacity).astype(np.uint32) << 24 | red << 16 | green << 8 | blue


_TINT_OF = _ramp(TINT, TINT_ALPHA)
_PROPOSAL_OF = np.array(
    [0, *(int(_ramp(colour, PROPOSAL_ALPHA)[255]) for colour in PROPOSAL)], np.uint32
)
_OUTLINE = np.uint32(0x90000000)
_GREY_OF = np.uint32(_BLACK) | np.arange(256, dtype=np.uint32) * np.uint32(0x010101)


def tint(marks: np.ndarray, anchor: tuple[int, int]) -> np.ndarray:
    return np.take(_TINT_OF, marks, mode="clip")


def mask_only(marks: np.ndarray, anchor: tuple[int, int]) -> np.ndarray:
    return np.take(_GREY_OF, marks, mode="clip")


def hatch(marks: np.ndarray, anchor: tuple[int, int]) -> np.ndarray:
    """White and black stripes and outlines: to be seen on anything, told apart without colour."""
    inside = (marks > 0).astype(np.uint8)
    square = np.ones((3, 3), np.uint8)
    white = cv2.dilate(inside, square)
    black = cv2.dilate(white, square)
    height, width = marks.shape
    across = np.arange(anchor[0], anchor[0] + width)[None, :]
    down = np.arange(anchor[1], anchor[1] + height)[:, None]
    stripe = (across + down) % _STRIPES
    argb = np.where(stripe < 2, np.uint32(_WHITE), np.uint32(0))
    argb[(stripe >= 2) & (stripe < 4)] = _BLACK
    argb[inside == 0] = 0
    argb[(white > 0) & (inside == 0)] = _WHITE
    argb[(black > 0) & (white == 0)] = _BLACK
    return argb


def proposal(marks: np.ndarray, anchor: tuple[int, int]) -> np.ndarray:
    """Here `marks` are 0 or a number from 1 on; each has its colour, and a dark outline."""
    dark = cv2.dilate(marks, np.ones((3, 3), np.uint8)) > 0
    argb = np.take(_PROPOSAL_OF, marks, mode="clip")
    argb[dark & (marks == 0)] = _OUTLINE
    return argb


STYLES: dict[str, Callable[[np.ndarray, tuple[int, int]], np.ndarray]] = {
    "tint": tint,
    "mask": mask_only,
    "hatch": hatch,
}
VIEWS = (*STYLES, "off")
