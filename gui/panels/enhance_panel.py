"""Noise, blur and JPEG blocks of the whole picture: how much of each is taken out."""

from __future__ import annotations

from dataclasses import asdict, fields

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.restore.settings import Strengths
from gui.language import mark, tr
from gui.panels.tone_panel import action_button
from gui.panels.value_slider import Values, ValueSlider

SLIDERS = {
    "denoise": (mark("Noise"), mark("How much noise is taken out")),
    "deblur": (mark("Blur"), mark("How much blur is taken out; fills are never sharpened")),
    "dejpeg": (mark("JPEG blocks"), mark("How much of what compression left is taken out")),
    "keep_grain": (mark("Grain kept"), mark("How much of the fine grain is given back")),
}
BY_MODEL = ("deblur", "dejpeg")  # nothing else takes these out


class EnhancePanel(QWidget):
    """Signals are about what the user did; the setters never emit them."""

    moved = Signal(object, bool)  # Strengths, whether the slider is let go of
    preview_asked = Signal(bool)

    def __init__(self, enhance: QAction, remove: QAction) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        heading = QLabel(tr("Enhance"))
        heading.setProperty("heading", True)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("quiet", True)
        self.preview = QCheckBox(tr("Show it on what is seen"))
        self.preview.setToolTip(tr("From 100 % on: from farther away it makes no difference"))
        self.preview.setMinimumHeight(24)
        self.preview.toggled.connect(self.preview_asked)
        column.addWidget(heading)
        column.addWidget(self.note)
        self.sliders = {}
        for name, value in asdict(Strengths()).items():
            title, tip = SLIDERS[name]
            slider = ValueSlider(tr(title), Values(0, 1, value, suffix=" %"), tr(tip))
            self.sliders[name] = slider
            column.addWidget(slider)
            slider.changed.connect(self._tell)
            slider.drag_ended.connect(self._tell)
        column.addWidget(self.preview)
        self.apply = action_button(tr("Apply"), enhance)
        self.remove = action_button(tr("Remove"), remove)
        self.remove.setAccessibleName(tr("Remove the enhancement"))
        self.apply.setAccessibleName(tr("Enhance the whole picture"))
        row = QHBoxLayout()
        row.addWidget(self.apply, 3)
        row.addWidget(self.remove, 2)
        column.addLayout(row)

    @property
    def strengths(self) -> Strengths:
        return Strengths(**{each.name: self.sliders[each.name].value for each in fields(Strengths)})

    def set_strengths(self, strengths: Strengths) -> None:
        for name, value in asdict(strengths).items():
            self.sliders[name].set_value(value)

    def set_preview(self, shown: bool) -> None:
        with QSignalBlocker(self.preview):
            self.preview.setChecked(shown)

    def set_note(self, note: str, *, has_model: bool) -> None:
        """has_model: whether blur and JPEG blocks can be taken out at all."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        for name in BY_MODEL:
            self.sliders[name].setEnabled(has_model)

    def _tell(self) -> None:
        is_dragged = any(slider.is_dragged for slider in self.sliders.values())
        self.moved.emit(self.strengths, not is_dragged)
