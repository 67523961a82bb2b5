"""A run: every scan is accounted for, whatever happens to some of them, and it stops when asked."""

from __future__ import annotations

import errno
import io
import json
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.batch import stages
from engine.batch.decoder import open_files
from engine.batch.item import Sessions
from engine.batch.pace import Pause
from engine.batch.thumbnails import thumbnail
from engine.batch.workplace import put, workplace
from engine.document.document import Document
from engine.errors import BatchError, SaveError, ScanError
from engine.files.reader import open_scan
from engine.generators.session import open_session
from engine.progress import Cancelled, Progress, Stop
from engine.restore.settings import Adjustments, FinishSettings
from tests.onnx_models import write_detect_model


def test_every_scan_is_repaired_under_its_mask_only(album, run, tools, tmp_path):
    before = tools.digests(album)
    summary = run()
    assert summary.complete and summary.counts == {"done": 7}
    assert set(tools.digests(tmp_path / "out")) == {
        "a.tif", "b.png", "c.jpg", "d.png", "sub/a.png", "sub/e.tif", "sub/f.png",
    }  # fmt: skip
    assert tools.digests(album) == before
    scan = np.asarray(Image.open(album / "b.png"))
    result = np.asarray(Image.open(tmp_path / "out" / "b.png"))
    hole = np.asarray(Image.open(album / "b_mask.png")) > 0
    np.testing.assert_array_equal(result[~hole], scan[~hole])
    assert (result[hole][:, 0] < 200).mean() > 0.9  # the scratch was red


