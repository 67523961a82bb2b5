"""Every step of the document's history with a small picture; a click goes back or forward to it."""

from __future__ import annotations

from weakref import WeakKeyDictionary, ref

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from engine.document.document import Document
from gui import theme
from gui.engine_words import in_words
from gui.enter_key import keeps_enter
from gui.language import number, tr
from gui.panels.thumbnails import picture, surroundings

SIDE = 28  # px
MARKED = np.array((230, 40, 140), np.float32)  # colour of marks in the pictures
KEPT = 1000  # pictures


class HistoryList(QListWidget):
    """Enter goes to the chosen step."""

    def event(self, event: QEvent) -> bool:
        return keeps_enter(event) or super().event(event)


class HistoryPanel(QWidget):
    """The first row is the scan as it was opened; steps that were undone are grey."""

    asked = Signal(int)  # how many steps are to be done

    def __init__(self) -> None:
        super().__init__(objectName="sidePanelBody")
        self._document: ref[Document] | None = None
        self._is_stale = True  # the list does not show the steps as they are
        self._pictures: dict[int, QPixmap] = {}  # by serial of the step
        self._of: WeakKeyDictionary[Document, dict[int, QPixmap]] = WeakKeyDictionary()
        self.empty = QLabel(tr("Every step you take will be listed here, to go back to."))
        self.empty.setWordWrap(True)
        self.empty.setProperty("quiet", True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list = HistoryList()
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("History"))
        self.list.setAccessibleDescription(tr("Enter goes back or forward to the chosen step"))
        self.list.setMinimumHeight(160)
        self.list.itemClicked.connect(self._ask)
        self.list.itemActivated.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        self.set_document(None)

    def set_document(self, document: Document | None) -> None:
        """Show its steps as they are now."""
        known = self._document() if self._document else None
        if document is not known:
            self._pictures = self._of.setdefault(document, {}) if document else {}
            self._document = ref(document) if document else None
        if document is not None:
            self._keep_picture(document)
        self._is_stale = True
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        if not self._is_stale:
            return
        self._is_stale = False
        document = self._document() if self._document else None
        steps = [*document.history.texts, *document.history.undone_texts] if document else []
        self.empty.setVisible(not steps)
        self.list.setVisible(bool(steps))
        self.list.clear()
        if document is None or not steps:
            return
        forgotten, done = document.history.forgotten, len(document.history.texts)
        first = tr("Opened") if not forgotten else tr("{n} older steps", n=number(forgotten))
        self._add(first, QPixmap(), undone=False)
        for place, (serial, text) in enumerate(
            zip(document.history.serials, steps, strict=True), 1
        ):
            drawn = self._pictures.get(serial, QPixmap())
            self._add(in_words(text), drawn, undone=place > done)
        self.list.setCurrentRow(done)

    def _add(self, text: str, drawn: QPixmap, *, undone: bool) -> None:
        if drawn.isNull():
            drawn = QPixmap(SIDE, SIDE)
            drawn.fill(Qt.GlobalColor.transparent)
        icon = QIcon(drawn)
        icon.addPixmap(drawn, QIcon.Mode.Selected)  # or Qt tints it
        item = QListWidgetItem(icon, text)
        item.setSizeHint(QSize(0, SIDE + 8))
        if undone:
            item.setForeground(QColor(theme.current_look().faint))
            item.setToolTip(tr("Undone; click to do it again"))
        self.list.addItem(item)

    def _keep_picture(self, document: Document) -> None:
        """Of the last step, as it has just been done: what marks and pixels are like there."""
        history = document.history
        done, box = len(history.texts), history.last_box
        if not box or (serial := history.serials[done - 1]) in self._pictures:
            return
        view = surroundings(box, document.size)
        pixels = document.read(view)
        marks = np.zeros((view.height, view.width), np.uint8)
        for layer in document.layers.repaired():
            np.maximum(marks, layer.mask.read(view), out=marks)
        share = (marks / np.float32(510))[..., None]
        top = np.iinfo(pixels.dtype).max / 255
        colour = MARKED[: pixels.shape[2]] * top
        pixels = (pixels + share * (colour - pixels)).astype(pixels.dtype)
        if len(self._pictures) >= KEPT:
            del self._pictures[next(iter(self._pictures))]
        self._pictures[serial] = picture(pixels, document, round(SIDE * self.devicePixelRatioF()))

    def _ask(self, item: QListWidgetItem) -> None:
        self.asked.emit(self.list.row(item))
