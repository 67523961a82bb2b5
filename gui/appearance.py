"""How the window looks, apart from the picture: light or dark, the panel, full screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from gui import theme
from gui.actions import paint_icons
from gui.settings import Settings


class Appearance(QObject):
    """Each change works at once and is remembered; full screen is not."""

    def __init__(
        self,
        window: QMainWindow,
        panel: QWidget,
        actions: Mapping[str, QAction],
        settings: Settings,
    ) -> None:
        self._window, self._panel = window, panel
        self._actions, self._settings = actions, settings
        self._was_maximized = False
        panel.setVisible(settings.panel)
        actions["panel"].setChecked(settings.panel)
        actions[f"theme_{settings.theme}"].setChecked(True)
        paint_icons(actions)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._desktop_look_changed)

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {
            "panel": self._set_panel,
            "full_screen": self._set_full_screen,
            "theme_system": lambda: self.set_theme("system"),
            "theme_light": lambda: self.set_theme("light"),
            "theme_dark": lambda: self.set_theme("dark"),
        }

    def set_theme(self, name: str) -> None:
        """ "system", "light" or "dark", from now on."""
        self._settings.theme = name
        theme.apply_theme(name)
        self._actions[f"theme_{name}"].setChecked(True)
        paint_icons(self._actions)

    def _set_panel(self, shown: bool) -> None:
        self._settings.panel = shown
        self._panel.setVisible(shown)

    def _set_full_screen(self, wanted: bool) -> None:
        if wanted:
            self._was_maximized = self._window.isMaximized()
            self._window.showFullScreen()
        elif self._was_maximized:
            self._window.showMaximized()
        else:
            self._window.showNormal()

    def _desktop_look_changed(self) -> None:
        if self._settings.theme == "system":
            self.set_theme("system")
