"""The command `detect` from end to end, with a detector made on the spot."""

from __future__ import annotations

import argparse
import json

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine import cli
from engine.errors import HeirloomError, ModelError, SaveError, ScanError
from engine.files.reader import open_mask
from engine.geometry import Size
from tests.onnx_models import write_detect_model, write_fill_model


def run(*words):
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args(["detect", *(str(word) for word in words)])
    return args.run(args)


@pytest.fixture
def scan(tmp_path):
    """A dark scan with a red bar, a green square and a green speck of one pixel."""
    pixels = np.zeros((60, 80, 3), np.uint8)
    pixels[10:12, 5:70, 0] = 255
    pixels[30:40, 30:40, 1] = 255
    pixels[50, 70, 1] = 255
    Image.fromarray(pixels).save(tmp_path / "scan.png")
    return tmp_path / "scan.png"


def mask(path):
    return np.asarray(Image.open(path))


def test_a_mask_is_written_that_restore_takes(scan, models, tmp_path, capsys):
    write_detect_model(models)
    before = scan.read_bytes()
    assert run(scan, "-o", tmp_path / "mask.png") == 0
    marked = open_mask(tmp_path / "mask.png", Size(80, 60))
    assert (marked[10:12, 5:70] == 255).all() and (marked[30:40, 30:40] == 255).all()
    assert set(np.unique(marked)) == {0, 255} and not marked[50, 70]
    shown = capsys.readouterr()
    assert "1 line" in shown.out and "1 spot" in shown.out and "colour-detect" in shown.out
    assert "%" in shown.err and scan.read_bytes() == before
    restored = ["restore", scan, "--mask", tmp_path / "mask.png", "-o", tmp_path / "out.png"]
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args([str(word) for word in (*restored, "--method", "ns")])
    assert args.run(args) == 0


def test_layers_are_one_file_for_each_class(scan, models, tmp_path):
    write_detect_model(models)
    assert run(scan, "-o", tmp_path / "mask.png", "--layers", "--minimum", "1") == 0
    line, spot = (mask(tmp_path / f"mask-{name}.png") > 0 for name in ("line", "spot"))
    assert line[10, 30] and not line[35, 35] and spot[35, 35] and spot[50, 70]
    np.testing.assert_array_equal(mask(tmp_path / "mask.png") > 0, line | spot)
    assert not mask(tmp_path / "mask-area.png").any()
    assert not (tmp_path / "mask-text.png").exists()


def test_classes_and_json(scan, models, tmp_path, capsys):
    write_detect_model(models)
    run(scan, "-o", tmp_path / "m.png", "--classes", "spot,text", "--json", "--method", "generator")
    told = json.loads(capsys.readouterr().out)
    assert told["classes"]["spot"]["count"] == 1 and told["classes"]["text"]["count"] == 0
    assert set(told["classes"]) == {"spot", "text"} and told["by"].startswith("colour-detect")
    assert not mask(tmp_path / "m.png")[10, 30]


@pytest.mark.parametrize(("words", "found"), [(["line=0"], 0), (["line=1"], 1), (["0.9"], 1)])
def test_sensitivity_in_all_its_forms(scan, models, tmp_path, words, found):
    write_detect_model(models)
    faint = np.asarray(Image.open(scan)) // 3
    Image.fromarray(faint).save(tmp_path / "faint.png")
    assert run(tmp_path / "faint.png", "-o", tmp_path / "m.png", "--sensitivity", *words) == 0
    assert (mask(tmp_path / "m.png")[11, 30] > 0) == found


