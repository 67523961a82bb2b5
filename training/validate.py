"""A small fixed set of held-out crops, looked at while a run goes on. The gate is `gate.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor

from training.data.fill_samples import prefill
from training.data.holes import gate_hole
from training.data.photos import Photos
from training.metrics import psnr_in

CROP = 256  # px
PHOTOGRAPHS = 24
CLASSES = ("scratch 2 px", "scratch 8 px", "dust", "blob 2 %")


@dataclass(frozen=True, eq=False)
class ValidationSet:
    """Per class, uint8 arrays (n, CROP, CROP, channels): clean, mask, prefill."""

    classes: dict[str, dict[str, np.ndarray]]


def make_validation_set(photos: Photos) -> ValidationSet:
    """Middle crops of evenly chosen photographs, with the gate's holes; always the same."""
    crops = middle_crops(photos)
    classes = {}
    for number, name in enumerate(CLASSES):
        masks = [
            gate_hole(name, np.random.default_rng((0, number, i)), CROP, CROP)
            for i in range(len(crops))
        ]
        fills = [prefill(c, m) for c, m in zip(crops, masks, strict=True)]
        classes[name] = {
            "clean": crops,
            "mask": np.stack(masks)[..., None],
            "prefill": np.stack(fills),
        }
    return ValidationSet(classes)


def middle_crops(photos: Photos) -> np.ndarray:
    """uint8 (n, CROP, CROP, 3), of evenly chosen photographs; the same for all modes."""
    chosen = np.linspace(0, len(photos) - 1, min(PHOTOGRAPHS, len(photos))).astype(int)
    return np.stack([_middle(photos.pixels(int(i))) for i in chosen])


def _middle(pixels: np.ndarray) -> np.ndarray:
    height, width = pixels.shape[:2]
    if min(height, width) < CROP:
        scale = CROP / min(height, width)
        size = (max(CROP, round(width * scale)), max(CROP, round(height * scale)))
        pixels = cv2.resize(np.asarray(pixels), size, interpolation=cv2.INTER_CUBIC)
        height, width = pixels.shape[:2]
    top, left = (height - CROP) // 2, (width - CROP) // 2
    return np.ascontiguousarray(pixels[top : top + CROP, left : left + CROP])


def validate(
    fill: Callable[[dict[str, Tensor]], tuple[Tensor, Tensor]], held_out: ValidationSet
) -> tuple[dict[str, float], np.ndarray]:
    """Mean gain in in-mask PSNR over the prefill, dB, by class; and a sheet of samples.

    The sheet, uint8 RGB, shows holed | prefill | filled | clean in columns, classes in rows.
    """
    gains, rows = {}, []
    for name, arrays in held_out.classes.items():
        filled = []
        for i in range(0, len(arrays["mask"]), 4):  # four at a time: little memory
            batch = {key: torch.from_numpy(a[i : i + 4]) for key, a in arrays.items()}
            filled.append(fill(batch)[0].permute(0, 2, 3, 1).float().cpu().numpy())
        result = np.rint(np.concatenate(filled) * 255).astype(np.uint8)
        gains[name] = float(
            np.mean(
                [
                    psnr_in(new, clean, mask) - psnr_in(old, clean, mask)
                    for new, old, clean, mask in zip(
                        result, arrays["prefill"], arrays["clean"], arrays["mask"], strict=True
                    )
                ]
            )
        )
        rows += [_row(arrays, result, i) for i in range(min(2, len(result)))]
    return gains, np.concatenate(rows, 0)


def _row(arrays: dict[str, np.ndarray], result: np.ndarray, i: int) -> np.ndarray:
    holed = np.where(arrays["mask"][i] > 0, np.array([255, 0, 255], np.uint8), arrays["clean"][i])
    return np.concatenate([holed, arrays["prefill"][i], result[i], arrays["clean"][i]], 1)
