"""Disks that fill up, folders that close, files that change underneath, programs that are killed.

Whatever happens: the original is what it was, the target is the old file or the new one, and no
file of ours is left lying about.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from engine.document.document import Document
from engine.document.read_restoration import lay_on, open_restoration
from engine.document.record import open_record, save_record
from engine.document.restoration import RestorationWriter
from engine.errors import SaveError
from engine.files import atomic
from engine.files.reader import open_scan
from engine.files.scan import Scan
from engine.files.writer import save_scan
from engine.geometry import Box
from tests.engine.document.conftest import make_patch

KINDS = ("out.tif", "out.png", "out.jpg", "out.heirloom", "out.tif.record.json")
KILLS = 2  # long_trial.py has more
OLD = b"what was saved yesterday"
POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions are counted otherwise there")


def make_original(folder: Path, kind="tif", height=300) -> Path:
    noise = np.random.default_rng(2).integers(0, 255, (height, 300, 3), np.uint8)
    return save_scan(Document(Scan(None, noise)), folder / f"original.{kind}")


def open_and_repair(original: Path, seed=0) -> Document:
    """Noise, so that nothing is written that packs well."""
    document = Document(open_scan(original))
    document.apply([make_patch(document.scan, Box(10, 10, 290, 110), number=seed)])
    return document


def save(document: Document, target: Path) -> None:
    if target.suffix == ".heirloom":
        RestorationWriter(document.scan).save(document.snapshot(), target)
    elif target.suffix == ".json":
        save_record(document.snapshot(), target.with_name("out.tif"))
    else:
        save_scan(document, target)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


# A small disk, in a name space of its own: nobody else sees it, and it goes with the process. It
# takes the beginning of every kind of file, and of the small record nothing.
SMALL_DISK = """
import json, shutil, subprocess, sys
from pathlib import Path
from engine.errors import SaveError
from tests.engine.document import test_faults as t

disk, told = Path(sys.argv[1]), {}
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", disk], check=True)
original = t.make_original(disk)
document = t.open_and_repair(original)
for kind in t.KINDS:
    (disk / kind).write_bytes(t.OLD)
    with (disk / "filling").open("ab", buffering=0) as file:
        while (free := shutil.disk_usage(disk).free - 40_000 * (not kind.endswith("json"))) > 0:
            file.write(bytes(min(free, 4096)))
    before = t.digests(disk)
    try:
        t.save(document, disk / kind)
        told[kind] = "saved"
    except SaveError as error:
        told[kind] = str(error)
    assert t.digests(disk) == before, (kind, before, t.digests(disk))
