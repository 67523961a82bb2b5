"""Dust from infrared: planted dust is found, and a scan on which it cannot be is refused."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.detect.find import find_damage
from engine.detect.infrared import detect_infrared, find_infrared, find_shift
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.errors import ScanError
from engine.files.reader import open_scan
from engine.files.scan import Scan
from engine.progress import Progress

HEIGHT, WIDTH = 420, 560


def photograph():
    """float (h, w, 3) 0..1: soft shapes with sharp borders, and some grain."""
    rng = np.random.default_rng(8)
    planes = np.full((HEIGHT, WIDTH, 3), 0.5)
    for x, y, radius in rng.integers((0, 0, 20), (WIDTH, HEIGHT, 90), (60, 3)).tolist():
        cv2.circle(planes, (x, y), radius, rng.uniform(0.15, 0.9, 3).tolist(), -1)
    return np.clip(planes + rng.normal(0, 0.01, planes.shape), 0, 1)


def dust():
    """uint8 (h, w): specks and one hair, 255 where they lie."""
    rng = np.random.default_rng(9)
    plane = np.zeros((HEIGHT, WIDTH), np.uint8)
    for x, y, radius in rng.integers((0, 0, 2), (WIDTH, HEIGHT, 6), (80, 3)).tolist():
        cv2.circle(plane, (x, y), radius, 255, -1)
    cv2.ellipse(plane, (300, 200), (120, 60), 20, 10, 160, 255, 3)
    return plane


def deep(plane):
    return np.rint(np.clip(plane, 0, 1) * 65535).astype(np.uint16)


@pytest.fixture(scope="module")
def colour_film():
    """(scan, infrared): dyes leak a fifth of red into infrared; the lamp is off by 3 and -2 px and
    falls off to the sides."""
    shade = 1 - cv2.GaussianBlur(dust(), (0, 0), 0.7) / 255 * 0.6
    rgb = photograph()
    lamp = 1 - 0.15 * np.linspace(-1, 1, WIDTH) ** 2
    grain = np.random.default_rng(1).normal(0, 0.006, (HEIGHT, WIDTH))
    infrared = (0.65 + 0.2 * rgb[..., 0]) * lamp * shade + grain
    moved = np.roll(infrared, (-2, 3), (0, 1))
    return Scan(None, deep(rgb * shade[..., None])), deep(moved)


def test_planted_dust_is_found(colour_film):
    findings = detect_infrared(*colour_film, Progress())
    marks = findings.masks(DetectSettings())["infrared"].draw() > 0
    planted = dust() > 0
    # The mask is grown over the skirt on purpose: what lies within it is right.
    skirt = cv2.dilate(dust(), np.ones((9, 9), np.uint8)) > 0
    precision, recall = (marks & skirt).sum() / marks.sum(), marks[planted].mean()
    assert 2 * precision * recall / (precision + recall) > 0.95
    assert "shifted by 3, -2 px" in findings.source


def test_the_shift_of_the_lamp_is_measured(colour_film):
    scan, infrared = colour_film
    assert find_shift(scan.pixels[..., 0], infrared) == (3, -2)
    assert find_shift(infrared, infrared) == (0, 0)


def test_where_nothing_is_common_nothing_is_shifted():
    one, other = np.random.default_rng(0).integers(0, 65535, (2, 300, 300), np.uint16)
    assert find_shift(one, other) == (0, 0)
    assert find_shift(one[:5], other[:5]) == (0, 0)


@pytest.mark.parametrize("slope", [1.0, 0.5])
def test_silver_and_kodachrome_are_refused(slope):
    """In infrared they show the picture, at full contrast or at half of it."""
    rgb = photograph()
    infrared = deep(np.maximum(rgb[..., 0], 0.01) ** slope)
    with pytest.raises(ScanError, match="shows the picture itself"):
        detect_infrared(Scan(None, deep(rgb)), infrared, Progress())


def test_automatically_a_refused_channel_is_passed_over_and_it_is_said():
    rgb = photograph()[:128, :128]
    document = Document(Scan(None, deep(rgb), infrared=deep(rgb[..., 0])))
    found = find_damage(document, DetectSettings(), "auto", None, Progress())
    assert "classical" in found.source and "shows the picture itself" in found.source
    with pytest.raises(ScanError, match="shows the picture itself"):
        find_damage(document, DetectSettings(), "infrared", None, Progress())


def test_a_clean_channel_gives_nothing():
    scan = Scan(None, np.full((90, 80, 3), 120, np.uint8))
    found = detect_infrared(scan, np.full((90, 80), 200, np.uint8), Progress())
    assert found.masks(DetectSettings())["infrared"].area == 0


def test_the_dark_holder_around_the_film_is_no_dust(colour_film):
    scan, infrared = colour_film
    pixels, dark = scan.pixels.copy(), infrared.copy()
    pixels[:, :150] = dark[:, :150] = 300
    found = detect_infrared(Scan(None, pixels), dark, Progress())
    marked = found.masks(DetectSettings())["infrared"].draw() > 0
    assert not marked[:, :140].any() and marked[:, 170:].any()
    black = detect_infrared(scan, np.zeros_like(infrared), Progress())
    assert black.masks(DetectSettings())["infrared"].area == 0


@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("storage", [{}, {"compression": "zlib", "tile": (64, 64)}], ids=str)
def test_the_fourth_channel_of_a_tiff_is_its_infrared(tmp_path, colour_film, planar, storage):
    scan, infrared = colour_film
    rgbi = np.dstack((scan.pixels, infrared))
    stored = rgbi if planar == "contig" else np.moveaxis(rgbi, 2, 0)
    tifffile.imwrite(
        tmp_path / "rgbi.tif", stored, photometric="rgb", planarconfig=planar,
        extrasamples=["unspecified"], metadata=None, **storage,
    )  # fmt: skip
    read = open_scan(tmp_path / "rgbi.tif")
    np.testing.assert_array_equal(read.pixels, scan.pixels)
    np.testing.assert_array_equal(find_infrared(read), infrared)
    assert not read.infrared.flags.writeable and read.alpha is None


def test_infrared_is_turned_with_the_picture(tmp_path, colour_film):
    scan, infrared = colour_film
    quarter_turn = (274, "H", 1, 6, True)
    tifffile.imwrite(
        tmp_path / "turned.tif", np.dstack((scan.pixels, infrared)), photometric="rgb",
        planarconfig="contig", extrasamples=["unspecified"], metadata=None,
        extratags=[quarter_turn],
    )  # fmt: skip
    read = open_scan(tmp_path / "turned.tif")
    np.testing.assert_array_equal(read.infrared, np.rot90(infrared, -1))
    assert read.infrared.shape == read.pixels.shape[:2]


def test_a_grey_second_page_of_the_same_size_is_infrared(tmp_path, colour_film):
    scan, infrared = colour_film
    with tifffile.TiffWriter(tmp_path / "hdri.tif") as tiff:
        tiff.write(scan.pixels, photometric="rgb", metadata=None)
        tiff.write(infrared, photometric="minisblack", metadata=None)
    read = open_scan(tmp_path / "hdri.tif")
    np.testing.assert_array_equal(read.infrared, infrared)
    assert len(read.warnings) == 1 and "infrared" in read.warnings[0]


@pytest.mark.parametrize("other", [np.zeros((9, 9), np.uint8), np.zeros((12, 10, 3), np.uint8)])
def test_other_second_pages_are_not(tmp_path, other):
    with tifffile.TiffWriter(tmp_path / "pages.tif") as tiff:
        tiff.write(np.zeros((12, 10, 3), np.uint8), photometric="rgb", metadata=None)
        kind = "rgb" if other.ndim == 3 else "minisblack"
        tiff.write(other, photometric=kind, metadata=None)
    read = open_scan(tmp_path / "pages.tif")
    assert read.infrared is None and "2 pages" in read.warnings[0]


def test_a_file_of_the_same_name_with_ir_is_infrared(tmp_path, colour_film):
    scan, infrared = colour_film
    tifffile.imwrite(tmp_path / "aunt.tif", scan.pixels, photometric="rgb")
    assert find_infrared(open_scan(tmp_path / "aunt.tif")) is None
    tifffile.imwrite(tmp_path / "Aunt_IR.tif", infrared)
    np.testing.assert_array_equal(find_infrared(open_scan(tmp_path / "aunt.tif")), infrared)


def test_a_file_beside_of_another_size_is_named(tmp_path):
    Image.new("RGB", (30, 20)).save(tmp_path / "aunt.png")
    Image.new("L", (15, 10)).save(tmp_path / "aunt_ir.png")
    with pytest.raises(ScanError, match=r"aunt_ir.png measures 15 x 10 pixels, the scan 30 x 20"):
        find_infrared(open_scan(tmp_path / "aunt.png"))
