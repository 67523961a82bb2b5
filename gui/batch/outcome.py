"""What can be done with a run once it is there: its report, its folder, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from engine.batch.journal import Journal, Run
from engine.batch.undo import undo_run
from engine.progress import Progress
from gui.batch.questions import BatchQuestions
from gui.batch.work import make_report
from gui.engine_words import in_words
from gui.file_work import FileTask, FileWork
from gui.language import tr


class Outcome:
    """Each works on the run it is given, off the GUI thread; nothing happens without one."""

    def __init__(
        self, window: QWidget, journal: Journal, work: FileWork, questions: BatchQuestions
    ) -> None:
        self._window, self._journal = window, journal
        self._work, self._questions = work, questions

    def show_report(self, run: Run | None) -> None:
        if run is None:
            return

        def job(progress: Progress) -> Path:
            return make_report(self._journal, run.id, progress)

        self._work.add(FileTask(tr("Writing the report"), job, _open_outside))

    def open_folder(self, run: Run | None) -> None:
        if run is not None:
            _open_outside(run.target)

    def ask_undo(self, run: Run | None, then: Callable[[str], None]) -> None:
        """`then` gets what was done, in sentences."""
        if run is None:
            return

        def job(progress: Progress) -> str:
            return in_words(str(undo_run(self._journal, run.id, progress)))

        self._questions.confirm(
            self._window,
            tr("Take back the results of run {number}?", number=run.id),
            tr(
                "They move into heirloom-trash in {folder}; the originals are compared with "
                "what they were.",
                folder=run.target,
            ),
            tr("&Take back"),
            lambda: self._work.add(FileTask(tr("Taking back"), job, then)),
        )


def _open_outside(path: Path) -> None:
    """With whatever the desktop opens it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
