"""Which page of a TIFF shall be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.files.scan import PageFacts


class PageDialog(QDialog):
    """A list of pages to choose one from. `then` gets its number, from 1."""

    def __init__(
        self,
        name: str,
        pages: Sequence[PageFacts],
        then: Callable[[int], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Choose a page")
        self._then = then
        self.list = QListWidget()
        self.list.setAccessibleName("Pages of the file")
        self.list.setSpacing(2)
        for number, page in enumerate(pages, 1):
            item = QListWidgetItem(f"Page {number}:  {describe(page)}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, number)
        self.list.setCurrentRow(0)
        self.open_button = QPushButton("Open", default=True)
        self.open_button.setProperty("primary", True)
        self.open_button.clicked.connect(self.accept)
        self.list.itemActivated.connect(self.accept)
        self.accepted.connect(self._chosen)
        text = QLabel(f"{name} has {len(pages)} pages. Which one do you want to open?")
        text.setWordWrap(True)
        hint = QLabel("A result has one page; the others stay in the original file.")
        hint.setProperty("quiet", True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        for widget in (text, self.list, hint, buttons):
            column.addWidget(widget)
        self.list.setFocus()

    def _chosen(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self._then(item.data(Qt.ItemDataRole.UserRole))


def describe(page: PageFacts) -> str:
    """ "4000 x 3000 pixels, 16 bit, colour"."""
    kind = "grey" if page.channels == 1 else "colour"
    return f"{page.size} pixels, {page.bits} bit, {kind}"
