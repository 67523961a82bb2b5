"""Files and folders dropped on a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

DRAGGED = (QEvent.Type.DragEnter, QEvent.Type.Drop)


class DropTarget(QObject):
    """Hands what is dropped on `window` to `take`; what is no local file is left alone."""

    def __init__(self, window: QWidget, take: Callable[[Sequence[Path]], None]) -> None:
        super().__init__(window)
        self._take = take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() not in DRAGGED or not isinstance(event, QDropEvent):
            return False
        dropped = _local_files(event.mimeData())
        if not dropped:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._take(dropped)
        return True


def _local_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
