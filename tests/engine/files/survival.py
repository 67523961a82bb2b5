"""What survives from format to format, found out by saving and opening; the table in the manual.

`python -m tests.engine.files.survival` writes it into docs/manual/files.md anew.
"""

from __future__ import annotations

import re
import tempfile
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from engine.document.document import Document
from engine.files import exif, reader, xmp
from engine.files.colour import narrowed, screen_icc
from engine.files.formats import EXTENSIONS, FORMATS, title
from engine.files.losses import losses
from engine.files.scan import Metadata, Scan
from engine.files.writer import SaveOptions, save_scan
from tests.engine.files.conftest import IPTC, XMP, camera_directory

PAGE = Path(__file__).resolve().parents[3] / "docs" / "manual" / "files.md"
HEAD = "| from \\ to |"
MAKER_NOTE = 37500
# More than one marker of a JPEG holds: what was done in Photoshop over the years.
LONG_XMP = XMP.replace(
    b'tiff:Orientation="1"/>',
    b'tiff:Orientation="1" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">'
    b"<photoshop:History>" + b"Levels; " * 20_000 + b"</photoshop:History></rdf:Description>",
)
# What can be lost, and the words in which `losses` tells it.
KINDS = {
    "exact pixels": "compresses the whole picture anew",
    "16 bit": "bits per colour",
    "transparency": "has no transparency",
    "profile": "profile of grey",
    "resolution": "resolution",
    "EXIF": "EXIF",
    "MakerNote": "MakerNote",
    "place": "Where it was taken",
    "XMP": "XMP",
    "IPTC": "IPTC",
}


def rich_scan(dtype=np.uint16, channels=3, *, alpha=True, height=19, width=23, seed=5) -> Scan:
    """A scan that has all that there is to lose."""
    random, top = np.random.default_rng(seed), np.iinfo(dtype).max
    pixels = random.integers(0, top, (height, width, channels), dtype, endpoint=True)
    plane = random.integers(0, top, (height, width), dtype, endpoint=True) if alpha else None
    block = exif.write_block(camera_directory())
    icc = screen_icc() if channels == 3 else None  # a profile of grey is not at hand
    return Scan(None, pixels, plane, Metadata(block, icc, LONG_XMP, IPTC, (300.0, 600.0)))


def through(scan: Scan, folder: Path, format: str, options: SaveOptions | None = None) -> Scan:
    """The scan saved in a format and opened again."""
    path = folder / f"{'again' if scan.path else 'first'}{EXTENSIONS[format]}"
    return reader.open_scan(save_scan(Document(scan), path, options))


def lost(before: Scan, after: Scan) -> set[str]:
    """Of KINDS, those that `before` has and `after` has not, or has otherwise."""
    gone = set()
    pixels = before.pixels if after.depth == before.depth else narrowed(before.pixels)
    if not np.array_equal(np.broadcast_to(pixels, after.pixels.shape), after.pixels):
        gone.add("exact pixels")
    if after.depth < before.depth:
        gone.add("16 bit")
    if before.alpha is not None and after.alpha is None:
        gone.add("transparency")
    a, b = before.metadata, after.metadata
    for kind, one, other in (
        ("profile", a.icc, b.icc),
        ("resolution", a.dpi, b.dpi),
        ("XMP", properties(a.xmp), properties(b.xmp)),
        ("IPTC", a.iptc, b.iptc),
    ):
        if one and one != other:
            gone.add(kind)
    return gone | _lost_of_exif(a.exif, b.exif)


def properties(packet: bytes | None) -> list[str]:
    """Those of an XMP packet, whatever the prefixes and descriptions they are written with."""
    if not packet:
        return []
    described = ElementTree.fromstring(packet).iter(f"{{{xmp.RDF}}}Description")
    told = []
    for one in described:
        told += [f"{name}={value}" for name, value in one.items() if xmp.RDF not in name]
        told += [ElementTree.tostring(child, "unicode").strip() for child in one]
    return sorted(told)


def _lost_of_exif(before: bytes | None, after: bytes | None) -> set[str]:
    one = exif.read_block(before) if before else exif.Ifd()
    other = exif.read_block(after) if after else exif.Ifd()
    gone = set()
    if any(values(one).get(tag) != values(other).get(tag) for tag in (270, 271)):
        gone.add("EXIF")
    if camera(one).get(MAKER_NOTE) != camera(other).get(MAKER_NOTE):
        gone.add("MakerNote")
    if values(one.below.get(exif.GPS_IFD)) != values(other.below.get(exif.GPS_IFD)):
        gone.add("place")
    return gone


def values(directory: exif.Ifd | None) -> dict[int, tuple[int, int, bytes]]:
    entries = directory.entries if directory else {}
    return {tag: (entry.type, entry.count, entry.value) for tag, entry in entries.items()}


def camera(directory: exif.Ifd) -> dict[int, tuple[int, int, bytes]]:
    return values(directory.below.get(exif.EXIF_IFD))


def told(scan: Scan, format: str, options: SaveOptions | None = None) -> set[str]:
    """Of KINDS, those of which `losses` speaks."""
    sentences = " ".join(losses(scan, format, options))
    return {kind for kind, words in KINDS.items() if words in sentences}


def table() -> str:
    """Markdown: what a scan with everything, saved as the one format, loses as the other."""
    rows = [
        f"{HEAD} {' | '.join(title(name) for name in FORMATS)} |",
        "|---" * (len(FORMATS) + 1) + "|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for first in FORMATS:
            gone: dict[str, set[str]] = {second: set() for second in FORMATS}
            for channels, second in product((1, 3), FORMATS):
                source = through(rich_scan(channels=channels), Path(folder), first)
                gone[second] |= lost(source, through(source, Path(folder), second))
            cells = [", ".join(kind for kind in KINDS if kind in gone[name]) for name in FORMATS]
            rows.append(f"| {title(first)} | {' | '.join(cell or '-' for cell in cells)} |")
    return "\n".join(rows) + "\n"


def table_in(page: str) -> str:
    found = re.search(rf"^{re.escape(HEAD)}.*?\n(?=\n|\Z)", page, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def write_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page.replace(table_in(page), table()), encoding="utf-8")


if __name__ == "__main__":
    write_page()
