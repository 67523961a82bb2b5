"""The open scan and its way from and to files: open, recover, close, export, masks, changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.document.mask import Mask
from engine.document.recovery import Recoverable, is_open_elsewhere, recoverable
from engine.geometry import Box
from engine.progress import Progress
from gui.canvas.view import Canvas
from gui.dialogs import Dialogs
from gui.export_dialog import ExportDialog, ExportRequest, is_same_file
from gui.file_work import FileTask, FileWork
from gui.opening import Opened, ScanMissing, open_anything, recover
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
        return path.name if path else ("Untitled" if self.document else "")

    def ask_and_open(self) -> None:
        self._dialogs.choose_scan(self._window, self.open)

    def open(self, path: Path) -> None:
        """Open the scan or restoration file `path` in place of the present one, asking first
        where work would be lost."""
        path = Path(path).absolute()
        self.leave(lambda: self._start_open(path))

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
            self.said.emit("There is nothing to recover: all work was saved or discarded.")
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
            # Not the source's own when that is lower: what is compressed twice loses twice.
            max(document.scan.quality or 0, self._settings.jpeg_quality),
            unrepaired=not document.mask.is_empty(),
            record=self._settings.export_record,
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

        def job(progress: Progress) -> Mask:
            from engine.files.reader import open_mask

            return Mask(document.size, open_mask(path, document.size))

        self.work.add(
            FileTask(f"Reading {path.name}", job, lambda mask: self._add_mask(document, mask))
        )

    def export_mask(self) -> None:
        if self.document is None:
            return
        path = self.document.scan.path
        proposal = (path or Path.home() / "scan").with_suffix("")
        proposal = proposal.with_name(f"{proposal.name}_mask.png")
        self._dialogs.choose_mask_target(self._window, proposal, self._start_export_mask)

    def clear_mask(self) -> None:
        """Take all marks away, as one undo step."""
        if self.document is not None and not self.document.mask.is_empty():
            box = self.document.mask.bounds()
            nothing = np.zeros((box.height, box.width), np.uint8)
            self._write_mask(self.document, box, nothing, "Clear mask")

    def _start_open(self, path: Path) -> None:
        self._settings.set_folder("open", path.parent)
        folders = self._folders()
        self._add(f"Opening {path.name}", lambda progress: open_anything(path, folders, progress))

    def _recovery_chosen(self, answer: str, found: Recoverable) -> None:
        if answer == "discard":
            found.discard()
            return
        folders = self._folders()
        name = found.scan.name if found.scan else "a scan"
        self.leave(
            lambda: self._add(
                f"Recovering {name}", lambda progress: recover(found, folders, progress)
            )
        )

    def _folders(self) -> list[Path]:
        """Where a scan that has moved may be."""
        recent = [path.parent for path in self._settings.recent]
        return list(dict.fromkeys([self._settings.folder("open"), *recent]))

    def _add(self, doing: str, job: Callable[[Progress], Opened | ScanMissing]) -> None:
        self.work.add(FileTask(doing, job, self._opened))

    def _opened(self, outcome: Opened | ScanMissing) -> None:
        """Ask for what is missing, and about what somebody else has open too."""
        if isinstance(outcome, ScanMissing):
            self.said.emit(f"{outcome.name} was not found: show where it is now.")
            self._dialogs.choose_missing_scan(
                self._window,
                outcome.name,
                lambda path: self._add(
                    f"Opening {path.name}", lambda progress: outcome.with_scan(path, progress)
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
        self._put(opened.document, opened.saved_as, opened.recovered)
        if opened.view is not None:
            self.looked_at.emit(opened.view)

    def _put(
        self,
        document: Document | None,
        saved_as: Path | None = None,
        recovered: Recoverable | None = None,
    ) -> None:
        self.document = document
        self.saving.set_document(document, saved_as, recovered)
        if document is not None and (path := saved_as or document.scan.path) is not None:
            self._settings.add_recent(path)
        self.changed.emit(document)
        if document is not None and document.scan.warnings:
            self.said.emit(" ".join(document.scan.warnings))

    def _start_export(
        self, document: Document, request: ExportRequest, then: Callable[[], None] | None
    ) -> None:
        self._settings.export_format = request.format
        if request.quality is not None:
            self._settings.jpeg_quality = request.quality
        self._settings.export_record = request.record
        snapshot, writer = document.snapshot(), self.saving.writer

        def job(progress: Progress) -> Path:
            from engine.document.record import save_record, with_history
            from engine.files.writer import SaveOptions, save_scan

            options = SaveOptions(format=request.format, quality=request.quality)
            path = save_scan(with_history(snapshot), request.path, options, progress)
            if request.record and writer is not None:
                save_record(snapshot, path, writer.identity(progress))
            return path

        def done(path: Path) -> None:
            if tuple(document.patches) == snapshot.patches:  # not repaired further meanwhile
                document.history.mark_saved()
            self.saved.emit(path)
            self.said.emit(f"Saved as {path.name} in {path.parent}")
            if then is not None:
                then()

        self.work.add(FileTask(f"Saving {request.path.name}", job, done))

    def _start_export_mask(self, path: Path) -> None:
        if self.document is None:
            return
        if is_same_file(path, self.document.scan.path):
            self.said.emit("This is the original, which is never overwritten: choose another name.")
            return
        pixels = self.document.mask.pixels.copy()

        def job(progress: Progress) -> Path:
            from engine.files.writer import save_mask

            save_mask(pixels, path)
            return path

        self.work.add(
            FileTask(f"Saving {path.name}", job, lambda _: self.said.emit(f"Saved {path.name}"))
        )

    def _add_mask(self, document: Document, mask: Mask) -> None:
        if document is not self.document:
            return
        box = mask.bounds()
        if not box:
            self.said.emit("The mask marks nothing: it must be white where to repair.")
            return
        both = np.maximum(mask.read(box), document.mask.pixels[box.slices])
        self._write_mask(document, box, both, "Import mask")
        self.said.emit("Mask imported; press Repair when it looks right.")

    def _write_mask(self, document: Document, box: Box, values: np.ndarray, text: str) -> None:
        document.remember_mask(text, document.mask.replace(box, values))
        self.mask_changed.emit(box)
