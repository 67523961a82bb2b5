"""A template on a whole folder: each scan is marked where the template says, whatever its size."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine.batch.decoder import Opened
from engine.batch.item import with_template
from engine.batch.settings import BatchSettings
from engine.document.document import Document
from engine.document.templates import make_template, save_template, to_text
from engine.files.scan import Scan
from engine.geometry import Box
from main import main
from tests.engine.batch.conftest import settings


def template():
    """A stamp near the lower right corner of 120 x 80 with its first column protected."""
    document = Document(Scan(None, np.zeros((80, 120, 1), np.uint8)))
    document.layers["text"].mask.replace(Box(90, 60, 110, 66), np.full((6, 20), 255, np.uint8))
    document.layers["protect"].mask.replace(Box(90, 60, 91, 66), np.full((6, 1), 255, np.uint8))
    return make_template(document.snapshot().layers, document.scan, "bottom right", "none")


def picture(width, height, seed):
    rng = np.random.default_rng(seed)
    return rng.integers(60, 180, (height, width, 3), np.uint8)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.paths.user_data", lambda: tmp_path / "data")
    (tmp_path / "scans").mkdir()
    for number, (width, height) in enumerate(((120, 80), (200, 150))):
        Image.fromarray(picture(width, height, number)).save(tmp_path / f"scans/{number}.png")
    save_template(template(), "Date stamp")
    return tmp_path


def test_the_command_marks_every_scan_by_the_template(folder):
    scans, out = folder / "scans", folder / "out"
    words = ["batch", str(scans), str(out), "--template", "Date stamp", "--method", "ns"]
    assert main(words) == 0
    for number, (width, height) in enumerate(((120, 80), (200, 150))):
        changed = np.asarray(Image.open(out / f"{number}.png")) != picture(width, height, number)
        ys, xs = np.nonzero(changed.any(axis=2))
        assert (xs.min(), xs.max()) == (width - 29, width - 11)
        assert (ys.min(), ys.max()) == (height - 20, height - 15)


def test_an_unknown_template_is_told_before_any_work(folder, capsys):
    assert main(["batch", str(folder / "scans"), str(folder / "out"), "--template", "no"]) == 2
    assert "no template 'no'; there are: Date stamp" in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_masks_and_what_is_protected_are_joined_with_it():
    mask, protect = np.zeros((2, 80, 120), np.uint8)
    mask[:10], protect[:, 100:] = 200, 1
    given = Opened(Scan(None, np.zeros((80, 120, 1), np.uint8)), mask, protect)
    joined = with_template(given, to_text(template()))
    assert (joined.mask[:10, :100] == 200).all() and (joined.mask[60:66, 91:100] == 255).all()
    assert not joined.mask[:, 100:].any() and not joined.mask[60:66, 90].any()
    assert (joined.protect[60:66, 90] == 255).all() and (joined.protect[:, 100:] > 0).all()
    assert with_template(given, "") is given


def test_another_template_is_another_work():
    plain, stamped = settings(), settings(template=to_text(template()))
    assert plain.as_json({}) != stamped.as_json({})
    assert BatchSettings.from_json(stamped.as_json({})).template == stamped.template
