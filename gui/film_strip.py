"""The open scans as small pictures below the one in front."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from gui.document_tabs import UNSAVED, told
from gui.enter_key import keeps_enter
from gui.language import tr
from gui.session import Session, Sessions

PICTURE = QSize(104, 66)  # px
CELL = QSize(124, 102)
HEIGHT = CELL.height() + 16  # with the bar to scroll by
QUIET = 400  # ms without a change, until pictures of what has changed are made


class FilmStrip(QListWidget):
    """Left and Right show another scan, Enter goes on in the picture."""

    close_asked = Signal(object)  # Session
    left = Signal()  # by Enter

    def __init__(self, sessions: Sessions) -> None:
        super().__init__(objectName="filmStrip")
        self._sessions = sessions
        self._shown: list[Session] = []  # in the order of the items
        self.setAccessibleName(tr("Film-strip of the open scans"))
        self.setAccessibleDescription(
            tr("Left and Right show another scan, Enter goes on in the picture")
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the keys are the picture's
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(PICTURE)
        self.setGridSize(CELL)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setFixedHeight(HEIGHT)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._renew)
        self.currentRowChanged.connect(lambda row: sessions.show(sessions[row]))
        sessions.listed.connect(self.refresh)

    def refresh(self) -> None:
        """Pictures, names and order as they are now; nothing is made that nobody sees."""
        wanted = [] if self.isHidden() else list(self._sessions)
        with QSignalBlocker(self):
            if self._shown != wanted:
                self._fill(wanted)
            for place, session in enumerate(wanted):
                self._show(self.item(place), session)
            self.setCurrentRow(self._sessions.place)
        if not all(session.is_pictured for session in wanted):
            self._later.start(QUIET)

    def event(self, event: QEvent) -> bool:
        return keeps_enter(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.indexAt(event.position().toPoint()).row()
        if event.button() == Qt.MouseButton.MiddleButton and row >= 0:
            self.close_asked.emit(self._sessions[row])
        else:
            super().mouseReleaseEvent(event)

    def _fill(self, wanted: list[Session]) -> None:
        pictures = {session: self.item(row).icon() for row, session in enumerate(self._shown)}
        self.clear()
        for session in wanted:
            QListWidgetItem(pictures.get(session) or self._icon(session), "", self)
        self._shown = wanted

    def _renew(self) -> None:
        """One at a time, so that the window does not wait for many."""
        for place, session in enumerate(self._shown):
            if not session.is_pictured:
                self.item(place).setIcon(self._icon(session))
                self._later.start(0)
                return

    def _icon(self, session: Session) -> QIcon:
        """The picture in the middle of a place that is the same for all; untinted where chosen."""
        ratio = self.devicePixelRatioF()
        small = session.picture.scaled(
            PICTURE * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap = QPixmap(PICTURE * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.drawImage(pixmap.rect().center() - small.rect().center(), small)
        pixmap.setDevicePixelRatio(ratio)
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)
        return icon

    def _show(self, item: QListWidgetItem, session: Session) -> None:
        text = UNSAVED + session.name if session.is_modified else session.name
        if text != item.text():
            item.setText(text)
            item.setToolTip(str(session.file or session.name))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told(session))
