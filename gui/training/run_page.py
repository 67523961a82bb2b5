"""A run: its curves as they grow, its samples, and what can be done with what it has learnt."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QFontDatabase, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSlider,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.engine_words import in_words
from gui.language import number, tr
from gui.training.curves import Curve
from gui.training.report import readable
from gui.training.runs import Run, RunLog, sheets
from gui.training.start_page import duration
from gui.training.using import Verdict, in_a_sentence


class RunPage(QWidget):
    """Shows a run by its folder; the buttons only ask."""

    back_asked = Signal()
    stop_asked = Signal()
    resume_asked = Signal()
    measure_asked = Signal()
    use_asked = Signal()
    use_anyway_asked = Signal()
    revert_asked = Signal()
    folder_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sheets: list[Path] = []
        self.heading = QLabel(wordWrap=True)
        self.heading.setProperty("heading", True)
        self.doing = QLabel(wordWrap=True)
        self.doing.setAccessibleName(tr("What is being done"))
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.setAccessibleName(tr("Progress of the run"))
        self.verdict = QLabel(wordWrap=True)
        self.verdict.setProperty("warning", True)
        self.training = Curve(tr("Training curve"), ("loss",))
        self.validation = Curve(tr("Measured on held-out photographs"), ("psnr",))
        self.sheet = QLabel()
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.which = QSlider(Qt.Orientation.Horizontal)
        self.which.setAccessibleName(tr("Samples by step"))
        self.which.setMinimumHeight(24)
        self.which.setRange(0, 0)
        self.step = QLabel()
        self.report = QPlainTextEdit(readOnly=True)
        self.report.setAccessibleName(tr("Report"))
        self.report.setPlaceholderText(tr("What was measured is shown here."))
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._make_buttons()
        self._lay_out()
        self.which.valueChanged.connect(self._show_sheet)

    def _make_buttons(self) -> None:
        def button(text: str, tip: str, asked: SignalInstance) -> QPushButton:
            made = QPushButton(text, autoDefault=False)
            made.setToolTip(tip)
            made.setMinimumHeight(28)
            made.clicked.connect(asked)
            return made

        self.back = button(tr("&Back"), tr("The run goes on"), self.back_asked)
        self.stop = button(tr("&Stop"), tr("All it has learnt is saved"), self.stop_asked)
        self.resume = button(tr("&Go on"), tr("From where it was stopped"), self.resume_asked)
        self.measure = button(
            tr("&Measure"), tr("On the photographs to measure with"), self.measure_asked
        )
        self.use = button(
            tr("&Use it"),
            tr("Export it, compare it with what there is, and use it if it is better"),
            self.use_asked,
        )
        self.use.setProperty("primary", True)
        self.anyway = button(
            tr("Use it &anyway"), tr("Put it among your models although it did not pass"),
            self.use_anyway_asked,
        )  # fmt: skip
        self.revert = button(
            tr("&Take back"), tr("Repair by the bundled generator again"), self.revert_asked
        )
        self.folder = button(tr("Open f&older"), tr("The run's own files"), self.folder_asked)

    def _lay_out(self) -> None:
        curves = QWidget()
        row = QHBoxLayout(curves)
        row.addWidget(self.training)
        row.addWidget(self.validation)
        samples = QWidget()
        column = QVBoxLayout(samples)
        slide = QHBoxLayout()
        slide.addWidget(self.which, 1)
        slide.addWidget(self.step)
        area = QScrollArea()
        area.setWidget(self.sheet)
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("Samples"))
        column.addLayout(slide)
        column.addWidget(area, 1)
        self.tabs = QTabWidget()
        self.tabs.addTab(curves, tr("&Curves"))
        self.tabs.addTab(samples, tr("Sam&ples"))
        self.tabs.addTab(self.report, tr("&Report"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.folder)
        buttons.addStretch(1)
        for button in (self.stop, self.resume, self.measure, self.revert, self.anyway, self.use):
            buttons.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 12)
        outer.setSpacing(10)
        outer.addWidget(self.heading)
        outer.addWidget(self.progress)
        outer.addWidget(self.doing)
        outer.addWidget(self.verdict)
        outer.addWidget(self.tabs, 1)
        outer.addLayout(buttons)

    def set_run(
        self, run: Run, log: RunLog, *, busy: bool, is_installed: bool, verdict: Verdict | None
    ) -> None:
        """busy: a command is at work, on this run. verdict: on an export that is not in use."""
        self.heading.setText(run.title)
        trains = run.kind == "train"
        self.stop.setVisible(busy)
        self.resume.setVisible(not busy and not run.is_finished)
        has_weights = (run.folder / "ema.safetensors").is_file()
        for button in (self.measure, self.use):
            button.setVisible(trains)
            button.setEnabled(not busy and has_weights and run.done > 0)
        waits = verdict is not None and not verdict.accepted and not busy
        self.anyway.setVisible(waits)
        self.verdict.setVisible(waits)
        self.verdict.setText(in_a_sentence(verdict) if verdict else "")
        self.revert.setVisible(not trains and is_installed)
        self.revert.setEnabled(not busy)
        self.show_log(run, log)
        if not busy:
            steps = number(run.steps) if run.steps else "?"
            self.doing.setText(
                tr("{done} of {steps} steps are done.", done=number(log.step), steps=steps)
            )

    def show_log(self, run: Run, log: RunLog) -> None:
        self.training.set_series(log.training)
        self.validation.set_series(log.validation)
        if run.steps:
            self.progress.setValue(round(1000 * min(1.0, log.step / run.steps)))
        found = sheets(run.folder)
        if found != self._sheets:
            at_the_end = self.which.value() >= self.which.maximum()
            self._sheets = found
            self.which.setMaximum(max(0, len(found) - 1))
            self.which.setEnabled(len(found) > 1)
            if at_the_end:
                self.which.setValue(self.which.maximum())
            self._show_sheet()

    def set_progress(self, fraction: float, doing: str, seconds: float | None) -> None:
        self.progress.setValue(round(1000 * fraction))
        left = "" if seconds is None else tr(", {time} left", time=duration(seconds))
        self.doing.setText(f"{in_words(doing, capital=True)}{left}")

    def set_report(self, text: str, *, show: bool = True) -> None:
        self.report.setPlainText(readable(text))
        if show and text:
            self.tabs.setCurrentWidget(self.report)

    def _show_sheet(self) -> None:
        if not self._sheets:
            self.sheet.setText(tr("Samples appear with the first measurement."))
            self.step.clear()
            return
        path = self._sheets[min(self.which.value(), len(self._sheets) - 1)]
        step = tr("step {n}", n=number(int(path.stem)) if path.stem.isdecimal() else path.stem)
        self.sheet.setPixmap(QPixmap(str(path)))
        self.sheet.setAccessibleName(tr("Samples, {step}", step=step))
        self.step.setText(step)
