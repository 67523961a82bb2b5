"""How a TIFF page stores its samples, and the way from there to grey or RGB of 8 or 16 bit.

Source of the numbers: TIFF 6.0, its technical notes 1 and 2, and libtiff's tiff.h.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import tifffile

from engine.errors import ScanError
from engine.files import colour
from engine.geometry import Size

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, INKS, YCBCR, LAB, ICC_LAB = 0, 1, 2, 3, 5, 6, 8, 9
COLOURS = {
    WHITE_IS_ZERO: 1, BLACK_IS_ZERO: 1, RGB: 3, PALETTE: 1, INKS: 4, YCBCR: 3, LAB: 3, ICC_LAB: 3
}  # fmt: skip
CONVERTED = (INKS, LAB, ICC_LAB)  # the file's profile does not describe the pixels that come out
PREMULTIPLIED, STRAIGHT = 1, 2  # kinds of alpha among ExtraSamples
UNSIGNED, FLOAT = 1, 3  # SampleFormat
CAMERA_RAW = 50706  # DNGVersion


@dataclass(frozen=True)
class Layout:
    """How a page stores its samples, and what becomes of them."""

    size: Size  # as stored
    photometric: int
    bits: int
    is_float: bool
    samples: int  # all of a pixel, stored
    alpha: bool
    orientation: int
    in_inks: bool = False  # four channels, as they are stored

    @property
    def infrared(self) -> bool:
        """A fourth sample that is no transparency, as scanners with an infrared lamp write it."""
        return self.photometric == RGB and self.samples > self.colours + self.alpha

    @property
    def channels(self) -> int:
        if self.in_inks:
            return self.colours
        return 1 if self.photometric in (WHITE_IS_ZERO, BLACK_IS_ZERO) else 3

    @property
    def colours(self) -> int:
        return COLOURS[self.photometric]

    @property
    def is_joint(self) -> bool:
        """Whether the colours are made of all samples of a pixel at once."""
        return self.photometric not in (BLACK_IS_ZERO, RGB, YCBCR)

    @property
    def depth(self) -> np.dtype:
        """Of the scan to be."""
        narrow = self.photometric == PALETTE or self.bits <= 8
        return np.dtype(np.uint8 if narrow else np.uint16)


def layout_of(path: Path, page: tifffile.TiffPage, orientation: int) -> Layout:
    """
    Raises:
        ScanError: the samples are of a kind that is not read; the sentence names it.
    """
    photometric, bits, samples = int(page.photometric), page.bitspersample, page.samplesperpixel
    if CAMERA_RAW in page.tags or photometric not in COLOURS:
        name = "camera raw" if CAMERA_RAW in page.tags else f"colour space {photometric}"
        raise ScanError(f"{path.name} is a TIFF with {name} data: save it as RGB or grey TIFF.")
    is_float = page.sampleformat == FLOAT and isinstance(bits, int) and bits in (16, 24, 32, 64)
    whole = page.sampleformat == UNSIGNED and isinstance(bits, int) and bits <= 32
    if photometric in (LAB, ICC_LAB):  # some writers call them signed, which two of the three are
        whole, is_float = bits in (8, 16), False
    if not (is_float or whole) or (photometric == PALETTE and bits > 16):
        raise ScanError(
            f"{path.name} is a TIFF with samples of {bits} bits ({page.dtype}): save it with 8 or "
            "16 bits per colour."
        )
    if page.imagedepth != 1 or samples < COLOURS[photometric]:
        raise ScanError(f"{path.name} is a TIFF with too few samples per pixel ({samples}).")
    extra = [int(kind) for kind in page.extrasamples]
    alpha = bool(extra) and extra[0] in (PREMULTIPLIED, STRAIGHT) and photometric != PALETTE
    size = Size(page.imagewidth, page.imagelength)
    return Layout(size, photometric, bits, is_float, samples, alpha, orientation)


@dataclass
class Conversion:
    """From stored samples (rows, columns, samples) to channels [+ alpha] [+ infrared].

    managed: the colours came through a profile, so that they are sRGB now.
    inks_icc: that profile, where the inks can be read and written again.
    outside: numbers of a float file so far that lay outside of 0..1, or were none, and were cut.
    """

    convert: Callable[[np.ndarray], np.ndarray]
    managed: bool = False
    inks_icc: bytes | None = None
    outside: int = field(default=0)

    def __call__(self, stored: np.ndarray) -> np.ndarray:
        return self.convert(stored)


def conversion(page: tifffile.TiffPage, layout: Layout, profile: bytes | None) -> Conversion:
    """What makes pixels of this page's samples."""
    if layout.photometric == PALETTE:
        palette = _palette(page)
        return Conversion(lambda raw: colour.from_palette(raw[..., 0], palette))
    made = Conversion(lambda raw: colour.widened(raw, layout.bits))
    if layout.is_float:

        def from_float(raw: np.ndarray) -> np.ndarray:
            pixels, cut = colour.from_float(raw)
            made.outside += cut
            return pixels

        made.convert = from_float
    widened, colours = made.convert, layout.colours
    if layout.photometric == INKS:
        from_inks = colour.inks_conversion(profile)
        made.convert = lambda raw: _first(widened(raw), colours, from_inks.convert)
        made.managed = from_inks.managed
        made.inks_icc = profile if from_inks.managed and not layout.is_float else None
    elif layout.photometric in (LAB, ICC_LAB):
        signed = layout.photometric == LAB
        made.convert = lambda raw: _first(
            raw.view(f"u{raw.itemsize}"), colours, lambda lab: colour.from_lab(lab, signed)
        )
        made.managed = True
    elif layout.photometric == WHITE_IS_ZERO:
        made.convert = lambda raw: _first(widened(raw), 1, colour.inverted)
    return made


