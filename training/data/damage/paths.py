"""Curves of scratches, hairs and cracks, and how they are drawn: at double scale, smooth.

Paths are float (n, 2), x and y in pixels of the crop.
"""

from __future__ import annotations

import cv2
import numpy as np

FINE = 2  # layers are drawn at this scale and shrunk, so that widths come in half pixels
SHIFT = 4  # bits of sub-pixel positions for OpenCV's drawing


def smooth_path(
    rng: np.random.Generator, length: float, step: float, angle: float, bend: float
) -> np.ndarray:
    """Direction integrated from a curvature that wanders by `bend` radians per step."""
    n = max(3, int(length / step))
    turns = np.cumsum(rng.normal(0, bend, n)) / np.sqrt(n)
    return _integrated(angle + np.cumsum(turns - 0.5 * turns.mean()), step)


def jagged_path(
    rng: np.random.Generator, length: float, step: float, angle: float, jag: float
) -> np.ndarray:
    """Direction that jumps by `jag` radians at every step but keeps to `angle` on the whole."""
    n = max(3, int(length / step))
    jumps = rng.normal(0, jag, n)
    jumps[1:] += 0.5 * jumps[:-1]
    drift = np.cumsum(rng.normal(0, 0.12 * jag, n))
    return _integrated(angle + jumps + drift, step)


def _integrated(angles: np.ndarray, step: float) -> np.ndarray:
    return np.cumsum(np.stack([np.cos(angles), np.sin(angles)], 1) * step, 0)


def through(rng: np.random.Generator, path: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The path moved so that one of its points lies anywhere in the crop."""
    return path - path[rng.integers(len(path))] + rng.uniform(0, 1, 2) * (shape[1], shape[0])


def normals(path: np.ndarray) -> np.ndarray:
    """Unit vectors (n, 2) to the left of the path."""
    ahead = np.gradient(path, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True) + 1e-9
    return np.stack([-ahead[:, 1], ahead[:, 0]], 1)


def wavy(rng: np.random.Generator, n: int, knots: int) -> np.ndarray:
    """Slow random values (n,), mean 0, deviation 1, with about `knots` turns."""
    values = rng.standard_normal(max(2, min(knots, n)))
    return np.interp(np.linspace(0, len(values) - 1, n), np.arange(len(values)), values)


def new_layer(shape: tuple[int, int]) -> np.ndarray:
    """uint8 of the crop at double scale, empty."""
    return np.zeros((shape[0] * FINE, shape[1] * FINE), np.uint8)


def shrunk(layer: np.ndarray, blur: float = 0.0) -> np.ndarray:
    """Opacity float32 (h, w), 0..1, at the crop's scale; `blur` is a standard deviation in px."""
    size = (layer.shape[1] // FINE, layer.shape[0] // FINE)
    opacity = cv2.resize(layer, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return cv2.GaussianBlur(opacity, (0, 0), blur) if blur > 0.25 else opacity


def fixed(points: np.ndarray) -> np.ndarray:
    """Positions in the crop as OpenCV's fixed-point numbers of the layer."""
    return np.round(points * (FINE * 2**SHIFT)).astype(np.int32)


def stroke(
    layer: np.ndarray, path: np.ndarray, widths: np.ndarray | float, value: int = 255
) -> None:
    """Draw a path; widths in px of the crop, one number or one per point.

    What is thinner than half a pixel is drawn as half a pixel, fainter.
    """
    far = np.array(layer.shape[::-1]) / FINE + 40
    inside: np.ndarray = np.all((path > -40) & (path < far), axis=1)
    if not inside.any():
        return
    first, last = max(0, int(inside.argmax()) - 1), len(inside) - int(inside[::-1].argmax()) + 1
    points = fixed(path[first:last])
    if isinstance(widths, np.ndarray):
        every = 2 if len(points) > 24 else 1
        drawn = widths[first:last][: len(points) - 1 : every] * FINE
    else:
        every, drawn = len(points), np.array([widths * FINE])
    values = np.round(value * np.minimum(drawn, 1)).astype(int).tolist()
    thickness = np.maximum(1, np.round(drawn)).astype(int).tolist()
    for k, (faint, thick) in enumerate(zip(values, thickness, strict=True)):
        if faint > 4:
            piece = points[k * every : (k + 1) * every + 1]
            cv2.polylines(layer, [piece], False, faint, thick, cv2.LINE_AA, SHIFT)


def fill(layer: np.ndarray, polygon: np.ndarray, value: int = 255) -> None:
    """Fill one polygon, points (n, 2) in px of the crop."""
    cv2.fillPoly(layer, [fixed(polygon)], value, cv2.LINE_AA, SHIFT)


def blob(
    rng: np.random.Generator, centre: np.ndarray, radius: float, stretch: float, ragged: float
) -> np.ndarray:
    """Outline (16, 2) of a speck: an ellipse whose radius wobbles by the share `ragged`."""
    around = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    wobble = 1 + ragged * (
        rng.normal() * np.cos(2 * around + rng.uniform(0, 6))
        + rng.normal() * np.cos(3 * around + rng.uniform(0, 6))
        + 0.6 * rng.standard_normal(16)
    )
    radii = radius * np.clip(wobble, 0.25, 2.2)
    x, y = radii * np.cos(around) * np.sqrt(stretch), radii * np.sin(around) / np.sqrt(stretch)
    turn = rng.uniform(0, np.pi)
    turned = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], 1)
    return turned + centre
