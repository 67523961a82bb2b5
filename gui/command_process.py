"""A command of Heirloom in a process of its own: the one that a user could type.

A crash in it costs what it was working on, never the window; see docs/decisions/.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from engine.paths import program
from gui.language import mark, tr

log = logging.getLogger(__name__)


class CommandProcess(QObject):
    """One command at a time; each kind hears its lines, and has its own words for the end.

    grace_ms: until a process that was asked to stop is ended by force.
    """

    ended = Signal(str, str)  # "done", "stopped" or "failed", and a sentence

    grace_ms = 3000
    stopped_text = mark("Stopped.")
    crashed_text = mark("The work ended unexpectedly.")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._stopping, self._complaint, self._rest = False, "", b""

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start_command(self, words: Sequence[str], folder: str = "") -> None:
        """`words` as they would be typed; `folder` to start in."""
        self._stopping, self._complaint, self._rest = False, "", b""
        self._process = process = QProcess(self)
        if folder:
            process.setWorkingDirectory(folder)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._complain)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._not_started)
        command = [*program(), *words]
        log.info("command: %s", command)
        process.start(command[0], command[1:])

    def tell(self, wish: bytes) -> None:
        """A line for the stdin of the process."""
        if self._process is not None:
            self._process.write(wish + b"\n")

    def stop(self) -> None:
        """What is in the making is dropped; `ended` comes soon, and the same command goes on."""
        if self._process is None or self._stopping:
            return
        self._stopping = True
        self.tell(b"stop")
        QTimer.singleShot(self.grace_ms, self._process, self._process.kill)

    def close(self) -> None:
        """At once and without a word."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.blockSignals(True)
        process.write(b"stop\n")
        if not process.waitForFinished(self.grace_ms):
            process.kill()
            process.waitForFinished(self.grace_ms)
        process.deleteLater()

    def hear(self, line: bytes) -> None:
        """A line of stdout; for those who know what it means."""

    def hear_aside(self, said: str) -> None:
        """A piece of stderr."""

    def _read(self) -> None:
        if self._process is None:
            return
        *lines, self._rest = (
            self._rest + bytes(self._process.readAllStandardOutput().data())
        ).split(b"\n")
        for line in lines:
            self.hear(line)

    def _complain(self) -> None:
        if self._process is not None:
            said = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
            log.info("%s", said.rstrip())
            self._complaint = (self._complaint + said)[-4000:]
            self.hear_aside(said)

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
            self.ended.emit("stopped", tr(self.stopped_text))
        else:
            self.ended.emit("failed", self._why(crashed))

    def _why(self, crashed: bool) -> str:
        errors = [line for line in self._complaint.splitlines() if line.startswith("error: ")]
        if errors and not crashed:
            said = errors[-1].removeprefix("error: ")
            return said[:1].upper() + said[1:]
        return tr(self.crashed_text)

    def _not_started(self, error: QProcess.ProcessError) -> None:
        process = self._process
        if process is None or error != QProcess.ProcessError.FailedToStart:
            return
        self._process = None
        why = tr("Heirloom could not be started again: {why}.", why=process.errorString())
        self.ended.emit("failed", why)
        process.deleteLater()
