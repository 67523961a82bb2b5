"""What survives: every kind of metadata, from each format we write into each."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.document.document import Document
from engine.files import exif, for_result, metadata, reader, writer
from engine.files.losses import losses
from tests.engine.files.survival import values

FORMATS = ("jpg", "png", "tif")


def assert_same_photograph(first: bytes, second: bytes) -> None:
    """The descriptive tags, the camera's and the place: byte for byte, wherever they lie."""
    a, b = exif.read_block(first), exif.read_block(second)
    for tag in (270, 271):
        assert b.entries[tag].value == a.entries[tag].value
    for tag in (exif.EXIF_IFD, exif.GPS_IFD):
        before, after = values(a.below[tag]), values(b.below[tag])
        for size in (for_result.ACROSS, for_result.DOWN):  # are those of the result
            before.pop(size, None)
            after.pop(size, None)
        assert after == before


@pytest.mark.parametrize("kind", FORMATS)
def test_size_and_resolution_in_exif_are_those_of_the_result(tmp_path, noise, everything, kind):
    path = writer.save_scan(Document(noise(metadata=everything)), tmp_path / f"a.{kind}")
    block = exif.read_block(reader.open_scan(path).metadata.exif)
    camera = block.below[exif.EXIF_IFD].entries
    assert (camera[for_result.ACROSS].number, camera[for_result.DOWN].number) == (45, 67)
    if kind != "tif":  # where they are the file's own tags
        assert metadata.resolution(block.entries) == (300, 600)


@pytest.mark.parametrize("kind", FORMATS)
def test_other_programs_find_it_too(tmp_path, noise, everything, kind):
    path = writer.save_scan(Document(noise(metadata=everything)), tmp_path / f"result.{kind}")
    with Image.open(path) as picture:
        picture.load()
        found = picture.getexif()
        assert found[271].strip("\0") == "Epson"
        assert found.get_ifd(exif.EXIF_IFD)[36867].strip("\0") == "1962:05:04 11:22:33"
        assert found.get_ifd(exif.GPS_IFD)[1].strip("\0") == "N"
        assert picture.info["icc_profile"] == everything.icc
        assert picture.info["dpi"] == pytest.approx((300, 600), abs=0.01)


def test_a_big_tiff_holds_the_exif_directories_too(tmp_path, noise, everything, monkeypatch):
    monkeypatch.setattr("engine.files.write_tiff.CLASSIC_BYTES", 1000)
    path = writer.save_scan(Document(noise(metadata=everything)), tmp_path / "big.tif")
    assert path.read_bytes()[:4] == b"II+\0"
    result = reader.open_scan(path)
    assert_same_photograph(everything.exif, result.metadata.exif)
    assert result.metadata.xmp == everything.xmp


def test_a_scan_without_metadata_gets_none(tmp_path, noise):
    for kind in FORMATS:
        result = reader.open_scan(writer.save_scan(Document(noise()), tmp_path / f"bare.{kind}"))
        said = result.metadata
        assert (said.icc, said.xmp, said.iptc, said.dpi) == (None, None, None, None)
        assert not said.exif


def test_what_jpeg_cannot_hold_is_told_before_and_left_out(tmp_path, noise, everything):
    block = exif.write_block(exif.Ifd({270: exif.Entry(2, 70_000, b"x" * 70_000)}))
    large = metadata.Metadata(block, everything.icc, b"<" + b" " * 70_000, b"\x1c" * 70_000)
    scan = noise(metadata=large)
    told = " ".join(losses(scan, "JPEG"))
    assert "EXIF" in told and "XMP" in told and "IPTC" in told and "70,0" in told
    result = reader.open_scan(writer.save_scan(Document(scan), tmp_path / "large.jpg"))
    assert result.metadata.icc == everything.icc
    assert (result.metadata.exif, result.metadata.xmp, result.metadata.iptc) == (None, None, None)
    for kind, name in (("png", "PNG"), ("tif", "TIFF")):
        assert losses(scan, name) == []
        result = reader.open_scan(writer.save_scan(Document(scan), tmp_path / f"large.{kind}"))
        assert result.metadata.xmp == large.xmp and result.metadata.iptc == large.iptc


def test_the_preview_of_the_damaged_picture_does_not_come_along(tmp_path, jpeg_bytes):
    preview = jpeg_bytes(size=(16, 12))
    first = struct.pack("<HHHIHHI", 1, exif.ORIENTATION, 3, 1, 6, 0, 26)
    pointers = struct.pack("<HHHIIHHIII", 2, 513, 4, 1, 56, 514, 4, 1, len(preview), 0)
    block = b"II*\0" + struct.pack("<I", 8) + first + pointers + preview
    path = tmp_path / "scan.jpg"
    path.write_bytes(jpeg_bytes(exif=b"Exif\0\0" + block))
    kept = reader.open_scan(path).metadata.exif
    assert b"\xff\xd8" not in kept and exif.read_block(kept).next == 0
    assert exif.orientation_of(exif.read_block(kept)) == 1


def test_nothing_moves_inside_a_block_that_came_with_a_makernote(everything):
    kept = exif.upright(everything.exif, 6)
    assert len(kept) == len(everything.exif)
    assert kept.index(b"MAKER\0") == everything.exif.index(b"MAKER\0")
    camera = exif.read_block(kept).below[exif.EXIF_IFD].entries
    assert (camera[40962].number, camera[40963].number) == (23, 31)


def test_big_endian_blocks_mean_the_same(everything):
    little = exif.read_block(everything.exif)
    entry = struct.pack(">HHII", 33434, 5, 1, 26)
    block = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0" + struct.pack(">II", 1, 125)
    value = exif.read_block(block).entries[33434].value
    assert value == little.below[exif.EXIF_IFD].entries[33434].value


def test_a_damaged_exif_block_is_told_and_the_picture_opens(tmp_path, jpeg_bytes):
    path = tmp_path / "scan.jpg"
    path.write_bytes(jpeg_bytes(exif=b"Exif\0\0II*\0\xff\xff\xff\x0f"))
    scan = reader.open_scan(path)
    assert scan.metadata.exif is None
    assert "EXIF block is damaged" in scan.warnings[0]


def test_a_senseless_resolution_is_no_resolution():
    assert metadata.sensible_dpi(300, 300) == (300.0, 300.0)
    for pair in [(0, 0), (1, 1), (float("nan"), 300), (float("inf"), 300), ("?", 3), (1e9, 1e9)]:
        assert metadata.sensible_dpi(*pair) is None


def test_resolution_in_centimetres_is_read_in_inches(tmp_path):
    path = tmp_path / "metric.tif"
    tifffile.imwrite(
        path, np.zeros((8, 8), np.uint8), resolution=(118.11, 118.11), resolutionunit="CENTIMETER"
    )
    assert reader.open_scan(path).metadata.dpi == pytest.approx((300, 300), abs=0.01)
