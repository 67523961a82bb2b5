"""The application around the window: log, last resort for errors, look, arguments."""

from __future__ import annotations

import faulthandler
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

import engine
from engine import paths
from gui import language, theme
from gui.garbage import Garbage
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.single_instance import SingleInstance, bring_up

LOG_BYTES, LOG_FILES = 2**20, 5
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

log = logging.getLogger(__name__)


def run_window(paths_to_open: Sequence[Path] = ()) -> int:
    """Show the window with what is given; returns when it is closed, or at once where Heirloom
    runs already: that one takes it."""
    app = make_application()
    start_log(paths.log_file())
    instance = SingleInstance()
    if instance.hand_over(paths_to_open):
        return 0
    # Ctrl+C in the terminal ends the program at once: Python would see it only after Qt's loop.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    settings = Settings()
    language.install(app, settings.language)
    window = MainWindow(settings)
    last_resort = LastResort(window)
    last_resort.install()
    qInstallMessageHandler(log_qt_message)
    window.show()
    garbage = Garbage(window)
    instance.asked.connect(lambda files: (bring_up(window), window.take(files)))
    app.installEventFilter(instance)
    instance.listen()
    window.take(paths_to_open)
    window.files.offer_recovery()
    try:
        return app.exec()
    finally:
        garbage.leave_to_python()
        instance.close()
        last_resort.remove()
        qInstallMessageHandler(None)


def make_application() -> QApplication:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName("Heirloom")
    app.setApplicationVersion(engine.__version__)
    app.setDesktopFileName("heirloom")  # where Wayland finds the window's icon
    app.setStyle("Fusion")
    app.setWindowIcon(theme.window_icon())
    return app


class LastResort(QObject):
    """Errors that nobody caught: from any thread to the log and, as a sentence, to the window."""

    _caught = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._caught.connect(window.tell)

    def install(self) -> None:
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def remove(self) -> None:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, Exception):
            self._caught.emit(error)  # queued when it comes from another thread
        else:
            sys.__excepthook__(kind, error, trace)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)


def start_log(file: Path) -> TextIO | None:
    """Five files of 1 MB; beside them a file that is written when the process itself dies.

    Returns that second file, which must stay open; None where the folder cannot be written.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1)
        crashes = file.with_name("crash.log").open("a", encoding="utf-8")
    except OSError as error:
        print(f"No log is kept: {error}", file=sys.stderr)  # noqa: T201  there is no log yet
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    faulthandler.enable(crashes)
    log.info("Heirloom %s", engine.__version__)
    return crashes


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(LEVELS.get(kind, logging.WARNING), "%s", message)
