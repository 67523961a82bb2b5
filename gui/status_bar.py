"""The line at the bottom: what happens now, where the pointer is, on what device repairs run."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from gui.engine_words import in_words
from gui.generator import GeneratorState
from gui.language import tr

MESSAGE_MS = 8000  # time to read one sentence twice


class ElidedLabel(QLabel):
    """One line that never makes the window wider: what does not fit is in the tool tip."""

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 20, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room = QPainter(self), self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()


class StatusBar(QStatusBar):
    """Left: a sentence, or the progress of the work with a way to stop it. Right: facts."""

    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setMinimumHeight(34)
        self.setContentsMargins(9, 0, 6, 0)
        self.message = ElidedLabel()
        self.message.setAccessibleName(tr("Message"))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("Progress"))
        self.progress.setFixedWidth(180)
        self.progress.setMaximumHeight(14)
        self.progress.setTextVisible(False)
        self.doing = ElidedLabel()
        self.doing.setAccessibleName(tr("What is being done"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setAccessibleName(tr("Cancel what is running"))
        self.cancel.setToolTip(tr("Stop; your marks stay (Esc)"))
        self.cancel.clicked.connect(self.cancel_asked)
        for widget in (self.progress, self.cancel, self.doing):
            self.addWidget(widget)
        self.addWidget(self.message, 1)
        self.position, self.zoom, self.device = QLabel(), QLabel(), ElidedLabel()
        for label, name in (
            (self.position, tr("Position in the scan")),
            (self.zoom, tr("Zoom")),
            (self.device, tr("Device and model")),
        ):
            label.setAccessibleName(name)
            self.addPermanentWidget(label)
        self.levels = ""
        self._fade = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._fade.timeout.connect(self.message.clear)
        self.set_idle()

    def say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self._fade.start()

    def set_progress(self, fraction: float, doing: str) -> None:
        """`fraction` 0..1; below 0 where nobody knows how long it will take."""
        self.progress.setRange(0, 0 if fraction < 0 else 1000)
        if fraction >= 0:
            self.progress.setValue(round(1000 * fraction))
        self.doing.setText(in_words(doing, capital=True))
        self._show_work(True)

    def set_idle(self) -> None:
        self._show_work(False)

    def set_position(self, position: tuple[float, float] | None, levels: str = "") -> None:
        """`levels`: what the pixel there holds, in words; shown once it is known."""
        where = ""
        if position is not None:
            where = tr("{x}, {y} px", x=int(position[0]), y=int(position[1]))
        self.levels = levels if position is not None else ""
        self.position.setText("   ".join(filter(None, (where, self.levels))))
        self._make_room()

    def _make_room(self) -> None:
        """For the position, at once and for good: what stands beside it must not jump about."""
        needed = self.position.sizeHint().width()
        if needed > self.position.minimumWidth():
            self.position.setMinimumWidth(needed)
            self.layout().activate()

    def set_zoom(self, zoom: float | None) -> None:
        percent = 0 if zoom is None else 100 * zoom
        digits = 0 if percent >= 10 else 1
        self.zoom.setText("" if zoom is None else f"{percent:.{digits}f} %")

    def set_device(self, state: GeneratorState) -> None:
        self.device.setText(state.status)
        self.device.setToolTip("\n".join(filter(None, (state.status, state.note, state.reason))))

    def _show_work(self, shown: bool) -> None:
        for widget in (self.progress, self.cancel, self.doing):
            widget.setVisible(shown)
        self.message.setVisible(not shown)
