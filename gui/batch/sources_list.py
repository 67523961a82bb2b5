"""Which scans: folders and files, chosen or dropped, in the order in which they came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from gui.language import tr


class SourcesList(QListWidget):
    """Takes what is dropped on it; Delete takes the chosen ones out again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Folders and files to restore"))
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setAcceptDrops(True)
        self.setMinimumHeight(110)
        self.setSpacing(2)

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count()))

    def add(self, paths: Sequence[Path]) -> None:
        known = set(self.paths)
        for path in dict.fromkeys(Path(path).absolute() for path in paths):
            if path not in known:
                kind = tr("Folder") if path.is_dir() else tr("File")
                item = QListWidgetItem(f"{path}", self)
                item.setData(Qt.ItemDataRole.UserRole, path)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind} {path}")
                item.setToolTip(str(path))
        self.changed.emit()

    def set_paths(self, paths: Sequence[Path]) -> None:
        self.clear()
        self.add(paths)

    def remove_chosen(self) -> None:
        for item in self.selectedItems():
            self.takeItem(self.row(item))
        self.changed.emit()

    # Qt's own names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_chosen()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        event.setDropAction(Qt.DropAction.CopyAction)  # whoever drops keeps what they have
        event.accept()
        self.add([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
