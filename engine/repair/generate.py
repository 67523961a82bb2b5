"""The fill generator on one crop; at a smaller scale where the hole is too thick for it."""

from __future__ import annotations

import cv2
import numpy as np

from engine.generators.session import Session
from engine.progress import Progress
from engine.repair.classical import fill_classical
from engine.repair.regions import scale_for


def fill_generated(
    rgb: np.ndarray, hole: np.ndarray, thickness: float, session: Session, progress: Progress
) -> tuple[np.ndarray, np.ndarray | None]:
    """Fill a crop by a generator.

    Args:
        rgb: (h, w, 1 or 3) uint8 or uint16; not changed.
        hole: bool (h, w).
        thickness: px, of the widest hole in the crop.

    Returns:
        float32 (h, w, channels) 0..1, and the confidence, uint8 (h, w), 255 sure .. 0 invented, or
        None where the generator does not tell.

    Raises:
        Cancelled, OutOfMemory, DeviceError: from the session.
    """
    channels = rgb.shape[2]
    crop = rgb.astype(np.float32) / np.iinfo(rgb.dtype).max
    scale = scale_for(thickness)
    small: np.ndarray = crop
    small_hole = hole
    if scale > 1:
        size = (-(-rgb.shape[1] // scale), -(-rgb.shape[0] // scale))
        small_hole = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
        small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA).reshape(*size[::-1], channels)
    filled, log_scale = _run(small, small_hole, session, progress)
    if scale > 1:
        full = (rgb.shape[1], rgb.shape[0])
        filled = cv2.resize(filled, full, interpolation=cv2.INTER_CUBIC)
        if log_scale is not None:
            log_scale = cv2.resize(log_scale, full, interpolation=cv2.INTER_LINEAR)
    if channels == 1:
        filled = filled.mean(2, keepdims=True)
    return np.clip(filled, 0, 1), None if log_scale is None else _confidence(log_scale)


def _run(
    crop: np.ndarray, hole: np.ndarray, session: Session, progress: Progress
) -> tuple[np.ndarray, np.ndarray | None]:
    rgb = crop if crop.shape[2] == 3 else np.repeat(crop, 3, axis=2)
    inputs = {
        "rgb": np.where(hole[..., None], np.float32(0), rgb),
        "mask": hole[..., None].astype(np.float32),
    }
    if "prefill" in session.card.tensors:
        as_8_bit = np.rint(rgb * 255).astype(np.uint8)
        prefill = fill_classical(as_8_bit, hole, "ns")
        # Known pixels at full depth: the prefill's own have 8 bits only.
        inputs["prefill"] = np.where(hole[..., None], prefill, rgb)
    outputs = session.run(inputs, progress)
    log_scale = outputs.get("log_scale")
    return outputs["filled"], None if log_scale is None else log_scale[..., 0]


def _confidence(log_scale: np.ndarray) -> np.ndarray:
    """Expected absolute error of 0 -> 255, of 0.25 (a quarter of the range) and more -> 0."""
    sure: np.ndarray = np.rint(255 * np.clip(1 - 4 * np.exp(log_scale), 0, 1)).astype(np.uint8)
    return sure
