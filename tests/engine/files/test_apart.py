"""A file that crashes its decoder, never ends or takes all memory costs one sentence, anywhere.

The decoder of HEIC is one that does what the file asks for, in every process that is started here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

import main
from engine import paths
from engine.batch.decoder import Decoder
from engine.batch.decoder import Request as BatchRequest
from engine.errors import ScanError
from engine.files import apart
from engine.files.reader import open_mask, open_scan, read_size
from engine.files.writer import save_scan
from engine.progress import Progress, Stop
from tests.engine.document.conftest import make_document

# Python imports it by itself at the start of every process.
PLANTED = """
import ctypes, sys, types

def open_heif(file, **how):
    wish = file.read()[32:]
    if wish == b"crash":
        ctypes.string_at(0)
    while wish == b"loop":
        pass
    raise ValueError(len(bytearray(2**34)) if wish == b"memory" else "nothing")

sys.modules["pi_heif"] = types.ModuleType("pi_heif")
sys.modules["pi_heif"].open_heif = open_heif
"""
DIED = r"^x\.heic is damaged: reading it ended in a crash"


@pytest.fixture
def helper(tmp_path, root, monkeypatch):
    """A process apart of this test's own, with the planted decoder."""
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / "sitecustomize.py").write_text(PLANTED)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "planted"), str(root)]))
    helper = apart.Helper()
    monkeypatch.setattr(apart, "helper", helper)
    yield helper
    helper.close()


@pytest.fixture
def heic(tmp_path):
    """heic(wish): a file that makes the planted decoder crash, loop or take 16 GB."""

    def make(wish):
        (tmp_path / "album").mkdir(exist_ok=True)
        path = tmp_path / "album" / "x.heic"
        path.write_bytes(b"\0\0\0\x18ftypheic".ljust(32, b"\0") + wish)
        return path

    return make


@pytest.fixture
def sound(tmp_path):
    """A sound scan that is opened apart, too."""
    (tmp_path / "album").mkdir(exist_ok=True)
    return save_scan(make_document(), tmp_path / "album" / "sound.jp2")


def test_what_is_opened_apart_arrives_as_it_was_read(helper, sound):
    scan, expected = open_scan(sound), make_document()
    np.testing.assert_array_equal(scan.pixels, expected.snapshot().read(scan.size.box))
    assert scan.path == sound and scan.metadata.icc == expected.scan.metadata.icc
    assert read_size(sound) == scan.size and not scan.pixels.flags.writeable
    assert open_mask(sound, scan.size).shape == scan.pixels.shape[:2]


@pytest.mark.parametrize("open_it", [open_scan, read_size])
def test_a_crash_costs_one_sentence_and_the_next_file_is_opened(helper, heic, sound, open_it):
    with pytest.raises(ScanError, match=DIED):
        open_it(heic(b"crash"))
    assert open_scan(sound).size == read_size(sound)


def test_one_that_never_ends_is_given_up(helper, heic, sound, monkeypatch):
    read_size(sound)  # the process is there: what follows is the time of the file alone
    monkeypatch.setattr(apart, "LIMIT_S", 0.2)
    started = time.monotonic()
    with pytest.raises(ScanError, match=r"x\.heic is damaged: reading it took more than 0 sec"):
        open_scan(heic(b"loop"))
    assert time.monotonic() - started < 10


def test_a_size_that_no_clock_could_wait_for_is_refused(helper, tmp_path):
    """2 ** 30 pixels a side, as a JPEG XL may claim: 5 s for each megapixel are 180,000 years."""
    side = 0b11 << 1 | (2**30 - 1) << 3  # not small; 30 bits of it
    claim = (side | (side >> 1) << 36).to_bytes(9, "little")
    path = tmp_path / "x.jxl"
    path.write_bytes(b"\xff\x0a" + claim + bytes(64))
    assert read_size(path).width == 2**30
    with pytest.raises(ScanError, match="megapixels"):
        open_scan(path)


@pytest.mark.skipif(sys.platform != "linux", reason="the system limits no memory")
def test_one_that_takes_all_memory_is_refused(helper, heic):
    with pytest.raises(ScanError, match=r"x\.heic does not fit into the free memory"):
        open_scan(heic(b"memory"))


def test_the_decoder_of_a_batch_outlives_it_too(helper, heic, sound):
    """It is a daemonic process, which `multiprocessing` lets start no other."""
    with Decoder() as decoder:
        with pytest.raises(ScanError, match=DIED):
            decoder.open(BatchRequest(heic(b"crash")), Stop())
        living = decoder._process.pid
        assert decoder.open(BatchRequest(sound), Stop()).scan.size == read_size(sound)
        assert decoder._process.pid == living


@pytest.mark.parametrize("words", [("restore", "--mask", "mask.png"), ("detect",)])
def test_a_command_says_it(helper, heic, tmp_path, words, capsys):
    Image.new("L", (4, 4)).save(tmp_path / "mask.png")
    words = [str(tmp_path / word) if word == "mask.png" else word for word in words]
    status = main.main([*words, str(heic(b"crash")), "-o", str(tmp_path / "out.png")])
    assert status == 2 and "error: x.heic is damaged" in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


def test_the_plan_of_a_batch_says_it_and_goes_on(helper, heic, sound, tmp_path, capsys):
    heic(b"crash")
    words = ["batch", str(sound.parent), str(tmp_path / "results"), "--dry-run"]
    main.main([*words, "--steps", "detect,repair"])
    told = capsys.readouterr()
    assert "x.heic is damaged" in told.out + told.err and "sound.jp2" in told.out + told.err


def test_the_window_says_it(helper, heic):
    opening = pytest.importorskip("gui.opening", reason="no Qt")
    with pytest.raises(ScanError, match=DIED):
        opening.open_anything(heic(b"crash"), [], Progress())


def test_the_process_ends_when_nobody_asks_any_more():
    command = [*paths.program(), paths.OPEN_FILES]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert ended.returncode == 0 and ended.stdout == b""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # of a test with threads
def test_a_forked_process_asks_one_of_its_own(helper, sound):
    """Two that read from the same pipe would take each other's pixels."""
    read_size(sound)
    child = os.fork()
    if child == 0:
        shared = apart.helper is helper
        os._exit(1 if shared or read_size(sound) != make_document().scan.size else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
