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
    """A list to choose one from. `then` gets "recover" or "discard" with it; "later" is silence."""

    def __init__(
        self,
        found: Sequence[Recoverable],
        then: Callable[[str, Recoverable], None],
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
        self.list.setCurrentRow(0)
        self.recover = QPushButton(tr("Recover"), default=True)
        self.recover.setProperty("primary", True)
        self.discard = QPushButton(tr("Discard"), autoDefault=False)
        self.later = QPushButton(tr("Later"), autoDefault=False)
        self.later.setToolTip(tr("File > Recover shows this list again"))
        self.recover.clicked.connect(lambda: self._answer("recover"))
        self.discard.clicked.connect(lambda: self._answer("discard"))
        self.later.clicked.connect(self.reject)
        self.list.itemDoubleClicked.connect(lambda: self._answer("recover"))
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox()
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

    def _answer(self, answer: str) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        entry = item.data(Qt.ItemDataRole.UserRole)
        if answer == "discard":
            self.list.takeItem(self.list.row(item))
            self._then(answer, entry)
            if self.list.count():
                return
        self.accept()
        if answer == "recover":
            self._then(answer, entry)


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
