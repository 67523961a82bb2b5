"""The tools, one below the other at the left of the picture, icons only: names are in the tips."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolBar, QWidget

from gui.actions import RULE
from gui.language import plain, tr

PALETTE: tuple[str, ...] = (
    "brush", "eraser", RULE, "scratch", "line", RULE, "lasso", "polygon", "rectangle", "ellipse",
    "wand", RULE, "restore", "protect",
)  # fmt: skip
TOOLS = tuple(entry for entry in PALETTE if entry != RULE)


def build_palette(actions: Mapping[str, QAction], parent: QWidget) -> QToolBar:
    """All tools; what each can be set to is in the panel at the other side."""
    bar = QToolBar(tr("Drawing tools"), parent)
    bar.setObjectName("toolPalette")
    bar.setMovable(False)
    bar.setOrientation(Qt.Orientation.Vertical)
    bar.setIconSize(QSize(20, 20))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)  # it cannot be hidden
    for entry in PALETTE:
        if entry == RULE:
            bar.addSeparator()
            continue
        bar.addAction(actions[entry])
        button = bar.widgetForAction(actions[entry])
        button.setAccessibleName(plain(actions[entry].text()))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return bar
