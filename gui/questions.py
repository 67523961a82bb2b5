"""What windows ask in windows of their own; tests hand them other answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.dialogs import show
from gui.language import tr
from gui.settings import Settings


class Questions:
    """Those of every window. Nothing here blocks; folders are remembered."""

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
