"""The open scans as tabs above the picture; hidden while there is only one."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabBar

from gui.language import tr
from gui.session import Session, Sessions

UNSAVED = "\N{BULLET} "  # before the name of what has changes


class DocumentTabs(QTabBar):
    """Shows what the sessions are; the mouse chooses, moves and closes (also by its middle)."""

    close_asked = Signal(object)  # Session

    def __init__(self, sessions: Sessions) -> None:
        super().__init__(objectName="documentTabs")
        self._sessions = sessions
        self.setAccessibleName(tr("Open scans"))
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMovable(True)
        self.setTabsClosable(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setAutoHide(True)
        self.currentChanged.connect(lambda place: sessions.show(sessions[place]))
        self.tabMoved.connect(sessions.move)
        self.tabCloseRequested.connect(lambda place: self.close_asked.emit(sessions[place]))
        sessions.listed.connect(self.refresh)

    def refresh(self) -> None:
        """Names, marks and order as they are now."""
        with QSignalBlocker(self):
            while self.count() > len(self._sessions):
                self.removeTab(self.count() - 1)
            while self.count() < len(self._sessions):
                self.addTab("")
            for place, session in enumerate(self._sessions):
                self._show(place, session)
            self.setCurrentIndex(self._sessions.place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and place >= 0:
            self.close_asked.emit(self._sessions[place])
        else:
            super().mouseReleaseEvent(event)

    def _show(self, place: int, session: Session) -> None:
        text = session.name.replace("&", "&&")
        if session.is_modified:
            text = UNSAVED + text
        if text != self.tabText(place):
            self.setTabText(place, text)
            self.setAccessibleTabName(place, told(session))
        self.setTabToolTip(place, str(session.file or session.name))


def told(session: Session) -> str:
    """The name in words, with what the mark says."""
    return tr("{name}, not saved", name=session.name) if session.is_modified else session.name
