"""The size of a scan by its header: what opening it gives, at a fraction of the cost."""

from __future__ import annotations

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.errors import ScanError
from engine.files import reader
from engine.geometry import Size

TURNED = Image.Exif()
TURNED[274] = 6  # Orientation: a quarter turn


def write(path, depth, turned):
    pixels = np.zeros((20, 30, 3), depth)
    if path.suffix == ".tif":
        orientation = [(274, 3, 1, 6, True)] if turned else []
        tifffile.imwrite(path, pixels, photometric="rgb", extratags=orientation, metadata=None)
    elif depth == np.uint16:
        path.write_bytes(imagecodecs.png_encode(pixels))
    else:
        Image.fromarray(pixels).save(path, **({"exif": TURNED} if turned else {}))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.jpg", "a.webp", "a.bmp"])
def test_the_size_is_that_of_the_opened_scan(tmp_path, name, turned):
    write(tmp_path / name, np.uint8, turned)
    size = reader.read_size(tmp_path / name)
    assert size == reader.open_scan(tmp_path / name).size
    assert size == (Size(20, 30) if turned and name != "a.bmp" else Size(30, 20))


@pytest.mark.parametrize("name", ["a.tif", "a.png"])
def test_of_16_bit_too(tmp_path, name):
    write(tmp_path / name, np.uint16, turned=False)
    assert reader.read_size(tmp_path / name) == Size(30, 20)


def test_a_preview_before_the_scan_is_passed_over(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        tiff.write(np.zeros((5, 6, 3), np.uint8), photometric="rgb", subfiletype=1)
        tiff.write(np.zeros((20, 30, 3), np.uint8), photometric="rgb")
    assert reader.read_size(tmp_path / "a.tif") == Size(30, 20)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(b"", "is empty"), (b"%PDF-1.4", "PDF document"), (b"II*\0 nonsense", "cannot be read")],
)
def test_what_is_no_scan_is_refused_in_the_same_words(tmp_path, content, complaint):
    (tmp_path / "a.tif").write_bytes(content)
    for look in (reader.read_size, reader.open_scan):
        with pytest.raises(ScanError, match=complaint):
            look(tmp_path / "a.tif")
