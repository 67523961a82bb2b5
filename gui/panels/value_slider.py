"""A slider for a number with a neutral value, to which a double-click goes back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSlider, QWidget

from gui.language import tr

LONGEST = "Middle tones"  # of the names, so that the sliders below each other begin alike


@dataclass(frozen=True)
class Values:
    """What a slider goes through. shown: by how much its number is larger than the value."""

    low: float
    high: float
    neutral: float = 0.0
    shown: float = 100.0
    decimals: int = 0
    suffix: str = ""


class ValueBox(QDoubleSpinBox):
    """A number in which Enter ends the typing; elsewhere in the window it starts the repair."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.accept()
            return True
        return super().event(event)


class ValueSlider(QWidget):
    """Signals are about what the user did, never about `set_value`."""

    changed = Signal(float)
    drag_ended = Signal()

    def __init__(self, name: str, values: Values, tip: str) -> None:
        super().__init__()
        self.name, self._values = name, values
        steps = 10**values.decimals
        self.label, self.slider = QLabel(name), QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(*(round(v * values.shown * steps) for v in (values.low, values.high)))
        self.slider.setPageStep(max(1, (self.slider.maximum() - self.slider.minimum()) // 20))
        self.slider.setAccessibleName(name)
        self.slider.setMinimumHeight(24)
        self.slider.setToolTip(tr("{tip}. Double-click: back to neutral", tip=tip))
        self.box = self._make_box()
        self.label.setBuddy(self.slider)
        self.label.setToolTip(self.slider.toolTip())
        self.label.setMinimumWidth(self.fontMetrics().horizontalAdvance(LONGEST))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.box)
        self.set_value(values.neutral)
        for widget in (self.slider, self.label):
            widget.installEventFilter(self)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self.drag_ended)
        self.box.valueChanged.connect(self._typed)

    def _make_box(self) -> ValueBox:
        values, box = self._values, ValueBox()
        box.setDecimals(values.decimals)
        box.setRange(values.low * values.shown, values.high * values.shown)
        box.setSingleStep(10**-values.decimals)
        box.setSuffix(values.suffix)
        box.setAccessibleName(tr("{name}, number", name=self.name))
        box.setMinimumHeight(24)
        box.setKeyboardTracking(False)
        box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setFixedWidth(self.fontMetrics().horizontalAdvance("-0.00 EV") + 10)
        return box

    @property
    def value(self) -> float:
        return self.box.value() / self._values.shown

    @property
    def is_dragged(self) -> bool:
        return self.slider.isSliderDown()

    def set_value(self, value: float) -> None:
        with QSignalBlocker(self.box), QSignalBlocker(self.slider):
            self.box.setValue(value * self._values.shown)
            if not self.is_dragged:
                self.slider.setValue(self._position)

    def reset(self) -> None:
        if self.value != self._values.neutral:
            self.set_value(self._values.neutral)
            self.changed.emit(self.value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick and self.isEnabled():
            self.reset()
            return True
        return super().eventFilter(watched, event)

    @property
    def _position(self) -> int:
        return round(self.box.value() * float(10**self._values.decimals))

    def _slid(self, position: int) -> None:
        with QSignalBlocker(self.box):
            self.box.setValue(position / 10**self._values.decimals)
        self.changed.emit(self.value)

    def _typed(self) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._position)
        self.changed.emit(self.value)
