"""The less usual ways of storing a scan: the pixels come out right, and changes are told."""

from __future__ import annotations

import csv
import io
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.errors import ScanError
from engine.files import apart, colour, read_rare, reader
from engine.files.coded_colour import of_nclx
from engine.geometry import Size
from tests.engine.files.conftest import camera_directory

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "files"
SRGB_GREY = 30561  # of 16 bit, for L* = 50 (CIE 15 and IEC 61966-2-1, by hand)


def write_tiff(path, pixels, **options):
    options = {"photometric": "minisblack" if pixels.ndim == 2 else "rgb", **options}
    tifffile.imwrite(path, pixels, metadata=None, **options)
    return reader.open_scan(path)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_floating_point_becomes_16_bit(tmp_path, kind):
    scan = write_tiff(tmp_path / "a.tif", np.array([[0, 0.25, 0.5, 1]], kind))
    assert scan.pixels[0, :, 0].tolist() == pytest.approx([0, 16384, 32768, 65535], abs=8)
    assert scan.depth == 16 and "from 0 to 1" in scan.warnings[0]


def test_numbers_outside_of_0_to_1_are_cut_and_counted(tmp_path):
    values = np.array([[-1, 0, 0.5, 1, 7, np.nan, np.inf, 0.2]], np.float32)
    scan = write_tiff(tmp_path / "hdr.tif", values, compression="zlib", predictor=True)
    assert scan.pixels[0, :, 0].tolist() == [0, 0, 32768, 65535, 65535, 0, 65535, 13107]
    assert "50.0%" in scan.warnings[1]


def test_32_bit_numbers_become_16_bit(tmp_path):
    values = np.array([[0, 2**16, 2**31, 2**32 - 1]], np.uint32)
    scan = write_tiff(tmp_path / "a.tif", values)
    assert scan.pixels[0, :, 0].tolist() == [0, 1, 32768, 65535]
    assert "32 bits per sample" in scan.warnings[0]


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize(
    ("photometric", "stored"),
    [
        ("cielab", np.array([[255, 0, 0], [0, 0, 0], [128, 0, 0]], np.uint8)),
        ("icclab", np.array([[255, 128, 128], [0, 128, 128], [128, 128, 128]], np.uint8)),
        ("cielab", np.array([[65535, 0, 0], [0, 0, 0], [32768, 0, 0]], np.uint16)),
        ("icclab", np.array([[65280, 2**15, 2**15], [0, 2**15, 2**15], [32640, 2**15, 2**15]],
                            np.uint16)),
    ],
)  # fmt: skip
def test_lab_becomes_rgb_of_the_same_depth(tmp_path, photometric, stored, planar):
    picture = stored[np.newaxis]
    if planar == "separate":
        picture = np.moveaxis(picture, -1, 0)
    scan = write_tiff(tmp_path / "a.tif", picture, photometric=photometric, planarconfig=planar)
    white, black, grey = scan.pixels[0].astype(int)
    step = 1 if stored.dtype == np.uint16 else 257
    top = np.iinfo(stored.dtype).max
    assert (white == top).all() and (black == 0).all() and scan.pixels.dtype == stored.dtype
    assert grey * step == pytest.approx([SRGB_GREY] * 3, abs=1.5 * 257 if step > 1 else 40)
    assert scan.metadata.icc is not None and "Lab" in scan.warnings[0]


def test_the_colours_of_lab_have_their_sign(tmp_path):
    red, green = [136, 81, 70], [224, 256 - 79, 81]  # sRGB's own, rounded (D50)
    scan = write_tiff(tmp_path / "a.tif", np.array([[red, green]], np.uint8), photometric="cielab")
    np.testing.assert_allclose(scan.pixels[0], [[255, 0, 0], [0, 255, 0]], atol=10)


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_ccitt"])
def test_fax_pages(tmp_path, compression):
    bits = np.random.default_rng(0).random((40, 33)) > 0.5
    Image.fromarray(bits).save(tmp_path / "fax.tif", compression=compression)
    scan = reader.open_scan(tmp_path / "fax.tif")
    np.testing.assert_array_equal(scan.pixels[..., 0], bits * np.uint8(255))


