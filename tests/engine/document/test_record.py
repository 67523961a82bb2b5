"""The record: the result comes again from it, and it tells what may differ from the scan."""

from __future__ import annotations

import argparse
import base64
import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine import cli
from engine.document.document import Document
from engine.document.marking import LayerSettings
from engine.document.record import (
    hash_document,
    in_words,
    open_record,
    rebuild,
    record_path,
    save_record,
    source_type,
    with_history,
)
from engine.document.verify import verify
from engine.errors import ModelError, RestorationError, SaveError, ScanError
from engine.files import reader, xmp
from engine.files.metadata import MOST_IN_JPEG
from engine.files.scan import Metadata, Scan
from engine.files.writer import save_scan
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair
from tests.engine.document.conftest import GENERATED, make_patch, make_scan

WHEN = datetime(2026, 11, 21, 12, 30, 5, tzinfo=UTC)
NAMES = {"rdf": xmp.RDF, "mm": xmp.MM, "event": xmp.EVENT, "iptc": xmp.IPTC}


def run(*words):
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args([str(word) for word in words])
    return args.run(args)


@pytest.fixture
def desk(tmp_path):
    """A 16-bit scan with a white scratch and its mask."""
    y, x = np.mgrid[0:90, 0:130]
    picture = np.stack([x, y * 2, x + y], axis=-1).astype(np.uint16) * 257
    scratch = abs(x - y - 10) < 3
    picture[scratch] = 65535
    tifffile.imwrite(tmp_path / "scan.tif", picture, photometric="rgb")
    Image.fromarray((scratch * 255).astype(np.uint8)).save(tmp_path / "mask.png")
    return tmp_path


def restore(desk, *words):
    out = desk / "out.tif"
    return run("restore", desk / "scan.tif", "-o", out, "--mask", desk / "mask.png", "--record",
               *words)  # fmt: skip


@pytest.mark.parametrize("method", ["auto", "generator", "classical", "telea"])
def test_a_result_comes_again_from_the_scan_and_its_record(desk, models, method):
    if method in ("auto", "generator"):
        pytest.importorskip("onnx", reason="the extra `train` is not installed")
        from tests.onnx_models import write_fill_model

        write_fill_model(models)
    assert restore(desk, "--method", method, "--seed", "3") == 0
    record = desk / "out.tif.record.json"
    assert run("rebuild", desk / "scan.tif", record, "-o", desk / "again.tif") == 0
    one, other = tifffile.imread(desk / "out.tif"), tifffile.imread(desk / "again.tif")
    np.testing.assert_array_equal(one, other)
    assert (desk / "out.tif").read_bytes() == (desk / "again.tif").read_bytes()


def test_a_record_that_is_there_is_not_replaced_unasked(desk, models):
    (desk / "out.tif.record.json").write_text("mine")
    with pytest.raises(SaveError, match=r"out\.tif\.record\.json exists already"):
        restore(desk, "--method", "ns")
    assert not (desk / "out.tif").exists()
    assert restore(desk, "--method", "ns", "--overwrite") == 0


def repaired_twice():
    """A second repair over the first one while that is toned down; afterwards all is changed."""
    document = Document(make_scan())

    def mark_and_repair(left):
        document.mask.replace(Box(left, 20, left + 30, 24), np.full((4, 30), 200, np.uint8))
        settings = RepairSettings("ns", seed=left)
        document.apply(repair(document.snapshot(), settings, None, Progress()))

    mark_and_repair(20)
    document.set_strength([document.patches[0].id], 0.5)
    mark_and_repair(35)
    document.set_strength([document.patches[0].id], 0.9)
    document.set_strength([document.patches[1].id], 0.2)
    return document


def again(snapshot, request, progress):
    return repair(snapshot, RepairSettings(**request.settings), None, progress)


