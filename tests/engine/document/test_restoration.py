"""The restoration file: what goes in comes out, and what is not ours is refused in a sentence."""

from __future__ import annotations

import errno
import json
import os
import time
import zipfile
import zlib
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document import identity as identities
from engine.document import restoration
from engine.document.document import Document
from engine.document.identity import find_scan, identify
from engine.document.layers import IDS
from engine.document.mask import Brush, Stroke
from engine.document.read_restoration import lay_on, open_restoration, read_summary
from engine.document.restoration import RestorationWriter, View
from engine.errors import RestorationError, SaveError
from engine.files import atomic, reader
from engine.files.scan import Scan
from engine.files.writer import save_scan
from engine.geometry import Box
from engine.progress import Cancelled, Progress, Stop
from tests.engine.document.conftest import (
    CLASSICAL,
    GENERATED,
    assert_same_patch,
    make_patch,
    make_scan,
)


def save(document, path, view=None):
    return RestorationWriter(document.scan).save(document.snapshot(), path, view)


@pytest.fixture
def saved(tmp_path, worked_on):
    return save(worked_on, tmp_path / "aunt.heirloom", View(0.5, 100.0, 44.5))


def test_everything_comes_back(worked_on, saved):
    found = open_restoration(saved)
    assert found.view == View(0.5, 100.0, 44.5)
    document = lay_on(found, worked_on.scan)
    assert document.layers.active.id == "dust"
    for layer, other in zip(document.layers, worked_on.layers, strict=True):
        assert layer.settings == other.settings
        np.testing.assert_array_equal(layer.mask.pixels, other.mask.pixels)
    for one, other in zip(document.patches, worked_on.patches, strict=True):
        assert_same_patch(one, other)
    whole = worked_on.size.box
    np.testing.assert_array_equal(document.read(whole), worked_on.read(whole))
    assert document.patches[1].request is document.patches[2].request
    assert read_summary(saved).patches == 3 and read_summary(saved).is_marked


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_was_painted_and_repaired_comes_back(tmp_path_factory, data):
    dtype = data.draw(st.sampled_from([np.uint8, np.uint16]))
    document = Document(make_scan(dtype, data.draw(st.sampled_from([1, 3]))))
    for number in range(data.draw(st.integers(0, 4))):
        left, top = data.draw(st.integers(0, 290)), data.draw(st.integers(0, 80))
        width, height = data.draw(st.integers(1, 10)), data.draw(st.integers(1, 10))
        strength = data.draw(st.floats(0, 1, allow_nan=False))
        made = data.draw(st.sampled_from([CLASSICAL, GENERATED]))
        box = Box(left, top, left + width, top + height)
        document.apply([make_patch(document.scan, box, made, strength, number)])
    for _ in range(data.draw(st.integers(0, 3))):
        document.layers.activate(data.draw(st.sampled_from(IDS)))
        ends = [data.draw(st.floats(-20, 320)) for _ in range(4)]
        brush = Brush(data.draw(st.floats(0.5, 40)), data.draw(st.floats(0, 1)))
        stroke = Stroke(document.mask, brush, *ends[:2])
        stroke.line_to(*ends[2:])
        document.remember_mask("Brush stroke", stroke.finish())
    path = tmp_path_factory.mktemp("saved") / "a.heirloom"
    again = lay_on(open_restoration(save(document, path)), document.scan)
    for layer, other in zip(again.layers, document.layers, strict=True):
        np.testing.assert_array_equal(layer.mask.pixels, other.mask.pixels)
    for one, other in zip(again.patches, document.patches, strict=True):
        assert_same_patch(one, other)
    whole = document.size.box
    np.testing.assert_array_equal(again.read(whole), document.read(whole))


def test_the_same_document_gives_the_same_bytes(tmp_path, worked_on, saved):
    again = save(worked_on, tmp_path / "again.heirloom", View(0.5, 100.0, 44.5))
    assert again.read_bytes() == saved.read_bytes()
    reopened = lay_on(open_restoration(saved), worked_on.scan)
    third = save(reopened, tmp_path / "third.heirloom", View(0.5, 100.0, 44.5))
    assert third.read_bytes() == saved.read_bytes()


