"""The page of the side panel about the whole picture: its tone, then what enhances it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.panels.enhance_panel import EnhancePanel
from gui.panels.tone_panel import TonePanel


class FinishPage(QWidget):
    """Both panels, one below the other."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.tone = TonePanel(actions["automatic_tone"], actions["reset_tone"])
        self.enhance = EnhancePanel(actions["enhance"], actions["remove_enhancement"])
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(16)
        for widget in (self.tone, rule, self.enhance):
            column.addWidget(widget)
        column.addStretch(1)
