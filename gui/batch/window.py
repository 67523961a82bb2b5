"""The batch window: set up, look at the plan, run, review. It never waits for the work.

SetUpPage --plan--> PlanPage --start--> RunPage --review--> ReviewPage
    ^                                      ^
    earlier batches, shown or gone on with -
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from engine.batch.journal import Journal, Run
from gui.awake import Awake
from gui.batch import work
from gui.batch.items import Row
from gui.batch.outcome import Outcome
from gui.batch.pages import PlanPage, RunPage, SetUpPage
from gui.batch.questions import BatchQuestions
from gui.batch.recipe import Recipe
from gui.batch.review_flow import ReviewFlow
from gui.batch.review_page import ReviewPage
from gui.batch.running import Running
from gui.batch.work import Planned, RunShown
from gui.file_work import FileTask, FileWork
from gui.language import mark, tr, tr_n
from gui.notice import notify
from gui.window_of_pages import WindowOfPages

TITLES = (mark("Batch: set up"), mark("Batch: plan"), mark("Batch: run"), mark("Batch: review"))


class BatchWindow(WindowOfPages):
    """Puts the pages together. Closing it hides it; `shut` ends what it began."""

    open_asked = Signal(object)  # Path of a scan, to be shown in the editor
    fix_asked = Signal(object, object)  # restoration file, and folder of its scan
    recipe_used = Signal(object)  # Recipe, to be remembered
    said = Signal(str)  # for whoever looks at the other window

    def __init__(
        self,
        journal: Journal,
        recipe: Recipe,
        questions: BatchQuestions,
        awake: Awake | None = None,
    ) -> None:
        super().__init__(QSize(1180, 760), QSize(900, 560))
        self._journal, self.questions = journal, questions
        self.run: Run | None = None  # that the run page shows
        self._planned: Planned | None = None
        self._looker = work.Looker()
        self.work = FileWork(self)
        self.outcome = Outcome(self, journal, self.work, questions)
        self.running = Running(self, awake)
        self.set_up, self.plan_page, self.run_page = SetUpPage(), PlanPage(), RunPage()
        self.review_page = ReviewPage()
        self.add_pages(self.set_up, self.plan_page, self.run_page, self.review_page)
        self.review = ReviewFlow(journal, self.review_page, self.work, self)
        self._connect()
        self.set_up.form.set_recipe(recipe)
        self.show_page(self.set_up)

    def _connect(self) -> None:
        form, earlier = self.set_up.form, self.set_up.earlier
        form.folder_asked.connect(self._ask_folder)
        form.files_asked.connect(
            lambda: self.questions.choose_files(self, lambda paths: form.sources.add(paths))
        )
        form.more.mark_file_asked.connect(
            lambda: self.questions.choose_mark(self, form.more.show_mark_file)
        )
        self.set_up.plan_asked.connect(self.make_plan)
        earlier.resumed.connect(self.resume)
        earlier.shown.connect(lambda run: self.show_run(run.id))
        earlier.undone.connect(self._ask_undo)
        self.plan_page.back_asked.connect(lambda: self.show_page(self.set_up))
        self.plan_page.start_asked.connect(self._ask_start)
        self.plan_page.panel.opened.connect(lambda row: self.open_asked.emit(row.source))
        page = self.run_page
        page.back_asked.connect(lambda: self.show_page(self.set_up))
        page.pause_asked.connect(self.running.set_paused)
        page.stop_asked.connect(self._stop)
        page.resume_asked.connect(lambda: self.resume(self.run))
        page.review_asked.connect(self._start_review)
        page.report_asked.connect(lambda: self.outcome.show_report(self.run))
        page.folder_asked.connect(lambda: self.outcome.open_folder(self.run))
        page.undo_asked.connect(lambda: self._ask_undo(self.run))
        page.panel.opened.connect(lambda row: self.open_asked.emit(row.source))
        self.review_page.back_asked.connect(self._leave_review)
        self.review.fix_asked.connect(self.fix_asked)
        self.review.row_changed.connect(page.put)
        self.review.said.connect(self.say)
        self.review.failed.connect(self.tell_failure)
        self._connect_work()

    def _connect_work(self) -> None:
        running, page = self.running, self.run_page
        running.numbered.connect(self._numbered)
        running.progressed.connect(self._progressed)
        running.row_ended.connect(self._row_ended)
        running.paused_changed.connect(page.set_paused)
        running.ended.connect(self._run_ended)
        running.said.connect(self.say)
        self.work.failed.connect(self.tell_failure)
        self.work.progressed.connect(self.show_work)
        self.work.busy_changed.connect(self.set_busy)
        for keys, act in (("Ctrl+Return", self._go), ("Esc", self._escape)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # Pages

    def show_page(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        self.setWindowTitle(f"{tr(TITLES[self.pages.currentIndex()])} - Heirloom")
        if page is self.set_up:
            self._fetch_runs()
            self.set_up.form.sources.setFocus()
        elif page is self.plan_page:
            self.plan_page.panel.table.setFocus()

    def add_sources(self, paths: Sequence[Path]) -> None:
        """For a new batch; what is already listed stays."""
        if paths:
            self.set_up.form.sources.add(paths)
            self.show_page(self.set_up)

    def say(self, sentence: str) -> None:
        super().say(sentence)
        self.said.emit(sentence)

    def make_plan(self) -> None:
        """Off this thread: a plan of thousands reads the head of every file."""
        recipe, journal = self.set_up.form.recipe, self._journal
        self.recipe_used.emit(recipe)
        self.work.add(
            FileTask(
                tr("Planning"),
                lambda progress: work.make_plan(recipe, journal, progress),
                self._show_plan,
            )
        )

    def show_run(self, number: int) -> None:
        """What the journal knows of it."""
        journal = self._journal
        self.work.add(
            FileTask(
                tr("Reading the journal"),
                lambda progress: work.read_run(journal, number, progress),
                self._show_run,
            )
        )

    def resume(self, run: Run | None) -> None:
        known = None if run is None else self._journal.command_of(run.id)
        if run is None or known is None or self.running.is_running:
            return
        folder, words = known
        self._begin(tr("Run {number} goes on.", number=run.id))
        self.running.resume(words, folder)

    def shut(self) -> None:
        """End everything, at once; a batch under way can go on another day."""
        self.hide()
        self.running.close()
        for page in (self.plan_page.panel, self.run_page.panel, self.review_page):
            page.close_gallery()
        self.work.close()
        self._looker.close()
        self._journal.close()

    # What happens when

    def _show_plan(self, planned: Planned) -> None:
        self._planned = planned
        self._looker.set_plan(planned)
        self.plan_page.set_plan(planned.plan, planned.unlearnt)
        self.plan_page.panel.show_pictures(self._looker.__call__)
        self.show_page(self.plan_page)
        self.say(tr("This is what would happen. Nothing has been written yet."))

    def _ask_start(self) -> None:
        planned = self._planned
        if planned is None or self.running.is_running:
            self.say(tr("Another batch is running: wait for its end, or stop it."))
            return
        strangers = [i for i in planned.plan.items if i.replaces and not i.made]
        if not strangers:
            self._start()
            return
        self.questions.confirm(
            self,
            tr_n(
                "Replace a file that is already there?",
                "Replace {n} files that are already there?",
                len(strangers),
            ),
            tr_n(
                "It was not made by a batch, and does not come back: {name}.",
                "They were not made by a batch, and do not come back: {name} and others.",
                len(strangers),
                name=strangers[0].target.name,
            ),
            tr("&Replace"),
            self._start,
        )

    def _start(self) -> None:
        if self._planned is None:
            return
        self._looker.set_plan(None)
        self.plan_page.panel.show_pictures(None)
        rows = [Row.of_item(item) for item in self._planned.plan.items]
        self._begin(tr("Started. You may close this window meanwhile."), rows)
        self.running.start(self._planned.words)

    def _begin(self, sentence: str, rows: Sequence[Row] = ()) -> None:
        self.run = None
        self.run_page.panel.show_pictures(None)
        self.run_page.panel.items.set_rows(_waiting(rows))
        self.run_page.panel.show_filter("all")
        self.run_page.heading.setText(tr("Starting"))
        self.run_page.set_progress(0.0, tr("Preparing"))
        self.run_page.set_paused(False)
        self.run_page.set_state(None, is_running=True, can_resume=False)
        self.show_page(self.run_page)
        self.run_page.stop.setFocus()
        self.say(sentence)

    def _numbered(self, number: int) -> None:
        """From here on the journal knows it; a run that goes on has rows already."""
        journal = self._journal
        self.run = next(run for run in journal.runs() if run.id == number)
        self.work.add(
            FileTask(
                tr("Reading the journal"),
                lambda progress: work.read_run(journal, number, progress),
                lambda shown: self.run_page.panel.items.add_known(shown.rows),
            )
        )
        self.run_page.panel.show_pictures(work.journal_pictures(journal, number))
        self.run_page.heading.setText(
            tr("Run {number}, into {folder}", number=number, folder=self.run.target)
        )
        self._follow(is_running=True)

    def _progressed(self, fraction: float, doing: str) -> None:
        if not self.running.process.is_paused:
            self.run_page.set_progress(fraction, doing)

    def _row_ended(self, row: Row) -> None:
        self.run_page.put(row)
        self.run_page.panel.recount_soon()

    def _run_ended(self, how: str, sentence: str) -> None:
        self._follow(is_running=False)
        if self.run is None:
            self.run_page.heading.setText(tr("Nothing was run"))
        told = sentence or self.run_page.heading.text()
        self.say(told)
        if how == "failed":
            self.questions.tell(self, sentence)
        if how != "stopped":
            notify(self, tr("The batch has ended"), told)

    def _follow(self, *, is_running: bool) -> None:
        """Show the state of the run as the journal has it now."""
        if self.run is not None:
            self.run = next(run for run in self._journal.runs() if run.id == self.run.id)
        can_resume = (
            self.run is not None
            and self.run.state in ("running", "stopped")
            and self._journal.command_of(self.run.id) is not None
        )
        self.run_page.panel.recount()
        self.run_page.set_state(self.run, is_running=is_running, can_resume=can_resume)

    def _show_run(self, shown: RunShown) -> None:
        if self.running.is_running and (self.run is None or self.run.id != shown.run.id):
            self.say(
                tr("A batch is running: this is what it does. Earlier ones can be seen later.")
            )
        else:
            self.run = shown.run
            self.run_page.panel.items.set_rows(shown.rows)
            pictures = work.journal_pictures(self._journal, shown.run.id)
            self.run_page.panel.show_pictures(pictures)
            self.run_page.panel.show_filter("all")
            self._follow(is_running=self.running.is_running)
        self.show_page(self.run_page)

    def _start_review(self) -> None:
        if self.run is not None:
            self.review.start(self.run.id)
            self.show_page(self.review_page)

    def _leave_review(self) -> None:
        self._follow(is_running=self.running.is_running)
        self.show_page(self.run_page)

    def _stop(self) -> None:
        self.run_page.stop.setEnabled(False)
        self.run_page.doing.setText(tr("Stopping"))
        self.running.stop()

    def _ask_folder(self, purpose: str) -> None:
        form = self.set_up.form
        if purpose == "add":
            title = tr("Add a folder of scans")
            self.questions.choose_folder(self, title, lambda path: form.sources.add([path]))
        else:
            title = tr("Choose the folder for the results")
            self.questions.choose_folder(self, title, lambda path: form.target.setText(str(path)))

    def _ask_undo(self, run: Run | None) -> None:
        def told(sentence: str) -> None:
            self.say(sentence)
            if run is not None:
                self.show_run(run.id)

        self.outcome.ask_undo(run, told)

    def _fetch_runs(self) -> None:
        runs, resumable = work.runs_and_resumable(self._journal)
        if self.running.is_running and self.run is not None:
            resumable.discard(self.run.id)
        self.set_up.earlier.set_runs(runs, resumable)

    def _go(self) -> None:
        """Ctrl+Return: the primary button of the page."""
        page = self.pages.currentWidget()
        if page is self.set_up:
            self.set_up.plan_button.click()
        elif page is self.plan_page:
            self.plan_page.start.click()

    def _escape(self) -> None:
        """The nearest thing first: 100 %, work under way, then the batch, then the page."""
        page = self.pages.currentWidget()
        if page is self.review_page and self.review_page.pair.is_zoomed:
            self.review_page.pair.fit()
        elif self.work.cancel():
            self.say(tr("Stopped."))
        elif page is self.run_page and self.running.is_running:
            self.run_page.stop.click()
        elif page is self.review_page:
            self._leave_review()
        else:
            self.show_page(self.set_up)

    # Qt's own name

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.running.is_running:
            self.said.emit(tr("The batch goes on; File > Batch shows it."))
        event.accept()


def _waiting(rows: Sequence[Row]) -> list[Row]:
    """Before the run has said anything of them."""
    return [Row(r.source, r.target, "waiting") if r.state == "make" else r for r in rows]
