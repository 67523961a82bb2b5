"""`main.py bench`: what the budgets of the design come to on this machine. A benchmark, not a test.

Everything is measured in a fresh process where start-up or memory counts, on pictures made here.
Ratios are against OpenCV's own inpainting on the same crop in the same run.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine import paths
from engine.bench_figures import (
    ROUNDS,
    Figure,
    make_photograph,
    median_s,
    newest_card,
    processor_s,
    run_python,
    write_tiff,
)
from engine.bench_files import big_tiff
from engine.bench_scans import LARGE, detection, large_job
from engine.document.document import Document
from engine.document.mask import Brush, Mask, Stroke
from engine.files.scan import Scan
from engine.generators.session import Session, open_session
from engine.geometry import Size
from engine.progress import Progress
from engine.repair.classical import fill_classical
from engine.repair.generate import fill_generated
from engine.repair.repair import RepairSettings, plan_repair, repair


def run_bench(progress: Progress, device: str = "cpu") -> Iterator[Figure]:
    """Measure one thing after another; figures come as they are ready."""
    progress.step(0.0, "start-up")
    yield from _startup()
    card = newest_card("fill")
    session = open_session(card, device, "--device") if card else None
    progress.step(0.2, "fill of one 512 px crop")
    yield from _fill_crop(session)
    progress.step(0.4, "3,000 specks on 24 megapixels")
    yield from _specks(session, progress)
    progress.step(0.6, "detection")
    yield from detection(progress)
    progress.step(0.7, "a 139-megapixel TIFF")
    yield from big_tiff()
    progress.step(0.9, "brush frames")
    yield from _brush()


def run_large(progress: Progress) -> Iterator[Figure]:
    """The largest jobs that the design has budgets for; minutes each, on the processor."""
    for number, name in enumerate(LARGE):
        progress.step(number / len(LARGE), name)
        yield from large_job(name)


def machine() -> dict[str, Any]:
    """Where the figures come from."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "opencv": cv2.__version__,
    }


def _startup() -> Iterator[Figure]:
    main = str(paths.bundle() / "main.py")
    yield Figure("main.py --help", median_s(lambda: run_python([main, "--help"])), "s", 0.3)
    code = (
        "from engine.repair import repair; from engine.generators.session import open_session; "
        "from engine.files.reader import open_scan"
    )
    yield Figure("import of the whole engine", median_s(lambda: run_python(["-c", code])), "s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.tif"
        write_tiff(path, 4000, 6000)
        code = f"from gui.first_paint import measure; measure({str(path)!r})"
        offscreen = {"QT_QPA_PLATFORM": "offscreen"}
        seconds = statistics.median(
            float(run_python(["-c", code], offscreen)) for _ in range(ROUNDS)
        )
        yield Figure("window shown with a 24 MP scan, from process start", seconds, "s", 1.5)


def _fill_crop(session: Session | None) -> Iterator[Figure]:
    rgb = make_photograph(512, 512)
    hole = np.zeros((512, 512), np.uint8)
    rng = np.random.default_rng(1)
    for _ in range(5):
        cv2.line(hole, tuple(rng.integers(0, 512, 2)), tuple(rng.integers(0, 512, 2)), 255, 4)
    mask = hole > 0
    cpu: dict[str, float] = {}
    for method in ("ns", "telea", "fsr"):
        cpu[method] = processor_s(lambda m=method: fill_classical(rgb, mask, m))  # type: ignore[misc]
        yield Figure(f"fill of a 512 crop, {method}", cpu[method], "s", remark="processor time")
    if session is None:
        return

    def generate() -> None:
        fill_generated(rgb, mask, 4.0, session, Progress())

    generate()  # the first run sets up memory
    wall = median_s(generate)
    cpu["generator"] = processor_s(generate)
    remark = f"{cpu['generator'] / cpu['fsr']:.2f} x FSR, {cpu['generator'] / cpu['ns']:.1f} x NS"
    yield Figure("fill of a 512 crop, generator", cpu["generator"], "s", remark=remark)
    yield Figure("fill of a 512 crop, generator, wall clock", wall, "s", 0.35)


def _specks(session: Session | None, progress: Progress) -> Iterator[Figure]:
    height, width = 4000, 6000
    document = Document(Scan(None, make_photograph(height, width)))
    rng = np.random.default_rng(2)
    mask = np.zeros((height, width), np.uint8)
    for x, y in zip(rng.integers(0, width, 3000), rng.integers(0, height, 3000), strict=True):
        cv2.circle(mask, (int(x), int(y)), int(rng.integers(1, 6)), 255, -1)
    document.mask = Mask(Size(width, height), mask)
    settings = RepairSettings(method="generator" if session else "classical")
    started = time.perf_counter()
    snapshot = document.snapshot()
    crops = len(plan_repair(snapshot, settings, session))
    planned = time.perf_counter() - started
    yield Figure("3,000 specks on 24 MP: planning", planned, "s", remark=f"{crops} crops")
    started = time.perf_counter()
    patches = repair(snapshot, settings, session, Progress(stop=progress.stop))
    document.apply(patches)
    seconds = time.perf_counter() - started
    yield Figure("3,000 specks on 24 MP: repair", seconds, "s", 40, f"{len(patches)} patches")


def _brush() -> Iterator[Figure]:
    mask = Mask(Size(11111, 9000))
    for radius in (20, 200, 1000):
        stroke = Stroke(mask, Brush(radius, 0.8), 3000, 4000)
        frames = []
        for i in range(1, 40):
            started = time.perf_counter()
            stroke.line_to(3000 + 12 * i, 4000 + 5 * i)
            frames.append((time.perf_counter() - started) * 1000)
        what = f"brush of {2 * radius} px on 100 MP: one frame into the mask"
        yield Figure(what, statistics.median(frames), "ms", 8, f"worst {max(frames):.1f}")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(x.split(":")[1].strip() for x in lines if x.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def as_json(figures: list[Figure]) -> str:
    return json.dumps({"machine": machine(), "figures": [vars(f) for f in figures]}, indent=1)
