"""The command `batch` from end to end: the same bytes as single runs, statuses, options."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine import cli
from engine.batch import dust
from engine.batch import run as run_module
from engine.errors import BatchError
from tests.onnx_models import write_detect_model, write_fill_model, write_slow_model

ROOT = Path(__file__).resolve().parents[3]


def command(*words):
    """What main.py does with these words, without its sentences for errors."""
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args([str(word) for word in words])
    return args.run(args)


@pytest.fixture
def quick(monkeypatch, tools):
    """Without a process for the decoder; it has tests of its own."""
    monkeypatch.setattr(run_module, "Decoder", tools.InProcess)


def by_hand(album, out, endings, *words):
    """`restore` for each scan of the album, as a person would give it."""
    for scan in sorted(album.rglob("*.*")):
        if scan.stem.endswith("_mask"):
            continue
        target = out / scan.relative_to(album).with_suffix(endings.get(scan.suffix, scan.suffix))
        target.parent.mkdir(parents=True, exist_ok=True)
        mask = scan.with_name(f"{scan.stem}_mask.png")
        assert command("restore", scan, "-o", target, "--mask", mask, *words) == 0


TO_TIFF = {".png": ".tif", ".jpg": ".tif"}
TO_JPEG = {".png": ".jpg", ".tif": ".jpg"}


@pytest.mark.parametrize(
    ("words", "format", "endings"),
    [
        (["--method", "auto"], "same", {}),
        (["--method", "generator", "--seed", "7"], "same", {}),
        (["--method", "classical"], "tiff", TO_TIFF),
        (["--method", "ns"], "jpeg", TO_JPEG),
        (["--method", "telea", "--quality", "40"], "jpeg", TO_JPEG),
        (["--method", "fsr"], "same", {}),
        (["--device", "cpu", "--model", "copy-fill"], "png", {".tif": ".png", ".jpg": ".png"}),
    ],
)
def test_a_batch_gives_the_bytes_of_single_runs(
    words, format, endings, album, models, quick, tools, tmp_path
):
    write_fill_model(models)
    (album / "sub" / "a.png").unlink()  # with TIFF and PNG as one format its name is another
    by_hand(album, tmp_path / "single", endings, *words)
    masks = ["--masks", "{name}_mask", "--recursive", "--format", format]
    assert command("batch", album, tmp_path / "batch", *masks, *words) == 0
    single, batch = (tools.digests(tmp_path / name) for name in ("single", "batch"))
    assert len(single) == 6 and batch == single


@pytest.mark.parametrize("words", [[], ["--sensitivity", "line=0.9"], ["--minimum", "40"]])
def test_detection_gives_the_bytes_of_detect_and_restore(
    words, album, models, quick, tools, tmp_path
):
    write_fill_model(models)
    write_detect_model(models)
    (tmp_path / "single").mkdir()
    for scan in (album / "a.tif", album / "b.png"):
        mask = tmp_path / f"{scan.stem}.png"
        assert command("detect", scan, "-o", mask, *words) == 0
        if np.asarray(Image.open(mask)).any():
            out = tmp_path / "single" / scan.name
            assert command("restore", scan, "-o", out, "--mask", mask) == 0
    only = ["--include", "a.tif", "--include", "b.png", "--review-above", "50"]
    assert command("batch", album, tmp_path / "batch", *only, *words) == 0
    assert tools.digests(tmp_path / "batch") == tools.digests(tmp_path / "single") != {}


def test_without_a_detector_nobody_marks_eyes_unasked(album, models, quick, tmp_path):
    words = ("batch", album, tmp_path / "out", "--exclude", "*_mask.png", "--method", "ns")
    with pytest.raises(BatchError, match=r"no detector can be used .*--detection classical"):
        command(*words)
    assert command(*words, "--detection", "classical", "--review-above", "100") == 0


def test_failures_and_reviews_are_named_and_end_with_1(album, models, quick, tmp_path, capsys):
    (album / "c.jpg").write_bytes(b"")
    write_detect_model(models)
    Image.new("RGB", (60, 40), (255, 0, 0)).save(album / "b.png")
    words = ("--exclude", "*_mask.png", "--method", "ns", "--review-above", "50%")
    assert command("batch", album, tmp_path / "out", *words) == 1
    shown = capsys.readouterr()
    assert "run 1: 2 done" in shown.out and "1 to review, 1 failed" in shown.out
    assert f"failed: {album / 'c.jpg'}: c.jpg is empty" in shown.err
    assert f"review: {album / 'b.png'}: detection marks 100.0%" in shown.err


def test_a_dry_run_shows_the_table_and_writes_nothing(album, models, tmp_path, capsys, tools):
    before = tools.digests(tmp_path)
    words = ("batch", album, tmp_path / "out", "--masks", "{name}_mask", "--recursive")
    assert command(*words, "--dry-run", "--name", "{folder}_{number:03}") == 0
    shown = capsys.readouterr().out
    assert str(tmp_path / "out" / "sub" / "sub_005.png") in shown
    assert "7 to make, 0 to skip, 0 to fail" in shown
    assert tools.digests(tmp_path) == before


def test_list_and_undo(album, models, quick, tmp_path, capsys):
    assert command("batch", "list") == 0
    assert "no batch was run yet" in capsys.readouterr().out
    words = ("batch", album, tmp_path / "out", "--masks", "{name}_mask", "--method", "ns")
    command(*words, "--report", tmp_path / "r.html", "--report", tmp_path / "r.jsonl")
    assert len((tmp_path / "r.jsonl").read_text().splitlines()) == 4
    assert "run 1" in (tmp_path / "r.html").read_text()
    capsys.readouterr()
    command("batch", "list")
    assert f"ended     {tmp_path / 'out'}  4 done" in capsys.readouterr().out
    assert command("batch", "undo", "1") == 0
    assert "4 results moved to" in capsys.readouterr().out
    command(*words)
    (tmp_path / "out" / "b.png").write_bytes(b"worked on")
    assert command("batch", "undo", "2") == 1


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--steps", "detect,sharpen"], "there is no step 'sharpen': the steps are detect, repair"),
        (["--steps", "detect"], "look for damage and repair none"),
        (["--steps", "repair"], "needs masks"),
        (["--mask", "a", "--masks", "{name}"], "exclude each other"),
        (["--name", "{nome}"], "none of {name}"),
        (["--report", "report.doc"], "end its name in one of"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_done(album, models, words, complaint):
    with pytest.raises(BatchError, match=complaint):
        command("batch", album, album.parent / "out", *words)
    assert not (album.parent / "out").exists()


@pytest.mark.parametrize("words", [["in"], ["undo"], ["undo", "one"], ["undo", "1", "2"]])
def test_words_that_are_missing_are_asked_for(models, words):
    with pytest.raises(BatchError, match=r"give the folder|needs the number"):
        command("batch", *words)


def test_a_list_names_scans_one_in_a_line(album, models, quick, tmp_path, monkeypatch):
    monkeypatch.chdir(album)
    for number, text in enumerate((b"a.tif\r\nsub/f.png\r\n\r\n", b"a.tif\0sub/f.png\0")):
        (tmp_path / "list.txt").write_bytes(text)
        out = tmp_path / f"out{number}"
        words = ("--list", tmp_path / "list.txt", "--masks", "{name}_mask", "--method", "ns")
        assert command("batch", out, *words) == 0
        assert sorted(path.name for path in out.glob("[!.]*")) == ["a.tif", "f.png"]


def test_dust_and_what_is_protected_by_the_command(
    album, models, quick, tools, tmp_path, monkeypatch
):
    monkeypatch.setattr(dust, "Decoder", tools.InProcess)
    for number in range(5):
        pixels = np.full((60, 80, 3), 90 + number, np.uint8)
        pixels[20:23, 20:23] = pixels[20:23, 60:63] = 250
        (tmp_path / "in").mkdir(exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / "in" / f"{number}.png")
    keep = np.zeros((60, 80), np.uint8)
    keep[:, 50:] = 255
    Image.fromarray(keep).save(tmp_path / "keep.png")
    words = ("--learn-dust", "--method", "ns", "--protect", tmp_path / "keep.png")
    assert command("batch", tmp_path / "in", tmp_path / "out", *words) == 0
    for number in range(5):
        result = np.asarray(Image.open(tmp_path / "out" / f"{number}.png"))
        assert result[21, 21].max() < 120 and result[21, 61].min() == 250


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--scheduler", "tcp://a:1", "--local-workers", "2"], "exclude each other"),
        (["--tls-ca", "ca.pem", "--scheduler", "tls://a:1"], "TLS needs --tls-ca, --tls-cert"),
        (["--tls-ca", "a", "--tls-cert", "b", "--tls-key", "c"], "a --scheduler tls://"),
        (["--list", "none.txt"], "none.txt cannot be read"),
        (["--list", "empty.txt"], "empty.txt is empty: write the paths"),
        (["--protect", "nowhere"], "nowhere is neither a folder"),
    ],
)
def test_options_that_cannot_be_meant(words, complaint, album, models, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").touch()
    with pytest.raises(BatchError, match=complaint):
        command("batch", album, tmp_path / "out", "--masks", "{name}_mask", *words)
    assert not (tmp_path / "out").exists()


def test_steps_are_masks_or_detection(album, models, quick, tmp_path):
    """With masks nothing is looked for, unless it is asked for: then both are repaired."""
    write_detect_model(models)
    mask = np.zeros((40, 60), np.uint8)
    mask[2:4, 50:55] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    options = ("--mask", tmp_path / "mask.png", "--method", "ns", "--review-above", "50")
    scan = np.asarray(Image.open(album / "b.png"))
    changed = {}
    for name, steps in (("mask", []), ("both", ["--steps", "detect,repair"])):
        out = tmp_path / name
        assert command("batch", album / "b.png", out, *options, *steps) == 0
        changed[name] = (np.asarray(Image.open(out / "b.png")) != scan).any(axis=2)
    assert changed["mask"].any() and not changed["mask"][mask == 0].any()
    assert changed["both"].sum() > changed["mask"].sum()


def program(tmp_path, *words):
    """main.py as a process of its own."""
    own = {name: str(tmp_path / "data") for name in ("XDG_DATA_HOME", "LOCALAPPDATA")}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *(str(word) for word in words)],
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C cannot be sent to one process on Windows")
def test_ctrl_c_ends_with_130_a_report_and_no_half_file(album, models, tmp_path, tools):
    write_slow_model(models, layers=400)
    for name in ("b", "d"):
        Image.fromarray(np.full((600, 600, 3), 90, np.uint8)).save(album / f"{name}.png")
        mask = np.zeros((600, 600), np.uint8)
        mask[50:550:100, 50:550] = 255
        Image.fromarray(mask).save(album / f"{name}_mask.png")
    words = ("--include", "[bcd].*", "--masks", "{name}_mask", "--model", "slow-fill")
    report = tmp_path / "report.jsonl"
    started = program(
        tmp_path, "batch", album, tmp_path / "out", *words, "--method", "generator",
        "--report", report,
    )  # fmt: skip
    for line in started.stderr:
        if "b.png" in line:
            break
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert started.returncode == 130 and out == "" and "Traceback" not in err
    # What was done before the signal came through is whole and told; there is nothing else.
    told = [json.loads(line) for line in report.read_text().splitlines()]
    assert set(tools.digests(tmp_path / "out")) == {Path(line["result"]).name for line in told}
    assert len(told) < 3


def test_a_sentence_and_2_when_nothing_could_start(tmp_path, models):
    started = program(tmp_path, "batch", tmp_path / "none", tmp_path / "out")
    out, err = started.communicate(timeout=60)
    assert started.returncode == 2 and out == ""
    assert f"error: {tmp_path / 'none'} does not exist" in err
