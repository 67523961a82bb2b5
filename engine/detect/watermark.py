"""A mark laid over pictures: how strongly it covers and in which colour, kept in a file.

    shown = (1 - alpha) * picture + alpha * colour

A mark file is a PNG with transparency, and beside it a JSON of the same name that tells where on
the pictures it lies and how well it is known. A PNG alone is a logo: known_mark.py finds its place.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from engine.document.document import Document
from engine.errors import ScanError
from engine.files.atomic import replacing
from engine.files.reader import open_scan
from engine.files.scan import Scan
from engine.files.writer import save_scan
from engine.geometry import Size

FORMAT, VERSION = "heirloom-mark", 1
LEAST = 0.01  # alpha; a hundredth of black and white is what a still eye can tell
NOTE = "for your own pictures, or with permission"


@dataclass(frozen=True)
class Place:
    """Where a mark lies on pictures of any size.

    across, down: 0 left or top, 0.5 middle, 1 right or bottom: the point it keeps its distance to.
    left, top: px, from that point to the mark's top left corner.
    """

    across: float
    down: float
    left: int
    top: int

    def on(self, size: Size) -> tuple[int, int]:
        """The top left corner on a picture of this size: (x, y) in px, maybe outside."""
        point = round(self.across * size.width), round(self.down * size.height)
        return point[0] + self.left, point[1] + self.top


@dataclass(frozen=True, eq=False)
class Watermark:
    """What is laid over pictures.

    alpha: float32 (height, width), 0 nothing .. 1 hides what is below.
    colour: float32 (height, width, 1 or 3) 0..1, as the pictures encode it.
    place: None: it is not known.
    residual: of 0..1, how far the light it adds is off, before un-blending magnifies that.
    pictures: it was learnt from; 0: it was given.
    misplaced: px, a deviation: how far its outlines may lie from where they seem to on a picture.
    """

    alpha: np.ndarray
    colour: np.ndarray
    place: Place | None = None
    residual: float = 0.0
    pictures: int = 0
    misplaced: float = 0.0

    @property
    def size(self) -> Size:
        return Size(self.alpha.shape[1], self.alpha.shape[0])

    @property
    def sha256(self) -> str:
        """Of all that decides what removing it gives."""
        digest = hashlib.sha256(repr((self.place, self.residual, self.colour.shape)).encode())
        for plane in (self.alpha, self.colour):
            digest.update(np.ascontiguousarray(plane).tobytes())
        return digest.hexdigest()

    def premultiplied(self, channels: int) -> np.ndarray:
        """float32 (height, width, 1 + channels): alpha, and alpha times colour."""
        colour = self.colour
        if colour.shape[2] != channels:
            colour = np.repeat(colour.mean(axis=2, keepdims=True), channels, axis=2)
        alpha = self.alpha[..., None]
        return np.concatenate((alpha, alpha * colour), axis=2)


def mark_facts(path: Path) -> Path:
    """The JSON that belongs to a mark file."""
    return path.with_suffix(".json")


def save_mark_file(mark: Watermark, path: Path) -> list[Path]:
    """Write `path`, a PNG of 16 bit with transparency, and its JSON; returns both.

    Raises:
        SaveError: they cannot be written.
    """
    top = np.iinfo(np.uint16).max
    pixels, alpha = (np.rint(p * top).astype(np.uint16) for p in (mark.colour, mark.alpha))
    save_scan(Document(Scan(None, pixels, alpha)), path)
    told = {"format": FORMAT, "version": VERSION, "note": NOTE}
    told |= {"place": asdict(mark.place) if mark.place else None}
    told |= {"residual": mark.residual, "pictures": mark.pictures}
    with replacing(mark_facts(path)) as file:
        file.write(json.dumps(told, indent=1).encode())
    return [path, mark_facts(path)]


def open_mark_file(path: Path) -> Watermark:
    """A mark that was saved, or a logo with transparency and no JSON beside it.

    Raises:
        ScanError: it cannot be read, has no transparency, or its JSON is not ours.
    """
    scan = open_scan(path)
    if scan.alpha is None or not scan.alpha.any():
        raise ScanError(
            f"{path.name} has no transparency, so that it does not say where the mark covers "
            "anything: give a PNG with an alpha channel."
        )
    alpha, colour = (
        p.astype(np.float32) / np.iinfo(p.dtype).max for p in (scan.alpha, scan.pixels)
    )
    facts = mark_facts(path)
    if not facts.exists():
        return Watermark(alpha, colour)
    try:
        told = json.loads(facts.read_text("utf-8"))
        if told["format"] != FORMAT or told["version"] > VERSION:
            raise ValueError(f"format {told['format']} {told['version']}")
        place = Place(**told["place"]) if told["place"] else None
        return Watermark(alpha, colour, place, float(told["residual"]), int(told["pictures"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ScanError(
            f"{facts.name} is not what Heirloom wrote beside a mark ({error}): learn the mark anew,"
            f" or move {facts.name} away to have {path.name} looked for as a logo."
        ) from error
