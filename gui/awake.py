"""The computer does not fall asleep while something goes on that nobody watches.

Each system has its own word for it. Where that fails, work goes on, and the user is told: who goes
to bed must know.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys

from PySide6.QtCore import QObject, QProcess, Signal

from gui.language import tr

WHY = "A batch is running"
# Source: SetThreadExecutionState, Microsoft Learn.
ES_CONTINUOUS, ES_SYSTEM_REQUIRED = 0x80000000, 0x00000001

log = logging.getLogger(__name__)


def inhibitor(platform: str = sys.platform) -> list[str]:
    """The command that keeps this system awake for as long as it runs; empty on Windows, which has
    a function for it. It ends with its input, and so with us, however we end."""
    if platform == "win32":
        return []
    if platform == "darwin":
        return ["caffeinate", "-i", "-w", str(os.getpid())]
    return ["systemd-inhibit", "--what=sleep:idle", "--who=Heirloom", f"--why={WHY}", "cat"]


class Awake(QObject):
    """Held or not. `failed` comes with a sentence where the system does not obey."""

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        super().__init__(parent)
        self._command = inhibitor() if command is None else command
        self._process = QProcess(self)
        self._process.errorOccurred.connect(self._ended)
        self._process.finished.connect(self._ended)
        self.is_held = False

    def hold(self) -> None:
        if self.is_held:
            return
        self.is_held = True
        if self._command:
            self._process.start(self._command[0], self._command[1:])
        else:
            self._ask_windows(ES_CONTINUOUS | ES_SYSTEM_REQUIRED)

    def release(self) -> None:
        if not self.is_held:
            return
        self.is_held = False
        if self._command:
            self._process.kill()
            self._process.waitForFinished(1000)
        else:
            self._ask_windows(ES_CONTINUOUS)

    def _ended(self) -> None:
        """It should not have, while it was held."""
        if not self.is_held:
            return
        self.is_held = False
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace").strip()
        self._tell(said.splitlines()[-1] if said else self._process.errorString())

    def _ask_windows(self, state: int) -> None:
        windows = getattr(ctypes, "windll")  # noqa: B009  known to Windows alone
        if not windows.kernel32.SetThreadExecutionState(state):
            self.is_held = False
            self._tell("Windows refused")

    def _tell(self, why: str) -> None:
        log.warning("the computer may fall asleep: %s", why)
        self.failed.emit(
            tr("The computer may fall asleep meanwhile ({why}): see its power settings.", why=why)
        )
