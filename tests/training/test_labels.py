import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import RecipeError
from engine.geometry import Box
from training.data.damage.canvas import CLASSES
from training.data.labels import LabelledCrop, Mark, crop_of, load_labels, planes_of

BOX = Box(100, 50, 120, 62)
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "old"


@pytest.fixture(scope="module")
def committed():
    return load_labels()


def label(*marks: Mark, box: Box = BOX) -> LabelledCrop:
    return LabelledCrop("scan.png", "", "somebody/scans: scan.png", 300, box, "", marks)


def entry(**changes) -> dict:
    crop = {
        "file": "scan.png",
        "sha256": "0" * 64,
        "source": "somebody/scans: scan.png",
        "scale": 300,
        "box": [0, 0, 20, 10],
        "note": "",
        "marks": [{"class": "spot", "disc": [5, 5, 2]}],
    }
    return crop | changes


@pytest.mark.parametrize(
    ("mark", "plane", "rows", "columns"),
    [
        (Mark("line", "polyline", ((95, 55), (130, 55)), 3), 0, (4, 7), (0, 20)),
        (Mark("line", "polyline", ((104, 40), (104, 80)), 1), 0, (0, 12), (4, 5)),
        (Mark("area", "polygon", ((102, 51), (109, 51), (109, 58), (102, 58))), 2, (1, 9), (2, 10)),
        (
            Mark("text", "polygon", ((110, 60), (140, 60), (140, 70), (110, 70))),
            3,
            (10, 12),
            (10, 20),
        ),
    ],
)
def test_a_mark_covers_its_pixels_in_the_plane_of_its_class(mark, plane, rows, columns):
    expected = np.zeros((12, 20, 4), np.uint8)
    expected[slice(*rows), slice(*columns), plane] = 255
    np.testing.assert_array_equal(planes_of(label(mark)), expected)


def test_a_disc_has_its_radius():
    plane = planes_of(label(Mark("spot", "disc", ((110, 56),), 2)))[..., CLASSES.index("spot")]
    assert plane[6, 8:13].all() and plane[4:9, 10].all()  # two px to each side of its centre
    assert not plane[6, [7, 13]].any() and not plane[[3, 9], 10].any()
    assert plane[4, 8] == 0  # round


def test_a_crop_without_marks_is_clean():
    assert not planes_of(label()).any()


def scan_in(folder: Path) -> tuple[np.ndarray, str]:
    pixels = np.random.default_rng(0).integers(0, 256, (200, 300, 3), np.uint8)
    Image.fromarray(pixels).save(folder / "scan.png")
    return pixels, hashlib.sha256((folder / "scan.png").read_bytes()).hexdigest()


def test_a_crop_holds_the_pixels_of_its_box(tmp_path):
    scan, digest = scan_in(tmp_path)
    found = replace(label(Mark("spot", "disc", ((101, 51),), 1)), sha256=digest)
    pixels, planes = crop_of(found, tmp_path)
    np.testing.assert_array_equal(pixels, scan[50:62, 100:120])
    assert planes.shape == (12, 20, 4) and planes[1, 1, 1] == 255


def test_a_scan_is_scaled_before_it_is_cropped(tmp_path):
    scan, digest = scan_in(tmp_path)
    halved = replace(label(box=Box(10, 20, 30, 40)), sha256=digest, scale=150)
    pixels, _ = crop_of(halved, tmp_path)
    assert pixels.shape == (20, 20, 3)
    np.testing.assert_allclose(pixels[0, 0], scan[40:42, 20:22].mean((0, 1)), atol=1)


def test_another_scan_of_the_same_name_is_refused(tmp_path):
    scan_in(tmp_path)
    with pytest.raises(RecipeError, match=r"scan\.png .* not the scan that was labelled"):
        crop_of(replace(label(), sha256="f" * 64), tmp_path)


def test_a_missing_scan_is_named(tmp_path):
    with pytest.raises(RecipeError, match=r"scan\.png cannot be read"):
        crop_of(label(), tmp_path)


def test_a_box_outside_the_scan_is_refused(tmp_path):
    _, digest = scan_in(tmp_path)
    with pytest.raises(RecipeError, match="measures 300 x 200"):
        crop_of(replace(label(box=Box(0, 190, 20, 210)), sha256=digest), tmp_path)


@pytest.mark.parametrize(
    ("crop", "sentence"),
    [
        (entry(marks=[{"class": "mould", "disc": [5, 5, 2]}]), "'mould' is none of line"),
        (entry(marks=[{"class": "spot"}]), "needs one of polyline"),
        (entry(marks=[{"class": "area", "polygon": [[0, 0], [4, 4]]}]), "polygon of 2 points"),
        (entry(marks=[{"class": "spot", "disc": [5, 5, 0]}]), "0 px cannot be drawn"),
        (entry(marks=[{"class": "line", "polyline": [[0, 0], [4, 4]]}]), "'width'"),
        (entry(marks=[{"class": "line", "polyline": [[0, 0], [4, 4]], "width": 4}]), "odd width"),
        (entry(box=[5, 5, 5, 9]), "is empty"),
        (entry(box=[290, 0, 310, 9]), "outside 300 px"),
        ({"file": "scan.png"}, "incomplete"),
    ],
)
def test_impossible_labels_are_refused_by_number(tmp_path, crop, sentence):
    path = tmp_path / "labels.json"
    path.write_text(json.dumps([entry(), crop]))
    with pytest.raises(RecipeError, match=sentence) as caught:
        load_labels(path)
    assert "labels.json, crop 2" in str(caught.value)


@pytest.mark.parametrize(("text", "sentence"), [("[{", "is not JSON"), ("{}", "list of crops")])
def test_a_file_that_holds_no_labels_is_refused(tmp_path, text, sentence):
    path = tmp_path / "labels.json"
    path.write_text(text)
    with pytest.raises(RecipeError, match=sentence):
        load_labels(path)


def test_the_committed_labels_are_enough(committed):
    damaged = [crop for crop in committed if crop.marks]
    assert len(damaged) >= 30 and len(committed) - len(damaged) >= 8
    counts = Counter(mark.damage for crop in damaged for mark in crop.marks)
    assert set(counts) == set(CLASSES) and min(counts.values()) >= 30
    assert all("/" in crop.source and len(crop.sha256) == 64 for crop in committed)


def test_every_committed_mark_lies_in_its_crop(committed):
    for crop in committed:
        for mark in crop.marks:
            assert planes_of(replace(crop, marks=(mark,))).any(), (crop.file, mark)
        assert planes_of(crop).any(2).mean() < 0.3, crop.file


def test_committed_crops_do_not_overlap(committed):
    for i, crop in enumerate(committed):
        for other in committed[i + 1 :]:
            assert crop.file != other.file or not crop.box.intersects(other.box), crop.file


@pytest.mark.skipif(not FOLDER.exists(), reason="needs ../shared/data/old beside the project")
def test_the_labelled_scans_are_those_at_hand(committed):
    for crop in committed:
        pixels, planes = crop_of(crop, FOLDER)
        assert pixels.shape == (crop.box.height, crop.box.width, 3)
        assert planes.shape == (crop.box.height, crop.box.width, 4)
