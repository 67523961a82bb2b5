"""`restore` beyond a mask: everything at once, step by step, and as a batch does it."""

from __future__ import annotations

import argparse
import json

import numpy as np
import pytest
import tifffile

from engine import cli
from engine.batch import run as run_module
from engine.batch.decoder import Decoder, open_files
from engine.errors import BatchError, HeirloomError, MaskError
from engine.restore.cli import AUTO
from engine.restore.tone import apply_tone


class InProcess(Decoder):
    def open(self, request, stop):
        return open_files(request)


def run(*words):
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args([str(word) for word in words])
    return args.run(args)


@pytest.fixture
def desk(tmp_path):
    """A dark, grainy 16-bit scan with a red scratch and a red blot."""
    rng = np.random.default_rng(2)
    y, x = np.mgrid[0:220, 0:300]
    picture = np.stack([0.1 + x / 1500, 0.1 + y / 1100, 0.2 + 0 * x], axis=-1)
    picture = picture + 0.02 * rng.standard_normal(picture.shape)
    scratch, blot = abs(x - y - 10) < 2, (abs(x - 210) < 20) & (abs(y - 30) < 20)
    picture[scratch] = picture[blot] = (1, 0, 0)
    picture = np.rint(65535 * np.clip(picture, 0, 1)).astype(np.uint16)
    tifffile.imwrite(tmp_path / "scan.tif", picture, photometric="rgb", resolution=(300, 300))
    np.save(tmp_path / "scratch.npy", scratch & ~blot)
    np.save(tmp_path / "blot.npy", blot)
    return tmp_path


@pytest.fixture
def found(models):
    """A detector to which red is a line."""
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from tests.onnx_models import write_detect_model, write_fill_model

    write_detect_model(models)
    write_fill_model(models)


def test_auto_does_everything_and_says_so(desk, found, capsys):
    assert run("restore", desk / "scan.tif", "--auto", "-o", desk / "out.tif") == 0
    told = capsys.readouterr()
    assert "found by: colour-detect on" in told.out and "0 others" in told.out
    assert "whole picture: tone 100% (classical: black " in told.out
    assert "denoise 0.5, keep grain 0.5 (classical)" in told.out
    assert "there is no tone model: tone by black and white points" in told.err
    assert "there is no restore model" in told.err
    scan, out = tifffile.imread(desk / "scan.tif"), tifffile.imread(desk / "out.tif")
    assert out.dtype == np.uint16 and out.shape == scan.shape
    scratch = np.load(desk / "scratch.npy")
    assert (out[scratch][:, 0] < 60000).mean() > 0.95


