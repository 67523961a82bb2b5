"""Benchmarks of whole scans: detection, and the largest job that the design has a budget for."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from engine.bench_figures import Figure, make_photograph, newest_card, run_python
from engine.detect.damage import detect
from engine.detect.find import open_detector
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.files.reader import open_scan
from engine.files.scan import Scan
from engine.files.writer import SaveOptions, save_scan
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair

SIDE = 2048  # px, of the piece that large scans are made of
LOOKED_AT = 3072  # px, of the picture on which detection is timed; setting up memory counts little
# A4 at 1,200 dpi, and A3: rows, columns, budget in GB of memory
LARGE = {"A4 at 1200 dpi": (14031, 9921, 2.5), "A3 at 1200 dpi": (19842, 14031, 3.5)}
LARGE_S = 360  # budget for A4, on two processor cores
DEFECTS = 500
SECONDS_PER_MEGAPIXEL = 0.8


def detection(progress: Progress) -> Iterator[Figure]:
    """Processor time of the detector per megapixel, at native and at half scale."""
    session = open_detector("cpu", "bench")
    if session is None:
        return
    document = Document(Scan(None, make_photograph(LOOKED_AT, LOOKED_AT)))
    taken: list[float] = []
    budgets = (SECONDS_PER_MEGAPIXEL, SECONDS_PER_MEGAPIXEL / 4)
    for fast, budget in zip((False, True), budgets, strict=True):
        started = time.process_time()
        detect(document, DetectSettings(fast=fast), session, Progress(stop=progress.stop))
        taken.append((time.process_time() - started) / (LOOKED_AT**2 / 1e6))
        remark = (
            f"processor time; {taken[-1] / taken[0]:.2f} of native" if fast else "processor time"
        )
        what = f"detection, {'half scale (--fast)' if fast else 'native scale'}, per megapixel"
        yield Figure(what, taken[-1], "s", budget, remark)


def large_job(name: str) -> Iterator[Figure]:
    """Open, detect, repair 500 defects, save: 16 bits, in a fresh process of its own."""
    height, width, most = LARGE[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.tif"
        _write_large(path, height, width)
        told = json.loads(run_python(["-m", __name__, str(path)]))
    total, cpu = sum(told["wall"].values()), sum(told["cpu"].values())
    for step, seconds in told["wall"].items():
        remark = f"{told['cpu'][step]:.0f} s of processor time"
        yield Figure(f"{name}, 16 bits: {step}", seconds, "s", remark=remark)
    megapixels = height * width / 1e6
    detected = told["wall"]["detect"] / megapixels
    remark = f"{told['cpu']['detect'] / megapixels:.2f} s of processor time"
    what = f"{name}, 16 bits: detection per megapixel"
    yield Figure(what, detected, "s", SECONDS_PER_MEGAPIXEL, remark)
    budget = LARGE_S if name.startswith("A4") else None
    remark = f"{cpu:.0f} s of processor time, {megapixels:.0f} MP"
    yield Figure(f"{name}, 16 bits: all of it", total, "s", budget, remark)
    if told["peak_gb"]:
        yield Figure("  peak memory of that", told["peak_gb"], "GB", most)


def _write_large(path: Path, height: int, width: int) -> None:
    """A TIFF of 16 bits, made of one photograph again and again, and never whole in memory."""
    import tifffile

    piece = make_photograph(SIDE, SIDE, np.uint16)
    shape = (height, width, 3)
    pixels = tifffile.memmap(path, shape=shape, dtype=np.uint16, photometric="rgb")
    columns = np.arange(width) % SIDE
    for top in range(0, height, SIDE):
        rows = np.arange(min(SIDE, height - top))
        pixels[top : top + SIDE] = piece[np.ix_(rows, columns)]
    pixels.flush()


def work(path: Path) -> dict[str, object]:
    """The job itself; what each step took."""
    clock = _Clock()
    scan = open_scan(path)
    document = Document(scan)
    clock.lap("open")
    detector = open_detector("cpu", "bench")
    findings = detect(document, DetectSettings(), detector, Progress())
    found = findings.masks(DetectSettings())
    clock.lap("detect")
    del detector, findings, found  # a picture without damage: what is repaired is drawn
    _draw_defects(document)
    card = newest_card("fill")
    session = open_session(card, "cpu", "bench") if card else None
    document.apply(repair(document.snapshot(), RepairSettings(), session, Progress()))
    clock.lap(f"repair {DEFECTS} defects")
    save_scan(document, path.with_name("result.tif"), SaveOptions(), Progress())
    clock.lap("save")
    return {"wall": clock.wall, "cpu": clock.cpu, "peak_gb": peak_gb()}


def _draw_defects(document: Document) -> None:
    """Specks and scratches, drawn at random; always the same."""
    rng = np.random.default_rng(3)
    size = document.size
    mask = np.zeros((size.height, size.width), np.uint8)
    for number in range(DEFECTS):
        x, y = (int(rng.integers(0, side)) for side in (size.width, size.height))
        if number % 5:
            cv2.circle(mask, (x, y), int(rng.integers(2, 9)), 255, -1)
        else:
            across, down = rng.integers(-300, 300, 2).tolist()
            cv2.line(mask, (x, y), (x + across, y + down), 255, int(rng.integers(2, 6)))
    document.mask.replace(size.box, mask)


class _Clock:
    """Seconds by step, on the wall and of the processor."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self._last = time.perf_counter(), time.process_time()

    def lap(self, step: str) -> None:
        now = time.perf_counter(), time.process_time()
        self.wall[step], self.cpu[step] = (b - a for a, b in zip(self._last, now, strict=True))
        self._last = now


def peak_gb() -> float:
    """Of this process; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        return 0.0
    return int(status.split("VmHWM:")[1].split()[0]) / 2**20


if __name__ == "__main__":  # so that only this job counts in the peak memory
    sys.stdout.write(json.dumps(work(Path(sys.argv[1]))))
