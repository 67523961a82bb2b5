"""One Heirloom per user: a second start hands its files to the first and ends.

The first listens on a local socket that only its user can open. What a crash left of a socket
answers nobody and is removed. macOS hands files over by an event instead, which is seen here too.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget

from engine import paths

ANSWER_MS = 3000  # for a window that is just busy; one that hangs longer is not waited for
TAKEN = b"taken\n"

log = logging.getLogger(__name__)


def server_name() -> str:
    """Another one for each user and for each place of settings."""
    return f"heirloom-{hashlib.sha256(str(paths.user_state()).encode()).hexdigest()[:16]}"


class SingleInstance(QObject):
    """Either hands files over, or listens for those of later starts."""

    asked = Signal(object)  # list[Path], maybe empty: somebody started Heirloom again

    def __init__(self, name: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name or server_name()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        self._callers: list[QLocalSocket] = []

    def hand_over(self, files: Sequence[Path]) -> bool:
        """Give `files` to the Heirloom that runs; False where none runs, or none answers."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_MS):
            return False
        waiting = QEventLoop()  # the socket's own waitForReadyRead would hold Python meanwhile
        socket.readyRead.connect(waiting.quit)
        socket.disconnected.connect(waiting.quit)
        QTimer.singleShot(ANSWER_MS, waiting, waiting.quit)
        told = [str(path.absolute()) for path in files]
        socket.write(json.dumps(told).encode() + b"\n")
        waiting.exec()
        taken = bytes(socket.readAll().data()) == TAKEN
        socket.abort()
        if not taken:
            log.warning("another Heirloom runs and does not answer; this one starts beside it")
        return taken

    def listen(self) -> bool:
        """Wait for later starts; False where that cannot be: then each opens a window."""
        probe = QLocalSocket()
        probe.connectToServer(self._name)
        if probe.waitForConnected(ANSWER_MS):  # somebody was quicker; Qt would push him aside
            probe.abort()
            return False
        QLocalServer.removeServer(self._name)
        if self._server.listen(self._name):
            return True
        log.warning("later starts open windows of their own: %s", self._server.errorString())
        return False

    def close(self) -> None:
        self._server.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the application: files that macOS wants opened."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.asked.emit([Path(event.file())])
            return True
        return False

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._callers.append(socket)
            socket.readyRead.connect(self._read)

    def _read(self) -> None:
        for socket in self._callers:
            if socket.canReadLine():
                self._take(socket)
        connected = QLocalSocket.LocalSocketState.ConnectedState
        self._callers = [socket for socket in self._callers if socket.state() == connected]

    def _take(self, socket: QLocalSocket) -> None:
        try:
            told = json.loads(bytes(socket.readLine().data()))
            files = [Path(name) for name in told]
        except (ValueError, TypeError) as error:
            log.warning("a second start said something strange: %s", error)
            return
        socket.write(TAKEN)
        socket.flush()
        self.asked.emit(files)


def bring_up(window: QWidget) -> None:
    """Over the other windows, or asking for attention where the desktop does not allow that."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
