"""Dialogs about templates of marks: save one, apply or delete one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.errors import HeirloomError
from gui.failure import as_sentence
from gui.language import mark, plain, tr

ANCHORS = (
    ("top left", mark("Top left corner")),
    ("top right", mark("Top right corner")),
    ("bottom left", mark("Bottom left corner")),
    ("bottom right", mark("Bottom right corner")),
    ("middle", mark("Middle of the picture")),
)
SCALES = (
    ("size", mark("With the size of the picture")),
    ("resolution", mark("With the resolution of the scan")),
    ("none", mark("Not at all")),
)


class SaveTemplateDialog(QDialog):
    """Asks for the name of a template, and how it fits other scans."""

    chosen = Signal(str, str, str)  # name, anchor, scale

    def __init__(self, parent: QWidget, *, knows_resolution: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Save as template"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.setPlaceholderText(tr("Date stamp of the 1980s"))
        self.anchor, self.scale = _combo(ANCHORS), _combo(SCALES)
        self.anchor.setCurrentIndex(3)  # where stamps and watermarks mostly are
        if not knows_resolution:
            item = self.scale.model().item(1)
            item.setEnabled(False)
            item.setToolTip(tr("This scan does not tell its resolution"))
        told = QLabel(
            tr("Keeps what all layers mark now, to be used on other scans and in a batch.")
        )
        told.setProperty("quiet", True)
        told.setWordWrap(True)
        form = QFormLayout()
        for text, widget in (
            (tr("&Name"), self.name),
            (tr("&Measured from"), self.anchor),
            (tr("&Grows"), self.scale),
        ):
            form.addRow(text, widget)
            widget.setAccessibleName(plain(text))
        column = QVBoxLayout(self)
        column.addWidget(told)
        column.addLayout(form)
        column.addWidget(self._buttons())
        self.setMinimumWidth(380)
        self.name.textChanged.connect(self._name_changed)
        self._name_changed("")

    def _buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        self.save = buttons.button(kinds.Save)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def accept(self) -> None:
        self.chosen.emit(
            self.name.text().strip(), self.anchor.currentData(), self.scale.currentData()
        )
        super().accept()

    def _name_changed(self, text: str) -> None:
        """Only a name that a file can have everywhere may be saved."""
        from engine.document.templates import template_path

        problem = ""
        try:
            template_path(text.strip())
        except HeirloomError as error:
            problem = as_sentence(error)
        self.save.setEnabled(not problem)
        self.save.setToolTip(problem)


class ApplyTemplateDialog(QDialog):
    """Lists the templates there are."""

    chosen = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        from engine.document.templates import template_names

        super().__init__(parent)
        self.setWindowTitle(tr("Apply a template"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.names = QListWidget()
        self.names.setAccessibleName(tr("Templates"))
        self.names.addItems(template_names())
        self.names.setCurrentRow(0)
        self.names.itemActivated.connect(self.accept)
        self._empty = QLabel(
            tr(
                "There are no templates yet. Mark something, such as a date stamp, and choose "
                "Layers > Save as template."
            )
        )
        self._empty.setWordWrap(True)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Apply | kinds.Cancel)
        self.apply = buttons.button(kinds.Apply)
        self.apply.setDefault(True)
        self.apply.clicked.connect(self.accept)
        self.delete = QPushButton(tr("&Delete"))
        self.delete.clicked.connect(self._delete)
        buttons.addButton(self.delete, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._empty)
        column.addWidget(self.names)
        column.addWidget(buttons)
        self.setMinimumWidth(380)
        self._show()

    def accept(self) -> None:
        if (row := self.names.currentItem()) is not None:
            self.chosen.emit(row.text())
        super().accept()

    def _delete(self) -> None:
        from engine.document.templates import delete_template

        row = self.names.currentRow()
        try:
            delete_template(self.names.item(row).text())
        except HeirloomError as error:
            self.failed.emit(error)
            return
        self.names.takeItem(row)
        self._show()

    def _show(self) -> None:
        some = self.names.count() > 0
        self._empty.setVisible(not some)
        self.names.setVisible(some)
        for button in (self.apply, self.delete):
            button.setEnabled(some)


def _combo(rows: tuple[tuple[str, str], ...]) -> QComboBox:
    box = QComboBox()
    for value, text in rows:
        box.addItem(tr(text), value)
    return box
