"""One model: its card, its sample, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.generators.library import DeviceTest
from gui.engine_words import in_words
from gui.language import mark, tr
from gui.models.facts import facts, quality
from gui.models.work import Listed

SAMPLE = "sample.png"
WIDEST = 560  # px, of a picture: what is below it should be seen too
VERDICTS = {True: mark("Works"), False: mark("Does not work"), None: mark("Not here")}


class Picture(QLabel):
    """A picture as wide as there is room, never enlarged."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = QPixmap()

    def set_picture(self, pixmap: QPixmap) -> None:
        self._whole = pixmap
        self.setVisible(not pixmap.isNull())
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull() or not self.width():
            self.clear()
            return
        width = min(self.width(), self._whole.width(), WIDEST)
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = self._whole.scaledToWidth(width, smooth)
        self.setPixmap(shown)
        self.setFixedHeight(shown.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class CardView(QWidget):
    """Shows a `Listed`; the buttons only ask."""

    switch_asked = Signal(bool)
    test_asked = Signal()
    folder_asked = Signal()
    remove_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = _label(heading=True)
        self.title.setStyleSheet("font-size: 15pt;")
        self.kind = _label(quiet=True)
        self.sample = Picture(tr("Sample: damaged at the left, repaired at the right"))
        self.facts = QFormLayout(horizontalSpacing=18, verticalSpacing=7)
        self.quality_title = _label(heading=True)
        self.quality_title.setText(tr("Measured: closer to the true picture than Navier-Stokes"))
        self.quality = QFormLayout(horizontalSpacing=18, verticalSpacing=4)
        self.test_title = _label(heading=True)
        self.test_title.setText(tr("On this computer"))
        self.tests = QFormLayout(horizontalSpacing=18, verticalSpacing=4)
        self.switch = QPushButton()
        self.test = QPushButton(tr("&Test on this computer"))
        self.test.setToolTip(tr("Runs a small known tile on every device and compares the results"))
        self.folder = QPushButton(tr("Open f&older"))
        self.remove = QPushButton(tr("&Remove..."))
        self._is_on = True
        self._lay_out()
        self.switch.clicked.connect(lambda: self.switch_asked.emit(not self._is_on))
        self.test.clicked.connect(self.test_asked)
        self.folder.clicked.connect(self.folder_asked)
        self.remove.clicked.connect(self.remove_asked)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.kind)
        column.addWidget(self.test_title)
        column.addLayout(self.tests)
        column.addWidget(self.sample)
        column.addLayout(self.facts)
        column.addWidget(self.quality_title)
        column.addLayout(self.quality)
        column.addStretch(1)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(body)
        self.area.setAccessibleName(tr("Card of the model"))
        row = QHBoxLayout()
        row.setContentsMargins(20, 8, 20, 12)
        for button in (self.switch, self.test, self.folder):
            button.setMinimumHeight(28)
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        self.remove.setMinimumHeight(28)
        self.remove.setAutoDefault(False)
        row.addWidget(self.remove)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area, 1)
        outer.addLayout(row)

    def set_model(self, listed: Listed) -> None:
        card = listed.card
        self._is_on = listed.is_on
        self.title.setText(tr(card.title))
        whose = tr("yours") if listed.is_users else tr("came with Heirloom")
        off = "" if listed.is_on else tr(", switched off: nothing uses it")
        self.kind.setText(f"{card.id}, {whose}{off}")
        path = (card.folder or Path()) / SAMPLE
        self.sample.set_picture(QPixmap(str(path)) if path.is_file() else QPixmap())
        _fill(self.facts, facts(card))
        measured = quality(card)
        _fill(self.quality, measured)
        self.quality_title.setVisible(any("dB (" in text for _, text in measured))
        self.set_tests(())
        self.switch.setText(tr("Switch o&ff") if listed.is_on else tr("Switch o&n"))
        self.switch.setToolTip(
            tr("It stays where it is, and nothing uses it") if listed.is_on else tr("Use it again")
        )
        self.remove.setEnabled(listed.is_users)
        tip = (
            tr("Moves its folder to the trash") if listed.is_users else tr("It came with Heirloom")
        )
        self.remove.setToolTip(tip)

    def set_tests(self, tests: Sequence[DeviceTest]) -> None:
        """What the golden tile showed; none: the section is hidden."""
        self.test_title.setVisible(bool(tests))
        _fill(self.tests, [(t.title, f"{tr(VERDICTS[t.works])}: {in_words(t.why)}") for t in tests])
        self.area.verticalScrollBar().setValue(0)


def _label(*, heading: bool = False, quiet: bool = False) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setProperty("heading", heading)
    label.setProperty("quiet", quiet)
    return label


def _fill(form: QFormLayout, rows: Sequence[tuple[str, str]]) -> None:
    while form.rowCount():
        form.removeRow(0)
    for what, text in rows:
        value = QLabel(text, wordWrap=True)
        value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        value.setAccessibleName(f"{what}: {text}")
        name = _label(quiet=True)
        name.setWordWrap(False)
        name.setText(what)
        form.addRow(name, value)
