"""The list of repairs: a row for each patch, drawn and not built, so that thousands stay fluid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from engine.document.patch import ORIGINAL, TEXTURED, Patch
from gui import theme
from gui.engine_words import in_words
from gui.language import mark, tr
from gui.panels.thumbnails import Thumbnails

ROW, SIDE, GAP = 66, 54, 6  # px: of a row, of its picture, between things
BAR = 4  # px, height of the bar of confidence
UNSURE = 0.5  # confidence; what is below should be looked at
WARNING = {theme.LIGHT: "#a3470c", theme.DARK: "#f2a766"}
METHODS = {
    "generator": mark("Generator"),
    TEXTURED: mark("Generator, texture"),
    "ns": mark("Navier-Stokes"),
    "telea": mark("Telea"),
    "fsr": mark("Frequency selective"),
    ORIGINAL: mark("Original back"),
    "un-blended": mark("Watermark taken off"),
}
SHORT = {TEXTURED: mark("Texture"), "ns": mark("Navier-St."), "fsr": mark("Frequency")}
ORDERS: dict[str, Callable[[Patch], tuple[float, ...]]] = {
    "position": lambda patch: (patch.box.top, patch.box.left),
    "confidence": lambda patch: (_sure(patch), patch.box.top, patch.box.left),
}
PATCH = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


def method_name(patch: Patch, *, short: bool = False) -> str:
    method = patch.provenance.method
    names = METHODS | SHORT if short else METHODS
    return tr(names[method]) if method in names else method


def is_unsure(patch: Patch) -> bool:
    return patch.strength > 0 and _sure(patch) < UNSURE


def _sure(patch: Patch) -> float:
    """What does not tell is taken for certain: a classical method invents nothing."""
    told = patch.provenance.confidence
    return 1.0 if told is None else told


class RegionModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.patches: list[Patch] = []
        self.order = "position"
        self.thumbnails = Thumbnails()

    def set_patches(self, patches: Sequence[Patch]) -> None:
        found = sorted(patches, key=ORDERS[self.order])
        if [patch.id for patch in found] != [patch.id for patch in self.patches]:
            self.beginResetModel()
            self.patches = found
            self.endResetModel()
            return
        self.patches = found
        if found:
            self.dataChanged.emit(self.index(0), self.index(len(found) - 1))

    def row_of(self, patch_id: str) -> int | None:
        """The row of this patch, or of the one whose variant it is."""
        for row, patch in enumerate(self.patches):
            if patch_id in (patch.id, *(variant.id for variant in patch.variants)):
                return row
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.patches)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        patch = self.patches[index.row()]
        if role == PATCH:
            return patch
        if role == Qt.ItemDataRole.DisplayRole:
            return method_name(patch)
        if role == Qt.ItemDataRole.ToolTipRole:
            return in_words(patch.provenance.reason)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([f"{index.row() + 1}", method_name(patch), *notes(patch)])
        return None


def notes(patch: Patch) -> list[str]:
    """How sure it is, and how strongly it shows where that is not in full."""
    told, found = patch.provenance.confidence, []
    if told is not None:
        found.append(
            tr("unsure, {share:.0%}", share=told)
            if told < UNSURE
            else tr("sure, {share:.0%}", share=told)
        )
    if patch.strength <= 0:
        found.append(tr("off"))
    elif patch.strength < 1:
        found.append(tr("at {share:.0%}", share=patch.strength))
    return found


class RegionDelegate(QStyledItemDelegate):
    """Picture, method, generator or reason, and how sure it is: as a bar, and in words."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(SIDE + 3 * GAP, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        patch, look = index.data(PATCH), theme.current_look()
        painter.save()
        self._paint_ground(painter, option, look)
        room = option.rect.adjusted(GAP + 3, GAP, -GAP, -GAP)
        view = option.widget
        original = isinstance(view, RegionList) and view.peeked == index.row()
        ratio = painter.device().devicePixelRatioF()
        model = index.model()
        assert isinstance(model, RegionModel)
        thumbnail = model.thumbnails.of(patch, round(SIDE * ratio), original=original)
        place = QRect(room.left(), room.top(), SIDE, SIDE)
        painter.setOpacity(1.0 if patch.strength > 0 or original else 0.5)
        painter.drawPixmap(place, thumbnail)
        painter.setOpacity(1.0)
        if original:
            self._paint_word(painter, place, tr("before"))
        self._paint_words(painter, room.adjusted(SIDE + GAP + 3, 0, 0, 0), patch, look)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, look: theme.Look
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(look.hover))
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), 3, ROW), QColor(look.accent)
            )
        painter.setPen(QColor(look.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def _paint_words(self, painter: QPainter, room: QRect, patch: Patch, look: theme.Look) -> None:
        metrics, made = painter.fontMetrics(), patch.provenance
        line = metrics.height()
        unsure = made.confidence is not None and made.confidence < UNSURE
        elide = Qt.TextElideMode.ElideRight
        painter.setPen(QColor(look.text if patch.strength > 0 else look.quiet))
        top = QRect(room.left(), room.top(), room.width(), line)
        painter.drawText(top, 0, metrics.elidedText(method_name(patch), elide, room.width()))
        painter.setPen(QColor(WARNING[look] if unsure else look.quiet))
        said = ", ".join(notes(patch)) or in_words(made.reason)
        told = metrics.elidedText(said, elide, room.width())
        painter.drawText(top.translated(0, line + 2), 0, told)
        if made.confidence is not None:
            bar = QRect(room.left(), room.bottom() - BAR - 1, room.width(), BAR)
            painter.fillRect(bar, QColor(look.line))
            bar.setWidth(round(made.confidence * bar.width()))
            painter.fillRect(bar, QColor(WARNING[look] if unsure else look.accent))

    def _paint_word(self, painter: QPainter, place: QRect, word: str) -> None:
        strip = QRect(place.left(), place.bottom() - painter.fontMetrics().height(), SIDE, 0)
        strip.setBottom(place.bottom())
        painter.fillRect(strip, QColor(0, 0, 0, 150))
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, word)


class RegionList(QListView):
    """Up and Down choose. The picture of a row shows the original under the mouse."""

    chosen = Signal(str)  # patch id; by the user

    def __init__(self) -> None:
        super().__init__()
        self.peeked = -1  # row whose original is shown
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(2 * ROW + 8)
        self.setItemDelegate(RegionDelegate(self))
        self.setAccessibleName(tr("Repairs"))
        self.setAccessibleDescription(tr("Up and Down choose a repair, and the picture goes there"))
        self.clicked.connect(self._choose)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        self._peek(index.row() if index.isValid() and at.x() <= SIDE + 2 * GAP else -1)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        self._peek(-1)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self._choose(self.currentIndex())

    def _peek(self, row: int) -> None:
        if row != self.peeked:
            self.peeked = row
            self.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(PATCH).id)
