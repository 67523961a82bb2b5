"""A run followed and steered by another program: JSON lines on stdout, wishes on stdin.

    {"event": "run", "run": 3}                                          its number, once
    {"event": "progress", "fraction": 0.4, "doing": "80 of 200, ..."}   at most ten in a second
    {"event": "item", "source": ..., "target": ..., "state": ..., "message": ...,
     "confidence": 0.8 or null, "seconds": 1.2}                         whenever a scan ended
    {"event": "ended", "run": 3, "counts": {"done": 198, ...}}          once

Wishes are the lines `pause`, `continue` and `stop`. Where nobody is left to wish anything, the run
stops as after `stop`: the same command goes on.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from engine.batch.journal import Entry, Journal
from engine.batch.pace import Pause
from engine.batch.run import Summary
from engine.progress import Stop

REPORT_S = 0.1


class Follower:
    """Writes the lines; may be used by several threads."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out, self._lock = out or sys.stdout, threading.Lock()
        self._when = 0.0

    def run(self, number: int) -> None:
        self._tell({"event": "run", "run": number})

    def progress(self, fraction: float, doing: str) -> None:
        if fraction < 1 and time.monotonic() - self._when < REPORT_S:
            return
        self._when = time.monotonic()
        self._tell({"event": "progress", "fraction": fraction, "doing": doing})

    def item(self, entry: Entry) -> None:
        if entry.state == "writing":  # not ended yet
            return
        told = {name: getattr(entry, name) for name in ("state", "message", "seconds")}
        paths = {"source": str(entry.source), "target": str(entry.target)}
        confidence = json.loads(entry.record).get("confidence")
        self._tell({"event": "item"} | paths | told | {"confidence": confidence})

    def ended(self, summary: Summary) -> None:
        self._tell({"event": "ended", "run": summary.run, "counts": dict(summary.counts)})

    def _tell(self, told: dict[str, object]) -> None:
        with self._lock:  # names of files need not be valid Unicode: JSON escapes what is not
            print(json.dumps(told), file=self._out, flush=True)


class FollowedJournal(Journal):
    """A journal of which everything that is written into it is also told."""

    def __init__(self, path: Path, heard: Callable[[Entry], None]) -> None:
        super().__init__(path)
        self._heard = heard

    def record(self, run: int, entry: Entry) -> None:
        super().record(run, entry)
        self._heard(entry)


def listen(pause: Pause, stop: Stop) -> None:
    """Obey what comes from stdin, on a thread that ends with the program."""

    def hear() -> None:
        # Without a buffer: its lock, held by a thread that waits, breaks the end of the program.
        with open(0, "rb", buffering=0, closefd=False) as wishes:
            obey(wishes, pause, stop)

    threading.Thread(target=hear, name="wishes", daemon=True).start()


def obey(wishes: Iterable[bytes], pause: Pause, stop: Stop) -> None:
    acts = {b"pause": pause.set, b"continue": pause.clear, b"stop": stop.set}
    for line in wishes:
        if act := acts.get(line.strip()):
            act()
    stop.set()
