"""How well a known logo is found, measured and taken off: the figures of docs/benchmarks.md.

    python -m tests.engine.detect.bench_logo ../shared/data/photos/val [COUNT]

COUNT photographs (default: 20) with the logo laid over them at a place, a size of 90 to 300 px and
an opacity of 25 to 70 % of their own, and half as many without it. Beside what un-blending gives, a
membrane over the exact mask. PSNR under the logo in dB.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from engine.detect.known_mark import place_logo
from engine.detect.watermark import LEAST, Watermark
from engine.detect.watermark_remove import remove_mark
from engine.errors import ScanError
from engine.files.scan import Scan
from engine.progress import Progress
from engine.repair.blend import solve_laplace
from tests.engine.detect.marked import psnr, stored, under


def logo() -> Watermark:
    """White lettering in an oval, 400 x 200 px."""
    drawn = np.zeros((200, 400), np.uint8)
    cv2.putText(drawn, "PHOTO", (24, 130), cv2.FONT_HERSHEY_DUPLEX, 3, 255, 14, cv2.LINE_AA)
    cv2.ellipse(drawn, (200, 100), (190, 90), 0, 0, 360, 255, 8, cv2.LINE_AA)
    return Watermark(drawn.astype(np.float32) / 255, np.ones((200, 400, 1), np.float32))


def laid_on(picture: np.ndarray, number: int) -> tuple[np.ndarray, float, int]:
    """Alpha over the whole picture, its opacity, and the width of the logo in px."""
    rng = np.random.default_rng(number)
    width, opacity = int(rng.integers(90, 301)), float(rng.uniform(0.25, 0.7))
    small = cv2.resize(logo().alpha, (width, width // 2), interpolation=cv2.INTER_AREA)
    top, left = (int(rng.integers(0, side - width)) for side in picture.shape[:2])
    alpha = np.zeros(picture.shape[:2], np.float32)
    alpha[top : top + width // 2, left : left + width] = opacity * small
    return alpha, opacity, width


def measure(picture: np.ndarray, number: int) -> list[float] | None:
    """dB un-blended and spanned, faults of opacity and of width (a share); None: not found."""
    alpha, opacity, width = laid_on(picture, number)
    scan = Scan(None, stored(under(picture, alpha)))
    try:
        placed = place_logo(scan, logo(), Progress())
    except ScanError:
        return None
    removal = remove_mark(scan, placed, Progress())
    bare = scan.pixels / np.float32(255)
    there = removal.patch.changed
    bare[removal.patch.box.slices][there] = removal.patch.pixels[there] / np.float32(255)
    hole = alpha > LEAST
    spanned = solve_laplace(scan.pixels / np.float32(255), ~hole)
    # The logo does not reach the edges of its own picture.
    drawn = cv2.boundingRect((logo().alpha > LEAST).astype(np.uint8))[2] / 400
    faults = float(placed.alpha.max()) - opacity, placed.size.width / (drawn * width) - 1
    return [psnr(bare, picture, hole), psnr(spanned, picture, hole), *faults]


def main(folder: Path, count: int) -> None:
    paths = sorted(folder.glob("*.webp"))[: count + count // 2]
    pictures = [np.asarray(Image.open(path).convert("RGB"), np.float32) / 255 for path in paths]
    found = []
    for number, picture in enumerate(pictures[:count]):
        if (scores := measure(picture, number)) is not None:
            found.append(scores)
    wrong = 0
    for picture in pictures[count:]:
        try:
            place_logo(Scan(None, stored(picture)), logo(), Progress())
            wrong += 1
        except ScanError:
            pass
    bare, spanned, opacity, width = np.array(found).T
    sys.stdout.write(
        f"found on {len(found)} of {count}, on {wrong} of {len(pictures) - count} without it\n"
        f"un-blended {bare.min():.1f} to {bare.max():.1f} dB, mean {bare.mean():.1f}; spanned "
        f"{spanned.min():.1f} to {spanned.max():.1f}, mean {spanned.mean():.1f}; least gain "
        f"{(bare - spanned).min():+.1f}\n"
        f"opacity off by {np.abs(opacity).mean():.3f}, at most {np.abs(opacity).max():.3f}; width "
        f"by {np.abs(width).mean():.2%}, at most {np.abs(width).max():.2%}\n"
    )


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
