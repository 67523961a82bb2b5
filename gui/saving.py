"""Where the open document is saved: its restoration file, and the autosave behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.document.recovery import Recoverable
from engine.document.restoration import SUFFIX, RestorationWriter
from engine.progress import Progress
from gui.autosave import Autosave
from gui.canvas.view import Canvas
from gui.dialogs import Dialogs
from gui.file_work import FileTask, FileWork
from gui.language import tr
from gui.places import beside


class Saving(QObject):
    """Saves one document at a time; the first time it asks where."""

    saved = Signal(object)  # Path
    said = Signal(str)

    def __init__(self, window: QWidget, dialogs: Dialogs, work: FileWork, canvas: Canvas) -> None:
        super().__init__(window)
        self._window, self._dialogs, self._work, self._canvas = window, dialogs, work, canvas
        self._document: Document | None = None
        self.writer: RestorationWriter | None = None
        self.path: Path | None = None  # of the restoration file, once there is one
        self.autosave = Autosave(canvas, self)
        self.autosave.said.connect(self.said)

    def set_document(
        self,
        document: Document | None,
        path: Path | None = None,
        recovered: Recoverable | None = None,
        packed: Mapping[str, bytes] | None = None,
    ) -> None:
        """`path`: the restoration file the document was opened from; `packed`: its patches."""
        self._document, self.path = document, path
        self.writer = None if document is None else RestorationWriter(document.scan, packed)
        self.autosave.set_document(document, self.writer, recovered)

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to where it was saved before; `then` is called after a success."""
        if self.path is None:
            self.save_as(then)
        else:
            self._start(self.path, then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to, and save there."""
        if self._document is None:
            return
        scan = self._document.scan.path or Path.home() / "scan"
        proposal = self.path or beside(scan) / scan.with_suffix(SUFFIX).name

        def chosen(path: Path) -> None:
            named = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
            self._start(named, then)

        self._dialogs.choose_restoration_target(self._window, proposal, chosen)

    def _start(self, path: Path, then: Callable[[], None] | None) -> None:
        document, writer = self._document, self.writer
        if document is None or writer is None:
            return
        snapshot, view = document.snapshot(), self._canvas.looked_at
        revision = document.history.revision

        def job(progress: Progress) -> Path:
            return writer.save(snapshot, path, view, progress)

        def done(path: Path) -> None:
            if document is self._document:
                self.path = path
            if document.history.revision == revision:  # not worked on further meanwhile
                document.history.mark_saved()
            self.autosave.saved(revision)
            self.saved.emit(path)
            self.said.emit(tr("Saved as {name} in {folder}", name=path.name, folder=path.parent))
            if then is not None:
                then()

        self._work.add(FileTask(tr("Saving {name}", name=path.name), job, done))
