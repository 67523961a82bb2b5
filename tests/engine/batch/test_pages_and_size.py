"""A batch of scans with several pages, of very large ones, and what its formats give up."""

from __future__ import annotations

import argparse

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine import cli
from engine.batch import plan as plan_module
from engine.batch import run as run_module
from engine.batch.learning import learn
from engine.batch.plan import plan_batch
from engine.errors import BatchError
from engine.files import limits
from engine.files.reader import open_scan
from engine.progress import Progress


def command(*words):
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args([str(word) for word in words])
    return args.run(args)


@pytest.fixture
def pages(tmp_path):
    """A TIFF with two pages of another size, and a mask for the second."""
    (tmp_path / "in").mkdir()
    rng = np.random.default_rng(4)
    with tifffile.TiffWriter(tmp_path / "in" / "album.tif") as file:
        for shape in ((30, 40, 3), (50, 20, 3)):
            file.write(rng.integers(0, 255, shape, np.uint8), photometric="rgb")
    mask = np.zeros((50, 20), np.uint8)
    mask[10:13, 5:15] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path


@pytest.fixture
def quick(monkeypatch, tools):
    """Without a process for the decoder; it has tests of its own."""
    monkeypatch.setattr(run_module, "Decoder", tools.InProcess)


def test_a_chosen_page_is_repaired(pages, quick, capsys):
    words = [pages / "in", pages / "out", "--mask", pages / "mask.png", "--method", "ns"]
    assert command("batch", *words, "--page", 2) == 0
    original, result = open_scan(pages / "in" / "album.tif", 2), open_scan(pages / "out/album.tif")
    changed = (original.pixels != result.pixels).any(axis=2)
    assert changed[10:13, 5:15].any() and changed.sum() <= 30


def test_one_without_the_page_fails_and_says_so(pages, capsys):
    Image.new("RGB", (20, 50)).save(pages / "in" / "single.png")
    plan = plan_batch([pages / "in"], pages / "out", plan_module.Rules(detects=True, page=3))
    assert [item.action for item in plan.items] == ["fail", "fail"]
    assert "page 3" in plan.items[0].note and "page 3" in plan.items[1].note


def test_dust_is_learnt_from_first_pages_only(pages, tools):
    plan = plan_batch([pages / "in"], pages / "out", plan_module.Rules(detects=True, page=2))
    with pytest.raises(BatchError, match="leave --page out"):
        learn(plan, tools.settings(page=2), True, None, Progress())


def test_very_large_scans_want_a_word(pages, monkeypatch, capsys):
    monkeypatch.setattr(limits, "ASKED_PIXELS", 1000)
    words = ["batch", pages / "in", pages / "out", "--mask", pages / "mask.png", "--dry-run"]
    command(*words, "--page", 2)
    assert "1 to make" in capsys.readouterr().out  # 20 x 50 is not larger
    command(*words)
    told = capsys.readouterr().out
    assert "album.tif measures 40 x 30 pixels" in told and "Add --large" in told
    assert "1 to fail" in told
    plan = plan_batch([pages / "in"], pages / "out", plan_module.Rules(detects=True, large=True))
    assert plan.items[0].action == "make" and "measures 40 x 30" in plan.items[0].note


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "jpeg"], "note: JPEG compresses whole pictures anew"),
        (["--format", "jpeg"], "note: JPEG keeps 8 bits per colour, of 16-bit scans too"),
        (["--format", "jpeg"], "note: JPEG has no transparency"),
        (["--format", "webp"], "note: WebP has no place for IPTC"),
        (["--format", "webp", "--quality", "80"], "note: WebP compresses whole pictures anew"),
        (["--metadata", "no-place"], "note: TIFF: where pictures were taken is left out"),
    ],
)
def test_a_plan_says_what_the_formats_give_up(pages, capsys, words, told):
    where = [pages / "in", pages / "out", "--mask", pages / "mask.png", "--page", 2]
    assert command("batch", *where, "--dry-run", *words) == 0
    assert told in capsys.readouterr().out


def test_a_plan_of_a_format_that_keeps_everything_has_nothing_to_say(pages, capsys):
    where = [pages / "in", pages / "out", "--mask", pages / "mask.png", "--page", 2]
    assert command("batch", *where, "--dry-run") == 0
    assert "note:" not in capsys.readouterr().out
