"""Screens with more than one pixel to the point: tried in a fresh program, as Qt reads it once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

LOOK = """
import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from engine.document.document import Document
from engine.files.scan import Scan
from gui.canvas.view import Canvas
from gui.qimage import from_qimage

app = QApplication([])
pixels = np.random.default_rng(1).integers(0, 255, (40, 60, 3), np.uint8)
document = Document(Scan(None, pixels))
canvas = Canvas()
canvas.resize(300, 200)
canvas.show()
canvas.set_document(document)
canvas.actual_size()
view = canvas.viewport()
ratio = view.devicePixelRatioF()
x, y = (round(part * ratio / 2 - half) for part, half in ((300, 30), (200, 20)))
while not canvas.is_complete:
    app.processEvents()
    view.repaint()
seen = from_qimage(view.grab().toImage())
assert seen.shape[1] == 300 * ratio, seen.shape
assert (seen[y : y + 40, x : x + 60] == pixels).all(), "1:1 is not one pixel for one pixel"
canvas.zoom, canvas.brush_radius, canvas.hardness = 4.0, 5, 1.0
QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=canvas.to_viewport(30, 20))
rows, columns = np.nonzero(document.mask.pixels)
assert abs(rows.mean() - 19.5) <= 1 and abs(columns.mean() - 29.5) <= 1, "painted elsewhere"
QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
marked = from_qimage(view.grab().toImage()).astype(int)
canvas.mask_view = "off"
plain = from_qimage(view.grab().toImage()).astype(int)
rows, columns = np.nonzero(np.abs(marked - plain).max(axis=2))
middle = canvas.to_viewport(30, 20) * ratio
assert abs(rows.mean() - middle.y()) < 5 and abs(columns.mean() - middle.x()) < 5, "shown elsewhere"
canvas.close()
"""


@pytest.mark.parametrize("factor", ["1.25", "1.5", "2", "3"])
def test_one_to_one_means_pixels_of_the_screen(root, factor):
    surroundings = {**os.environ, "QT_SCALE_FACTOR": factor, "PYTHONPATH": str(root)}
    run = subprocess.run(
        [sys.executable, "-c", LOOK], env=surroundings, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
