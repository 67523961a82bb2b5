"""How long undo takes, from memory and from the disk, and showing or hiding one region of 200.

    python -m tests.engine.document.bench_history

A photograph of 24 megapixels with 200 repairs of 40 to 400 px a side. Every figure is of one step
with the pixels composed anew that changed by it: process time in ms, the middle and the longest.
By the clock, steps on the disk are read from the disk itself where the system (Linux) lets go of
what it holds of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import wait

import numpy as np

from engine.document.document import Document
from engine.document.history import History
from engine.document.patch import Patch, Provenance
from engine.files.scan import Scan
from engine.geometry import Box

WIDTH, HEIGHT, REGIONS = 6000, 4000, 200
MOST_MS = 50.0


def make_document(dtype: type, in_memory: int) -> Document:
    rng = np.random.default_rng(1)
    top = np.iinfo(dtype).max
    noise = rng.integers(0, top, (HEIGHT, 500, 3), dtype)
    document = Document(Scan(None, np.tile(noise, (1, WIDTH // 500, 1))))
    document.history = History(in_memory)
    made = Provenance("generator", "", 9.0, 0.8)
    for _ in range(REGIONS):
        width, height = (int(side) for side in rng.integers(40, 400, 2))
        left, above = int(rng.integers(WIDTH - width)), int(rng.integers(HEIGHT - height))
        box = Box(left, above, left + width, above + height)
        marks = rng.integers(0, 2, (height, width), np.uint8) * np.uint8(255)
        document.remember_mask("Brush stroke", document.mask.replace(box, marks))
        pixels = rng.integers(0, top, (height, width, 3), dtype)
        confidence = rng.integers(0, 255, marks.shape, np.uint8)
        document.apply([Patch(box, pixels, marks > 0, made, confidence)])
        wait([step.kept for step in document.history._writing if step.kept])
    return document


def let_go_of_files(document: Document) -> None:
    """Steps on the disk are no longer in the system's memory."""
    history = document.history
    kept = [step.kept.result() for step in (*history._done, *history._undone) if step.kept]
    for path in kept if hasattr(os, "posix_fadvise") else ():
        with path.open("rb") as file:
            os.fsync(file)
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def timed(document: Document, step: Callable[[], Box]) -> tuple[float, float]:
    """ms of process time and of the clock."""
    start, clock = time.process_time(), time.perf_counter()
    document.read(step())
    return 1e3 * (time.process_time() - start), 1e3 * (time.perf_counter() - clock)


def told(what: str, taken: list[tuple[float, float]]) -> bool:
    used, clock = np.array(taken).T
    print(  # noqa: T201
        f"  {what:28} {np.median(used):6.1f} ms, longest {used.max():6.1f} ms "
        f"(by the clock {clock.max():6.1f} ms)"
    )
    return bool(used.max() <= MOST_MS)


def bench(dtype: type, in_memory: int) -> bool:
    document = make_document(dtype, in_memory)
    on_disk = sum(step.edit is None for step in document.history._done)
    megabytes = sum(patch.nbytes for patch in document.patches) / 1e6
    print(f"{np.dtype(dtype)}, {megabytes:.0f} MB of patches, {on_disk} steps on the disk")  # noqa: T201
    steps = range(len(document.history.texts))
    let_go_of_files(document)
    undone = told("undo", [timed(document, document.undo) for _ in steps])
    let_go_of_files(document)
    redone = told("redo", [timed(document, document.redo) for _ in steps])
    ids = [patch.id for patch in document.patches]
    hidden = [timed(document, lambda i=i: document.set_strength([i], 0.0)) for i in ids]
    shown = [timed(document, lambda i=i: document.set_strength([i], 1.0)) for i in ids]
    return told("hide or show one region", hidden + shown) and undone and redone


if __name__ == "__main__":
    kinds = [(kind, room) for kind in (np.uint8, np.uint16) for room in (2**30, 2**20)]
    if not all([bench(kind, room) for kind, room in kinds]):
        raise SystemExit(f"more than {MOST_MS:.0f} ms")
