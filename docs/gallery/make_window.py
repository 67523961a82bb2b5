"""Repairs an aged photograph in the real window and photographs the window: window.png.

    python docs/gallery/make_window.py

Needs no display; takes some ten seconds.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from ageing import OldScan, age
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from skimage import data

from gui.app import make_application
from gui.main_window import MainWindow
from gui.settings import Settings

PICTURE = HERE / "window.png"
SIZE = (1440, 900)  # px
LONGEST = 60.0  # s for one step; then something is broken


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        scan, marks = write_scan(Path(folder))
        make_application()
        settings = Settings(Path(folder) / "settings.ini")
        settings.theme, settings.device = "light", "cpu"
        settings.has_repaired, settings.remember_recent = True, False
        window = MainWindow(settings)
        window.resize(*SIZE)
        window.show()
        window.open(scan)
        wait(lambda: window.document is not None)
        window.files.import_mask(marks)
        wait(lambda: not window.document.mask.is_empty())
        print("Repairing in the window")
        window.actions_by_id["repair"].trigger()
        wait(lambda: bool(window.document.patches) and not window.repairs.is_busy)
        window.actions_by_id["split"].trigger()
        window.canvas.split_position = 0.452
        QApplication.sendEvent(window.canvas.viewport(), QEvent(QEvent.Type.Leave))
        wait(lambda: window.canvas.grab() is not None and window.canvas.is_complete)
        window.grab().save(str(PICTURE))
        print(f"{window.status.device.text()}; wrote {PICTURE}")
        window.document.history.mark_saved()
        window.close()


def write_scan(folder: Path) -> tuple[Path, Path]:
    """An aged portrait with damage on both halves, and what is to be marked, as files."""
    old = OldScan(age(data.astronaut(), 5, "sepia"), 5)
    old.scratch([(205, 0), (199, 120), (213, 300), (203, 512)], 3)
    old.scratch([(20, 330), (170, 270), (330, 190), (511, 150)], 3)
    old.scratch([(300, 20), (310, 220), (292, 400), (300, 511)], 2)
    old.scratch([(400, 60), (430, 280), (470, 500)], 2, 30)
    old.fold([(0, 418), (160, 424), (330, 416), (511, 422)], 6)
    for start in ((120, 60), (350, 90), (330, 330), (90, 240)):
        old.hair(start, 150, 28)
    old.dust(160)
    scan, marks = folder / "eileen.tif", folder / "marks.png"
    Image.fromarray(old.damaged).save(scan, dpi=(300, 300))
    Image.fromarray(old.marks.pixels).save(marks)
    return scan, marks


def wait(done: Callable[[], bool]) -> None:
    """Let the window work until `done`."""
    end = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > end:
            raise SystemExit("The window did not get done: start Heirloom and look.")
        QApplication.processEvents()
        time.sleep(0.01)
    QApplication.processEvents()


if __name__ == "__main__":
    main()
