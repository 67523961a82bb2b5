"""Where a mark lies on a picture, to a fraction of a pixel: by the steps along its outlines."""

from __future__ import annotations

import cv2
import numpy as np

FULL_STEP = 12 / 255  # per px; steeper ones are edges of the picture and count no more than this
NEARLY_WHOLE = 0.2  # px; marks are laid on whole pixels, and nearly so is a fault of measuring
SCHARR = 32.0  # sum of the positive weights of the filter: steps come out per px


def steps(grey: np.ndarray) -> np.ndarray:
    """float32 (2, h, w): how much brighter it gets across and down, per px."""
    pair = [cv2.Scharr(grey, cv2.CV_32F, *d) / SCHARR for d in ((1, 0), (0, 1))]
    return np.asarray(pair, np.float32)


def find_shift(
    seen: np.ndarray, wanted: np.ndarray, reach: int
) -> tuple[tuple[float, float], float]:
    """How far what is `wanted` lies from its place, and how alike both are there.

    Args:
        seen: steps of the picture, float32 (2, h, w).
        wanted: steps of the mark at its expected place, of the same shape; mostly 0.
        reach: px, the farthest that is looked.

    Returns:
        (across, down) in px, and a correlation of at most 1: over all of the mark's outlines.
    """
    limited = seen / np.maximum(1, np.hypot(*seen) / FULL_STEP)
    padded = [
        cv2.copyMakeBorder(plane, reach, reach, reach, reach, cv2.BORDER_CONSTANT)
        for plane in limited
    ]
    weight = (np.hypot(*wanted) > 0).astype(np.float32)
    scores = sum(
        cv2.matchTemplate(plane, template, cv2.TM_CCORR)
        for plane, template in zip(padded, wanted, strict=True)
    )
    energy = sum(cv2.matchTemplate(plane * plane, weight, cv2.TM_CCORR) for plane in padded)
    below = np.sqrt(np.maximum(energy, 1e-9) * max(float((wanted**2).sum()), 1e-9))
    alike = np.asarray(scores / below, np.float32)
    _, best, _, (x, y) = cv2.minMaxLoc(alike)
    fine = _vertex(alike[y, max(0, x - 1) : x + 2]), _vertex(alike[max(0, y - 1) : y + 2, x])
    across, down = (
        float(round(at) if abs(at - round(at)) < NEARLY_WHOLE else at)
        for at in (x + fine[0] - reach, y + fine[1] - reach)
    )
    return (across, down), float(best)


def moved(picture: np.ndarray, across: float, down: float) -> np.ndarray:
    """The same with everything moved by so much, 0 coming in; sharp where that is whole pixels."""
    height, width = picture.shape[:2]
    whole = across == int(across) and down == int(down)
    how = cv2.INTER_NEAREST if whole else cv2.INTER_LANCZOS4
    matrix = np.array([[1, 0, across], [0, 1, down]], np.float32)
    result = cv2.warpAffine(picture, matrix, (width, height), flags=how)
    return np.asarray(result).reshape(picture.shape)


def _vertex(three: np.ndarray) -> float:
    """Of the parabola through three values, from the middle one: -0.5 .. 0.5."""
    if len(three) < 3:
        return 0.0
    bend = float(three[0] - 2 * three[1] + three[2])
    return 0.0 if bend >= 0 else float(np.clip((three[0] - three[2]) / (2 * bend), -0.5, 0.5))
