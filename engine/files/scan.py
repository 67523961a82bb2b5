"""A scan as it was opened: pixels and everything that must come back out with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.geometry import Size


@dataclass(frozen=True)
class Metadata:
    """What a file says beside its pixels, as the blobs it said it with.

    Orientation is already applied to the pixels and removed from `exif`.
    """

    exif: bytes | None = None  # TIFF-structured block, without the "Exif\0\0" prefix
    icc: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None  # horizontal, vertical, of the turned pixels


@dataclass(frozen=True)
class PageFacts:
    """What is known of a page before it is opened. bits: per sample, as stored."""

    size: Size
    bits: int
    channels: int


@dataclass(frozen=True, eq=False)
class Scan:
    """Pixels (height, width, 1 or 3), uint8 or uint16, read-only; RGB or grey.

    alpha: (height, width) of the same depth, or None. It never goes through a generator.
    infrared: (height, width) uint8 or uint16, or None: what some scanners see of dust, read-only.
    """

    path: Path | None
    pixels: np.ndarray
    alpha: np.ndarray | None = None
    metadata: Metadata = field(default_factory=Metadata)
    format: str = ""  # "JPEG", "PNG", "TIFF", "WEBP" ...: what its content is
    quality: int | None = None  # JPEG quality the source was saved with, estimated
    warnings: tuple[str, ...] = ()  # one sentence each, for the user
    infrared: np.ndarray | None = None
    page: int = 1  # which of the file's pages it is, from 1
    pages: int = 1  # that the file has
    inks_icc: bytes | None = None  # of a file in CMYK, the profile by which it was converted

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] not in (1, 3):
            raise ValueError(f"a scan has 1 or 3 channels, got shape {self.pixels.shape}")
        if self.pixels.dtype not in (np.uint8, np.uint16):
            raise ValueError(f"a scan is uint8 or uint16, got {self.pixels.dtype}")
        if self.infrared is not None:
            if self.infrared.shape != self.pixels.shape[:2]:
                raise ValueError(f"the infrared plane has shape {self.infrared.shape}")
            self.infrared.flags.writeable = False
        self.pixels.flags.writeable = False

    @property
    def size(self) -> Size:
        height, width = self.pixels.shape[:2]
        return Size(width, height)

    @property
    def channels(self) -> int:
        return int(self.pixels.shape[2])

    @property
    def depth(self) -> int:
        """Bits per sample: 8 or 16."""
        return self.pixels.dtype.itemsize * 8
