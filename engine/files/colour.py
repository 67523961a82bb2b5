"""From the ways files store colour to the one way Heirloom works with: grey or RGB, 8 or 16 bit."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import imagecodecs
import numpy as np
from PIL import ImageCms


def widened(samples: np.ndarray, bits: int) -> np.ndarray:
    """Samples of 1..32 `bits`, stretched to the full range of uint8 or uint16.

    0 stays 0 and the largest value becomes the largest; 8 and 16 bit come back as they are.
    """
    if bits in (8, 16):
        return samples
    if bits > 16:
        return (samples >> (bits - 16)).astype(np.uint16)
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


def from_float(samples: np.ndarray) -> tuple[np.ndarray, int]:
    """Numbers of which 0 is black and 1 is white, to uint16; and how many of them had to be cut."""
    outside = int(np.count_nonzero(~((samples >= 0) & (samples <= 1))))
    if outside:
        samples = np.clip(np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=0.0), 0, 1)
    return (samples * np.float32(65535) + np.float32(0.5)).astype(np.uint16), outside


@dataclass(frozen=True)
class InksConversion:
    """convert: (rows, columns, 4) CMYK, the largest value = full ink, to RGB of the same depth.

    managed: through a profile to sRGB; without one it is (1 - ink) * (1 - black).
    """

    convert: Callable[[np.ndarray], np.ndarray]
    managed: bool


def inks_conversion(profile: bytes | None) -> InksConversion:
    """By the profile where it is one for inks."""
    if not profile or space_of(profile) != "CMYK":
        return InksConversion(_plain_inks, managed=False)

    def managed(inks: np.ndarray) -> np.ndarray:
        return _through(inks, profile, "cmyk", screen_icc(), "rgb")

    try:
        managed(np.zeros((1, 1, 4), np.uint8))
    except imagecodecs.CmsError:
        return InksConversion(_plain_inks, managed=False)
    return InksConversion(managed, managed=True)


def to_inks(rgb: np.ndarray, profile: bytes) -> np.ndarray:
    """sRGB (rows, columns, 3) to CMYK of the same depth, by a profile for inks."""
    return _through(rgb, screen_icc(), "rgb", profile, "cmyk")


def told_of_inks(*, managed: bool) -> str:
    """For the user, of a file in CMYK."""
    if managed:
        return (
            "It is in CMYK, for printing; its colours were converted through its profile to sRGB. "
            "A TIFF or a JPEG can be saved in its inks again; other results are RGB."
        )
    return (
        "It is in CMYK, for printing; its colours were converted without a profile. The result is "
        "RGB: the inks stay in the original."
    )


def _plain_inks(inks: np.ndarray) -> np.ndarray:
    top = int(np.iinfo(inks.dtype).max)
    paper = top - inks.astype(np.uint32)
    return ((paper[..., :3] * paper[..., 3:] + top // 2) // top).astype(inks.dtype)


def from_lab(lab: np.ndarray, signed: bool) -> np.ndarray:
    """(rows, columns, 3) L*a*b* of D50 to sRGB of the same depth, uint8 or uint16.

    Args:
        signed: a* and b* are two's complements (TIFF's CIELab); otherwise they count from a middle
            (its ICCLab), and at 16 bit L* ends at 0xFF00 (ICC.1:2001-04, 6.3.4.2).
    """
    wide = lab.astype(np.uint32)
    if signed:
        half = np.uint32(1 << (8 * lab.itemsize - 1))
        wide[..., 1:] ^= half
    if lab.itemsize == 1:
        wide *= 257
    else:
        scaled = slice(1, None) if signed else slice(None)
        wide[..., scaled] = np.minimum(wide[..., scaled] * 257 // 256, 65535)
    rgb = _through(wide.astype(np.uint16), _lab_icc(), "lab", screen_icc(), "rgb")
    return narrowed(rgb) if lab.itemsize == 1 else rgb


def _through(
    samples: np.ndarray, profile: bytes, space: str, target: bytes, wanted: str
) -> np.ndarray:
    """Relative colorimetric, by LittleCMS at the samples' own depth."""
    made: np.ndarray = imagecodecs.cms_transform(
        np.ascontiguousarray(samples), profile, target, colorspace=space, outcolorspace=wanted,
        intent=1,
    )  # fmt: skip
    return made


def space_of(profile: bytes) -> str:
    """What a profile is for, "RGB", "GRAY", "CMYK" ... (ICC.1:2022, 7.2.6)."""
    return profile[16:20].decode("latin-1").strip()


@cache
def _lab_icc() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@cache
def screen_icc() -> bytes:
    """sRGB, for pixels that were converted to it."""
    return undated(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def undated(profile: bytes) -> bytes:
    """Without the time at which it was made, so that results come again byte for byte."""
    made = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)  # ICC.1:2022, 7.2.8
    return profile[:24] + made + profile[36:]
