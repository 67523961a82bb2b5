"""Small pictures of scans, fetched one after another off the GUI thread: the latest wish first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from engine.progress import Progress
from gui.jobs import JobRunner

KEPT = 400  # scans; a pair of pictures takes 0.2 MB
WAITING = 60  # more wishes than a screen shows: the oldest are of what was scrolled past
SIDE = 170  # px


@dataclass(frozen=True)
class Fetched:
    """What the thread brings: JPEGs, boxes in 0..1 to draw on the first, and a phrase."""

    jpegs: tuple[bytes, ...]
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Pictures:
    """The same, ready to be drawn."""

    images: tuple[QImage, ...]
    boxes: tuple[tuple[float, float, float, float], ...]


Fetch = Callable[[Path, Progress], Fetched]


class Gallery(QObject):
    """The pictures by scan; `of` never waits."""

    came = Signal(object, str)  # Path, and the phrase about it

    def __init__(
        self, name: str, parent: QObject | None = None, side: int = SIDE, kept: int = KEPT
    ) -> None:
        """Pictures of at most `side` px, of `kept` scans; `name` is that of the thread."""
        super().__init__(parent)
        self._side, self._kept = side, kept
        self._fetch: Fetch | None = None
        self._known: OrderedDict[Path, Pictures | None] = OrderedDict()
        self._wanted: OrderedDict[Path, None] = OrderedDict()
        self._fetching: Path | None = None
        self._runner = JobRunner(name, self)
        self._runner.succeeded.connect(self._came)
        self._runner.failed.connect(self._failed)
        self._runner.cancelled.connect(self._next)
        # One wish per scan that is painted; they begin when painting is over.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._next)

    def set_source(self, fetch: Fetch | None) -> None:
        """Where pictures come from, from now on; all that was known is forgotten."""
        self._fetch = fetch
        self._known.clear()
        self._wanted.clear()
        self._runner.cancel()

    def forget(self, source: Path) -> None:
        self._known.pop(source, None)

    def is_known(self, source: Path) -> bool:
        """Whether it was fetched, with or without a picture."""
        return source in self._known

    def of(self, source: Path) -> Pictures | None:
        """None where there is none, or none yet: then `came` follows."""
        if source in self._known:
            self._known.move_to_end(source)
            return self._known[source]
        if self._fetch is not None and source != self._fetching:
            self._wanted[source] = None
            self._wanted.move_to_end(source)
            while len(self._wanted) > WAITING:
                self._wanted.popitem(last=False)
            self._soon.start()
        return None

    def close(self) -> None:
        self._soon.stop()
        self._wanted.clear()
        self._runner.close()

    def _next(self) -> None:
        fetch = self._fetch
        if self._runner.is_running or not self._wanted or fetch is None:
            return
        source, _ = self._wanted.popitem()
        self._fetching = source
        self._runner.start(lambda progress: (source, fetch, fetch(source, progress)))

    def _came(self, told: tuple[Path, Fetch, Fetched]) -> None:
        source, fetch, fetched = told
        self._fetching = None
        if fetch is self._fetch:
            images = tuple(_small(jpeg, self._side) for jpeg in fetched.jpegs if jpeg)
            self._keep(source, Pictures(images, fetched.boxes))
            self.came.emit(source, fetched.note)
        self._next()

    def _failed(self, error: Exception) -> None:
        source, self._fetching = self._fetching, None
        if source is not None:
            self._keep(source, None)
            self.came.emit(source, str(error))
        self._next()

    def _keep(self, source: Path, pictures: Pictures | None) -> None:
        self._known[source] = pictures
        while len(self._known) > self._kept:
            self._known.popitem(last=False)


def _small(jpeg: bytes, side: int) -> QImage:
    image = QImage.fromData(jpeg)
    if max(image.width(), image.height()) <= side:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(side, side, keep, smooth)
