"""A window of pages, with a thin bar of progress above them and one sentence below."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from gui.engine_words import in_words
from gui.failure import describe_failure, log_failure
from gui.language import tr
from gui.questions import Questions


class WindowOfPages(QWidget):
    """What the windows of batches, models and training have in common.

    `questions` asks and tells in windows of its own.
    """

    questions: Questions

    def __init__(self, size: QSize, least: QSize) -> None:
        super().__init__()
        self._said = ""  # stands below while nothing is going on
        self.pages = QStackedWidget()
        self.busy = QProgressBar(maximum=1000, textVisible=False)
        self.busy.setAccessibleName(tr("Progress"))
        self.busy.setMaximumHeight(4)
        self.busy.hide()
        self.status = QLabel(wordWrap=True)
        self.status.setAccessibleName(tr("Message"))
        self.status.setProperty("quiet", True)
        self.status.setContentsMargins(20, 0, 20, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.busy)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status)
        self.resize(size)
        self.setMinimumSize(least)

    def add_pages(self, *pages: QWidget) -> None:
        for page in pages:
            self.pages.addWidget(page)

    def say(self, sentence: str) -> None:
        self._said = sentence
        self.status.setText(sentence)

    def show_work(self, fraction: float, doing: str) -> None:
        """fraction: 0..1, or below 0 where nobody knows."""
        self.busy.setVisible(True)
        self.busy.setMaximum(1000 if fraction >= 0 else 0)
        self.busy.setValue(round(1000 * max(0.0, fraction)))
        self.status.setText(in_words(doing, capital=True))

    def set_busy(self, busy: bool) -> None:
        """What was said last stands below again when nothing is going on any more."""
        self.busy.setVisible(busy)
        if not busy:
            self.status.setText(self._said)

    def complain(self, sentence: str) -> None:
        self.say(sentence)
        self.questions.tell(self, sentence)

    def tell_failure(self, error: Exception) -> None:
        log_failure(error)
        self.complain(describe_failure(error)[0])
