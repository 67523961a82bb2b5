"""The part of the side panel about a proposal: how it came about, what of it is taken, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.detect.settings import CLASSES, DEFAULT_CLASSES, DetectSettings
from gui.canvas.marks import PROPOSAL
from gui.detection import Proposal
from gui.engine_words import in_words
from gui.language import mark, number, tr, tr_n
from gui.number_slider import NumberSlider

if TYPE_CHECKING:
    from engine.detect.findings import Findings

NAMES = {
    "line": mark("Scratches and hairs"),
    "spot": mark("Dust and specks"),
    "area": mark("Stains and losses"),
    "text": mark("Text and dates"),
    "watermark": mark("Watermarks"),
    "infrared": mark("Dust in infrared"),
    "repeated": mark("Same place on all scans"),
    "date": mark("Date stamps"),
}


class FindingsPanel(QWidget):
    """Hidden while there is no proposal. Signals are about what the user did."""

    settings_changed = Signal(object)  # DetectSettings
    discarded = Signal()
    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._settings = DetectSettings()
        self._findings: Findings | None = None  # that the controls were set for
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        heading = QLabel(tr("Proposal"))
        heading.setProperty("heading", True)
        self.source = QLabel()
        self.source.setProperty("quiet", True)
        self.source.setWordWrap(True)
        self.sensitivity = NumberSlider(tr("Sensitivity"), 0, 100, "%")
        self.minimum = NumberSlider(tr("Smallest finding"), 1, 2000, "px", logarithmic=True)
        for widget in (heading, self.source, self.sensitivity, self.minimum):
            column.addWidget(widget)
        self.classes = {name: _class_box(name) for name in CLASSES}
        for box in self.classes.values():
            column.addWidget(box)
            box.toggled.connect(self._changed)
        self.sensitivity.changed.connect(self._changed)
        self.minimum.changed.connect(self._changed)
        self._build_buttons(column)
        self.hide()

    def _build_buttons(self, column: QVBoxLayout) -> None:
        self.add, self.drop = QPushButton(tr("Add to mask")), QPushButton(tr("Discard"))
        self.add.setProperty("primary", True)
        self.add.setToolTip(tr("Mark what is shown; nothing is repaired yet (Enter)"))
        self.drop.setToolTip(tr("Forget what was found (Esc)"))
        self.drop.clicked.connect(self.discarded)
        row = QHBoxLayout()
        row.addWidget(self.add, 3)
        row.addWidget(self.drop, 2)
        column.addLayout(row)
        for button in (self.add, self.drop):
            button.setMinimumHeight(34)
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedHeight(1)
        column.addSpacing(7)
        column.addWidget(rule)
        column.addSpacing(7)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def set_action(self, add: QAction) -> None:
        """What the button "Add to mask" does."""
        self.add.clicked.connect(add.trigger)

    def set_proposal(self, proposal: Proposal | None) -> None:
        """Show it; the controls follow what was newly found, never the hand that moves them."""
        self.setVisible(proposal is not None)
        known, self._findings = self._findings, proposal.findings if proposal else None
        if proposal is None:
            return
        if proposal.findings is not known:
            self._set_settings(proposal.settings)
        shown = sum(proposal.marks[name].count for name in self._chosen if name in proposal.marks)
        what = tr_n("1 finding", "{n} findings", shown)
        self.source.setText(
            tr(
                "{findings} by {source}. Nothing is marked yet.",
                findings=what,
                source=in_words(proposal.findings.source),
            )
        )
        for name, box in self.classes.items():
            found = proposal.marks.get(name)
            box.setVisible(found is not None and (found.count > 0 or name in DEFAULT_CLASSES))
            box.setText(f"{tr(NAMES[name])}: {number(found.count if found else 0)}")
        self.add.setEnabled(not proposal.shown.is_empty())

    @property
    def _chosen(self) -> tuple[str, ...]:
        return tuple(name for name, box in self.classes.items() if box.isChecked())

    def _set_settings(self, settings: DetectSettings) -> None:
        self._settings, told = settings, settings.sensitivity
        # The window offers one sensitivity for all classes.
        self.sensitivity.set_value(100 * (told if isinstance(told, float | int) else 0.5))
        self.minimum.set_value(settings.minimum)
        for name, box in self.classes.items():
            with QSignalBlocker(box):
                box.setChecked(name in settings.classes)

    def _changed(self) -> None:
        self._settings = replace(
            self._settings,
            sensitivity=self.sensitivity.value / 100,
            minimum=self.minimum.value,
            classes=self._chosen,
        )
        self.settings_changed.emit(self._settings)


def _class_box(name: str) -> QCheckBox:
    box = QCheckBox(tr(NAMES[name]))
    box.setMinimumHeight(24)
    swatch = QPixmap(12, 12)
    swatch.fill(QColor(*PROPOSAL[CLASSES.index(name)]))
    box.setIcon(QIcon(swatch))
    box.setIconSize(QSize(12, 12))
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
