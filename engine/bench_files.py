"""Opening and saving the largest everyday scan, A4 at 1200 dpi: time and memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.bench_figures import Figure, make_photograph, run_python

WIDTH, HEIGHT = 9921, 14031  # px, 139 megapixels
PIECE = 1024  # rows that the scan repeats: farther apart than deflate looks back
# Memory not by getrusage: on Linux a child begins with the peak of the process that started it.
CHILD = """
import json, sys, time
from pathlib import Path
from engine.document.document import Document
from engine.files.reader import open_scan
from engine.files.writer import SaveOptions, save_scan

def clocks():
    return time.perf_counter(), time.process_time()

def since(start):
    return [now - then for now, then in zip(clocks(), start)]

status, told, start = Path("/proc/self/status"), {}, clocks()
document = Document(open_scan(Path(sys.argv[1])))
told["open"] = since(start)
for compression in ("deflate", "none"):
    start = clocks()
    save_scan(document, Path(sys.argv[2]), SaveOptions(compression=compression))
    told["save, " + compression] = since(start)
if status.exists():
    told["peak"] = int(status.read_text().split("VmHWM:")[1].split()[0]) / 2**20
print(json.dumps(told))
"""
BUDGETS = {"open": 3.0, "save, deflate": 6.0, "save, none": 6.0}


def big_tiff() -> Iterator[Figure]:
    """The clock is the budget's; processor time is what a busy machine does not change."""
    import tifffile

    with tempfile.TemporaryDirectory() as folder:
        path, saved = Path(folder) / "big.tif", Path(folder) / "saved.tif"
        piece = make_photograph(PIECE, WIDTH, np.uint16)
        pixels = np.tile(piece, (HEIGHT // PIECE + 1, 1, 1))[:HEIGHT]
        tifffile.imwrite(path, pixels, photometric="rgb", rowsperstrip=64)
        del pixels
        told = json.loads(run_python(["-c", CHILD, str(path), str(saved)]))
    peak = told.pop("peak", None)
    for what, (seconds, of_processor) in told.items():
        remark = f"{of_processor:.1f} s of processor time"
        yield Figure(f"139 MP 16-bit TIFF: {what}", seconds, "s", BUDGETS[what], remark)
    if peak is not None:
        yield Figure("  peak memory of both", peak, "GB", 2.0)
