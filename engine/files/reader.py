"""Scans and masks in: by content, not by name; read-only; one sentence for whatever goes wrong."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from engine.errors import MaskError, ScanError
from engine.files import read_png, read_tiff, read_with_pillow
from engine.files.colour import narrowed
from engine.files.png import SIGNATURE as PNG
from engine.files.scan import Scan
from engine.geometry import Size

TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
# What people take for a scan, or have from elsewhere, and we cannot read.
UNREADABLE = (
    (b"%PDF", 0, "a PDF document: export its pictures as TIFF or PNG"),
    (b"ftyphei", 4, "a HEIC picture: convert it to TIFF, PNG or JPEG"),
    (b"ftypmif1", 4, "a HEIF picture: convert it to TIFF, PNG or JPEG"),
    (b"ftyphev", 4, "a HEIC picture: convert it to TIFF, PNG or JPEG"),
    (b"\xff\x0a", 0, "a JPEG XL picture: convert it to TIFF, PNG or JPEG"),
    (b"JXL \r\n\x87\n", 4, "a JPEG XL picture: convert it to TIFF, PNG or JPEG"),
    (b"8BPS", 0, "a Photoshop document: save it as TIFF"),
    (b"%!PS", 0, "a PostScript document: export it as TIFF or PNG"),
)


def open_scan(path: Path) -> Scan:
    """The scan in a file: pixels upright, what comes with them, and warnings for the user.

    JPEG, PNG and TIFF with everything they say; WebP, BMP, GIF, AVIF, JPEG 2000 and PNM with 8 bit
    or 16-bit grey. Of several pages or frames the first. The file is opened for reading only.

    Raises:
        ScanError: it is missing, damaged, cut off, too large, or of a kind we do not read.
    """
    path = Path(path)
    with _one_sentence(path):
        head = _head(path)
        if head.startswith(TIFF):
            return read_tiff.read(path)
        if head.startswith(PNG):
            return read_png.read(path)
        return read_with_pillow.read(path)


def read_size(path: Path) -> Size:
    """What the scan in a file measures, upright, without decoding a pixel of it.

    Raises:
        ScanError: as `open_scan`, as far as the header tells.
    """
    path = Path(path)
    with _one_sentence(path):
        head = _head(path)
        if head.startswith(TIFF):
            return read_tiff.read_size(path)
        if head.startswith(PNG):
            return read_png.read_size(path)
        return read_with_pillow.read_size(path)


def open_mask(path: Path, size: Size) -> np.ndarray:
    """A mask drawn elsewhere: uint8 (height, width), 0 keep .. 255 repair, a new array.

    White is repaired and transparent is kept; where only the transparency says something (one
    colour everywhere), what is opaque is repaired.

    Raises:
        MaskError: it has another size than `size`; the sentence names both.
        ScanError: it cannot be read.
    """
    scan = open_scan(path)
    if scan.size != size:
        raise MaskError(
            f"{scan.path.name if scan.path else 'the mask'} measures {scan.size} pixels, "
            f"the scan {size}: make a mask of exactly the scan's size, white where to repair."
        )
    pixels = narrowed(scan.pixels)
    # Rec. 601, in whole numbers that add up to 65,536, so that white stays 255.
    weights = np.array([19595, 38470, 7471], np.uint32)
    mask = pixels[..., 0] if scan.channels == 1 else _weighted(pixels, weights)
    if scan.alpha is None:
        return mask.copy()
    alpha = narrowed(scan.alpha)
    if alpha.min() < 255 and mask.min() == mask.max():
        return alpha.copy()
    seen: np.ndarray = mask.astype(np.uint16) * alpha
    return ((seen + 127) // 255).astype(np.uint8)


def _weighted(pixels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    grey = np.empty(pixels.shape[:2], np.uint8)
    for row in range(0, len(grey), 256):  # in bands: the sums have four times the bytes
        band = pixels[row : row + 256].astype(np.uint32) @ weights
        grey[row : row + 256] = (band + 32768) >> 16
    return grey


def _head(path: Path) -> bytes:
    """The first bytes, by which formats are known; refuses those that cannot be read."""
    with path.open("rb") as file:
        head = file.read(32)
    _refuse_unreadable(path, head)
    return head


def _refuse_unreadable(path: Path, head: bytes) -> None:
    if not head:
        raise ScanError(f"{path.name} is empty (0 bytes): copy it again from its origin.")
    for start, at, what in UNREADABLE:
        if head[at:].startswith(start):
            raise ScanError(f"{path.name} is {what}.")


@contextmanager
def _one_sentence(path: Path) -> Iterator[None]:
    """Whatever a decoder raises about a file becomes one ScanError.

    Decoders raise what they please about malformed files (ValueError, SyntaxError, struct.error,
    KeyError, RuntimeError, ...), so this border catches all of it; the cause goes to the log.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ours are in Scan.warnings
            yield
    except ScanError:
        raise
    except FileNotFoundError as error:
        raise ScanError(f"{path} does not exist.") from error
    except IsADirectoryError as error:
        raise ScanError(f"{path} is a folder: choose a picture in it.") from error
    except PermissionError as error:
        if path.is_dir():  # what Windows says of a folder
            raise ScanError(f"{path} is a folder: choose a picture in it.") from error
        raise ScanError(f"{path} may not be read by this user: check its permissions.") from error
    except MemoryError as error:
        raise ScanError(
            f"{path.name} does not fit into the free memory: close other programs."
        ) from error
    except Exception as error:
        raise ScanError(
            f"{path.name} cannot be read: it is damaged, cut off or of a kind Heirloom does not "
            f"know ({_detail(error)}). Copy it again from its origin, or save it anew as TIFF."
        ) from error


def _detail(error: Exception) -> str:
    """What the decoder said, as far as it means anything to a person."""
    words = " ".join(str(error).split())
    if not words or "object at 0x" in words or isinstance(error, io.UnsupportedOperation):
        return type(error).__name__
    return words[:120].rstrip(". ")
