"""Where a training begins: earlier runs at the left; a recipe, or an album, at the right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.language import number, tr, tr_n
from gui.training.recipes import RecipeFile
from gui.training.runs import Run

INSTALL = "python3 packaging/start.py --with train"
DATA = Qt.ItemDataRole.UserRole


def has_trainer() -> bool:
    """Whether PyTorch is there; it is not loaded."""
    return find_spec("torch") is not None


class FolderField(QWidget):
    """A folder, typed or chosen."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setMinimumHeight(26)
        self.choose = QPushButton(tr("Choose..."), autoDefault=False)
        self.choose.setAccessibleName(tr("Choose: {what}", what=name))
        self.choose.setMinimumHeight(26)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit, 1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self.changed)

    @property
    def path(self) -> Path | None:
        """None where there is no such folder."""
        text = self.edit.text().strip()
        path = Path(text).expanduser()
        return path.absolute() if text and path.is_dir() else None


class StartPage(QWidget):
    """Chosen are a recipe or an album; nothing happens before a button is pressed."""

    folder_asked = Signal(object)  # FolderField
    train_asked = Signal()
    finetune_asked = Signal()
    shown_asked = Signal(object)  # Run
    resume_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._can_train = False
        self._running: Run | None = None
        self.runs = QListWidget()
        self.runs.setAccessibleName(tr("Earlier runs"))
        self.runs.setWordWrap(True)
        self.runs.setSpacing(2)
        self.show_run = QPushButton(tr("&Show"), autoDefault=False)
        self.resume = QPushButton(tr("&Go on"), autoDefault=False)
        self.missing = QLabel(wordWrap=True)
        self.missing.setProperty("warning", True)
        self.copy = QPushButton(tr("&Copy command"), autoDefault=False)
        self.recipes = QListWidget()
        self.recipes.setAccessibleName(tr("Recipes"))
        self.recipes.setSpacing(3)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("quiet", True)
        self.photos = FolderField(tr("Photographs to learn from"))
        self.measure = FolderField(tr("Photographs to measure with"))
        self.name, self.album_name = QLineEdit(), QLineEdit("my-album")
        self.name.setAccessibleName(tr("Name of the new model"))
        self.album_name.setAccessibleName(tr("Name of the new model"))
        self.train = QPushButton(tr("Start &training"), autoDefault=False)
        self.album = FolderField(tr("Album"))
        self.minutes = QSpinBox(minimum=1, maximum=24 * 60, value=10)
        self.minutes.setAccessibleName(tr("Minutes of training"))
        for field in (self.copy, self.name, self.album_name, self.minutes):
            field.setMinimumHeight(26)
        self.finetune = QPushButton(tr("Start &learning"), autoDefault=False)
        self._lay_out()
        self._connect()
        self.set_trainer(has_trainer())

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(_heading(tr("Earlier runs")))
        left.addWidget(self.runs, 1)
        buttons = QHBoxLayout()
        for button in (self.show_run, self.resume):
            button.setMinimumHeight(28)
            buttons.addWidget(button)
        left.addLayout(buttons)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._recipe_tab(), tr("From a &recipe"))
        self.tabs.addTab(self._album_tab(), tr("For one &album"))
        right = QVBoxLayout()
        missing = QHBoxLayout()
        missing.addWidget(self.missing, 1)
        missing.addWidget(self.copy)
        right.addLayout(missing)
        right.addWidget(self.tabs, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 18, 8)
        row.setSpacing(18)
        row.addLayout(left, 2)
        row.addLayout(right, 5)

    def _recipe_tab(self) -> QWidget:
        tab, form = QWidget(), QFormLayout(horizontalSpacing=16, verticalSpacing=8)
        form.addRow(tr("&Learn from"), self.photos)
        form.addRow(tr("&Measure with"), self.measure)
        form.addRow(tr("&Name"), self.name)
        self.photos.edit.setPlaceholderText(tr("50 undamaged photographs or more"))
        self.measure.edit.setPlaceholderText(tr("Others, which it must not learn from"))
        column = QVBoxLayout(tab)
        column.addWidget(self.recipes, 1)
        column.addWidget(self.note)
        column.addLayout(form)
        column.addLayout(_at_the_right(self.train))
        return tab

    def _album_tab(self) -> QWidget:
        tab, form = QWidget(), QFormLayout(horizontalSpacing=16, verticalSpacing=8)
        told = QLabel(wordWrap=True)
        told.setText(
            tr(
                "The bundled fill generator learns the tones and the grain of one folder of "
                "photographs. It is installed only if it then repairs photographs of that folder "
                "better that it has not seen. Nothing leaves this computer."
            )
        )
        form.addRow(tr("Al&bum"), self.album)
        form.addRow(tr("&Minutes"), self.minutes)
        form.addRow(tr("&Name"), self.album_name)
        column = QVBoxLayout(tab)
        column.setSpacing(12)
        column.addWidget(told)
        column.addLayout(form)
        column.addStretch(1)
        column.addLayout(_at_the_right(self.finetune))
        return tab

    def _connect(self) -> None:
        for field in (self.photos, self.measure, self.album):
            field.changed.connect(self._judge)
            field.choose.clicked.connect(lambda _=False, field=field: self.folder_asked.emit(field))
        for edit in (self.name, self.album_name):
            edit.textChanged.connect(self._judge)
        self.recipes.currentItemChanged.connect(self._choose_recipe)
        self.runs.currentItemChanged.connect(self._judge)
        self.runs.itemActivated.connect(lambda: self.shown_asked.emit(self.run))
        self.show_run.clicked.connect(lambda: self.shown_asked.emit(self.run))
        self.resume.clicked.connect(lambda: self.resume_asked.emit(self.run))
        self.train.clicked.connect(self.train_asked)
        self.finetune.clicked.connect(self.finetune_asked)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(INSTALL))

    @property
    def recipe(self) -> RecipeFile | None:
        item = self.recipes.currentItem()
        recipe: RecipeFile | None = None if item is None else item.data(DATA)
        return recipe

    @property
    def run(self) -> Run | None:
        item = self.runs.currentItem()
        run: Run | None = None if item is None else item.data(DATA)
        return run

    def set_trainer(self, is_there: bool) -> None:
        """Say how to install it where it is not."""
        self._can_train = is_there
        self.missing.setText(
            tr("Training needs PyTorch, which is not installed here. Close Heirloom and start it "
               "once by this command, which installs it: {command}", command=INSTALL)
        )  # fmt: skip
        self.missing.setVisible(not is_there)
        self.copy.setVisible(not is_there)
        self._judge()

    def set_recipes(self, recipes: Sequence[RecipeFile]) -> None:
        self.recipes.clear()
        for recipe in recipes:
            words = tr("{title}\n{name}: {steps} steps, {time} on a processor",
                       title=tr(recipe.title), name=recipe.name, steps=number(recipe.steps),
                       time=duration(recipe.seconds))  # fmt: skip
            item = QListWidgetItem(words, self.recipes)
            item.setData(DATA, recipe)
        self.recipes.setCurrentRow(0)

    def set_runs(self, runs: Sequence[Run], running: Run | None) -> None:
        self._running = running
        self.runs.clear()
        for run in runs:
            item = QListWidgetItem(f"{run.title}\n{state_of(run, running)}", self.runs)
            item.setData(DATA, run)
            item.setToolTip(str(run.folder))
        if not runs:
            item = QListWidgetItem(tr("No run yet."), self.runs)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            self.runs.setCurrentRow(0)
        self._judge()

    def _choose_recipe(self) -> None:
        if (recipe := self.recipe) is not None:
            self.note.setText(recipe.note)
            self.name.setText(f"my-{recipe.name}")

    def _judge(self) -> None:
        run, idle = self.run, self._running is None
        self.show_run.setEnabled(run is not None)
        can_go_on = idle and self._can_train and run is not None and not run.is_finished
        self.resume.setEnabled(can_go_on)
        ready = idle and self._can_train
        folders = self.photos.path is not None and self.measure.path is not None
        self.train.setEnabled(
            ready and folders and self.recipe is not None and _is_name(self.name.text())
        )
        self.finetune.setEnabled(
            ready and self.album.path is not None and _is_name(self.album_name.text())
        )


def state_of(run: Run, running: Run | None) -> str:
    if running is not None and running.folder == run.folder:
        return tr("running")
    if run.is_finished:
        return tr("finished, {steps} steps", steps=number(run.done))
    return tr("stopped after {done} of {steps} steps", done=number(run.done),
              steps=number(run.steps) if run.steps else "?")  # fmt: skip


def duration(seconds: float) -> str:
    """As people say it; a rough one."""
    if seconds < 90:
        return tr("about a minute")
    if seconds < 5400:
        return tr_n("about a minute", "about {n} minutes", round(seconds / 60))
    return tr_n("about an hour", "about {n} hours", round(seconds / 3600))


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}", text.strip()))


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("heading", True)
    return label


def _at_the_right(button: QPushButton) -> QHBoxLayout:
    button.setProperty("primary", True)
    button.setMinimumHeight(30)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(button)
    return row