@pytest.mark.parametrize("compression", ["jpeg", "lzma", "zstd"])
def test_further_compressions(tmp_path, compression):
    y, x = np.mgrid[:48, :64]
    picture = np.dstack([x * 3, y * 4, x + y]).astype(np.uint8)
    Image.fromarray(picture).save(tmp_path / "a.tif", compression=compression)
    scan = reader.open_scan(tmp_path / "a.tif")
    tolerance = 12 if compression == "jpeg" else 0
    np.testing.assert_allclose(scan.pixels.astype(int), picture, atol=tolerance)


def test_16_bit_inks_stay_16_bit(tmp_path):
    inks = np.array([[[0, 0, 0, 0], [0, 0, 0, 65535], [32768, 0, 0, 0]]], np.uint16)
    scan = write_tiff(tmp_path / "a.tif", inks, photometric="separated", planarconfig="contig")
    assert scan.pixels[0].tolist() == [[65535] * 3, [0] * 3, [32767, 65535, 65535]]


@pytest.mark.parametrize("bits", [9, 12, 16])
def test_jpeg_2000_keeps_its_depth(tmp_path, bits):
    values = np.array([[0, 2**bits - 1] * 16] * 32, np.uint16)
    (tmp_path / "a.jp2").write_bytes(
        imagecodecs.jpeg2k_encode(
            values, level=0, codecformat="jp2", reversible=True, bitspersample=bits
        )
    )
    scan = reader.open_scan(tmp_path / "a.jp2")
    assert scan.pixels[0, :2, 0].tolist() == [0, 65535] and scan.format == "JPEG2000"
    assert reader.read_size(tmp_path / "a.jp2") == scan.size == Size(32, 32)


@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_jpeg_xl(tmp_path, noise, kind, alpha):
    made = noise(np.uint8 if kind == np.uint8 else np.uint16, alpha=alpha)
    whole = np.dstack([made.pixels, made.alpha]) if alpha else made.pixels
    stored = whole if kind != np.float32 else (whole / 65535).astype(kind)
    (tmp_path / "a.jxl").write_bytes(imagecodecs.jpegxl_encode(stored, lossless=True))
    scan = reader.open_scan(tmp_path / "a.jxl")
    np.testing.assert_array_equal(scan.pixels, whole[..., :3])
    assert (scan.alpha is not None) == alpha and scan.format == "JPEGXL"
    # The encoder calls 8 bits sRGB and deeper ones linear.
    assert scan.metadata.icc == of_nclx(1, 13 if kind == np.uint8 else 8)[0]
    assert reader.read_size(tmp_path / "a.jxl") == scan.size


@pytest.mark.parametrize("size", [(8, 8), (256, 256), (40, 60), (31, 700), (1200, 1000), (160, 90)])
def test_the_size_of_a_jpeg_xl_is_in_its_first_bits(tmp_path, size):
    for lossless in (True, False):
        data = imagecodecs.jpegxl_encode(np.zeros((size[1], size[0]), np.uint8), lossless=lossless)
        (tmp_path / "a.jxl").write_bytes(data)
        assert reader.read_size(tmp_path / "a.jxl") == Size(*size)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_a_grey_jpeg_xl_needs_no_profile_unless_it_is_linear(tmp_path, noise, kind):
    stored = noise(kind, channels=1).pixels[..., 0]
    (tmp_path / "a.jxl").write_bytes(imagecodecs.jpegxl_encode(stored, lossless=True))
    scan = reader.open_scan(tmp_path / "a.jxl")
    assert scan.channels == 1 and not scan.warnings
    icc = scan.metadata.icc
    assert icc is None if kind == np.uint8 else colour.space_of(icc) == "GRAY"


def test_exif_of_a_jpeg_xl_is_kept_and_does_not_turn_it(tmp_path, noise):
    from engine.files import exif
    from engine.files.boxes import box

    directory = camera_directory()
    directory.entries[exif.ORIENTATION] = exif.Entry(3, 1, b"\6\0")
    data = imagecodecs.jpegxl_encode(noise().pixels, lossless=True, usecontainer=True)
    data += box(b"Exif", b"\0\0\0\0" + exif.write_block(directory))
    (tmp_path / "a.jxl").write_bytes(data)
    scan = reader.open_scan(tmp_path / "a.jxl")
    block = exif.read_block(scan.metadata.exif)
    assert scan.size == Size(45, 67) and exif.orientation_of(block) == 1
    assert 37500 in block.below[exif.EXIF_IFD].entries


