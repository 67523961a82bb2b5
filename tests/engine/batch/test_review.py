"""What a batch is not sure of waits for a word: nothing is written before, nothing is lost."""

from __future__ import annotations

import argparse
import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine import cli
from engine.batch import run as run_module
from engine.batch.following import Follower, obey
from engine.batch.item import Sessions
from engine.batch.journal import Journal
from engine.batch.pace import Pause
from engine.batch.report import write_report
from engine.batch.review import Review, carry_out, certainty
from engine.batch.sources import REVIEW
from engine.document.restoration import RestorationWriter
from engine.errors import BatchError, SaveError, ScanError
from engine.generators.registry import load_registry
from engine.generators.session import open_session
from engine.paths import batch_journal
from engine.progress import Cancelled, Progress, Stop
from tests.onnx_models import write_detect_model, write_fill_model


@pytest.fixture
def held(run, tools):
    """held(**options): a run of which every repair waits; gives its number."""
    return lambda **options: run(tools.settings(review_below=1.0), **options).run


def results(tools, tmp_path, name="out"):
    found = tools.digests(tmp_path / name)
    return {path: digest for path, digest in found.items() if not path.startswith(REVIEW)}


def test_what_waits_is_not_written_and_accepted_it_has_the_bytes_of_a_run_without_review(
    held, run, journal, tools, tmp_path
):
    number = held()
    assert results(tools, tmp_path) == {}
    review = Review(journal, number)
    waiting = review.waiting()
    assert len(waiting) == 7 and all(review.file_of(entry).is_file() for entry in waiting)
    counts = carry_out(review, "accept", [entry.source for entry in waiting], Progress())
    assert counts == {"done": 7} and review.waiting() == []
    run(target=tmp_path / "straight")
    assert results(tools, tmp_path) == results(tools, tmp_path, "straight") != {}
    assert not (tmp_path / "out" / REVIEW).exists()


def test_an_accepted_result_is_known_to_later_runs_and_can_be_undone(held, run, journal, album):
    number = held(include=("b.png",))
    done = Review(journal, number).accept(album / "b.png", Progress())
    assert done.message.endswith("(accepted in review)") and journal.made(done.target, done.source)
    assert run(include=("b.png",)).counts == {"before": 1}


def test_a_rejected_scan_gets_no_result_later_either_unless_thought_over(
    held, run, journal, album, tmp_path
):
    number = held(include=("b.png",))
    Review(journal, number).reject(album / "b.png")
    again = run(include=("b.png",))
    assert again.counts == {"rejected": 1} and again.complete
    assert not (tmp_path / "out" / "b.png").exists()
    Review(journal, number).accept(album / "b.png", Progress())
    assert (tmp_path / "out" / "b.png").exists()


def test_what_waits_in_an_earlier_run_waits_in_the_new_one_with_its_corrections(
    held, run, journal, tools, monkeypatch
):
    first = held()
    review = Review(journal, first)
    kept = {entry.source: review.file_of(entry).read_bytes() for entry in review.waiting()}

    def mend(*given):
        raise AssertionError("it is repaired already")

    with monkeypatch.context() as patch:
        patch.setattr("engine.batch.stages.mend", mend)
        second = held()
    assert second == first + 1 and Review(journal, first).waiting() == []
    review = Review(journal, second)
    assert {e.source: review.file_of(e).read_bytes() for e in review.waiting()} == kept
    assert {e.message for e in journal.entries(first)} == {f"waits for your word in run {second}"}
    assert run().counts == {"done": 7}  # nothing is held any more: it is not asked about either


def test_a_stopped_run_keeps_what_waits_and_does_not_repair_it_again(
    held, run, journal, tools, album
):
    stop, one_waits = Stop(), threading.Event()

    class Stopping(tools.InProcess):
        def open(self, request, asked):
            if request.scan.name == "c.jpg":
                assert one_waits.wait(60)
                stop.set()
                raise Cancelled
            return super().open(request, asked)

    def report(fraction, doing):
        if doing.startswith("1 of 7"):
            one_waits.set()

    with pytest.raises(Cancelled):
        held(progress=Progress(report, stop), decoder=Stopping())
    (before,) = [r for r in journal.runs() if r.state == "stopped"]
    opened = []

    class Watched(tools.InProcess):
        def open(self, request, asked):
            opened.append(request.scan.name)
            return super().open(request, asked)

    number = held(decoder=Watched())
    assert number == before.id and len(opened) == 7 - before.counts["review"] < 7
    assert len(Review(journal, number).waiting()) == 7


def test_marks_without_repair_are_repaired_when_accepted(
    album, models, run, journal, tools, tmp_path
):
    write_detect_model(models)
    detector = open_session(load_registry().choose("detect"), "cpu", "test")
    strict = tools.settings(("detect", "repair"), review_above=0.0)
    plain = {"masks": tools.rules().masks.__class__(), "include": ("b.png",), "detects": True}
    number = run(strict, Sessions(detector), **plain).run
    review = Review(journal, number)
    (entry,) = review.waiting()
    assert certainty(entry) == -1
    kept = review.open(entry, Progress())
    assert not kept.patches and kept.snapshot().marked
    review.accept(entry.source, Progress())
    easy = tools.settings(("detect", "repair"), review_above=1.0)
    run(easy, Sessions(detector), target=tmp_path / "straight", **plain)
    assert results(tools, tmp_path) == results(tools, tmp_path, "straight") != {}


