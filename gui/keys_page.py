"""The page of the preferences on which keys are chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.actions import ACTIONS, MENUS, find_action
from gui.keys import KeyMap, refusal
from gui.language import plain, tr

ACTION = Qt.ItemDataRole.UserRole


class KeysPage(QWidget):
    """All actions by menu. A key that another action has is said before it is taken from there."""

    def __init__(self, keys: KeyMap, changed: Callable[[], None]) -> None:
        super().__init__()
        self._keys, self._changed = keys, changed
        self.filter = QLineEdit(placeholderText=tr("Search"), clearButtonEnabled=True)
        self.filter.setAccessibleName(tr("Search for an action"))
        for part in self.filter.findChildren(QToolButton):
            part.setAccessibleName(tr("Clear"))
        self.filter.textChanged.connect(self._filter)
        self.list = QTreeWidget(columnCount=2, rootIsDecorated=False)
        self.list.setHeaderLabels([tr("Action"), tr("Keys")])
        self.list.setAccessibleName(tr("Actions and their keys"))
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(False)
        self.list.currentItemChanged.connect(self._show_choice)
        self.edit = QKeySequenceEdit(maximumSequenceLength=1)
        self.edit.setAccessibleName(tr("New key"))
        for part in self.edit.findChildren(QLineEdit):
            part.setAccessibleName(tr("New key"))
        self.edit.keySequenceChanged.connect(self._show_choice)
        self.assign = self._button(tr("Use this key"), self._assign)
        self.none = self._button(tr("No key"), lambda: self._set(None))
        self.reset = self._button(tr("Reset"), self._reset)
        self.reset_all = self._button(tr("Reset all"), self._reset_all)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("quiet", True)
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())
        self._lay_out()
        self._fill()
        self.list.setCurrentItem(self.list.topLevelItem(0).child(0))

    def choose(self, action: str) -> None:
        self.list.setCurrentItem(self._items[action])

    @property
    def action(self) -> str:
        """The id of the chosen one; empty where a menu is chosen."""
        item = self.list.currentItem()
        return (item.data(0, ACTION) or "") if item else ""

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        rows = ((QLabel(tr("New key")), self.edit, self.assign), (self.none, self.reset, None))
        for widgets in rows:
            row = QHBoxLayout()
            for widget in widgets:
                row.addWidget(widget) if widget else row.addStretch(1)
            column.addLayout(row)
        row.addWidget(self.reset_all)
        column.addWidget(self.note)

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, autoDefault=False)
        button.clicked.connect(act)
        return button

    def _fill(self) -> None:
        self._items: dict[str, QTreeWidgetItem] = {}
        for menu in MENUS:
            group = QTreeWidgetItem(self.list, [plain(tr(f"&{menu}"))])
            group.setExpanded(True)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for spec in (spec for spec in ACTIONS if spec.menu == menu):
                item = self._items[spec.id] = QTreeWidgetItem(group, [spec.plain_text])
                item.setData(0, ACTION, spec.id)
        self._show_keys()

    def _show_keys(self) -> None:
        for spec in ACTIONS:
            item = self._items[spec.id]
            item.setText(1, ",  ".join(self._keys.names(spec)))
            font = item.font(1)
            font.setBold(self._keys.is_changed(spec))
            item.setFont(1, font)
        self._show_choice()

    def _show_choice(self) -> None:
        """What can be done with the chosen action and the typed key, and what it would cost."""
        key, action = self.edit.keySequence(), self.action
        refused = refusal(key)
        user = self._keys.user_of(key) if not key.isEmpty() else None
        taken = user is not None and user.id != action
        self.assign.setEnabled(bool(action) and not key.isEmpty() and not refused)
        self.assign.setText(tr("Take it over") if taken else tr("Use this key"))
        self.none.setEnabled(bool(action) and bool(self._keys.of(find_action(action))))
        self.reset.setEnabled(bool(action) and self._keys.is_changed(find_action(action)))
        self.reset_all.setEnabled(any(map(self._keys.is_changed, ACTIONS)))
        told = ""
        if taken:
            shown = key.toString(QKeySequence.SequenceFormat.NativeText)
            told = tr(
                "{key} is the key of “{action}”, which would lose it.",
                key=shown,
                action=user.plain_text,
            )
        self.note.setText(refused or told)

    def _assign(self) -> None:
        self._set(self.edit.keySequence())

    def _set(self, key: QKeySequence | None) -> None:
        self._keys.assign(self.action, key)
        self._done()

    def _reset(self) -> None:
        self._keys.reset(self.action)
        self._done()

    def _reset_all(self) -> None:
        self._keys.reset()
        self._done()

    def _done(self) -> None:
        self.edit.clear()
        self._show_keys()
        self._changed()

    def _filter(self, text: str) -> None:
        """Only actions whose name or keys hold `text`."""
        wanted = text.casefold()
        for at in range(self.list.topLevelItemCount()):
            group = self.list.topLevelItem(at)
            shown = 0
            for number in range(group.childCount()):
                item = group.child(number)
                found = wanted in f"{item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not found)
                shown += found
            group.setHidden(not shown)