def test_layers_with_methods_of_their_own_come_again(tmp_path):
    document = Document(make_scan())
    layers, stripe = document.layers, np.full((4, 30), 200, np.uint8)
    layers["dust"].mask.replace(Box(20, 20, 50, 24), stripe)
    layers["hand"].mask.replace(Box(40, 22, 70, 26), stripe)
    layers["protect"].mask.replace(Box(60, 20, 64, 30), np.full((10, 4), 1, np.uint8))
    layers["dust"].settings = LayerSettings(method="telea")
    document.apply(repair(document.snapshot(), RepairSettings("ns"), None, Progress()))
    assert {patch.provenance.method for patch in document.patches} == {"ns", "telea"}
    record = open_record(save_record(document.snapshot(), save_scan(document, tmp_path / "a.png")))
    rebuilt = rebuild(document.scan, record, again, Progress())
    whole = document.size.box
    np.testing.assert_array_equal(rebuilt.read(whole), document.read(whole))
    assert hash_document(rebuilt) == record.pixels_sha256


def test_repairs_over_toned_repairs_come_again_one_after_another(tmp_path):
    document = repaired_twice()
    result = save_scan(document, tmp_path / "a.png")
    record = open_record(save_record(document.snapshot(), result))
    assert [request.settings["seed"] for request in record.requests] == [20, 35]
    (found,) = record.requests[1].below
    assert (found.id, found.strength) == (document.patches[0].id, 0.5)
    rebuilt = rebuild(document.scan, record, again, Progress())
    whole = document.size.box
    np.testing.assert_array_equal(rebuilt.read(whole), document.read(whole))
    assert hash_document(rebuilt) == record.pixels_sha256
    assert [p.id for p in rebuilt.patches] == [p.id for p in document.patches]


def test_a_repair_that_was_undone_is_not_done_again(tmp_path):
    document = repaired_twice()
    for _ in range(3):  # both strengths, and the second repair
        document.undo()
    result = save_scan(document, tmp_path / "a.png")
    record = open_record(save_record(document.snapshot(), result))
    assert len(record.requests) == 1
    rebuilt = rebuild(document.scan, record, again, Progress())
    assert hash_document(rebuilt) == hash_document(document)


def test_the_record_says_what_was_done_where_and_by_what(tmp_path, worked_on):
    result = save_scan(worked_on, tmp_path / "a.png")
    told = json.loads(save_record(worked_on.snapshot(), result).read_bytes())
    assert record_path(result).name == "a.png.record.json"
    assert list(told) == ["format", "version", "written_by", "scan", "result", "requests",
                          "patches", "gone"]  # fmt: skip
    assert (told["format"], told["version"]) == ("heirloom-record", 4)
    assert told["result"]["name"] == "a.png"
    assert told["result"]["digital_source_type"].endswith("/compositeWithTrainedAlgorithmicMedia")
    made = told["patches"][0]["provenance"]
    assert (made["model"], made["model_sha256"]) == ("photonet-fill", "ab" * 32)
    assert (made["device"], made["seed"], made["engine"]) == ("cpu", 7, "0.1.0")
    assert told["patches"][0]["box"] == [10, 10, 50, 22]
    assert str(tmp_path) not in record_path(result).read_text()  # names only, no places


def test_without_its_scan_or_its_requests_nothing_is_rebuilt(tmp_path):
    document = repaired_twice()
    result = save_scan(document, tmp_path / "a.png")
    record = open_record(save_record(document.snapshot(), result))
    with pytest.raises(RestorationError, match="not the scan of this record"):
        rebuild(Scan(None, document.scan.pixels ^ 1), record, again, Progress())
    document.patches.append(make_patch(document.scan, Box(0, 0, 5, 5)))
    record = open_record(save_record(document.snapshot(), result))
    with pytest.raises(RestorationError, match="does not say how"):
        rebuild(document.scan, record, again, Progress())


def test_another_engine_that_repairs_elsewhere_is_told(tmp_path):
    document = repaired_twice()
    record = open_record(save_record(document.snapshot(), save_scan(document, tmp_path / "a.png")))
    with pytest.raises(RestorationError, match="other repairs came out"):
        rebuild(document.scan, record, lambda *_: [], Progress())


