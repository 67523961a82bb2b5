"""What of a batch is seldom changed: folded away until it is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.cli import DEVICES, METHODS
from engine.document.templates import template_names
from engine.files.options import COMPRESSIONS, SUBSAMPLING
from engine.generators.registry import load_registry
from gui.batch.fields import check_field, choice_field, label_for, push_button, text_field
from gui.batch.recipe import STRENGTHS, Recipe
from gui.language import mark, tr
from gui.number_slider import NumberSlider

METHOD_NAMES = {
    "auto": mark("Automatic"),
    "generator": mark("Generator"),
    "classical": mark("Classical"),
    "ns": "Navier-Stokes",
    "telea": "Telea",
    "fsr": mark("Frequency selective"),
}
DEVICE_NAMES = {
    "auto": mark("Automatic"),
    "cuda": mark("Graphics card (CUDA)"),
    "directml": mark("Graphics card (DirectML)"),
    "coreml": mark("Graphics card (Core ML)"),
    "cpu": mark("Processor"),
}
STRENGTH_NAMES = {
    "tone_strength": mark("Strength of fading and colour"),
    "denoise": mark("Noise"),
    "deblur": mark("Blur"),
    "dejpeg": mark("JPEG blocks"),
    "keep_grain": mark("Grain kept"),
}


class More(QWidget):
    """`changed` comes with every touch. Fields of what is not done are not shown."""

    changed = Signal()
    mark_file_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.switch = QToolButton()
        self.switch.setText(tr("More settings"))
        self.switch.setCheckable(True)
        self.switch.setAutoRaise(True)
        self.switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.switch.setArrowType(Qt.ArrowType.RightArrow)
        self.switch.setMinimumHeight(28)
        self.switch.toggled.connect(self._fold)
        models = ((card.id, card.title) for card in load_registry().of_task("fill"))
        names = template_names()
        self._choices: dict[str, QComboBox] = {
            "template": _choice(tr("Template"), ("", mark("None")), *((n, n) for n in names)),
            "method": _choice(tr("Method"), *((name, METHOD_NAMES[name]) for name in METHODS)),
            "model": _choice(tr("Generator"), ("", mark("Newest")), *models),
            "device": _choice(tr("Device"), *((name, DEVICE_NAMES[name]) for name in DEVICES)),
            "compression": _choice(tr("TIFF compression"), *((c, c) for c in COMPRESSIONS)),
            "subsampling": _choice(tr("Colour in JPEG"), *((s, s) for s in SUBSAMPLING)),
        }
        self._sliders = {
            name: NumberSlider(tr(text), 0, 100, "%") for name, text in STRENGTH_NAMES.items()
        }
        self._sliders["minimum"] = NumberSlider(tr("Smallest damage"), 1, 500, "px")
        self.mark_file: QLineEdit = text_field(
            tr("Watermark file"), tr("learnt before, in place of learning it anew")
        )
        self.choose_mark = push_button(tr("Choose..."))
        self.choose_mark.setAccessibleName(tr("Choose the watermark file"))
        self.choose_mark.clicked.connect(self.mark_file_asked)
        self.thorough: QCheckBox = check_field(tr("Look at thin damage four times: slower"))
        self.fast: QCheckBox = check_field(tr("Look at half scale: quicker, misses hairlines"))
        self.inks: QCheckBox = check_field(tr("Save scans in CMYK as they are, for printers"))
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        for box in self._choices.values():
            box.currentIndexChanged.connect(self.changed)
        for slider in self._sliders.values():
            slider.changed.connect(self.changed)
        self.mark_file.textChanged.connect(self.changed)
        for check in self._checks().values():
            check.toggled.connect(self.changed)

    def _lay_out(self) -> None:
        self._fields = QWidget()
        form = self._form = QFormLayout(self._fields)
        for name in ("template", "method", "model", "device"):
            form.addRow(self._choices[name].accessibleName(), self._choices[name])
        form.addRow("", self.thorough)
        self._mark_row = QHBoxLayout()
        self._mark_row.addWidget(self.mark_file, 1)
        self._mark_row.addWidget(self.choose_mark)
        form.addRow(label_for(tr("Watermark"), self.mark_file), self._mark_row)
        form.addRow("", self.fast)
        for slider in (self._sliders[name] for name in ("minimum", *STRENGTH_NAMES)):
            form.addRow("", slider)
        for name in ("compression", "subsampling"):
            form.addRow(self._choices[name].accessibleName(), self._choices[name])
        form.addRow("", self.inks)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.switch)
        column.addWidget(self._fields)
        self._fields.hide()

    def show_mark_file(self, path: Path) -> None:
        self.mark_file.setText(str(path))

    def field(self, name: str) -> QWidget:
        """Of a field of Recipe."""
        return self._choices.get(name) or self._sliders[name]

    def put_into(self, recipe: Recipe) -> Recipe:
        """The same with what is chosen here."""
        chosen = {name: box.currentData() for name, box in self._choices.items()}
        numbers = {name: slider.value for name, slider in self._sliders.items()}
        checks: dict[str, Any] = {name: c.isChecked() for name, c in self._checks().items()}
        file = self.mark_file.text().strip()
        return replace(recipe, **chosen, **numbers, **checks, mark_file=file)

    def set_recipe(self, recipe: Recipe) -> None:
        """Show it; a template or generator that is not there any more is shown by its name."""
        for name, box in self._choices.items():
            value = getattr(recipe, name)
            if box.findData(value) < 0:
                box.addItem(tr("{chosen} (missing)", chosen=value), value)
            box.setCurrentIndex(box.findData(value))
        for name, slider in self._sliders.items():
            slider.set_value(getattr(recipe, name))
        self.mark_file.setText(recipe.mark_file)
        for name, check in self._checks().items():
            check.setChecked(getattr(recipe, name))

    def show_fields(self, recipe: Recipe) -> None:
        """Those that say something about what `recipe` does."""
        detects, repairs = "detect" in recipe.steps, bool(recipe.work)
        shown: dict[QWidget | QHBoxLayout, bool] = {
            self._choices["method"]: repairs,
            self._choices["model"]: repairs and recipe.method in ("auto", "generator"),
            self._choices["compression"]: recipe.may_be("tiff"),
            self._choices["subsampling"]: recipe.may_be("jpeg"),
            self._sliders["minimum"]: detects,
            self._sliders["tone_strength"]: recipe.tone,
            self.thorough: repairs and recipe.method in ("auto", "generator"),
            self.fast: detects,
            self.inks: recipe.may_hold_inks,
            self._mark_row: recipe.watermark,
        }
        shown |= {self._sliders[name]: recipe.enhance for name in STRENGTHS}
        for field, is_shown in shown.items():
            self._form.setRowVisible(field, is_shown)

    def _checks(self) -> dict[str, QCheckBox]:
        """By field of Recipe."""
        return {"thorough": self.thorough, "fast": self.fast, "inks": self.inks}

    def _fold(self, is_open: bool) -> None:
        self.switch.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._fields.setVisible(is_open)


def _choice(name: str, *rows: tuple[str, str]) -> QComboBox:
    return choice_field(name, rows)
