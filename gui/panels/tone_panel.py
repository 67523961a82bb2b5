"""The tone of the whole picture: corrected by itself, and by hand."""

from __future__ import annotations

from dataclasses import asdict

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.restore.finish import Finish
from engine.restore.settings import ADJUSTMENT_RANGES, Adjustments, Curves
from gui.language import mark, tr
from gui.panels.curve_panel import CurvePanel
from gui.panels.value_slider import Values, ValueSlider

NARROWEST = 0.05  # between black and white
STRENGTH = "strength"  # of the automatic correction; all others are fields of Adjustments
# What each does; black, white, fading and the strength are shares, gamma and stops are numbers.
SLIDERS = {
    "exposure": (mark("Exposure"), mark("Lighter or darker, in stops")),
    "black": (mark("Black"), mark("The level that becomes black")),
    "white": (mark("White"), mark("The level that becomes white")),
    "contrast": (mark("Contrast"), mark("About the middle; black and white stay")),
    "gamma": (mark("Middle tones"), mark("Lighter or darker between black and white")),
    "temperature": (mark("Temperature"), mark("Bluer to the left, yellower to the right")),
    "tint": (mark("Tint"), mark("Greener to the left, more magenta to the right")),
    "saturation": (mark("Saturation"), mark("Strength of the colours; at the left end it is grey")),
    "fading": (mark("Fading"), mark("How faded it is: deeper blacks and stronger colours")),
}
UNITS = {
    "exposure": (1.0, 2, " EV"),
    "gamma": (1.0, 2, ""),
    "black": (100.0, 0, " %"),
    "white": (100.0, 0, " %"),
    "fading": (100.0, 0, " %"),
}


class TonePanel(QWidget):
    """Signals are about what the user did; `set_finish` never emits them."""

    moved = Signal(str, float, bool)  # which slider, its value, whether it is let go of

    def __init__(self, automatic: QAction, reset: QAction) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        heading = QLabel(tr("Tone"))
        heading.setProperty("heading", True)
        self.automatic = action_button(tr("Automatic"), automatic)
        self.reset = action_button(tr("Reset"), reset)
        self.reset.setAccessibleName(tr("Reset the tone"))
        row = QHBoxLayout()
        row.addWidget(self.automatic, 3)
        row.addWidget(self.reset, 2)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("quiet", True)
        shares = Values(0, 1, 1.0, suffix=" %")
        tip = tr("How much of the automatic correction is taken")
        self.sliders = {STRENGTH: ValueSlider(tr("Strength"), shares, tip)}
        neutral = asdict(Adjustments())
        for name, (title, tip) in SLIDERS.items():
            values = Values(*ADJUSTMENT_RANGES[name], neutral[name], *UNITS.get(name, ()))
            self.sliders[name] = ValueSlider(tr(title), values, tr(tip))
        column.addWidget(heading)
        column.addLayout(row)
        column.addWidget(self.note)
        for name, slider in self.sliders.items():
            column.addWidget(slider)
            slider.changed.connect(lambda _, name=name: self._tell(name))
            slider.drag_ended.connect(lambda name=name: self._tell(name))
        self.curves = CurvePanel()
        column.addWidget(self.curves)
        self.set_finish(None)

    def set_finish(self, finish: Finish | None, note: str = "") -> None:
        """None: no scan is open. note: what the automatic correction did, or why nothing."""
        self.setEnabled(finish is not None)
        tone, by_hand = (finish.tone, finish.adjustments) if finish else (None, Adjustments())
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.sliders[STRENGTH].setVisible(tone is not None)
        if tone is not None:
            self.sliders[STRENGTH].set_value(tone.strength)
        for name, value in asdict(by_hand).items():
            self.sliders[name].set_value(value)
        self.curves.set_curves(finish.curves if finish else Curves())

    def _tell(self, name: str) -> None:
        slider, black, white = (self.sliders[each] for each in (name, "black", "white"))
        if white.value < black.value + NARROWEST:  # the one that is moved stops at the other
            slider.set_value(
                white.value - NARROWEST if slider is black else black.value + NARROWEST
            )
        self.moved.emit(name, slider.value, not slider.is_dragged)


def action_button(text: str, action: QAction) -> QPushButton:
    """Does what `action` does, whenever that can be done."""
    button = QPushButton(text)
    button.setMinimumHeight(30)
    button.setToolTip(action.toolTip())
    button.setEnabled(action.isEnabled())
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    return button
