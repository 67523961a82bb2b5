"""Fill -> patch: what is laid on the scan, and nothing outside the mask."""

from __future__ import annotations

import cv2
import numpy as np

from engine.repair.masked import near_mean

# Of 255, from where on a mark counts in full. The rim of a soft brush reaches over damage: mixed by
# its value alone, a fine pale line of every scratch stayed.
FULL_FROM = 64
BAND = 3  # px, of the two bands on each side of a border from which its values are extrapolated
ALONG = 6  # px along a border over which its mismatch is a mean; shorter is picture, not mismatch
SWEEPS = 12  # of relaxation at each scale of the membrane


def meet_border(picture: np.ndarray, hole: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Shift a fill so that its brightness and colour meet the photograph along the border.

    The mismatch along the border is the difference of both sides, each extrapolated to it from two
    bands: a ramp that goes on through the border has none. A membrane spans the hole between the
    mismatches (the solution of Laplace's equation) and is added to the fill.

    Args:
        picture: float32 (h, w, channels) 0..1, the fill inside the hole; not changed.
        hole: bool (h, w).
        known: bool (h, w), where the photograph is as it was scanned.

    Returns:
        A picture equal to `picture` outside the hole.
    """
    inner, inside = _at_border(picture, hole)
    outer, outside = _at_border(picture, known & ~hole)
    rim = hole & (cv2.erode(hole.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
    told = rim & inside & outside
    if not told.any():
        return picture
    mismatch, number = near_mean(outer - inner, told, ALONG)
    membrane = solve_laplace(mismatch, (rim & (number > 0)) | ~hole)
    return np.where(hole[..., None], np.clip(picture + membrane, 0, 1), picture)


def solve_laplace(values: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """The smoothest continuation of `values` from `fixed` over the rest, coarse to fine.

    Args:
        values: float32 (h, w, channels), meaningful where `fixed`.
        fixed: bool (h, w).

    Returns:
        float32 like `values`, equal to it at `fixed`.
    """
    height, width = fixed.shape
    known = fixed[..., None].astype(np.float32)
    if min(height, width) <= 4 or fixed.all():
        mean = (values * known).sum((0, 1)) / max(float(known.sum()), 1)
        guess = np.broadcast_to(mean, values.shape)
    else:
        size = (-(-width // 2), -(-height // 2))
        share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)[..., None]
        small = cv2.resize(values * known, size, interpolation=cv2.INTER_AREA)
        small = small.reshape(*share.shape[:2], -1) / np.maximum(share, 1e-6)
        guess = cv2.resize(solve_laplace(small, share[..., 0] > 0), (width, height))
        guess = guess.reshape(values.shape)
    result = np.where(fixed[..., None], values, guess).astype(np.float32)
    neighbours = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4
    for _ in range(SWEEPS):
        relaxed = cv2.filter2D(result, -1, neighbours, borderType=cv2.BORDER_REPLICATE)
        result = np.where(fixed[..., None], values, relaxed.reshape(values.shape))
    return result


def _at_border(picture: np.ndarray, side: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The values of one side of a border, extrapolated to it; and where they could be."""
    padded = cv2.copyMakeBorder(side.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1]
    first = side & (depth <= BAND)
    second = side & (depth > BAND) & (depth <= 2 * BAND)
    near, near_number = near_mean(picture, first, 2 * BAND + 1)
    far, far_number = near_mean(picture, second, 2 * BAND + 1)
    enough = 2 * BAND  # pixels; fewer are a corner, and no direction
    return near + 0.5 * (near - far), (near_number >= enough) & (far_number >= enough)


def blend(known: np.ndarray, filled: np.ndarray, mask: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """Mix a fill into the known pixels by the mask, in the scan's own depth.

    Args:
        known: (h, w, channels) uint8 or uint16; not changed.
        filled: float32 (h, w, channels) 0..1.
        mask: uint8 (h, w), 0 keep .. 255 repair; a soft brush leaves values between, of which
            those below FULL_FROM mix.
        hole: bool (h, w), where this patch may change anything.

    Returns:
        A new array like `known`, bit-identical to it wherever `hole` is false.
    """
    top = np.iinfo(known.dtype).max
    weight = np.minimum(mask[hole].astype(np.float32)[:, None] / FULL_FROM, 1)
    below = known[hole].astype(np.float32)
    mixed = below + weight * (filled[hole] * top - below)
    result = known.copy()
    result[hole] = np.clip(np.rint(mixed), 0, top).astype(known.dtype)
    return result
