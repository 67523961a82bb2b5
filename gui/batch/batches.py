"""The batch window as the main window knows it: made when it is first wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gui.language import tr
from gui.settings import Settings

if TYPE_CHECKING:
    from gui.batch.recipe import Recipe
    from gui.batch.window import BatchWindow
    from gui.scan_flow import ScanFlow

EDITORS = ("method", "model", "device", "thorough")  # of a recipe: as in the editor's panel


class Batches(QObject):
    """`open_asked` and `fix_asked` are for the editor, `said` for its status bar."""

    open_asked = Signal(object)  # Path
    fix_asked = Signal(object, object)  # restoration file, and folder of its scan
    said = Signal(str)
    failed = Signal(object)  # the exception

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self.window: BatchWindow | None = None

    @property
    def is_running(self) -> bool:
        return self.window is not None and self.window.running.is_running

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {"batch": self.show}

    def show(self, sources: Sequence[Path] = ()) -> None:
        """Show the window, with these folders and files in it."""
        from engine.errors import BatchError

        try:
            window = self.window = self.window or self._build()
        except BatchError as error:
            self.failed.emit(error)
            return
        window.add_sources(sources)
        window.show()
        window.activateWindow()

    def connect_editor(self, files: ScanFlow) -> None:
        """The window in which single scans are looked at and corrected."""
        files.saving.saved.connect(self._saved)
        self.open_asked.connect(lambda path: self._in_editor(lambda: files.open(path)))
        self.fix_asked.connect(
            lambda held, folder: self._in_editor(lambda: files.open_held(held, folder))
        )

    def _in_editor(self, act: Callable[[], None]) -> None:
        editor = self.parent()
        if isinstance(editor, QWidget):
            editor.activateWindow()
        act()

    def _saved(self, path: Path) -> None:
        """The editor saved a restoration file; it may be one of a review."""
        if self.window is not None:
            self.window.review.corrected(path)

    def may_end(self, then: Callable[[], None]) -> bool:
        """False where a batch is under way: then it is asked about, and `then` is called after a
        yes."""
        if self.window is None or not self.is_running:
            return True
        self.window.questions.confirm(
            self.window,
            tr("A batch is running. Stop it and quit?"),
            tr("What is done is done. Next time it is offered to go on where it was stopped."),
            tr("&Stop and quit"),
            lambda: self._end(then),
        )
        return False

    def _end(self, then: Callable[[], None]) -> None:
        self.close()
        QTimer.singleShot(0, then)  # a window that is just being closed cannot be closed

    def close(self) -> None:
        if self.window is not None:
            self.window.shut()
            self.window.deleteLater()
            self.window = None

    def _build(self) -> BatchWindow:
        from engine.batch.journal import Journal
        from engine.paths import batch_journal
        from gui.batch.questions import BatchQuestions
        from gui.batch.window import BatchWindow

        window = BatchWindow(
            Journal(batch_journal()), self._recipe(), BatchQuestions(self._settings)
        )
        window.open_asked.connect(self.open_asked)
        window.fix_asked.connect(self.fix_asked)
        window.said.connect(self.said)
        window.recipe_used.connect(self._remember)
        return window

    def _recipe(self) -> Recipe:
        """As it was used last, without scans and folders; what cannot be read is as at first.
        Repaired with what the editor repairs with."""
        from gui.batch.recipe import Recipe

        chosen = self._settings
        editor = Recipe(**{name: getattr(chosen, name) for name in EDITORS})
        try:
            told = json.loads(self._settings.batch_recipe or "{}")
            kinds = {field.name: type(field.default) for field in fields(Recipe)}
            kept = {name: told[name] for name in told if type(told[name]) is kinds[name]}
            kept = {name: value for name, value in kept.items() if name not in EDITORS}
            return replace(editor, **kept)
        except (ValueError, TypeError, KeyError):
            return editor

    def _remember(self, recipe: Recipe) -> None:
        told = asdict(recipe)
        for name in ("sources", "target", *EDITORS):
            del told[name]
        self._settings.batch_recipe = json.dumps(told)
