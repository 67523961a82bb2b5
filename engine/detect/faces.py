"""Where faces are, so that an automatic run fills nothing on them that it was not asked to.

OpenCV's cascade of local binary patterns on a small grey picture, upright and turned a little. It
knows faces from the front; in profile, bowed or badly damaged it misses them
(docs/benchmarks.md). No part of a repair learns from it.

Source: Liao et al., "Learning multi-scale block local binary patterns for face recognition", 2007.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from engine.files.writer import Readable
from engine.geometry import Box, Size

SIDE = 1024  # px, the longer one of what is looked at
BAND = 2048  # px, of rows reduced at a time: no second scan in memory
SMALLEST = 24  # px of the small picture: what the cascade was trained on
TURNS = (0.0, -20.0, 20.0)  # degrees; heads are bowed
ALIKE = 4  # neighbouring places and sizes that must agree; with fewer, more are no faces
STEP = 1.1  # from one size to the next


def find_faces(picture: Readable) -> list[Box]:
    """Squares of the scan around what looks like a face; the same face may be in several.

    Args:
        picture: a document or a snapshot of one; not changed.
    """
    grey = _small(picture)
    size, scale = picture.scan.size, picture.scan.size.height / grey.shape[0]
    middle, found = (grey.shape[1] / 2, grey.shape[0] / 2), []
    for turn in TURNS:
        matrix = cv2.getRotationMatrix2D(middle, turn, 1.0)
        turned = cv2.warpAffine(grey, matrix, grey.shape[1::-1])
        faces = _cascade().detectMultiScale(turned, STEP, ALIKE, minSize=(SMALLEST, SMALLEST))
        back = cv2.invertAffineTransform(matrix)
        for x, y, side, _ in np.reshape(faces, (-1, 4)).tolist():
            left, top = scale * (back @ (x + side / 2, y + side / 2, 1) - side / 2)
            square = (left, top, left + scale * side, top + scale * side)
            found.append(Box(*(round(edge) for edge in square)).clamp(size))
    return [face for face in found if face]


def _small(picture: Readable) -> np.ndarray:
    """uint8 (h, w), its tones spread evenly: faded pictures have faces too."""
    size = picture.scan.size
    step = max(1, -(-max(size.width, size.height) // SIDE))
    rows = []
    for top in range(0, size.height, BAND // step * step):
        band = Box(0, top, size.width, min(top + BAND // step * step, size.height))
        small = Size(-(-band.width // step), -(-band.height // step))
        pixels = picture.read(band)
        reduced = cv2.resize(pixels, (small.width, small.height), interpolation=cv2.INTER_AREA)
        light = reduced.reshape(small.height, small.width, -1).mean(axis=2)
        rows.append(light * (255 / np.iinfo(pixels.dtype).max))
    return np.asarray(cv2.equalizeHist(np.rint(np.concatenate(rows)).astype(np.uint8)))


@lru_cache(maxsize=1)
def _cascade() -> cv2.CascadeClassifier:
    # Read here and not by OpenCV, which on Windows opens no paths beyond ASCII.
    text = Path(__file__).with_name("frontal-faces.xml").read_text("utf-8")
    storage = cv2.FileStorage(text, cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
    cascade = cv2.CascadeClassifier()
    if not cascade.read(storage.getFirstTopLevelNode()):
        raise RuntimeError("OpenCV cannot read frontal-faces.xml")
    return cascade
