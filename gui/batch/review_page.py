"""The review: one scan after another, the least certain first, before and after side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.batch.items import Row
from gui.batch.pair import Detail, Pair
from gui.batch.pictures import Fetch, Gallery
from gui.batch.work import LARGE
from gui.engine_words import in_words
from gui.language import plain, tr

# Name, text, tool tip, keys and what is done of a button.
Act = tuple[str, str, str, tuple[str, ...], Callable[[], None]]
KEPT = 6  # pairs of large pictures: those around the one that is looked at


class ReviewPage(QWidget):
    """Signals are about what the user decided; `set_rows` begins anew."""

    accepted = Signal(object)  # Path of the scan
    rejected = Signal(object)
    fix_asked = Signal(object)
    detail_asked = Signal(object)  # Path of the scan that is wanted at 100 %
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._place = 0
        self.gallery = Gallery("review", self, LARGE, KEPT)
        self.heading = QLabel(wordWrap=True)
        self.heading.setProperty("heading", True)
        self.heading.setAccessibleName(tr("The scan that is looked at"))
        self.message = QLabel(wordWrap=True)
        self.message.setProperty("quiet", True)
        self.message.setAccessibleName(tr("What was done to it"))
        self.pair = Pair()
        self.buttons = self._build_buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addWidget(self.message)
        column.addWidget(self.pair, 1)
        row = QHBoxLayout()
        for name in ("back", "previous", "next", "zoom", "boxes"):
            row.addWidget(self.buttons[name])
        row.addStretch(1)
        for name in ("reject", "fix", "accept"):
            row.addWidget(self.buttons[name])
        column.addLayout(row)
        self.gallery.came.connect(self._came)
        self.pair.detail_wanted.connect(self._ask_detail)
        self._show()

    def _build_buttons(self) -> dict[str, QPushButton]:
        """Each with its keys; they work wherever the focus is on this page."""
        made: dict[str, QPushButton] = {}
        for name, text, tip, keys, act in self._acts():
            button = QPushButton(f"{text} ({keys[-1]})", autoDefault=False)
            button.setAccessibleName(plain(text))
            button.setMinimumHeight(34)
            button.setToolTip(f"{tip} ({', '.join(keys)})")
            button.clicked.connect(act)
            for key in keys if name != "back" else ():  # the window knows what Esc leads to
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(button.click)
            made[name] = button
        made["accept"].setProperty("primary", True)
        for name in ("zoom", "boxes"):
            made[name].setProperty("switch", True)
            made[name].setCheckable(True)
        self.pair.zoomed.connect(made["zoom"].setChecked)
        made["boxes"].setChecked(True)
        made["boxes"].toggled.connect(self.pair.set_marked)
        return made

    def _acts(self) -> Iterable[Act]:
        # No partials: a button would hand them whether it is checked.
        step, decide = self._step, self._decide
        return (
            ("back", tr("Back"), tr("To the run"), ("Esc",), self.back_asked.emit),
            ("previous", tr("Previous"), tr("The one before"), ("Left", "P"), lambda: step(-1)),
            ("next", tr("Next"), tr("Leave it waiting"), ("Right", "N"), lambda: step(1)),
            (
                "zoom",
                tr("100 %"),
                tr("Every pixel, at the pointer, and back"),
                ("Z",),
                self.pair.toggle_zoom,
            ),
            ("boxes", tr("Boxes"), tr("Boxes around what was repaired"), ("M",), lambda: None),
            (
                "reject",
                tr("Reject"),
                tr("No result is written"),
                ("R",),
                lambda: decide("rejected"),
            ),
            ("fix", tr("Fix..."), tr("Correct marks and repairs in the window"), ("F",), self._fix),
            ("accept", tr("Accept"), tr("Write this result"), ("A",), lambda: decide("accepted")),
        )

    @property
    def current(self) -> Row | None:
        return self.rows[self._place] if self.rows else None

    def set_rows(self, rows: Sequence[Row], fetch: Fetch) -> None:
        """In the order in which they are to be looked at."""
        self.rows, self._place = list(rows), 0
        self.gallery.set_source(fetch)
        self._show()
        self.pair.setFocus()

    def put_back(self, row: Row) -> None:
        """It goes on waiting after all."""
        self.rows.append(row)
        self._show()

    def refresh(self, row: Row) -> None:
        """It was corrected."""
        self.gallery.forget(row.source)
        self.rows = [row if each.source == row.source else each for each in self.rows]
        self._show()

    def show_detail(self, source: Path, detail: Detail) -> None:
        """What `detail_asked` asked for; another scan may be looked at by now."""
        if self.current is not None and self.current.source == source:
            self.pair.show_detail(detail)

    def close_gallery(self) -> None:
        self.gallery.close()

    def _decide(self, word: str) -> None:
        row = self.current
        if row is None:
            return
        del self.rows[self._place]
        self._place = min(self._place, max(0, len(self.rows) - 1))
        (self.accepted if word == "accepted" else self.rejected).emit(row.source)
        self._show()

    def _ask_detail(self) -> None:
        if (row := self.current) is not None:
            self.detail_asked.emit(row.source)

    def _fix(self) -> None:
        if (row := self.current) is not None:
            self.fix_asked.emit(row.source)

    def _step(self, by: int) -> None:
        self._place = min(max(0, self._place + by), max(0, len(self.rows) - 1))
        self._show()

    def _show(self) -> None:
        row = self.current
        self.pair.forget_detail()
        for name in ("reject", "fix", "accept", "zoom"):
            self.buttons[name].setEnabled(row is not None)
        self.buttons["previous"].setEnabled(self._place > 0)
        self.buttons["next"].setEnabled(self._place + 1 < len(self.rows))
        if row is None:
            self.heading.setText(tr("Nothing waits any more."))
            self.message.setText(tr("Esc leads back to the run."))
            self.pair.show_pictures(None, "")
            return
        heading = tr("{place} of {count}: {name}")
        if row.certain:
            heading = tr("{place} of {count}: {name}, certain to {certain}")
        self.heading.setText(
            heading.format(
                place=self._place + 1,
                count=len(self.rows),
                name=row.source.name,
                certain=row.certain,
            )
        )
        self.message.setText(row.told)
        if self._place + 1 < len(self.rows):  # asked for first, fetched second
            self.gallery.of(self.rows[self._place + 1].source)
        self.pair.show_pictures(self.gallery.of(row.source))

    def _came(self, source: Path, said: str) -> None:
        if self.current is not None and self.current.source == source:
            note = in_words(said) or tr("There is no picture.")
            self.pair.show_pictures(self.gallery.of(source), note)