@pytest.mark.parametrize("bits", [10, 12])
def test_deep_avif_keeps_its_depth(tmp_path, bits):
    top = 2**bits - 1
    values = np.repeat(np.linspace(0, top, 64, dtype=np.uint16)[np.newaxis, :, np.newaxis], 64, 0)
    data = imagecodecs.avif_encode(np.repeat(values, 3, 2), bitspersample=bits, level=95)
    (tmp_path / "a.avif").write_bytes(data)
    scan = reader.open_scan(tmp_path / "a.avif")
    expected = values.astype(float) * 65535 / top
    assert scan.depth == 16 and np.abs(scan.pixels - expected).mean() < 65535 / 2**9
    assert f"{bits} bits" in scan.warnings[0]


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/files beside the project")
def test_heic_by_its_main_picture():
    with (SHARED / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["category"] == "heic"]
    assert rows
    for row in rows:
        scan = reader.open_scan(SHARED / row["file"])
        assert scan.format == "HEIF" and scan.size == reader.read_size(SHARED / row["file"])
        assert scan.size == Size(int(row["width"]), int(row["height"]))
        deep = "_12_" in row["file"]
        assert scan.depth == (16 if deep else 8) and ("12 bits" in " ".join(scan.warnings)) == deep


@pytest.fixture
def here(monkeypatch):
    """What is opened apart is opened in this process, where a test can change things."""

    class Here:
        def open_scan(self, path):
            return read_rare.read(path, reader.first_bytes(path))

    monkeypatch.setattr(apart, "helper", Here())


def test_pictures_larger_than_their_decoders_bear_are_refused(here, tmp_path, monkeypatch):
    monkeypatch.setattr("engine.files.read_modern.MOST_PIXELS", 100)
    data = io.BytesIO()
    Image.new("RGB", (20, 10)).save(data, "AVIF")
    (tmp_path / "a.avif").write_bytes(data.getvalue())
    with pytest.raises(ScanError, match="20 x 10"):
        reader.open_scan(tmp_path / "a.avif")


# --- camera raw --------------------------------------------------------------------------------


def write_dng(path):
    """A small DNG of a colour filter array, as simple as LibRaw takes it."""
    values = np.random.default_rng(0).integers(200, 4000, (64, 96), np.uint16)
    matrix = (10000, 10000, 0, 10000, 0, 10000, 0, 10000, 10000, 10000) + (0, 10000) * 4
    tags = [
        (50706, 1, 4, b"\1\4\0\0", True),
        (50708, 2, 0, "Heirloom Test", True),
        (33421, 3, 2, (2, 2), True),
        (33422, 1, 4, b"\0\1\1\2", True),
        (50721, 10, 9, matrix, True),
        (50778, 3, 1, 21, True),
        (50728, 5, 3, (1, 1, 1, 1, 1, 1), True),
        (271, 2, 0, "Epson", True),
    ]
    tifffile.imwrite(path, values, photometric=32803, extratags=tags, metadata=None)


def test_camera_raw_is_developed_to_16_bit(tmp_path):
    pytest.importorskip("rawpy", reason="the extra `raw` is not installed")
    write_dng(tmp_path / "a.dng")
    scan = reader.open_scan(tmp_path / "a.dng")
    assert scan.depth == 16 and scan.format == "RAW" and scan.metadata.icc is not None
    assert scan.size == reader.read_size(tmp_path / "a.dng")
    assert b"Epson" in scan.metadata.exif and "camera raw" in scan.warnings[0]


def test_without_the_extra_camera_raw_says_what_to_install(here, tmp_path, monkeypatch):
    write_dng(tmp_path / "named.tif")
    monkeypatch.setitem(__import__("sys").modules, "rawpy", None)
    with pytest.raises(ScanError, match=r"heirloom\[raw\]"):
        reader.open_scan(tmp_path / "named.tif")


def test_a_chain_of_pages_without_end_costs_no_time(tmp_path):
    path = tmp_path / "loop.tif"
    with tifffile.TiffWriter(path) as tiff:
        for _ in range(3):
            tiff.write(np.zeros((4, 4), np.uint8), metadata=None)
    data = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as tiff:
        last, first = tiff.pages[2].offset, tiff.pages[0].offset
    (count,) = struct.unpack_from("<H", data, last)
    struct.pack_into("<I", data, last + 2 + 12 * count, first)
    path.write_bytes(bytes(data))
    assert reader.open_scan(path).pages == 3
