"""The training window as the main window knows it: made when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.language import tr
from gui.settings import Settings

if TYPE_CHECKING:
    from gui.training.window import TrainingWindow


class Trainings(QObject):
    """`changed`: other models are there than before."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self.window: TrainingWindow | None = None

    @property
    def is_running(self) -> bool:
        return self.window is not None and self.window.process.is_running

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {"training": self.show}

    def show(self) -> None:
        self.window = self.window or self._build()
        self.window.refresh()
        self.window.show()
        self.window.activateWindow()

    def may_end(self, then: Callable[[], None]) -> bool:
        """False where a training is under way: then it is asked about, and after a yes `then` is
        called as soon as all it has learnt is saved."""
        if self.window is None or not self.is_running:
            return True
        window = self.window

        def stop() -> None:
            window.process.ended.connect(lambda: QTimer.singleShot(0, then))
            window.process.stop()

        window.questions.confirm(
            window,
            tr("A training is running. Stop it and quit?"),
            tr("All it has learnt is saved, and it goes on another day where it was stopped."),
            tr("&Stop and quit"),
            stop,
        )
        return False

    def close(self) -> None:
        if self.window is not None:
            self.window.shut()
            self.window.deleteLater()
            self.window = None

    def _build(self) -> TrainingWindow:
        from gui.training.questions import TrainingQuestions
        from gui.training.window import TrainingWindow

        window = TrainingWindow(TrainingQuestions(self._settings))
        window.changed.connect(self.changed)
        return window
