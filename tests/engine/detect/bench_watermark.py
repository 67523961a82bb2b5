"""How far un-blending a learnt mark is ahead of filling it: the figures of docs/benchmarks.md.

    python -m tests.engine.detect.bench_watermark ../shared/data/photos/val [CASE ...]

Twenty photographs, the middle 512 x 384 px of each, lettering and a ring over them. The fill is the
whole repair with the bundled generator, given the exact mask, grown by a pixel. Minutes; with words
such as "JPEG" only the cases that hold one of them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from engine.detect.watermark_learn import learn_mark
from engine.detect.watermark_remove import remove_mark
from engine.errors import ScanError
from engine.files.reader import open_scan
from engine.generators.registry import load_registry
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings
from engine.restoring import restore_scan
from tests.engine.detect.marked import psnr, stored, under

WIDTH, HEIGHT, COUNT = 512, 384, 20
GREY = "the mean of the pictures"
# name: alpha, colour, JPEG quality, wandering in px; a fraction: by parts of a pixel too
CASES = {
    "white, 50 %": (0.5, (1, 1, 1), None, 0),
    "white, 15 %": (0.15, (1, 1, 1), None, 0),
    "white, 85 %": (0.85, (1, 1, 1), None, 0),
    "white, 50 %, wandering by up to 3 px": (0.5, (1, 1, 1), None, 3),
    "white, 50 %, wandering by parts of a pixel too": (0.5, (1, 1, 1), None, 3.0),
    "white, 50 %, JPEG of quality 90": (0.5, (1, 1, 1), 90, 0),
    "white, 30 %, JPEG of quality 75": (0.3, (1, 1, 1), 75, 0),
    "white, 85 %, JPEG of quality 90": (0.85, (1, 1, 1), 90, 0),
    "blue, 90 %": (0.9, (0.12, 0.12, 0.78), None, 0),
    "grey as the mean of the pictures, 40 %": (0.4, GREY, None, 0),
}


def photographs(folder: Path) -> list[np.ndarray]:
    """float32 (HEIGHT, WIDTH, 3) 0..1 of the first COUNT that are large enough."""
    middles = []
    for path in sorted(folder.glob("*.webp")):
        pixels = np.asarray(Image.open(path).convert("RGB"), np.float32) / 255
        top, left = (pixels.shape[0] - HEIGHT) // 2, (pixels.shape[1] - WIDTH) // 2
        if top >= 0 and left >= 0 and len(middles) < COUNT:
            middles.append(pixels[top : top + HEIGHT, left : left + WIDTH])
    return middles


def lettering(alpha: float, across: float = 0, down: float = 0) -> np.ndarray:
    """float32 (HEIGHT, WIDTH), moved by so many px: drawn four times as large."""
    drawn = np.zeros((4 * HEIGHT, 4 * WIDTH), np.uint8)
    face = cv2.FONT_HERSHEY_DUPLEX
    cv2.putText(drawn, "STUDIO 1974", (246, 952), face, 5.6, 255, 26, cv2.LINE_AA)
    for radius, thick in ((150, 40), (70, -1)):
        cv2.circle(drawn, (1024, 460), radius, 255, thick, cv2.LINE_AA)
    matrix = np.array([[1, 0, 4 * across], [0, 1, 4 * down]], np.float32)
    drawn = cv2.warpAffine(drawn, matrix, drawn.shape[1::-1])
    small = cv2.resize(drawn, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return small / np.float32(255) * alpha


def wandered(rng: np.random.Generator, wander: float) -> list[float]:
    """(across, down) in px, whole ones where `wander` is a whole number."""
    if isinstance(wander, float):
        return rng.uniform(-wander, wander, 2).tolist()
    return rng.integers(-wander, wander + 1, 2).tolist()


def measure(pictures, alpha, colour, quality, wander, session) -> np.ndarray:
    """(COUNT, 2) dB under the mark: un-blended, filled."""
    rng, laid, scores = np.random.default_rng(3), [], []
    if colour == GREY:
        colour = np.mean([picture.mean(axis=(0, 1)) for picture in pictures], axis=0)
    with tempfile.TemporaryDirectory() as folder:
        for number, picture in enumerate(pictures):
            laid.append(lettering(alpha, *wandered(rng, wander)))
            image = Image.fromarray(stored(under(picture, laid[-1], colour)))
            name = f"{number:02}.{'jpg' if quality else 'png'}"
            image.save(Path(folder) / name, quality=quality or 0)
        paths = sorted(Path(folder).iterdir())
        mark = learn_mark(paths, Progress())
        for path, picture, cover in zip(paths, pictures, laid, strict=True):
            scan, hole = open_scan(path), cover > 0.02
            removal = remove_mark(scan, mark, Progress())
            pixels = scan.pixels.copy()
            there = removal.patch.changed
            pixels[removal.patch.box.slices][there] = removal.patch.pixels[there]
            if removal.opaque.any():
                document, _ = restore_scan(
                    scan, removal.opaque, RepairSettings(), session, Progress(), [removal.patch]
                )
                pixels = document.read(scan.size.box)
            grown = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3), np.uint8)) * np.uint8(255)
            filled, _ = restore_scan(scan, grown, RepairSettings(), session, Progress())
            results = pixels, filled.read(scan.size.box)
            scores.append([psnr(r / np.float32(255), picture, hole) for r in results])
    return np.array(scores)


def main(folder: Path, words: list[str]) -> None:
    session = open_session(load_registry().choose("fill", None), "cpu", threads=1)
    pictures = photographs(folder)
    for name, case in CASES.items():
        if words and not any(word in name for word in words):
            continue
        try:
            unblended, filled = measure(pictures, *case, session).T
        except ScanError as error:
            sys.stdout.write(f"| {name} | {error} | | | |\n")
            continue
        gain = unblended - filled
        figures = f"{unblended.mean():.1f} | {filled.mean():.1f} | {gain.mean():+.1f}"
        sys.stdout.write(f"| {name} | {figures} | {gain.min():+.1f} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
