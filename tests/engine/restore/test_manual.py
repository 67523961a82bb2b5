"""The recipes of docs/manual/whole-picture.md run, one after another."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

import main
from engine.batch import run as run_module
from engine.batch.decoder import Decoder, open_files
from engine.restore.settings import ADJUSTMENT_RANGES, Adjustments

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "manual" / "whole-picture.md"
TEXT = MANUAL.read_text(encoding="utf-8")
START = "python3 packaging/start.py "


class InProcess(Decoder):
    def open(self, request, stop):
        return open_files(request)


def test_the_recipes_run_in_their_order(models, tmp_path, monkeypatch):
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    from tests.onnx_models import write_detect_model

    write_detect_model(models)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_module, "Decoder", InProcess)
    rng = np.random.default_rng(0)
    picture = rng.integers(10_000, 20_000, (90, 120, 3), np.uint16)
    picture[40:43, 20:100] = (65535, 0, 0)
    (tmp_path / "prints").mkdir()
    for name in ("scan.tif", "prints/a.tif"):
        tifffile.imwrite(tmp_path / name, picture, photometric="rgb")
    mask = np.zeros((90, 120), np.uint8)
    mask[39:44, 19:101] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    blocks = re.findall(r"^```sh\n(.*?)^```", TEXT, re.M | re.S)
    recipes = [line for block in blocks for line in block.splitlines()]
    assert len(recipes) >= 7
    for recipe in recipes:
        words = shlex.split(recipe.removeprefix(START))
        assert main.main(words) == 0, recipe
        if "-o" in words:
            assert (tmp_path / words[words.index("-o") + 1]).stat().st_size > 0
    assert (tmp_path / "restored" / "a.tif").stat().st_size > 0


def test_the_table_of_sliders_is_that_of_the_program():
    rows = re.findall(r"^\| ([a-z, ]+) \| ([-0-9, ]+) \| ([^|]+) \|", TEXT, re.M)
    for names, neutral, ranges in rows:
        told = [tuple(float(n) for n in one.split("..")) for one in ranges.split(",")]
        split = names.split(", ")
        for i, (name, value) in enumerate(zip(split, neutral.split(","), strict=True)):
            assert getattr(Adjustments(), name) == float(value)
            assert ADJUSTMENT_RANGES[name] == told[min(i, len(told) - 1)]
    assert {name for names, *_ in rows for name in names.split(", ")} == set(ADJUSTMENT_RANGES)
