"""Scans and masks in: by content, not by name; read-only; one sentence for whatever goes wrong."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.errors import MaskError, ScanError
from engine.files import apart, read_png, read_raw, read_tiff, read_with_pillow
from engine.files.colour import narrowed
from engine.files.formats import READABLE, title
from engine.files.limits import question
from engine.files.png import SIGNATURE as PNG
from engine.files.read_rare import is_rare
from engine.files.scan import PageFacts, Scan
from engine.geometry import Size

TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
# What people take for a scan, or have from elsewhere, and we cannot read.
UNREADABLE = (
    (b"%PDF", "a PDF document: export its pictures as TIFF or PNG"),
    (b"8BPS", "a Photoshop document: save it as TIFF"),
    (b"%!PS", "a PostScript document: export it as TIFF or PNG"),
)


def open_scan(path: Path, page: int = 1) -> Scan:
    """The scan in a file: pixels upright, what comes with them, and warnings for the user.

    JPEG, PNG, TIFF, JPEG 2000, JPEG XL, HEIC, AVIF, WebP, BMP, GIF, PNM and, with the extra `raw`,
    camera raw: by content, whatever the name. The file is opened for reading only.

    Args:
        page: of a TIFF with several, from 1. Of other pictures and frames the first is opened.

    Raises:
        ScanError: it is missing, damaged, too large, has no such page, or is of a kind we do not
            read.
    """
    path = Path(path)
    with one_sentence(path):
        head = first_bytes(path)
        if is_tiff(path, head):
            return _checked_name(read_tiff.read(path, page))
        _refuse_other_page(path, page)
        return _checked_name(_read(path, head))


def is_tiff(path: Path, head: bytes) -> bool:
    """Whether `head` begins a TIFF that is a picture, not a camera's raw data."""
    return head.startswith(TIFF) and not read_raw.is_raw(path, head)


def _refuse_other_page(path: Path, page: int) -> None:
    if page != 1:
        raise ScanError(f"{path.name} has no page {page}: only a TIFF has several pages.")


def _read(path: Path, head: bytes) -> Scan:
    """What is no TIFF."""
    if is_rare(path, head):
        return apart.helper.open_scan(path)
    return read_png.read(path) if head.startswith(PNG) else read_with_pillow.read(path)


def _checked_name(scan: Scan) -> Scan:
    """Says it where the name promises another format."""
    ending = scan.path.suffix.lower() if scan.path else ""
    promised = READABLE.get(ending, scan.format)
    if promised == scan.format:
        return scan
    told = f"Its name ends in {ending}, but it is a {title(scan.format)} file."
    return replace(scan, warnings=(told, *scan.warnings))


def read_size(path: Path, page: int = 1) -> Size:
    """What the scan in a file measures, upright, without decoding a pixel of it.

    Raises:
        ScanError: as `open_scan`, as far as the header tells.
    """
    path = Path(path)
    with one_sentence(path):
        head = first_bytes(path)
        if is_tiff(path, head):
            return read_tiff.read_pages(path, page)[page - 1].size
        _refuse_other_page(path, page)
        if is_rare(path, head):
            return apart.helper.read_size(path)
        if head.startswith(PNG):
            return read_png.read_size(path)
        return read_with_pillow.read_size(path)


def check_asked(path: Path, page: int = 1, *, large: bool) -> None:
    """Refuse a very large scan that nobody agreed to; for commands, which cannot ask.

    Raises:
        ScanError: it is larger than `limits.ASKED_PIXELS` and `large` is false. And as `read_size`.
    """
    if not large and (told := question(path.name, read_size(path, page))):
        raise ScanError(f"{told} Add --large to open it all the same.")


def read_pages(path: Path) -> tuple[PageFacts, ...]:
    """The pages of a TIFF one can choose from; empty for files of other formats.

    Raises:
        ScanError: as `open_scan`, as far as the headers tell.
    """
    path = Path(path)
    with one_sentence(path):
        return read_tiff.read_pages(path) if is_tiff(path, first_bytes(path)) else ()


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


def first_bytes(path: Path) -> bytes:
    """The first bytes, by which formats are known; refuses those that cannot be read."""
    with path.open("rb") as file:
        head = file.read(32)
    _refuse_unreadable(path, head)
    return head


def _refuse_unreadable(path: Path, head: bytes) -> None:
    if not head:
        raise ScanError(f"{path.name} is empty (0 bytes): copy it again from its origin.")
    for start, what in UNREADABLE:
        if head.startswith(start):
            raise ScanError(f"{path.name} is {what}.")


@contextmanager
def one_sentence(path: Path) -> Iterator[None]:
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
