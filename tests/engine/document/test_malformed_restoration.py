"""Restoration files that are not ours, damaged or made to do harm: refused, in one sentence."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib

import pytest

from engine.document.read_restoration import open_restoration
from engine.document.restoration import RestorationWriter, View
from engine.errors import RestorationError
from tests.engine.document.conftest import assert_same_patch


@pytest.fixture
def saved(tmp_path, worked_on):
    writer = RestorationWriter(worked_on.scan)
    return writer.save(worked_on.snapshot(), tmp_path / "aunt.heirloom", View(0.5, 100.0, 44.5))


def test_a_file_of_a_newer_version_says_so(saved):
    rewrite(saved, lambda manifest: manifest.update(version=5, written_by="Heirloom 9", new=1))
    with pytest.raises(RestorationError, match=r"newer version \(Heirloom 9, format 5"):
        open_restoration(saved)


def members_of(path):
    with zipfile.ZipFile(path) as archive:
        return {member.filename: archive.read(member) for member in archive.infolist()}


def write_members(path, members, **options):
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, options.get("compression"))


def rewrite(path, change):
    """Change the manifest and leave the rest as it is."""
    members = members_of(path)
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    write_members(path, members | {"manifest.json": json.dumps(manifest).encode()})


MANIFESTS = {
    "an unknown key": lambda m: m.update(extra=1),
    "a missing key": lambda m: m.pop("patches"),
    "another format": lambda m: m.update(format="heirloom-record"),
    "version 0": lambda m: m.update(version=0),
    "a version in words": lambda m: m.update(version="1"),
    "a path as the name": lambda m: m["scan"].update(name="../../etc/passwd"),
    "a scan of no size": lambda m: m["scan"].update(width=0),
    "a scan too large": lambda m: m["scan"].update(height=10**9),
    "two channels": lambda m: m["scan"].update(channels=2),
    "a hash too short": lambda m: m["scan"].update(pixels_sha256="abc"),
    "a box outside": lambda m: m["patches"][0].update(box=[290, 0, 310, 10]),
    "a box inside out": lambda m: m["patches"][0].update(box=[20, 10, 10, 20]),
    "a box of fractions": lambda m: m["patches"][0].update(box=[0.5, 0, 10, 10]),
    "a box larger than its pixels": lambda m: m["patches"][0].update(box=[10, 10, 51, 22]),
    "a box smaller than its pixels": lambda m: m["patches"][0].update(box=[10, 10, 49, 22]),
    "a strength above 1": lambda m: m["patches"][0].update(strength=1.5),
    "a strength that is true": lambda m: m["patches"][0].update(strength=True),
    "an unknown request": lambda m: m["patches"][0].update(request=2),
    "confidence that is not there": lambda m: m["patches"][1].update(has_confidence=True),
    "confidence that is kept quiet": lambda m: m["patches"][0].update(has_confidence=False),
    "an id twice": lambda m: m["patches"][0].update(id=m["patches"][1]["id"]),
    "an unknown provenance": lambda m: m["patches"][0]["provenance"].update(new=1),
    "a provenance without method": lambda m: m["patches"][0]["provenance"].pop("method"),
    "a seed in words": lambda m: m["patches"][0]["provenance"].update(seed="seven"),
    "a tile too large": lambda m: m["layers"][1].update(tiles=[[0, 0, 300, 90]]),
    "a tile elsewhere": lambda m: m["layers"][1].update(tiles=[[265, 43, 295, 50]]),
    "tiles over and over": lambda m: m["layers"][1].update(tiles=[[0, 0, 256, 90]] * 5),
    "an unknown layer": lambda m: m["layers"][1].update(id="moustache"),
    "a layer twice": lambda m: m["layers"].append(m["layers"][1]),
    "an unknown method of a layer": lambda m: m["layers"][1].update(method="magic"),
    "an active layer that is hidden": lambda m: m.update(active="scratch"),
    "an active layer that does not exist": lambda m: m.update(active="moustache"),
    "marks of version 1 beside layers": lambda m: m.update(marks=[]),
    "a method's marks in no base64": lambda m: m["requests"][0]["methods"][0].update(
        marks="not base64!"
    ),
    "settings that are a list": lambda m: m["requests"][0].update(settings=[]),
    "a strength below that is none": lambda m: m["requests"][1].update(below=[["a", 2]]),
    "a patch below that nobody knows": lambda m: m["requests"][1].update(below=[["a", 1]]),
    "a patch below that came later": lambda m: m["requests"][0].update(below=[[f"{2:032x}", 1]]),
    "variants of variants": lambda m: m["patches"][0].update(
        variants=[dict(m["patches"][1], id="x", variants=[dict(m["patches"][1], id="y")])]
    ),
    "too many variants": lambda m: m["patches"][0].update(
        variants=[dict(m["patches"][1], id=f"x{n}") for n in range(5)]
    ),
    "a variant without pixels": lambda m: m["patches"][0].update(
        variants=[dict(m["patches"][1], id="x")]
    ),
    "a patch that is gone, of no request": lambda m: m.update(
        gone=[{"id": "x", "box": [0, 0, 9, 9], "request": 7}]
    ),
    "a view at infinity": lambda m: m["view"].update(zoom=10**400),
    "fewer patches than members": lambda m: m["patches"].pop(),
    "more patches than members": lambda m: m["patches"].append(dict(m["patches"][0], id="x")),
}


@pytest.mark.parametrize("change", MANIFESTS.values(), ids=MANIFESTS.keys())
def test_a_manifest_that_lies_is_refused(saved, change):
    rewrite(saved, change)
    with pytest.raises(
        RestorationError, match="is no restoration file, damaged or cut off"
    ) as told:
        open_restoration(saved)
    assert str(told.value).startswith(saved.name) and "\n" not in str(told.value)


def bomb(members):
    return zlib.compress(bytes(50_000_000), 9)


MEMBERS = {
    "no manifest": lambda m: m.pop("manifest.json"),
    "a missing patch": lambda m: m.pop("patches/1"),
    "an unknown member": lambda m: m.update({"note.txt": b"hello"}),
    "a path": lambda m: m.update({"../../../evil": b"x"}),
    "no JSON": lambda m: m.update({"manifest.json": b"\xff\xfe{"}),
    "a list as JSON": lambda m: m.update({"manifest.json": b"[]"}),
    "JSON without bottom": lambda m: m.update({"manifest.json": b"[" * 200_000}),
    "a number without end": lambda m: m.update({"manifest.json": b"1" * 100_000}),
    "a key twice": lambda m: m.update({"manifest.json": b'{"format": 1, "format": 2}'}),
    "a huge manifest": lambda m: m.update({"manifest.json": b" " * (16 * 2**20 + 1)}),
    "a bomb as a patch": lambda m: m.update({"patches/0": bomb(m)}),
    "a bomb as marks": lambda m: m.update({"layers/dust": bomb(m)}),
    "no zlib": lambda m: m.update({"patches/0": b"PNG?" * 100}),
    "zlib that is cut off": lambda m: m.update({"patches/0": m["patches/0"][:-5]}),
    "more behind zlib": lambda m: m.update({"patches/0": m["patches/0"] + b"x"}),
    "an empty patch": lambda m: m.update({"patches/0": b""}),
}


@pytest.mark.parametrize("change", MEMBERS.values(), ids=MEMBERS.keys())
def test_members_that_are_not_ours_are_refused(saved, change):
    members = members_of(saved)
    change(members)
    write_members(saved, members)
    with pytest.raises(RestorationError, match="is no restoration file, damaged or cut off"):
        open_restoration(saved)


def deflated(path):
    write_members(path, members_of(path), compression=zipfile.ZIP_DEFLATED)


def commented(path):
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"hello"


def doubled(path):
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("layers/dust", b"")


def changed_at(place, value):
    def change(path):
        data = bytearray(path.read_bytes())
        data[place] = value
        path.write_bytes(data)

    return change


def claiming_members(path):
    """The end record speaks of 65,000 members, for which zipfile would make room."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<2H", data, len(data) - 14, 65_000, 65_000)
    path.write_bytes(data)


