"""A word at the end of long work, for whoever looks at something else meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from gui import theme
from gui.language import tr
from gui.settings import Settings
from gui.work_display import WorkDisplay

NOTICE_MS = 15_000  # a desktop shows a notice for less
LONG_S = 10.0

Notify = Callable[[QWidget, str, str], None]


def notify(window: QWidget, title: str, text: str) -> None:
    """A notice of the desktop where it has such, and the window asks for attention anyway."""
    QApplication.alert(window)
    if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
        tray = QSystemTrayIcon(theme.window_icon(), window)
        tray.setToolTip(title)
        tray.show()
        tray.showMessage(title, text, theme.window_icon(), NOTICE_MS)
        QTimer.singleShot(NOTICE_MS, tray, tray.deleteLater)


class LongWork(QObject):
    """Watches what runs in `window`; says when it has ended, after LONG_S or more."""

    def __init__(
        self,
        window: QWidget,
        work: WorkDisplay,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        tell: Notify = notify,
    ) -> None:
        super().__init__(window)
        self._window, self._work, self._settings = window, work, settings
        self._clock, self._tell = clock, tell
        self._began: float | None = None
        work.changed.connect(self._changed)

    def _changed(self) -> None:
        if self._work.is_busy:
            self._began = self._clock() if self._began is None else self._began
            return
        began, self._began = self._began, None
        if began is None or self._clock() - began < LONG_S or not self._settings.notify:
            return
        if not self._window.isActiveWindow():
            self._tell(self._window, "Heirloom", tr("Done: {title}", title=self._title))

    @property
    def _title(self) -> str:
        return self._window.windowTitle().replace("[*]", "").removesuffix(" - Heirloom")
