"""From the ways files store colour to the one way Heirloom works with: grey or RGB, 8 or 16 bit."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms


def widened(samples: np.ndarray, bits: int) -> np.ndarray:
    """Samples of 1..16 `bits`, stretched to the full range of uint8 or uint16.

    0 stays 0 and the largest value becomes the largest; 8 and 16 bit come back as they are.
    """
    if bits in (8, 16):
        return samples
    full, top = (255 if bits < 8 else 65535), (1 << bits) - 1
    table = (np.arange(top + 1) * full + top // 2) // top
    table = table.astype(np.uint8 if bits < 8 else np.uint16)
    return np.take(table, samples.astype(np.uint16) & top)


def inverted(samples: np.ndarray) -> np.ndarray:
    """For files in which 0 is white."""
    other: np.ndarray = np.invert(samples)
    return other


def narrowed(samples: np.ndarray) -> np.ndarray:
    """uint16 to uint8, rounded to the nearest; uint8 as it is."""
    if samples.dtype == np.uint8:
        return samples
    return ((samples.astype(np.uint32) + 128) // 257).astype(np.uint8)


def from_palette(indices: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """(rows, columns) to (rows, columns, 3); an index past the palette is its last colour."""
    found: np.ndarray = palette[np.minimum(indices, len(palette) - 1)]
    return found


def from_inks(inks: np.ndarray, profile: bytes | None) -> tuple[np.ndarray, bool]:
    """(rows, columns, 4) CMYK, the largest value = full ink, to (rows, columns, 3) RGB.

    Through the profile to 8-bit sRGB where there is a usable one (then the second value is true);
    otherwise (1 - ink) * (1 - black) in the samples' own depth.
    """
    if profile and (transform := _inks_to_screen(profile)):
        picture = Image.fromarray(np.ascontiguousarray(narrowed(inks)), "CMYK")
        return np.asarray(ImageCms.applyTransform(picture, transform)), True
    top = int(np.iinfo(inks.dtype).max)
    paper = top - inks.astype(np.uint32)
    return ((paper[..., :3] * paper[..., 3:] + top // 2) // top).astype(inks.dtype), False


def _inks_to_screen(profile: bytes) -> ImageCms.ImageCmsTransform | None:
    try:
        return ImageCms.buildTransform(io.BytesIO(profile), screen_profile(), "CMYK", "RGB")
    except (ImageCms.PyCMSError, OSError):
        return None


def screen_profile() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
