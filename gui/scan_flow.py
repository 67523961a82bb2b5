"""The open scan and its way from and to files: open, close, export, masks, unsaved changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.document.mask import Mask
from engine.geometry import Box
from engine.progress import Progress
from gui.dialogs import Dialogs
from gui.export_dialog import ExportDialog, ExportRequest, is_same_file
from gui.file_work import FileTask, FileWork
from gui.settings import Settings


def open_document(path: Path) -> Document:
    from engine.files.reader import open_scan

    return Document(open_scan(path))


class ScanFlow(QObject):
    """Holds the one open document; everything that takes time happens on the file thread."""

    changed = Signal(object)  # Document or None: another one is open now
    mask_changed = Signal(object)  # Box
    saved = Signal(object)  # Path of an export
    said = Signal(str)

    def __init__(self, window: QWidget, settings: Settings, dialogs: Dialogs) -> None:
        super().__init__(window)
        self._window, self._settings, self._dialogs = window, settings, dialogs
        self.work = FileWork(self)
        self.document: Document | None = None

    @property
    def name(self) -> str:
        """How the open scan is called; empty when none is open."""
        path = self.document.scan.path if self.document else None
        return path.name if path else ("Untitled" if self.document else "")

    def ask_and_open(self) -> None:
        self._dialogs.choose_scan(self._window, self.open)

    def open(self, path: Path) -> None:
        """Open `path` in place of the present scan, asking first where work would be lost."""
        path = Path(path).absolute()
        self.leave(lambda: self._start_open(path))

    def close(self) -> None:
        self.leave(lambda: self._put(None))

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with `then` once nothing unsaved would be lost by it."""

        def answered(answer: str) -> None:
            if answer == "export":
                self.export(then)
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
        self.work.add(
            FileTask(f"Opening {path.name}", lambda progress: open_document(path), self._put)
        )

    def _put(self, document: Document | None) -> None:
        self.document = document
        if document is not None and document.scan.path is not None:
            self._settings.add_recent(document.scan.path)
        self.changed.emit(document)
        if document is not None and document.scan.warnings:
            self.said.emit(" ".join(document.scan.warnings))

    def _start_export(
        self, document: Document, request: ExportRequest, then: Callable[[], None] | None
    ) -> None:
        self._settings.export_format = request.format
        if request.quality is not None:
            self._settings.jpeg_quality = request.quality
        snapshot = document.snapshot()

        def job(progress: Progress) -> Path:
            from engine.files.writer import SaveOptions, save_scan

            options = SaveOptions(format=request.format, quality=request.quality)
            return save_scan(snapshot, request.path, options, progress)

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
