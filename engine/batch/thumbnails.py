"""Small pictures of large scans, for the report."""

from __future__ import annotations

import cv2
import numpy as np

from engine.document.document import Document
from engine.files.writer import Readable
from engine.geometry import Box

SIDE = 320  # px, the longer one
QUALITY = 80
MARKED = (255, 0, 60)  # RGB, of what detection marks


def thumbnail_with_marks(document: Document, side: int = SIDE) -> bytes:
    """As `thumbnail`, with what is marked in it and not repaired."""
    snapshot = document.snapshot()
    marks = snapshot.read_mask(document.size.box) if snapshot.marked else None
    return thumbnail(document, marks, side)


def thumbnail(picture: Readable, mask: np.ndarray | None = None, side: int = SIDE) -> bytes:
    """A JPEG of at most `side` px; what `mask` (the scan's size) marks is painted over it."""
    size = picture.scan.size
    step = max(1, -(-max(size.width, size.height) // side))
    width, rows = -(-size.width // step), []
    for top in range(0, size.height, 64 * step):  # in bands: no second scan in memory
        band = Box(0, top, size.width, min(top + 64 * step, size.height))
        pixels = picture.read(band)
        if pixels.dtype == np.uint16:
            pixels = (pixels >> 8).astype(np.uint8)
        small = (width, -(-band.height // step))
        row = cv2.resize(pixels, small, interpolation=cv2.INTER_AREA)
        row = np.dstack([row] * 3) if row.ndim == 2 else row
        if mask is not None:
            share = cv2.resize(mask[band.slices], small, interpolation=cv2.INTER_AREA)
            row[share > 0] = MARKED
        rows.append(row)
    coded, jpeg = cv2.imencode(
        ".jpg", np.vstack(rows)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )
    return jpeg.tobytes() if coded else b""
