"""Sound and awkward files of every kind we read, small enough to be opened thousands of times."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

from engine.document.record import save_record
from engine.document.restoration import RestorationWriter
from engine.files.formats import EXTENSIONS
from engine.files.writer import save_scan
from engine.files.xmp_extended import parted, parts_of
from tests.engine.document.conftest import make_document
from tests.engine.files.survival import LONG_XMP

AWKWARD = Path(__file__).resolve().parents[4] / "shared" / "data" / "files"
LARGEST = 170_000  # bytes of an awkward file; larger ones only take longer
# As tifffile names them; each is one more decoder.
COMPRESSIONS = (None, "lzw", "deflate", "packbits", "zstd", "jpeg", "lzma", "webp", "jpeg2000")
PILLOW = ("BMP", "GIF", "PPM", "TGA", "PCX", "ICO", "SGI")


def seeds() -> dict[str, bytes]:
    """By name; the same in every process."""
    found = {
        path.name: path.read_bytes()
        for path in sorted(AWKWARD.glob("*"))
        if path.suffix not in (".md", ".csv") and 0 < path.stat().st_size <= LARGEST
    }
    return found | _tiffs() | _pictures() | _ours()


def _ours() -> dict[str, bytes]:
    """What this program writes: results, restoration files, records."""
    document = make_document()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for ending in EXTENSIONS.values():
            save_scan(document, folder / f"own{ending}")
        snapshot = document.snapshot()
        RestorationWriter(document.scan).save(snapshot, folder / "own.heirloom")
        save_record(snapshot, folder / "own.png")
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _tiffs() -> dict[str, bytes]:
    rng, found = np.random.default_rng(3), {}
    for compression in COMPRESSIONS:
        for depth in (np.uint8, np.uint16):
            if depth == np.uint16 and compression in ("jpeg", "webp"):
                continue
            pixels = rng.integers(0, np.iinfo(depth).max, (64, 80, 3), depth)
            for tile in (None, (32, 32)):
                name = (
                    f"made_{compression}_{np.dtype(depth).name}_{'tile' if tile else 'strip'}.tif"
                )
                file = io.BytesIO()
                tifffile.imwrite(
                    file, pixels, photometric="rgb", compression=compression, tile=tile
                )
                found[name] = file.getvalue()
    return found


def _pictures() -> dict[str, bytes]:
    y, x = np.mgrid[:70, :90]
    pixels = np.dstack((x * 2, y * 3, x + y)).astype(np.uint8)
    picture = Image.fromarray(pixels)
    found = {
        "made.jxl": imagecodecs.jpegxl_encode(pixels),
        "made_16.jxl": imagecodecs.jpegxl_encode(pixels.astype(np.uint16) * 257, lossless=True),
    }
    first, extended = parted(LONG_XMP.replace(b"Levels; " * 19_900, b""), 800) or (b"", b"")
    parts = b"".join(
        b"\xff\xe1" + (len(part) + 2).to_bytes(2, "big") + part for part in parts_of(extended)
    )
    file = io.BytesIO()
    picture.save(file, "JPEG", xmp=first, extra=parts)
    found["made_extended_xmp.jpg"] = file.getvalue()
    for format in PILLOW:
        file = io.BytesIO()
        picture.save(file, format)
        found[f"made_{format.lower()}.{format.lower()}"] = file.getvalue()
    for mode in ("L", "CMYK"):
        file = io.BytesIO()
        picture.convert(mode).save(file, "JPEG", progressive=mode == "L")
        found[f"made_{mode.lower()}.jpg"] = file.getvalue()
    return found
