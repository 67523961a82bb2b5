from __future__ import annotations

import pytest
from PIL import Image

from engine.errors import ScanError
from engine.files import limits, reader
from engine.geometry import Size


@pytest.fixture
def scan_file(tmp_path):
    path = tmp_path / "scan.tif"
    path.write_bytes(b"\0" * 1_000_000)
    return path


def free(monkeypatch, amount: int | None) -> None:
    monkeypatch.setattr(limits, "available_memory", lambda: amount)


def test_a_scan_that_fits_is_let_through(scan_file, monkeypatch):
    free(monkeypatch, 2_000_000_000)
    limits.check_size(scan_file, Size(9921, 14031), 6)  # A4 at 1200 dpi, 16-bit RGB


def test_a_scan_that_does_not_fit_is_refused_with_both_amounts(scan_file, monkeypatch):
    free(monkeypatch, 900_000_000)
    with pytest.raises(ScanError, match=r"scan\.tif .*139 megapixels.* 1\.0 GB .*0\.9 GB"):
        limits.check_size(scan_file, Size(9921, 14031), 6)


def test_a_system_that_does_not_tell_its_memory_refuses_nothing(scan_file, monkeypatch):
    free(monkeypatch, None)
    limits.check_size(scan_file, Size(17_000, 17_000), 6)


def test_hundreds_of_megapixels_in_a_tiny_file_are_not_believed(scan_file, monkeypatch):
    free(monkeypatch, 10**12)
    with pytest.raises(ScanError, match=r"400 megapixels.* only 1\.0 MB"):
        limits.check_size(scan_file, Size(20_000, 20_000), 3)
    scan_file.write_bytes(b"\0" * 5_000_000)
    limits.check_size(scan_file, Size(20_000, 20_000), 3)


def test_a_picture_that_packs_better_than_blank_paper_is_not_believed(tmp_path, monkeypatch):
    free(monkeypatch, 10**12)
    path = tmp_path / "scan.jp2"
    path.write_bytes(b"\0" * 19_000)
    with pytest.raises(ScanError, match=r"90 megapixels.* only 0\.0 MB"):
        limits.check_size(path, Size(2592, 34712), 3)
    limits.check_size(path, Size(2592, 12_000), 3)  # 31 megapixels: blank, perhaps
    path.write_bytes(b"\0" * 50_000)
    limits.check_size(path, Size(2592, 34712), 3)


@pytest.mark.parametrize("size", [Size(0, 5), Size(5, 0), Size(1_000_000, 10)])
def test_senseless_sizes_are_refused(scan_file, size):
    with pytest.raises(ScanError, match=r"scan\.tif"):
        limits.check_size(scan_file, size, 3)


def test_this_system_tells_a_believable_amount():
    amount = limits.available_memory()
    assert amount is None or 2**24 < amount < 2**46


def test_above_300_megapixels_there_is_a_question_with_the_numbers():
    assert limits.question("a.tif", Size(17_000, 17_000)) == ""
    asked = limits.question("a.tif", Size(20_000, 20_000))
    assert "a.tif measures 20000 x 20000" in asked and "400 megapixels" in asked
    assert "2.8 GB" in asked


def test_commands_want_to_be_told_that_so_large_a_scan_is_meant(scan_file, monkeypatch):
    Image.new("L", (30, 20)).save(scan_file)
    reader.check_asked(scan_file, large=False)
    monkeypatch.setattr(limits, "ASKED_PIXELS", 100)
    with pytest.raises(ScanError, match=r"30 x 20 .* Add --large"):
        reader.check_asked(scan_file, large=False)
    reader.check_asked(scan_file, large=True)
