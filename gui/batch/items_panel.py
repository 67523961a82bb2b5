"""Scans as a table or a contact sheet, with a filter, a search, and one sentence in full."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.batch.items import COLUMNS, FILTERS, Filter, Items, Row
from gui.batch.pictures import Fetch, Gallery
from gui.batch.sheet import Sheet
from gui.language import number, tr

RECOUNT_MS = 300


class ItemsPanel(QWidget):
    """`chosen` comes with the row under the cursor, `opened` when it is opened by hand."""

    chosen = Signal(object)  # Row or None
    opened = Signal(object)  # Row

    def __init__(self, name: str) -> None:
        super().__init__()
        self.items = Items(self)
        self.rows = Filter(self.items, self)
        self.gallery = Gallery(f"pictures-{name}", self)
        self._soon = QTimer(self, singleShot=True, interval=RECOUNT_MS)
        self._soon.timeout.connect(self.recount)
        self.table = self._build_table()
        self.sheet = Sheet(self.rows, self.gallery)
        self.sheet.setSelectionModel(self.table.selectionModel())
        self.views = QStackedWidget()
        self.views.addWidget(self.table)
        self.views.addWidget(self.sheet)
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setProperty("quiet", True)
        self.sentence.setAccessibleName(tr("About the chosen scan"))
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setMinimumHeight(2 * self.fontMetrics().height())
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._build_controls())
        column.addWidget(self.views, 1)
        column.addWidget(self.sentence)
        self._connect()

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.rows)
        table.setAccessibleName(tr("Scans"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # the order of the plan
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((210, 120, 70, 190)):
            table.setColumnWidth(column, width)
        assert len(COLUMNS) == 5
        return table

    def _build_controls(self) -> QHBoxLayout:
        self.filter = QComboBox()
        self.filter.setAccessibleName(tr("Show"))
        self.filter.setMinimumHeight(28)
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.search = QLineEdit(placeholderText=tr("Search names and sentences"))
        self.search.setAccessibleName(tr("Search"))
        self.search.setClearButtonEnabled(True)
        for clear in self.search.findChildren(QToolButton):
            clear.setAccessibleName(tr("Clear the search"))
        self.search.setMinimumHeight(28)
        self.as_table, self.as_sheet = _switch(tr("&Table")), _switch(tr("&Pictures"))
        row = QHBoxLayout()
        row.addWidget(self.filter)
        row.addWidget(self.search, 1)
        row.addWidget(self.as_table)
        row.addWidget(self.as_sheet)
        self.as_table.setChecked(True)
        return row

    def _connect(self) -> None:
        self.filter.activated.connect(lambda: self.rows.set_filter(self.filter.currentData()))
        self.search.textChanged.connect(self.rows.set_search)
        self.as_sheet.toggled.connect(lambda wanted: self.views.setCurrentIndex(int(wanted)))
        self.table.selectionModel().currentChanged.connect(self._chosen)
        for view in (self.table, self.sheet):
            view.activated.connect(self._opened)
        self.gallery.came.connect(self._came)
        self.items.modelReset.connect(self.recount)
        self.recount()

    @property
    def current(self) -> Row | None:
        return self.rows.row_at(self.table.currentIndex())

    def show_pictures(self, fetch: Fetch | None) -> None:
        """Where they come from; None = there are none, and no sheet."""
        self.gallery.set_source(fetch)
        self.as_sheet.setEnabled(fetch is not None)

    def show_filter(self, name: str) -> None:
        self.filter.setCurrentIndex(max(0, self.filter.findData(name)))
        self.rows.set_filter(self.filter.currentData())

    def recount_soon(self) -> None:
        """Scans may end by the hundred in a second."""
        if not self._soon.isActive():
            self._soon.start()

    def recount(self) -> None:
        """Offer the filters that take something, with how much."""
        counts, chosen = self.items.counts(), self.filter.currentData()
        with QSignalBlocker(self.filter):
            self.filter.clear()
            for name, (text, _) in FILTERS.items():
                if counts[name] or name in ("all", chosen):
                    self.filter.addItem(f"{tr(text)} ({number(counts[name])})", name)
            self.filter.setCurrentIndex(max(0, self.filter.findData(chosen)))

    def close_gallery(self) -> None:
        self.gallery.close()

    def _chosen(self, index: QModelIndex) -> None:
        row = self.rows.row_at(index)
        self.sentence.setText("" if row is None else _sentence(row))
        self.chosen.emit(row)

    def _opened(self, index: QModelIndex) -> None:
        if (row := self.rows.row_at(index)) is not None:
            self.opened.emit(row)

    def _came(self, source: Path, note: str) -> None:
        if note:
            self.items.set_message(source, note)


def _switch(text: str) -> QToolButton:
    """One of several, of which one is pressed."""
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setAutoExclusive(True)
    button.setProperty("switch", True)
    button.setMinimumHeight(28)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _sentence(row: Row) -> str:
    said = f"{row.source}: {row.told}" if row.message else str(row.source)
    return (
        tr("{sentence}. Certain at least to {certain}.", sentence=said, certain=row.certain)
        if row.certain
        else said
    )
