"""Ages free photographs, damages them, repairs them with the bundled generator, and writes
before-after.jpg beside this file: parts of them, pixel by pixel.

    python docs/gallery/make_gallery.py

Takes less than a minute on one processor core. It draws from fixed seeds and repairs on the
processor: the same generator gives the same sheet.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from ageing import OldScan
from scenes import SCENES, Scene

from engine.document.document import Document
from engine.files.scan import Scan
from engine.generators.registry import load_registry
from engine.generators.session import Session, open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair

SHEET = HERE / "before-after.jpg"
COLUMNS = ("damaged", "marked", "repaired", "what had been there")
TINT = np.array([216, 27, 106])  # of the marks
GAP, LABEL = 12, 46  # px
PAPER, INK, BAD = (250, 250, 250), (30, 30, 30), (176, 32, 32)


def main() -> None:
    session = open_session(load_registry().choose("fill", None), device="cpu")
    print(f"Repairing with {session.status}")
    rows = []
    for scene in SCENES:
        start = time.perf_counter()
        scan = scene.make()
        repaired, methods = repair_scan(scan, session)
        rows.append((scene, panels(scene, scan, repaired), methods))
        print(
            f"{scene.name} ({scene.photograph}): {methods}, {quality(scan, repaired)}, "
            f"{time.perf_counter() - start:.1f} s"
        )
    contact_sheet(rows).save(SHEET, quality=90, subsampling=0)
    print(f"Wrote {SHEET} ({SHEET.stat().st_size // 1024} KiB)")


def repair_scan(scan: OldScan, session: Session) -> tuple[np.ndarray, str]:
    """The repaired picture uint8 (h, w, 3), and the methods used, in words."""
    document = Document(Scan(None, scan.damaged))
    whole = document.size.box
    document.mask.replace(whole, scan.marks.pixels)
    patches = repair(document.snapshot(), RepairSettings(), session, Progress())
    document.apply(patches)
    result = document.read(whole)
    unmarked = scan.marks.pixels == 0
    assert (result[unmarked] == scan.damaged[unmarked]).all(), "pixels outside the marks changed"
    return result, " and ".join(sorted({patch.provenance.method for patch in patches}))


def quality(scan: OldScan, repaired: np.ndarray) -> str:
    """How near the repair comes to what had been there, inside the marks."""
    inside = scan.marks.pixels > 0
    error = (repaired[inside].astype(float) - scan.aged[inside]) ** 2
    return f"{inside.mean():.1%} marked, {10 * np.log10(255**2 / error.mean()):.1f} dB inside"


def panels(scene: Scene, scan: OldScan, repaired: np.ndarray) -> list[np.ndarray]:
    """The detail of each column."""
    inside = scan.marks.pixels > 0
    marked = scan.damaged.copy()
    marked[inside] = np.rint(0.45 * marked[inside] + 0.55 * TINT)
    edge = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3))) > 0
    marked[edge & inside] = TINT
    return [p[scene.detail.slices] for p in (scan.damaged, marked, repaired, scan.aged)]


def contact_sheet(rows: list[tuple[Scene, list[np.ndarray], str]]) -> Image.Image:
    width, height = rows[0][0].detail.width, rows[0][0].detail.height
    sheet = Image.new(
        "RGB",
        (GAP + 4 * (width + GAP), LABEL + len(rows) * (height + LABEL) + GAP),
        PAPER,
    )
    draw = ImageDraw.Draw(sheet)
    for column, title in enumerate(COLUMNS):
        draw.text((GAP + column * (width + GAP), 16), title, INK, ImageFont.load_default(18))
    for number, (scene, details, methods) in enumerate(rows):
        top = LABEL + number * (height + LABEL)
        text = f"{scene.name}: {scene.shows} ({methods})"
        colour = BAD if scene.bad else INK
        draw.text((GAP, top + height + 6), text, colour, ImageFont.load_default(15))
        for column, detail in enumerate(details):
            sheet.paste(Image.fromarray(detail), (GAP + column * (width + GAP), top))
    return sheet


if __name__ == "__main__":
    main()
