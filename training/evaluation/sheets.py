"""Contact sheets: fixed cases side by side, to be looked at by a person."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

CASES = 16
SIDE = 256  # px, of a panel
TITLE = 22  # px, of the line above the panels
GAP = 8  # px, between two cases in a row
GREY = 70


def arranged(
    cases: Sequence[Sequence[np.ndarray]], titles: Sequence[str], across: int = 2
) -> np.ndarray:
    """uint8 RGB: `across` cases in a row, the pictures of a case beside each other.

    cases: pictures uint8 (h, w, 3), shrunk to SIDE px where they are larger; titles: of the
    pictures of every case.
    """
    wide = len(titles) * SIDE
    head = np.full((TITLE, wide, 3), GREY, np.uint8)
    for i, title in enumerate(titles):
        at = (i * SIDE + 4, TITLE - 7)
        cv2.putText(head, title, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, (235,) * 3, 1, cv2.LINE_AA)
    rows = [np.concatenate([_panel(p) for p in case], 1) for case in cases]
    empty = np.full((SIDE, wide, 3), GREY, np.uint8)
    rows += [empty] * (-len(rows) % across)
    columns = [np.concatenate([head, *rows[i::across]]) for i in range(across)]
    gap = np.full((len(columns[0]), GAP, 3), GREY, np.uint8)
    spaced = [piece for column in columns for piece in (column, gap)]
    return np.concatenate(spaced[:-1], 1)


def _panel(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    if max(height, width) > SIDE:
        scale = SIDE / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        height, width = picture.shape[:2]
    panel = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    panel[top : top + height, left : left + width] = picture
    return panel
