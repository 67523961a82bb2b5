"""The scans of a plan or of a run as rows: a model, and the filter over it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from engine.batch.journal import Entry
from engine.batch.plan import Item
from gui.engine_words import in_words
from gui.language import mark, number, tr

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
SORT_ROLE, ROW_ROLE = Role.UserRole, Role.UserRole + 1
COLUMNS = (mark("Scan"), mark("State"), mark("Certain"), mark("Result"), mark("What happens"))
# What people read for the states of items and entries.
STATES = {
    "make": mark("to do"),
    "skip": mark("skipped"),
    "fail": mark("cannot be done"),
    "waiting": mark("waiting"),
    "done": mark("done"),
    "before": mark("done before"),
    "clean": mark("nothing to repair"),
    "skipped": mark("skipped"),
    "review": mark("to review"),
    "rejected": mark("rejected"),
    "failed": mark("failed"),
    "undone": mark("taken back"),
}
PLANNED = ("make", "skip", "fail", "waiting")  # nothing has become of these yet
UNSURE = 0.5  # below this confidence the filter "low confidence" shows a result
# Filters: text and what they take.
FILTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "all": (mark("All"), tuple(STATES)),
    "make": (mark("To do"), ("make", "waiting")),
    "done": (mark("Done"), ("done", "before", "clean")),
    "review": (mark("To review"), ("review",)),
    "failed": (mark("Failed"), ("failed", "fail")),
    "skipped": (mark("Skipped"), ("skipped", "skip", "rejected", "undone")),
    "unsure": (mark("Low confidence"), tuple(STATES)),
}


@dataclass(frozen=True)
class Row:
    """One scan. state: of STATES; confidence: 0..1 of its least certain patch, if known."""

    source: Path
    target: Path
    state: str
    message: str = ""
    confidence: float | None = None

    @classmethod
    def of_item(cls, item: Item) -> Row:
        return cls(item.source.absolute(), item.target, item.action, item.note)

    @classmethod
    def of_entry(cls, entry: Entry) -> Row:
        confidence = json.loads(entry.record).get("confidence")
        state = "waiting" if entry.state == "writing" else entry.state
        return cls(entry.source, entry.target, state, entry.message, confidence)

    @property
    def told(self) -> str:
        """The message in the language of the window."""
        return in_words(self.message)

    @property
    def certain(self) -> str:
        return "" if self.confidence is None else f"{self.confidence:.0%}"

    def passes(self, name: str) -> bool:
        """Whether a filter of FILTERS takes it."""
        if name == "unsure":
            return self.confidence is not None and self.confidence < UNSURE
        return self.state in FILTERS[name][1]


def said_counts(counts: Mapping[str, int]) -> str:
    """ "12 repaired, 3 skipped", by the words of the engine; empty where all are 0."""
    return ", ".join(
        tr("{n} {state}", n=number(count), state=tr(word))
        for word, count in counts.items()
        if count
    )


class Items(QAbstractTableModel):
    """Rows in the order of the plan; each is found by its scan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._places: dict[Path, int] = {}

    def set_rows(self, rows: Iterable[Row]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self._places = {row.source: place for place, row in enumerate(self.rows)}
        self.endResetModel()

    def put(self, row: Row) -> None:
        """In place of what was known of this scan, or at the end."""
        place = self._places.get(row.source)
        if place is None:
            place = len(self.rows)
            self.beginInsertRows(QModelIndex(), place, place)
            self.rows.append(row)
            self._places[row.source] = place
            self.endInsertRows()
            return
        self.rows[place] = row
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(COLUMNS) - 1))

    def add_known(self, rows: Iterable[Row]) -> None:
        """What was known before: it says nothing of rows that have been told of meanwhile."""
        merged = {row.source: row for row in self.rows}
        for row in rows:
            known = merged.get(row.source)
            if known is None or known.state in PLANNED:
                merged[row.source] = row
        self.set_rows(merged.values())

    def set_message(self, source: Path, message: str) -> None:
        if source in self._places:
            self.put(replace(self.rows[self._places[source]], message=message))

    def touch(self, source: Path) -> None:
        """Its pictures have come."""
        if source in self._places:
            index = self.index(self._places[source], 0)
            self.dataChanged.emit(index, index, [Role.DecorationRole])

    def counts(self) -> Counter[str]:
        """By the name of a filter."""
        return Counter(name for row in self.rows for name in FILTERS if row.passes(name))

    # Qt's own names

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return tr(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Role.AccessibleTextRole and index.column() == 0:
            said = (row.source.name, tr(STATES[row.state]), row.certain, row.told)
            return ", ".join(part for part in said if part)
        if role == Role.ToolTipRole:
            paths = f"{row.source}\n{row.target}"
            return f"{paths}\n{row.told}" if row.message else paths
        if role == SORT_ROLE:
            return self._sort_key(row, index.column())
        if role == Role.DisplayRole:
            state = tr(STATES[row.state])
            result = row.target.name if row.state not in ("skip", "fail") else ""
            return (row.source.name, state, row.certain, result, row.told)[index.column()]
        return None

    def _sort_key(self, row: Row, column: int) -> object:
        state = list(STATES).index(row.state)
        sure = 2.0 if row.confidence is None else row.confidence
        return (str(row.source), state, sure, row.target.name, row.message)[column]


class Filter(QSortFilterProxyModel):
    """What the filter takes and the search finds, in the names of scan and result and in words."""

    def __init__(self, items: Items, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items, self._name, self._search = items, "all", ""
        self.setSourceModel(items)
        self.setSortRole(SORT_ROLE)

    def set_filter(self, name: str) -> None:
        self._name = name
        self.invalidate()

    def set_search(self, text: str) -> None:
        self._search = text.casefold().strip()
        self.invalidate()

    def row_at(self, index: Index) -> Row | None:
        row: Row | None = index.data(ROW_ROLE) if index.isValid() else None
        return row

    # Qt's own name

    def filterAcceptsRow(self, place: int, parent: Index) -> bool:
        row = self._items.rows[place]
        said = f"{row.source}\n{row.target.name}\n{row.message}".casefold()
        return row.passes(self._name) and self._search in said
