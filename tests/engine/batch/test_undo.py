"""A run taken back: results in the trash, originals proven, nothing of anybody else touched."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from PIL import Image

from engine.batch import undo as module
from engine.batch.sources import REVIEW
from engine.batch.undo import undo_run
from engine.errors import BatchError
from engine.progress import Progress


def test_results_go_to_the_trash_and_originals_are_proven(album, run, journal, tools, tmp_path):
    run()
    results, originals = tools.digests(tmp_path / "out"), tools.digests(album)
    undone = undo_run(journal, 1, Progress())
    assert (undone.moved, undone.proven, undone.problems) == (7, 7, [])
    assert tools.digests(undone.trash) == results
    assert {name.split("/")[0] for name in tools.digests(tmp_path / "out")} == {"heirloom-trash"}
    assert tools.digests(album) == originals and journal.runs()[0].state == "undone"
    assert "7 originals proven unchanged" in str(undone)


def test_what_waits_for_a_review_goes_to_the_trash_too(run, journal, tools, tmp_path):
    run(replace(tools.settings(), review_below=1.0))
    waiting = tools.digests(tmp_path / "out" / REVIEW)
    undone = undo_run(journal, 1, Progress())
    assert (undone.moved, undone.held, undone.proven, undone.problems) == (0, 7, 7, [])
    assert tools.digests(undone.trash / REVIEW) == waiting and len(waiting) == 7
    assert {entry.state for entry in journal.entries(1)} == {"undone"}
    assert "with 7 repairs that waited for a review" in str(undone)


def test_after_undo_the_same_command_does_it_again(run, journal):
    run()
    undo_run(journal, 1, Progress())
    again = run()
    assert again.run == 2 and again.counts == {"done": 7}


def test_only_the_results_of_this_run_are_moved(album, run, journal, tools, tmp_path):
    run(include=("b.png",))
    run()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert undo_run(journal, 2, Progress()).moved == 6
    assert (tmp_path / "out" / "b.png").exists() and (tmp_path / "out" / "mine.txt").exists()


def test_what_somebody_worked_on_stays_and_is_named(run, journal, tmp_path):
    run()
    (tmp_path / "out" / "b.png").write_bytes(b"worked on for hours")
    (tmp_path / "out" / "d.png").unlink()
    undone = undo_run(journal, 1, Progress())
    assert undone.moved == 5 and (tmp_path / "out" / "b.png").exists()
    assert any("b.png was changed since and stays" in told for told in undone.problems)
    assert any("d.png is not there any more" in told for told in undone.problems)


def test_an_original_that_changed_is_named_whatever_its_times_say(album, run, journal):
    run()
    times = (album / "b.png").stat()
    data = bytearray((album / "b.png").read_bytes())
    data[-1] ^= 1
    (album / "b.png").write_bytes(data)
    os.utime(album / "b.png", ns=(times.st_atime_ns, times.st_mtime_ns))
    (album / "c.jpg").unlink()
    undone = undo_run(journal, 1, Progress())
    assert undone.moved == 7 and undone.proven == 5
    assert any("b.png is not what the batch read" in told for told in undone.problems)
    assert any("c.jpg cannot be read" in told for told in undone.problems)


def test_an_undo_that_was_killed_goes_on(run, journal, monkeypatch):
    run()
    left = iter(range(3))

    def killed(entry, undone):
        if next(left, None) is None:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, "_prove", killed)
        with pytest.raises(KeyboardInterrupt):
            undo_run(journal, 1, Progress())
    undone = undo_run(journal, 1, Progress())
    # The fourth was moved and not yet written down.
    assert undone.problems == [] and undone.moved == undone.proven == 7 - 3


def test_a_run_that_never_was_is_an_error(run, journal):
    with pytest.raises(BatchError, match="there is no run 3: there was none yet"):
        undo_run(journal, 3, Progress())
    run()
    with pytest.raises(BatchError, match="there is no run 3: the last one is 1"):
        undo_run(journal, 3, Progress())


def test_what_was_overwritten_is_no_business_of_undo(run, journal, tmp_path):
    (tmp_path / "out").mkdir()
    Image.new("RGB", (3, 3)).save(tmp_path / "out" / "b.png")
    assert run(on_conflict="overwrite").counts == {"done": 7}
    assert undo_run(journal, 1, Progress()).moved == 7
    assert not (tmp_path / "out" / "b.png").exists()
