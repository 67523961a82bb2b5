"""Whatever ends a save: the target is what it was or what was asked for, never half of it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.document.document import Document
from engine.errors import SaveError
from engine.files import reader, writer
from engine.progress import Cancelled, Progress, Stop

OLD = b"the result of yesterday"
FORMATS = ("jpg", "png", "tif")


@pytest.fixture
def bands(monkeypatch):
    """Small bands, so that a save has a middle."""
    monkeypatch.setattr(writer, "BAND_BYTES", 2000)


class Interrupted:
    """A document that breaks while its middle is read."""

    def __init__(self, scan, error: BaseException) -> None:
        self.scan, self._error = scan, error

    def read(self, box):
        if box.top > 0:
            raise self._error
        return self.scan.pixels[box.slices]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("error", [Cancelled(), KeyboardInterrupt(), ValueError("a bug")])
def test_a_save_that_breaks_leaves_the_old_target_and_nothing_else(
    tmp_path, noise, bands, kind, error
):
    target = tmp_path / f"result.{kind}"
    target.write_bytes(OLD)
    with pytest.raises(type(error)):
        writer.save_scan(Interrupted(noise(), error), target)
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_stop_ends_the_save(tmp_path, noise, bands, kind):
    stop = Stop()
    progress = Progress(lambda fraction, doing: stop.set() if fraction > 0.3 else None, stop)
    with pytest.raises(Cancelled):
        writer.save_scan(Document(noise()), tmp_path / f"result.{kind}", None, progress)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "may not be written"), (errno.EIO, "error")],
)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_disk_that_fails_is_one_sentence(tmp_path, noise, bands, kind, code, words):
    target = tmp_path / f"result.{kind}"
    target.write_bytes(OLD)
    error = OSError(code, os.strerror(code))
    with pytest.raises(SaveError, match=words) as caught:
        writer.save_scan(Interrupted(noise(), error), target)
    assert str(target) in str(caught.value) and "\n" not in str(caught.value)
    assert target.read_bytes() == OLD and list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_one_sentence(tmp_path, noise):
    with pytest.raises(SaveError, match=r"folder .*gone does not exist"):
        writer.save_scan(Document(noise()), tmp_path / "gone" / "result.png")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(SaveError, match="is a folder"):
        writer.save_scan(Document(noise()), tmp_path / "folder.png")


def test_a_link_to_a_file_stays_a_link(tmp_path, noise):
    (tmp_path / "real.png").write_bytes(OLD)
    link = tmp_path / "link.png"
    link.symlink_to(tmp_path / "real.png")
    writer.save_scan(Document(noise()), link)
    assert link.is_symlink()
    assert reader.open_scan(tmp_path / "real.png").format == "PNG"


@pytest.mark.skipif(os.name != "posix", reason="permissions are counted otherwise on Windows")
def test_the_target_keeps_its_permissions_and_a_new_one_gets_the_users(tmp_path, noise):
    old, new = tmp_path / "old.png", tmp_path / "new.png"
    old.write_bytes(OLD)
    old.chmod(0o640)
    writer.save_scan(Document(noise()), old)
    writer.save_scan(Document(noise()), new)
    plain = tmp_path / "plain"
    plain.touch()
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode == plain.stat().st_mode


# Tells when it stands in the middle of the file, then waits for what never comes.
CHILD = """
import sys
import numpy as np
from engine.files import writer
from engine.files.scan import Scan
writer.BAND_BYTES = 2000

class Document:
    scan = Scan(None, np.full((500, 300, 3), 99, np.uint8))
    def read(self, box):
        if box.top > 200:
            print("in the middle", flush=True)
            sys.stdin.read()
        return self.scan.pixels[box.slices]

writer.save_scan(Document(), sys.argv[1])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("kind", FORMATS)
def test_a_program_killed_in_the_middle_leaves_the_old_target_intact(
    tmp_path, root: Path, noise, kind
):
    target = tmp_path / f"result.{kind}"
    writer.save_scan(Document(noise(np.uint8)), target)
    before = target.read_bytes()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(target)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout.readline().strip() == b"in the middle"
        half = [path for path in tmp_path.iterdir() if path != target]
        assert len(half) == 1  # it really was writing
        child.kill()
    assert child.returncode == -signal.SIGKILL
    assert target.read_bytes() == before
    # And saving again works, whatever the killed program left behind.
    writer.save_scan(Document(noise(np.uint8)), target)
    assert reader.open_scan(target).size == noise().size
