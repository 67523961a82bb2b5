"""Twice the width and height: by a network, or by Lanczos resampling; the size on paper stays."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from engine.errors import ModelError
from engine.files.scan import Scan
from engine.files.writer import Readable
from engine.generators.card import ModelCard
from engine.generators.session import Session
from engine.geometry import Box
from engine.progress import Cancelled, Progress, Stop
from engine.restore.tiled import Tiled, check_pictures
from engine.restore.tone import to_samples

SCALE = 2
# px, of the smaller picture. The margin is as far as PhotoNet-Upscale sees, and both are multiples
# of 8: see enhance.py.
TILE, MARGIN = 512, 72


def enlarged(picture: Readable, session: Session | None, stop: Stop) -> Tiled:
    """The picture at twice its width and height; `session`: an open model, None = Lanczos."""
    tile = TILE
    if session is not None:
        check_enlarges(session.card)
        if session.card.shape == "fixed":
            tile = session.card.native - 2 * MARGIN

    def make(large: Box) -> np.ndarray:
        if stop.is_set():
            raise Cancelled
        core = Box(*(side // SCALE for side in _sides(large)))  # whole: tiles begin at even pixels
        box = core.pad(MARGIN).clamp(picture.scan.size)
        pixels = picture.read(box)
        made = _by_lanczos(pixels) if session is None else _by_network(pixels, session, stop)
        inner = large.within(Box(*(SCALE * side for side in _sides(box))))
        return made[inner.slices]

    return Tiled(enlarged_scan(picture.scan), SCALE * tile, make)


def enlarged_scan(scan: Scan) -> Scan:
    """What the enlarged picture measures and says; its pixels hold nothing and take no memory."""
    size, metadata = scan.size, scan.metadata
    shape = (SCALE * size.height, SCALE * size.width, scan.channels)
    if metadata.dpi is not None:
        across, down = metadata.dpi
        metadata = replace(metadata, dpi=(SCALE * across, SCALE * down))
    alpha = None
    if scan.alpha is not None:
        alpha = cv2.resize(scan.alpha, shape[1::-1], interpolation=cv2.INTER_LINEAR)
    nothing = np.broadcast_to(np.zeros(1, scan.pixels.dtype), shape)
    return replace(scan, pixels=nothing, metadata=metadata, alpha=alpha, infrared=None)


def check_enlarges(card: ModelCard) -> None:
    """Raise ModelError unless the card names what such a network takes and gives."""
    check_pictures(card, "to enlarge", ("rgb", "large"), MARGIN)


def _by_lanczos(pixels: np.ndarray) -> np.ndarray:
    """In the scan's depth."""
    size = (SCALE * pixels.shape[1], SCALE * pixels.shape[0])
    made = cv2.resize(pixels, size, interpolation=cv2.INTER_LANCZOS4)
    return np.asarray(made).reshape(size[1], size[0], pixels.shape[2])


def _by_network(pixels: np.ndarray, session: Session, stop: Stop) -> np.ndarray:
    picture = pixels.astype(np.float32) / np.float32(np.iinfo(pixels.dtype).max)
    grey = picture.shape[2] == 1
    rgb = np.repeat(picture, 3, axis=2) if grey else picture
    made = session.run({"rgb": rgb}, Progress(stop=stop))["large"]
    if made.shape[:2] != (SCALE * rgb.shape[0], SCALE * rgb.shape[1]):
        raise ModelError(
            f"model {session.card.id} gave {made.shape[1]} x {made.shape[0]} px for "
            f"{rgb.shape[1]} x {rgb.shape[0]}: it does not double a picture; choose another one."
        )
    return to_samples(made.mean(2, keepdims=True) if grey else made, pixels.dtype)


def _sides(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom
