"""Curves of tone: which one, the editor, and the chosen point in numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.restore.settings import Curves, is_straight
from gui.language import mark, tr
from gui.number_slider import NumberBox
from gui.panels.curve_editor import LEVELS, CurveEditor

CHANNELS = {
    "all": mark("All"),
    "red": mark("Red"),
    "green": mark("Green"),
    "blue": mark("Blue"),
}


class CurvePanel(QWidget):
    """Signals are about what the user did; the setters never emit them."""

    moved = Signal(object, bool)  # Curves, whether the point is let go of

    def __init__(self) -> None:
        super().__init__()
        self._curves = Curves()
        self._histograms = np.zeros((len(CHANNELS), LEVELS + 1))
        self.heading = QLabel(tr("Curve"))
        self.channel = QComboBox()
        self.channel.setAccessibleName(tr("Which colours the curve is for"))
        self.channel.setMinimumHeight(26)
        # A long title must not widen the panel.
        self.channel.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.channel.setMinimumContentsLength(4)
        for name, title in CHANNELS.items():
            self.channel.addItem(tr(title), name)
        self.straight = QPushButton(tr("Straight"))
        self.straight.setToolTip(tr("Drop all points of this curve"))
        self.editor = CurveEditor()
        self.old, self.new = (NumberBox() for _ in range(2))
        for box, name in ((self.old, tr("Level of the point")), (self.new, tr("What it becomes"))):
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.setRange(0, LEVELS)
            box.setMinimumHeight(24)
            box.setKeyboardTracking(False)
            box.setButtonSymbols(NumberBox.ButtonSymbols.NoButtons)
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.setFixedWidth(self.fontMetrics().horizontalAdvance("0000") + 16)
        self._lay_out()
        self.channel.currentIndexChanged.connect(self._show)
        self.editor.changed.connect(self._bent)
        self.editor.chosen.connect(self._show_point)
        self.straight.clicked.connect(self.editor.reset)
        for box in (self.old, self.new):
            box.valueChanged.connect(
                lambda: self.editor.move_point(self.old.value(), self.new.value())
            )
        self.set_curves(Curves())

    def _lay_out(self) -> None:
        top, numbers = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.heading, 2)
        top.addWidget(self.channel, 4)
        top.addWidget(self.straight, 3)
        becomes = QLabel(tr("becomes"))
        for widget in (QLabel(tr("Level")), self.old, becomes, self.new):
            numbers.addWidget(widget)
        numbers.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(7)
        column.addLayout(top)
        column.addWidget(self.editor)
        column.addLayout(numbers)

    @property
    def name(self) -> str:
        """Of the curve that is shown."""
        return str(self.channel.currentData())

    def set_curves(self, curves: Curves) -> None:
        self._curves = curves
        for row, (name, title) in enumerate(CHANNELS.items()):
            is_bent = not is_straight(getattr(curves, name))
            shown = tr("{name}, bent", name=tr(title)) if is_bent else tr(title)
            self.channel.setItemText(row, shown)
        self._show()

    def set_histograms(self, counts: np.ndarray | None) -> None:
        """(4, 256), of what goes into each curve; of a grey scan (1, 256)."""
        nothing = np.zeros((len(CHANNELS), LEVELS + 1))
        self._histograms = nothing if counts is None else counts
        is_grey = len(self._histograms) == 1
        if is_grey:
            self.channel.setCurrentIndex(0)
        self.channel.setEnabled(not is_grey)
        self._show()

    def _show(self) -> None:
        row, name = self.channel.currentIndex(), self.name
        self.editor.channel = name
        self.editor.set_histogram(self._histograms[min(row, len(self._histograms) - 1)])
        self.editor.set_points(getattr(self._curves, name))

    def _show_point(self) -> None:
        old, new = self.editor.point
        with QSignalBlocker(self.old), QSignalBlocker(self.new):
            self.old.setRange(*self.editor.limits)
            self.old.setValue(old)
            self.new.setValue(new)
        self.straight.setEnabled(not is_straight(self.editor.points))

    def _bent(self, points: object, is_final: bool) -> None:
        self.moved.emit(replace(self._curves, **{self.name: points}), is_final)
