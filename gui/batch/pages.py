"""The pages of the batch window: set up, plan, run. Each shows values and says what was pressed."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.batch.journal import Run
from engine.batch.plan import Plan
from engine.batch.run import WORDS
from gui.batch.earlier import EarlierRuns
from gui.batch.form import RecipeForm
from gui.batch.items import Row, said_counts
from gui.batch.items_panel import ItemsPanel
from gui.engine_words import in_words
from gui.language import number, tr

CONFLICTS_SHOWN = 4


class SetUpPage(QWidget):
    """The form at the left, earlier batches at the right."""

    plan_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = RecipeForm()
        self.earlier = EarlierRuns()
        self.earlier.setFixedWidth(max(270, self.earlier.minimumSizeHint().width()))
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("quiet", True)
        self.note.setAccessibleName(tr("What is missing"))
        self.plan_button = _primary(tr("Show the &plan"))
        self.plan_button.setToolTip(tr("Nothing is written before you have seen it (Ctrl+Return)"))
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(scroll, 1)
        row.addWidget(self.earlier)
        column = _column(self)
        column.addLayout(row, 1)
        column.addLayout(_buttons(self.note, self.plan_button))
        self.form.changed.connect(self._judge)
        self.plan_button.clicked.connect(self.plan_asked)
        self._judge()

    def _judge(self) -> None:
        problem = self.form.problem()
        self.note.setText(problem or tr("The plan comes first; your scans are only read."))
        self.plan_button.setEnabled(not problem)


class PlanPage(QWidget):
    """What would become of every scan."""

    start_asked = Signal()
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = _heading()
        self.conflicts = QLabel(wordWrap=True)
        self.conflicts.setProperty("warning", True)
        self.conflicts.setAccessibleName(tr("Conflicts and how they are settled"))
        self.unlearnt = QLabel(wordWrap=True)
        self.unlearnt.setAccessibleName(tr("What is learnt when the batch starts"))
        self.panel = ItemsPanel("plan")
        self.panel.as_sheet.setToolTip(tr("With boxes around what would be repaired"))
        self.back = _button(tr("&Back"))
        self.start = _primary(tr("&Start"))
        column = _column(self)
        column.addWidget(self.heading)
        column.addWidget(self.conflicts)
        column.addWidget(self.unlearnt)
        column.addWidget(self.panel, 1)
        column.addLayout(_buttons(None, self.back, self.start))
        self.back.clicked.connect(self.back_asked)
        self.start.clicked.connect(self.start_asked)

    def set_plan(self, plan: Plan, unlearnt: tuple[str, ...] = ()) -> None:
        """`unlearnt`: sentences about what only the run learns, so that no picture shows it."""
        told = [in_words(sentence) for sentence in unlearnt]
        told.append(tr("The pictures do not show what is still to be learnt."))
        self.unlearnt.setText("\n".join(told))
        self.unlearnt.setVisible(bool(unlearnt))
        self.panel.items.set_rows(Row.of_item(item) for item in plan.items)
        self.panel.show_filter("all")
        self.panel.table.selectRow(0)
        counts = self.panel.items.counts()
        told = [tr("{n} to do", n=number(counts["make"]))]
        if counts["skipped"]:
            told.append(tr("{n} skipped", n=number(counts["skipped"])))
        if counts["failed"]:
            told.append(tr("{n} cannot be done", n=number(counts["failed"])))
        self.heading.setText(
            tr("{counts}. Results go into {folder}", counts=", ".join(told), folder=plan.target)
        )
        shown = [in_words(told) for told in plan.conflicts[:CONFLICTS_SHOWN]]
        more = len(plan.conflicts) - len(shown)
        if more:
            shown.append(tr("... and {n} more, in the last column below.", n=number(more)))
        self.conflicts.setText("\n".join(shown))
        self.conflicts.setVisible(bool(shown))
        self.start.setEnabled(counts["make"] > 0)
        self.start.setText(tr("&Start ({n})", n=number(counts["make"])))


class RunPage(QWidget):
    """A run under way, or an earlier one."""

    pause_asked = Signal(bool)
    stop_asked = Signal()
    resume_asked = Signal()
    review_asked = Signal()
    report_asked = Signal()
    folder_asked = Signal()
    undo_asked = Signal()
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = _heading()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("Progress of the batch"))
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(14)
        self.doing = QLabel()
        self.doing.setProperty("quiet", True)
        self.doing.setAccessibleName(tr("What is being done"))
        self.panel = ItemsPanel("run")
        self.panel.as_sheet.setToolTip(tr("Before and after"))
        self.back = _button(tr("&Back"))
        self.pause = _button(tr("Pa&use"))
        self.stop = _button(tr("St&op"))
        self.resume = _primary(tr("&Go on"))
        self.review = _primary(tr("&Review"))
        self.report = _button(tr("Rep&ort"))
        self.folder = _button(tr("Open &folder"))
        self.undo = _button(tr("Ta&ke back..."))
        self.pause.setToolTip(tr("Takes no new scan until it goes on; those in hand are finished"))
        self.stop.setToolTip(tr("Drops what is in the making; the batch can go on later (Esc)"))
        self.undo.setToolTip(
            tr("Moves the results of this batch away; the originals are untouched")
        )
        column = _column(self)
        column.addWidget(self.heading)
        column.addWidget(self.progress)
        column.addWidget(self.doing)
        column.addWidget(self.panel, 1)
        left = (self.back, self.report, self.folder, self.undo)
        column.addLayout(_row(left, (self.pause, self.stop, self.resume, self.review)))
        self._connect()

    def _connect(self) -> None:
        self.pause.clicked.connect(lambda: self.pause_asked.emit(self.pause.text() == tr("Pa&use")))
        for button, signal in (
            (self.back, self.back_asked),
            (self.stop, self.stop_asked),
            (self.resume, self.resume_asked),
            (self.review, self.review_asked),
            (self.report, self.report_asked),
            (self.folder, self.folder_asked),
            (self.undo, self.undo_asked),
        ):
            button.clicked.connect(signal)

    def set_state(self, run: Run | None, *, is_running: bool, can_resume: bool) -> None:
        """Which buttons there are follows from what can be done."""
        waiting = self.panel.items.counts()["review"]
        self.pause.setVisible(is_running)
        self.stop.setVisible(is_running)
        self.stop.setEnabled(is_running)
        self.resume.setVisible(can_resume and not is_running)
        self.review.setVisible(waiting > 0)
        self.review.setText(tr("&Review ({n})", n=number(waiting)))
        self.report.setEnabled(run is not None)
        self.folder.setEnabled(run is not None)
        self.undo.setVisible(not is_running)
        self.undo.setEnabled(any(row.state == "done" for row in self.panel.items.rows))
        self.progress.setVisible(is_running)
        self.doing.setVisible(is_running)
        if run is not None and not is_running:
            self.heading.setText(self._summary(run))

    def set_paused(self, paused: bool) -> None:
        self.pause.setText(tr("Conti&nue") if paused else tr("Pa&use"))
        if paused:
            self.doing.setText(tr("Paused: what is in hand is finished, nothing new is taken."))

    def set_progress(self, fraction: float, doing: str) -> None:
        self.progress.setValue(round(1000 * fraction))
        self.doing.setText(in_words(doing, capital=True))

    def put(self, row: Row) -> None:
        self.panel.gallery.forget(row.source)
        self.panel.items.put(row)

    def _summary(self, run: Run) -> str:
        rows = self.panel.items.rows
        states = Counter(row.state for row in rows)
        told = said_counts({word: states[state] for state, word in WORDS.items()})
        return tr(
            "Run {number}, {when}: {counts}",
            number=run.id,
            when=run.started[:16],
            counts=told or tr("nothing done"),
        )


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(20, 16, 20, 16)
    column.setSpacing(10)
    return column


def _buttons(note: QLabel | None, *buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    if note is None:
        row.addStretch(1)
    else:
        row.addWidget(note, 1)
    for button in buttons:
        row.addWidget(button)
    return row


def _row(left: tuple[QPushButton, ...], right: tuple[QPushButton, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in left:
        row.addWidget(button)
    row.addStretch(1)
    for button in right:
        row.addWidget(button)
    return row


def _heading() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setProperty("heading", True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _button(text: str) -> QPushButton:
    button = QPushButton(text, autoDefault=False)
    button.setMinimumHeight(34)
    return button


def _primary(text: str) -> QPushButton:
    button = _button(text)
    button.setProperty("primary", True)
    return button
