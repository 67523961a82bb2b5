"""Earlier runs: those that were not finished are offered first, to go on with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.batch.journal import Run
from engine.batch.run import WORDS
from gui.batch.items import said_counts
from gui.language import mark, tr

UNFINISHED = ("running", "stopped")
SAID = {
    "running": mark("not finished"),
    "stopped": mark("stopped"),
    "ended": mark("finished"),
    "undone": mark("taken back"),
}


class EarlierRuns(QWidget):
    """A list to choose one run from; nothing happens to it before a button is pressed."""

    resumed = Signal(object)  # Run
    shown = Signal(object)
    undone = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._resumable: set[int] = set()
        heading = QLabel(tr("Earlier batches"))
        heading.setProperty("heading", True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Earlier batches"))
        self.list.setSpacing(2)
        self.list.setWordWrap(True)
        self.resume = QPushButton(tr("&Go on"), autoDefault=False)
        self.resume.setToolTip(tr("Goes on where it was stopped; what is done is not done again"))
        self.show_run = QPushButton(tr("&Show"), autoDefault=False)
        self.undo = QPushButton(tr("Ta&ke back..."), autoDefault=False)
        self.undo.setToolTip(
            tr("Moves the results of this batch away; the originals are untouched")
        )
        row = QHBoxLayout()
        for button in (self.resume, self.show_run, self.undo):
            button.setMinimumHeight(28)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.resume.clicked.connect(lambda: self.resumed.emit(self.current))
        self.show_run.clicked.connect(lambda: self.shown.emit(self.current))
        self.undo.clicked.connect(lambda: self.undone.emit(self.current))
        self.list.itemActivated.connect(lambda: self.shown.emit(self.current))
        self.list.currentItemChanged.connect(self._judge)
        self._judge()

    @property
    def current(self) -> Run | None:
        item = self.list.currentItem()
        run: Run | None = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        return run

    def set_runs(self, runs: Sequence[Run], resumable: set[int]) -> None:
        """`resumable`: numbers of the runs whose command is known."""
        self._resumable = resumable
        self.list.clear()
        order = sorted(runs, key=lambda run: (run.state not in UNFINISHED, -run.id))
        for run in order:
            item = QListWidgetItem(describe(run), self.list)
            item.setData(Qt.ItemDataRole.UserRole, run)
            item.setToolTip(str(run.target))
        if not runs:
            item = QListWidgetItem(tr("No batch was run yet."), self.list)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            self.list.setCurrentRow(0)
        self._judge()

    def _judge(self) -> None:
        run = self.current
        can_resume = run is not None and run.state in UNFINISHED and run.id in self._resumable
        self.resume.setEnabled(can_resume)
        self.show_run.setEnabled(run is not None)
        self.undo.setEnabled(run is not None and bool(run.counts["done"] + run.counts["writing"]))


def describe(run: Run) -> str:
    """Three lines: when and how it ended, where to, what became of the scans."""
    counts = said_counts({word: run.counts[state] for state, word in WORDS.items()})
    when = run.started[:16]
    said = tr(SAID.get(run.state, run.state))
    return tr(
        "Run {number}, {when}, {state}\n{folder}\n{counts}",
        number=run.id,
        when=when,
        state=said,
        folder=run.target,
        counts=counts or tr("nothing done yet"),
    )
