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
from gui.language import tr, tr_n


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
        self.setWindowTitle(tr("Choose a page"))
        self._then = then
        self.list = _page_list(pages)
        self.open_button = QPushButton(tr("Open"), default=True)
        self.open_button.setProperty("primary", True)
        self.open_button.clicked.connect(self.accept)
        self.list.itemActivated.connect(self.accept)
        self.accepted.connect(self._chosen)
        text = QLabel(
            tr_n(
                "{name} has one page. Do you want to open it?",
                "{name} has {n} pages. Which one do you want to open?",
                len(pages),
                name=name,
            )
        )
        text.setWordWrap(True)
        hint = QLabel(tr("A result has one page; the others stay in the original file."))
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


def _page_list(pages: Sequence[PageFacts]) -> QListWidget:
    """Each with its number, from 1, as the data of its item."""
    made = QListWidget()
    made.setAccessibleName(tr("Pages of the file"))
    made.setSpacing(2)
    for number, page in enumerate(pages, 1):
        text = tr("Page {number}:  {page}", number=number, page=describe(page))
        QListWidgetItem(text, made).setData(Qt.ItemDataRole.UserRole, number)
    made.setCurrentRow(0)
    return made


def describe(page: PageFacts) -> str:
    """ "4000 x 3000 pixels, 16 bit, colour"."""
    kind = tr("{size} pixels, {bits} bit, colour")
    if page.channels == 1:
        kind = tr("{size} pixels, {bits} bit, grey")
    return kind.format(size=page.size, bits=page.bits)
