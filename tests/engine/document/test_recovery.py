"""After kill -9, a full disk or another window: what is on the disk is whole, and is found."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from engine.document import recovery
from engine.document.document import Document
from engine.document.read_restoration import open_restoration
from engine.document.recovery import Place, is_open_elsewhere, recoverable
from engine.document.restoration import RestorationWriter
from engine.errors import RestorationError
from engine.files.scan import Scan

KILLS = 12  # docs/restoration-file.md says how to have many more


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))


def save(place, strokes=1):
    document = Document(Scan(None, np.zeros((50, 60, 3), np.uint8)))
    document.mask.pixels[:strokes] = 255
    document.mask._look(document.size.box)
    RestorationWriter(document.scan).save(document.snapshot(), place.autosave)


def test_a_document_that_is_open_is_not_offered(tmp_path):
    place = Place.take(tmp_path / "aunt.tif")
    save(place)
    assert recoverable() == []
    place._lock.close()  # what the system does when the process dies
    (found,) = recoverable()
    assert (found.autosave, found.scan) == (place.autosave, tmp_path / "aunt.tif")
    assert found.summary.patches == 0 and found.summary.is_marked
    assert abs(found.saved - time.time()) < 60


def test_a_document_that_is_closed_leaves_nothing(tmp_path):
    place = Place.take(tmp_path / "aunt.tif")
    save(place)
    place.close()
    assert list(recovery.folder().iterdir()) == []


def test_a_crash_before_the_first_autosave_leaves_nothing_to_offer(tmp_path):
    alive = Place.take(tmp_path / "uncle.tif")
    Place.take(tmp_path / "aunt.tif")._lock.close()
    assert recoverable() == []
    assert list(recovery.folder().iterdir()) == [alive.autosave.with_suffix(".lock")]
    alive.close()


def test_the_latest_comes_first_and_a_damaged_one_is_listed_too(tmp_path):
    for number, name in enumerate(("old", "new", "torn")):
        place = Place.take(tmp_path / name)
        save(place)
        os.utime(place.autosave, (1000 + number, 1000 + number))
        if name == "torn":
            place.autosave.write_bytes(place.autosave.read_bytes()[:100])
            os.utime(place.autosave, (10, 10))
        place._lock.close()
    found = recoverable()
    assert [entry.scan.name for entry in found] == ["new", "old", "torn"]
    assert [entry.summary is None for entry in found] == [False, False, True]
    for entry in found:
        entry.discard()
    assert list(recovery.folder().iterdir()) == []


@pytest.mark.parametrize("told", [b"", b"{", b"[]", b'{"scan": 5}', b"{}", b"\xff"])
def test_a_lock_file_that_tells_nothing_does_not_hide_the_work(told):
    place = Place.take(None)
    save(place)
    place._lock.close()
    place.autosave.with_suffix(".lock").write_bytes(told)
    (found,) = recoverable()
    assert found.scan is None and found.summary is not None


def test_one_window_recovers_and_the_other_is_told(tmp_path):
    place = Place.take(tmp_path / "aunt.tif")
    save(place)
    place._lock.close()
    (found,) = recoverable()
    adopted = Place.adopt(found)
    assert recoverable() == [] and is_open_elsewhere(tmp_path / "aunt.tif")
    with pytest.raises(RestorationError, match="another window"):
        Place.adopt(found)
    adopted.close()
    with pytest.raises(RestorationError, match="another window"):
        Place.adopt(found)


def test_a_scan_is_known_to_be_open_under_each_of_its_names(tmp_path):
    scan = tmp_path / "aunt.tif"
    scan.touch()
    (tmp_path / "link.tif").symlink_to(scan)
    place = Place.take(scan)
    assert is_open_elsewhere(scan) and is_open_elsewhere(tmp_path / "link.tif")
    assert not is_open_elsewhere(scan, own=[place])
    assert not is_open_elsewhere(tmp_path / "uncle.tif")
    place.close()
    assert not is_open_elsewhere(scan)


# Keeps a scan open and saves it over and over: one more marked row each time.
CHILD = """
import sys
from pathlib import Path
import numpy as np
from engine.document.document import Document
from engine.document.recovery import Place
from engine.document.restoration import RestorationWriter
from engine.files.scan import Scan

document = Document(Scan(None, np.zeros((400, 300, 3), np.uint8)))
writer, place = RestorationWriter(document.scan), Place.take(Path("aunt.tif"))
noise = np.random.default_rng(1).integers(1, 255, (400, 300), np.uint8)
for row in range(400):
    document.mask.replace(document.size.box, np.where(np.arange(400)[:, None] <= row, noise, 0))
    writer.save(document.snapshot(), place.autosave)
    print(row, flush=True)
"""


def kill_while_saving(root: Path, wait: float) -> int:
    """Start a child, kill it `wait` seconds after its first save; returns the last row it told."""
    child = subprocess.Popen([sys.executable, "-c", CHILD], cwd=root, stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        told = child.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(wait)
        child.kill()
        told += child.stdout.read()
    assert child.returncode == -signal.SIGKILL
    return int(told.split()[-1])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("number", range(KILLS))
def test_a_program_killed_while_saving_leaves_a_whole_file_and_loses_one_stroke(root, number):
    last = kill_while_saving(root, np.random.default_rng(number).uniform(0, 0.1))
    (found,) = recoverable()
    (layer,) = open_restoration(found.autosave).layers
    assert layer.marks.bounds.bottom - 1 in (last, last + 1)  # what was told is there, or one more
    assert found.scan == Path("aunt.tif")
    found.discard()
    assert list(recovery.folder().iterdir()) == []  # nor what it was writing just then