def test_another_generator_of_that_name_is_refused(desk, models):
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from tests.onnx_models import write_fill_model

    write_fill_model(models)
    restore(desk, "--method", "generator")
    record = desk / "out.tif.record.json"
    told = json.loads(record.read_bytes())
    for request in told["requests"]:
        request["model_sha256"] = "cd" * 32
    record.write_text(json.dumps(told))
    with pytest.raises(ModelError, match=r"another copy-fill \(SHA-256 cdcd"):
        run("rebuild", desk / "scan.tif", record, "-o", desk / "again.tif")


def test_other_pixels_than_then_are_told(desk, models, capsys):
    restore(desk, "--method", "ns")
    record = desk / "out.tif.record.json"
    told = json.loads(record.read_bytes())
    told["result"]["pixels_sha256"] = "0" * 64
    record.write_text(json.dumps(told))
    assert run("rebuild", desk / "scan.tif", record, "-o", desk / "again.tif") == 1
    assert "not quite those of then" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(version=0),
        lambda told: told.update(format="heirloom-restoration"),
        lambda told: told.pop("result"),
        lambda told: told["patches"][0].update(box=[0, 0, 1000, 10]),
        lambda told: told["requests"][0].update(marks="not base64!"),
        lambda told: told["requests"][0].update(marks=base64.b64encode(b"no zlib").decode()),
        lambda told: told["requests"][0].update(tiles=[[0, 0, 300, 90]]),
    ],
)
def test_a_record_that_lies_is_refused(tmp_path, worked_on, change):
    path = save_record(worked_on.snapshot(), save_scan(worked_on, tmp_path / "a.png"))
    told = json.loads(path.read_bytes())
    change(told)
    path.write_text(json.dumps(told))
    with pytest.raises(RestorationError, match="is no record, damaged or cut off"):
        open_record(path)


def test_a_record_of_a_newer_version_says_so(tmp_path, worked_on):
    path = save_record(worked_on.snapshot(), save_scan(worked_on, tmp_path / "a.png"))
    path.write_text(path.read_text().replace('"version": 4', '"version": 5'))
    with pytest.raises(RestorationError, match="newer version"):
        open_record(path)


# verify


