"""What is seen while nothing is open: how to begin, the scans opened lately, three steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import recent_pictures, theme
from gui.language import mark, tr

WIDTH = 712  # px, of all that stands in the middle
MARGIN, GAP = 24, 8  # px
COLUMNS, SHOWN = 4, 8  # tiles
TILE, PICTURE = QSize(166, 152), QSize(146, 106)  # px
# What the buttons say, by action; the first one is what most people want.
BEGINNINGS = (
    ("open", mark("Open a scan")),
    ("batch", mark("Restore a folder")),
    ("sample", mark("Try the sample")),
)
# Icon, heading and sentence of each step.
STEPS = (
    ("brush", mark("1  Mark"), mark("Paint over a scratch, or let Heirloom find the damage.")),
    (
        "repair",
        mark("2  Repair"),
        mark("Let go of the brush: what you marked is filled, the rest stays."),
    ),
    (
        "export",
        mark("3  Export"),
        mark("Save the result beside the original, which is never changed."),
    ),
)


class WelcomePage(QScrollArea):
    """Shows values and says what the user chose; `gui/welcome.py` knows when it is seen."""

    open_asked = Signal(object)  # Path of a scan
    forget_asked = Signal(object)  # Path of a scan, or None for all of them

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._icons: list[tuple[QLabel, str]] = []
        self._scans: tuple[Path, ...] = ()
        self._columns = COLUMNS
        body = QWidget()
        body.setMaximumWidth(WIDTH)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(_heading("Heirloom", 2.0))
        column.addWidget(
            _quiet(tr("Restores old scanned photographs. Nothing leaves this computer."))
        )
        column.addSpacing(10)
        column.addLayout(self._build_beginnings(actions))
        column.addWidget(
            _quiet(tr("You can also drop a scan, or a folder of scans, on this window."))
        )
        column.addSpacing(16)
        column.addWidget(self._build_recent())
        column.addLayout(self._build_steps())
        around = QWidget()
        middle = QGridLayout(around)
        middle.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        middle.addWidget(body, 0, 0)
        self.setWidget(around)
        self._paint_icons()

    def set_recent(self, scans: Sequence[Path]) -> None:
        """The latest first; those beyond SHOWN are in the File menu."""
        while (item := self._tiles.takeAt(0)) is not None:
            item.widget().deleteLater()
        self._scans = tuple(scans[:SHOWN])
        for number, scan in enumerate(self._scans):
            tile = self._build_tile(scan)
            self._tiles.addWidget(tile, number // self._columns, number % self._columns)
        self._tiles.setColumnStretch(COLUMNS, 1)
        self._recent.setVisible(bool(scans))

    @property
    def tiles(self) -> list[QToolButton]:
        """One per scan, in the order of the list."""
        return [self._tiles.itemAt(at).widget() for at in range(self._tiles.count())]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icons()
            self.set_recent(self._scans)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many tiles side by side as there is room for."""
        super().resizeEvent(event)
        room = self.viewport().width() - 2 * MARGIN + GAP
        columns = min(COLUMNS, max(1, room // (TILE.width() + GAP)))
        if columns != self._columns:
            self._columns = columns
            self.set_recent(self._scans)

    def _build_beginnings(self, actions: Mapping[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.buttons: dict[str, QPushButton] = {}
        for name, text in BEGINNINGS:
            button = self.buttons[name] = QPushButton(tr(text))
            button.setMinimumSize(QSize(138, 44))
            button.setToolTip(actions[name].toolTip())
            button.clicked.connect(actions[name].trigger)
            row.addWidget(button)
        self.buttons["open"].setProperty("primary", True)
        row.addStretch(1)
        return row

    def _build_recent(self) -> QWidget:
        self._recent = QWidget()
        column = QVBoxLayout(self._recent)
        column.setContentsMargins(0, 0, 0, 16)
        column.addWidget(_heading(tr("Opened lately"), 1.1))
        self._tiles = QGridLayout()
        self._tiles.setSpacing(GAP)
        column.addLayout(self._tiles)
        return self._recent

    def _build_tile(self, scan: Path) -> QToolButton:
        tile = QToolButton()
        tile.setProperty("tile", True)
        tile.setFixedSize(TILE)
        tile.setIconSize(PICTURE)
        tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        tile.setIcon(self._picture_of(scan))
        room = TILE.width() - 16
        name = tile.fontMetrics().elidedText(scan.name, Qt.TextElideMode.ElideMiddle, room)
        tile.setText(name.replace("&", "&&"))
        tile.setToolTip(str(scan))
        tile.setAccessibleName(tr("Open {name}", name=scan.name))
        tile.clicked.connect(lambda: self.open_asked.emit(scan))
        tile.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tile.customContextMenuRequested.connect(
            lambda at: self.menu_for(scan, tile).popup(tile.mapToGlobal(at))
        )
        return tile

    def _picture_of(self, scan: Path) -> QIcon:
        """In the middle of a tile's whole room: names stand at one height."""
        ratio = self.devicePixelRatioF()
        whole = QPixmap(PICTURE * ratio)
        whole.fill(Qt.GlobalColor.transparent)
        picture = recent_pictures.find(scan)
        if picture is None:
            picture = theme.icon("picture").pixmap(QSize(48, 48), ratio, QIcon.Mode.Disabled)
        else:
            picture = picture.scaled(
                whole.size(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        painter = QPainter(whole)
        painter.drawPixmap(
            (whole.width() - picture.width()) // 2, (whole.height() - picture.height()) // 2,
            picture.width(), picture.height(), picture,
        )  # fmt: skip
        painter.end()
        whole.setDevicePixelRatio(ratio)
        return QIcon(whole)

    def menu_for(self, scan: Path, tile: QWidget) -> QMenu:
        menu = QMenu(tile)
        menu.addAction(tr("&Open")).triggered.connect(lambda: self.open_asked.emit(scan))
        menu.addAction(tr("&Forget it")).triggered.connect(lambda: self.forget_asked.emit(scan))
        menu.addAction(tr("Forget &all")).triggered.connect(lambda: self.forget_asked.emit(None))
        return menu

    def _build_steps(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        for icon, title, sentence in STEPS:
            picture = QLabel()
            self._icons.append((picture, icon))
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(picture)
            column.addWidget(_heading(tr(title), 1.1))
            column.addWidget(_quiet(tr(sentence)))
            column.addStretch(1)
            row.addLayout(column, 1)
        return row

    def _paint_icons(self) -> None:
        for label, name in self._icons:
            label.setPixmap(theme.icon(name).pixmap(QSize(28, 28), self.devicePixelRatioF()))


def _heading(text: str, larger: float) -> QLabel:
    label = QLabel(text)
    label.setProperty("heading", True)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * larger)
    label.setFont(font)
    return label


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("quiet", True)
    label.setWordWrap(True)
    return label
