"""What a batch costs beside the sum of single runs and a plain loop of OpenCV; not a test.

    python tests/engine/batch/bench_batches.py
    python tests/engine/batch/bench_batches.py --scans 6

Prints the rows of a table for docs/benchmarks.md. Scans are made here: photographs with grain,
scratches and dust, each with its mask. Everything runs as a person would have it run: one command
`batch`, one command `restore` for each file, and one program that calls OpenCV for each file.

wall clock: of the machine as it is; give it nothing else to do.
busy: processor time by wall clock and cores. > 85 % is asked of the batch.
memory: most that the command and the processes it started held at one time (Linux only).

The batch must give the bytes of the single runs. 200 scans take 7 GB, and their results 5 GB.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import cv2
import numpy as np
import tifffile

from engine import paths
from engine.bench import machine
from engine.bench_figures import make_photograph

LOOK_S = 0.1  # how often memory is looked at
PROC, PAGE = Path("/proc"), 4096


@dataclass
class Cost:
    """wall_s, cpu_s: of all commands of a row together; peak: bytes."""

    scans: int
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak: int = 0

    def row(self, name: str, first: Cost | None) -> str:
        each = self.wall_s / self.scans
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        beside = f"{each * first.scans / first.wall_s:.2f}" if first else "1"
        cells = (
            name,
            f"{each:.2f} s",
            f"{self.cpu_s / self.scans:.2f} s",
            f"{self.cpu_s / self.wall_s / (cores or 1):.0%}",
            f"{self.peak / 1e6:,.0f} MB",
            beside,
        )
        return f"| {' | '.join(cells)} |"


def run(words: Iterable[object], cost: Cost) -> None:
    """Run Python with `words` to its end, and add what it took."""
    started, before = time.perf_counter(), os.times()
    command = [sys.executable, *map(str, words)]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        watch = threading.Thread(target=watch_memory, args=(process, cost))
        watch.start()
        status = process.wait()
        watch.join()
        after = os.times()
        cost.wall_s += time.perf_counter() - started
        cost.cpu_s += sum(after[2:4]) - sum(before[2:4])
        if status:
            said.seek(0)
            raise SystemExit(f"{said.read()}\n{command} ended with {status}")


def watch_memory(process: subprocess.Popen, cost: Cost) -> None:
    while process.poll() is None:
        cost.peak = max(cost.peak, resident(process.pid))
        time.sleep(LOOK_S)


def resident(pid: int) -> int:
    """Bytes of a process and of those it started; 0 where the system does not say."""
    try:
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
        tasks = (PROC / str(pid) / "task").glob("*/children")
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except (OSError, IndexError):
        return 0
    return PAGE * pages + sum(map(resident, children))


def write_scans(folder: Path, count: int, megapixels: float) -> None:
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
        tifffile.imwrite(folder / f"{number:03}.tif", pixels, photometric="rgb")
        cv2.imwrite(str(mask_of(folder / f"{number:03}.tif")), mask)


def mask_of(scan: Path) -> Path:
    return scan.with_name(f"{scan.stem}_mask.png")


def opencv_loop(folder: Path, target: Path) -> None:
    """What people write for themselves: also the program of the row of OpenCV."""
    target.mkdir()
    for path in sorted(folder.glob("*.tif")):
        mask = cv2.imread(str(mask_of(path)), cv2.IMREAD_GRAYSCALE)
        filled = cv2.inpaint(cv2.imread(str(path)), mask, 3, cv2.INPAINT_NS)
        cv2.imwrite(str(target / path.name), filled)


def measure(folder: Path, target: Path, method: str, singles: int) -> Iterable[tuple[str, Cost]]:
    """One row after another; results are compared, and thrown away when nothing needs them."""
    main, scans = paths.bundle() / "main.py", sorted(folder.glob("*.tif"))
    chosen = scans[:: max(1, len(scans) // singles)]
    batch, single, loop = Cost(len(scans)), Cost(len(chosen)), Cost(len(scans))
    how = ("--method", method, "--device", "cpu")
    run((main, "batch", folder, target, "--masks", "{name}_mask", *how), batch)
    yield "`batch`", batch
    for scan in chosen:
        result = target.with_name(scan.name)
        run((main, "restore", scan, "--mask", mask_of(scan), "-o", result, *how), single)
        if result.read_bytes() != (target / scan.name).read_bytes():
            raise SystemExit(f"{scan.name} differs between the batch and the single run")
        result.unlink()
        (target / scan.name).unlink()
    yield f"`restore`, once for each of {len(chosen)}", single
    run((__file__, "--opencv", folder, target.with_name("opencv")), loop)
    yield "loop of OpenCV Navier-Stokes", loop


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=200)
    parser.add_argument("--singles", type=int, default=200, help="scans restored one by one too")
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--method", default="auto")
    parser.add_argument("--opencv", nargs=2, type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.opencv:
        opencv_loop(*args.opencv)
        return
    os.environ["SOURCE_DATE_EPOCH"] = "1000000000"  # results hold the time at which they were saved
    told = ", ".join(f"{what} {value}" for what, value in machine().items())
    told += f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    tell(f"{args.scans} scans of {args.megapixels:g} megapixels: {told}\n")
    tell("| | clock, a scan | processor, a scan | busy | memory | beside the batch |")
    tell("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="heirloom-bench-") as name:
        folder = Path(name)
        for variable in ("XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
            os.environ[variable] = str(folder / "home")  # a journal of its own
        write_scans(folder / "scans", args.scans, args.megapixels)
        first = None
        for what, cost in measure(folder / "scans", folder / "results", args.method, args.singles):
            tell(cost.row(what, first))
            first = first or cost


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
