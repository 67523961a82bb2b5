"""The fuzzer sees what it is there to see; and a short run of it over every reader."""

from __future__ import annotations

import ctypes
import time

import numpy as np

from tests.engine.files.fuzz_readers import Outcome, report, trial, watched

TRIALS = 60  # docs/robustness.md says how to have thousands


def serve_badly(pipe, first, last, folder):
    """Crashes at trial 2, as C code does."""
    for number in range(first, last):
        if number == 2:
            ctypes.string_at(0)
        pipe.send(Outcome(number, "seed.png", True, 0.0, 0, 2**20, 3))


def test_a_crash_is_seen_and_the_next_trial_goes_on(tmp_path):
    outcomes = list(watched(0, 4, time.monotonic() + 300, tmp_path, serve_badly))
    assert [outcome.number for outcome in outcomes] == list(range(4))
    (crash,) = (outcome for outcome in outcomes if outcome.wrong)
    assert crash.number == 2 and crash.wrong.startswith("crash, status")


def test_memory_and_handles_that_are_kept_are_seen(capsys):
    def outcomes(bytes_each, handles_each):
        return [
            Outcome(n, "a.png", True, 0.0, 0, n * bytes_each, n * handles_each)
            for n in range(1, 99)
        ]

    assert report(outcomes(2**10, 0)) == []
    assert "leaks" in report(outcomes(2**21, 0))[0]
    assert "handles" in report(outcomes(2**10, 1))[0]


def test_every_reader_gives_pixels_or_a_sentence(tmp_path):
    outcomes = list(watched(0, TRIALS, time.monotonic() + 300, tmp_path))
    assert [outcome for outcome in outcomes if outcome.wrong] == []
    assert 0 < sum(outcome.opened for outcome in outcomes) < TRIALS


def test_a_trial_can_be_repeated():
    known = {"a.png": bytes(range(200)), "b.tif": bytes(300)}
    assert trial(7, known) == trial(7, known) != trial(8, known)
    rng = np.random.default_rng(1)
    assert len({trial(int(n), known)[1] for n in rng.integers(0, 10**6, 20)}) > 15
