"""The training window: begin or go on, watch, measure, use. The trainer is another process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut

from engine.errors import HeirloomError
from gui.awake import Awake
from gui.failure import as_sentence
from gui.language import tr
from gui.notice import notify
from gui.training.process import TrainingProcess
from gui.training.questions import TrainingQuestions
from gui.training.recipes import LONG_S, RecipeFile, copy_recipe, list_recipes
from gui.training.run_page import RunPage
from gui.training.runs import RECIPE, Run, RunLog, list_runs, read_run, write_command
from gui.training.start_page import FolderField, StartPage, duration
from gui.training.using import (
    LIMIT,
    export_words,
    free_folder,
    gate_words,
    is_for_the_gate,
    model_folder,
    put_in_place,
    verdict_of,
)
from gui.window_of_pages import WindowOfPages

POLL_MS = 1000
LEARNS = ("train", "finetune")


class TrainingWindow(WindowOfPages):
    """At most one command at a time. Closed while one runs, it asks; `shut` ends everything."""

    changed = Signal()  # which models there are

    def __init__(self, questions: TrainingQuestions, awake: Awake | None = None) -> None:
        super().__init__(QSize(1080, 720), QSize(860, 560))
        self.questions = questions
        self._awake = awake or Awake(self)
        self.process = TrainingProcess(self)
        self.run: Run | None = None  # that the run page shows
        self._running: tuple[Run, str] | None = None  # and the word of its command
        self._log = RunLog(Path())
        self._closing = False
        self.start_page, self.run_page = StartPage(), RunPage()
        self.add_pages(self.start_page, self.run_page)
        self.setWindowTitle(tr("Training - Heirloom"))
        self._poll = QTimer(self, interval=POLL_MS)
        self._connect()
        self.start_page.set_recipes(list_recipes())
        self.refresh()

    def _connect(self) -> None:
        start, page = self.start_page, self.run_page
        start.folder_asked.connect(self._ask_folder)
        start.train_asked.connect(self._ask_train)
        start.finetune_asked.connect(self._finetune)
        start.shown_asked.connect(self.show_run)
        start.resume_asked.connect(self.resume)
        page.back_asked.connect(self.show_start)
        page.stop_asked.connect(self._stop)
        page.resume_asked.connect(lambda: self.resume(self.run))
        page.measure_asked.connect(self._measure)
        page.use_asked.connect(self._use)
        page.use_anyway_asked.connect(lambda: self._put_in_place(self.run))
        page.revert_asked.connect(self._revert)
        page.folder_asked.connect(self._open_folder)
        self.process.progressed.connect(self._progressed)
        self.process.ended.connect(self._ended)
        self._poll.timeout.connect(self._look)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._escape)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.refresh)

    # Pages

    def refresh(self) -> None:
        """Read the folders of the runs again."""
        self.start_page.set_runs(list_runs(), self._running[0] if self._running else None)

    def show_start(self) -> None:
        self.refresh()
        self.pages.setCurrentWidget(self.start_page)

    def show_run(self, run: Run | None) -> None:
        if run is None:
            return
        if self.run is None or self.run.folder != run.folder:
            self._log = RunLog(run.folder)
            gate = run.folder / "gate.md"
            told = gate.read_text("utf-8") if gate.is_file() else ""
            self.run_page.set_report(told, show=bool(told))
        self.run = run
        self._follow()
        self.pages.setCurrentWidget(self.run_page)

    # Begin

    def _ask_folder(self, field: FolderField) -> None:
        title = field.edit.accessibleName()
        self.questions.choose_folder(self, title, lambda path: field.edit.setText(str(path)))

    def _ask_train(self) -> None:
        recipe = self.start_page.recipe
        if recipe is None:
            return
        if recipe.seconds < LONG_S:
            self._train(recipe)
            return
        self.questions.confirm(
            self,
            tr("Train for {time}?", time=duration(recipe.seconds)),
            tr("So long it takes on one thread of a recent processor; a graphics card is faster. "
               "It can be stopped and go on at any time."),
            tr("&Start"),
            lambda: self._train(recipe),
        )  # fmt: skip

    def _train(self, recipe: RecipeFile) -> None:
        page = self.start_page
        photos, measure = page.photos.path, page.measure.path
        if photos is None or measure is None:
            return
        name = page.name.text().strip()
        folder = free_folder(name)
        file = folder / RECIPE
        words = ["train", str(file), "--out", str(folder), "--photos", str(photos)]
        words += ["--validation", str(measure)]
        title = tr("{name}, by the recipe {recipe}", name=folder.name, recipe=recipe.name)
        try:
            copy_recipe(recipe, folder.name, file)
            run = write_command(folder, "train", words, title, str(measure))
        except HeirloomError as error:
            self.complain(as_sentence(error))
            return
        self._learn(run)

    def _finetune(self) -> None:
        page = self.start_page
        if (album := page.album.path) is None:
            return
        name = page.album_name.text().strip()
        folder = free_folder(name)
        words = ["finetune", str(album), "--minutes", str(page.minutes.value())]
        words += ["--out", name, "--run", str(folder)]
        title = tr("{name}, from the album {album}", name=name, album=album.name)
        try:
            run = write_command(folder, "finetune", words, title, str(album))
        except HeirloomError as error:
            self.complain(as_sentence(error))
            return
        self._learn(run)

    def resume(self, run: Run | None) -> None:
        if run is not None:
            self._learn(run)

    def _learn(self, run: Run) -> None:
        if self._begin(run, [*run.words, "--listen"]):
            self._awake.hold()
            self.say(tr("Started. You may close this window meanwhile."))

    def _begin(self, run: Run, words: Sequence[str]) -> bool:
        """Whether the command could begin: one at a time."""
        if self.process.is_running:
            self.say(tr("Something is running: wait for its end, or stop it."))
            return False
        self._running = (run, words[0])
        self._poll.start()
        self.process.start(words)
        self.show_run(run)
        doing = tr("Exporting") if words[0] == "export" else tr("Starting")
        self.run_page.set_progress(0.0, doing, None)
        self.run_page.stop.setFocus()
        return True

    # What is done with a run

    def _measure(self) -> None:
        if (run := self.run) is not None:
            self._begin(run, ["evaluate", "--run", str(run.folder), "--photos", run.photos,
                              "--limit", LIMIT])  # fmt: skip

    def _use(self) -> None:
        if (run := self.run) is not None:
            self._begin(run, export_words(run))

    def _exported(self, run: Run) -> None:
        """The gate judges it before it is used, where there is one for its kind."""
        if is_for_the_gate(run):
            self._begin(run, gate_words(run))
            self.say(tr("Exported; now it is compared with what there is."))

    def _judged(self, run: Run) -> None:
        verdict = verdict_of(run)
        if verdict is not None and verdict.accepted:
            self._put_in_place(run)

    def _put_in_place(self, run: Run | None) -> None:
        if run is None:
            return
        try:
            put_in_place(run)
        except HeirloomError as error:
            self.complain(as_sentence(error))
            return
        self._follow()
        self.say(tr("{name} is among your models now, and the newest is used.", name=run.name))
        self.changed.emit()

    def _revert(self) -> None:
        if (run := self.run) is not None:
            self._begin(run, ["finetune", "--revert", model_folder(run).name])

    def _open_folder(self) -> None:
        if self.run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.run.folder)))

    # While it runs

    def _stop(self) -> None:
        self.run_page.stop.setEnabled(False)
        self.say(tr("Stopping: what was learnt is being saved"))
        self.process.stop()

    def _look(self) -> None:
        if self.run is not None and self._log.read():
            if not self.run.steps:
                self.run = read_run(self.run.folder) or self.run
            self.run_page.show_log(self.run, self._log)
            if self._log.trouble:
                self.say(tr("It went back to its last checkpoint: {why}", why=self._log.trouble))

    def _progressed(self, fraction: float, doing: str) -> None:
        if self._running and self.run and self._running[0].folder == self.run.folder:
            learns = self._running[1] == "train"
            left = self._log.seconds_left(self.run.steps) if learns else None
            self.run_page.set_progress(fraction, doing, left)

    def _ended(self, how: str, sentence: str) -> None:
        running, self._running = self._running, None
        self._poll.stop()
        self._awake.release()
        self.run_page.stop.setEnabled(True)
        if running is None:
            return
        run, word = running
        told = sentence or self._outcome(word, self.process.printed)
        is_shown = self.run is not None and self.run.folder == run.folder
        if is_shown and how == "done" and word not in ("train", "export"):
            self.run_page.set_report(self.process.printed)
        if how == "stopped" and word not in LEARNS:
            told = tr("Stopped; nothing was changed.")
        self._look()
        self._follow()
        self.refresh()
        self.say(told)
        if how == "failed":
            self.complain(sentence)
        elif how == "done" and word in LEARNS:
            notify(self, tr("The training has ended"), told)
        if how == "done" and word == "finetune":
            self.changed.emit()
        if how == "done" and word in ("export", "gate") and not self._closing:
            {"export": self._exported, "gate": self._judged}[word](run)
        if self._closing:
            self._closing = False
            self.hide()

    def _outcome(self, word: str, printed: str) -> str:
        """What a command that ended well came to."""
        if word == "finetune":
            lines = [line for line in printed.splitlines() if "installed" in line]
            return lines[-1][:1].upper() + lines[-1][1:] if lines else tr("Taken back.")
        return {
            "train": tr("Trained. Measure it, or use it."),
            "export": tr("Exported."),
            "gate": tr("The gate's table is in the report."),
            "evaluate": tr("Measured."),
        }[word]  # fmt: skip

    def _follow(self) -> None:
        """Show the run as its folder is now."""
        if self.run is None:
            return
        self.run = read_run(self.run.folder) or self.run
        self._log.read()
        busy = self._running is not None and self._running[0].folder == self.run.folder
        there = (model_folder(self.run) / "card.toml").is_file()
        verdict = verdict_of(self.run)
        self.run_page.set_run(self.run, self._log, busy=busy, is_installed=there, verdict=verdict)

    # The end

    def _escape(self) -> None:
        if self.pages.currentWidget() is self.run_page:
            self.show_start()
        else:
            self.close()

    def _stop_and_close(self) -> None:
        self._closing = True
        self._stop()

    def shut(self) -> None:
        """End everything; a training saves what it has learnt."""
        self.hide()
        self._poll.stop()
        self.process.close()
        self._awake.release()

    # Qt's own names

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.process.is_running or not self.isVisible():
            event.accept()
            return
        event.ignore()
        self.questions.ask_closing(self, self.hide, self._stop_and_close)
