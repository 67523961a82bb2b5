"""The journal: what is done is known by content and settings, through kills, changes and moves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.batch.journal import Entry, Journal
from engine.errors import BatchError


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_at_random_moments_the_results_are_those_of_an_uninterrupted_run():
    script = Path(__file__).with_name("kill_batches.py")
    ran = subprocess.run(
        [sys.executable, str(script), "--kills", "8"],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    assert ran.returncode == 0, ran.stderr
    assert "always the same results" in ran.stdout


def test_what_is_done_is_skipped(run, tools, tmp_path):
    run()
    before = tools.digests(tmp_path / "out")
    again = run()
    assert again.run == 2 and again.counts == {"before": 7} and again.complete
    assert tools.digests(tmp_path / "out") == before


@pytest.mark.parametrize("on_conflict", ["skip", "overwrite", "unique", "newer"])
def test_a_changed_original_is_done_again_in_its_place(on_conflict, album, run, tools, tmp_path):
    run(on_conflict=on_conflict)
    before = tools.digests(tmp_path / "out")
    pixels = np.asarray(Image.open(album / "b.png")).copy()
    pixels[0, 59] = 1, 2, 3  # outside the mask
    Image.fromarray(pixels).save(album / "b.png")
    assert run(on_conflict=on_conflict).counts == {"before": 6, "done": 1}
    after = tools.digests(tmp_path / "out")
    assert {name for name in after if after[name] != before.get(name)} == {"b.png"}
    assert set(after) == set(before)


def test_a_changed_mask_is_done_again(album, run):
    run()
    mask = np.asarray(Image.open(album / "b_mask.png")).copy()
    mask[0, 50:55] = 255
    Image.fromarray(mask).save(album / "b_mask.png")
    assert run().counts == {"before": 6, "done": 1}


def test_changed_settings_are_done_again(run, tools):
    run()
    assert run(tools.settings(method="telea")).counts == {"done": 7}
    assert run(tools.settings(method="telea")).counts == {"before": 7}


def test_a_result_that_is_gone_is_made_again(run, tmp_path):
    run()
    (tmp_path / "out" / "b.png").unlink()
    assert run().counts == {"before": 6, "done": 1}


def test_a_result_that_somebody_worked_on_is_a_strangers(run, tmp_path):
    run()
    (tmp_path / "out" / "b.png").write_bytes(b"worked on for hours")
    assert run().counts == {"before": 6, "skipped": 1}
    assert (tmp_path / "out" / "b.png").read_bytes() == b"worked on for hours"


@pytest.mark.parametrize("keep_times", [True, False])
def test_moving_the_trees_does_not_confuse_it(keep_times, album, run, tools, tmp_path):
    run(on_conflict="unique")
    before = tools.digests(tmp_path / "out")
    copy = shutil.copy2 if keep_times else shutil.copyfile
    for name in ("album", "out"):
        shutil.copytree(tmp_path / name, tmp_path / "moved" / name, copy_function=copy)
    shutil.rmtree(album)
    moved = {"source": tmp_path / "moved" / "album", "target": tmp_path / "moved" / "out"}
    assert run(on_conflict="unique", **moved).counts == {"before": 7}
    assert tools.digests(tmp_path / "moved" / "out") == before


def test_two_scans_of_one_content_have_two_results(album, run, tmp_path):
    shutil.copy(album / "b.png", album / "twin.png")
    shutil.copy(album / "b_mask.png", album / "twin_mask.png")
    assert run().counts == {"done": 8}
    (tmp_path / "out" / "twin.png").unlink()
    assert run().counts == {"before": 7, "done": 1}


def test_a_failure_is_tried_again_by_the_next_run(album, run, tools):
    whole = (album / "c.jpg").read_bytes()
    (album / "c.jpg").write_bytes(b"")
    assert run().counts == {"done": 6, "failed": 1}
    (album / "c.jpg").write_bytes(whole)
    assert run().counts == {"before": 6, "done": 1}


def test_hashes_are_remembered_until_the_file_changes(journal, tmp_path, monkeypatch):
    path = tmp_path / "scan"
    path.write_bytes(b"one")
    one = journal.hash_of(path)
    with monkeypatch.context() as patched:
        patched.setattr("engine.batch.journal.file_hash", lambda path: "read again")
        assert journal.hash_of(path) == one
        path.write_bytes(b"two")
        assert journal.hash_of(path) == "read again"


@pytest.mark.skipif(sys.platform != "linux", reason="such names exist on Linux only")
def test_names_that_are_no_unicode_are_kept(journal, tmp_path):
    name = Path(os.fsdecode(b"/scans/\xff\xfe.tif"))
    run = journal.start("key", tmp_path, "{}")
    journal.record(run, Entry(name, name, "done"))
    assert next(journal.entries(run)).source == name


def test_a_journal_that_is_none_is_an_error(tmp_path):
    (tmp_path / "batches.sqlite").write_bytes(b"not a database, and longer than its header" * 9)
    with pytest.raises(BatchError, match=r"batches.sqlite cannot be used .*not a database"):
        Journal(tmp_path / "batches.sqlite")


def test_looking_only_changes_nothing(journal, run, tools, tmp_path):
    run()
    journal.close()
    before = tools.digests(tmp_path / "user")
    looking = Journal(tmp_path / "user" / "batches.sqlite", read_only=True)
    assert looking.made(tmp_path / "out" / "b.png", tmp_path / "album" / "b.png")
    assert not looking.made(tmp_path / "album" / "b.png", tmp_path / "album" / "b.png")
    looking.close()
    assert tools.digests(tmp_path / "user") == before
    nowhere = Journal(tmp_path / "none" / "batches.sqlite", read_only=True)
    assert nowhere.runs() == [] and not (tmp_path / "none").exists()
    nowhere.close()