def test_what_was_opened_is_not_packed_again(tmp_path, worked_on, saved, monkeypatch):
    packed_again, pack = [], restoration._pack_patch

    def watched(patch):
        packed_again.append(patch.id)
        return pack(patch)

    monkeypatch.setattr(restoration, "_pack_patch", watched)
    opened = open_restoration(saved)
    document = lay_on(opened, worked_on.scan)
    new = make_patch(document.scan, Box(100, 40, 120, 60), number=9)
    document.apply([new])
    writer = RestorationWriter(document.scan, opened.packed)
    writer.save(document.snapshot(), tmp_path / "third.heirloom", opened.view)
    assert packed_again == [new.id]
    again = open_restoration(tmp_path / "third.heirloom")
    for one, other in zip(again.patches, document.patches, strict=True):
        assert_same_patch(one, other)


def test_other_programs_can_look_into_it(worked_on, saved):
    with zipfile.ZipFile(saved) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "manifest.json", "layers/scratch", "layers/dust", "layers/hand", "layers/protect",
            "requests/0", "requests/1",
            "patches/0", "patches/1", "patches/2",
        ]  # fmt: skip
        data = zlib.decompress(archive.read("patches/1"))
    patch = worked_on.patches[1]
    left = np.frombuffer(data, np.uint8, 12 * 21 * 3).reshape(12, 21, 3)
    np.testing.assert_array_equal(np.cumsum(left, axis=1, dtype=np.uint8), patch.pixels)


# The format of version 4. Whoever has to change this raises VERSION and keeps reading it.
VERSION_4 = {
    "format": "heirloom-restoration",
    "version": 4,
    "written_by": "Heirloom 0.1.0",
    "scan": {
        "name": "", "bytes": 0, "sha256": "", "width": 300, "height": 90, "channels": 3,
        "depth": 8,
    },
    "view": {"zoom": 0.5, "x": 100.0, "y": 44.5},
    "active": "dust",
    "layers": [
        {"id": "scratch", "visible": False, "method": "", "tiles": []},
        {"id": "dust", "visible": True, "method": "ns", "tiles": [[265, 43, 295, 49]]},
        {"id": "hand", "visible": True, "method": "",
         "tiles": [[245, 8, 256, 14], [256, 8, 275, 14]]},
        {"id": "protect", "visible": True, "method": "", "tiles": [[105, 53, 135, 59]]},
    ],
    "requests": [
        {
            "settings": {"method": "auto", "seed": 7, "grain": True}, "below": [],
            "model": "photonet-fill", "model_sha256": "ab" * 32, "device": "cpu",
            "tiles": [[10, 10, 50, 22]],
            "methods": [{"method": "ns", "tiles": [[10, 10, 30, 22]], "marks": "eAEDAAAAAAE="}],
        },
        {
            "settings": {"method": "ns", "seed": 0, "grain": False},
            "below": [[f"{1:032x}", 0.5]],
            "model": "", "model_sha256": "", "device": "cpu",
            "tiles": [[250, 60, 290, 72]], "methods": [],
        },
    ],
    "patches": [
        {
            "id": f"{1:032x}", "box": [10, 10, 50, 22], "strength": 0.4, "request": 0,
            "has_confidence": True, "provenance": asdict(GENERATED),
        },
        {
            "id": f"{2:032x}", "box": [250, 60, 271, 72], "strength": 1.0, "request": 1,
            "has_confidence": False, "provenance": asdict(CLASSICAL),
        },
        {
            "id": f"{3:032x}", "box": [271, 60, 290, 72], "strength": 1.0, "request": 1,
            "has_confidence": False, "provenance": asdict(CLASSICAL),
        },
    ],
    "gone": [],
}  # fmt: skip


def test_the_format_is_that_of_version_4(saved):
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert len(manifest["scan"].pop("pixels_sha256")) == 64
    (method,) = manifest["requests"][0]["methods"]
    method["marks"] = VERSION_4["requests"][0]["methods"][0]["marks"]
    assert manifest == VERSION_4


def as_version_2(manifest):
    """What lay below a request was what stood before its own patches, in full but for `toned`."""
    manifest["version"] = 2
    del manifest["gone"]
    for request in manifest["requests"]:
        request["toned"] = [pair for pair in request.pop("below") if pair[1] != 1]


