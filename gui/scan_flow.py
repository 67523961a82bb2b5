"""The open scan and its way from and to files: open, recover, close, export, masks, changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.document.layer_edits import add_marks, clear_layers
from engine.document.mask import Mask
from engine.document.recovery import Recoverable, is_open_elsewhere, recoverable
from engine.progress import Progress
from gui.canvas.view import Canvas
from gui.dialogs import Dialogs
from gui.export_dialog import ExportDialog, ExportRequest, is_same_file
from gui.file_work import FileTask, FileWork
from gui.language import tr
from gui.opening import (
    Opened,
    Outcome,
    ScanMissing,
    SeveralPages,
    VeryLarge,
    open_anything,
    recover,
)
from gui.places import export_folder
from gui.saving import Saving
from gui.settings import Settings


class ScanFlow(QObject):
    """Holds the one open document; everything that takes time happens on the file thread."""

    changed = Signal(object)  # Document or None: another one is open now
    looked_at = Signal(object)  # View of it, as it was saved
    mask_changed = Signal(object)  # Box
    saved = Signal(object)  # Path of an export
    said = Signal(str)

    def __init__(
        self, window: QWidget, settings: Settings, dialogs: Dialogs, canvas: Canvas
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._dialogs = window, settings, dialogs
        self.work = FileWork(self)
        self.saving = Saving(window, dialogs, self.work, canvas)
        self.document: Document | None = None

    @property
    def name(self) -> str:
        """How the open scan, or its restoration file, is called; empty when none is open."""
        path = self.saving.path or (self.document.scan.path if self.document else None)
        return path.name if path else (tr("Untitled") if self.document else "")

    def ask_and_open(self) -> None:
        self._dialogs.choose_scan(self._window, self.open)

    def open(self, path: Path) -> None:
        """Open the scan or restoration file `path` in place of the present one, asking first
        where work would be lost."""
        path = Path(path).absolute()
        self.leave(lambda: self._start_open(path))

    def open_held(self, path: Path, folder: Path) -> None:
        """Open a restoration file that lies elsewhere than its scan, which is in `folder`."""
        folders = [folder, *self._folders()]
        self.leave(
            lambda: self._add(
                tr("Opening {name}", name=path.name),
                lambda progress: open_anything(path, folders, progress),
            )
        )

    def close(self) -> None:
        self.leave(lambda: self._put(None))

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

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then` once nothing unsaved would be lost by it."""

        def answered(answer: str) -> None:
            if answer == "save":
                self.saving.save(then)
            elif answer == "discard":
                then()

        if self.document is not None and self.document.history.is_modified:
            self._dialogs.ask_unsaved(self._window, self.name, answered)
        else:
            then()

    def export(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to and save there; `then` is called after a success."""
        document = self.document
        if document is None:
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
            self._window, dialog, lambda request: self._start_export(document, request, then)
        )

    def import_mask(self, path: Path | None = None) -> None:
        if self.document is None:
            return
        if path is None:
            self._dialogs.choose_mask(self._window, self.import_mask)
            return
        document = self.document

        def job(progress: Progress) -> dict[str, Mask]:
            from engine.document.layer_files import read_layers

            found = read_layers(path, document.size)
            return {layer: Mask(document.size, pixels) for layer, pixels in found.items()}

        self.work.add(
            FileTask(
                tr("Reading {name}", name=path.name),
                job,
                lambda found: self._add_layers(document, found),
            )
        )

    def export_mask(self) -> None:
        if self.document is None:
            return
        path = self.document.scan.path
        proposal = (path or Path.home() / "scan").with_suffix("")
        proposal = proposal.with_name(f"{proposal.name}_mask.png")
        self._dialogs.choose_mask_target(self._window, proposal, self._start_export_mask)

    def clear_mask(self) -> None:
        """Take all marks away that are to be repaired, as one undo step."""
        if self.document is not None and (layers := self.document.layers.repaired()):
            names = [layer.id for layer in layers]
            self.mask_changed.emit(clear_layers(self.document, names, tr("Clear mask")))

    def _start_open(self, path: Path) -> None:
        self._settings.set_folder("open", path.parent)
        folders = self._folders()
        self._add(
            tr("Opening {name}", name=path.name),
            lambda progress: open_anything(path, folders, progress),
        )

    def _recovery_chosen(self, answer: str, found: Recoverable) -> None:
        if answer == "discard":
            found.discard()
            return
        folders = self._folders()
        name = found.scan.name if found.scan else tr("a scan")
        self.leave(
            lambda: self._add(
                tr("Recovering {name}", name=name),
                lambda progress: recover(found, folders, progress),
            )
        )

    def _folders(self) -> list[Path]:
        """Where a scan that has moved may be."""
        recent = [path.parent for path in self._settings.recent]
        return list(dict.fromkeys([self._settings.folder("open"), *recent]))

    def _add(self, doing: str, job: Callable[[Progress], Outcome]) -> None:
        self.work.add(FileTask(doing, job, self._opened))

    def _opened(self, outcome: Outcome) -> None:
        """Ask for what is missing, and about what somebody else has open too."""
        if isinstance(outcome, SeveralPages):
            doing = tr("Opening {name}", name=outcome.path.name)
            self._dialogs.choose_page(
                self._window,
                outcome.path.name,
                outcome.pages,
                lambda page: self._add(doing, lambda progress: outcome.with_page(page)),
            )
            return
        if isinstance(outcome, VeryLarge):
            doing = tr("Opening {name}", name=outcome.path.name)
            self._dialogs.ask_large(
                self._window,
                outcome.question,
                lambda: self._add(doing, lambda progress: outcome.agreed()),
            )
            return
        if isinstance(outcome, ScanMissing):
            self.said.emit(tr("{name} was not found: show where it is now.", name=outcome.name))
            self._dialogs.choose_missing_scan(
                self._window,
                outcome.name,
                lambda path: self._add(
                    tr("Opening {name}", name=path.name),
                    lambda progress: outcome.with_scan(path, progress),
                ),
            )
            return
        path = outcome.document.scan.path
        if path is not None and is_open_elsewhere(path, self.saving.autosave.place):
            copy = replace(outcome, saved_as=None)
            self._dialogs.ask_shared(self._window, path.name, lambda: self._put_opened(copy))
        else:
            self._put_opened(outcome)

    def _put_opened(self, opened: Opened) -> None:
        self._put(opened.document, opened.saved_as, opened.recovered, opened.packed)
        if opened.view is not None:
            self.looked_at.emit(opened.view)

    def _put(
        self,
        document: Document | None,
        saved_as: Path | None = None,
        recovered: Recoverable | None = None,
        packed: Mapping[str, bytes] | None = None,
    ) -> None:
        self.document = document
        self.saving.set_document(document, saved_as, recovered, packed)
        if document is not None and (path := saved_as or document.scan.path) is not None:
            self._settings.add_recent(path)
        self.changed.emit(document)
        if document is not None and document.scan.warnings:
            self.said.emit(" ".join(document.scan.warnings))

    def _start_export(
        self, document: Document, request: ExportRequest, then: Callable[[], None] | None
    ) -> None:
        self._settings.export_format = request.format
        if request.format == "JPEG" and request.quality not in (None, document.scan.quality):
            self._settings.jpeg_quality = request.quality
        self._settings.export_record = request.record
        self._settings.export_metadata = request.metadata
        if request.compression is not None:
            self._settings.tiff_compression = request.compression
        snapshot, writer = document.snapshot(), self.saving.writer

        def job(progress: Progress) -> Path:
            from engine.document.record import save_record
            from engine.restoring import save_restored

            path = request.path
            saved = save_restored(snapshot, path, request.options, progress)
            if request.record and writer is not None:
                identity, sha256 = writer.identity(progress), saved.finished_sha256
                save_record(snapshot, path, identity, finished_sha256=sha256)
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

    def _start_export_mask(self, path: Path) -> None:
        if self.document is None:
            return
        if is_same_file(path, self.document.scan.path):
            self.said.emit(
                tr("This is the original, which is never overwritten: choose another name.")
            )
            return
        snapshot = self.document.snapshot()

        def job(progress: Progress) -> Path:
            from engine.files.writer import save_mask

            save_mask(snapshot.read_mask(snapshot.scan.size.box), path)
            return path

        self.work.add(
            FileTask(
                tr("Saving {name}", name=path.name),
                job,
                lambda _: self.said.emit(tr("Saved {name}", name=path.name)),
            )
        )

    def _add_layers(self, document: Document, found: Mapping[str, Mask]) -> None:
        if document is not self.document:
            return
        pieces = {
            layer: [(tile, mask.read(tile)) for tile in mask.marked_tiles()]
            for layer, mask in found.items()
        }
        if not any(pieces.values()):
            self.said.emit(tr("The mask marks nothing: it must be white where to repair."))
            return
        self.mask_changed.emit(add_marks(document, pieces, tr("Import mask")))
        self.said.emit(tr("Mask imported; press Repair when it looks right."))
