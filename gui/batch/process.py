"""The running batch: the command a user could type, in a process of its own.

A crash in it costs the scan it was working on, never the window; see docs/decisions/.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from engine import paths

GRACE_MS = 3000  # until a process that was asked to stop is ended by force: it loses nothing

log = logging.getLogger(__name__)


def program() -> list[str]:
    """What starts Heirloom once more."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(paths.bundle() / "main.py")]


class BatchProcess(QObject):
    """One batch at a time."""

    numbered = Signal(int)  # the run has this number in the journal
    progressed = Signal(float, str)
    item_ended = Signal(dict)  # as engine/batch/following.py tells it
    ended = Signal(str, str)  # "done", "stopped" or "failed", and a sentence

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._stopping, self._complaint, self._rest = False, "", b""
        self.is_paused = False

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self, words: Sequence[str], folder: str = "") -> None:
        """`words` after `batch`, without --json and --listen; `folder` to start in."""
        self._stopping, self._complaint, self._rest, self.is_paused = False, "", b"", False
        self._process = process = QProcess(self)
        if folder:
            process.setWorkingDirectory(folder)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._complain)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._not_started)
        command = [*program(), "batch", "--json", "--listen", *words]
        log.info("batch: %s", command)
        process.start(command[0], command[1:])

    def set_paused(self, paused: bool) -> None:
        if self._process is not None:
            self.is_paused = paused
            self._process.write(b"pause\n" if paused else b"continue\n")

    def stop(self) -> None:
        """What is in the making is dropped; `ended` comes soon, and the same run goes on."""
        if self._process is None or self._stopping:
            return
        self._stopping = True
        self._process.write(b"stop\n")
        QTimer.singleShot(GRACE_MS, self._process, self._process.kill)

    def close(self) -> None:
        """At once and without a word; the journal knows what is done."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.blockSignals(True)
        process.write(b"stop\n")
        if not process.waitForFinished(GRACE_MS):
            process.kill()
            process.waitForFinished(GRACE_MS)
        process.deleteLater()

    def _read(self) -> None:
        if self._process is None:
            return
        *lines, self._rest = (
            self._rest + bytes(self._process.readAllStandardOutput().data())
        ).split(b"\n")
        for line in lines:
            try:
                told = json.loads(line)
                self._tell(told)
            except (ValueError, KeyError, TypeError):
                log.warning("batch said: %r", line)

    def _tell(self, told: dict[str, object]) -> None:
        if told["event"] == "run":
            self.numbered.emit(told["run"])
        elif told["event"] == "progress":
            self.progressed.emit(told["fraction"], told["doing"])
        elif told["event"] == "item":
            self.item_ended.emit(told)

    def _complain(self) -> None:
        if self._process is not None:
            said = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
            log.info("batch: %s", said.rstrip())
            self._complaint = (self._complaint + said)[-4000:]

    def _finished(self, status: int, how: QProcess.ExitStatus) -> None:
        process = self._process
        if process is None:
            return
        self._read()
        self._complain()
        self._process = None
        process.deleteLater()
        crashed = how == QProcess.ExitStatus.CrashExit
        if status in (0, 1) and not crashed:
            self.ended.emit("done", "")
        elif self._stopping or (status == 130 and not crashed):
            self.ended.emit("stopped", "Stopped. What is done is done; the run can go on.")
        else:
            self.ended.emit("failed", self._why(crashed))

    def _why(self, crashed: bool) -> str:
        errors = [line for line in self._complaint.splitlines() if line.startswith("error: ")]
        if errors and not crashed:
            said = errors[-1].removeprefix("error: ")
            return said[:1].upper() + said[1:]
        return "The batch ended unexpectedly. What is done is done: let the run go on."

    def _not_started(self, error: QProcess.ProcessError) -> None:
        process = self._process
        if process is None or error != QProcess.ProcessError.FailedToStart:
            return
        self._process = None
        self.ended.emit("failed", f"The batch could not be started: {process.errorString()}.")
        process.deleteLater()
