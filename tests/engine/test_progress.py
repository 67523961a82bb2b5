from __future__ import annotations

import threading

import pytest

from engine.progress import Cancelled, Progress, Stop


def test_a_part_reports_inside_its_share():
    told = []
    progress = Progress(lambda fraction, doing: told.append((fraction, doing)))
    part = progress.part(0.5, 1.0)
    for fraction in (0.0, 0.5, 1.0):
        part.step(fraction, "filling")
    assert told == [(0.5, "filling"), (0.75, "filling"), (1.0, "filling")]


def test_parts_nest():
    told = []
    progress = Progress(lambda fraction, doing: told.append(fraction))
    progress.part(0.5, 1.0).part(0.0, 0.5).step(1.0, "")
    assert told == [0.75]


def test_a_stop_reaches_every_part():
    stop = Stop()
    part = Progress(stop=stop).part(0, 0.5).part(0.5, 1)
    part.step(0.1, "going on")
    stop.set()
    with pytest.raises(Cancelled):
        part.step(0.2, "too late")


def test_a_stop_ends_what_is_registered_and_only_while_it_is():
    stop, calls = Stop(), []
    with stop.calling(lambda: calls.append("ended")):
        stop.set()
        stop.set()
    stop.set()
    assert calls == ["ended", "ended"]


def test_what_registers_after_the_stop_is_ended_at_once():
    stop, calls = Stop(), []
    stop.set()
    with stop.calling(lambda: calls.append("ended")):
        assert calls == ["ended"]


def test_a_stop_comes_from_another_thread():
    stop, entered, ended = Stop(), threading.Event(), threading.Event()

    def ask() -> None:
        entered.wait(10)
        stop.set()

    asking = threading.Thread(target=ask)
    asking.start()
    with stop.calling(ended.set):
        entered.set()
        assert ended.wait(10)
    asking.join()
    assert stop.is_set()


def test_a_signal_handler_may_ask_for_the_stop_in_the_middle_of_anything():
    stop, calls = Stop(), []

    def interrupted() -> None:  # as if a second Ctrl+C came while the first is being answered
        calls.append("ended")
        if len(calls) == 1:
            stop.set()

    asking = threading.Thread(target=lambda: stop.calling(interrupted).__enter__(), daemon=True)
    stop.set()
    asking.start()
    asking.join(10)
    assert calls == ["ended", "ended"]


def test_cancelled_is_not_an_error_of_ours():
    from engine.errors import HeirloomError

    assert not issubclass(Cancelled, HeirloomError)
