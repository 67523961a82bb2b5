"""Colours that HEIC, AVIF and JPEG XL name by numbers: a profile says what they mean."""

from __future__ import annotations

import io
import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from engine.document.document import Document
from engine.files import apart, colour, jxl_header, read_rare, reader
from engine.files.coded_colour import BT_709, BT_2020, D65, P3, SRGB, CodedColour, of_nclx
from engine.files.jxl_header import CUSTOM, NO_PROFILE
from engine.files.writer import save_scan
from engine.geometry import Size

RED = np.array([[[65535, 0, 0]]], np.uint16)


def on_screen(samples, profile):
    """As sRGB, 0..1, without what lies outside of it."""
    made = imagecodecs.cms_transform(
        samples, profile, colour.screen_icc(), colorspace="rgb", outcolorspace="rgb", intent=1
    )
    return made / 65535


def test_srgb_needs_no_profile():
    assert of_nclx(1, 13) == of_nclx(2, 2) == of_nclx(1, 1) == (None, [])


@pytest.mark.parametrize("primaries", [4, 5, 6, 7, 9, 11, 12])
def test_a_named_grey_is_grey_and_in_between_follows_the_curve(primaries):
    profile, told = of_nclx(primaries, 13)
    grey = np.full((1, 1, 3), 30000, np.uint16)
    assert not told and colour.space_of(profile) == "RGB"
    np.testing.assert_allclose(on_screen(grey, profile), 30000 / 65535, atol=2e-3)


def test_wide_colours_are_wider_than_the_screens():
    """0.6 of Display P3's red without any other is a stronger red in sRGB."""
    profile, _ = of_nclx(12, 13)
    shown = on_screen((RED * 0.6).astype(np.uint16), profile)[0, 0]
    np.testing.assert_allclose(shown, [0.658, 0, 0], atol=5e-3)


def test_linear_numbers_are_lighter_than_they_look():
    shown = on_screen(np.full((1, 1, 3), 13_100, np.uint16), of_nclx(1, 8)[0])
    np.testing.assert_allclose(shown, 0.4845, atol=3e-3)  # sRGB of 0.2


@pytest.mark.parametrize(("primaries", "transfer"), [(9, 16), (9, 18), (99, 13)])
def test_what_no_profile_can_say_is_told(primaries, transfer):
    profile, told = of_nclx(primaries, transfer)
    assert profile is None and f"primaries {primaries}, transfer {transfer}" in told[0]


def test_profiles_come_again_byte_for_byte():
    """The libraries write into each the second in which it was made."""
    made = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    assert of_nclx(12, 13)[0][24:36] == colour.screen_icc()[24:36] == made


@pytest.fixture
def here(monkeypatch):
    """What is opened apart is opened in this process, where a test can change things."""

    class Here:
        def open_scan(self, path):
            return read_rare.read(path, reader.first_bytes(path))

    monkeypatch.setattr(apart, "helper", Here())


@pytest.mark.parametrize("coded", [(12, 13), (1, 13), (9, 16)])
def test_heic_with_coded_colours(here, monkeypatch, tmp_path, coded):
    """Nothing here writes HEIC: what the library says of a file is planted."""
    import pi_heif

    class Picture:
        def __init__(self):
            told = {"color_primaries": coded[0], "transfer_characteristics": coded[1]}
            self.size, self.info = (4, 2), {"bit_depth": 8, "nclx_profile": told}

        def __array__(self, dtype=None, copy=None):
            return np.zeros((2, 4, 3), np.uint8)

        def __len__(self):
            return 1

    monkeypatch.setattr(pi_heif, "open_heif", lambda file, **how: Picture())
    path = tmp_path / "a.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(64))
    scan = reader.open_scan(path)
    assert (scan.metadata.icc, list(scan.warnings)) == of_nclx(*coded)


@pytest.mark.parametrize("bits", [8, 10])
def test_avif_with_coded_colours_keeps_them_in_the_result(tmp_path, bits):
    if bits == 8:
        out = io.BytesIO()
        Image.new("RGB", (16, 16), (200, 20, 20)).save(out, "AVIF")
        data = out.getvalue()
    else:
        data = imagecodecs.avif_encode(np.full((16, 16, 3), 700, np.uint16), bitspersample=10)
    at = data.index(b"colrnclx") + 8
    path = tmp_path / "a.avif"
    path.write_bytes(data[:at] + struct.pack(">HH", 12, 13) + data[at + 4 :])
    scan = reader.open_scan(path)
    assert scan.metadata.icc == of_nclx(12, 13)[0]
    saved = reader.open_scan(save_scan(Document(scan), tmp_path / "a.tif"))
    assert saved.metadata.icc == scan.metadata.icc
    np.testing.assert_array_equal(saved.pixels, scan.pixels)