@pytest.mark.parametrize(
    "words",
    [["--sensitivity", "2"], ["--sensitivity", "dust=0.5"], ["--sensitivity", "line=much"],
     ["--minimum", "-1"], ["--classes", "eyes"], ["--method", "magic"]],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_by_the_parser(scan, tmp_path, words, capsys):
    with pytest.raises(SystemExit) as ended:
        run(scan, "-o", tmp_path / "m.png", *words)
    assert ended.value.code == 2
    assert "is not a" in (told := capsys.readouterr().err) or "none of" in told or "choose" in told


def test_without_a_detector_the_stand_in_proposes_and_says_so(scan, models, tmp_path, capsys):
    write_fill_model(models)
    assert run(scan, "-o", tmp_path / "m.png") == 0
    assert "classical proposal: marks eyes and lace too" in capsys.readouterr().out


def test_a_detector_that_was_asked_for_must_be_there(scan, models, tmp_path):
    write_fill_model(models)
    with pytest.raises(ModelError, match="no detector"):
        run(scan, "-o", tmp_path / "m.png", "--method", "generator")
    with pytest.raises(ModelError, match="no model 'other'"):
        run(scan, "-o", tmp_path / "m.png", "--model", "other")
    with pytest.raises(ModelError, match="exclude each other"):
        run(scan, "-o", tmp_path / "m.png", "--method", "classical", "--model", "other")


def test_an_altered_detector_is_passed_over_and_named(scan, models, tmp_path, capsys):
    card = write_detect_model(models)
    card.path.write_bytes(card.path.read_bytes() + b"\0")
    assert run(scan, "-o", tmp_path / "m.png") == 0
    shown = capsys.readouterr()
    assert "no detector: model colour-detect" in shown.err and "classical" in shown.out


def test_infrared_is_used_where_there_is_some(scan, models, tmp_path, capsys):
    infrared = np.full((60, 80), 200, np.uint8)
    infrared[20:26, 50:56] = 90
    rgbi = np.dstack((np.asarray(Image.open(scan)), infrared))
    tifffile.imwrite(tmp_path / "rgbi.tif", rgbi, photometric="rgb", extrasamples=["unspecified"])
    assert run(tmp_path / "rgbi.tif", "-o", tmp_path / "m.png") == 0
    assert "by: infrared channel" in capsys.readouterr().out
    marked = mask(tmp_path / "m.png") > 0
    assert marked[20:26, 50:56].all() and not marked[:15].any()
    with pytest.raises(ScanError, match="no infrared channel"):
        run(scan, "-o", tmp_path / "n.png", "--method", "infrared")


def test_what_repeats_in_a_folder(models, tmp_path, capsys):
    folder = tmp_path / "roll"
    folder.mkdir()
    for number in range(5):
        pixels = np.full((50, 60, 3), 60 + 20 * number, np.uint8)
        pixels[20:24, 30:34] = 250
        Image.fromarray(pixels).save(folder / f"{number}.png")
    assert run(folder / "3.png", "-o", tmp_path / "m.png", "--repeated-in", folder) == 0
    assert "1 repeated" in capsys.readouterr().out
    assert mask(tmp_path / "m.png")[20:24, 30:34].all()
    with pytest.raises(HeirloomError, match="is no folder"):
        run(folder / "3.png", "-o", tmp_path / "n.png", "--repeated-in", folder / "3.png")


def test_nothing_is_overwritten_unasked(scan, models, tmp_path):
    (tmp_path / "m-line.png").write_bytes(b"mine")
    with pytest.raises(SaveError, match=r"m-line.png exists already"):
        run(scan, "-o", tmp_path / "m.png", "--layers")
    assert (tmp_path / "m-line.png").read_bytes() == b"mine"
    with pytest.raises(SaveError, match="is the scan itself"):
        run(scan, "-o", scan, "--overwrite")
    with pytest.raises(SaveError, match=r"end the name in .png"):
        run(scan, "-o", tmp_path / "m.jpg")


def test_of_a_rough_mask_what_looks_damaged_is_left(scan, models, tmp_path, capsys):
    write_detect_model(models)
    rough = np.zeros((60, 80), np.uint8)
    rough[4:18, 2:75] = 255  # around the bar; the square is not pointed at
    Image.fromarray(rough).save(tmp_path / "rough.png")
    assert run(scan, "-o", tmp_path / "mask.png", "--within", tmp_path / "rough.png") == 0
    left = mask(tmp_path / "mask.png")
    assert (left[10:12, 5:70] == 255).all() and not left[20:].any()
    assert np.count_nonzero(left) < np.count_nonzero(rough) / 2
    told = capsys.readouterr().out
    assert f"{np.count_nonzero(left):,} of {np.count_nonzero(rough):,}" in told
    assert "colour-detect" in told
    run(scan, "-o", tmp_path / "again.png", "--within", tmp_path / "rough.png", "--json")
    assert json.loads(capsys.readouterr().out)["left"] == np.count_nonzero(left)


@pytest.mark.parametrize("other", [["--layers"], ["--repeated-in", "."], ["--method", "infrared"]])
def test_a_rough_mask_excludes_other_ways_of_looking(scan, tmp_path, other):
    with pytest.raises(HeirloomError, match="exclude each other"):
        run(scan, "-o", tmp_path / "mask.png", "--within", tmp_path / "rough.png", *other)
    assert not (tmp_path / "mask.png").exists()
