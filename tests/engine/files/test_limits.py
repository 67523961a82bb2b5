from __future__ import annotations

import pytest

from engine.errors import ScanError
from engine.files import limits
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


@pytest.mark.parametrize("size", [Size(0, 5), Size(5, 0), Size(1_000_000, 10)])
def test_senseless_sizes_are_refused(scan_file, size):
    with pytest.raises(ScanError, match=r"scan\.tif"):
        limits.check_size(scan_file, size, 3)


def test_this_system_tells_a_believable_amount():
    amount = limits.available_memory()
    assert amount is None or 2**24 < amount < 2**46
