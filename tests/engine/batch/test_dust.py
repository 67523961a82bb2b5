"""Dust of the glass, learned from the scans of a batch: the same specks on all of them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine.batch import dust
from engine.batch.dust import known_dust, learn_dust
from engine.batch.item import Sessions
from engine.batch.masks import MaskRule
from engine.batch.plan import Rules, plan_batch
from engine.batch.run import run_batch
from engine.batch.sources import LEARNED, Choice
from engine.detect.settings import DetectSettings
from engine.errors import ScanError
from engine.progress import Progress
from main import main

SPECKS = [(20, 30), (60, 90), (90, 40)]  # row, column of 3 x 3 px


@pytest.fixture
def roll(tmp_path, monkeypatch, tools):
    """Six pictures of one size with the same specks, each with one of its own, and a tall one."""
    monkeypatch.setattr(dust, "Decoder", tools.InProcess)
    for number in range(6):
        rng = np.random.default_rng(number)
        pixels = rng.integers(100, 110, (120, 140, 3), np.uint8)
        for row, column in [*SPECKS, (40 + 8 * number, 110)]:
            pixels[row : row + 3, column : column + 3] = 250
        write(tmp_path / "roll" / f"{number}.png", pixels)
    write(tmp_path / "roll" / "tall.png", np.full((140, 120, 3), 100, np.uint8))
    return tmp_path / "roll"


def write(path, pixels):
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(pixels).save(path)


def learned(roll, tmp_path):
    plan = plan_batch([roll], tmp_path / "out", Rules(Choice(), detects=True))
    return learn_dust(plan, DetectSettings(), Progress())


def test_what_is_on_most_scans_is_a_mask_for_all_of_them(roll, tmp_path):
    plan = learned(roll, tmp_path)
    masks = {item.source.name: item.dust for item in plan.items}
    assert masks.pop("tall.png") is None  # too few of its size
    (path,) = set(masks.values())
    assert path.parent == tmp_path / "out" / LEARNED and "140x120" in path.name
    mask = np.asarray(Image.open(path)) > 0
    assert all(mask[row : row + 3, column : column + 3].all() for row, column in SPECKS)
    assert mask.sum() < 3 * 15 * 15  # nothing of what is on one scan only


def test_what_an_earlier_batch_learnt_is_known_without_learning(roll, tmp_path, monkeypatch):
    plan = plan_batch([roll], tmp_path / "out", Rules(Choice(), detects=True))
    known, unlearnt, too_few = known_dust(plan)
    assert (unlearnt, too_few) == (6, 1) and {item.dust for item in known.items} == {None}
    learnt = learned(roll, tmp_path)
    monkeypatch.setattr(dust, "detect_repeated", None)
    known, unlearnt, too_few = known_dust(plan)
    assert (unlearnt, too_few) == (0, 1) and known == learnt


def test_a_dry_run_says_what_will_be_learnt(roll, tmp_path, capsys):
    words = ["batch", str(roll), str(tmp_path / "out"), "--learn-dust", "--dry-run"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert (
        "note: The dust of the glass is learnt from the scans when the batch starts, for 6" in said
    )
    assert "note: No dust is learnt for 1 of the scans: their folder has fewer than 5" in said
    learned(roll, tmp_path)
    assert main(words) == 0
    assert "when the batch starts" not in capsys.readouterr().out


def test_specks_are_gone_and_other_things_stay(roll, journal, tools, tmp_path):
    plan = learned(roll, tmp_path)
    assert plan.items[2].companions().keys() == {"dust"}
    work = (tools.settings(), Sessions(), journal, Progress())
    summary = run_batch(plan, *work, decoder=tools.InProcess())
    assert summary.counts == {"done": 6, "clean": 1}
    result = np.asarray(Image.open(tmp_path / "out" / "2.png"))
    assert all(result[row + 1, column + 1].max() < 130 for row, column in SPECKS)
    assert result[40 + 16, 110].min() == 250


def test_a_mask_that_is_there_is_taken_as_it_is(roll, tmp_path):
    first = learned(roll, tmp_path)
    path = first.items[0].dust
    Image.new("L", (140, 120)).save(path)  # corrected by hand
    again = learned(roll, tmp_path)
    assert again == first and not np.asarray(Image.open(path)).any()


@pytest.mark.parametrize(("damaged", "enough"), [(1, True), (2, False)])
def test_damaged_scans_do_not_keep_the_others_from_learning(
    damaged, enough, roll, tools, tmp_path, monkeypatch
):
    class Shaky(tools.InProcess):
        def open(self, request, stop):
            if int(request.scan.stem) < damaged:
                raise ScanError("it is damaged.")
            return super().open(request, stop)

    monkeypatch.setattr(dust, "Decoder", Shaky)
    assert (learned(roll, tmp_path).items[-2].dust is not None) == enough


def test_a_plan_without_scans_to_make_learns_nothing(tmp_path, tools):
    tools.write_scan(tmp_path / "in" / "a.png")
    (tmp_path / "in" / "a_mask.png").unlink()
    plan = plan_batch([tmp_path / "in"], tmp_path / "out", Rules(masks=MaskRule.of("{name}_m")))
    assert learn_dust(plan, DetectSettings(), Progress()) == plan
    assert not (tmp_path / "out").exists()
