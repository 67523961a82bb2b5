"""What the tool in the hand can be set to: only that, with a sentence on how it is used."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from gui.language import mark, tr
from gui.number_slider import NumberSlider

# For each tool its name and how it is used, where that cannot be seen at once.
TOOLS = {
    "brush": (mark("Brush"), ""),
    "eraser": (mark("Eraser"), ""),
    "scratch": (
        mark("Scratch"),
        mark("Click both ends of a scratch: the line between them finds its way along it."),
    ),
    "line": (
        mark("Line"),
        mark("Drag from end to end, or click both. Shift: steps of 45 degrees."),
    ),
    "lasso": (mark("Lasso"), mark("Draw around the damage.")),
    "polygon": (
        mark("Polygon"),
        mark("Click the corners. Enter closes, Backspace drops the last one, Esc all of them."),
    ),
    "rectangle": (
        mark("Rectangle"),
        mark("Drag. Shift: a square. Alt while dragging: from the middle."),
    ),
    "ellipse": (
        mark("Ellipse"),
        mark("Drag. Shift: a circle. Alt while dragging: from the middle."),
    ),
    "wand": (mark("Wand"), mark("Click a colour: all that looks like it is marked.")),
    "restore": (
        mark("Original back"),
        mark("Paint over a repair to see the original there again."),
    ),
    "protect": (
        mark("Protect"),
        mark("Paint over what must stay as it is. The right button takes it away."),
    ),
}
SUBTRACT = mark("Right button, or Alt when you begin: takes marks away.")
SIZED = ("brush", "eraser", "scratch", "line", "restore", "protect")
SOFT = ("brush", "eraser", "restore", "protect")
ROUGH = ("brush", "line", "lasso", "polygon", "rectangle", "ellipse")  # more than the damage
SHAPES = ("scratch", "line", "lasso", "polygon", "rectangle", "ellipse", "wand")


class ToolOptions(QWidget):
    """Signals are about what the user did; the setters below never emit them."""

    size_changed = Signal(float)  # diameter in scan pixels
    hardness_changed = Signal(float)  # 0..1
    tolerance_changed = Signal(float)  # 0..1
    contiguous_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        self.heading = QLabel()
        self.heading.setProperty("heading", True)
        font = self.heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.1)
        self.heading.setFont(font)
        self.usage = QLabel()
        self.usage.setProperty("quiet", True)
        self.usage.setWordWrap(True)
        self.size = NumberSlider(tr("Size"), 1, 2000, "px", logarithmic=True)
        self.size.changed.connect(lambda diameter: self.size_changed.emit(float(diameter)))
        self.hardness = NumberSlider(tr("Hardness"), 0, 100, "%")
        self.hardness.changed.connect(lambda percent: self.hardness_changed.emit(percent / 100))
        self.tolerance = NumberSlider(tr("Tolerance"), 0, 100, "%")
        self.tolerance.changed.connect(lambda percent: self.tolerance_changed.emit(percent / 100))
        self.contiguous = QCheckBox(tr("Only what hangs together"))
        self.contiguous.setMinimumHeight(24)
        self.contiguous.setToolTip(tr("Off: the same colour anywhere on the scan"))
        self.contiguous.toggled.connect(self.contiguous_changed)
        self.tighten = QCheckBox(tr("Only the damage in it"))
        self.tighten.setMinimumHeight(24)
        self.tighten.setToolTip(
            tr("Paint roughly: the marks shrink to what looks damaged under them")
        )
        for widget in (
            self.heading, self.usage, self.size, self.hardness, self.tolerance, self.contiguous,
            self.tighten,
        ):  # fmt: skip
            column.addWidget(widget)

    def show_tool(self, tool: str) -> None:
        """Show what `tool` can be set to."""
        name, usage = TOOLS[tool]
        said = [usage, SUBTRACT] if tool in SHAPES else [usage] if usage else []
        self.heading.setText(tr(name))
        self.usage.setText(" ".join(map(tr, said)))
        self.usage.setVisible(bool(usage))
        self.size.setVisible(tool in SIZED)
        self.hardness.setVisible(tool in SOFT)
        self.tolerance.setVisible(tool == "wand")
        self.contiguous.setVisible(tool == "wand")
        self.tighten.setVisible(tool in ROUGH)

    def set_brush(self, radius: float, hardness: float) -> None:
        self.size.set_value(2 * radius)
        self.hardness.set_value(100 * hardness)

    def set_wand(self, tolerance: float, contiguous: bool) -> None:
        self.tolerance.set_value(100 * tolerance)
        with QSignalBlocker(self.contiguous):
            self.contiguous.setChecked(contiguous)
