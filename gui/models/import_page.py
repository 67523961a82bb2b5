"""The card assistant: what was guessed of a foreign file, and what a trial with it showed.

Whatever is changed must be tried again before it can be installed.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.generators.card import ModelCard
from engine.generators.library import side_by_side
from engine.generators.proposal import RANGES, Proposal
from gui.engine_words import in_words
from gui.language import mark, plain, tr
from gui.models.card_view import Picture
from gui.models.facts import TASKS
from gui.models.work import Tried
from gui.qimage import to_qimage

MASKS = (("repair", mark("1 is what to repair")), ("keep", mark("1 is what to keep")))


class ImportPage(QWidget):
    """Shows a proposal; `card` is what the fields say."""

    back_asked = Signal()
    try_asked = Signal()
    install_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._proposed: ModelCard | None = None
        self._is_busy = False
        self.tried: Tried | None = None  # of exactly what the fields say
        self.heading = QLabel(wordWrap=True)
        self.heading.setProperty("heading", True)
        self.title, self.id, self.licence = QLineEdit(), QLineEdit(), QLineEdit()
        self.licence.setPlaceholderText(tr("As told where you got the file, such as Apache-2.0"))
        self.given, self.made = QComboBox(), QComboBox()
        for box in (self.given, self.made):
            for low, high in RANGES:
                box.addItem(tr("{low} to {high}", low=f"{low:g}", high=f"{high:g}"), (low, high))
        self.polarity = QComboBox()
        for value, words in MASKS:
            self.polarity.addItem(tr(words), value)
        self.graph = QLabel(wordWrap=True)
        self.doubts = QLabel(wordWrap=True)
        self.doubts.setProperty("warning", True)
        self.picture = Picture(
            tr("Trial: the damaged picture at the left, the result at the right")
        )
        self.verdict = QLabel(wordWrap=True)
        self.back = QPushButton(tr("&Back"))
        self.again = QPushButton(tr("&Try"))
        self.again.setToolTip(tr("Fill a made picture with these settings; nothing is installed"))
        self.install = QPushButton(tr("&Install"))
        self.install.setProperty("primary", True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        form = QFormLayout(horizontalSpacing=18, verticalSpacing=8)
        for name, field in (
            (tr("&Name"), self.title),
            (tr("I&d"), self.id),
            (tr("&Licence"), self.licence),
            (tr("&Range it is given"), self.given),
            (tr("Range it &makes"), self.made),
            (tr("In its mas&k"), self.polarity),
        ):
            form.addRow(name, field)
            field.setMinimumHeight(26)
            field.setAccessibleName(plain(name))
        form.addRow(tr("In the file"), self.graph)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self.doubts)
        left.addStretch(1)
        right.addWidget(self.picture)
        right.addWidget(self.verdict)
        right.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addLayout(left, 1)
        middle.addLayout(right, 1)
        buttons = QHBoxLayout()
        for button in (self.back, self.again, self.install):
            button.setMinimumHeight(30)
            button.setAutoDefault(False)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.again)
        buttons.addWidget(self.install)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(14)
        column.addWidget(self.heading)
        column.addLayout(middle, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_asked)
        self.again.clicked.connect(self.try_asked)
        self.install.clicked.connect(self.install_asked)
        for box in (self.given, self.made, self.polarity):
            box.currentIndexChanged.connect(self._changed)
        for field in (self.title, self.id, self.licence):
            field.textChanged.connect(self._judge)

    def set_proposal(self, proposal: Proposal) -> None:
        card = self._proposed = proposal.card
        self.heading.setText(
            tr("{file}: what Heirloom takes it for. Nothing is installed yet.", file=card.file)
        )
        self.title.setText(card.title)
        self.id.setText(card.id)
        self.licence.clear()
        self.given.setCurrentIndex(_index(card, "rgb"))
        self.made.setCurrentIndex(_index(card, _output(card)))
        has_mask = "mask" in card.tensors
        self.polarity.setEnabled(has_mask)
        if has_mask:
            self.polarity.setCurrentIndex(self.polarity.findData(card.tensors["mask"].one_means))
        self.graph.setText(_in_the_file(card))
        self.doubts.setText("\n".join(f"\u2022 {in_words(doubt)}" for doubt in proposal.doubts))
        self.doubts.setVisible(bool(proposal.doubts))
        self._changed()

    @property
    def card(self) -> ModelCard | None:
        """The proposal with what the fields say."""
        card = self._proposed
        if card is None:
            return None
        tensors = dict(card.tensors)
        for role in tensors.keys() & {"rgb", "prefill"}:
            low, high = self.given.currentData()
            tensors[role] = replace(tensors[role], low=low, high=high)
        low, high = self.made.currentData()
        output = _output(card)
        tensors[output] = replace(tensors[output], low=low, high=high)
        if "mask" in tensors:
            tensors["mask"] = replace(tensors["mask"], one_means=self.polarity.currentData())
        licence = self.licence.text().strip() or "unknown"
        return replace(
            card,
            id=self.id.text().strip(),
            title=self.title.text().strip() or card.title,
            tensors=tensors,
            origin={**card.origin, "licence": licence},
        )

    def set_tried(self, tried: Tried) -> None:
        self.tried = tried
        if tried.proof is None:
            self.picture.set_picture(QPixmap())
            self.verdict.setText(tried.why)
        else:
            shown = np.ascontiguousarray(side_by_side(tried.proof))
            self.picture.set_picture(QPixmap.fromImage(to_qimage(shown)))
            told = tr(
                "The trial worked in {seconds} s; it is off by {error} % of the whole range.",
                seconds=f"{tried.proof.seconds:.1f}",
                error=f"{100 * tried.proof.error:.1f}",
            )
            if tried.card.task == "fill":
                told += " " + tr("Outside the marks not a sample changed.")
            self.verdict.setText(told)
        self._judge()

    def set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self._judge()

    def _changed(self) -> None:
        self.tried = None
        self.picture.set_picture(QPixmap())
        self.verdict.setText(tr("Not tried with these settings yet."))
        self._judge()

    def _judge(self) -> None:
        right = bool(re.fullmatch(r"[A-Za-z0-9][\w.-]*", self.id.text().strip()))
        ready = right and not self._is_busy
        self.again.setEnabled(ready)
        self.install.setEnabled(ready and self.tried is not None and self.tried.proof is not None)


def _index(card: ModelCard, role: str) -> int:
    tensor = card.tensors[role]
    return RANGES.index((tensor.low, tensor.high))


def _output(card: ModelCard) -> str:
    return next(role for role in ("filled", "restored", "large") if role in card.tensors)


def _in_the_file(card: ModelCard) -> str:
    tensors = "\n".join(
        tr("{role}: {name}, {n} channels", role=role, name=each.name, n=each.channels)
        for role, each in card.tensors.items()
    )
    if card.shape == "fixed":
        size = tr("{n} x {n} px only", n=card.native)
    else:
        size = tr("any size from {least} px, in steps of {step}", least=card.minimum,
                  step=card.multiple_of)  # fmt: skip
    order = tr("channels first") if card.layout == "NCHW" else tr("channels last")
    return f"{tr(TASKS[card.task])}; {size}; {order}; opset {card.opset}\n{tensors}"
