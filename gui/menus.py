"""The menu bar and the tool bar, filled from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QSizePolicy, QToolBar, QWidget

from gui.actions import ACTIONS, MENU_TITLES, MENUS, RULE, SPACE, TOOL_BAR
from gui.language import plain, tr
from gui.settings import Settings


def build_menus(bar: QMenuBar, actions: Mapping[str, QAction], recent: QMenu) -> None:
    """One menu per entry of MENUS; `recent` goes below Open."""
    for title, name in zip(MENU_TITLES, MENUS, strict=True):
        menu = bar.addMenu(tr(title))
        menu.setToolTipsVisible(False)
        for spec in ACTIONS:
            if spec.menu != name:
                continue
            if spec.rule_before:
                menu.addSeparator()
            menu.addAction(actions[spec.id])
            if spec.id == "open":
                menu.addMenu(recent)


def build_tool_bar(actions: Mapping[str, QAction], parent: QWidget) -> QToolBar:
    bar = QToolBar(tr("Tools"), parent)
    bar.setMovable(False)
    bar.setIconSize(QSize(24, 24))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)  # it cannot be hidden
    for entry in TOOL_BAR:
        if entry == RULE:
            bar.addSeparator()
        elif entry == SPACE:
            gap = QWidget()
            gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            bar.addWidget(gap)
        else:
            bar.addAction(actions[entry])
            button = bar.widgetForAction(actions[entry])
            button.setAccessibleName(plain(actions[entry].text()))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return bar


class RecentMenu(QMenu):
    """The scans opened lately; made anew whenever it is about to be shown."""

    def __init__(
        self, settings: Settings, open_scan: Callable[[Path], None], parent: QWidget
    ) -> None:
        super().__init__(tr("Open &recent"), parent)
        self._settings, self._open_scan = settings, open_scan
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        self.clear()
        recent = self._settings.recent
        for number, path in enumerate(recent, 1):
            # Digits as mnemonics for the first nine; & in a file name is not one.
            mark = f"&{number}  " if number < 10 else ""
            action = self.addAction(mark + path.name.replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda checked=False, path=path: self._open_scan(path))
        self.setToolTipsVisible(True)
        if not recent:
            self.addAction(tr("No scans yet")).setEnabled(False)
            return
        self.addSeparator()
        self.addAction(tr("&Forget all")).triggered.connect(lambda: self._settings.forget_recent())
