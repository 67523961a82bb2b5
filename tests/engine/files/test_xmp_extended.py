"""XMP that does not fit into one marker of a JPEG."""

from __future__ import annotations

import hashlib
import random
import struct
from dataclasses import replace

import pytest

from engine.document.document import Document
from engine.files import reader, writer, xmp
from engine.files.losses import losses
from engine.files.metadata import MOST_IN_JPEG
from engine.files.options import NO_PLACE, NONE, SaveOptions
from engine.files.scan import Metadata
from engine.files.xmp_extended import (
    DAMAGED,
    MOST_IN_PART,
    MOST_MARKS,
    NAME,
    joined,
    parted,
    parts_of,
)
from tests.engine.files.survival import LONG_XMP, properties

MOST = MOST_IN_JPEG["XMP"]
DEPTH = "Z0Rl" * 40_000  # as a telephone's depth map: an attribute of 160 KB
EXTENDED = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    f'photoshop:City="Lyon" GDepth:Data="{DEPTH}"/></rdf:RDF></x:xmpmeta>'
).encode()
DIGEST = hashlib.md5(EXTENDED).hexdigest().upper()
FIRST = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:n="http://ns.adobe.com/xmp/note/" '
    f'n:HasExtendedXMP="{DIGEST}"><dc:format>image/jpeg</dc:format></rdf:Description></rdf:RDF>'
    "</x:xmpmeta>"
).encode()


def markers_of_others(body=EXTENDED, digest=DIGEST):
    """As another program writes them, in pieces of 30,000 bytes."""
    for start in range(0, len(body), 30_000):
        head = struct.pack(">II", len(body), start)
        yield NAME + digest.encode() + head + body[start : start + 30_000]


@pytest.fixture
def jpeg(tmp_path, jpeg_bytes):
    """jpeg(markers): a file with FIRST and these further APP1 markers."""

    def make(markers):
        bodies = [b"http://ns.adobe.com/xap/1.0/\0" + FIRST, *markers]
        blocks = b"".join(b"\xff\xe1" + struct.pack(">H", len(b) + 2) + b for b in bodies)
        path = tmp_path / "telephone.jpg"
        data = jpeg_bytes()
        path.write_bytes(data[:2] + blocks + data[2:])
        return path

    return make


def test_both_packets_are_read_as_one_and_come_back_in_every_format(jpeg, tmp_path):
    markers = list(markers_of_others())
    random.Random(1).shuffle(markers)
    scan = reader.open_scan(jpeg(markers))
    assert scan.warnings == ()
    said = properties(scan.metadata.xmp)
    assert len(said) == 3 and any(DEPTH in each for each in said)
    assert b"HasExtendedXMP" not in scan.metadata.xmp
    for kind in ("jpg", "png", "tif", "jp2", "webp", "avif"):
        path = writer.save_scan(Document(scan), tmp_path / f"kept.{kind}")
        again = reader.open_scan(path)
        assert properties(again.metadata.xmp) == said and again.warnings == ()
        assert (NAME in path.read_bytes()) == (kind == "jpg")
    assert not any("XMP" in each for each in losses(scan, "JPEG"))


def test_a_jpeg_saved_again_says_the_same_letter_by_letter(tmp_path, noise):
    scan = noise(metadata=Metadata(xmp=LONG_XMP))
    once = reader.open_scan(writer.save_scan(Document(scan), tmp_path / "once.jpg"))
    twice = reader.open_scan(writer.save_scan(Document(once), tmp_path / "twice.jpg"))
    assert properties(once.metadata.xmp) == properties(LONG_XMP)
    assert twice.metadata.xmp == once.metadata.xmp


def test_what_the_user_leaves_out_is_left_out_of_the_extended_packet_too(jpeg, tmp_path):
    scan = reader.open_scan(jpeg(markers_of_others()))
    assert b"Lyon" in scan.metadata.xmp
    placeless = tmp_path / "placeless.jpg"
    writer.save_scan(Document(scan), placeless, SaveOptions(metadata=NO_PLACE))
    assert b"Lyon" not in placeless.read_bytes()
    assert DEPTH.encode() in reader.open_scan(placeless).metadata.xmp
    bare = writer.save_scan(Document(scan), tmp_path / "bare.jpg", SaveOptions(metadata=NONE))
    assert NAME not in bare.read_bytes() and reader.open_scan(bare).metadata.xmp is None


@pytest.mark.parametrize("harm", ["missing", "changed", "other"])
def test_a_damaged_extended_packet_is_told_and_the_first_is_kept(jpeg, harm):
    markers = list(markers_of_others())
    if harm == "missing":
        del markers[2]
    elif harm == "changed":
        markers[1] = markers[1][:-1] + b"?"
    else:
        markers = list(markers_of_others(digest="0" * 32))
    scan = reader.open_scan(jpeg(markers))
    assert scan.warnings == (DAMAGED,)
    (said,) = properties(scan.metadata.xmp)
    assert "image/jpeg" in said and b"HasExtendedXMP" not in scan.metadata.xmp


def test_the_largest_properties_go_into_the_extended_packet():
    packet, told = joined(FIRST, [marker[len(NAME) :] for marker in markers_of_others()])
    first, extended = parted(packet, MOST)
    assert told == [] and len(first) <= MOST
    assert b"image/jpeg" in first and b"Lyon" in first and DEPTH.encode() in extended
    assert hashlib.md5(extended).hexdigest().upper().encode() in first
    parts = list(parts_of(extended))
    assert max(map(len, parts)) <= 65_533 and len(parts) == -(-len(extended) // MOST_IN_PART)


def test_what_fits_into_one_marker_is_not_touched():
    assert parted(b"<" + b" " * 1000, MOST) == (b"<" + b" " * 1000, b"")
    assert parted(b"<" + b" " * MOST, MOST) is None


def test_padding_goes_before_any_property_does():
    padded = b'<?xpacket begin=""?>' + FIRST + b" " * MOST + b'<?xpacket end="w"?>'
    first, extended = parted(padded, MOST)
    assert extended == b"" and properties(first)[0].count("image/jpeg") == 1
    assert b"HasExtendedXMP" not in first


def test_elements_in_elements_in_elements_do_not_stop_a_scan_from_opening(jpeg):
    nest = b"<a>" * 5000 + b"</a>" * 5000
    deep = EXTENDED.replace(b"/></rdf", b">" + nest + b"</rdf:Description></rdf")
    markers = markers_of_others(deep, hashlib.md5(deep).hexdigest().upper())
    assert reader.open_scan(jpeg(markers)).warnings == (DAMAGED,)
    alone = FIRST.replace(b"<dc:format>", nest + b"<dc:format>")
    assert xmp.parsed(alone) is None and xmp.without_place(alone) is None


def test_a_packet_of_too_many_entries_is_refused_before_it_takes_memory(noise):
    heap = EXTENDED.replace(b"/></rdf", b">" + b"<a/>" * MOST_MARKS + b"</rdf:Description></rdf")
    digest = hashlib.md5(heap).hexdigest().upper()
    first = FIRST.replace(DIGEST.encode(), digest.encode())
    parts = [marker[len(NAME) :] for marker in markers_of_others(heap, digest)]
    assert joined(first, parts)[1] == [DAMAGED]
    told = losses(replace(noise(), metadata=Metadata(xmp=heap)), "JPEG")
    assert any("XMP" in each for each in told)