print(json.dumps(told))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a name space of its own")
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path, root):
    command = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*command, "mount", "-t", "tmpfs", "tmpfs", tmp_path]).returncode:
        pytest.skip("this user may not mount a small disk")
    ran = subprocess.run(
        [*command, sys.executable, "-c", SMALL_DISK, str(tmp_path)],
        cwd=root, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    for kind, sentence in json.loads(ran.stdout).items():
        assert "the disk is full" in sentence, (kind, sentence)


# A folder that closes before, or while half is written.
CLOSING = """
import os, sys
from pathlib import Path
from engine.errors import SaveError
from tests.engine.document import test_faults as t

folder, when = Path(sys.argv[1]), sys.argv[2]
document = t.open_and_repair(folder / "original.tif")
fsync = os.fsync

def closing(handle):
    folder.chmod(0o555)
    fsync(handle)

for kind in t.KINDS:
    folder.chmod(0o555 if when == "before" else 0o777)
    os.fsync = closing
    try:
        t.save(document, folder / kind)
    except SaveError as error:
        print(error)
"""


@POSIX
@pytest.mark.parametrize("when", ["before", "midway"])
def test_a_folder_that_may_not_be_written_to_is_one_sentence(tmp_path, root, when):
    folder = tmp_path / "album"
    folder.mkdir()
    make_original(folder)
    for name in KINDS:
        (folder / name).write_bytes(OLD)
    before = digests(folder)
    bound = ["setpriv", "--bounding-set=-all"] if os.geteuid() == 0 else []
    if bound and not shutil.which("setpriv"):
        pytest.skip("this user may write everywhere")
    ran = subprocess.run(
        [*bound, sys.executable, "-c", CLOSING, str(folder), when],
        cwd=root, capture_output=True, text=True,
    )  # fmt: skip
    folder.chmod(0o777)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("may not be written to") == ran.stdout.count("\n") == len(KINDS)
    after = digests(folder)
    assert {name: after[name] for name in before} == before
    begun = after.keys() - before.keys()
    assert len(begun) == (len(KINDS) if when == "midway" else 0)  # nobody may remove it any more
    assert all(name.startswith(".") and name.endswith(".tmp") for name in begun)


# Opens, lets the file change, and saves everything there is.
CHANGING = """
import sys
from tests.engine.document.test_faults import *

folder, change = Path(sys.argv[1]), sys.argv[2]
for original in sorted(folder.glob("*/original.*")):
    document = open_and_repair(original)
    writer = RestorationWriter(document.scan)
    writer.identity()
    spoil(original, change)
    result = save_scan(document, original.with_name("out.tif"))
    save_record(document.snapshot(), result, writer.identity())
    writer.save(document.snapshot(), original.with_name("out.heirloom"))
"""


@pytest.mark.parametrize("change", ["cut off", "written over", "deleted"])
def test_a_scan_that_changes_on_the_disk_does_not_change_in_the_window(tmp_path, root, change):
    scans = {}
    for kind in ("tif", "png", "jpg"):
        (tmp_path / kind).mkdir()
        copy = shutil.copy(make_original(tmp_path / kind, kind), tmp_path / f"copy.{kind}")
        scans[kind] = open_scan(copy)
    # In a process of its own: memory mapped from a file that is cut off would kill it.
    ran = subprocess.run(
        [sys.executable, "-c", CHANGING, str(tmp_path), change],
        cwd=root, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    for kind, scan in scans.items():
        document = lay_on(open_restoration(tmp_path / kind / "out.heirloom"), scan)
        made = open_scan(tmp_path / kind / "out.tif").pixels
        np.testing.assert_array_equal(made, document.read(document.size.box))
        record = open_record(tmp_path / kind / "out.tif.record.json")
        assert record.scan.name == f"original.{kind}"


def spoil(path: Path, change: str) -> None:
    if change == "deleted":
        path.unlink()
    elif change == "cut off":
        os.truncate(path, 100)
    else:
        path.write_bytes(bytes(path.stat().st_size))


# Saves one of two results over the other, again and again.
SAVING = """
import sys
from tests.engine.document.test_faults import *
folder, kind = Path(sys.argv[1]), sys.argv[2]
documents = [open_and_repair(folder / "original.tif", seed) for seed in (0, 1)]
save(documents[0], folder / kind)
print("first", flush=True)
while True:
    for document in documents:
        save(document, folder / kind)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("kind", ["out.tif", "out.png", "out.heirloom"])
def test_killed_at_any_moment_the_target_is_one_result_or_the_other(tmp_path, root, kind):
    original = make_original(tmp_path, height=120)
    first = original.read_bytes()
    made = []
    for seed in (0, 1):
        save(open_and_repair(original, seed), tmp_path / kind)
        made.append((tmp_path / kind).read_bytes())
    for number in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", SAVING, str(tmp_path), kind], cwd=root, stdout=subprocess.PIPE
        ) as child:
            assert child.stdout.readline().strip() == b"first"
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(np.random.default_rng(number).uniform(0, 0.05))
            child.kill()
        assert (tmp_path / kind).read_bytes() in made
        assert original.read_bytes() == first
    age(tmp_path)
    save(open_and_repair(original), tmp_path / kind)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["original.tif", kind])


def age(folder: Path) -> None:
    """As if what was begun there had been begun an hour ago."""
    for path in folder.glob(".*.tmp"):
        os.utime(path, (time.time() - 3600,) * 2)


def test_what_somebody_else_is_writing_is_not_removed(tmp_path, worked_on):
    target = tmp_path / "out.tif"
    with atomic.replacing(target) as file:
        file.write(b"mine")
        age(tmp_path)
        save_scan(worked_on, target)
        assert len(list(tmp_path.glob(".*.tmp"))) == 1
    assert target.read_bytes() == b"mine" and list(tmp_path.iterdir()) == [target]


def test_a_failed_save_leaves_nothing_and_the_document_can_be_saved_elsewhere(
    tmp_path, worked_on, monkeypatch
):
    writer = RestorationWriter(worked_on.scan)
    with monkeypatch.context() as broken:
        broken.setattr(atomic.os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(5, "I/O")))
        with pytest.raises(SaveError, match="I/O"):
            writer.save(worked_on.snapshot(), tmp_path / "a.heirloom")
    assert list(tmp_path.iterdir()) == []
    assert open_restoration(writer.save(worked_on.snapshot(), tmp_path / "b.heirloom")).patches
