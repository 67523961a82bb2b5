"""What the batch window asks in windows of their own; tests hand it other answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gui.dialogs import file_filters, show
from gui.language import mark, tr
from gui.questions import Questions

FILES = {
    mark("Scans"): "*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.jp2 *.avif",
    mark("All files"): "*",
}
MARKS = {mark("Watermark files"): "*.png", mark("All files"): "*"}


class BatchQuestions(Questions):
    """Those of every window, and which scans."""

    def choose_files(self, parent: QWidget, then: Callable[[Sequence[Path]], None]) -> None:
        folder = str(self._settings.folder("batch"))
        dialog = QFileDialog(parent, tr("Add scans"), folder, file_filters(FILES))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
        show(dialog)

    def choose_mark(self, parent: QWidget, then: Callable[[Path], None]) -> None:
        """A watermark that was learnt before."""
        folder = str(self._settings.folder("batch"))
        dialog = QFileDialog(parent, tr("Choose the watermark file"), folder, file_filters(MARKS))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        show(dialog)
