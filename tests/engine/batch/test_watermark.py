"""A batch takes the mark off that its scans share, and says which scan does not have it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

import main
from engine import paths
from engine.batch import run as run_module
from engine.batch.learning import MARK_UNLEARNT, learnt_before
from engine.batch.plan import Rules, plan_batch
from engine.batch.sources import Choice
from engine.errors import ScanError
from engine.progress import Progress
from tests.engine.detect import marked


@pytest.fixture
def proofs(tmp_path, monkeypatch, tools):
    """Ten marked scans; no generator, and a journal of their own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path / "none")
    monkeypatch.setattr(run_module, "Decoder", tools.InProcess)
    marked.write_folder(tmp_path / "proofs", count=12)
    return tmp_path / "proofs"


def batch(proofs, *words) -> int:
    target = proofs.parent / "clean"
    return main.main(["batch", str(proofs), str(target), "--method", "ns", *words])


def error(path, number: int) -> float:
    """Mean absolute error under the mark, of 255."""
    hole = marked.mark(0.5) > 0.02
    shown = np.asarray(Image.open(path)).astype(float)
    return float(np.abs(shown - 255 * marked.picture(number))[hole].mean())


def test_a_learnt_mark_comes_off_every_scan_and_is_kept(proofs):
    assert batch(proofs, "--watermark", "auto") == 0
    clean = proofs.parent / "clean"
    assert (clean / "heirloom-learned" / "watermark.png").is_file()
    for number in range(12):
        name = f"{number:02}.png"
        assert error(clean / name, number) < error(proofs / name, number) / 4


def test_a_plan_knows_the_mark_that_is_given_or_was_learnt_before(proofs, tools):
    target, settings = proofs.parent / "clean", tools.settings()
    plan = plan_batch([proofs], target, Rules(Choice()))

    def known(choice):
        _, with_mark, unlearnt = learnt_before(plan, settings, False, choice, Progress())
        return with_mark.watermark, unlearnt

    assert known(None) == ("", ())
    assert known("auto") == ("", (MARK_UNLEARNT.format(12),)) and not target.exists()
    with pytest.raises(ScanError, match=r"03\.png"):
        known(str(proofs / "03.png"))
    mark = target / "heirloom-learned" / "watermark.png"
    mark.parent.mkdir(parents=True)
    assert main.main(["watermark", str(proofs), "-o", str(mark)]) == 0
    assert known("auto") == known(str(mark)) == (str(mark), ())


def test_a_dry_run_says_that_a_mark_is_learnt_or_cannot_be(proofs, capsys):
    assert batch(proofs, "--watermark", "auto", "--dry-run") == 0
    assert "note: The watermark is learnt from 12 scans" in capsys.readouterr().out
    assert batch(proofs, "--watermark", "auto", "--include", "0[0-8].png", "--dry-run") == 0
    assert "too few scans, 9, and 10 are the least" in capsys.readouterr().out
    assert batch(proofs, "--watermark", "auto", "--dry-run", "--page", "2") == 2
    assert "learnt from the first pages" in capsys.readouterr().err
    assert batch(proofs, "--watermark", str(proofs / "03.png"), "--dry-run") == 2


def test_a_scan_without_the_mark_fails_by_name(proofs, capsys):
    mark = proofs.parent / "mark.png"
    assert main.main(["watermark", str(proofs), "-o", str(mark)]) == 0
    Image.fromarray(marked.stored(marked.picture(50))).save(proofs / "other.png")
    assert batch(proofs, "--watermark", str(mark), "--include", "o*") == 1
    assert "the mark is not on other.png" in capsys.readouterr().err


def test_one_picture_is_cleaned_by_the_command(proofs, capsys):
    mark, result = proofs.parent / "mark.png", proofs.parent / "clean.png"
    assert main.main(["watermark", str(proofs), "-o", str(mark)]) == 0
    assert main.main(["watermark", str(proofs), "-o", str(mark)]) == 2
    assert "exists already" in capsys.readouterr().err
    words = ["watermark", str(proofs / "03.png"), "--mark", str(mark), "-o", str(result)]
    assert main.main(words) == 0
    assert error(result, 3) < error(proofs / "03.png", 3) / 4


def test_folder_and_mark_exclude_each_other(proofs, capsys):
    assert main.main(["watermark", str(proofs / "03.png"), "-o", "x.png"]) == 2
    assert "say with --mark" in capsys.readouterr().err