def test_what_is_too_thick_is_left_and_said(desk, found, capsys):
    words = ("restore", desk / "scan.tif", "--steps", "detect,repair", "-o", desk / "out.tif")
    assert run(*words, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["left"] >= 1 and told["whole_picture"] == ""
    scan, out = tifffile.imread(desk / "scan.tif"), tifffile.imread(desk / "out.tif")
    blot = np.load(desk / "blot.npy")
    np.testing.assert_array_equal(out[blot], scan[blot])


def test_a_batch_gives_the_same_bytes(desk, found, monkeypatch):
    monkeypatch.setattr(run_module, "Decoder", InProcess)
    options = ("--enhance", "denoise=0.7,keep_grain=0.2", "--adjust", "contrast=0.1")
    assert run("restore", desk / "scan.tif", "--auto", "-o", desk / "one.tif", *options) == 0
    (desk / "scans").mkdir()
    (desk / "scans" / "scan.tif").write_bytes((desk / "scan.tif").read_bytes())
    steps = ("--steps", ",".join(AUTO))
    assert run("batch", desk / "scans", desk / "two", *steps, *options) == 0
    one, two = (tifffile.imread(p) for p in (desk / "one.tif", desk / "two" / "scan.tif"))
    np.testing.assert_array_equal(one, two)


def test_each_step_can_be_done_alone(desk, models):
    scan = tifffile.imread(desk / "scan.tif")
    for steps, options, scale in (
        ("tone", ("--tone", "0", "--adjust", "exposure=1"), 1),
        ("enhance", (), 1),
        ("upscale", (), 2),
    ):
        out = desk / f"{steps}.tif"
        assert run("restore", desk / "scan.tif", "--steps", steps, "-o", out, *options) == 0
        made = tifffile.imread(out)
        assert made.shape == (scale * 220, scale * 300, 3)
        with tifffile.TiffFile(out) as file:
            assert file.pages[0].tags["XResolution"].value == (scale * 300, 1)
    expected = apply_tone(scan[:5].astype(np.float32) / 65535, _brighter())
    np.testing.assert_allclose(tifffile.imread(desk / "tone.tif")[:5] / 65535, expected, atol=1e-5)


def _brighter():
    from engine.restore.adjust import tone_by_hand
    from engine.restore.settings import Adjustments

    return tone_by_hand(Adjustments(exposure=1))


def test_models_are_used_where_there_are_some(desk, found, models, capsys):
    from tests.onnx_models import write_restore_model, write_tone_model, write_upscale_model

    cards = [
        write(models) for write in (write_tone_model, write_restore_model, write_upscale_model)
    ]
    steps = ",".join((*AUTO, "upscale"))
    words = ("restore", desk / "scan.tif", "--steps", steps, "-o", desk / "out.tif", "--record")
    assert run(*words) == 0
    told = capsys.readouterr().out
    for card in cards:
        assert f"{card.id} {card.sha256[:12]}, cpu" in told
    record = desk / "out.tif.record.json"
    assert run("rebuild", desk / "scan.tif", record, "-o", desk / "again.tif") == 0
    one, two = tifffile.imread(desk / "out.tif"), tifffile.imread(desk / "again.tif")
    np.testing.assert_array_equal(one, two)
    only = ("--repairs-only", "-o", desk / "repairs.tif")
    assert run("rebuild", desk / "scan.tif", record, *only) == 0
    assert run("verify", desk / "repairs.tif", desk / "scan.tif", "--record", record) == 0
    assert "0 samples changed outside of the marks" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "error", "complaint"),
    [
        ((), HeirloomError, "say what to do: --mask"),
        (("--steps", "repair"), HeirloomError, "needs --mask"),
        (("--steps", "tone,detect"), BatchError, "in this order"),
        (("--steps", "detect,tone"), BatchError, "repair none"),
        (("--steps", "colour"), BatchError, "there is no step 'colour'"),
        (("--steps", "enhance", "--tone", "0.5"), HeirloomError, "--tone belongs to the step tone"),
        (("--steps", "tone", "--adjust", "gamma=50"), HeirloomError, "gamma 50 is not from"),
    ],
)
def test_what_makes_no_sense_is_refused_before_any_work(desk, models, words, error, complaint):
    with pytest.raises(error, match=complaint):
        run("restore", desk / "scan.tif", "-o", desk / "out.tif", *words)
    assert not (desk / "out.tif").exists()


@pytest.mark.parametrize("words", [("--adjust", "blur=1"), ("--enhance", "denoise=much")])
def test_words_that_are_no_settings_are_refused(desk, words, capsys):
    with pytest.raises(SystemExit):
        run("restore", desk / "scan.tif", "--auto", "-o", desk / "out.tif", *words)
    assert "is none of exposure" in (err := capsys.readouterr().err) or "has no number" in err


def test_where_too_much_is_marked_nothing_is_filled_and_the_rest_is_done(desk, found, capsys):
    pixels = tifffile.imread(desk / "scan.tif")
    pixels[120:] = (65535, 0, 0)
    tifffile.imwrite(desk / "red.tif", pixels, photometric="rgb")
    assert run("restore", desk / "red.tif", "--auto", "-o", desk / "out.tif") == 0
    told = capsys.readouterr()
    assert "not repaired: detection marks" in told.err and "  0 patches" in told.out
    with pytest.raises(MaskError, match="nothing is saved"):
        run("restore", desk / "red.tif", "--steps", "detect,repair", "-o", desk / "no.tif")
