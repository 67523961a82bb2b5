"""The recipes of the manual run from the first to the last step, on small folders of their kind."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import main
from engine import paths
from engine.batch import dust
from engine.batch import run as run_module
from tests.onnx_models import write_detect_model

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "manual"
START = "python3 packaging/start.py "


@pytest.fixture
def follow(tmp_path, monkeypatch, tools):
    """follow(page): gives every command of a page, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path / "none")
    for module in (run_module, dust):
        monkeypatch.setattr(module, "Decoder", tools.InProcess)
    write_detect_model(paths.user_models())  # what is red is a line

    def follow(page):
        text = (MANUAL / page).read_text(encoding="utf-8")
        blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text, re.M | re.S)
        commands = [line.strip() for block in blocks for line in block.splitlines()]
        assert commands
        for command in commands:
            assert command.startswith(START)
            assert main.main(shlex.split(command.removeprefix(START))) == 0, command

    return follow


def picture(number, size=(120, 160), brightest=100):
    """uint8 (h, w, 3): soft dark shapes, different for every number; what is bright is damage."""
    coarse = np.random.default_rng(number).integers(20, brightest, (6, 8, 3), np.uint8)
    return cv2.resize(coarse, size[::-1], interpolation=cv2.INTER_CUBIC)


def write(path, pixels):
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(pixels).save(path)


def read(path):
    return np.asarray(Image.open(path)).astype(int)


def test_scratched_slides(follow, tmp_path, tools):
    for number in range(6):
        pixels = picture(number)
        pixels[30:33, 40:43] = 250  # on the glass
        cv2.line(pixels, (20, 60 + 5 * number), (140, 70 + 5 * number), (255, 0, 0), 2)
        write(tmp_path / "slides" / f"slide{number:02}.png", pixels)
    before = tools.digests(tmp_path / "slides")
    follow("scratched-slides.md")
    assert tools.digests(tmp_path / "slides") == before
    assert not list(tmp_path.glob("trial/*.png"))  # taken back
    for number in range(6):
        result, clean = read(tmp_path / "restored" / f"slide{number:02}.png"), picture(number)
        assert abs(result - clean).max(axis=2).mean() < 2 and result[31, 41].max() < 120
        assert not (result[..., 0] > result[..., 1] + 100).any()
    assert (tmp_path / "restored.html").stat().st_size > 10_000


def test_a_watermarked_folder_of_ones_own_pictures(follow, tmp_path):
    size = (240, 320)
    mark = np.zeros(size, np.uint8)
    cv2.putText(mark, "STUDIO", (60, 140), cv2.FONT_HERSHEY_DUPLEX, 1.8, 255, 4, cv2.LINE_AA)
    cover = 0.4 * (mark / 255)[..., None]
    for number in range(16):
        shown = picture(number, size, 190) * (1 - cover) + 255 * cover
        folder = "proofs" if number < 14 else "few"
        write(tmp_path / folder / f"{number:02}.png", np.rint(shown).astype(np.uint8))
    follow("watermarked-folder.md")
    for number in range(16):
        folder = ("proofs", "clean") if number < 14 else ("few", "few-clean")
        marked, result = (read(tmp_path / name / f"{number:02}.png") for name in folder)
        truth, where = picture(number, size, 190), mark > 128
        assert abs(result - truth)[where].mean() < 0.4 * abs(marked - truth)[where].mean()


def test_faded_prints(follow, tmp_path):
    for number in range(12):
        faded = picture(number) * [0.3, 0.4, 0.5] + [30, 50, 80]
        write(tmp_path / "prints" / f"print{number:03}.png", np.rint(faded).astype(np.uint8))
    follow("faded-prints.md")
    results = sorted((tmp_path / "restored").glob("*.tif"))
    assert len(results) == 12
    for path in results:
        faded, result = read(tmp_path / "prints" / f"{path.stem}.png"), read(path)
        assert np.ptp(result) > 1.3 * np.ptp(faded)
        assert cast(result) < 0.8 * cast(faded)
    assert len(list((tmp_path / "trial").glob("*.png"))) == 20


def cast(pixels):
    """How much stronger the strongest channel is than the weakest."""
    means = pixels.mean(axis=(0, 1))
    return means.max() / means.min()
