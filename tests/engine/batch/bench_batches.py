"""What a batch costs beside the sum of single runs and a plain loop of OpenCV; not a test.

    python tests/engine/batch/bench_batches.py --scans 40 --megapixels 12 --method auto

Scans are made here: photographs with grain, scratches and dust, each with its mask. Where the
machine has something else to do, only processor time can be compared; `busy` is the share of all
cores that this process and the decoder's took. The batch must give the bytes of the single runs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import cv2
import numpy as np
import tifffile

from engine.batch.item import Sessions
from engine.batch.journal import Journal
from engine.batch.masks import MaskRule
from engine.batch.plan import Rules, plan_batch
from engine.batch.run import run_batch
from engine.batch.settings import BatchSettings
from engine.bench import machine
from engine.bench_figures import make_photograph
from engine.detect.settings import DetectSettings
from engine.files.reader import open_mask, open_scan
from engine.files.writer import SaveOptions
from engine.generators.registry import load_registry
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings
from engine.restoring import restore_scan, save_restored


def write_scans(folder, count, megapixels):
    """TIFF of 8 bit, 3:4, with 5 scratches and 100 specks each."""
    folder.mkdir()
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    picture = make_photograph(height, height * 4 // 3)
    for number in range(count):
        rng = np.random.default_rng(number)
        mask = np.zeros(picture.shape[:2], np.uint8)
        size = mask.shape[::-1]
        for _ in range(5):
            ends = rng.integers(0, size, (2, 2)).tolist()
            cv2.line(mask, ends[0], ends[1], 255, 4)
        for x, y in rng.integers(0, size, (100, 2)).tolist():
            cv2.circle(mask, (x, y), int(rng.integers(2, 6)), 255, -1)
        pixels = np.roll(picture, 40 * number, axis=1)
        pixels[mask > 0] = 250
        tifffile.imwrite(folder / f"{number}.tif", pixels, photometric="rgb")
        cv2.imwrite(str(folder / f"{number}_mask.png"), mask)


def scans_of(folder):
    return sorted(folder.glob("*.tif"))


def batch(folder, target, method, session):
    journal = Journal(target.with_suffix(".sqlite"))
    plan = plan_batch([folder], target, Rules(masks=MaskRule(by_name="{name}_mask")))
    settings = BatchSettings(
        ("repair",), DetectSettings(), "auto", RepairSettings(method), SaveOptions()
    )
    memory = []

    def report(fraction, doing):
        memory.append(resident_mb())

    summary = run_batch(plan, settings, Sessions(None, session), journal, Progress(report))
    journal.close()
    assert summary.complete
    return memory


def single_runs(folder, target, method, session):
    target.mkdir()
    for path in scans_of(folder):
        scan = open_scan(path)
        mask = open_mask(path.with_name(f"{path.stem}_mask.png"), scan.size)
        document, _ = restore_scan(scan, mask, RepairSettings(method), session, Progress())
        save_restored(document, target / path.name, SaveOptions(), Progress())


def opencv_loop(folder, target):
    target.mkdir()
    for path in scans_of(folder):
        mask = cv2.imread(str(path.with_name(f"{path.stem}_mask.png")), cv2.IMREAD_GRAYSCALE)
        filled = cv2.inpaint(cv2.imread(str(path)), mask, 3, cv2.INPAINT_NS)
        cv2.imwrite(str(target / path.name), filled)


def resident_mb():
    try:
        return (
            int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        )
    except OSError:
        return 0.0


def timed(act, *given):
    """(seconds by the wall, processor seconds of this process and its children, what act gives)"""
    started, before = time.perf_counter(), os.times()
    result = act(*given)
    wall, after = time.perf_counter() - started, os.times()
    return wall, sum(after[:4]) - sum(before[:4]), result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=40)
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--method", default="auto")
    args = parser.parse_args()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    tell(f"{machine()}, {cores} cores for this process, load {os.getloadavg()[0]:.1f}")
    os.environ["SOURCE_DATE_EPOCH"] = "1000000000"  # results hold the time at which they were saved
    folder = Path(tempfile.mkdtemp(prefix="heirloom-bench-"))
    write_scans(folder / "scans", args.scans, args.megapixels)
    session = None
    if args.method in ("auto", "generator"):
        session = open_session(load_registry().choose("fill", None), "cpu", "--device")
    for name, act, given in (
        ("batch", batch, (args.method, session)),
        ("single runs, one after another", single_runs, (args.method, session)),
        ("loop of OpenCV Navier-Stokes", opencv_loop, ()),
    ):
        target = folder / name.split()[0].strip(",")
        wall, cpu, memory = timed(act, folder / "scans", target, *given)
        line = f"{name:32} {wall / args.scans:7.2f} s a scan, {cpu / args.scans:.3f} s of a core"
        line += f", busy {cpu / wall / cores:4.0%}"
        if memory:
            tenth = memory[len(memory) // 10 :]
            line += f", memory {tenth[0]:.0f} MB after a tenth, at most {max(tenth):.0f} MB"
        tell(line)
    for path in scans_of(folder / "scans"):
        results = [folder / name / path.name for name in ("batch", "single")]
        assert results[0].read_bytes() == results[1].read_bytes(), f"{path.name} differs"
    shutil.rmtree(folder)


def tell(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
