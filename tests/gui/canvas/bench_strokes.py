"""What one frame of a stroke costs on a scan of 139 MP: marking, and painting what differs.

QT_QPA_PLATFORM=offscreen python -m tests.gui.canvas.bench_strokes [kind ...]

Milliseconds of the window's thread for one mouse move of a brush of 2,000 px, median and 95th
percentile. Then a polygon of 1,000 points over the whole scan, and what is seen first.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from time import perf_counter, thread_time

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication

from engine.document.document import Document
from engine.document.shapes import Polygon
from engine.files.scan import Scan
from gui.canvas.view import Canvas

HEIGHT, WIDTH = 14031, 9921
WINDOW = 1600, 1000
MOVES = 60  # of one stroke
RADIUS = 1000.0
KINDS = {  # tool, hardness
    "hard": ("brush", 1.0),
    "soft": ("brush", 0.0),
    "usual": ("brush", 0.9),
    "eraser": ("eraser", 0.9),
    "protect": ("protect", 0.9),
}
ZOOMS = {"fit": None, "25 %": 0.25, "50 %": 0.5, "100 %": 1.0, "200 %": 2.0}
STEPS = {"slow": 6.0, "fast": 60.0}  # logical px from one move to the next

Row = list[float]


class Watched(Canvas):
    """A canvas that adds up what its paint events take."""

    painted = 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        began = thread_time()
        super().paintEvent(event)
        self.painted += thread_time() - began


def main() -> None:
    QApplication([])
    kinds = sys.argv[1:] or list(KINDS)
    document = Document(Scan(None, _photograph()))
    canvas = Watched()
    canvas.resize(*WINDOW)
    canvas.show()
    QApplication.processEvents()
    first_paint(canvas, document)
    settle(canvas)
    polygon(canvas, document)
    canvas.brush_radius = canvas.eraser_radius = RADIUS
    sys.stdout.write("marking + painting = both: median (95th percentile), ms\n")
    for kind in kinds:
        canvas.tool, canvas.hardness = KINDS[kind]
        whole = np.full((HEIGHT, WIDTH), 255 * (kind == "eraser"), np.uint8)
        document.mask.replace(document.size.box, whole)
        canvas.document_changed(document.size.box)
        for zoom, wanted in ZOOMS.items():
            canvas.fit()
            if wanted is not None:
                canvas.zoom = wanted
            settle(canvas)
            for speed, step in STEPS.items():
                rows = stroke(canvas, step)
                told = ((np.median(row), np.percentile(row, 95)) for row in rows)
                told = " ".join(f"{middle:6.1f} ({most:5.1f})" for middle, most in told)
                sys.stdout.write(f"{kind:8} {zoom:>6} {speed}: {told}\n")
                sys.stdout.flush()
    canvas.close()


def _photograph() -> np.ndarray:
    small = np.random.default_rng(4).integers(0, 255, (1024, 1024, 3), np.uint8)
    return np.tile(small, (-(-HEIGHT // 1024), -(-WIDTH // 1024), 1))[:HEIGHT, :WIDTH]


def first_paint(canvas: Canvas, document: Document) -> None:
    began = thread_time()
    canvas.set_document(document)
    canvas.viewport().repaint()
    shown = thread_time()
    begun, longest = perf_counter(), 0.0
    while not canvas.is_complete:
        before = thread_time()
        QApplication.processEvents()
        canvas.viewport().repaint()
        longest = max(longest, thread_time() - before)
    sys.stdout.write(
        f"first paint {1000 * (shown - began):.0f} ms; levels after "
        f"{perf_counter() - begun:.1f} s, longest turn of the window {1000 * longest:.0f} ms\n"
    )


def polygon(canvas: Canvas, document: Document) -> None:
    """A star of 1,000 points over the whole scan."""
    turn = np.arange(1000) * math.tau / 1000
    reach = np.where(np.arange(1000) % 2, 0.35, 0.5)
    x, y = WIDTH * (0.5 + reach * np.cos(turn)), HEIGHT * (0.5 + reach * np.sin(turn))
    turns = []
    began = thread_time()
    canvas.work.mark(Polygon(tuple(zip(x.tolist(), y.tolist(), strict=True))), "add", "star")
    turns.append(thread_time() - began)
    while canvas.is_drawing:
        before = thread_time()
        QApplication.processEvents()
        turns.append(thread_time() - before)
    sys.stdout.write(
        f"polygon: {len(turns)} turns, {sum(turns):.2f} s, longest {1000 * max(turns):.0f} ms\n"
    )
    document.undo()
    canvas.document_changed(document.size.box)
    settle(canvas)


def settle(canvas: Canvas) -> None:
    while True:
        canvas.viewport().repaint()
        QApplication.processEvents()
        if canvas.is_complete:
            return


def stroke(canvas: Watched, step: float) -> tuple[Row, Row, Row]:
    """Milliseconds of each move for marking, painting and both; taken back afterwards."""
    marking, painting = [], []
    places = list(_way(step))
    _send(canvas, QEvent.Type.MouseButtonPress, places[0])
    QApplication.processEvents()
    for place in places[1:]:
        canvas.painted, began = 0.0, thread_time()
        _send(canvas, QEvent.Type.MouseMove, place)
        marking.append(1000 * (thread_time() - began))
        QApplication.processEvents()
        painting.append(1000 * (thread_time() - began) - marking[-1])
    canvas.cancel_stroke()
    settle(canvas)
    return marking, painting, [sum(both) for both in zip(marking, painting, strict=True)]


def _way(step: float) -> Iterator[QPointF]:
    """A loop around the middle of the view."""
    for number in range(MOVES + 1):
        turn = number * step / 150
        x, y = 250 * math.cos(turn), 150 * math.sin(1.5 * turn)
        yield QPointF(WINDOW[0] // 2 + round(x), WINDOW[1] // 2 + round(y))


def _send(canvas: Canvas, kind: QEvent.Type, place: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = left if kind == QEvent.Type.MouseButtonPress else none
    event = QMouseEvent(kind, place, place, button, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas.viewport(), event)


if __name__ == "__main__":
    main()
