"""The process that opens scans: what it gives, and what becomes of it when a file kills it."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import Pipe

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.batch import decoder as module
from engine.batch.decoder import Decoder, Request
from engine.errors import MaskError, ScanError
from engine.files.reader import open_mask, open_scan
from engine.progress import Cancelled, Stop


@pytest.fixture(scope="module")
def decoder():
    with Decoder() as decoder:
        yield decoder


@pytest.fixture
def rgbi(tmp_path):
    """A 16-bit scan with an infrared channel, larger than one piece of the pipe, and its mask."""
    pixels = np.random.default_rng(0).integers(0, 65535, (500, 700, 4)).astype(np.uint16)
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", extrasamples=["unspecified"])
    Image.fromarray((pixels[..., 0] > 60000).view(np.uint8) * 255).save(tmp_path / "mask.png")
    return path


def same(a, b):
    assert (a is None) == (b is None)
    if a is not None:
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b)


def test_a_scan_arrives_as_it_was_opened(decoder, rgbi):
    opened = decoder.open(Request(rgbi, (rgbi.with_name("mask.png"),)), Stop())
    here = open_scan(rgbi)
    same(opened.scan.pixels, here.pixels)
    same(opened.scan.infrared, here.infrared)
    same(opened.scan.alpha, here.alpha)
    same(opened.mask, open_mask(rgbi.with_name("mask.png"), here.size))
    assert opened.scan.path == rgbi and opened.scan.metadata == here.metadata
    assert opened.scan.warnings == here.warnings and opened.scan.format == "TIFF"
    assert not opened.scan.pixels.flags.writeable


def test_an_infrared_channel_beside_the_scan_comes_along(decoder, tmp_path):
    Image.new("RGB", (9, 7), (1, 2, 3)).save(tmp_path / "a.png")
    Image.new("L", (9, 7), 77).save(tmp_path / "a_IR.png")
    opened = decoder.open(Request(tmp_path / "a.png", infrared=True), Stop())
    same(opened.scan.infrared, np.full((7, 9), 77, np.uint8))
    assert decoder.open(Request(tmp_path / "a.png"), Stop()).scan.infrared is None


def test_errors_arrive_as_they_were_raised(decoder, rgbi, tmp_path):
    Image.new("L", (3, 3)).save(tmp_path / "small.png")
    with pytest.raises(MaskError, match=r"3 x 3 pixels, the scan 700 x 500"):
        decoder.open(Request(rgbi, (tmp_path / "small.png",)), Stop())
    with pytest.raises(ScanError, match=r"none\.tif does not exist"):
        decoder.open(Request(tmp_path / "none.tif"), Stop())
    assert decoder.open(Request(rgbi), Stop()).scan.size.width == 700


def test_a_crash_costs_one_sentence_and_the_next_file_is_opened(decoder, rgbi):
    assert decoder.open(Request(rgbi), Stop())
    os.kill(decoder._process.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    decoder._process.join()
    decoder._process.is_alive = lambda: True  # it dies between the look and the request
    with pytest.raises(ScanError, match=r"scan.tif made its decoder crash"):
        decoder.open(Request(rgbi), Stop())
    assert decoder.open(Request(rgbi), Stop()).scan.size.width == 700


@pytest.mark.skipif(os.name == "nt", reason="needs a pipe that never says anything")
def test_a_file_that_hangs_its_decoder_is_given_up(decoder, tmp_path):
    os.mkfifo(tmp_path / "hangs.tif")
    with Decoder(limit_s=0.2) as impatient:
        impatient._process, impatient._pipe = decoder._process, decoder._pipe
        decoder._process = decoder._pipe = None  # a new one is started when it is needed
        with pytest.raises(ScanError, match="was not read within 0 seconds"):
            impatient.open(Request(tmp_path / "hangs.tif"), Stop())


@pytest.mark.skipif(os.name == "nt", reason="needs a pipe that never says anything")
def test_a_stop_is_obeyed_while_a_file_hangs(decoder, tmp_path):
    os.mkfifo(tmp_path / "hangs.tif")
    stop = Stop()
    threading.Timer(0.1, stop.set).start()
    with pytest.raises(Cancelled):
        decoder.open(Request(tmp_path / "hangs.tif"), stop)


def test_the_other_process_ends_with_the_one_that_asks(rgbi, monkeypatch):
    monkeypatch.setattr(module.signal, "signal", lambda *handler: None)  # we are no other process
    ours, theirs = Pipe()
    ours.send(Request(rgbi))
    ours.close()
    module.serve(theirs)
    theirs.close()
