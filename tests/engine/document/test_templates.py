"""Templates: where marks come to lie on other scans, and which files are refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.document.document import Document
from engine.document.templates import (
    ANCHORS,
    delete_template,
    from_text,
    load_template,
    make_template,
    save_template,
    template_names,
    template_path,
    to_text,
)
from engine.errors import MaskError, RestorationError
from engine.files.scan import Metadata, Scan
from engine.geometry import Box


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr("engine.paths.user_data", lambda: tmp_path / "heirloom")


def scan(width, height, dpi=None):
    return Scan(None, np.zeros((height, width, 1), np.uint8), metadata=Metadata(dpi=dpi))


def stamped(dpi=None):
    """A stamp in the lower right corner of 400 x 300, and a protected strip above it."""
    document = Document(scan(400, 300, dpi))
    document.layers["text"].mask.replace(Box(340, 270, 390, 290), np.full((20, 50), 255, np.uint8))
    document.layers["protect"].mask.replace(Box(340, 260, 390, 265), np.full((5, 50), 9, np.uint8))
    return document


def template(anchor="bottom right", scale="none", dpi=None):
    document = stamped(dpi)
    return make_template(document.snapshot().layers, document.scan, anchor, scale)


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("top left", (340, 270)),
        ("top right", (540, 270)),
        ("bottom left", (340, 470)),
        ("bottom right", (540, 470)),
        ("middle", (440, 370)),
    ],
)
def test_marks_keep_their_distance_from_the_anchor(anchor, expected):
    box, pixels = template(anchor).place(scan(600, 500))["text"]
    assert (box.left, box.top) == expected and (box.width, box.height) == (50, 20)
    assert (pixels == 255).all()


def test_they_grow_with_the_size_by_the_shorter_side():
    box, _ = template(scale="size").place(scan(1000, 600))["text"]
    assert (box.width, box.height) == (100, 40)
    assert (1000 - box.right, 600 - box.bottom) == (20, 20)


def test_they_grow_with_the_resolution_each_way_by_its_own():
    made = template(scale="resolution", dpi=(300.0, 300.0))
    box, _ = made.place(scan(2000, 1500, (600.0, 1200.0)))["text"]
    assert (box.width, box.height) == (100, 80)
    assert (2000 - box.right, 1500 - box.bottom) == (20, 40)
    with pytest.raises(MaskError, match="resolution, which the scan"):
        made.place(scan(2000, 1500))


def test_a_hair_survives_being_made_smaller():
    document = Document(scan(800, 800))
    document.mask.replace(Box(100, 100, 700, 101), np.full((1, 600), 255, np.uint8))
    made = make_template(document.snapshot().layers, document.scan, "top left", "size")
    box, pixels = made.place(scan(100, 100))["hand"]
    assert (pixels == 255).all() and box.width == 75 and box.height == 1


def test_what_lies_outside_is_cut_off_or_left_out():
    made = template("top left")
    box, pixels = made.place(scan(360, 280))["text"]
    assert box == Box(340, 270, 360, 280) and pixels.shape == (10, 20)
    assert made.place(scan(100, 100)) == {}


@pytest.mark.parametrize("anchor", ANCHORS)
def test_on_its_own_scan_it_gives_its_own_marks(anchor):
    document = stamped()
    made = make_template(document.snapshot().layers, document.scan, anchor, "size")
    marked, protected = made.draw(document.scan)
    np.testing.assert_array_equal(marked, document.layers["text"].mask.pixels)
    np.testing.assert_array_equal(protected > 0, document.layers["protect"].mask.pixels > 0)


def test_files_come_back_and_go():
    made = template(dpi=(300.0, 299.5), scale="resolution")
    save_template(made, "Date stamp 1987")
    assert template_names() == ["Date stamp 1987"]
    found = load_template("Date stamp 1987")
    assert to_text(found) == to_text(made)
    assert (found.anchor, found.scale, found.size, found.dpi) == (
        "bottom right", "resolution", made.size, (300.0, 299.5),
    )  # fmt: skip
    delete_template("Date stamp 1987")
    assert template_names() == []
    with pytest.raises(RestorationError, match="no template 'Date stamp 1987'; there are: none"):
        load_template("Date stamp 1987")


@pytest.mark.parametrize(
    "name", ["", " a", "../a", "a/b", "a\\b", ".hidden", "a:b", "x" * 81, "a\n"]
)
def test_names_that_are_no_files_are_refused(name):
    with pytest.raises(MaskError, match="cannot be called"):
        template_path(name)


def test_nothing_marked_is_no_template():
    document = Document(scan(10, 10))
    with pytest.raises(MaskError, match="nothing is marked"):
        make_template(document.snapshot().layers, document.scan, "middle", "none")


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(format="heirloom-record"),
        lambda told: told.update(version=2),
        lambda told: told.update(anchor="under the table"),
        lambda told: told.update(dpi=[300]),
        lambda told: told.update(dpi=[0, 300]),
        lambda told: told.update(width=0),
        lambda told: told.update(more=1),
        lambda told: told["layers"][0].update(id="moustache"),
        lambda told: told["layers"][0].update(tiles=[[0, 0, 401, 10]]),
        lambda told: told["layers"][0].update(marks="AAAA"),
    ],
)
def test_a_file_that_lies_is_refused_in_a_sentence(change):
    path = save_template(template(), "a")
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))
    with pytest.raises(RestorationError, match="is no template, damaged or cut off"):
        load_template("a")
    with pytest.raises(ValueError, match=r".+"):
        from_text(json.dumps(told))
