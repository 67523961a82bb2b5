"""Every way in which a scan may be stored: the pixels, and what is told about them."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from engine.document.document import Document
from engine.errors import MaskError, ScanError
from engine.files import reader, writer
from engine.geometry import Size


def save(path, pixels, **options):
    Image.fromarray(pixels).save(path, **options)
    return reader.open_scan(path)


def test_jpeg_grey_and_rgb_with_the_quality_they_were_saved_with(tmp_path, jpeg_bytes):
    path = tmp_path / "scan.jpg"
    for mode, channels in (("L", 1), ("RGB", 3)):
        for quality in (30, 75, 88, 95, 100):
            path.write_bytes(jpeg_bytes(mode, quality=quality))
            scan = reader.open_scan(path)
            assert (scan.format, scan.channels, scan.depth, scan.quality) == (
                "JPEG", channels, 8, quality,
            )  # fmt: skip
            with Image.open(path) as picture:
                expected = np.asarray(picture).reshape(scan.pixels.shape)
            np.testing.assert_array_equal(scan.pixels, expected)
            assert scan.warnings == ()


def test_a_scan_is_read_only(tmp_path):
    scan = save(tmp_path / "scan.png", np.zeros((4, 5, 3), np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        scan.pixels[0, 0] = 1


def test_a_cmyk_jpeg_is_converted_and_says_so(tmp_path, jpeg_bytes):
    path = tmp_path / "print.jpg"
    path.write_bytes(jpeg_bytes("CMYK"))
    scan = reader.open_scan(path)
    assert scan.channels == 3 and "CMYK" in scan.warnings[0]
    with Image.open(path) as picture:
        expected = np.asarray(picture.convert("RGB")).astype(int)
    np.testing.assert_allclose(scan.pixels.astype(int), expected, atol=1)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("channels", "alpha"), [(1, False), (1, True), (3, False), (3, True)])
@pytest.mark.parametrize("kind", ["png", "tif"])
def test_8_and_16_bit_come_through_exactly(tmp_path, noise, dtype, channels, alpha, kind):
    scan = noise(dtype, channels, alpha=alpha)
    whole = np.dstack([scan.pixels, scan.alpha]) if alpha else scan.pixels
    path = tmp_path / f"scan.{kind}"
    if kind == "png":
        path.write_bytes(imagecodecs.png_encode(whole.squeeze()))
    else:
        tifffile.imwrite(
            path, whole.squeeze(), photometric="minisblack" if channels == 1 else "rgb",
            planarconfig="contig" if whole.shape[2] > 1 else None,
            extrasamples=["unassalpha"] if alpha else None, metadata=None,
        )  # fmt: skip
    result = reader.open_scan(path)
    assert result.format == ("PNG" if kind == "png" else "TIFF")
    np.testing.assert_array_equal(result.pixels, scan.pixels)
    if alpha:
        np.testing.assert_array_equal(result.alpha, scan.alpha)
    else:
        assert result.alpha is None
    assert result.warnings == ()


@pytest.mark.parametrize("byteorder", "<>")
@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize(
    "storage",
    [
        {}, {"rowsperstrip": 7}, {"tile": (32, 16)}, {"compression": "zlib", "predictor": 2},
        {"compression": "lzw", "rowsperstrip": 5}, {"compression": "zstd", "tile": (16, 16)},
        {"compression": "packbits", "rowsperstrip": 9}, {"bigtiff": True},
    ],
    ids=str,
)  # fmt: skip
def test_tiff_in_all_its_layouts(tmp_path, noise, byteorder, planar, storage):
    pixels = noise(np.uint16).pixels
    stored = pixels if planar == "contig" else np.moveaxis(pixels, -1, 0)
    path = tmp_path / "scan.tif"
    tifffile.imwrite(
        path, stored, photometric="rgb", planarconfig=planar, byteorder=byteorder,
        metadata=None, **storage,
    )  # fmt: skip
    np.testing.assert_array_equal(reader.open_scan(path).pixels, pixels)


def test_white_is_zero_is_turned_round(tmp_path):
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    tifffile.imwrite(tmp_path / "fax.tif", ramp, photometric="miniswhite", metadata=None)
    scan = reader.open_scan(tmp_path / "fax.tif")
    np.testing.assert_array_equal(scan.pixels[..., 0], 255 - ramp)


def test_palette_and_1_bit_are_opened_with_8_bit_and_say_so(tmp_path):
    colours = np.random.default_rng(0).integers(0, 256, (9, 11, 3), np.uint8)
    palette = Image.fromarray(colours).quantize(16)
    expected = np.asarray(palette.convert("RGB"))
    for kind in ("png", "tif", "gif", "bmp"):
        palette.save(tmp_path / f"palette.{kind}")
        scan = reader.open_scan(tmp_path / f"palette.{kind}")
        np.testing.assert_array_equal(scan.pixels, expected)
        assert "palette" in scan.warnings[0]
    bits = Image.fromarray(colours[..., 0] > 128)
    for kind in ("png", "tif"):
        bits.save(tmp_path / f"bits.{kind}")
        scan = reader.open_scan(tmp_path / f"bits.{kind}")
        np.testing.assert_array_equal(scan.pixels[..., 0], np.asarray(bits) * np.uint8(255))
        assert "1 bit" in scan.warnings[0]


def test_a_transparent_colour_becomes_alpha(tmp_path):
    picture = Image.new("RGB", (6, 4), (10, 20, 30))
    picture.putpixel((2, 1), (1, 2, 3))
    picture.save(tmp_path / "key.png", transparency=(1, 2, 3))
    scan = reader.open_scan(tmp_path / "key.png")
    assert scan.alpha is not None and scan.alpha[1, 2] == 0 and scan.alpha.sum() == 255 * 23
    assert tuple(scan.pixels[1, 2]) == (1, 2, 3)


def test_interlaced_16_bit_png(tmp_path, noise, capfd):
    pixels = noise(np.uint16).pixels
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
              (0, 1, 1, 2)]  # fmt: skip
    raw = b"".join(
        b"\0" + row.astype(">u2").tobytes()
        for x, y, dx, dy in passes
        for row in pixels[y::dy, x::dx]
    )

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 16, 2, 0, 0, 1)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    np.testing.assert_array_equal(reader.open_scan(tmp_path / "scan.png").pixels, pixels)
    capfd.readouterr()  # libpng remarks on interlacing


def test_12_bit_is_stretched_to_16(tmp_path):
    values = np.array([[0, 1, 2048, 4095]], np.uint16)
    _write_12_bit(tmp_path / "scan.tif", values)
    scan = reader.open_scan(tmp_path / "scan.tif")
    np.testing.assert_array_equal(scan.pixels[0, :, 0], [0, 16, 32776, 65535])
    assert "12 bits" in scan.warnings[0]


def _write_12_bit(path, values) -> None:
    bits = "".join(f"{int(v):012b}" for v in values[0])
    strip = int(bits, 2).to_bytes(len(bits) // 8, "big")
    entries = [(256, 3, values.shape[1]), (257, 3, 1), (258, 3, 12), (259, 3, 1), (262, 3, 1),
               (273, 4, 8), (277, 3, 1), (278, 3, 1), (279, 4, len(strip))]  # fmt: skip
    table = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    start = 8 + len(strip)
    path.write_bytes(
        b"II*\0" + struct.pack("<I", start) + strip + struct.pack("<H", len(entries)) + table
        + b"\0\0\0\0"
    )  # fmt: skip


def test_of_several_pages_the_first_full_one_is_opened(tmp_path):
    path = tmp_path / "pages.tif"
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(np.zeros((4, 4), np.uint8), subfiletype=1, metadata=None)
        tiff.write(np.full((8, 9), 7, np.uint8), metadata=None)
        tiff.write(np.full((8, 9), 8, np.uint8), metadata=None)
    scan = reader.open_scan(path)
    assert scan.size == Size(9, 8) and (scan.pixels == 7).all()
    assert "2 pages; page 1 was opened" in scan.warnings[0]
    assert (reader.open_scan(path, 2).pixels == 8).all()
    assert [page.size for page in reader.read_pages(path)] == [Size(9, 8)] * 2
    for call in (reader.open_scan, reader.read_size):
        with pytest.raises(ScanError, match=r"no page 3: choose one from 1 to 2"):
            call(path, 3)


def test_an_infrared_channel_is_not_taken_for_transparency(tmp_path, noise):
    rgbi = np.dstack([noise(np.uint16).pixels, noise(np.uint16, 1).pixels])
    tifffile.imwrite(tmp_path / "rgbi.tif", rgbi, photometric="rgb", planarconfig="contig",
                     extrasamples=["unspecified"], metadata=None)  # fmt: skip
    scan = reader.open_scan(tmp_path / "rgbi.tif")
    np.testing.assert_array_equal(scan.pixels, rgbi[..., :3])
    assert scan.alpha is None and "infrared" in scan.warnings[0]


@pytest.mark.parametrize("kind", ["webp", "bmp", "gif", "ppm"])
def test_other_formats_open_by_content(tmp_path, kind):
    flat = np.full((12, 10, 3), 60, np.uint8)
    out = io.BytesIO()
    Image.fromarray(flat).save(out, kind, **({"lossless": True} if kind == "webp" else {}))
    path = tmp_path / "misnamed.jpg"
    path.write_bytes(out.getvalue())
    scan = reader.open_scan(path)
    np.testing.assert_array_equal(scan.pixels, flat)
    assert scan.format == kind.upper()
    name = "PNM" if kind == "ppm" else "WebP" if kind == "webp" else kind.upper()
    assert scan.warnings[0] == f"Its name ends in .jpg, but it is a {name} file."


def test_the_name_says_nothing(tmp_path, noise):
    scan = noise(np.uint16)
    path = writer.save_scan(Document(scan), tmp_path / "x.tif")
    path.rename(tmp_path / "x.jpg")
    result = reader.open_scan(tmp_path / "x.jpg")
    assert result.format == "TIFF"
    np.testing.assert_array_equal(result.pixels, scan.pixels)


def test_an_inks_profile_is_used_and_does_not_stay_on_rgb_pixels(tmp_path):
    inks = np.zeros((4, 4, 4), np.uint16)
    tifffile.imwrite(tmp_path / "inks.tif", inks, photometric="separated", planarconfig="contig",
                     metadata=None, iccprofile=ImageCms.ImageCmsProfile(
                         ImageCms.createProfile("sRGB")).tobytes())  # fmt: skip
    scan = reader.open_scan(tmp_path / "inks.tif")
    assert scan.depth == 16 and (scan.pixels == 65535).all()
    assert scan.metadata.icc is None and "CMYK" in scan.warnings[0]


# --- files that cannot be opened ---------------------------------------------------------------


def refused(path) -> str:
    with pytest.raises(ScanError) as caught:
        reader.open_scan(path)
    sentence = str(caught.value)
    assert path.name in sentence and "Traceback" not in sentence and "\n" not in sentence
    return sentence


def test_what_is_no_scan_is_refused_with_a_sentence(tmp_path):
    assert "does not exist" in refused(tmp_path / "gone.jpg")
    assert "folder" in refused(tmp_path)
    for name, content, words in [
        ("empty.jpg", b"", "empty"),
        ("paper.png", b"%PDF-1.7 ...", "PDF"),
        ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "damaged"),
        ("letter.tif", b"Dear Sir or Madam,", "damaged"),
        ("short.png", b"\x89PNG\r\n\x1a\n", "damaged"),
        ("short.tif", b"II*\0", "damaged"),
        ("loop.tif", b"II*\0\x08\0\0\0\0\0\x08\0\0\0", "damaged"),
        ("figure.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
    ]:
        (tmp_path / name).write_bytes(content)
        assert words in refused(tmp_path / name)


@pytest.mark.parametrize("kind", ["jpg", "png", "tif"])
def test_flipped_bytes_never_raise_anything_but_a_sentence(tmp_path, noise, everything, kind):
    scan = noise(np.uint16, metadata=everything, height=20, width=20)
    data = writer.save_scan(Document(scan), tmp_path / f"a.{kind}").read_bytes()
    random, path = np.random.default_rng(3), tmp_path / f"b.{kind}"
    for _ in range(150):
        damaged = bytearray(data)
        for at in random.integers(0, len(data), 3):
            damaged[at] = random.integers(0, 256)
        path.write_bytes(bytes(damaged))
        with contextlib.suppress(ScanError):
            reader.open_scan(path)


def test_signed_and_complex_tiffs_are_refused_with_their_kind(tmp_path):
    for kind in (np.int16, np.complex64):
        tifffile.imwrite(tmp_path / "dem.tif", np.zeros((4, 4), kind))
        assert np.dtype(kind).name in refused(tmp_path / "dem.tif")


def test_a_scan_larger_than_the_memory_is_refused_with_the_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.files.limits.available_memory", lambda: 10_000)
    scan_file = tmp_path / "large.png"
    Image.new("RGB", (100, 80)).save(scan_file)
    sentence = refused(scan_file)
    assert "100 x 80" in sentence and "memory" in sentence


def test_a_decompression_bomb_is_refused_before_it_unpacks(tmp_path):
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + header
    data += struct.pack(">I", zlib.crc32(b"IHDR" + header)) + struct.pack(">I", 0) + b"IDAT"
    (tmp_path / "bomb.png").write_bytes(data + struct.pack(">I", zlib.crc32(b"IDAT")))
    assert "900 megapixels" in refused(tmp_path / "bomb.png")


# --- masks -------------------------------------------------------------------------------------


def test_a_mask_is_white_where_to_repair(tmp_path):
    marks = np.zeros((6, 8), np.uint8)
    marks[2:4, 3:5] = 255
    for kind in ("png", "tif"):
        path = writer.save_mask(marks, tmp_path / f"mask.{kind}")
        np.testing.assert_array_equal(reader.open_mask(path, Size(8, 6)), marks)
    Image.fromarray(np.dstack([marks] * 3)).save(tmp_path / "rgb.png")
    np.testing.assert_array_equal(reader.open_mask(tmp_path / "rgb.png", Size(8, 6)), marks)
    Image.fromarray(marks > 0).save(tmp_path / "bits.png")
    np.testing.assert_array_equal(reader.open_mask(tmp_path / "bits.png", Size(8, 6)), marks)
    tifffile.imwrite(tmp_path / "deep.tif", marks.astype(np.uint16) * 257)
    np.testing.assert_array_equal(reader.open_mask(tmp_path / "deep.tif", Size(8, 6)), marks)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 0, 0), (255, 255, 255)])
def test_marks_of_one_colour_on_nothing_are_read_from_the_transparency(tmp_path, colour):
    alpha = np.zeros((6, 8), np.uint8)
    alpha[1, 1:4] = 255
    flat = np.full((6, 8, 3), colour, np.uint8)
    Image.fromarray(np.dstack([flat, alpha])).save(tmp_path / "mask.png")
    np.testing.assert_array_equal(reader.open_mask(tmp_path / "mask.png", Size(8, 6)), alpha)


def test_white_under_full_transparency_is_kept(tmp_path):
    rgba = np.zeros((2, 3, 4), np.uint8)
    rgba[0, 0] = 255, 255, 255, 255
    rgba[1, 1] = 255, 255, 255, 0
    Image.fromarray(rgba).save(tmp_path / "mask.png")
    mask = reader.open_mask(tmp_path / "mask.png", Size(3, 2))
    assert mask[0, 0] == 255 and np.count_nonzero(mask) == 1


def test_a_mask_of_another_size_is_refused_with_both_sizes(tmp_path):
    path = writer.save_mask(np.zeros((6, 8), np.uint8), tmp_path / "mask.png")
    with pytest.raises(MaskError, match=r"mask\.png measures 8 x 6 .* 80 x 60"):
        reader.open_mask(path, Size(80, 60))
