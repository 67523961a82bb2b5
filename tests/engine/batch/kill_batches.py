"""A batch killed (kill -9) at random moments and started again, until it is done; then compared.

    python tests/engine/batch/kill_batches.py --kills 50

The moment is one call of a Python or C function, chosen by chance among all of the process: so
every place between two steps of the work can be hit. A scan that was at work at two kills is left
out of its run, which ends with a failure: then the command is given once more, as it says.
Needs fork (Linux, macOS).
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import cv2
import numpy as np
import tifffile
from PIL import Image

from engine.batch.decoder import Decoder, open_files
from engine.batch.item import Sessions
from engine.batch.journal import Journal
from engine.batch.masks import MaskRule
from engine.batch.plan import Rules, plan_batch
from engine.batch.run import run_batch
from engine.batch.settings import BatchSettings
from engine.batch.sources import Choice
from engine.detect.settings import DetectSettings
from engine.files.writer import SaveOptions
from engine.progress import Progress
from engine.repair.repair import RepairSettings

SCANS = 8
RULES = Rules(Choice(recursive=True), MaskRule(by_name="{name}_mask"), on_conflict="unique")
SETTINGS = BatchSettings(("repair",), DetectSettings(), "auto", RepairSettings("ns"), SaveOptions())


class InProcess(Decoder):
    """Opens files in this process, which is killed as a whole."""

    def open(self, request, stop):
        return open_files(request)


def write_album(folder):
    for number in range(SCANS):
        y, x = np.mgrid[0:40, 0:60]
        pixels = np.stack([x * 3, y * 5, (x + 9 * number) % 250], axis=-1).astype(np.uint8)
        scratch = abs(x - y - number) < 2
        pixels[scratch] = 255
        path = folder / ("sub" if number % 3 == 0 else "") / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number % 2:
            tifffile.imwrite(path.with_suffix(".tif"), pixels, photometric="rgb")
        else:
            Image.fromarray(pixels).save(path)
        mask = path.with_name(f"{path.stem}_mask.png")
        Image.fromarray((scratch * 255).astype(np.uint8)).save(mask)


def batch(folder, target):
    """One life of the command; returns whether all is done."""
    journal = Journal(folder / f"{target.name}.sqlite")
    plan = plan_batch([folder / "album"], target, RULES, journal.made)
    summary = run_batch(plan, SETTINGS, Sessions(), journal, Progress(), decoder=InProcess())
    entries = [e for run in journal.runs() for e in journal.entries(run.id) if e.state == "done"]
    journal.close()
    return summary.complete and len({entry.source for entry in entries}) == SCANS


def killed(act, calls):
    """Run `act` in a process that kills itself after so many calls; None, or its exit status."""
    child = os.fork()
    if not child:
        left = iter(range(calls))

        def count(frame, event, argument):
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        threading.setprofile(count)
        sys.setprofile(count)
        done = act()
        sys.setprofile(None)
        os._exit(0 if done else 1)
    _, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def count_calls(act):
    counted = [0]

    def count(frame, event, argument):
        counted[0] += 1

    threading.setprofile(count)
    sys.setprofile(count)
    act()
    sys.setprofile(None)
    threading.setprofile(None)
    return counted[0]


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    os.environ["SOURCE_DATE_EPOCH"] = "1000000000"  # results hold the time at which they were saved
    chance, kills, rounds, left_out = random.Random(args.seed), 0, 0, 0
    cv2.setNumThreads(1)  # no thread of OpenCV's may exist before a fork
    folder = Path(tempfile.mkdtemp(prefix="heirloom-kill-"))
    write_album(folder / "album")
    batch(folder, folder / "first")  # everything is imported now, and its threads have ended
    total = count_calls(functools.partial(batch, folder, folder / "second"))
    expected = digests(folder / "second")
    assert len(expected) == SCANS and digests(folder / "first") == expected
    while kills < args.kills:
        rounds += 1
        target = folder / f"round{rounds}"
        act = functools.partial(batch, folder, target)
        while (status := killed(act, chance.randrange(total))) != 0:
            kills += status is None
            left_out += status == 1
        assert digests(target) == expected, f"other results in {target}"
    told = f"{kills} kills in {rounds} batches of {SCANS} scans: always the same results"
    sys.stdout.write(f"{told}; {left_out} runs left a scan out\n")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
