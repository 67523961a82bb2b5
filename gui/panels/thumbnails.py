"""Small pictures of places of a scan, made when a list shows them and kept until they change."""

from __future__ import annotations

import cv2
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from engine.document.document import Document, Snapshot
from engine.document.patch import Patch
from engine.geometry import Box, Size
from gui.canvas.colour import colour_space_of, to_screen
from gui.qimage import to_qimage

LEAST, MOST = 48, 1024  # scan px that one shows; of a larger place it is the middle
AROUND = 0.25  # of the place, that is shown on every side of it


def surroundings(box: Box, size: Size) -> Box:
    """A square about the middle of `box`, moved into the scan where that is large enough."""
    side = round((1 + 2 * AROUND) * max(box.width, box.height))
    side = min(max(side, LEAST), MOST)
    left = (box.left + box.right - side) // 2
    top = (box.top + box.bottom - side) // 2
    left = max(0, min(left, size.width - side))
    top = max(0, min(top, size.height - side))
    return Box(left, top, left + side, top + side).clamp(size)


class Thumbnails:
    """Of one document at a time."""

    def __init__(self) -> None:
        self._document: Document | None = None
        self._patches: frozenset[Patch] = frozenset()
        self._kept: dict[tuple[str, int, bool], tuple[Box, QPixmap]] = {}

    def refresh(self, document: Document | None) -> None:
        """Forget those of places where patches have come, gone or changed."""
        patches = frozenset(document.patches if document else ())
        if document is not self._document:
            self._kept.clear()
        changed = [patch.box for patch in patches ^ self._patches]
        if changed:
            self._kept = {
                key: kept
                for key, kept in self._kept.items()
                if not any(kept[0].intersects(box) for box in changed)
            }
        self._document, self._patches = document, patches

    def of(self, patch: Patch, side: int, *, original: bool = False) -> QPixmap:
        """What is seen at the place of `patch`, which need not be the one that lies there.

        side: px of the screen. original: the scan as it was opened.
        """
        key = (patch.id, side, original)
        if key not in self._kept:
            assert self._document is not None
            box = surroundings(patch.box, self._document.size)
            self._kept[key] = box, picture(self._pixels(patch, box, original), self._document, side)
        return self._kept[key][1]

    def _pixels(self, patch: Patch, box: Box, original: bool) -> np.ndarray:
        document = self._document
        assert document is not None
        if original:
            return document.original(box)
        shown = tuple(_with(patch, each) for each in document.patches)
        return Snapshot(document.scan, shown).read(box)


def picture(pixels: np.ndarray, document: Document, side: int) -> QPixmap:
    """Pixels of the document, at most `side` px wide and high."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
    small = cv2.resize(np.ascontiguousarray(pixels), size, interpolation=way)
    small = small.reshape(size[1], size[0], -1)
    shown = QPixmap.fromImage(to_qimage(to_screen(small, colour_space_of(document.scan))))
    return shown.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)


def _with(patch: Patch, lying: Patch) -> Patch:
    """`patch` where it is a variant of the one that lies there."""
    return patch if any(patch is variant for variant in lying.variants) else lying
