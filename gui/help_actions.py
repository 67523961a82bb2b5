"""What the Help menu shows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from engine import paths
from gui.dialogs import Dialogs
from gui.file_work import FileTask, FileWork
from gui.language import tr
from gui.report import system_report


class HelpActions(QObject):
    """Keys, the system report, the log and what Heirloom is made of."""

    def __init__(self, window: QWidget, dialogs: Dialogs, work: FileWork) -> None:
        super().__init__(window)
        self._window, self._dialogs, self._work = window, dialogs, work

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {
            "shortcuts": lambda: self._dialogs.show_shortcuts(self._window),
            "report": self._show_report,
            "log": self._open_log_folder,
            "licences": self._show_licences,
            "about": lambda: self._dialogs.show_about(self._window),
        }

    def _show_report(self) -> None:
        self._work.add(
            FileTask(
                tr("Writing the report"),
                lambda progress: system_report(),
                lambda text: self._dialogs.show_report(self._window, text),
            )
        )

    def _show_licences(self) -> None:
        from gui.licences import everything  # reads what is installed: not at every start

        self._work.add(
            FileTask(
                tr("Reading the licences"),
                lambda progress: everything(),
                lambda found: self._dialogs.show_licences(self._window, found),
            )
        )

    def _open_log_folder(self) -> None:
        folder = paths.log_file().parent
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
