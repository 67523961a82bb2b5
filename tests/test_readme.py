"""The README is true: its commands run, its keys are the window's, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtGui import QKeySequence

import main
from gui.actions import ACTIONS, GESTURES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
START = "python3 packaging/start.py"


def blocks(kind: str) -> list[str]:
    """The lines of all ```kind blocks."""
    found = re.findall(rf"^```{kind}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines() if line]


def examples(kind: str) -> list[list[str]]:
    """The arguments for main.py in the blocks of one kind, without those of start.py itself."""
    lines = [line for line in blocks(kind) if line.startswith(START + " ")]
    words = [shlex.split(line.removeprefix(START)) for line in lines]
    words = [line[2:] if line[0] == "--with" else line for line in words]
    return [line for line in words if line[0] != "--tests"]


@pytest.fixture
def desk(tmp_path):
    """What the examples speak of: scans with a scratch, its mask, a result and its record."""
    y, x = np.mgrid[0:90, 0:120]
    picture = np.stack([x * 2, y * 2, x + y], axis=-1).astype(np.uint8)
    scratch = abs(x - y) < 3
    picture[scratch] = 255
    tifffile.imwrite(tmp_path / "scan.tif", picture.astype(np.uint16) * 257, photometric="rgb")
    Image.fromarray(picture).save(tmp_path / "scan.jpg", quality=95)
    Image.fromarray((scratch * 255).astype(np.uint8)).save(tmp_path / "mask.png")
    half = np.arange(scratch.shape[1]) < scratch.shape[1] // 2
    Image.fromarray((scratch & half).astype(np.uint8) * 255).save(tmp_path / "face.png")
    scan, mask = str(tmp_path / "scan.tif"), str(tmp_path / "mask.png")
    finished = str(tmp_path / "finished.tif")
    assert main.main(["restore", scan, "--mask", mask, "-o", finished, "--record",
                      "--method", "telea"]) == 0  # fmt: skip
    return tmp_path


@pytest.mark.parametrize("words", examples("sh"), ids=" ".join)
def test_an_example_of_the_readme_runs(desk, words):
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words], cwd=desk, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    if "-o" in words:
        assert (desk / words[words.index("-o") + 1]).stat().st_size > 0
    assert before == {name: (desk / name).read_bytes() for name in before}


@pytest.mark.parametrize("words", examples("sh long"), ids=" ".join)
def test_an_example_that_takes_long_has_a_command_with_these_options(words):
    parser, _ = main.build_parser()
    assert callable(parser.parse_args(words).run)


def test_files_that_long_examples_begin_with_are_there():
    named = [word for words in examples("sh long") for word in words if word.endswith(".toml")]
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_two_commands_open_the_readme():
    assert blocks("sh")[:2] == [START, f"{START} --tests"]


def test_every_command_is_in_the_readme():
    _, commands = main.build_parser()
    shown = {words[0] for words in examples("sh") + examples("sh long")}
    assert set(commands) == shown


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose first line is `head`."""
    _, _, below = README.partition(head + "\n")
    lines = below.split("\n\n")[0].splitlines()[1:]
    assert lines, f"no table {head}"
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize(("text", "keys"), rows("| do | with |"))
def test_a_key_of_the_readme_is_a_key_of_the_window(qapp, text, keys):
    action = next(spec for spec in ACTIONS if spec.plain_text == text)
    for key in keys.split(", "):
        assert QKeySequence(key) in action.shortcuts


def test_the_readme_lists_the_gestures_of_the_window():
    assert [tuple(row) for row in rows("| with the mouse | does |")] == list(GESTURES)


def test_links_of_the_readme_lead_to_files():
    links = re.findall(r"\]\(([^)]+)\)", README)
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (ROOT / link).exists()] == []