# --- JPEG XL: the colours of a file that libjxl wrote are replaced by others ----------------------


def field(value, count):
    """`count` bits of a number, the lowest first."""
    return [value >> i & 1 for i in range(count)]


def choice(value):
    if value < 2:
        return field(value, 2)
    return field(2, 2) + field(value - 2, 4) if value < 18 else field(3, 2) + field(value - 18, 6)


def point(x, y):
    """In millionths, as the fourth and longest kind of number where it does not fit shorter."""
    bits = []
    for value in (x, y):
        packed = 2 * round(value * 1e6)
        base, count, kind = (0, 19, 0) if packed < 524_288 else (524_288, 19, 1)
        if packed >= 1_048_576:
            base, count, kind = 1_048_576, 20, 2
        bits += field(kind, 2) + field(packed - base, count)
    return bits


def with_colours(coded, *, packed_profile=False):
    """A lossless 8-bit JPEG XL of 64 x 32 px with these bits of colour instead of sRGB's."""
    made = imagecodecs.jpegxl_encode(np.full((32, 64, 3), 90, np.uint8), lossless=True)
    assert made.startswith(jxl_header.STREAM), "a bare codestream"
    bits = field(int.from_bytes(made[2:20], "little"), 8 * 18)
    at = 1 + 5 + 3 + (0 if bits[6:9] != [0, 0, 0] else 5)
    assert bits[0] == 1 and bits[at] == 0, "a small size, and not all default"
    at += 1 + 1 + 1 + 2 + 1 + 2 + 1  # extra fields, float, depth (8), 16 bit enough, extra, XYB
    assert bits[at] == 1, "the default colours"
    after = bits[at + 1 : at + 4]  # extensions, default transform
    assert after == [0, 0, 1]
    old = -(-(at + 4) // 8)
    head = [*bits[:at], 0, int(packed_profile), *coded, *([] if packed_profile else after)]
    head += [0] * (-len(head) % 8)
    packed = sum(bit << i for i, bit in enumerate(head)).to_bytes(len(head) // 8, "little")
    return made[:2] + packed + made[2 + old :]


NUMBERS = {"P3": (P3, choice(11)), "2020": (BT_2020, choice(9)), "709": (BT_709, choice(1))}


@pytest.mark.parametrize("primaries", NUMBERS)
@pytest.mark.parametrize(
    ("curve", "coded"), [(SRGB, [0, *choice(13)]), (1.0, [0, *choice(8)]), (2.2, None)]
)
def test_jpeg_xl_with_other_colours(tmp_path, primaries, curve, coded):
    corners, number = NUMBERS[primaries]
    exponent = [1, *field(round(1e7 / 2.2), 24)]
    bits = choice(0) + choice(1) + number + (coded or exponent) + choice(1)
    (tmp_path / "a.jxl").write_bytes(with_colours(bits))
    scan = reader.open_scan(tmp_path / "a.jxl")
    assert scan.size == Size(64, 32) and not scan.warnings
    assert (scan.pixels == 90).all(), "lossless: the decoder took the header as it is written"
    expected = CodedColour(corners, D65, curve).profile()
    if coded:
        assert scan.metadata.icc == expected
    else:
        made, wanted = (on_screen(RED // 3 + 9000, p) for p in (scan.metadata.icc, expected))
        np.testing.assert_allclose(made, wanted, atol=1e-3)


def test_jpeg_xl_with_colours_of_its_own(tmp_path):
    corners = [bit for x, y in P3 for bit in point(x, y)]
    bits = choice(0) + choice(CUSTOM) + point(*D65) + choice(CUSTOM) + corners
    (tmp_path / "a.jxl").write_bytes(with_colours([*bits, 0, *choice(13), *choice(1)]))
    scan = reader.open_scan(tmp_path / "a.jxl")
    assert scan.metadata.icc == CodedColour(P3, D65, SRGB).profile() and not scan.warnings


def test_jpeg_xl_in_hdr_is_told_to_be_taken_as_srgb(tmp_path):
    bits = choice(0) + choice(1) + choice(9) + [0, *choice(16)] + choice(1)
    (tmp_path / "a.jxl").write_bytes(with_colours(bits))
    scan = reader.open_scan(tmp_path / "a.jxl")
    assert scan.metadata.icc is None and scan.warnings == (NO_PROFILE,)


def test_a_packed_profile_of_jpeg_xl_is_told_not_to_be_read(tmp_path):
    (tmp_path / "a.jxl").write_bytes(with_colours([0, 0, 1, 0, 0, 0], packed_profile=True))
    assert jxl_header.read_header(tmp_path / "a.jxl").told == (NO_PROFILE,)
