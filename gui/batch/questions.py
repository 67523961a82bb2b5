"""What the batch window asks in windows of their own; tests hand it other answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.dialogs import file_filters, show
from gui.language import mark, tr
from gui.settings import Settings

FILES = {
    mark("Scans"): "*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.jp2 *.avif",
    mark("All files"): "*",
}
MARKS = {mark("Watermark files"): "*.png", mark("All files"): "*"}


class Questions:
    """The real ones. Nothing here blocks; folders are remembered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def choose_folder(self, parent: QWidget, title: str, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(parent, title, str(self._settings.folder("batch")))
        dialog.setFileMode(QFileDialog.FileMode.Directory)

        def chosen(name: str) -> None:
            self._settings.set_folder("batch", Path(name).parent)
            then(Path(name))

        dialog.fileSelected.connect(chosen)
        show(dialog)

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

    def confirm(
        self, parent: QWidget, question: str, details: str, yes: str, then: Callable[[], None]
    ) -> None:
        """`then` where the answer is `yes`; the other one is Cancel, and the default."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Heirloom")
        box.setText(question)
        box.setInformativeText(details)
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        box.finished.connect(lambda: then() if box.clickedButton() is agree else None)
        show(box)

    def tell(self, parent: QWidget, sentence: str) -> None:
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Heirloom")
        box.setText(sentence)
        box.addButton(QMessageBox.StandardButton.Ok)
        show(box)
