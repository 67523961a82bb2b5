"""After a crash: what can be recovered, and what shall become of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt
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

from engine.document.recovery import Recoverable
from gui.language import tr, tr_n


class RecoveryDialog(QDialog):
    """A list to choose from. `then` gets "recover" or "discard" with those that are chosen;
    "later" is silence."""

    def __init__(
        self,
        found: Sequence[Recoverable],
        then: Callable[[str, Sequence[Recoverable]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Recover your work"))
        self._then = then
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Work that can be recovered"))
        self.list.setSpacing(4)
        for entry in found:
            item = QListWidgetItem(describe(entry), self.list)
            item.setData(Qt.ItemDataRole.UserRole, entry)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setCurrentRow(0)
        self.everything = QPushButton(tr("Recover all"))
        self.everything.setVisible(len(found) > 1)
        self.recover = QPushButton(tr("Recover"))
        prominent = self.everything if len(found) > 1 else self.recover
        prominent.setDefault(True)
        prominent.setProperty("primary", True)
        self.discard = QPushButton(tr("Discard"), autoDefault=False)
        self.later = QPushButton(tr("Later"), autoDefault=False)
        self.later.setToolTip(tr("File > Recover shows this list again"))
        self.everything.clicked.connect(self._recover_all)
        self.recover.clicked.connect(lambda: self._answer("recover"))
        self.discard.clicked.connect(lambda: self._answer("discard"))
        self.later.clicked.connect(self.reject)
        self.list.itemDoubleClicked.connect(lambda: self._answer("recover"))
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox()
        buttons.addButton(self.everything, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.recover, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.discard, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.later, QDialogButtonBox.ButtonRole.RejectRole)
        text = QLabel(
            tr("Heirloom did not end as it should. This work was not saved, and is still here:"),
            wordWrap=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addWidget(text)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self.resize(520, 320)

    def _recover_all(self) -> None:
        self.list.selectAll()
        self._answer("recover")

    def _answer(self, answer: str) -> None:
        items = self.list.selectedItems()
        if not items:
            return
        entries = [item.data(Qt.ItemDataRole.UserRole) for item in items]
        if answer == "discard":
            for item in items:
                self.list.takeItem(self.list.row(item))
            self._then(answer, entries)
            if self.list.count():
                return
        self.accept()
        if answer == "recover":
            self._then(answer, entries)


def describe(entry: Recoverable) -> str:
    """Two lines: which scan, and when and what."""
    when = QDateTime.fromSecsSinceEpoch(int(entry.saved))
    told = QLocale().toString(when, QLocale.FormatType.ShortFormat)
    name = entry.scan.name if entry.scan else tr("A scan without a name")
    if entry.summary is None:
        return tr("{name}\n{time}, cannot be read", name=name, time=told)
    repairs = tr_n("1 repair", "{n} repairs", entry.summary.patches)
    if entry.summary.is_marked:
        repairs = tr("{repairs} and marks not repaired yet", repairs=repairs)
    return f"{name}\n{told}, {repairs}"
