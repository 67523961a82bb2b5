"""Marks of the scan in front from and to mask files, and all of them taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.document.layer_edits import add_marks, clear_layers
from engine.document.mask import Mask
from engine.progress import Progress
from gui.dialogs import Dialogs
from gui.export_dialog import is_same_file
from gui.file_work import FileTask
from gui.language import tr
from gui.scan_flow import ScanFlow


class MaskFiles(QObject):
    """What is read is added to the scan it was asked for, also when that is behind by then."""

    changed = Signal(object)  # Box of the scan in front
    behind = Signal(object)  # Document behind it: other marks are there
    said = Signal(str)

    def __init__(self, window: QWidget, dialogs: Dialogs, files: ScanFlow) -> None:
        super().__init__(window)
        self._window, self._dialogs, self._files = window, dialogs, files

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {
            "import_mask": self.ask_and_add,
            "export_mask": self.ask_and_save,
            "clear_mask": self.clear,
        }

    def ask_and_add(self) -> None:
        if self._files.document is not None:
            self._dialogs.choose_mask(self._window, self.add)

    def add(self, path: Path) -> None:
        """Mark what is white in the mask `path`, or what its layers mark."""
        document = self._files.document
        if document is None:
            return

        def job(progress: Progress) -> dict[str, Mask]:
            from engine.document.layer_files import read_layers

            found = read_layers(path, document.size)
            return {layer: Mask(document.size, pixels) for layer, pixels in found.items()}

        self._files.work.add(
            FileTask(
                tr("Reading {name}", name=path.name),
                job,
                lambda found: self._add_layers(document, found),
            )
        )

    def ask_and_save(self) -> None:
        if self._files.document is None:
            return
        path = self._files.document.scan.path
        proposal = (path or Path.home() / "scan").with_suffix("")
        proposal = proposal.with_name(f"{proposal.name}_mask.png")
        self._dialogs.choose_mask_target(self._window, proposal, self._save)

    def clear(self) -> None:
        """Take all marks away that are to be repaired, as one undo step."""
        document = self._files.document
        if document is not None and (layers := document.layers.repaired()):
            names = [layer.id for layer in layers]
            self.changed.emit(clear_layers(document, names, tr("Clear mask")))

    def _add_layers(self, document: Document, found: Mapping[str, Mask]) -> None:
        pieces = {
            layer: [(tile, mask.read(tile)) for tile in mask.marked_tiles()]
            for layer, mask in found.items()
        }
        if not any(pieces.values()):
            self.said.emit(tr("The mask marks nothing: it must be white where to repair."))
            return
        changed = add_marks(document, pieces, tr("Import mask"))
        if document is self._files.document:
            self.changed.emit(changed)
        else:
            self.behind.emit(document)
        self.said.emit(tr("Mask imported; press Repair when it looks right."))

    def _save(self, path: Path) -> None:
        document = self._files.document
        if document is None:
            return
        if is_same_file(path, document.scan.path):
            self.said.emit(
                tr("This is the original, which is never overwritten: choose another name.")
            )
            return
        snapshot = document.snapshot()

        def job(progress: Progress) -> Path:
            from engine.files.writer import save_mask

            save_mask(snapshot.read_mask(snapshot.scan.size.box), path)
            return path

        self._files.work.add(
            FileTask(
                tr("Saving {name}", name=path.name),
                job,
                lambda _: self.said.emit(tr("Saved {name}", name=path.name)),
            )
        )
