"""The recipes of docs/manual/batch.md run, on small folders such as they speak of."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile

import main
from engine import paths
from engine.batch import run as run_module
from tests.onnx_models import write_detect_model

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "manual" / "batch.md"
START = "python3 packaging/start.py "


def recipes():
    blocks = re.findall(r"^```sh\n(.*?)^```", MANUAL.read_text(encoding="utf-8"), re.M | re.S)
    return [shlex.split(line.removeprefix(START)) for b in blocks for line in b.splitlines()]


@pytest.fixture
def desk(tmp_path, monkeypatch, tools):
    """The folders that the recipes name, and the user's models with a detector among them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path / "none")
    monkeypatch.setattr(run_module, "Decoder", tools.InProcess)
    write_detect_model(paths.user_models())
    for number in range(3):
        for folder in ("slides", "slides/roll2", "glass", "prints", "pages", "pages/two"):
            tools.write_scan(tmp_path / folder / f"slide0{number}.png", number, (60, 90))
        infrared = np.full((60, 90, 4), 200, np.uint8)
        infrared[10:14, 20 + number : 26 + number, 3] = 40
        path = tmp_path / "infrared" / f"{number}.tif"
        path.parent.mkdir(exist_ok=True)
        tifffile.imwrite(path, infrared, photometric="rgb", extrasamples=["unspecified"])
    shutil.copy(tmp_path / "glass" / "slide00_mask.png", tmp_path / "glass-mask.png")
    for mask in tmp_path.glob("pages/**/*_mask.png"):
        away = tmp_path / "page-masks" / mask.relative_to(tmp_path / "pages")
        away.parent.mkdir(parents=True, exist_ok=True)
        mask.rename(away)
    for mask in (*tmp_path.glob("slides/**/*_mask.png"), *tmp_path.glob("glass/*_mask.png")):
        if mask.parent.name == "roll2" or mask.parent.name == "glass":
            mask.unlink()
    return tmp_path


@pytest.mark.parametrize("words", recipes(), ids=" ".join)
def test_a_recipe_of_the_manual_runs(desk, tools, words):
    if words[1] == "slides" and "--dry-run" not in words:
        for mask in desk.glob("slides/*_mask.png"):
            mask.unlink()
    before = {name: tools.digests(desk / name) for name in words[1:2] if (desk / name).is_dir()}
    assert main.main(words) == 0
    assert {name: tools.digests(desk / name) for name in before} == before
    if len(words) > 2:
        results = tools.digests(desk / words[2])
        scans = 6 if "--recursive" in words else 3
        assert len(results) == (0 if "--dry-run" in words else scans)
    for at, word in enumerate(words):
        if word == "--report":
            assert (desk / words[at + 1]).stat().st_size > 0


def test_the_manual_has_a_recipe_for_each_kind_of_mask():
    given = [" ".join(words) for words in recipes()]
    assert any("--mask " in words for words in given)
    assert any("{name}_mask" in words and "--dry-run" not in words for words in given)
    assert any("--sensitivity" in words for words in given)
