"""The commands from end to end, with a generator made on the spot."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine import cli
from engine.errors import (
    DeviceError,
    HeirloomError,
    MaskError,
    ModelError,
    SaveError,
    ScanError,
)
from engine.generators.providers import PROVIDERS
from tests.onnx_models import write_fill_model, write_slow_model

ROOT = Path(__file__).resolve().parents[2]


def run(*words):
    """What main.py does with these words, without its sentences for errors."""
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args([str(word) for word in words])
    return args.run(args)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def desk(tmp_path):
    """A 16-bit scan with a white scratch, the same as an 8-bit PNG, and its mask."""
    y, x = np.mgrid[0:90, 0:130]
    picture = np.stack([x, y * 2, x + y], axis=-1).astype(np.uint16) * 257
    scratch = abs(x - y - 10) < 3
    picture[scratch] = 65535
    tifffile.imwrite(tmp_path / "scan.tif", picture, photometric="rgb")
    Image.fromarray((picture // 257).astype(np.uint8)).save(tmp_path / "scan.png")
    Image.fromarray((scratch * 255).astype(np.uint8)).save(tmp_path / "mask.png")
    return tmp_path


def restore(desk, *words, source="scan.tif", out="out.tif", mask="mask.png"):
    return run("restore", desk / source, "-o", desk / out, "--mask", desk / mask, *words)


@pytest.mark.parametrize("method", ["auto", "generator", "classical", "ns", "telea", "fsr"])
def test_only_what_the_mask_marks_is_repaired(desk, models, method):
    write_fill_model(models)
    before = (desk / "scan.tif").read_bytes()
    assert restore(desk, "--method", method) == 0
    scan, out = tifffile.imread(desk / "scan.tif"), tifffile.imread(desk / "out.tif")
    hole = np.asarray(Image.open(desk / "mask.png")) > 0
    assert out.dtype == np.uint16
    np.testing.assert_array_equal(out[~hole], scan[~hole])
    assert (out[hole] < 60000).mean() > 0.99  # the scratch was white
    assert (desk / "scan.tif").read_bytes() == before


def test_json_tells_what_was_done(desk, models, capsys):
    card = write_fill_model(models)
    status = restore(desk, "--json", "--method", "generator", "--seed", "7", out="out.jpg")
    told = json.loads(capsys.readouterr().out)
    assert status == 0 and told["output"] == str(desk / "out.jpg")
    assert told["source_sha256_before"] == told["source_sha256_after"] == digest(desk / "scan.tif")
    assert told["counts"]["changed_outside_mask"] == 0
    assert 0 < told["counts"]["changed"] <= told["counts"]["marked"]
    assert told["counts"]["patches"] == len(told["patches"]) > 0
    patch = told["patches"][0]
    assert patch["method"] == "generator" and patch["reason"] and patch["thickness"] > 0
    assert (patch["model"], patch["model_sha256"]) == ("copy-fill", card.sha256)
    assert patch["seed"] == 7 and patch["device"] == "cpu" and len(patch["box"]) == 4
    assert any("16 bits" in loss for loss in told["losses"])
    assert told["generator"].startswith("copy-fill on the processor")


def test_without_json_a_person_reads_what_was_done(desk, models, capsys):
    assert restore(desk, "--method", "ns") == 0
    shown = capsys.readouterr()
    assert f"saved {desk / 'out.tif'}" in shown.out and "by ns" in shown.out
    assert "marked pixels changed, 0 others" in shown.out
    assert "%" in shown.err and "%" not in shown.out


def test_the_same_command_gives_the_same_bytes(desk, models):
    write_fill_model(models)
    restore(desk, out="one.tif")
    restore(desk, out="two.tif")
    assert digest(desk / "one.tif") == digest(desk / "two.tif")


def test_without_any_model_the_classical_methods_do_and_it_is_said(desk, models, capsys):
    assert restore(desk) == 0
    assert "classical methods only: there is no fill model" in capsys.readouterr().err


def test_an_altered_model_is_not_used_and_it_is_said(desk, models, capsys):
    write_fill_model(models).path.write_bytes(b"nonsense")
    assert restore(desk) == 0
    assert "is not the file its card speaks of" in capsys.readouterr().err
    with pytest.raises(ModelError, match="is not the file its card speaks of"):
        restore(desk, "--model", "copy-fill", out="two.tif")


@pytest.mark.parametrize(
    ("words", "error", "complaint"),
    [
        (["--method", "generator"], ModelError, "there is no fill model"),
        (["--model", "lama"], ModelError, "there is no model 'lama'"),
        (["--model", "lama", "--method", "ns"], ModelError, "exclude each other"),
    ],
)
def test_a_generator_asked_for_and_not_there_is_an_error(desk, models, words, error, complaint):
    with pytest.raises(error, match=complaint):
        restore(desk, *words)
    assert not (desk / "out.tif").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="DirectML is in the runtime of Windows")
def test_a_device_asked_for_and_not_there_is_an_error(desk, models):
    write_fill_model(models)
    with pytest.raises(DeviceError, match=r"DirectML was asked for \(--device\)"):
        restore(desk, "--device", "directml")


def test_a_mask_of_another_size_is_refused_with_both_sizes(desk, models):
    Image.new("L", (131, 90), 255).save(desk / "large.png")
    with pytest.raises(MaskError, match=r"131 x 90.*130 x 90"):
        restore(desk, mask="large.png")


def test_a_mask_that_marks_nothing_is_refused(desk, models):
    Image.new("L", (130, 90)).save(desk / "black.png")
    with pytest.raises(MaskError, match="nothing is marked"):
        restore(desk, mask="black.png")


@pytest.mark.parametrize(("source", "mask"), [("no.tif", "mask.png"), ("scan.tif", "no.png")])
def test_a_file_that_is_missing_is_named(desk, models, source, mask):
    with pytest.raises(ScanError, match=r"no\.(tif|png) does not exist"):
        restore(desk, source=source, mask=mask)


def test_an_existing_result_is_kept_unless_told_otherwise(desk, models):
    (desk / "out.tif").write_bytes(b"precious")
    with pytest.raises(SaveError, match=r"exists already: .*--overwrite"):
        restore(desk)
    assert (desk / "out.tif").read_bytes() == b"precious"
    assert restore(desk, "--overwrite", "--method", "ns") == 0
    assert tifffile.imread(desk / "out.tif").shape == (90, 130, 3)


@pytest.mark.parametrize("name", ["scan.tif", "mask.png", "link.tif", "../{desk}/scan.tif"])
def test_neither_scan_nor_mask_is_ever_overwritten(desk, models, name):
    (desk / "link.tif").symlink_to(desk / "scan.tif")
    before = {p.name: p.read_bytes() for p in desk.iterdir() if p.is_file()}
    with pytest.raises(SaveError, match="which is only read"):
        restore(desk, "--overwrite", out=name.format(desk=desk.name))
    assert {p.name: p.read_bytes() for p in desk.iterdir() if p.is_file()} == before


@pytest.mark.parametrize(
    ("out", "complaint"),
    [
        ("none/out.tif", "does not exist: make it first"),
        ("folder.tif", "is a folder"),
        ("out.xyz", "does not say what to write"),
    ],
)
def test_a_result_that_cannot_be_written_is_refused_before_the_work(desk, models, out, complaint):
    (desk / "folder.tif").mkdir()
    with pytest.raises(SaveError, match=complaint):
        restore(desk, out=out)


@pytest.mark.parametrize("quality", ["0", "101", "best"])
def test_a_quality_that_does_not_exist_is_refused(desk, models, quality, capsys):
    with pytest.raises(SystemExit) as ended:
        restore(desk, "--quality", quality)
    assert ended.value.code == 2 and "whole number from 1 to 100" in capsys.readouterr().err


def test_quality_makes_a_smaller_jpeg(desk, models):
    restore(desk, "--method", "ns", "--quality", "20", out="small.jpg")
    restore(desk, "--method", "ns", "--quality", "95", out="large.jpg")
    assert (desk / "small.jpg").stat().st_size < (desk / "large.jpg").stat().st_size


def test_every_device_of_the_engine_can_be_asked_for():
    assert ("auto", *(provider.name for provider in PROVIDERS)) == cli.DEVICES


def test_models_are_listed_with_their_limits(models, capsys):
    write_fill_model(models, limits={"text": "Not for faces."})
    assert run("models") == 0
    shown = capsys.readouterr().out
    assert "copy-fill  A test model (fill)" in shown and "Not for faces." in shown


def test_no_model_at_all_is_told(models, capsys):
    assert run("models") == 0
    assert "no models" in capsys.readouterr().out


def test_models_are_checked_against_their_cards(models, capsys):
    card = write_fill_model(models)
    assert run("models", "--check") == 0
    card.path.write_bytes(b"nonsense")
    (models / "empty").mkdir()
    assert run("models") == 0
    capsys.readouterr()
    assert run("models", "--check", "--json") == 1
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert [model["id"] for model in told["models"]] == ["copy-fill"]
    assert len(told["problems"]) == 2 and "has no card.toml" in shown.err


def test_doctor_tries_the_model_on_every_device(models, capsys):
    write_fill_model(models)
    assert run("doctor") == 0
    shown = capsys.readouterr().out
    assert "copy-fill: A test model (fill)" in shown
    assert "works: 4 of 4 nodes on the processor" in shown
    assert run("doctor", "--json") == 0
    assert json.loads(capsys.readouterr().out)["works"] is True


def test_work_that_fails_raises_in_the_command():
    def work(progress):
        progress.step(0.5, "half way")
        raise HeirloomError("no.")

    with pytest.raises(HeirloomError, match="no"):
        cli.run_stoppable(work)


@pytest.mark.skipif(os.name == "nt", reason="sends a signal of Linux and macOS to itself")
def test_ctrl_c_stops_the_work_and_waits_until_it_has_stopped():
    ended = threading.Event()

    def work(progress):
        os.kill(os.getpid(), signal.SIGINT)
        with progress.stop.calling(ended.set):
            assert ended.wait(30)
        return "too late"

    with pytest.raises(KeyboardInterrupt):
        cli.run_stoppable(work)
    assert ended.is_set()


def program(desk, *words, **options):
    """main.py as a process of its own, with the models of `desk`."""
    own = {"XDG_DATA_HOME": str(desk / "data"), "LOCALAPPDATA": str(desk / "data")}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *(str(word) for word in words)],
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_sentence_and_2_when_nothing_could_start(desk, models):
    words = ("restore", desk / "no.tif", "-o", desk / "out.tif", "--mask", desk / "mask.png")
    started = program(desk, *words)
    out, err = started.communicate(timeout=60)
    assert started.returncode == 2 and out == ""
    assert f"error: {desk / 'no.tif'} does not exist." in err and "Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C cannot be sent to one process on Windows")
def test_ctrl_c_ends_a_running_generator_at_once_and_leaves_no_half_file(desk, models):
    write_slow_model(models, layers=200)
    Image.fromarray(np.full((600, 600, 3), 90, np.uint8)).save(desk / "large.png")
    mask = np.zeros((600, 600), np.uint8)
    mask[50:550:100, 50:550] = 255
    Image.fromarray(mask).save(desk / "large-mask.png")
    before = {path.name: path.read_bytes() for path in desk.glob("*.*") if path.is_file()}
    words = ("restore", desk / "large.png", "-o", desk / "out.png", "--mask")
    started = program(
        desk, *words, desk / "large-mask.png", "--model", "slow-fill", "--method", "generator"
    )
    for line in started.stderr:
        if "repairing" in line:
            break
    asked = time.perf_counter()
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    # The run itself would take many seconds more; 0.3 s of this is the budget of an idle machine.
    assert time.perf_counter() - asked < 2.0
    assert started.returncode == 130 and out == "" and "Traceback" not in err
    assert before == {path.name: path.read_bytes() for path in desk.glob("*.*") if path.is_file()}
