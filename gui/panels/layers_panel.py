"""The mask layers: which is painted into, which are shown, how much of the scan each marks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.document.layers import CAUSES, IDS, Layers
from engine.document.marking import PROTECT
from gui import theme
from gui.canvas.layer_styles import swatch
from gui.language import mark, tr
from gui.qimage import draw_overlay

EYE, NAME, SHARE = range(3)  # columns
ROW = 26  # px
SWATCH = 16  # px
METHODS = (
    ("", mark("As the others"), mark("By the method chosen under Repair")),
    ("auto", mark("Automatic"), mark("Chooses for each hole what fills it best")),
    ("generator", mark("Generator"), mark("Always the trained model")),
    (
        "classical",
        mark("Classical"),
        mark("Never the model: methods that only continue what is around"),
    ),
)
TIPS = {PROTECT: mark("No repair and no automatic step changes what is marked here")}


class LayerList(QTreeWidget):
    """A row for each layer: the eye shows and hides, a click elsewhere chooses what to paint into.

    Up and Down choose, Space is the eye.
    """

    visible_asked = Signal(str, bool)
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(SWATCH, SWATCH))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Mask layers"))
        self.setAccessibleDescription(
            tr("Up and Down choose the layer to paint into, Space hides it")
        )
        self.rows = {cause.id: QTreeWidgetItem(self, ["", tr(cause.name), ""]) for cause in CAUSES}
        for number, (layer, row) in enumerate(self.rows.items(), 1):
            row.setSizeHint(EYE, QSize(ROW, ROW))
            row.setTextAlignment(SHARE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            tip = tr(TIPS.get(layer, mark("Choose it to paint into it")))
            row.setToolTip(NAME, f"{tip} ({number})")
        header = self.header()
        header.setMinimumSectionSize(ROW)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(EYE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SHARE, QHeaderView.ResizeMode.ResizeToContents)
        header.resizeSection(EYE, ROW)
        self.setFixedHeight(len(self.rows) * ROW + 2 * self.frameWidth())
        self.currentItemChanged.connect(lambda row, _: self.chosen.emit(self._layer_of(row)))
        self.paint_icons()

    def set_layers(self, layers: Layers, shares: dict[str, float]) -> None:
        """Show them; no signal is emitted."""
        with QSignalBlocker(self):
            for layer in layers:
                row, shown = self.rows[layer.id], layer.settings.visible
                row.setData(EYE, Qt.ItemDataRole.UserRole, shown)
                row.setText(SHARE, _percent(shares[layer.id]))
                spoken = tr("{layer}, shown, {share} marked")
                if not shown:
                    spoken = tr("{layer}, hidden, {share} marked")
                share = row.text(SHARE) or tr("nothing")
                spoken = spoken.format(layer=tr(layer.cause.name), share=share)
                row.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, spoken)
                row.setToolTip(EYE, tr("Hide this layer") if shown else tr("Show this layer"))
            self.setCurrentItem(self.rows[layers.active.id])
        self.paint_icons()

    def forget_shares(self) -> None:
        for row in self.rows.values():
            row.setText(SHARE, "")

    def paint_icons(self) -> None:
        for layer, row in self.rows.items():
            shown = row.data(EYE, Qt.ItemDataRole.UserRole) is not False
            row.setIcon(EYE, theme.icon("eye" if shown else "eye-off"))
            row.setIcon(NAME, _swatch_icon(layer))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == EYE:
            self._toggle(index)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _toggle(self, index: QModelIndex) -> None:
        row = self.topLevelItem(index.row())
        shown = bool(row.data(EYE, Qt.ItemDataRole.UserRole))
        self.visible_asked.emit(self._layer_of(row), not shown)

    def _layer_of(self, row: QTreeWidgetItem) -> str:
        return IDS[self.indexOfTopLevelItem(row)]


class LayersPanel(QWidget):
    """Signals are about what the user did; `set_layers` never emits them."""

    visible_asked = Signal(str, bool)  # layer
    chosen = Signal(str)
    method_asked = Signal(str)  # for the active layer
    move_asked = Signal(str)  # of the marks on the active layer into this one

    def __init__(self, clear: QAction) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        heading = QLabel(tr("Mask layers"))
        heading.setProperty("heading", True)
        self.list = LayerList()
        self.list.visible_asked.connect(self.visible_asked)
        self.list.chosen.connect(self.chosen)
        column.addWidget(heading)
        column.addWidget(self.list)
        column.addLayout(self._build_method())
        column.addLayout(self._build_buttons(clear))

    def _build_method(self) -> QHBoxLayout:
        self.method = QComboBox()
        self.method.setAccessibleName(tr("Method of this layer"))
        self.method.setMinimumHeight(26)
        for number, (method, text, tip) in enumerate(METHODS):
            self.method.addItem(tr(text), method)
            self.method.setItemData(number, tr(tip), Qt.ItemDataRole.ToolTipRole)
        self.method.activated.connect(lambda: self.method_asked.emit(self.method.currentData()))
        label = QLabel(tr("Method"))
        label.setBuddy(self.method)
        row = QHBoxLayout()
        row.addWidget(label, 2)
        row.addWidget(self.method, 5)
        return row

    def _build_buttons(self, clear: QAction) -> QHBoxLayout:
        self.clear, self.move_to = QPushButton(tr("Clear layer")), QPushButton(tr("Move to"))
        self.clear.setToolTip(clear.toolTip())
        self.clear.clicked.connect(clear.trigger)
        self.move_to.setToolTip(tr("Move all marks of the chosen layer to another one"))
        self.move_to.setAccessibleName(tr("Move the marks of this layer to another"))
        menu = QMenu(self.move_to)
        self._targets = {}
        for cause in CAUSES:
            target = menu.addAction(_swatch_icon(cause.id), tr(cause.name))
            target.triggered.connect(lambda _=False, layer=cause.id: self.move_asked.emit(layer))
            self._targets[cause.id] = target
        self.move_to.setMenu(menu)
        row = QHBoxLayout()
        for button in (self.clear, self.move_to):
            button.setMinimumHeight(30)
            row.addWidget(button, 1)
        return row

    def set_layers(self, layers: Layers | None, shares: dict[str, float]) -> None:
        """None: no scan is open. shares: of the scan that each marks, 0..1, by layer id."""
        self.setEnabled(layers is not None)
        if layers is None:
            self.list.forget_shares()
            return
        self.list.set_layers(layers, shares)
        active = layers.active
        with QSignalBlocker(self.method):
            self.method.setCurrentIndex(max(0, self.method.findData(active.settings.method)))
        self.method.setEnabled(not active.protects)
        for button in (self.clear, self.move_to):
            button.setEnabled(shares[active.id] > 0)
        for layer, target in self._targets.items():
            target.setVisible(layer != active.id)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.list.paint_icons()
        super().changeEvent(event)


def _swatch_icon(layer: str) -> QIcon:
    icon = QIcon()
    for size in (SWATCH, 2 * SWATCH, 3 * SWATCH):  # 100, 200 and 300 % screens
        pixmap = QPixmap(size, size)
        painter = QPainter(pixmap)
        draw_overlay(painter, 0, 0, swatch(layer, size))
        painter.end()
        icon.addPixmap(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or Qt tints it
    return icon


def _percent(share: float) -> str:
    """ "" for nothing, else "3 %", "0.03 %" or "< 0.01 %"."""
    if share <= 0:
        return ""
    return "< 0.01 %" if share < 0.0001 else f"{float(f'{100 * share:.2g}'):g} %"
