"""A photograph turned in its file is upright on the screen, once, in every format."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.document.document import Document
from engine.files import exif, reader, writer
from engine.files.upright import INVERSE, turned

# EXIF's own words (Exif 2.32, 4.6.4): where the stored first row and first column are to be seen.
SEEN = {
    1: ("top", "left"), 2: ("top", "right"), 3: ("bottom", "right"), 4: ("bottom", "left"),
    5: ("left", "top"), 6: ("right", "top"), 7: ("right", "bottom"), 8: ("left", "bottom"),
}  # fmt: skip
BLOCKS = np.kron(np.arange(1, 7).reshape(2, 3) * 40, np.ones((16, 16), int)).astype(np.uint8)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_rows_and_columns_go_where_the_standard_says(orientation):
    stored = np.zeros((4, 6), int)
    stored[0, :] += 1
    stored[:, 0] += 2
    seen = turned(stored, orientation)
    sides = {"top": seen[0], "bottom": seen[-1], "left": seen[:, 0], "right": seen[:, -1]}
    row, column = SEEN[orientation]
    assert np.isin(sides[row], (1, 3)).all() and np.isin(sides[column], (2, 3)).all()
    back = turned(seen, INVERSE.get(orientation, orientation))
    np.testing.assert_array_equal(back, stored)


def exif_with(orientation: int, order: str = "<") -> bytes:
    head = {"<": b"II*\0", ">": b"MM\0*"}[order]
    entry = struct.pack(order + "HHIHH", exif.ORIENTATION, 3, 1, orientation, 0)
    return head + struct.pack(order + "IH", 8, 1) + entry + b"\0\0\0\0"


def write(path, orientation: int, pixels: np.ndarray) -> None:
    picture = Image.fromarray(pixels)
    if path.suffix == ".tif":
        options = {"extratags": [(exif.ORIENTATION, 3, 1, orientation, True)], "metadata": None}
        tifffile.imwrite(path, pixels, compression=None, **options)
    else:
        order = "<" if orientation % 2 else ">"
        block = b"Exif\0\0" + exif_with(orientation, order)
        if path.suffix == ".jpg":
            picture.save(path, exif=block, quality=98, subsampling=0)
        else:
            picture.save(path, exif=block, **({"lossless": True} if path.suffix == ".webp" else {}))


@pytest.mark.parametrize("kind", [".jpg", ".png", ".tif", ".webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_file_opens_upright_and_stays_upright_when_saved(tmp_path, orientation, kind):
    path = tmp_path / f"turned{kind}"
    pixels = np.repeat(BLOCKS[..., np.newaxis], 3, axis=2)
    write(path, orientation, pixels)
    expected = turned(pixels, orientation)
    scan = reader.open_scan(path)
    assert scan.pixels.flags.c_contiguous
    np.testing.assert_allclose(scan.pixels.astype(int), expected.astype(int), atol=3)
    for extension in (".jpg", ".png", ".tif"):
        again = writer.save_scan(Document(scan), tmp_path / f"saved{extension}")
        result = reader.open_scan(again)
        np.testing.assert_allclose(result.pixels.astype(int), expected.astype(int), atol=4)
        with Image.open(again) as seen_by_others:
            seen_by_others.load()
            assert seen_by_others.getexif().get(exif.ORIENTATION, 1) == 1


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["png", "tif"])
def test_alpha_and_16_bit_turn_with_the_pixels(tmp_path, noise, orientation, kind):
    scan = noise(np.uint16, 3, alpha=True)
    path = writer.save_scan(Document(scan), tmp_path / f"upright.{kind}")
    if kind == "tif":
        with tifffile.TiffFile(path, mode="r+b") as tiff:
            tiff.pages[0].tags[exif.ORIENTATION].overwrite(orientation)
    else:
        data = path.read_bytes()
        block = exif_with(orientation)
        chunk = struct.pack(">I", len(block)) + b"eXIf" + block + b"\0\0\0\0"
        path.write_bytes(data[:33] + chunk + data[33:])
        _repair_checksum(path, 33, block)
    result = reader.open_scan(path)
    np.testing.assert_array_equal(result.pixels, turned(scan.pixels, orientation))
    np.testing.assert_array_equal(result.alpha, turned(scan.alpha, orientation))


def _repair_checksum(path, at: int, block: bytes) -> None:
    import zlib

    data = bytearray(path.read_bytes())
    end = at + 8 + len(block)
    data[end : end + 4] = struct.pack(">I", zlib.crc32(b"eXIf" + block))
    path.write_bytes(bytes(data))


def test_a_quarter_turn_exchanges_the_resolutions_and_sizes(tmp_path):
    path = tmp_path / "turned.jpg"
    Image.new("RGB", (60, 40), "white").save(path, exif=b"Exif\0\0" + exif_with(6), dpi=(300, 600))
    scan = reader.open_scan(path)
    assert (scan.size.width, scan.size.height) == (40, 60)
    assert scan.metadata.dpi == (600, 300)


def test_the_orientation_in_xmp_counts_where_exif_has_none_and_is_set_to_1(tmp_path):
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" tiff:Orientation="6"></x:xmpmeta>'
    path = tmp_path / "turned.jpg"
    Image.new("RGB", (60, 40), "white").save(path, xmp=packet)
    scan = reader.open_scan(path)
    assert (scan.size.width, scan.size.height) == (40, 60)
    assert scan.metadata.xmp == packet.replace(b'"6"', b'"1"')
