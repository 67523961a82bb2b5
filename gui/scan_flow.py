"""The open scans and their way from and to files: open, recover, close, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.document.recovery import Recoverable, is_open_elsewhere, recoverable
from engine.progress import Progress
from gui.canvas.view import Canvas
from gui.dialogs import Dialogs
from gui.engine_words import in_words
from gui.enlarging import save_as_asked
from gui.export_dialog import ExportDialog, ExportRequest
from gui.file_work import FileTask, FileWork
from gui.language import tr
from gui.opening import Opened, Outcome, SeveralPages, VeryLarge, open_anything, recover
from gui.places import export_folder
from gui.saving import Saving
from gui.session import Session, Sessions
from gui.settings import Settings

STROKE_MS = 50  # until it is looked again whether a stroke has ended


class ScanFlow(QObject):
    """Holds the open documents; everything that takes time happens on the file thread."""

    changed = Signal(object)  # Document or None: another one is in front now
    closed = Signal(object)  # Document that is open no more
    saved = Signal(object)  # Path of an export
    said = Signal(str)

    def __init__(
        self, window: QWidget, settings: Settings, dialogs: Dialogs, canvas: Canvas
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._dialogs = window, settings, dialogs
        self._canvas = canvas
        self.work = FileWork(self)
        self.sessions = Sessions(canvas, self)
        self.sessions.fronted.connect(self.changed)
        self.saving = Saving(window, dialogs, self.work, canvas, self.sessions)

    @property
    def session(self) -> Session | None:
        """The one in front."""
        return self.sessions.front

    @property
    def document(self) -> Document | None:
        return self.session.document if self.session else None

    @property
    def name(self) -> str:
        """How the scan in front, or its restoration file, is called; empty when none is open."""
        return self.session.name if self.session else ""

    @property
    def is_modified(self) -> bool:
        """Whether any of the open scans would lose work."""
        return any(session.is_modified for session in self.sessions)

    def ask_and_open(self) -> None:
        self._dialogs.choose_scans(self._window, self.open_all)

    def open_all(self, paths: Sequence[Path]) -> None:
        """Open several; the first of them is looked at."""
        for number, path in enumerate(paths):
            self.open(path, behind=number > 0)

    def open(self, path: Path, *, behind: bool = False) -> None:
        """Open the scan or restoration file `path`, or show it where it is open already.

        behind: it is not to come to the front, where there is something.
        """
        path = Path(path).absolute()
        self._settings.set_folder("open", path.parent)
        self._open(path, self._folders(), behind)

    def open_held(self, path: Path, folder: Path) -> None:
        """Open a restoration file that lies elsewhere than its scan, which is in `folder`."""
        self._open(path, [folder, *self._folders()], behind=False)

    def close(self, session: Session | None = None) -> None:
        """Close it, or the one in front; asks first where work would be lost."""
        session = session or self.session
        if session is not None:
            self.leave([session], lambda: self._drop([session]))

    def close_all(self) -> None:
        everything = list(self.sessions)
        self.leave(everything, lambda: self._drop(everything))

    def end(self) -> None:
        """The window closes: all that is to be saved is saved."""
        self.work.close()
        self.saving.autosave.close()

    def offer_recovery(self, found: Sequence[Recoverable] | None = None) -> None:
        """Ask what to do with what a crash left behind; without a word where there is nothing."""
        found = recoverable() if found is None else found
        if found:
            self._dialogs.offer_recovery(self._window, found, self._recovery_chosen)

    def show_recovery(self) -> None:
        found = recoverable()
        if not found:
            self.said.emit(tr("There is nothing to recover: all work was saved or discarded."))
        self.offer_recovery(found)

    def leave(self, sessions: Iterable[Session], then: Callable[[], None]) -> None:
        """Go on with `then` once nothing unsaved of these would be lost; asks once for all."""
        unsaved = [session for session in sessions if session.is_modified]

        def answered(answer: str) -> None:
            if answer == "save":
                self._save_all(unsaved, then)
            elif answer == "discard":
                then()

        if not unsaved:
            then()
        elif len(unsaved) == 1:
            self.sessions.show(unsaved[0])
            self._dialogs.ask_unsaved(self._window, unsaved[0].name, answered)
        else:
            self._dialogs.ask_all_unsaved(
                self._window,
                [session.name for session in unsaved],
                lambda places: self._save_all([unsaved[place] for place in places], then),
            )

    def export(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to and save there; `then` is called after a success."""
        session, document = self.session, self.document
        if session is None or document is None:
            return
        dialog = ExportDialog(
            document.scan,
            self._settings.export_format,
            document.scan.quality or self._settings.jpeg_quality,
            unrepaired=document.layers.is_marked(),
            record=self._settings.export_record,
            metadata=self._settings.export_metadata,
            compression=self._settings.tiff_compression,
            folder=export_folder(self._settings, document.scan.path),
        )
        self._dialogs.export(
            self._window, dialog, lambda request: self._start_export(session, request, then)
        )

    def _open(self, path: Path, folders: Sequence[Path], behind: bool) -> None:
        if not self._show_known(self.sessions.find(path), behind):
            self._add(
                tr("Opening {name}", name=path.name),
                lambda progress: open_anything(path, folders, progress),
                behind=behind,
            )

    def _save_all(self, sessions: Sequence[Session], then: Callable[[], None]) -> None:
        """One after the other; `then` once the last one is saved."""
        still_open = [session for session in sessions if session in self.sessions]
        if not still_open:
            then()
            return
        first, *others = still_open
        self.saving.save(lambda: self._save_all(others, then), first)

    def _drop(self, sessions: Iterable[Session]) -> None:
        # The one in front last: no other one comes there on the way.
        still_open = [session for session in sessions if session in self.sessions]
        for session in sorted(still_open, key=lambda each: each is self.session):
            self.sessions.remove(session)
            self.saving.autosave.drop(session.document)
            self.closed.emit(session.document)

    def _recovery_chosen(self, answer: str, chosen: Sequence[Recoverable]) -> None:
        folders = self._folders()
        for number, found in enumerate(chosen):
            if answer == "discard":
                found.discard()
                continue
            name = found.scan.name if found.scan else tr("a scan")
            self._add(
                tr("Recovering {name}", name=name),
                lambda progress, found=found: recover(found, folders, progress),
                behind=number > 0,
            )

    def _folders(self) -> list[Path]:
        """Where a scan that has moved may be."""
        recent = [path.parent for path in self._settings.recent]
        return list(dict.fromkeys([self._settings.folder("open"), *recent]))

    def _add(self, doing: str, job: Callable[[Progress], Outcome], *, behind: bool = False) -> None:
        self.work.add(FileTask(doing, job, lambda outcome: self._opened(outcome, behind)))

    def _opened(self, outcome: Outcome, behind: bool) -> None:
        """Ask for what is missing, and about what somebody else has open too."""
        if isinstance(outcome, Opened):
            self._check_opened(outcome, behind)
        elif isinstance(outcome, SeveralPages):
            self._dialogs.choose_page(
                self._window,
                outcome.path.name,
                outcome.pages,
                lambda page: self._open_page(outcome, page, behind),
            )
        elif isinstance(outcome, VeryLarge):
            doing = tr("Opening {name}", name=outcome.path.name)
            self._dialogs.ask_large(
                self._window,
                in_words(outcome.question),
                lambda: self._add(doing, lambda progress: outcome.agreed(), behind=behind),
            )
        else:
            self.said.emit(tr("{name} was not found: show where it is now.", name=outcome.name))
            self._dialogs.choose_missing_scan(
                self._window,
                outcome.name,
                lambda path: self._add(
                    tr("Opening {name}", name=path.name),
                    lambda progress: outcome.with_scan(path, progress),
                    behind=behind,
                ),
            )

    def _open_page(self, found: SeveralPages, page: int, behind: bool) -> None:
        if not self._show_known(self.sessions.find(found.path, page), behind):
            doing = tr("Opening {name}", name=found.path.name)
            self._add(doing, lambda progress: found.with_page(page), behind=behind)

    def _check_opened(self, opened: Opened, behind: bool) -> None:
        scan = opened.document.scan
        own = opened.saved_as or scan.path
        known = self.sessions.find(own, scan.page) if own and not opened.recovered else None
        if self._show_known(known, behind):  # asked for twice before it was there
            return
        if scan.path and is_open_elsewhere(scan.path, self.saving.autosave.places):
            copy = replace(opened, saved_as=None)
            self._dialogs.ask_shared(
                self._window, scan.path.name, lambda: self._put_opened(copy, behind)
            )
        else:
            self._put_opened(opened, behind)

    def _put_opened(self, opened: Opened, behind: bool) -> None:
        session = Session(opened.document, opened.saved_as, opened.view, opened.packed)
        self._put(session, opened.recovered, behind=behind)

    def _put(
        self, session: Session, recovered: Recoverable | None = None, *, behind: bool = False
    ) -> None:
        if self._canvas.is_drawing and not behind:  # nobody's hand is led to another picture
            again = partial(self._put, session, recovered, behind=behind)
            QTimer.singleShot(STROKE_MS, self, again)
            return
        document = session.document
        self.saving.autosave.add(document, session.writer, recovered)
        if session.file is not None:
            self._settings.add_recent(session.file)
        self.sessions.add(session, behind=behind)
        if document.scan.warnings:
            self.said.emit(in_words(" ".join(document.scan.warnings)))

    def _show_known(self, session: Session | None, behind: bool) -> bool:
        """Whether it is open already; it comes to the front then, where it was to be seen."""
        if session is None:
            return False
        if not behind:
            self.sessions.show(session)
        self.said.emit(tr("{name} is open already.", name=session.name))
        return True

    def _start_export(
        self, session: Session, request: ExportRequest, then: Callable[[], None] | None
    ) -> None:
        document, writer = session.document, session.writer
        self._settings.export_format = request.format
        if request.format == "JPEG" and request.quality not in (None, document.scan.quality):
            self._settings.jpeg_quality = request.quality
        self._settings.export_record = request.record
        self._settings.export_metadata = request.metadata
        if request.compression is not None:
            self._settings.tiff_compression = request.compression
        snapshot, device = document.snapshot(), self._settings.device

        def job(progress: Progress) -> Path:
            from engine.document.record import save_record

            path = request.path
            saved = save_as_asked(snapshot, request, device, progress)
            if request.record:
                identity, sha256 = writer.identity(progress), saved.finished_sha256
                save_record(saved.snapshot, path, identity, finished_sha256=sha256)
            return path

        def done(path: Path) -> None:
            unchanged = tuple(document.patches) == snapshot.patches
            if unchanged and document.finish is snapshot.finish:  # not worked on meanwhile
                document.history.mark_saved()
            self.saved.emit(path)
            self.said.emit(tr("Saved as {name} in {folder}", name=path.name, folder=path.parent))
            if then is not None:
                then()

        self.work.add(FileTask(tr("Saving {name}", name=request.path.name), job, done))