def test_a_file_of_version_2_tells_what_lay_below_each_repair(worked_on, saved):
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        members = {name: archive.read(name) for name in archive.namelist()}
    as_version_2(manifest)
    manifest["patches"][1]["box"] = [200, 60, 221, 72]  # within reach of the first one
    with zipfile.ZipFile(saved, "w") as archive:
        for name, data in (members | {"manifest.json": json.dumps(manifest)}).items():
            archive.writestr(name, data)
    first, second, third = open_restoration(saved).patches
    (below,) = second.request.below
    assert (below.id, below.box, below.strength) == (first.id, first.box, 0.5)
    assert below.request is first.request and third.request is second.request
    assert first.request.below == ()


def test_a_file_of_version_1_opens_with_its_marks_as_painted_by_hand(worked_on, saved):
    """As 0.1.0 wrote it: one mask, and requests without methods."""
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        members = {name: archive.read(name) for name in archive.namelist()}
    stroke = np.zeros((6, 30), np.uint8) + 255
    manifest["marks"] = [[245, 8, 275, 14]]
    del manifest["active"], manifest["layers"]
    as_version_2(manifest)
    manifest["version"] = 1
    for request in manifest["requests"]:
        del request["methods"]
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("marks", zlib.compress(stroke.tobytes()))
        for name, data in members.items():
            if name.startswith(("requests/", "patches/")):
                archive.writestr(name, data)
    assert read_summary(saved).is_marked
    document = lay_on(open_restoration(saved), worked_on.scan)
    assert document.layers.active.id == "hand"
    assert [layer.id for layer in document.layers if not layer.is_empty()] == ["hand"]
    assert document.mask.bounds() == Box(245, 8, 275, 14)
    assert len(document.patches) == 3 and document.patches[0].request.methods == ()


# The scan it belongs to


@pytest.fixture
def on_disk(tmp_path):
    """A scan in a file, and the restoration of it."""
    (tmp_path / "scans").mkdir()
    path = save_scan(Document(make_scan()), tmp_path / "scans" / "aunt.png")
    document = Document(reader.open_scan(path))
    document.patches.append(make_patch(document.scan, Box(0, 0, 20, 20)))
    return document, save(document, tmp_path / "scans" / "aunt.heirloom")


def test_the_scan_is_found_under_another_name_and_in_another_folder(tmp_path, on_disk):
    document, saved = on_disk
    identity = open_restoration(saved).scan
    folders = [tmp_path / "gone", tmp_path / "scans", tmp_path / "moved"]
    assert find_scan(identity, folders) == document.scan.path
    (tmp_path / "moved").mkdir()
    document.scan.path.rename(tmp_path / "moved" / "tante.png")
    (tmp_path / "scans" / "aunt.png").write_bytes(b"another picture of this name")
    assert find_scan(identity, folders) == tmp_path / "moved" / "tante.png"
    (tmp_path / "moved" / "tante.png").unlink()
    assert find_scan(identity, folders) == tmp_path / "scans" / "aunt.png"  # may have its pixels
    assert find_scan(identity, [tmp_path / "moved"]) is None


def test_only_files_of_the_right_size_are_read(tmp_path, on_disk, monkeypatch):
    document, saved = on_disk
    for number in range(5):
        (tmp_path / "scans" / f"{number}.tif").write_bytes(bytes(number))
    read, hash_file = [], identities.hash_file
    monkeypatch.setattr(identities, "hash_file", lambda p: read.append(p) or hash_file(p))
    find_scan(open_restoration(saved).scan, [tmp_path / "scans"])
    assert read == [document.scan.path]


def test_a_scan_whose_file_got_a_keyword_is_the_same_one(on_disk):
    document, saved = on_disk
    path = document.scan.path
    path.write_bytes(path.read_bytes() + b"more metadata")
    again = lay_on(open_restoration(saved), reader.open_scan(path))
    assert len(again.patches) == 1


def test_a_file_that_changed_while_its_scan_was_open_is_not_taken_for_it(tmp_path, on_disk):
    document, _ = on_disk
    writer = RestorationWriter(document.scan)
    later = time.time() + 10
    save_scan(Document(Scan(None, document.scan.pixels ^ 1)), tmp_path / "other.png")
    (tmp_path / "other.png").replace(document.scan.path)
    os.utime(document.scan.path, (later, later))
    saved = writer.save(document.snapshot(), tmp_path / "a.heirloom")
    assert open_restoration(saved).scan.sha256 == ""
    with pytest.raises(RestorationError, match="not the scan"):
        lay_on(open_restoration(saved), reader.open_scan(document.scan.path))


