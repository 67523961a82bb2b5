"""Files that say they are larger than they are: refused before memory is taken for it."""

from __future__ import annotations

import contextlib
import io
import time
import tracemalloc

import numpy as np
import pytest
import tifffile

from engine.errors import HeirloomError, ScanError
from engine.files.claims import claims_more
from engine.files.reader import open_scan

# Where the height and the width of a JPEG are, and of a JPEG 2000, and how many bytes they take.
PLACES = {"jpeg": (b"\xff\xc0", 5, 2), "jpeg2000": (b"\xff\x51", 6, 4)}


@pytest.fixture(params=PLACES)
def lying(request):
    """A TIFF of 80 x 64 pixels whose one strip says it has 30,000 a side."""
    marker, behind, size = PLACES[request.param]
    pixels = np.random.default_rng(1).integers(0, 255, (64, 80, 3), np.uint8)
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, photometric="rgb", compression=request.param)
    data = bytearray(file.getvalue())
    at = data.index(marker) + behind
    data[at : at + 2 * size] = (30_000).to_bytes(size, "big") * 2
    return bytes(data)


def test_a_strip_that_says_it_is_huge_is_not_decoded(tmp_path, lying):
    path = tmp_path / "lying.tif"
    path.write_bytes(lying)
    tracemalloc.start()
    with pytest.raises(ScanError, match="none of its pixels"):
        open_scan(path)
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("compression", ["jpeg", "webp", "jpeg2000", "png"])
@pytest.mark.parametrize("tile", [None, (32, 32)])
def test_strips_that_tell_the_truth_are_decoded(tmp_path, compression, tile):
    pixels = np.random.default_rng(1).integers(100, 110, (61, 83, 3), np.uint8)
    path = tmp_path / "true.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", compression=compression, tile=tile)
    scan = open_scan(path)
    assert not scan.warnings and abs(scan.pixels.astype(int) - pixels).max() < 40


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"no picture"])
def test_what_is_no_picture_is_left_to_its_decoder(data):
    assert not claims_more(data, 100)


def test_tiles_far_larger_than_their_page_are_refused(tmp_path):
    path = tmp_path / "tiles.tif"
    pixels = np.zeros((64, 80, 3), np.uint8)
    tifffile.imwrite(path, pixels, photometric="rgb", tile=(32, 32), compression="lzw")
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["TileWidth"].overwrite(2**15)
        file.pages[0].tags["TileLength"].overwrite(2**14)
    with pytest.raises(ScanError, match="tiles of 32768 x 16384"):
        open_scan(path)


def test_tiles_that_are_claimed_by_the_hundred_thousand_cost_no_time(tmp_path):
    path = tmp_path / "claims.tif"
    pixels = np.random.default_rng(0).integers(0, 255, (3, 300, 300), np.uint8)
    tifffile.imwrite(
        path, pixels, photometric="rgb", planarconfig="separate", tile=(256, 256), compression="lzw"
    )
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["SamplesPerPixel"].overwrite(65_000)
    started = time.process_time()
    with contextlib.suppress(HeirloomError):
        open_scan(path)
    assert time.process_time() - started < 2
