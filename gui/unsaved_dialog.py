"""Several scans with unsaved changes are about to be closed: one question for all of them."""

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

from gui.language import tr, tr_n

SHOWN = 8  # names seen at once


class UnsavedDialog(QDialog):
    """`then` gets the places of the names that are to be saved, maybe none; cancelling is
    silence."""

    def __init__(
        self,
        names: Sequence[str],
        then: Callable[[Sequence[int]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Heirloom")
        self._then = then
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Scans to save"))
        self.list.setSpacing(3)
        for name in names:
            item = QListWidgetItem(name, self.list)
            item.setCheckState(Qt.CheckState.Checked)
        self.list.itemChanged.connect(self._follow)
        self.save = QPushButton(default=True)
        self.save.setProperty("primary", True)
        self.discard = QPushButton(tr("&Discard all"), autoDefault=False)
        self.cancel = QPushButton(tr("&Cancel"), autoDefault=False)
        self.save.clicked.connect(lambda: self._answer(self._checked()))
        self.discard.clicked.connect(lambda: self._answer([]))
        self.cancel.clicked.connect(self.reject)
        self._lay_out(len(names))
        self._follow()

    def _lay_out(self, count: int) -> None:
        text = QLabel(
            tr_n(
                "The changes to 1 scan have not been saved.",
                "The changes to {n} scans have not been saved.",
                count,
            )
        )
        text.setProperty("heading", True)
        more = QLabel(
            tr(
                "Save their restorations first? They keep every repair, so that you can go on "
                "later. What is not ticked is closed without saving; the originals stay as they "
                "are."
            ),
            wordWrap=True,
        )
        buttons = QDialogButtonBox()
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.discard, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        for widget in (text, more, self.list, buttons):
            column.addWidget(widget)
        row = self.list.sizeHintForRow(0) + 2 * self.list.spacing()
        self.list.setFixedHeight(min(count, SHOWN) * row + 2 * self.list.frameWidth() + 6)
        self.resize(520, self.sizeHint().height())
        self.save.setFocus()

    def _checked(self) -> list[int]:
        rows = range(self.list.count())
        return [row for row in rows if self.list.item(row).checkState() == Qt.CheckState.Checked]

    def _follow(self) -> None:
        count = len(self._checked())
        everything = count == self.list.count()
        self.save.setText(tr("&Save all") if everything else tr_n("&Save 1", "&Save {n}", count))
        self.save.setEnabled(count > 0)

    def _answer(self, places: Sequence[int]) -> None:
        self.accept()
        self._then(places)
