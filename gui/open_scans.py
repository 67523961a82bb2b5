"""The middle of the window: tabs of the open scans, the picture, and the film-strip below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gui.canvas.view import Canvas
from gui.document_tabs import DocumentTabs
from gui.film_strip import FilmStrip
from gui.scan_flow import ScanFlow
from gui.settings import Settings
from gui.welcome import Welcome

FROM = 2  # scans from which on there is something to choose


class OpenScans(QWidget):
    """Tabs and film-strip choose what is in front; neither is there for a single scan."""

    def __init__(
        self,
        files: ScanFlow,
        canvas: Canvas,
        welcome: Welcome,
        actions: Mapping[str, QAction],
        settings: Settings,
    ) -> None:
        super().__init__()
        self._files, self._canvas, self._actions = files, canvas, actions
        self._settings, self._sessions = settings, files.sessions
        self.tabs, self.strip = DocumentTabs(files.sessions), FilmStrip(files.sessions)
        for part in (self.tabs, self.strip):
            part.close_asked.connect(files.close)
        self.strip.left.connect(canvas.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(welcome, 1)
        column.addWidget(self.strip)
        actions["film_strip"].setChecked(settings.film_strip)
        files.sessions.listed.connect(self._set_visible)
        files.sessions.added.connect(welcome.keep_picture)
        self._set_visible()

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {
            "close": self._files.close,
            "close_all": self._files.close_all,
            "next_scan": lambda: self._sessions.step(+1),
            "previous_scan": lambda: self._sessions.step(-1),
            "film_strip": self._set_wanted,
        }

    @property
    def has_focus(self) -> bool:
        """Whether the keys choose among the scans just now."""
        return QApplication.focusWidget() in (self.tabs, self.strip)

    def look_as_before(self) -> None:
        """Where the scan that has come to the front was looked at last."""
        session = self._sessions.front
        if session is not None:
            self._canvas.turns = session.turns
            if session.view is not None:
                self._canvas.look_at(session.view)

    def refresh(self) -> None:
        """Something of a scan is otherwise, such as whether it is saved."""
        self.tabs.refresh()
        self.strip.refresh()
        several = len(self._sessions) >= FROM
        for name in ("next_scan", "previous_scan", "close_all"):
            self._actions[name].setEnabled(several)

    def _set_wanted(self, wanted: bool) -> None:
        self._settings.film_strip = wanted
        self._set_visible()

    def _set_visible(self) -> None:
        self.strip.setVisible(self._settings.film_strip and len(self._sessions) >= FROM)
        self.refresh()
