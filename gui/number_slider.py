"""A slider with its number beside it: one value, two ways to set it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QSpinBox, QWidget

from gui.enter_key import keeps_enter
from gui.language import tr

STEPS = 200  # positions of a logarithmic slider


class NumberBox(QSpinBox):
    """A spin box in which Enter ends the typing; elsewhere in the window it starts the repair."""

    def event(self, event: QEvent) -> bool:
        return keeps_enter(event) or super().event(event)


class NumberSlider(QWidget):
    """A whole number from `low` to `high`, in `unit`.

    Logarithmic sliders suit sizes: 1 to 10 px is as long a way as 100 to 1000 px.
    """

    changed = Signal(int)  # by the user, never by `set_value`
    drag_started = Signal()
    drag_ended = Signal()

    def __init__(
        self, name: str, low: int, high: int, unit: str, *, logarithmic: bool = False
    ) -> None:
        super().__init__()
        self._low, self._high, self._logarithmic = low, high, logarithmic
        label = QLabel(name)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(*((0, STEPS) if logarithmic else (low, high)))
        self.slider.setAccessibleName(name)
        self.slider.setMinimumHeight(24)
        self.box = NumberBox()
        self.box.setRange(low, high)
        suffix = tr("px") if unit == "px" else unit
        self.box.setSuffix(f" {suffix}")
        spoken = tr("{name} in percent") if unit == "%" else tr("{name} in pixels")
        self.box.setAccessibleName(spoken.format(name=name))
        self.box.setMinimumHeight(24)
        self.box.setKeyboardTracking(False)
        self.box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.box.setFixedWidth(self.fontMetrics().horizontalAdvance(f"00000 {suffix}") + 16)
        label.setBuddy(self.slider)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.box, 0, 1)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderPressed.connect(self.drag_started)
        self.slider.sliderReleased.connect(self.drag_ended)
        self.box.valueChanged.connect(self._typed)

    @property
    def value(self) -> int:
        return self.box.value()

    def set_value(self, value: float) -> None:
        """Show `value`; `changed` is not emitted."""
        whole = min(self._high, max(self._low, round(value)))
        with QSignalBlocker(self.box), QSignalBlocker(self.slider):
            self.box.setValue(whole)
            if not self.slider.isSliderDown():
                self.slider.setValue(self._to_slider(whole))

    def _slid(self, position: int) -> None:
        value = self._from_slider(position)
        with QSignalBlocker(self.box):
            self.box.setValue(value)
        self.changed.emit(value)

    def _typed(self, value: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._to_slider(value))
        self.changed.emit(value)

    def _to_slider(self, value: int) -> int:
        if not self._logarithmic:
            return value
        return round(STEPS * math.log(value / self._low) / math.log(self._high / self._low))

    def _from_slider(self, position: int) -> int:
        if not self._logarithmic:
            return position
        return round(self._low * (self._high / self._low) ** (position / STEPS))
