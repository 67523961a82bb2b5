"""The middle of the window: the picture, and while there is none, the welcome page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget

from gui import recent_pictures
from gui.canvas.view import Canvas
from gui.places import sample_scan
from gui.session import Session
from gui.settings import Settings
from gui.welcome_page import WelcomePage


class Welcome(QStackedWidget):
    """Shows one of the two. While the first scan is being opened, the picture says so."""

    open_asked = Signal(object)  # Path of a scan

    def __init__(self, canvas: Canvas, settings: Settings, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._canvas, self._settings = canvas, settings
        self.page = WelcomePage(actions)
        self.page.open_asked.connect(self.open_asked)
        self.page.forget_asked.connect(self._forget)
        self.addWidget(canvas)
        self.addWidget(self.page)

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {"sample": lambda: self.open_asked.emit(sample_scan())}

    @property
    def is_shown(self) -> bool:
        return self.currentWidget() is self.page

    def show_canvas(self, wanted: bool) -> None:
        """The picture, or the page; called before a document comes, so that the picture has its
        size when it is fitted."""
        if wanted:
            self.setCurrentWidget(self._canvas)
            return
        if not self.is_shown:
            self.page.set_recent(self._settings.recent)
            self.setCurrentWidget(self.page)
            self.page.buttons["open"].setFocus()

    def keep_picture(self, session: Session) -> None:
        """Of a scan that was just opened; after its first frame."""
        QTimer.singleShot(0, self, lambda: self._keep_picture(session))

    def _keep_picture(self, session: Session) -> None:
        recent = self._settings.recent
        if self._settings.remember_recent and session.file in recent:
            recent_pictures.keep(session.file, session.picture)
            recent_pictures.forget_others(recent)

    def _forget(self, scan: Path | None) -> None:
        self._settings.forget_recent(scan)
        recent_pictures.forget_others(self._settings.recent)
        self.page.set_recent(self._settings.recent)