def test_the_least_certain_comes_first_and_a_limit_holds_only_what_is_below(
    album, models, run, journal, tools
):
    write_fill_model(models)  # sure of 1 - 4 * exp(-3) = 80 % of everything
    sessions = Sessions(None, open_session(load_registry().choose("fill"), "cpu", "test"))
    with_model = {"method": "generator"}
    assert run(tools.settings(review_below=0.7, **with_model), sessions).counts == {"done": 7}
    sure = tools.settings(review_below=0.9, method="generator")
    number = run(sure, sessions, target=album.parent / "other").run
    confidences = [certainty(entry) for entry in Review(journal, number).waiting()]
    assert len(confidences) == 7 and confidences == sorted(confidences) and confidences[-1] < 0.9


def test_a_correction_by_hand_is_what_is_accepted(held, journal, album, tmp_path):
    number = held(include=("b.png",))
    review = Review(journal, number)
    entry = review.entry(album / "b.png")
    document = review.open(entry, Progress())
    document.set_strength([patch.id for patch in document.patches], 0.0)
    RestorationWriter(document.scan).save(document.snapshot(), review.file_of(entry))
    seen = review.look_again(entry.source, Progress())
    assert seen.after == seen.before != entry.after and "corrected by hand" in seen.message
    review.accept(entry.source, Progress())
    result = np.asarray(Image.open(tmp_path / "out" / "b.png"))
    np.testing.assert_array_equal(result, np.asarray(Image.open(album / "b.png")))


def test_what_cannot_be_accepted_goes_on_waiting(held, journal, album, tmp_path):
    number = held(include=("b.png", "d.png"))
    review = Review(journal, number)
    (tmp_path / "out" / "b.png").write_bytes(b"somebody else's")
    with pytest.raises(SaveError, match="written by another program"):
        review.accept(album / "b.png", Progress())
    assert (tmp_path / "out" / "b.png").read_bytes() == b"somebody else's"
    shutil.copy(album / "sub" / "f.png", album / "d.png")
    with pytest.raises(ScanError, match="was changed since"):
        review.accept(album / "d.png", Progress())
    assert len(review.waiting()) == 2
    with pytest.raises(BatchError, match=f"does not wait in run {number}"):
        review.reject(album / "c.jpg")


def test_a_follower_is_told_of_every_scan_and_of_nothing_half_done(held, journal, capsys):
    follower = Follower()
    for entry in journal.entries(held(include=("b.png",))):
        follower.item(entry)
    follower.progress(0.1, "now")
    follower.progress(0.2, "too soon")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["item", "progress"]
    assert lines[0]["state"] == "review" and lines[0]["source"].endswith("b.png")


def test_wishes_are_obeyed_and_their_end_is_a_stop():
    pause, stop = Pause(), Stop()
    obey([b"pause\n", b"what?\n"], pause, stop)
    assert stop.is_set()
    before = pause.clock()
    obey([b"continue\n"], pause, Stop())
    assert pause.clock() >= before


def test_the_folder_of_what_waits_is_never_a_source(held, album, run, tools):
    held(target=album / "out")
    Image.new("RGB", (8, 8)).save(album / "out" / REVIEW / "stray.png")
    assert run(source=album, target=album / "out").counts == {"done": 7}


def command(*words):
    """What main.py does with these words, and what the words were."""
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers(required=True))
    typed = [str(word) for word in words]
    args = parser.parse_args(typed)
    args.typed = typed
    return args.run(args)


@pytest.fixture
def by_command(album, models, monkeypatch, tools, tmp_path):
    """A run given as a command, of which two scans wait; its target."""
    monkeypatch.setattr(run_module, "Decoder", tools.InProcess)
    listed = tmp_path / "list.txt"
    listed.write_text(f"{album / 'b.png'}\n\n{album / 'd.png'}\n")
    words = ("--list", listed, "--masks", "{name}_mask", "--method", "ns", "--review", "--json")
    assert command("batch", tmp_path / "out", *words) == 1
    return tmp_path / "out"


def test_the_command_lists_what_waits_and_writes_what_is_accepted(capsys, by_command, album):
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in told if line["event"] != "progress"] == [
        "run", "item", "item", "ended",
    ]  # fmt: skip
    assert told[-1]["counts"] == {"review": 2}
    assert command("batch", "review", 1) == 1
    shown = capsys.readouterr().out
    assert str(album / "b.png") in shown and "b.png.heirloom" in shown
    assert shown.endswith("2 wait in run 1\n")
    assert command("batch", "review", 1, "accept", album / "b.png") == 1
    assert (by_command / "b.png").exists() and not (by_command / "d.png").exists()
    assert command("batch", "review", 1, "reject", "all") == 0
    assert capsys.readouterr().out.endswith("1 rejected\n0 wait in run 1\n")


def test_a_run_remembers_the_command_that_makes_it_go_on(by_command):
    journal = Journal(batch_journal())
    folder, words = journal.command_of(1)
    assert folder == Path.cwd() and words[:2] == ["batch", str(by_command)] and "--json" in words
    assert journal.command_of(2) is None
    journal.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "needs the number of one run"),
        (["1", "maybe"], "accept or reject"),
        (["1", "accept"], "needs scans, or all"),
        (["7"], "there is no run 7"),
    ],
)
def test_words_that_make_no_review_are_explained(models, words, said):
    with pytest.raises(BatchError, match=said):
        command("batch", "review", *words)


def test_the_report_shows_what_waits_with_its_repair(by_command, tmp_path):
    journal = Journal(batch_journal())
    write_report(journal, 1, tmp_path / "report.html")
    journal.close()
    html = (tmp_path / "report.html").read_text()
    assert "2 to review" in html and html.count("alt='after'") == 2
