"""The enhanced picture where it is looked at: tile by tile on the engine thread, the middle first.

What the view has left is not made any more; what was made stays for as long as it is true.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from engine.document.document import Document
from engine.geometry import Box
from engine.progress import Progress
from engine.restore.enhance import MARGIN
from engine.restore.finish import Enhancement
from engine.restore.settings import Strengths
from gui.canvas.colour import colour_space_of, to_screen
from gui.canvas.pyramid import scan_box, tiles_touching
from gui.canvas.scan_tiles import ENHANCED_FROM
from gui.canvas.view import Canvas
from gui.finish_tools import FinishTools
from gui.jobs import JobRunner
from gui.qimage import to_screen_image
from gui.settings import Settings

CALM = 120  # ms for which the view must rest
TILES_KEPT = 64  # of 1 MiB each


Wanted = Enhancement | Strengths  # strengths: what can be done of them is measured first


@dataclass(frozen=True, eq=False)
class _Task:
    """A tile to be made, and from what. tone: of the document; content: patches and marks."""

    document: Document
    box: Box
    wanted: Wanted
    tone: object
    content: int


@dataclass(frozen=True, eq=False)
class _Made:
    """enhancement: what could be done of what was wanted; None, and no pixels, for nothing."""

    task: _Task
    enhancement: Enhancement | None
    pixels: np.ndarray | None  # as the screen shows them


class EnhanceView(QObject):
    """Shows what is wanted on the canvas, nothing where that is None."""

    failed = Signal(object)  # the exception; nothing is wanted any more
    changed = Signal()  # a tile has come, or all that is seen is there

    def __init__(
        self, canvas: Canvas, engine: JobRunner, tools: FinishTools, settings: Settings
    ) -> None:
        """`engine` is the runner whose thread is shared: each tile is a job of its own there."""
        super().__init__(canvas)
        self._canvas, self._tools, self._settings = canvas, tools, settings
        self._document: Document | None = None
        self._wanted: Wanted | None = None
        self._made: OrderedDict[Box, tuple[_Task, QImage]] = OrderedDict()
        self._measured: dict[tuple[Wanted, object], Enhancement | None] = {}  # by tone, too
        self._running: _Task | None = None
        self._paused = False
        self._runner = JobRunner(parent=self, after=engine)
        self._runner.succeeded.connect(self._succeeded)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(self._next)
        self._calm = QTimer(self, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self._next)
        canvas.view_moved.connect(self.refresh)

    @property
    def is_complete(self) -> bool:
        """Nothing that is seen is still to be made."""
        return not self._runner.is_running and not self._todo()

    def set_document(self, document: Document | None) -> None:
        self._document, self._wanted = document, None
        self._measured.clear()
        self.refresh()

    def show(self, wanted: Wanted | None) -> None:
        self._wanted = wanted
        self.refresh()

    def pause(self, paused: bool) -> None:
        """A repair needs the thread: what is made here can wait."""
        self._paused = paused
        self.refresh()

    def refresh(self) -> None:
        """The view has moved, or the document looks different."""
        tone, task = self._tone, self._running
        for box in [box for box, (made, _) in self._made.items() if made.tone != tone]:
            del self._made[box]
        if self._wanted is None:
            self._made.clear()
        self._show_made()
        is_needed = task and task.wanted == self._wanted and task.box in self._todo()
        if self._paused or not is_needed:
            self._runner.cancel()
        if self._wanted is not None:
            self._calm.start()

    def close(self) -> None:
        """Before the runner whose thread is shared."""
        self._calm.stop()
        self._document = self._wanted = None
        self._runner.close()

    @property
    def _tone(self) -> object:
        finish = self._document.finish if self._document else None
        return finish and (finish.tone, finish.adjustments, finish.curves)

    def _todo(self) -> list[Box]:
        """The tiles in sight that are not made from what there is now, from the middle outwards."""
        document, wanted = self._document, self._wanted
        if document is None or wanted is None or self._canvas.zoom < ENHANCED_FROM:
            return []
        if self._measured.get((wanted, self._tone), wanted) is None:
            return []
        seen = self._canvas.seen().toAlignedRect()
        view = Box(seen.left(), seen.top(), seen.right() + 1, seen.bottom() + 1)
        tiles = tiles_touching(view, 0, document.size)
        boxes = [scan_box(tile, document.size) for tile in tiles]
        missing = [box for box in boxes if not self._is_true(box)]
        return sorted(missing, key=lambda box: _distance(box, view))

    def _is_true(self, box: Box) -> bool:
        if box not in self._made:
            return False
        task, _ = self._made[box]
        if (task.wanted, task.tone) != (self._wanted, self._tone):
            return False
        return task.content == self._content(box)

    def _content(self, box: Box) -> int:
        """Another number whenever patches or marks around a tile are others."""
        assert self._document is not None
        around = box.pad(MARGIN).clamp(self._document.size)
        patches = tuple(id(p) for p in self._document.patches if p.box.intersects(around))
        marks = []
        for layer in self._document.layers:
            if not layer.is_empty() and (pixels := layer.mask.pixels[around.slices]).any():
                marks.append((layer.id, layer.settings.visible, pixels.tobytes()))
        return hash((patches, tuple(marks)))

    def _next(self) -> None:
        self._running = None
        document, wanted = self._document, self._wanted
        todo = [] if self._paused or self._runner.is_running else self._todo()
        if document is None or wanted is None or not todo:
            self.changed.emit()
            return
        box = todo[0]
        task = _Task(document, box, wanted, self._tone, self._content(box))
        self._running = task
        self._runner.start(self._job(task))

    def _job(self, task: _Task) -> Callable[[Progress], _Made]:
        wanted, tools, device = task.wanted, self._tools, self._settings.device
        key = wanted, task.tone
        known = self._measured.get(key) if isinstance(wanted, Strengths) else wanted
        snapshot, space = task.document.snapshot(), colour_space_of(task.document.scan)

        def job(progress: Progress) -> _Made:
            made = known
            if made is None and isinstance(wanted, Strengths):
                made = tools.enhancement(snapshot, wanted, device, progress)
            if made is None:
                return _Made(task, None, None)
            pixels = tools.render(snapshot, made, device, progress).read(task.box)
            return _Made(task, made, to_screen(pixels, space))

        return job

    def _succeeded(self, made: _Made) -> None:
        task = made.task
        if task.document is self._document:
            if isinstance(task.wanted, Strengths):
                self._measured[task.wanted, task.tone] = made.enhancement
            if made.pixels is not None and task.wanted == self._wanted:
                self._made.pop(task.box, None)
                self._made[task.box] = task, to_screen_image(made.pixels)
                if len(self._made) > TILES_KEPT:
                    self._made.popitem(last=False)
                self._show_made()
        self._next()

    def _show_made(self) -> None:
        tone = self._tone
        made = {box: image for box, (task, image) in self._made.items() if task.tone == tone}
        self._canvas.set_enhanced(made)

    def _failed(self, error: Exception) -> None:
        self._running = None
        self.show(None)
        self.failed.emit(error)


def _distance(box: Box, view: Box) -> float:
    across = box.left + box.right - view.left - view.right
    down = box.top + box.bottom - view.top - view.bottom
    return across**2 + down**2
