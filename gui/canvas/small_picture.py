"""A document as a small picture, for lists of scans."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QImage

from engine.document.document import Document
from engine.document.patch import Patch
from engine.geometry import Box, Size
from gui.canvas.colour import colour_space_of, to_screen
from gui.canvas.scan_tiles import step_for
from gui.canvas.toning import tone_picture
from gui.qimage import to_screen_image


def small_picture(document: Document, area: int) -> QImage:
    """As it is now, with its repairs and tone, in about `area` px at most: every n-th pixel.

    Costs what is looked at, however large the scan; enhanced parts are shown without that.
    """
    step = step_for(document.size, area)
    pixels = document.scan.pixels[::step, ::step].copy()
    size = Size(pixels.shape[1], pixels.shape[0])
    for patch in document.patches:
        if seen := _every(step, patch):
            seen.lay_on(pixels, size.box)
    if tones := document.finish.tones():
        tone_picture(pixels, tones, (0, 0), size)
    return to_screen_image(to_screen(pixels, colour_space_of(document.scan)))


def _every(step: int, patch: Patch) -> Patch | None:
    """Those of its pixels that a picture of every n-th pixel shows; None where it shows none."""
    box = patch.box
    taken = slice(-box.top % step, None, step), slice(-box.left % step, None, step)
    changed = patch.changed[taken]
    if not changed.any():
        return None
    left, top = -(-box.left // step), -(-box.top // step)
    reduced = Box(left, top, left + changed.shape[1], top + changed.shape[0])
    return replace(patch, box=reduced, pixels=patch.pixels[taken], changed=changed, confidence=None)
