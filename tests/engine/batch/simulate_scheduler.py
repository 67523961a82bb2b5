"""What a scheduler and the submitting computer spend on each item of a long batch; not a test.

    python tests/engine/batch/simulate_scheduler.py --items 100000

The submitting side is the real one, with tasks that do nothing, so that all that is measured is
overhead: a scheduler, a worker process that stands for `--engines` devices, and this one, on the
loopback interface. Processor time is counted, so that other work on the machine matters little.
`--journal` adds what the real journal costs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import psutil

from engine.batch import cluster
from engine.batch.cluster import Wanted, connected
from engine.batch.journal import Entry, Journal
from engine.batch.pace import Pause
from engine.batch.plan import Item
from engine.batch.runners import Order
from engine.batch.settings import BatchSettings
from engine.batch.stages import new_entry
from engine.detect.settings import DetectSettings
from engine.files.writer import SaveOptions
from engine.progress import Stop
from engine.repair.repair import RepairSettings

THUMBNAIL = bytes(12_000)  # what comes back with a result, twice: no pixels, and not nothing


def nothing(share, item, entry):
    """In place of `cluster.make`."""
    return replace(entry, state="done", before=THUMBNAIL, after=THUMBNAIL, seconds=1.0)


class NoBooks:
    """In place of Books: every hash is known and no item was done before."""

    def __init__(self, path, *, real):
        self.run, self.top = 1, path
        self.journal = SimpleNamespace(known_hash=lambda path: "")
        self._real = Journal(path / "journal.sqlite") if real else None

    def guarded(self, item, act):
        return act()

    def look_up(self, item):
        return new_entry(item)

    def put(self, entry: Entry):
        if self._real:
            self._real.record(1, entry)
        return entry


def processes(engines, folder):
    """A scheduler and a worker, as a person starts them."""
    where = ["--scheduler-file", str(folder / "scheduler.json"), "--no-dashboard"]
    many = ["--nthreads", str(engines), "--resources", f"{cluster.ENGINE}={engines}", "--no-nanny"]
    local = ["--host", "127.0.0.1", "--port", "0"]
    for program, words in (("scheduler", local), ("worker", many)):
        command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *where, *words]
        yield subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[3])


def spent(process):
    """(processor seconds, megabytes)"""
    return sum(process.cpu_times()[:2]), process.memory_info().rss / 1e6


def run(items, order, runner, watched):
    begun = {name: spent(process)[0] for name, process in watched.items()}
    started = time.perf_counter()
    for number, _ in enumerate(runner.work(items, order, alone=False), 1):
        if number % (len(items) // 10) == 0:
            wall = (time.perf_counter() - started) / number
            told = [f"{number:,} items, {wall * 1e3:.2f} ms each"]
            for name, process in watched.items():
                seconds, megabytes = spent(process)
                each = (seconds - begun[name]) / number * 1e3
                told.append(f"{name} {each:.2f} ms of a processor, {megabytes:.0f} MB")
            sys.stdout.write("; ".join(told) + "\n")
            sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--engines", type=int, default=32)
    parser.add_argument("--journal", action="store_true")
    args = parser.parse_args()
    cluster.make = nothing
    settings = BatchSettings(
        ("repair",), DetectSettings(), "auto", RepairSettings("ns"), SaveOptions()
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scheduler, worker = processes(args.engines, folder)
        for process in (worker, scheduler):
            stack.callback(process.wait)
            stack.callback(process.terminate)
        told = folder / "scheduler.json"
        while not told.exists():
            time.sleep(0.1)
        address = json.loads(told.read_text())["address"]
        runner = stack.enter_context(connected(address, 0, Wanted((), "cpu"), None))
        runner._client.wait_for_workers(1)
        books = NoBooks(folder, real=args.journal)
        order = Order(books, settings, folder, Pause(), Stop(), lambda item, part: None)
        items = [Item(folder / f"{n}.tif", folder / f"out/{n}.tif") for n in range(args.items)]
        pids = {"scheduler": scheduler.pid, "submitting": None, "worker": worker.pid}
        run(items, order, runner, {name: psutil.Process(pid) for name, pid in pids.items()})


if __name__ == "__main__":
    main()
