"""The formats: what their files are called, and what those that are written can hold."""

from __future__ import annotations

from dataclasses import dataclass

ALL_KINDS = frozenset(("EXIF", "XMP", "IPTC"))


@dataclass(frozen=True)
class Format:
    """One that is written.

    endings: of names; the first is the one that is proposed.
    depth: most bits per sample. max_side: in pixels; 0 = what everything here can hold.
    quality: what 1..100 it is saved with where nobody chooses; None = it has no such choice.
    lossless: the quality from which every pixel comes back as it was; None = at no quality.
    kinds: of metadata that have a place in it. Profile and resolution have one in each.
    """

    title: str
    endings: tuple[str, ...]
    depth: int = 16
    alpha: bool = True
    max_side: int = 0
    quality: int | None = None
    lossless: int | None = 0
    kinds: frozenset[str] = ALL_KINDS


FORMATS = {
    "TIFF": Format("TIFF", (".tif", ".tiff")),
    "PNG": Format("PNG", (".png",)),
    "JPEG": Format(
        "JPEG", (".jpg", ".jpeg", ".jpe"), 8, alpha=False, max_side=65_500, quality=95,
        lossless=None,
    ),
    "JPEG2000": Format("JPEG 2000", (".jp2",)),
    "WEBP": Format(
        "WebP", (".webp",), 8, max_side=16_383, quality=100, lossless=100,
        kinds=frozenset(("EXIF", "XMP")),
    ),
    "AVIF": Format(
        "AVIF", (".avif",), 8, max_side=65_535, quality=90, lossless=None,
        kinds=frozenset(("EXIF", "XMP")),
    ),
}  # fmt: skip
INKS_IN = ("TIFF", "JPEG")  # also hold CMYK
SUFFIXES = {ending: name for name, format in FORMATS.items() for ending in format.endings}
EXTENSIONS = {name: format.endings[0] for name, format in FORMATS.items()}

RAW_SUFFIXES = (
    ".dng", ".nef", ".cr2", ".cr3", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw",
)  # fmt: skip
# Every ending that means a format which is read, in the words of Scan.format.
READABLE = SUFFIXES | {
    ".mpo": "JPEG", ".jfif": "JPEG", ".bmp": "BMP", ".gif": "GIF", ".j2k": "JPEG2000",
    ".j2c": "JPEG2000", ".jpf": "JPEG2000", ".jxl": "JPEGXL", ".heic": "HEIF", ".heif": "HEIF",
    ".hif": "HEIF", ".pgm": "PPM", ".ppm": "PPM", ".pnm": "PPM", ".pbm": "PPM",
    **dict.fromkeys(RAW_SUFFIXES, "RAW"),
}  # fmt: skip
TITLES = {name: format.title for name, format in FORMATS.items()} | {
    "JPEGXL": "JPEG XL", "HEIF": "HEIC", "PPM": "PNM", "RAW": "camera raw",
}  # fmt: skip


def title(format: str) -> str:
    """As people write it."""
    return TITLES.get(format, format)
