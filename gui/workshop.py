"""Windows of their own for generators: which there are, and making new ones."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gui.models.models import Models
from gui.settings import Settings
from gui.training.trainings import Trainings


class Workshop(QObject):
    """`models_changed`: other models are there, or are used, than before."""

    models_changed = Signal()

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self.models = Models(settings, self)
        self.trainings = Trainings(settings, self)
        self.models.changed.connect(self.models_changed)
        self.trainings.changed.connect(self.models_changed)

    def handlers(self) -> dict[str, Callable[..., object]]:
        return self.models.handlers() | self.trainings.handlers()

    def may_end(self, then: Callable[[], None]) -> bool:
        return self.trainings.may_end(then)

    def close(self) -> None:
        self.models.close()
        self.trainings.close()
