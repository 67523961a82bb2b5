"""Every repair, one by one: how it was made and how sure it is, how strongly it shows, other ways
to make it, and undo of it alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.document.document import Document
from engine.document.lineage import fills_of
from engine.document.patch import ORIGINAL, Patch
from gui.engine_words import in_words
from gui.language import mark, tr, tr_n
from gui.number_slider import NumberSlider
from gui.panels.region_list import RegionList, RegionModel, is_unsure, method_name

ORDERS = (("position", mark("From top to bottom")), ("confidence", mark("Least sure first")))
VARIANT, COLUMNS = 56, 3  # px of a picture; how many in a row
EMPTY = mark(
    "Nothing is repaired yet. Every repair will be listed here: how it was made, how sure it is, "
    "and other ways to make it."
)


class RegionsPanel(QWidget):
    """Signals are about what the user did; `set_document` and `select` never emit them."""

    chosen = Signal(str)  # patch id
    strength_changed = Signal(float)  # 0..1, several times during a drag
    strength_drag_started = Signal()
    strength_drag_ended = Signal()
    shown_changed = Signal(bool)
    variant_chosen = Signal(str)  # id of a variant of the chosen patch
    ways_asked = Signal()
    seeds_asked = Signal()
    remove_asked = Signal()

    def __init__(self) -> None:
        super().__init__(objectName="sidePanelBody")
        self.model = RegionModel()
        self._document: Document | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(9)
        self.summary = QLabel()
        self.order = QComboBox()
        self.order.setAccessibleName(tr("Order of the list"))
        self.order.setMinimumHeight(26)
        for key, text in ORDERS:
            self.order.addItem(tr(text), key)
        self.order.activated.connect(self._sort)
        self.list = RegionList()
        self.list.setModel(self.model)
        self.list.chosen.connect(self._choose_region)
        self.empty = QLabel(tr(EMPTY), wordWrap=True)
        self.empty.setProperty("quiet", True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.details = QWidget()
        self._build_details(QVBoxLayout(self.details))
        for widget in (self.summary, self.order):
            column.addWidget(widget)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self.details)
        self.set_document(None)

    def _build_details(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.reason = QLabel(wordWrap=True)
        self.reason.setProperty("quiet", True)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.strength = NumberSlider(tr("Strength"), 0, 100, "%")
        self.strength.changed.connect(lambda percent: self.strength_changed.emit(percent / 100))
        self.strength.drag_started.connect(self.strength_drag_started)
        self.strength.drag_ended.connect(self.strength_drag_ended)
        self.shown = QCheckBox(tr("Show this repair"))
        self.shown.setToolTip(tr("Off: the original is seen here, and the repair is kept (T)"))
        self.shown.setMinimumHeight(24)
        self.shown.clicked.connect(self.shown_changed)
        self.variants = QGridLayout()
        self.variants.setSpacing(2)
        self.variants.setColumnStretch(COLUMNS, 1)
        for widget in (self.reason, self.strength, self.shown):
            column.addWidget(widget)
        column.addLayout(self.variants)
        column.addLayout(self._build_buttons())

    def _build_buttons(self) -> QGridLayout:
        self.ways = QPushButton(tr("Try other ways"))
        self.seeds = QPushButton(tr("Vary"))
        self.seeds.setToolTip(tr("The same method with other random grain and texture"))
        self.remove = QPushButton(tr("Remove this repair"))
        for button, asked in (
            (self.ways, self.ways_asked),
            (self.seeds, self.seeds_asked),
            (self.remove, self.remove_asked),
        ):
            button.setMinimumHeight(28)
            button.clicked.connect(asked)
        grid = QGridLayout()
        grid.addWidget(self.ways, 0, 0, 1, 2)
        grid.addWidget(self.seeds, 0, 2)
        grid.addWidget(self.remove, 1, 0, 1, 3)
        return grid

    @property
    def selected(self) -> Patch | None:
        row = self.list.currentIndex().row()
        return self.model.patches[row] if 0 <= row < len(self.model.patches) else None

    def set_document(self, document: Document | None) -> None:
        """Show its patches as they are now; the chosen one stays chosen while it is there."""
        self._document, before = document, self.selected
        self.model.thumbnails.refresh(document)
        self._fill(document.patches if document else [], before)

    def select(self, patch_id: str | None) -> None:
        row = None if patch_id is None else self.model.row_of(patch_id)
        if row is None:
            self.list.clearSelection()
            self.list.setCurrentIndex(self.model.index(-1))
        else:
            self.list.setCurrentIndex(self.model.index(row))
            self.list.scrollTo(self.model.index(row))
        self._show_details()

    def set_busy(self, busy: bool) -> None:
        """Other ways are being tried."""
        patch = self.selected
        able = not busy and patch is not None and patch.provenance.method != ORIGINAL
        self.ways.setEnabled(able)
        self.seeds.setEnabled(able)

    def _fill(self, patches: Sequence[Patch], selected: Patch | None) -> None:
        self.model.set_patches(patches)
        count, unsure = len(patches), sum(map(is_unsure, patches))
        told = tr_n("1 repair", "{n} repairs", count)
        if unsure:
            told += ", " + tr_n("1 of them unsure", "{n} of them unsure", unsure)
        self.summary.setText(told if count else "")
        for widget in (self.summary, self.order, self.list):
            widget.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        self.select(selected.id if selected else None)

    def _choose_region(self, patch_id: str) -> None:
        self._show_details()
        self.chosen.emit(patch_id)

    def _sort(self) -> None:
        self.model.order = self.order.currentData()
        if self._document is not None:
            self._fill(self._document.patches, self.selected)

    def _show_details(self) -> None:
        patch = self.selected
        self.details.setVisible(patch is not None)
        if patch is None:
            return
        made = patch.provenance
        reason = in_words(made.reason)
        self.reason.setText(f"{made.model}: {reason}" if made.model else reason)
        self.strength.set_value(100 * patch.strength)
        with QSignalBlocker(self.shown):
            self.shown.setChecked(patch.strength > 0)
        self.set_busy(False)
        self._show_variants(patch)

    def _show_variants(self, patch: Patch) -> None:
        while (item := self.variants.takeAt(0)) is not None:
            item.widget().deleteLater()
        fills = fills_of([patch]) if patch.variants else []
        # In an order of their own: the one that is chosen stays where it is.
        fills.sort(key=lambda f: (f.provenance.method, f.provenance.model, f.provenance.seed, f.id))
        for number, fill in enumerate(fills):
            button = self._variant_button(fill, is_shown=fill is patch)
            self.variants.addWidget(button, number // COLUMNS, number % COLUMNS)

    def _variant_button(self, fill: Patch, *, is_shown: bool) -> QToolButton:
        button, made = QToolButton(checkable=True, checked=is_shown), fill.provenance
        side = round(VARIANT * self.devicePixelRatioF())
        button.setIcon(QIcon(self.model.thumbnails.of(fill, side)))
        button.setIconSize(QSize(VARIANT, VARIANT))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setProperty("variant", True)
        button.setText(method_name(fill, short=True))
        button.setFixedWidth(VARIANT + 20)
        seed = tr("seed {seed}", seed=made.seed)
        detail = ", ".join(filter(None, (method_name(fill), made.model, seed)))
        button.setToolTip(detail)
        button.setAccessibleName(tr("Variant: {detail}", detail=detail))
        button.clicked.connect(lambda: self._choose(fill, button, is_shown=is_shown))
        return button

    def _choose(self, fill: Patch, button: QToolButton, *, is_shown: bool) -> None:
        if is_shown:
            button.setChecked(True)
        else:
            self.variant_chosen.emit(fill.id)
