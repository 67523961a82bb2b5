"""How long the window takes to show a scan: from the start of the process to the first frame.

python -c "from gui.first_paint import measure; measure('scan.tif')"
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from gui.app import make_application
from gui.main_window import MainWindow
from gui.settings import Settings

_IMPORTED = time.monotonic()


def measure(path: str) -> None:
    """Open the scan at `path` as `main.py path` does, print the seconds until it was seen, end.

    A scan that cannot be opened ends the process with the sentence that tells why.
    """
    with tempfile.TemporaryDirectory() as folder:  # the user's own settings stay as they are
        app = make_application()
        window = MainWindow(Settings(Path(folder) / "settings.ini"))
        watch = _Watch(window)
        window.files.work.failed.disconnect(window.tell)
        window.files.work.failed.connect(watch.fail)
        window.show()
        window.take([Path(path)])
        app.exec()
        window.close()
    if watch.problem:
        sys.exit(watch.problem)
    print(f"{watch.seconds:.2f}")  # noqa: T201  what this is for


def seconds_since_start() -> float:
    """Since this process was created; since this module was imported where Linux does not tell."""
    try:
        # Field 22, counted from behind the name of the program, which may hold spaces.
        fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        created = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - created
    except (OSError, AttributeError):  # another system
        return time.monotonic() - _IMPORTED


class _Watch(QObject):
    """Ends the application right after the first frame with a document in it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.seconds, self.problem = 0.0, ""
        self._canvas = window.canvas
        self._canvas.viewport().installEventFilter(self)
        self._end = QTimer(self, interval=0, singleShot=True)
        self._end.timeout.connect(self._painted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._canvas.document is not None:
            self._end.start()  # fires when this frame has been painted
        return False

    def fail(self, error: Exception) -> None:
        self.problem = str(error)
        self._stop()

    def _painted(self) -> None:
        self.seconds = seconds_since_start()
        self._stop()

    def _stop(self) -> None:
        self._canvas.viewport().removeEventFilter(self)
        QCoreApplication.quit()
