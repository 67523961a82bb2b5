"""Builds and refreshes the reduced levels of one document on a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColorSpace

from engine.document.document import Snapshot
from engine.document.patch import Patch
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Stop
from gui.canvas.colour import to_screen
from gui.canvas.pyramid import Pyramid, aligned, halve

BAND = 512  # scan rows worked on at once: 40 MB of a 16-bit scan 12,000 px wide

log = logging.getLogger(__name__)


class LevelBuilder(QObject):
    """One per open document; `close` it before letting go of it.

    The scan is reduced first without its patches, so that the original can be shown from afar;
    then the patches are laid over it as changes.
    """

    built = Signal(object)  # Box in scan pixels that looks different now; delivered on GUI thread

    def __init__(self, scan: Scan, space: QColorSpace | None) -> None:
        super().__init__()
        self.pyramid = Pyramid(scan.size, scan.channels)
        self._scan, self._space, self._stop = scan, space, Stop()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="levels")
        self._last = self._worker.submit(self._guarded, self._build)

    @property
    def is_idle(self) -> bool:
        """Nothing is being built or waits to be."""
        return self._last.done()

    def refresh(self, boxes: Iterable[Box], patches: Sequence[Patch]) -> Future[None]:
        """Read `boxes` (scan pixels) again, with these patches on the scan."""
        now = Snapshot(self._scan, tuple(patches))
        todo = {aligned(box, self._scan.size) for box in boxes}
        self._last = self._worker.submit(self._guarded, lambda: self._refresh(todo, now))
        return self._last

    def close(self) -> None:
        """Stop after the band at work and wait for the thread to end."""
        self._stop.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _guarded(self, work: Callable[[], None]) -> None:
        if self._stop.is_set():
            return
        try:
            work()
        except Exception:  # the thread boundary; the thumbnail goes on showing the scan
            log.exception("The reduced levels of %s could not be built.", self._scan.path)

    def _build(self) -> None:
        for band in _bands(self._scan.size.box):
            if self._stop.is_set():
                return
            self._write(band, self._scan.pixels[band.slices])
            self.pyramid.rows_built = band.bottom
            self.built.emit(band)

    def _refresh(self, boxes: set[Box], now: Snapshot) -> None:
        for box in boxes:
            for band in _bands(box):
                if self._stop.is_set():
                    return
                self.pyramid.keep_originals(band)
                self._write(band, now.read(band))
                self.built.emit(band)

    def _write(self, band: Box, pixels: np.ndarray) -> None:
        self.pyramid.write(band, to_screen(halve(pixels), self._space))


def _bands(box: Box) -> Iterable[Box]:
    for top in range(box.top, box.bottom, BAND):
        yield Box(box.left, top, box.right, min(top + BAND, box.bottom))
