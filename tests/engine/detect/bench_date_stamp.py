"""How many date stamps are found, and on how many photographs without one: docs/benchmarks.md.

    python -m tests.engine.detect.bench_date_stamp ../shared/data/photos/val [COUNT]

Each stamp is drawn on every photograph in its lower right corner, digits 2.2 to 3.6 % of the
shorter side high; a date and a face of its own for each. Stamps that hardly differ from what they
lie on are left out. Found: more than half of the pixels that the stamp plainly changed are marked.
A false find: anything marked where nothing was drawn.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from engine.detect.date_stamp import find_dates
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.files.scan import Scan
from engine.progress import Progress
from tests.engine.detect import stamps

SETTINGS = DetectSettings(classes=("date",))
PLAINLY = 30  # of 255: by how much a pixel of a stamp differs from the photograph
SEEN = 40  # half of a stamp's pixels differ by more, or nobody would look for it
KINDS = {"orange, seven segments, glowing": None, "printed, white": stamps.WHITE,
         "printed, yellow": stamps.YELLOW, "printed, black": (18, 18, 18)}  # fmt: skip


def marked(pixels: np.ndarray) -> np.ndarray:
    """bool (h, w)."""
    found = find_dates(Document(Scan(None, pixels)), Progress())
    return found.masks(SETTINGS)["date"].draw() > 0


def stamped(picture: np.ndarray, colour: tuple[int, int, int] | None, number: int) -> np.ndarray:
    """The picture with a date of its own; `colour` None: of seven segments."""
    rng = np.random.default_rng(number)
    height, width = picture.shape[:2]
    tall = round(rng.uniform(0.022, 0.036) * min(height, width))
    day, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(70, 100)
    right, bottom = (round(rng.uniform(0.03, 0.07) * side) for side in (width, height))
    top = height - bottom - tall
    if colour is None:
        text = f"'{year:02} {month:2} {day:02}"
        left = width - right - int(len(text) * 1.78 * 0.55 * tall * 1.05)
        return stamps.lcd(picture, text, left, top, tall)
    forms = (f"{day:02}.{month:02}.19{year}", f"{day}/{month}/{year}", f"'{year} {month} {day:02}")
    text = forms[number % len(forms)]
    draw = (stamps.printed, stamps.typeset)[number // 3 % 2]
    left = width - right - int(0.95 * len(text) * tall)
    return draw(picture, text, left, top, tall, colour)


def main(folder: Path, count: int) -> None:
    paths = sorted(folder.glob("*.webp"))[:count]
    pictures = [np.asarray(Image.open(path).convert("RGB")) for path in paths]
    for kind, colour in KINDS.items():
        found = {}
        for number, (path, picture) in enumerate(zip(paths, pictures, strict=True)):
            pixels = stamped(picture, colour, number)
            difference = np.abs(pixels.astype(int) - picture).max(axis=2)
            if np.median(difference[difference > PLAINLY / 4]) > SEEN:
                found[path.stem] = marked(pixels)[difference > PLAINLY].mean() > 0.5
        missed = ", ".join(name for name, is_found in found.items() if not is_found)
        sys.stdout.write(f"| {kind} | {sum(found.values())} of {len(found)} |  missed: {missed}\n")
        sys.stdout.flush()
    started = time.process_time()
    wrong = {path.stem: float(marked(p).mean()) for path, p in zip(paths, pictures, strict=True)}
    seconds = (time.process_time() - started) / len(paths)
    wrong = {name: share for name, share in wrong.items() if share}
    sys.stdout.write(
        f"without a stamp: marked on {len(wrong)} of {len(paths)}, "
        f"{sum(wrong.values()) / len(paths):.4%} of all pixels; {seconds:.2f} s each\n  {wrong}\n"
    )


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
