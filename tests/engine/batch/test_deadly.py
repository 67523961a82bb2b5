"""A scan whose repair takes the process down (as OpenCV or ONNX Runtime could) costs that scan."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from engine.batch.journal import Journal

# The command, and a repair that kills the process at one scan.
CHILD = """
import json, os, sys
from pathlib import Path
from engine.batch import stages
from engine.batch.item import Sessions
from engine.batch.journal import Journal
from engine.batch.plan import plan_batch
from engine.batch.run import run_batch
from engine.progress import Progress
from tests.engine.batch.conftest import InProcess, rules, settings

folder, deadly, mend = Path(sys.argv[1]), sys.argv[2], stages.mend

def deadly_mend(opened, *rest):
    if opened.scan.path.name == deadly:
        os._exit(139)
    return mend(opened, *rest)

stages.mend = deadly_mend
journal = Journal(folder / "batches.sqlite")
plan = plan_batch([folder / "album"], folder / "out", rules(), journal.made)
summary = run_batch(plan, settings(), Sessions(), journal, Progress(), decoder=InProcess())
told = [entry.message for entry in journal.entries(summary.run) if entry.state == "failed"]
print(json.dumps([summary.run, +summary.counts, told]))
"""


def run(root, folder, deadly):
    command = [sys.executable, "-c", CHILD, str(folder), deadly]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert ran.returncode in (0, 139), ran.stderr
    return json.loads(ran.stdout) if ran.returncode == 0 else None


def test_a_scan_that_kills_the_process_twice_is_left_out_and_tried_by_the_next_run(
    root, album, tmp_path
):
    assert run(root, tmp_path, "d.png") is None
    assert run(root, tmp_path, "d.png") is None
    journal = Journal(tmp_path / "batches.sqlite")
    assert journal.runs()[0].counts["done"] >= 5  # whatever died with it comes last, one by one
    journal.close()
    number, counts, (why,) = run(root, tmp_path, "d.png")
    assert (number, counts) == (1, {"done": 6, "failed": 1})
    assert why.startswith("d.png was being repaired each of the 2 times the program ended")
    number, counts, told = run(root, tmp_path, "none")
    assert (number, counts, told) == (2, {"before": 6, "done": 1}, [])


def test_a_scan_that_fails_or_is_stopped_leaves_no_trace(journal, album):
    source = album / "d.png"
    for _ in range(3):
        with pytest.raises(ValueError, match="no crash"), journal.at_work(1, source):
            raise ValueError("a repair that fails is no crash")
    assert journal.deaths(1, source) == 0
    with journal.at_work(1, source):
        assert journal.deaths(1, source) == 1 and journal.deaths(2, source) == 0
