"""Files that are cut off or damaged: what is there is opened, what is not is said."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile

from engine.document.document import Document
from engine.errors import ScanError
from engine.files import reader, writer


@pytest.mark.parametrize("kind", ["jpg", "png", "tif"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_cut_off_opens_with_what_is_there_and_says_what_is_not(
    tmp_path, noise, everything, monkeypatch, kind, dtype, share
):
    monkeypatch.setattr("engine.files.write_tiff.STRIP_BYTES", 8192)
    scan = noise(dtype, height=300, width=400, metadata=everything)
    path = writer.save_scan(Document(scan), tmp_path / f"a.{kind}")
    whole, data = reader.open_scan(path).pixels, path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    part = reader.open_scan(path)
    there = (part.pixels == whole).all(axis=(1, 2))
    black = ~part.pixels.any(axis=(1, 2))
    assert part.size == scan.size and there.any()
    # JPEG spreads colour over two rows, so that the last row that is there may differ a little.
    assert np.count_nonzero(~(there | black)) <= (kind == "jpg")
    assert black.any() == any("black" in told for told in part.warnings)


def test_a_file_of_which_nothing_is_there_is_refused(tmp_path, noise):
    for kind in ("jpg", "png", "tif"):
        path = writer.save_scan(Document(noise(height=300)), tmp_path / f"a.{kind}")
        path.write_bytes(path.read_bytes()[:700] if kind == "jpg" else path.read_bytes()[:60])
        with pytest.raises(ScanError, match=path.name):
            reader.open_scan(path)


def test_a_damaged_strip_costs_its_own_rows(tmp_path, noise):
    scan = noise(np.uint16, height=64, width=50)
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, scan.pixels, compression="zlib", rowsperstrip=8, metadata=None)
    with tifffile.TiffFile(path) as tiff:
        start = tiff.pages[0].dataoffsets[3]
    data = bytearray(path.read_bytes())
    data[start : start + 40] = b"\xff" * 40
    path.write_bytes(bytes(data))
    part = reader.open_scan(path)
    assert (part.pixels == scan.pixels).all(axis=(1, 2)).tolist() == [
        not 24 <= row < 32 for row in range(64)
    ]
    assert "in 8 of its 64 rows (from row 25 to row 32" in part.warnings[0]


def test_a_progressive_jpeg_cut_off_opens_with_less_detail(tmp_path, jpeg_bytes):
    data = jpeg_bytes(size=(320, 240), progressive=True)
    path = tmp_path / "web.jpg"
    path.write_bytes(data[: len(data) * 2 // 3])
    part = reader.open_scan(path)
    assert "details are missing" in part.warnings[-1] and part.pixels[-1].any()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_wrong_check_sum_alone_costs_nothing(tmp_path, noise, dtype):
    scan = noise(dtype, height=300, width=400)
    path = writer.save_scan(Document(scan), tmp_path / "a.png")
    data = bytearray(path.read_bytes())
    data[data.rindex(b"IDAT") - 5] ^= 1  # of the chunk before
    path.write_bytes(bytes(data))
    part = reader.open_scan(path)
    np.testing.assert_array_equal(part.pixels, scan.pixels)
    assert part.warnings == ()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_damaged_byte_in_a_png_is_told_with_the_rows_in_doubt(tmp_path, noise, dtype):
    scan = noise(dtype, height=300, width=400)
    path = writer.save_scan(Document(scan), tmp_path / "a.png")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(bytes(data))
    part = reader.open_scan(path)
    good = (part.pixels == scan.pixels).all(axis=(1, 2))
    assert good[:120].all() and not good.all()
    assert "check sum" in part.warnings[-1] or "missing" in part.warnings[-1]
