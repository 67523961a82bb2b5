"""The benchmarks' own parts: what is timed is what is meant to be timed."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile

from engine import bench_files, bench_scans
from engine.bench_figures import Figure
from engine.document.document import Document
from engine.files.scan import Scan


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(bench_scans, "SIDE", 64)


def test_a_figure_shows_its_budget():
    assert "budget 2.5 GB" in str(Figure("peak memory", 1.27, "GB", 2.5))
    assert "budget" not in str(Figure("peak memory", 1.27, "GB"))


def test_opening_and_saving_are_timed_in_a_process_of_their_own(monkeypatch):
    monkeypatch.setattr(bench_files, "WIDTH", 60)
    monkeypatch.setattr(bench_files, "HEIGHT", 50)
    monkeypatch.setattr(bench_files, "PIECE", 32)
    opened, deflate, plain, *peak = bench_files.big_tiff()
    assert [each.what.partition(": ")[2] for each in (opened, deflate, plain)] == [
        "open", "save, deflate", "save, none",
    ]  # fmt: skip
    assert 0 < opened.value < 30 and "processor time" in opened.remark
    assert all(0.02 < each.value < 1.0 for each in peak)  # GB, of a child that did the work


def test_the_large_scan_has_the_size_that_was_asked_for(small, tmp_path):
    bench_scans._write_large(tmp_path / "large.tif", 150, 100)
    pixels = tifffile.imread(tmp_path / "large.tif")
    assert pixels.shape == (150, 100, 3) and pixels.dtype == np.uint16
    assert (pixels[:64, :64] == pixels[64:128, :64]).all() and np.ptp(pixels) > 10_000


def test_the_drawn_defects_are_always_the_same():
    documents = [Document(Scan(None, np.zeros((300, 400, 3), np.uint8))) for _ in range(2)]
    for document in documents:
        bench_scans._draw_defects(document)
    first, second = (document.mask.pixels for document in documents)
    assert (first == second).all() and first.any() and not first.all()
