"""For what wants the whole picture at once and cannot be stopped midway: encoders above all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np
from PIL import Image

from engine.files.colour import narrowed
from engine.files.scan import Scan
from engine.progress import Progress

LOOK_S = 0.1  # how often the wish to stop is looked for

T = TypeVar("T")


def whole_array(scan: Scan, bands: Iterable[np.ndarray]) -> np.ndarray:
    """(height, width, channels [+ alpha]) of all bands, at the scan's depth."""
    samples = scan.channels + (scan.alpha is not None)
    whole = np.empty((scan.size.height, scan.size.width, samples), scan.pixels.dtype)
    top = 0
    for band in bands:
        whole[top : top + len(band)] = band
        top += len(band)
    return whole


def whole_picture(
    scan: Scan, bands: Iterable[np.ndarray], *, alpha: bool, inks: bool = False
) -> Image.Image:
    """The same for Pillow, at 8 bit.

    alpha: with the scan's transparency, if it has one. inks: the bands are CMYK.
    """
    mode = "CMYK" if inks else "L" if scan.channels == 1 else "RGB"
    if alpha and scan.alpha is not None:
        mode += "A"
    picture = Image.new(mode, (scan.size.width, scan.size.height))
    top = 0
    for band in bands:
        samples = np.ascontiguousarray(narrowed(band[..., : len(mode)]))
        piece = samples[..., 0] if mode == "L" else samples
        picture.paste(Image.fromarray(piece, "CMYK" if inks else None), (0, top))
        top += len(band)
    return picture


def abandonable(
    act: Callable[[], T],
    progress: Progress,
    fraction: float = 0.99,
    doing: str = "Compressing",
) -> T:
    """What `act` gives. Asked to stop, this ends at once; the act ends when it is done, and what it
    made is dropped.

    Args:
        fraction, doing: what is reported meanwhile.

    Raises:
        Cancelled: asked to stop. And whatever `act` raises.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            done.append(act())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, name="encoder", daemon=True)
    thread.start()
    while thread.is_alive():
        progress.step(fraction, doing)
        thread.join(LOOK_S)
    if failed:
        raise failed[0]
    return done[0]
