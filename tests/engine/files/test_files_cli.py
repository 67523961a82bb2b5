"""The choices about files on the command line, and the recipes of docs/manual/files.md."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

import main
from engine.document.document import Document
from engine.files import exif, reader
from engine.files.writer import SaveOptions, save_scan
from tests.engine.files.survival import MAKER_NOTE, camera, rich_scan

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "manual" / "files.md"
START = "python3 packaging/start.py "


def recipes():
    blocks = re.findall(r"^```sh\n(.*?)^```", MANUAL.read_text(encoding="utf-8"), re.M | re.S)
    return [shlex.split(line.removeprefix(START)) for b in blocks for line in b.splitlines()]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A photograph with all metadata, an album of two pages, and a mask for both."""
    monkeypatch.chdir(tmp_path)
    scan = rich_scan(np.uint8, alpha=False, height=60, width=90)
    save_scan(Document(scan), tmp_path / "scan.jpg", SaveOptions(quality=77))
    with tifffile.TiffWriter(tmp_path / "album.tif") as tiff:
        for grey in (50, 150):
            tiff.write(np.full((60, 90, 3), grey * 257, np.uint16), photometric="rgb", metadata={})
    mask = np.zeros((60, 90), np.uint8)
    mask[20:24, 30:40] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path


def restore(*words):
    return main.main(["restore", *words, "--mask", "mask.png", "--method", "telea"])


@pytest.mark.parametrize("words", recipes(), ids=" ".join)
def test_a_recipe_of_the_manual_runs(desk, words):
    if words[0] == "detect":  # writes the mask that the next recipe reads
        (desk / "mask.png").unlink()
    assert main.main([*words, "--method", "telea"] if words[0] == "restore" else words) == 0
    assert reader.open_scan(desk / words[words.index("-o") + 1]).size.width == 90


def test_the_page_asked_for_is_restored_and_the_others_are_spoken_of(desk, capsys):
    assert restore("album.tif", "-o", "out.tif", "--page", "2", "--compression", "lzw") == 0
    result = reader.open_scan(desk / "out.tif")
    assert result.pages == 1 and result.pixels[0, 0, 0] == 150 * 257
    assert "page 2 of the scan's 2" in capsys.readouterr().err
    with tifffile.TiffFile(desk / "out.tif") as tiff:
        assert tiff.pages[0].compression == 5
    assert restore("album.tif", "-o", "other.tif", "--page", "3") == 2
    assert "no page 3" in capsys.readouterr().err


def test_a_page_is_rebuilt_from_its_record(desk):
    assert restore("album.tif", "-o", "out.tif", "--page", "2", "--record") == 0
    record = "out.tif.record.json"
    assert main.main(["rebuild", "album.tif", record, "-o", "again.tif"]) == 0
    assert main.main(["verify", "out.tif", "album.tif"]) == 0
    again, first = (reader.open_scan(desk / name) for name in ("again.tif", "out.tif"))
    np.testing.assert_array_equal(again.pixels, first.pixels)


def test_a_jpeg_keeps_the_quality_of_its_source(desk):
    assert restore("scan.jpg", "-o", "same.jpg") == 0
    assert reader.open_scan(desk / "same.jpg").quality == 77
    assert restore("scan.jpg", "-o", "poor.jpg", "--quality", "40", "--subsampling", "4:2:0") == 0
    with Image.open(desk / "poor.jpg") as picture:
        assert picture.layer[0][1:3] == (2, 2)
    assert reader.open_scan(desk / "poor.jpg").quality == 40


def test_the_result_says_who_changed_it_and_when_and_keeps_the_rest(desk):
    assert restore("scan.jpg", "-o", "out.tif") == 0
    said = reader.open_scan(desk / "out.tif").metadata
    block = exif.read_block(said.exif)
    assert block.entries[305].value.startswith(b"Heirloom")
    assert block.entries[306].value == b"2023:11:14 22:13:20\0"  # SOURCE_DATE_EPOCH
    assert b"<xmp:ModifyDate" in said.xmp and b"stEvt:when" in said.xmp
    assert MAKER_NOTE in camera(block) and exif.GPS_IFD in block.below


def test_the_place_can_be_left_out(desk, capsys):
    assert restore("scan.jpg", "-o", "out.jpg", "--metadata", "no-place") == 0
    block = exif.read_block(reader.open_scan(desk / "out.jpg").metadata.exif)
    assert exif.GPS_IFD not in block.below and MAKER_NOTE in camera(block)
    assert "Where it was taken is left out" in capsys.readouterr().err


def test_very_large_scans_want_to_be_asked_for(desk, monkeypatch, capsys):
    monkeypatch.setattr("engine.files.limits.ASKED_PIXELS", 1000)
    assert restore("scan.jpg", "-o", "out.jpg") == 2
    assert "--large" in capsys.readouterr().err
    assert restore("scan.jpg", "-o", "out.jpg", "--large") == 0
