"""The skirt of a mark: the pixel or two beside it that the damage has coloured as well.

Scratches and specks fade into the photograph, and brushes follow them a pixel too narrow. What is
left beside the mask is nobody's to change, but a fill that continues it is as pale as the damage.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.repair.masked import brightness, near_mean

WIDTH = 2  # px, of the widest skirt that is looked for
CLEAR = 1  # px beyond the skirt that are neither skirt nor surroundings
BAND = 3  # px, of the ring further out that a skirt is compared with
NEAR = 5  # px; what is compared lies no further apart
ALONG = 5  # px along the border over which a difference is a mean
LEAST = 4 / 255  # of brightness; less is not seen
SHARE = 0.06  # of the damage; a skirt has at least this much of it
SIGNS = 3.0  # standard errors by which a skirt stands out of its surroundings
VOTERS = 40  # px; a skirt goes along most of the border within that distance
MOST = 0.7
SQUARE = np.ones((3, 3), np.uint8)


def find_skirt(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Known pixels at the rim of a hole that look like the damage in it.

    Args:
        picture: float32 (h, w, channels) 0..1, the damage still inside the hole; not changed.
        hole: bool (h, w).

    Returns:
        bool (h, w), true at no pixel of the hole and at most WIDTH px from it: where the rings
        around the hole are brighter than the photograph further out and the damage is as well, or
        both are darker; by more than the photograph varies there, and along most of the border.
    """
    level = brightness(picture)
    inside = hole.astype(np.uint8)
    grown: np.ndarray = inside
    rings = []
    for _ in range(WIDTH):
        wider = cv2.dilate(grown, SQUARE)
        rings.append(wider - grown)
        grown = wider
    clear, reach = (np.ones((2 * width + 1,) * 2, np.uint8) for width in (CLEAR, BAND))
    clear_of = cv2.dilate(grown, clear)
    around = cv2.dilate(clear_of, reach) - clear_of
    near, _ = near_mean(level, around, NEAR)
    damage = near_mean(level, inside, NEAR)[0] - near
    towards = (level - near) * np.sign(damage)
    spread, _ = near_mean(np.abs(towards), around, ALONG)
    skirt, before = np.zeros_like(inside), inside
    for ring in rings:
        mean, number = near_mean(towards, ring, ALONG)
        limit = np.maximum(SHARE * np.abs(damage), SIGNS * spread / np.sqrt(np.maximum(number, 1)))
        found = ring & (mean > np.maximum(limit, LEAST))
        share, _ = near_mean(found.astype(np.float32), ring, VOTERS)
        # A ring counts only where the ring inside it does.
        before = found & (share >= MOST) & cv2.dilate(before, SQUARE)
        skirt |= before
        if not before.any():
            break
    return skirt > 0
