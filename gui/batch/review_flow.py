"""What is decided in the review, carried out one after another while the user looks on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.batch.journal import Entry, Journal
from engine.batch.review import Review
from engine.progress import Progress
from gui.batch.items import Row
from gui.batch.review_page import ReviewPage
from gui.batch.work import Both, large_pictures, open_detail
from gui.engine_words import in_words
from gui.file_work import FileTask, FileWork
from gui.language import tr


class ReviewFlow(QObject):
    """Between the page and the engine; what fails goes on waiting, and is said."""

    row_changed = Signal(object)  # Row: as the journal has it now
    fix_asked = Signal(object, object)  # restoration file, and folder of its scan
    said = Signal(str)
    failed = Signal(object)  # the exception

    def __init__(self, journal: Journal, page: ReviewPage, work: FileWork, parent: QObject) -> None:
        super().__init__(parent)
        self._journal, self._page, self._work = journal, page, work
        self._review: Review | None = None
        page.accepted.connect(lambda source: self._decide("accept", source))
        page.rejected.connect(lambda source: self._decide("reject", source))
        page.fix_asked.connect(self._fix)
        page.detail_asked.connect(self._open_detail)

    def start(self, number: int) -> None:
        self._review = review = Review(self._journal, number)
        rows = [Row.of_entry(entry) for entry in review.waiting()]
        self._page.set_rows(rows, large_pictures(review))

    def corrected(self, held: Path) -> None:
        """A restoration file was saved in the editor: look at it again, if it waits here."""
        review = self._review
        if review is None:
            return
        known = [row for row in self._page.rows if review.file_of_target(row.target) == held]
        for row in known:
            source = row.source

            def again(progress: Progress, source: Path = source) -> Entry:
                return review.look_again(source, progress)

            self._work.add(
                FileTask(tr("Looking at {name} again", name=source.name), again, self._looked)
            )

    def _looked(self, entry: Entry) -> None:
        row = Row.of_entry(entry)
        self._page.refresh(row)
        self.row_changed.emit(row)
        self.said.emit(
            tr("{name} is as you corrected it: accept it when it is right.", name=row.source.name)
        )

    def _decide(self, act: str, source: Path) -> None:
        review = self._review
        if review is None:
            return

        def job(progress: Progress) -> Entry | Exception:
            try:
                if act == "accept":
                    return review.accept(source, progress)
                return review.reject(source)
            except Exception as error:  # this scan's alone: those behind it are decided too
                return error

        doing = tr("Accept {name}") if act == "accept" else tr("Reject {name}")
        self._work.add(FileTask(doing.format(name=source.name), job, self._decided(source)))

    def _decided(self, source: Path) -> Callable[[Entry | Exception], None]:
        def then(outcome: Entry | Exception) -> None:
            if isinstance(outcome, Entry):
                self.row_changed.emit(Row.of_entry(outcome))
                self.said.emit(f"{source.name}: {in_words(outcome.message)}")
                return
            if self._review is not None:
                self._page.put_back(Row.of_entry(self._review.entry(source)))
            self.failed.emit(outcome)

        return then

    def _open_detail(self, source: Path) -> None:
        review = self._review
        if review is None:
            return

        def job(progress: Progress) -> Both | Exception:
            try:
                return open_detail(review, source, progress)
            except Exception as error:  # the page waits for an answer
                return error

        doing = tr("Opening {name} at 100 %", name=source.name)
        self._work.add(FileTask(doing, job, lambda outcome: self._opened(source, outcome)))

    def _opened(self, source: Path, outcome: Both | Exception) -> None:
        if isinstance(outcome, Both):
            self._page.show_detail(source, outcome)
            return
        self._page.pair.fit()
        self.failed.emit(outcome)

    def _fix(self, source: Path) -> None:
        if self._review is not None:
            entry = self._review.entry(source)
            self.fix_asked.emit(self._review.file_of(entry), source.parent)
            self.said.emit(tr("Correct it in the window, save it there, then accept it here."))
