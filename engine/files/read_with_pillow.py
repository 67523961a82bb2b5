"""JPEG and the other formats that Pillow reads at 8 bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, JpegImagePlugin

from engine.errors import ScanError
from engine.files import colour, xmp_extended
from engine.files import metadata as kinds
from engine.files.jpeg_repair import loaded
from engine.files.limits import check_size
from engine.files.scan import Metadata, Scan
from engine.files.upright import Canvas
from engine.geometry import Size

# No format that starts programs (EPS) or that no scanner and no camera writes: each one is code
# that meets damaged files.
# (MPO, what stereo cameras write, is opened by JPEG's own code.)
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "AVIF", "JPEG2000", "PPM")
BAND = 512  # rows converted at a time
# Pillow's mode -> channels and alpha of the scan.
MODES = {
    "1": (1, False), "L": (1, False), "I;16": (1, False), "I;16B": (1, False), "I;16L": (1, False),
    "LA": (1, True), "RGB": (3, False), "RGBX": (3, False), "RGBA": (3, True), "P": (3, False),
    "PA": (3, True), "YCbCr": (3, False), "CMYK": (3, False),
}  # fmt: skip
# IJG's luminance table for quality 50 (libjpeg, jcparam.c), in rows.
IJG_LUMINANCE = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip

# Ours (limits.py) takes its place: 139 megapixels, A4 at 1200 dpi, is everyday work here.
Image.MAX_IMAGE_PIXELS = None


def read(path: Path) -> Scan:
    """Any of `FORMATS`; raises ScanError for what is known, anything for damaged files."""
    with Image.open(path, formats=FORMATS) as picture:
        said, warnings = read_metadata(picture)
        return read_pixels(path, picture, said, warnings)


def read_size(path: Path) -> Size:
    """Of the scan, upright, by the header alone."""
    with Image.open(path, formats=FORMATS) as picture:
        said, _ = read_metadata(picture)
        return Size(*picture.size).turned(kinds.stored_orientation(said))


def read_pixels(path: Path, picture: Image.Image, said: Metadata, warnings: list[str]) -> Scan:
    """The opened picture with metadata as stored; turns both upright."""
    mode = _with_transparency(picture)
    if mode not in MODES:
        raise ScanError(
            f"{path.name} stores its colours as {mode}, which Heirloom does not read: "
            "save it as RGB or grey of 8 or 16 bit."
        )
    channels, alpha = MODES[mode]
    # Pillow holds 4 bytes per pixel in whole, ours come beside them.
    check_size(path, Size(*picture.size), 4 + channels + alpha)
    orientation = kinds.stored_orientation(said)
    frames, profile, quality = getattr(picture, "n_frames", 1), said.icc, _quality(picture)
    picture, lost = loaded(path, picture)
    depth = np.dtype(np.uint16 if mode.startswith("I;16") else np.uint8)
    canvas = Canvas(Size(*picture.size), channels, depth, alpha=alpha, orientation=orientation)
    inks = colour.inks_conversion(profile)
    for top in range(0, picture.height, BAND):
        canvas.put(top, 0, _piece(picture, mode, top, inks))
    inks_icc = said.icc if mode == "CMYK" and inks.managed else None
    if mode == "CMYK":
        said = replace(said, icc=colour.screen_icc() if inks.managed else None)
    return Scan(
        path,
        canvas.pixels,
        canvas.alpha,
        kinds.upright(said, orientation),
        "JPEG" if picture.format == "MPO" else picture.format or "",
        quality,
        (*warnings, *_about(picture, mode, frames, inks.managed), *lost),
        inks_icc=inks_icc,
    )


def _with_transparency(picture: Image.Image) -> str:
    """The mode to convert to: palettes and single transparent colours get an alpha of their own."""
    if picture.mode == "P":
        return "RGBA" if "transparency" in picture.info else "RGB"
    if "transparency" in picture.info and picture.mode in ("1", "L", "RGB"):
        return "RGBA" if picture.mode == "RGB" else "LA"
    return {"1": "L", "La": "LA", "RGBa": "RGBA", "PA": "RGBA"}.get(picture.mode, picture.mode)


def _piece(picture: Image.Image, mode: str, top: int, inks: colour.InksConversion) -> np.ndarray:
    """(rows, columns, samples) from row `top` on."""
    bottom = min(top + BAND, picture.height)
    band = picture.crop((0, top, picture.width, bottom))
    if picture.mode == "CMYK":
        return inks.convert(np.asarray(band))
    if picture.mode in ("YCbCr", "RGBX"):
        mode = "RGB"
    if band.mode != mode:
        if "transparency" in picture.info:
            band.info["transparency"] = picture.info["transparency"]
        band = band.convert(mode)
    samples = np.asarray(band)
    return samples.reshape(bottom - top, picture.width, -1)


def read_metadata(picture: Image.Image) -> tuple[Metadata, list[str]]:
    """What the file says, as stored."""
    info = picture.info
    exif, warnings = kinds.checked_exif(info.get("exif"))
    photoshop = info.get("photoshop")
    iptc = photoshop.get(kinds.IPTC_RESOURCE) if isinstance(photoshop, dict) else None
    extended = [
        body.removeprefix(xmp_extended.NAME)
        for marker, body in getattr(picture, "applist", [])
        if marker == "APP1" and body.startswith(xmp_extended.NAME)
    ]
    xmp, told = xmp_extended.joined(info.get("xmp"), extended)
    dpi = kinds.sensible_dpi(*info["dpi"]) if len(info.get("dpi", ())) == 2 else None
    dpi = dpi or kinds.dpi_of(exif)
    icc = info.get("icc_profile")
    return Metadata(exif, icc or None, xmp or None, iptc or None, dpi), warnings + told


def _about(picture: Image.Image, mode: str, frames: int, managed: bool) -> list[str]:
    """What was changed on opening, one sentence each."""
    told = []
    if picture.mode in ("P", "PA"):
        told.append("It has a palette of at most 256 colours; it was opened as 8-bit RGB.")
    if picture.mode == "1":
        told.append("It has 1 bit per pixel; it was opened as 8-bit grey.")
    if mode == "CMYK":
        told.append(colour.told_of_inks(managed=managed))
    if frames > 1:
        told.append(f"It has {frames} pictures; only the first was opened.")
    if picture.format == "JPEG2000" and mode != "I;16":
        told.append("JPEG 2000 is read with 8 bits per colour.")
    return told


def _quality(picture: Image.Image) -> int | None:
    """JPEG quality by IJG's scale: the one whose luminance table is nearest to the file's."""
    tables = getattr(picture, "quantization", None)
    if not isinstance(picture, JpegImagePlugin.JpegImageFile) or not tables:
        return None
    luminance = np.array(tables[min(tables)], np.int64)
    scaled = [(5000 // q if q < 50 else 200 - 2 * q) for q in range(1, 101)]
    guesses = (np.outer(scaled, IJG_LUMINANCE) + 50) // 100
    distance = np.abs(np.clip(guesses, 1, 255) - luminance).sum(axis=1)
    return int(distance.argmin()) + 1
