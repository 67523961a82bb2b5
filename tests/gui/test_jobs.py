"""Work off the GUI thread: outcome, cancel, failure, order, and no thread left behind."""

from __future__ import annotations

import threading

import pytest

from gui.file_work import FileTask, FileWork
from gui.jobs import JobRunner


@pytest.fixture
def runner(qtbot):
    before = set(threading.enumerate())
    runner = JobRunner()
    yield runner
    runner.close()
    assert not set(threading.enumerate()) - before


def wait_for_stop(started):
    """A job that runs until it is cancelled."""

    def job(progress):
        stopped = threading.Event()
        with progress.stop.calling(stopped.set):
            started.set()
            stopped.wait(10)
        progress.step(0.5, "waiting")

    return job


def test_the_value_of_a_job_arrives_on_the_gui_thread(qtbot, runner):
    here, threads = threading.get_ident(), []
    runner.succeeded.connect(lambda value: threads.append(threading.get_ident()))
    with qtbot.waitSignal(runner.succeeded) as outcome:
        runner.start(lambda progress: {"pixels": threading.get_ident()})
    assert outcome.args[0]["pixels"] != here
    assert threads == [here]


def test_progress_is_told_while_the_job_runs(qtbot, runner):
    told = []
    runner.progressed.connect(lambda fraction, doing: told.append((fraction, doing)))
    with qtbot.waitSignal(runner.succeeded):
        runner.start(lambda progress: progress.part(0.5, 1.0).step(0.5, "half of the second half"))
    qtbot.waitUntil(lambda: told == [(0.75, "half of the second half")])


def test_a_cancelled_job_ends_as_cancelled(qtbot, runner):
    started = threading.Event()
    runner.start(wait_for_stop(started))
    started.wait(5)
    with qtbot.waitSignal(runner.cancelled):
        runner.cancel()
    assert not runner.is_running


def test_a_failure_arrives_as_the_exception(qtbot, runner):
    def job(progress):
        raise ValueError("no such colour")

    with qtbot.waitSignal(runner.failed) as outcome:
        runner.start(job)
    assert str(outcome.args[0]) == "no such colour"


def test_a_second_job_is_refused_while_one_runs(qtbot, runner):
    started = threading.Event()
    runner.start(wait_for_stop(started))
    with pytest.raises(RuntimeError, match="already running"):
        runner.start(lambda progress: None)
    with qtbot.waitSignal(runner.cancelled):
        runner.cancel()


def test_a_slot_may_start_the_next_job(qtbot, runner):
    values = []

    def next_job(value):
        values.append(value)
        if value < 3:
            runner.start(lambda progress: value + 1)

    runner.succeeded.connect(next_job)
    runner.start(lambda progress: 1)
    qtbot.waitUntil(lambda: values == [1, 2, 3])


def test_closing_stops_the_running_job(qtbot):
    before = set(threading.enumerate())
    runner, started = JobRunner(), threading.Event()
    runner.start(wait_for_stop(started))
    started.wait(5)
    runner.close()
    assert not set(threading.enumerate()) - before


def test_file_tasks_run_in_order_and_a_failure_holds_up_none(qtbot):
    work, done, failures = FileWork(), [], []
    work.failed.connect(lambda error: failures.append(str(error)))

    def fail(progress):
        raise OSError("disk full")

    work.add(FileTask("first", lambda progress: 1, done.append))
    work.add(FileTask("second", fail, done.append))
    work.add(FileTask("third", lambda progress: 3, done.append))
    qtbot.waitUntil(lambda: not work.is_busy)
    assert (done, failures) == ([1, 3], ["disk full"])
    work.close()


def test_a_cancelled_file_task_has_no_consequence(qtbot):
    work, done, go = FileWork(), [], threading.Event()
    work.add(FileTask("slow", lambda progress: go.wait(5), done.append))
    work.add(FileTask("never begun", lambda progress: 2, done.append))
    assert work.cancel()
    go.set()
    qtbot.waitUntil(lambda: not work.is_busy)
    assert done == []
    assert not work.cancel()
    work.close()