def test_nothing_outside_of_the_marks_was_changed(desk, models, capsys):
    restore(desk, "--method", "ns")
    capsys.readouterr()
    assert run("verify", desk / "out.tif", desk / "scan.tif") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("0 samples changed outside of the marks")
    assert run("verify", desk / "out.tif", desk / "scan.tif", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    unequal = tifffile.imread(desk / "out.tif") != tifffile.imread(desk / "scan.tif")
    assert told["changed"] == unequal.sum() > 0
    assert sum(place["changed"] for place in told["places"]) >= told["changed"]


def test_one_sample_outside_of_the_marks_is_found(desk, models, capsys):
    restore(desk, "--method", "ns")
    pixels = tifffile.imread(desk / "out.tif")
    pixels[80, 5, 1] ^= 1
    tifffile.imwrite(desk / "touched.tif", pixels, photometric="rgb")
    record = desk / "out.tif.record.json"
    assert run("verify", desk / "touched.tif", desk / "scan.tif", "--record", record) == 1
    assert "1 samples changed outside" in capsys.readouterr().out


def test_without_a_record_the_places_are_told(tmp_path):
    scan = make_scan()
    pixels = scan.pixels.copy()
    pixels[10, 10], pixels[80, 299, 2] = pixels[10, 10] ^ 1, pixels[80, 299, 2] ^ 1
    found = verify(Scan(None, pixels), scan, None, Progress())
    assert (found.changed, found.outside) == (4, None)
    assert found.places == ((Box(0, 0, 64, 64), 3), (Box(256, 64, 300, 90), 1))


def test_what_cannot_be_compared_is_told():
    scan = make_scan()
    with pytest.raises(ScanError, match="depth of 16, the original of 8"):
        verify(make_scan(np.uint16), scan, None, Progress())


# XMP


def properties(packet):
    tree = ElementTree.fromstring(packet)
    kinds = [e.text for e in tree.iter(f"{{{xmp.IPTC}}}DigitalSourceType")]
    events = [
        {child.tag.rpartition("}")[2]: child.text for child in li}
        for li in tree.findall(".//mm:History/rdf:Seq/rdf:li", NAMES)
    ]
    return kinds, events


def test_the_file_says_that_a_generator_made_some_of_it(tmp_path, worked_on):
    path = save_scan(with_history(worked_on.snapshot()), tmp_path / "a.tif")
    kinds, events = properties(reader.open_scan(path).metadata.xmp)
    assert kinds == [xmp.SOURCE_TYPES + "compositeWithTrainedAlgorithmicMedia"]
    assert events == [
        {
            "action": "edited",
            "softwareAgent": "Heirloom 0.1.0",
            "changed": "/",
            "parameters": "3 repairs: 1 by generator (photonet-fill abababababab, cpu, seed 7), "
            "2 by ns",
            "when": "2023-11-14T22:13:20+00:00",  # of SOURCE_DATE_EPOCH, see tests/conftest.py
        }
    ]


def test_what_the_packet_said_before_stays_and_is_added_to():
    before = (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{xmp.RDF}"><rdf:Description rdf:about="uuid:1" '
        f'xmlns:own="http://own.example/" xmlns:ext="{xmp.IPTC}" own:Album="Wedding 1962" '
        'ext:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/negativeFilm"/>'
        "<!-- by hand --></rdf:RDF></x:xmpmeta>  \n  <?xpacket end='w'?>"
    ).encode()
    once = xmp.with_event(before, "Heirloom 1", "first", xmp.COMPOSITE, WHEN)
    twice = xmp.with_event(once, "Heirloom 2", "second", xmp.ENHANCED, WHEN)
    kinds, events = properties(twice)
    assert kinds == [xmp.SOURCE_TYPES + xmp.ENHANCED]
    assert [event["parameters"] for event in events] == ["first", "second"]
    for kept in (b'own:Album="Wedding 1962"', b"<!-- by hand -->", b"<?xpacket end='w'?>"):
        assert kept in twice
    about = {e.get(f"{{{xmp.RDF}}}about") for e in ElementTree.fromstring(twice).iter(
        f"{{{xmp.RDF}}}Description")}  # fmt: skip
    assert about == {"uuid:1"}


@pytest.mark.parametrize(
    "packet",
    [b"no xml at all", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<x:xmpmeta"],
)
def test_a_packet_that_cannot_be_read_stays_as_it_was(packet):
    assert xmp.with_event(packet, "Heirloom 1", "first", xmp.COMPOSITE, WHEN) == packet


def test_without_a_repair_that_shows_the_file_says_nothing():
    document = Document(make_scan())
    assert with_history(document.snapshot()).scan is document.scan
    document.patches.append(make_patch(document.scan, Box(0, 0, 9, 9), GENERATED, strength=0.0))
    assert with_history(document.snapshot()).scan is document.scan


def test_only_what_a_generator_made_counts_as_made_by_one(worked_on):
    first, *rest = worked_on.patches
    assert source_type([first]) == xmp.COMPOSITE
    assert source_type(rest) == xmp.ENHANCED
    assert in_words(rest[:1]) == "1 repair: 1 by ns"


def test_a_packet_that_just_fits_into_a_jpeg_is_not_pushed_out(worked_on):
    empty = xmp.EMPTY.encode()
    note = b"<!--" + b" " * (MOST_IN_JPEG["XMP"] - len(empty) - 7) + b"-->"
    full = empty.replace(b"</x:xmpmeta>", note + b"</x:xmpmeta>")
    scan = Scan(None, worked_on.scan.pixels, metadata=Metadata(xmp=full))
    document = Document(scan)
    document.patches += worked_on.patches
    assert with_history(document.snapshot()).scan.metadata.xmp == full
