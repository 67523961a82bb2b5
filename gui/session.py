"""The open documents: what belongs to each besides its pixels, their order, and which is in front.

Only the one in front has a canvas. Of the others there is what must not be lost: the document with
its marks, patches and history, its files, and where it was looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from engine.document.document import Document
from engine.document.patch import Patch
from engine.document.restoration import RestorationWriter, View
from gui.canvas.small_picture import small_picture
from gui.canvas.view import Canvas
from gui.export_dialog import is_same_file
from gui.language import tr

PICTURE_AREA = 160_000  # px


class Session:
    """One open document. path: the restoration file it lies in, once there is one.

    view, turns: how it was looked at when it was last left; None where all of it was seen.
    """

    def __init__(
        self,
        document: Document,
        path: Path | None = None,
        view: View | None = None,
        packed: Mapping[str, bytes] | None = None,
    ) -> None:
        """`packed`: the patches in the restoration file, by id."""
        self.document, self.path, self.view, self.turns = document, path, view, 0
        self.writer = RestorationWriter(document.scan, packed)
        self._pictured: tuple[Sequence[Patch], object] | None = None  # by what it was made from

    @property
    def file(self) -> Path | None:
        """The restoration file, before there is one the scan; None where there is neither."""
        return self.path or self.document.scan.path

    @property
    def name(self) -> str:
        return self.file.name if self.file else tr("Untitled")

    @property
    def is_modified(self) -> bool:
        return self.document.history.is_modified

    @property
    def picture(self) -> QImage:
        """All of it as it is now, small; costs something where it has changed."""
        if not self.is_pictured:
            self._picture = small_picture(self.document, PICTURE_AREA)
            self._pictured = self._seen()
        return self._picture

    @property
    def is_pictured(self) -> bool:
        """Whether `picture` is there as it is."""
        if self._pictured is None:
            return False
        (before, finish_before), (now, finish) = self._pictured, self._seen()
        # Patches never change, and to compare their pixels would take long.
        return finish_before is finish and list(map(id, before)) == list(map(id, now))

    def _seen(self) -> tuple[Sequence[Patch], object]:
        return tuple(self.document.patches), self.document.finish

    def is_of(self, path: Path, page: int | None = None) -> bool:
        """Whether opening the file `path` would show this; without `page`, before anybody has
        said which: not where the file has several."""
        scan = self.document.scan
        is_page = scan.pages == 1 if page is None else scan.page == page
        return is_same_file(path, self.path) or (is_page and is_same_file(path, scan.path))


class Sessions(QObject):
    """In the order of their tabs. Signals come after the change."""

    added = Signal(object)  # Session
    fronted = Signal(object)  # Document or None: another one is in front now
    listed = Signal()  # there are others, or they stand in another order

    def __init__(self, canvas: Canvas, parent: QObject) -> None:
        """`canvas` shows what is in front."""
        super().__init__(parent)
        self._canvas = canvas
        self._all: list[Session] = []
        self.front: Session | None = None

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Session]:
        return iter(self._all)

    def __getitem__(self, place: int) -> Session:
        return self._all[place]

    @property
    def place(self) -> int:
        """Of the one in front; -1 where there is none."""
        return self._all.index(self.front) if self.front else -1

    def find(self, path: Path, page: int | None = None) -> Session | None:
        """The one that shows this file already."""
        return next((session for session in self._all if session.is_of(path, page)), None)

    def of(self, document: Document) -> Session | None:
        """None where it is closed."""
        return next((each for each in self._all if each.document is document), None)

    def add(self, session: Session, *, behind: bool = False) -> None:
        """At the end; `behind`: not to the front, where there is something already."""
        self._all.append(session)
        self.listed.emit()
        if not behind or self.front is None:
            self.show(session)
        self.added.emit(session)

    def show(self, session: Session | None) -> None:
        """Bring to the front; None while nothing is open."""
        if session is self.front:
            return
        self._remember_view()
        self.front = session
        self.fronted.emit(session and session.document)
        self.listed.emit()

    def step(self, by: int) -> None:
        """Show the one so many tabs further; after the last comes the first."""
        if self.front is not None:
            self.show(self._all[(self.place + by) % len(self)])

    def move(self, start: int, end: int) -> None:
        self._all.insert(end, self._all.pop(start))
        self.listed.emit()

    def remove(self, session: Session) -> None:
        """Close; where it was in front, its neighbour is then."""
        place = self._all.index(session)
        self._all.remove(session)
        if session is self.front:
            self.show(self._all[min(place, len(self) - 1)] if self._all else None)
        else:
            self.listed.emit()

    def view_of(self, document: Document) -> View | None:
        """Which part of it is seen, or was when it was last in front; None for all of it."""
        if self.front is not None and document is self.front.document:
            return self._canvas.looked_at
        session = self.of(document)
        return session.view if session else None

    def _remember_view(self) -> None:
        if self.front is not None:
            self.front.view, self.front.turns = self._canvas.looked_at, self._canvas.turns
