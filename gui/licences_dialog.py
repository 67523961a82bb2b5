"""The list of what Heirloom is made of, with the licence of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.language import tr
from gui.licences import Component


class LicencesDialog(QDialog):
    """Names at the left, the text of the chosen one at the right."""

    def __init__(self, components: Sequence[Component], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Licences"))
        self._components = tuple(components)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Components"))
        self.list.addItems([f"{each.name} {each.version}" for each in components])
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show)
        self.licence = QLabel(wordWrap=True)
        self.licence.setProperty("heading", True)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(tr("Text of the licence"))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.licence)
        column.addWidget(self.text, 1)
        both = QSplitter()
        both.addWidget(self.list)
        both.addWidget(right)
        both.setSizes([260, 500])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(both, 1)
        layout.addWidget(buttons)
        self.resize(800, 540)
        self.list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        component = self._components[row]
        self.licence.setText(component.licence)
        missing = tr("The text did not come along; the name of the licence says which one it is.")
        self.text.setPlainText(component.text or missing)