def test_what_fails_is_tried_again_and_takes_nothing_with_it(album, run, journal, tools):
    whole = (album / "c.jpg").read_bytes()
    (album / "c.jpg").write_bytes(whole[: len(whole) * 3 // 4])  # its header is whole
    tried = []

    class Watched(tools.InProcess):
        def open(self, request, stop):
            tried.append(request.scan.name)
            return super().open(request, stop)

    summary = run(decoder=Watched())
    assert summary.counts == {"done": 6, "failed": 1} and not summary.complete
    assert tried.count("c.jpg") == 2 and tried[-1] == "c.jpg" and len(tried) == 8
    (failed,) = [e for e in journal.entries(summary.run) if e.state == "failed"]
    assert failed.source == album / "c.jpg" and "cannot be read" in failed.message


def test_what_works_at_the_second_time_is_done(run, tools):
    once = {"d.png"}

    class Shaky(tools.InProcess):
        def open(self, request, stop):
            if request.scan.name in once:
                once.clear()
                raise ScanError("the drive did not answer.")
            return super().open(request, stop)

    assert run(decoder=Shaky()).counts == {"done": 7}


def test_a_fault_of_ours_is_told_and_isolated(run, journal, monkeypatch, caplog):
    def broken(document, *rest):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(stages, "save_restored", broken)
    summary = run(include=("a.tif",))
    (entry,) = journal.entries(summary.run)
    assert entry.state == "failed" and "ZeroDivisionError: division by zero" in entry.message
    assert "a.tif" in caplog.text


def test_a_mask_that_marks_nothing_leaves_a_scan_without_result(album, run, journal, tmp_path):
    Image.new("L", (60, 40)).save(album / "a_mask.png")
    summary = run()
    assert summary.complete and summary.counts["clean"] == 1
    assert not (tmp_path / "out" / "a.tif").exists()
    entry = next(journal.entries(summary.run, album / "a.tif"))
    assert entry.message == "nothing to repair (mask)" and entry.before.startswith(b"\xff\xd8")


@pytest.fixture(scope="module")
def detector(tmp_path_factory):
    """What is red is a line."""
    return open_session(write_detect_model(tmp_path_factory.mktemp("models")), "cpu", threads=1)


def test_what_detection_marks_too_much_of_is_left_for_review(
    album, run, journal, detector, tools, tmp_path
):
    Image.new("RGB", (60, 40), (255, 0, 0)).save(album / "b.png")
    work = tools.settings(("detect", "repair"), review_above=0.2)
    options = {"sessions": Sessions(detector), "detects": True, "include": ("?.png",)}
    summary = run(work, **options)
    assert summary.counts["review"] == 1 and summary.counts["done"] == 3
    assert not summary.complete and not (tmp_path / "out" / "b.png").exists()
    entry = next(journal.entries(summary.run, album / "b.png"))
    assert "detection marks 100.0% of it, more than the 20%" in entry.message
    red = np.asarray(Image.open(io.BytesIO(entry.after)))[20, 30].astype(int)
    assert abs(red - (255, 0, 60)).max() < 20
    again = run(work, **options)  # it is known, and not looked at again
    assert again.counts == {"before": 3, "review": 1}


def test_progress_only_grows_and_names_the_scans(run):
    told = []
    run(progress=Progress(lambda fraction, doing: told.append((fraction, doing))))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions) and fractions[-1] == 1
    assert any(doing.startswith("3 of 7, ") and "left: " in doing for _, doing in told)


def test_two_scans_are_repaired_at_once(run, monkeypatch):
    meet, first, mend = threading.Barrier(2), iter(range(2)), stages.mend

    def met(*given):
        if next(first, None) is not None:
            meet.wait(60)
        return mend(*given)

    monkeypatch.setattr(stages, "mend", met)
    assert run().counts == {"done": 7}


def test_the_picture_of_a_result_shows_what_was_done_to_all_of_it(run, journal, tools):
    work = tools.settings(("tone",), finish=FinishSettings(adjustments=Adjustments(gamma=2.0)))
    summary = run(work, include=("b.png",))
    (entry,) = journal.entries(summary.run)
    assert entry.after == thumbnail(Document(open_scan(entry.target))) != entry.before


@pytest.mark.parametrize("after", range(0, 40, 6))
def test_a_stop_leaves_whole_results_only_and_the_same_run_goes_on(
    after, run, journal, tools, tmp_path
):
    stop = Stop()
    count = iter(range(1000))

    def report(fraction, doing):
        if next(count) == after:
            stop.set()

    stopped = False
    try:
        run(progress=Progress(report, stop))
    except Cancelled:
        stopped = True
    assert stopped == (journal.runs()[0].state == "stopped")
    partial = tools.digests(tmp_path / "out")
    assert run().run == (1 if stopped else 2)
    whole = tools.digests(tmp_path / "out")
    assert len(whole) == 7 and partial.items() <= whole.items()


def test_a_stop_is_obeyed_while_paused_and_no_new_scan_is_taken(run, journal, tools):
    pause, stop, opened, asleep = Pause(), Stop(), [], threading.Event()

    class Watched(tools.InProcess):
        def open(self, request, given):
            opened.append(request.scan.name)
            pause.set()
            return super().open(request, given)

    def report(fraction, doing):
        if doing.startswith("1 of 7"):
            asleep.set()

    def run_it():
        with pytest.raises(Cancelled):
            run(progress=Progress(report, stop), pause=pause, decoder=Watched())

    pause.set()
    runner = threading.Thread(target=run_it)
    runner.start()
    assert not opened
    pause.clear()
    assert asleep.wait(30)  # the scan in hand is finished
    assert len(opened) == 1
    stop.set()
    runner.join(30)
    assert not runner.is_alive() and journal.runs()[0].counts["done"] == 1


def test_a_full_disk_stops_the_run_and_it_goes_on(run, journal, tools, tmp_path, monkeypatch):
    save, left = stages.save_restored, iter(range(1000))

    def save_until_full(document, path, *rest):
        if next(left) >= 3:
            path.write_bytes(b"half a file")
            raise SaveError("out could not be saved: the disk is full.") from OSError(
                errno.ENOSPC, "No space left on device"
            )
        return save(document, path, *rest)

    monkeypatch.setattr(stages, "save_restored", save_until_full)
    with pytest.raises(BatchError, match=r"the disk is full. The same command then goes on"):
        run()
    assert journal.runs()[0].state == "stopped"
    assert len(tools.digests(tmp_path / "out")) == 3  # no half file, nothing left behind
    monkeypatch.setattr(stages, "save_restored", save)
    assert run().run == 1 and len(tools.digests(tmp_path / "out")) == 7


def test_a_scan_that_changes_under_the_hands_fails(album, run, tools):
    class Meddling(tools.InProcess):
        def open(self, request, stop):
            opened = super().open(request, stop)
            if request.scan.name == "b.png":
                request.scan.write_bytes(request.scan.read_bytes() + b"\0")
            return opened

    summary = run(decoder=Meddling())
    assert summary.counts["failed"] == 1


def test_at_most_a_few_scans_are_in_memory(album, run, tools):
    """However many there are: a batch of thousands must not grow."""
    alive, most = set(), []

    class Watched(tools.InProcess):
        def open(self, request, stop):
            opened = open_files(request)
            alive.add(request.scan)
            weakref.finalize(opened.scan, alive.discard, request.scan)
            most.append(len(alive))
            return opened

    for number in range(20):
        tools.write_scan(album / "more" / f"{number}.png", number)
    assert run(decoder=Watched()).counts["done"] == 27
    assert max(most) <= 5  # one decoded, one repaired, two encoded, one about to be let go


def test_two_batches_do_not_write_into_one_folder(run, tmp_path):
    with workplace(tmp_path / "out"), pytest.raises(BatchError, match="another batch is writing"):
        run()
    assert run().complete
    assert not list((tmp_path / "out").glob(".*"))


def test_a_file_that_came_meanwhile_is_left_as_it_is(tmp_path):
    staged, target = tmp_path / "staged", tmp_path / "sub" / "target"
    staged.write_text("ours")
    put(staged, target, replaces=False)
    assert target.read_text() == "ours" and not staged.exists()
    staged.write_text("newer")
    with pytest.raises(SaveError, match="written by another program"):
        put(staged, target, replaces=False)
    assert target.read_text() == "ours"
    put(staged, target, replaces=True)
    assert target.read_text() == "newer"


def test_where_files_have_one_name_only_results_are_put_in_place_all_the_same(
    tmp_path, monkeypatch
):
    def refuse(self, other):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    test_a_file_that_came_meanwhile_is_left_as_it_is(tmp_path)


def test_the_record_is_that_of_a_single_run(album, run, journal):
    summary = run(include=("a.tif",))
    entry = next(journal.entries(summary.run, album / "a.tif"))
    record = json.loads(entry.record)
    assert record["counts"]["changed_outside_mask"] == 0 and record["patches"][0]["method"] == "ns"
    assert record["source_sha256_before"] == entry.content


def test_nothing_is_left_to_do_of_a_plan_of_skips(run, tmp_path, tools, album):
    tools.write_scan(tmp_path / "out" / "b.png", 3)
    summary = run(include=("b.png",))
    assert summary.counts == {"skipped": 1} and summary.complete


def test_how_a_conflict_was_settled_is_told_with_the_result(album, run, journal, tools, tmp_path):
    tools.write_scan(tmp_path / "out" / "b.png", 3)
    summary = run(include=("b.png",), on_conflict="overwrite")
    entry = next(journal.entries(summary.run, album / "b.png"))
    assert entry.message.endswith("; b.png is already there and is replaced")