def _first(
    samples: np.ndarray, colours: int, convert: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """The colours converted; what follows them as it is."""
    return np.concatenate((convert(samples[..., :colours]), samples[..., colours:]), axis=2)


def _palette(page: tifffile.TiffPage) -> np.ndarray:
    """uint8 (colours, 3); some writers fill the 16-bit table with 8-bit values."""
    table = np.asarray(page.colormap, np.uint16).T
    return (table >> 8 if table.max(initial=0) > 255 else table).astype(np.uint8)


def about_layout(page: tifffile.TiffPage, layout: Layout, made: Conversion) -> list[str]:
    """What was changed on opening, one sentence each."""
    told = []
    if layout.photometric == PALETTE:
        told.append("It has a palette; it was opened as 8-bit RGB.")
    elif layout.is_float:
        told.append(f"It has {layout.bits}-bit numbers from 0 to 1; it was opened with 16 bits.")
    elif layout.bits not in (8, 16):
        wide = 8 if layout.bits < 8 else 16
        told.append(f"It has {layout.bits} bits per sample; it was opened with {wide}.")
    if made.outside:
        share = made.outside / (layout.size.area * layout.samples)
        told.append(f"{share:.1%} of its numbers lie outside of 0 to 1 and were cut off there.")
    if layout.photometric == INKS:
        told.append(colour.told_of_inks(managed=made.managed))
    if layout.photometric in (LAB, ICC_LAB):
        told.append("It is in Lab; its colours were converted to sRGB, and the result is RGB.")
    return told + _about_extra(page, layout)


def _about_extra(page: tifffile.TiffPage, layout: Layout) -> list[str]:
    told = []
    spare = layout.samples - layout.colours - layout.alpha
    if layout.infrared:
        spare -= 1
        told.append(
            "Its fourth channel was taken as infrared, which shows dust; it stays in the original "
            "file and is not saved with the result."
        )
    if spare:
        told.append(
            f"It has {spare} more channel(s) that are not read; they stay in the original file "
            "and are not saved with the result."
        )
    if layout.alpha and int(page.extrasamples[0]) == PREMULTIPLIED:
        told.append("Its colours are premultiplied by its transparency; they are kept as they are.")
    return told
