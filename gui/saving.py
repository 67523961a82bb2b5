"""Where the open documents are saved: their restoration files, and the autosave behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.document.restoration import SUFFIX
from engine.progress import Progress
from gui.autosave import Autosave
from gui.canvas.view import Canvas
from gui.dialogs import Dialogs
from gui.file_work import FileTask, FileWork
from gui.language import tr
from gui.places import beside
from gui.session import Session, Sessions


class Saving(QObject):
    """Saves one document after the other; the first time each asks where."""

    saved = Signal(object)  # Path
    said = Signal(str)

    def __init__(
        self, window: QWidget, dialogs: Dialogs, work: FileWork, canvas: Canvas, sessions: Sessions
    ) -> None:
        super().__init__(window)
        self._window, self._dialogs, self._work, self._sessions = window, dialogs, work, sessions
        self.autosave = Autosave(canvas, sessions.view_of, self)
        self.autosave.said.connect(self.said)

    def save(self, then: Callable[[], None] | None = None, session: Session | None = None) -> None:
        """Save the one in front, or another one, to where it was saved before; `then` is called
        after a success."""
        session = session or self._sessions.front
        if session is not None and session.path is not None:
            self._start(session, session.path, then)
        else:
            self.save_as(then, session)

    def save_as(
        self, then: Callable[[], None] | None = None, session: Session | None = None
    ) -> None:
        """Ask where to, and save there."""
        session = session or self._sessions.front
        if session is None:
            return
        scan = session.document.scan.path or Path.home() / "scan"
        proposal = session.path or beside(scan) / scan.with_suffix(SUFFIX).name

        def chosen(path: Path) -> None:
            named = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
            if self._sessions.find(named) in (None, session):
                self._start(session, named, then)
            else:
                told = tr("{name} is open in another tab: choose another name.", name=named.name)
                self.said.emit(told)

        self._sessions.show(session)  # to see what the question is about
        self._dialogs.choose_restoration_target(self._window, proposal, chosen)

    def _start(self, session: Session, path: Path, then: Callable[[], None] | None) -> None:
        document, writer = session.document, session.writer
        snapshot, view = document.snapshot(), self._sessions.view_of(document)
        revision = document.history.revision

        def job(progress: Progress) -> Path:
            return writer.save(snapshot, path, view, progress)

        def done(path: Path) -> None:
            session.path = path
            if document.history.revision == revision:  # not worked on further meanwhile
                document.history.mark_saved()
            self.autosave.saved(document, revision)
            self.saved.emit(path)
            self.said.emit(tr("Saved as {name} in {folder}", name=path.name, folder=path.parent))
            if then is not None:
                then()

        self._work.add(FileTask(tr("Saving {name}", name=path.name), job, done))
