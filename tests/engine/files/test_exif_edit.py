"""Changing EXIF without moving what is in it."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from engine.files import exif, exif_edit, for_result, metadata
from engine.files.scan import Metadata
from engine.geometry import Size
from tests.engine.files.conftest import IPTC, MAKER_NOTE
from tests.engine.files.survival import values

WHEN = datetime(2026, 11, 21, 12, 30, 5, tzinfo=UTC)


def big_endian(block: bytes) -> bytes:
    """The same block as a Motorola machine would write it, MakerNote at the same place."""
    out = bytearray(block)

    def swap(at: int, size: int) -> None:
        out[at : at + size] = out[at : at + size][::-1]

    def directory(start: int) -> None:
        (count,) = struct.unpack_from("<H", block, start)
        swap(start, 2)
        for at in range(start + 2, start + 2 + count * 12, 12):
            tag, kind, items, value = struct.unpack_from("<HHII", block, at)
            swap(at, 2)
            swap(at + 2, 2)
            swap(at + 4, 4)
            size = exif.TYPE_SIZE[kind] * items
            width = 4 if kind in (5, 10) else exif.TYPE_SIZE[kind]
            place = value if size > 4 else at + 8
            for offset in range(place, place + size, width):
                swap(offset, width)
            if size > 4:
                swap(at + 8, 4)
            if tag in exif.SUB_IFDS:
                directory(value)

    out[:4] = b"MM\0*"
    swap(4, 4)
    directory(8)
    return bytes(out)


@pytest.fixture(params=["<", ">"])
def block(request, everything):
    return everything.exif if request.param == "<" else big_endian(everything.exif)


def test_both_orders_say_the_same(everything):
    little, big = exif.read_block(everything.exif), exif.read_block(big_endian(everything.exif))
    assert values(little) == values(big)
    assert values(little.below[exif.GPS_IFD]) == values(big.below[exif.GPS_IFD])


def test_program_and_time_are_set_and_nothing_moves(block):
    made = for_result.stamped(Metadata(exif=block), "Heirloom 9.9", WHEN).exif
    first = exif.read_block(made)
    assert first.entries[for_result.SOFTWARE].value == b"Heirloom 9.9\0"
    assert first.entries[for_result.MODIFY_DATE].value == b"2026:11:21 12:30:05\0"
    camera = first.below[exif.EXIF_IFD].entries
    assert camera[for_result.OFFSET_TIME].value == b"+00:00\0"
    assert camera[37500].value == MAKER_NOTE
    assert made.index(MAKER_NOTE) == block.index(MAKER_NOTE)
    before, after = values(exif.read_block(block)), values(first)
    assert {tag: after[tag] for tag in before} == before


def test_stamping_again_makes_it_no_longer(block):
    once = for_result.stamped(Metadata(exif=block), "Heirloom 1", WHEN)
    assert len(for_result.stamped(once, "Heirloom 2", WHEN).exif) == len(once.exif)


def test_a_scan_without_exif_gets_a_block_of_its_own():
    made = exif.read_block(for_result.stamped(Metadata(), "Heirloom 1", WHEN).exif)
    assert made.entries[for_result.SOFTWARE].value == b"Heirloom 1\0"


def test_a_block_that_just_fits_into_a_jpeg_is_not_pushed_out(everything):
    room = metadata.MOST_IN_JPEG["EXIF"]
    full = everything.exif + b"\0" * (room - len(everything.exif))
    assert for_result.stamped(Metadata(exif=full), "Heirloom 1", WHEN).exif == full


def test_the_place_is_overwritten_and_not_only_hidden(block):
    place = exif.read_block(block).below[exif.GPS_IFD].entries[2]
    order = "<" if block[:1] == b"I" else ">"
    told = struct.pack(order + "6I", 48, 1, 8, 1, 0, 1)
    assert told in block and place.count == 3
    made = exif_edit.without_place(block)
    first = exif.read_block(made)
    assert told not in made and exif.GPS_IFD not in first.below
    assert first.below[exif.EXIF_IFD].entries[37500].value == MAKER_NOTE


def test_place_names_go_from_xmp_and_iptc():
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        b'xmlns:ps="http://ns.adobe.com/photoshop/1.0/" xmlns:e="http://ns.adobe.com/exif/1.0/" '
        b'ps:City="Lyon" ps:Credit="A. Author" e:GPSLatitude="45,45N"><ps:Country>France'
        b"</ps:Country><e:ExposureTime>1/125</e:ExposureTime></rdf:Description></rdf:RDF>"
        b"</x:xmpmeta>"
    )
    city = b"\x1c\x02\x5a\x00\x04Lyon"
    long_caption = b"\x1c\x02\x78\x80\x02\x00\x05Bride"
    said = Metadata(xmp=packet, iptc=IPTC[:14] + city + long_caption)
    kept = for_result.chosen(said, "no-place")
    for gone in (b"Lyon", b"France", b"45,45N"):
        assert gone not in kept.xmp + kept.iptc
    for there in (b"A. Author", b"1/125"):
        assert there in kept.xmp
    assert kept.iptc == IPTC[:14] + long_caption


def test_xmp_that_cannot_be_read_might_name_a_place_and_is_left_out():
    assert for_result.chosen(Metadata(xmp=b"<Lyon"), "no-place").xmp is None


def test_the_size_is_corrected_only_where_the_block_speaks_of_it(everything):
    bare = exif.write_block(exif.Ifd({270: exif_edit.text("Grandmother")}))
    made = for_result.fitted(Metadata(exif=bare), Size(7, 9), "JPEG").exif
    assert made == bare
    made = for_result.fitted(Metadata(exif=everything.exif), Size(7, 9), "JPEG").exif
    camera = exif.read_block(made).below[exif.EXIF_IFD].entries
    assert (camera[for_result.ACROSS].number, camera[for_result.DOWN].number) == (7, 9)
    assert len(made) == len(everything.exif)


def test_a_profile_of_grey_does_not_go_into_a_file_of_rgb():
    grey = Metadata(icc=b"\0" * 16 + b"GRAY" + b"\0" * 108)
    assert for_result.fitted(grey, Size(1, 1), "WEBP").icc is None
    assert for_result.fitted(grey, Size(1, 1), "PNG").icc == grey.icc


def test_the_time_can_be_fixed(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert for_result.saving_time() == datetime(1970, 1, 2, tzinfo=UTC)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    now = for_result.saving_time()
    assert now.utcoffset() is not None and now.microsecond == 0
