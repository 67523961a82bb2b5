"""The models window as the main window knows it: made when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.settings import Settings

if TYPE_CHECKING:
    from gui.models.window import ModelsWindow


class Models(QObject):
    """`changed`: other models are there, or are used, than before."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self.window: ModelsWindow | None = None

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {"models": self.show}

    def show(self, choose: str = "") -> None:
        """`choose`: the id of the model to show."""
        self.window = self.window or self._build()
        self.window.refresh(choose)
        self.window.show()
        self.window.activateWindow()

    def close(self) -> None:
        if self.window is not None:
            self.window.shut()
            self.window.deleteLater()
            self.window = None

    def _build(self) -> ModelsWindow:
        from gui.models.questions import ModelQuestions
        from gui.models.window import ModelsWindow

        window = ModelsWindow(ModelQuestions(self._settings))
        window.changed.connect(self.changed)
        return window