CONTAINERS = {
    "empty": lambda p: p.write_bytes(b""),
    "a picture": lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "cut off": lambda p: p.write_bytes(p.read_bytes()[:-1]),
    "cut in the middle": lambda p: p.write_bytes(p.read_bytes()[: p.stat().st_size // 2]),
    "something in front": lambda p: p.write_bytes(b"#!/bin/sh\n" + p.read_bytes()),
    "something behind": lambda p: p.write_bytes(p.read_bytes() + b"\0"),
    "deflated": deflated,
    "commented": commented,
    "a member twice": doubled,
    "a wrong checksum": changed_at(60, 0),
    "a directory that lies": claiming_members,
    "zip64": lambda p: p.write_bytes(
        p.read_bytes()[:-22] + b"PK\x06\x07" + bytes(16) + p.read_bytes()[-22:]
    ),
}


@pytest.mark.parametrize("change", CONTAINERS.values(), ids=CONTAINERS.keys())
def test_a_file_that_is_no_such_zip_is_refused(saved, change):
    change(saved)
    with pytest.raises(RestorationError, match="is no restoration file, damaged or cut off"):
        open_restoration(saved)


def test_no_single_damaged_byte_goes_unnoticed_or_breaks_more_than_a_sentence(worked_on, saved):
    """Every 41st byte turned around: refused, or (dates and attributes) without any effect."""
    good = saved.read_bytes()
    refused = 0
    for place in range(0, len(good), 41):
        saved.write_bytes(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :])
        try:
            found = open_restoration(saved)
        except RestorationError:
            refused += 1
        else:
            for one, other in zip(found.patches, worked_on.patches, strict=True):
                assert_same_patch(one, other)
    assert refused > 0.9 * len(good) / 41


def test_repairs_that_do_not_fit_into_the_memory_are_told_with_the_numbers(saved, monkeypatch):
    monkeypatch.setattr("engine.document.read_restoration.available_memory", lambda: 1000)
    with pytest.raises(RestorationError, match=r"0\.0 GB of memory are free"):
        open_restoration(saved)


def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path):
    with pytest.raises(RestorationError, match="does not exist"):
        open_restoration(tmp_path / "gone.heirloom")
    with pytest.raises(RestorationError, match="cannot be read"):
        open_restoration(tmp_path)
