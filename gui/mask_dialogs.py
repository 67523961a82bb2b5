"""Two small questions about marks: by how many pixels, and a rectangle in numbers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.document.mask_operations import WIDEST
from engine.geometry import Box, Size
from gui.language import tr
from gui.number_slider import NumberSlider


class PixelsDialog(QDialog):
    """Asks for a number of pixels."""

    chosen = Signal(int)

    def __init__(self, title: str, explanation: str, pixels: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.pixels = NumberSlider(tr("By"), 1, WIDEST, "px", logarithmic=True)
        self.pixels.set_value(pixels)
        told = QLabel(explanation)
        told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(told)
        column.addWidget(self.pixels)
        column.addWidget(_buttons(self, title))
        self.accepted.connect(lambda: self.chosen.emit(self.pixels.value))
        self.setMinimumWidth(320)
        self.pixels.box.setFocus()
        self.pixels.box.selectAll()


class RectangleDialog(QDialog):
    """Marks a rectangle without a mouse; what it will be is shown on the picture meanwhile."""

    changed = Signal(object)  # Box, at every number
    chosen = Signal(object, str)  # Box, "add" or "subtract"

    def __init__(self, size: Size, box: Box, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Rectangle by numbers"))
        self.left = _number(tr("Left"), 0, size.width - 1, box.left)
        self.top = _number(tr("Top"), 0, size.height - 1, box.top)
        self.wide = _number(tr("Width"), 1, size.width, box.width)
        self.high = _number(tr("Height"), 1, size.height, box.height)
        self.how = QComboBox()
        self.how.setAccessibleName(tr("What to do"))
        self.how.addItem(tr("Mark it"), "add")
        self.how.addItem(tr("Take marks away"), "subtract")
        form = QFormLayout()
        for field in (self.left, self.top, self.wide, self.high):
            form.addRow(f"&{field.accessibleName()}", field)
            field.valueChanged.connect(lambda: self.changed.emit(self.box))
        form.addRow(tr("&Do"), self.how)
        told = QLabel(
            tr("The scan has {size} pixels, counted from its upper left corner.", size=size)
        )
        told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(told)
        column.addLayout(form)
        column.addWidget(_buttons(self, tr("Mark")))
        self.accepted.connect(lambda: self.chosen.emit(self.box, self.how.currentData()))

    @property
    def box(self) -> Box:
        left, top = self.left.value(), self.top.value()
        return Box(left, top, left + self.wide.value(), top + self.high.value())


def _number(name: str, low: int, high: int, value: int) -> QSpinBox:
    field = QSpinBox()
    field.setRange(low, high)
    field.setValue(value)
    field.setSuffix(" " + tr("px"))
    field.setAccessibleName(name)
    field.setMinimumHeight(26)
    field.setAccelerated(True)
    return field


def _buttons(dialog: QDialog, text: str) -> QDialogButtonBox:
    buttons = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
    )
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(text)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
