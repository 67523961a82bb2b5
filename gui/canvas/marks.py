"""How marked pixels look: uint8 marks -> colours. No Qt, so that each style is a table to read.

A style takes marks (h, w) in device pixels, 0 keep .. 255 repair, with `MARGIN` extra pixels on
every side, and the distance of their corner from the scan's corner, which pins patterns to the
scan. It gives uint32 (h, w) 0xAARRGGBB with colours multiplied by alpha.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

Style = Callable[[np.ndarray, tuple[int, int]], np.ndarray]

MARGIN = 2  # px around an area that its outline may depend on

TINT_ALPHA = 0.6
RESTORED = (240, 240, 255)  # what the restore brush paints over, until the hand lifts

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
    (255, 110, 160),
)
PROPOSAL_ALPHA = 0.6  # so that the damage below can be judged

_BLACK = 0xFF000000


def _ramp(colour: tuple[int, int, int], alpha: float) -> np.ndarray:
    """uint32 (256,): from nothing to `colour` at `alpha`."""
    opacity = np.arange(256) * alpha
    red, green, blue = (np.rint(opacity * part / 255).astype(np.uint32) for part in colour)
    return np.rint(opacity).astype(np.uint32) << 24 | red << 16 | green << 8 | blue


_PROPOSAL_OF = np.array(
    [0, *(int(_ramp(colour, PROPOSAL_ALPHA)[255]) for colour in PROPOSAL)], np.uint32
)
_OUTLINE = np.uint32(0x90000000)
_GREY_OF = np.uint32(_BLACK) | np.arange(256, dtype=np.uint32) * np.uint32(0x010101)


def tint_of(colour: tuple[int, int, int]) -> Style:
    """The style that lays `colour` over the picture, as strongly as it is marked."""
    ramp = _ramp(colour, TINT_ALPHA)
    return lambda marks, anchor: np.take(ramp, marks, mode="clip")


def mask_only(marks: np.ndarray, anchor: tuple[int, int]) -> np.ndarray:
    return np.take(_GREY_OF, marks, mode="clip")


def proposal(marks: np.ndarray, anchor: tuple[int, int]) -> np.ndarray:
    """Here `marks` are 0 or a number from 1 on; each has its colour, and a dark outline."""
    dark = cv2.dilate(marks, np.ones((3, 3), np.uint8)) > 0
    argb = np.take(_PROPOSAL_OF, marks, mode="clip")
    argb[dark & (marks == 0)] = _OUTLINE
    return argb


# From what is certain to what is a guess: faint blue, purple, strong yellow, each brighter than the
# one before. Red, green, blue, alpha.
_DOUBT_STOPS = np.array([(40, 70, 210, 90), (200, 50, 150, 160), (255, 220, 0, 235)], float)


def _doubt_ramp() -> np.ndarray:
    share = np.linspace(0, len(_DOUBT_STOPS) - 1, 256)
    stops = np.arange(len(_DOUBT_STOPS))
    rgba = np.stack([np.interp(share, stops, channel) for channel in _DOUBT_STOPS.T], axis=1)
    rgba[:, :3] *= rgba[:, 3:] / 255
    red, green, blue, alpha = np.rint(rgba).astype(np.uint32).T
    argb = alpha << 24 | red << 16 | green << 8 | blue
    argb[0] = 0
    return argb


_DOUBT_OF = _doubt_ramp()


def doubt(marks: np.ndarray, anchor: tuple[int, int]) -> np.ndarray:
    """Here `marks` say how little is known: 1 certain .. 255 a guess."""
    return np.take(_DOUBT_OF, marks, mode="clip")


VIEWS = ("tint", "mask", "hatch", "off")
