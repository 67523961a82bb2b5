"""The choice of a language, for the preferences."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from gui.language import LANGUAGES, SYSTEM, tr
from gui.settings import Settings


class LanguageChoice(QWidget):
    """Languages by their own names; once another is chosen, says that it needs a new start."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setAccessibleName(tr("Language"))
        self.box.setMinimumHeight(26)
        for key, name in ({SYSTEM: tr("As the desktop")} | LANGUAGES).items():
            self.box.addItem(name, key)
        before = settings.language
        self.box.setCurrentIndex(self.box.findData(before))
        self.note = QLabel(tr("Heirloom speaks it from its next start on."))
        self.note.setProperty("quiet", True)
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        column.addWidget(self.note)

        def choose() -> None:
            settings.language = self.box.currentData()
            self.note.setVisible(settings.language != before)

        self.box.currentIndexChanged.connect(choose)
        self.setFocusProxy(self.box)