def test_a_scan_that_decodes_otherwise_is_the_same_one_by_its_file(on_disk):
    """As after an update of a JPEG library."""
    document, saved = on_disk
    pixels = document.scan.pixels ^ 1
    assert len(lay_on(open_restoration(saved), Scan(document.scan.path, pixels)).patches) == 1


@pytest.mark.parametrize("other", [make_scan(np.uint16), make_scan(channels=1)])
def test_another_scan_is_refused(on_disk, other):
    with pytest.raises(RestorationError, match=r"not the scan.*aunt\.png, 300 x 90"):
        lay_on(open_restoration(on_disk[1]), other)
    with pytest.raises(RestorationError, match="not the scan"):
        lay_on(open_restoration(on_disk[1]), Scan(None, make_scan().pixels ^ 1))


def test_the_hash_of_the_pixels_does_not_depend_on_how_they_lie_in_memory():
    scan = make_scan(np.uint16)
    turned = Scan(None, np.asfortranarray(scan.pixels))
    assert identify(scan).pixels_sha256 == identify(turned).pixels_sha256
    other = Scan(None, scan.pixels[:, ::-1].copy())
    assert identify(scan).pixels_sha256 != identify(other).pixels_sha256


# Saving


class FullDisk:
    """A file that takes so many bytes and no more."""

    def __init__(self, file, room):
        self._file, self._room = file, room

    def write(self, data):
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._file.write(data)

    def __getattr__(self, name):
        return getattr(self._file, name)


@pytest.mark.parametrize("room", [0, 100, 5000])
def test_a_full_disk_leaves_the_old_file(worked_on, saved, monkeypatch, room):
    before, plain = saved.read_bytes(), zipfile.ZipFile
    monkeypatch.setattr(
        zipfile, "ZipFile", lambda file, *args, **kw: plain(FullDisk(file, room), *args, **kw)
    )
    with pytest.raises(SaveError, match="disk is full"):
        save(worked_on, saved)
    monkeypatch.undo()
    assert saved.read_bytes() == before and list(saved.parent.iterdir()) == [saved]


def test_a_disk_that_is_full_at_the_last_moment_leaves_the_old_file(worked_on, saved, monkeypatch):
    def fsync(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = saved.read_bytes()
    monkeypatch.setattr(atomic.os, "fsync", fsync)
    with pytest.raises(SaveError, match="disk is full"):
        save(worked_on, saved)
    assert saved.read_bytes() == before and list(saved.parent.iterdir()) == [saved]


def test_a_stop_leaves_the_old_file(worked_on, saved):
    before, stop = saved.read_bytes(), Stop()
    stop.set()
    with pytest.raises(Cancelled):
        RestorationWriter(worked_on.scan).save(
            worked_on.snapshot(), saved, progress=Progress(stop=stop)
        )
    assert saved.read_bytes() == before


def test_a_patch_is_packed_once_and_toned_patches_are_saved_toned(worked_on, tmp_path, monkeypatch):
    writer, packed = RestorationWriter(worked_on.scan), []
    monkeypatch.setattr(
        "engine.document.restoration._pack_patch", lambda patch: packed.append(patch.id) or b"x"
    )
    writer.save(worked_on.snapshot(), tmp_path / "a.heirloom")
    worked_on.set_strength([worked_on.patches[1].id], 0.25)
    writer.save(worked_on.snapshot(), tmp_path / "a.heirloom")
    assert packed == [patch.id for patch in worked_on.patches]
    with zipfile.ZipFile(tmp_path / "a.heirloom") as archive:
        told = json.loads(archive.read("manifest.json"))
    assert [patch["strength"] for patch in told["patches"]] == [0.4, 0.25, 1.0]


def test_more_patches_than_the_format_holds_are_told(worked_on, tmp_path, monkeypatch):
    monkeypatch.setattr("engine.document.manifest.MOST_PATCHES", 2)
    with pytest.raises(SaveError, match="3 patches, at most 2"):
        save(worked_on, tmp_path / "a.heirloom")
    assert list(tmp_path.iterdir()) == []
