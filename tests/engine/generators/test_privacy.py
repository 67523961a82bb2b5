"""Nothing leaves the machine: a program of its own opens a model, runs it, and is looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.onnx_models import write_fill_model

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, sys
from pathlib import Path

opened = []
sys.addaudithook(lambda event, args: opened.append(event) if event.startswith("socket") else None)
import numpy as np
from engine.generators.card import load_card
from engine.generators.session import open_session
from engine.progress import Progress

session = open_session(load_card(Path(sys.argv[1])))
tile = np.zeros((64, 64, 3), np.float32)
session.run({"rgb": tile, "mask": tile[..., :1], "prefill": tile}, Progress())
links = Path("/proc/self/fd")
for link in links.iterdir() if links.exists() else ():
    if link.is_symlink() and os.readlink(link).startswith("socket:"):
        opened.append("a socket of the runtime")
print(*opened)
"""


@pytest.fixture
def home(tmp_path):
    card = write_fill_model(tmp_path / "models")
    home = tmp_path / "home"
    home.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ORT_"))}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(card.folder)],
        env=kept | {"HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    return home, run


def test_no_socket_is_opened(home):
    assert home[1].stdout.strip() == ""


def test_the_runtime_leaves_no_telemetry_behind(home):
    ours = home[0] / ".local/state/heirloom"
    left = [p for p in home[0].rglob("*") if p.is_file() and not p.is_relative_to(ours)]
    assert left == []


def test_the_runtime_writes_nothing_to_the_terminal(home):
    assert home[1].stderr == ""
