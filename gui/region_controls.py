"""The pages Regions and History: what they do to the open document, and what follows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.document.history import NOWHERE
from engine.document.patch import ORIGINAL, Patch
from engine.document.patch_edits import choose_variant, remove_patches
from engine.document.restoration import View
from engine.geometry import Box
from gui.canvas.region_frame import RegionFrame
from gui.canvas.view import Canvas
from gui.comparing import Comparing
from gui.keys import follow_keys
from gui.language import tr
from gui.panels.history_panel import HistoryPanel
from gui.panels.regions_panel import RegionsPanel
from gui.repair_controller import RepairController
from gui.side_panel import SidePanel
from gui.strength import StrengthDrag

LEAST, MOST, WANTED = 0.04, 0.6, 0.3  # of the view that a region may fill when it is chosen
LARGEST = 8.0  # zoom


class RegionControls(QObject):
    """Nothing happens while a stroke is under way: its marks belong to what it began on."""

    changed = Signal(object)  # Box: the document looks different there
    replaced = Signal(object)  # Box: the same, and a repair that runs has read what was there
    page_asked = Signal()  # the side panel is needed
    went = Signal(object)  # Callable[[Document], Box] through the history
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, canvas: Canvas, side: SidePanel, repairs: RepairController) -> None:
        super().__init__(canvas)
        self._canvas, self._side, self._repairs = canvas, side, repairs
        self._panel, self._history = RegionsPanel(), HistoryPanel()
        side.add_page(tr("Regions"), self._panel)
        side.add_page(tr("History"), self._history)
        self._document: Document | None = None
        self._shown: tuple[object, ...] = ()  # what the panels were last filled from
        self._strengths: dict[str, float] = {}  # by id, before it was switched off
        # The patch that was chosen when a document was last in front, by id.
        self._left: WeakKeyDictionary[Document, str] = WeakKeyDictionary()
        self._frame = RegionFrame(canvas)
        self._drag = StrengthDrag(self.changed.emit)
        self.comparing = Comparing(repairs.runner, repairs.generator, self)
        self._connect()

    def _connect(self) -> None:
        panel, comparing = self._panel, self.comparing
        panel.chosen.connect(lambda _: self._go_there())
        panel.strength_drag_started.connect(self._drag.start)
        panel.strength_drag_ended.connect(self._drag.end)
        panel.strength_changed.connect(self._set_strength)
        panel.shown_changed.connect(lambda _: self.toggle())
        panel.variant_chosen.connect(self._choose_variant)
        panel.ways_asked.connect(self.try_other_ways)
        panel.seeds_asked.connect(lambda: self.try_other_ways(seeds=True))
        panel.remove_asked.connect(self.remove)
        comparing.changed.connect(self._compared)
        comparing.busy_changed.connect(panel.set_busy)
        comparing.said.connect(self.said)
        comparing.failed.connect(self.failed)
        self._side.pages.currentChanged.connect(lambda _: self._show_frame())
        self._history.asked.connect(
            lambda steps: self.went.emit(lambda document: document.go_to(steps))
        )

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {
            "next_region": lambda: self._step(1),
            "previous_region": lambda: self._step(-1),
            "toggle_region": self.toggle,
            "other_ways": self.try_other_ways,
            "remove_region": self.remove,
            "show_regions": lambda: self._show_page(self._panel),
            "show_history": lambda: self._show_page(self._history),
        }

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """The tips of the buttons are those of the actions, keys and all."""
        for name, button in (
            ("other_ways", self._panel.ways),
            ("remove_region", self._panel.remove),
        ):
            action = actions[name]
            follow_keys(lambda a=action, b=button: b.setToolTip(a.toolTip()), action)

    def refresh(self, document: Document | None) -> None:
        """Show the patches and the steps of the document as they are now."""
        is_other = document is not self._document
        if is_other and self._document is not None and (patch := self._panel.selected):
            self._left[self._document] = patch.id
        self._document = document
        shown = (document, document and document.history.revision, tuple(_patches(document)))
        if shown != self._shown:
            self._shown = shown
            self._panel.set_document(document)
            self._panel.set_busy(self.comparing.is_busy)
            self._history.set_document(document)
        if is_other and document is not None:
            self._panel.select(self._left.pop(document, None))
        self._show_frame()

    def forget(self, document: Document) -> None:
        """It is closed."""
        self.comparing.forget(document)

    def close(self) -> None:
        self.comparing.close()

    def toggle(self) -> None:
        """Switch the chosen repair off; or on again, as strongly as it showed before."""
        patch = self._chosen()
        if patch is None:
            return
        if patch.strength > 0:
            self._strengths[patch.id] = patch.strength
            strength, text = 0.0, tr("Switch repair off")
        else:
            strength, text = self._strengths.pop(patch.id, 1.0), tr("Switch repair on")
        self._do(lambda document: document.set_strength([patch.id], strength, text))

    def remove(self) -> None:
        """Take the chosen repair back alone, and go on with the one after it."""
        if (patch := self._chosen()) is None:
            return
        row = self._panel.list.currentIndex().row()
        self._do(lambda document: remove_patches(document, [patch.id]))
        left = self._panel.model.patches
        self._panel.select(left[min(row, len(left) - 1)].id if left else None)
        self._show_frame()
        self.said.emit(
            tr("The original is back.")
            if patch.provenance.method != ORIGINAL
            else tr("The repair is back.")
        )

    def try_other_ways(self, *, seeds: bool = False) -> None:
        patch = self._chosen()
        if patch is None or self._document is None:
            return
        if patch.provenance.method == ORIGINAL:
            self.said.emit(tr("This is the original, brought back: there is no other way to it."))
            return
        self._show_page(self._panel)
        self.comparing.start(self._document, patch, self._repairs.choice, seeds=seeds)

    def _compared(self, document: Document, box: Box) -> None:
        self.changed.emit(box if document is self._document else NOWHERE)

    def _choose_variant(self, variant: str) -> None:
        if (patch := self._chosen()) is not None:
            self._do(lambda document: choose_variant(document, patch.id, variant))

    def _set_strength(self, strength: float) -> None:
        patch = self._chosen()
        if patch is not None and self._document is not None:
            self._drag.set(self._document, [patch], strength)

    def _do(self, step: Callable[[Document], Box]) -> None:
        if self._document is not None and not self._canvas.is_drawing:
            self.replaced.emit(step(self._document))

    def _chosen(self) -> Patch | None:
        """Says what to do where none is chosen."""
        if self._canvas.is_drawing:
            return None
        if self._panel.selected is None:
            self.said.emit(tr("Choose a repair first: press . for the next one."))
        return self._panel.selected

    def _step(self, by: int) -> None:
        patches = self._panel.model.patches
        self._show_page(self._panel)
        if not patches:
            self.said.emit(tr("Nothing is repaired yet."))
            return
        row = self._panel.list.currentIndex().row()
        row = (row + by) % len(patches) if row >= 0 else (0 if by > 0 else len(patches) - 1)
        self._panel.select(patches[row].id)
        self._go_there()
        self.said.emit(tr("Region {n} of {count}", n=row + 1, count=len(patches)))

    def _go_there(self) -> None:
        """Show the chosen region in the middle, larger where it is small and smaller where not."""
        patch, document = self._panel.selected, self._document
        if patch is None or document is None:
            return
        canvas, box = self._canvas, patch.box
        view = canvas.viewport().size() * canvas.devicePixelRatioF()
        share = max(box.width / view.width(), box.height / view.height())
        zoom = canvas.zoom
        if not LEAST <= share * zoom <= MOST:
            zoom = min(WANTED / share, max(LARGEST, zoom) if share * zoom < LEAST else zoom)
        middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        canvas.look_at(View(zoom, *middle))
        self._show_frame()

    def _show_frame(self) -> None:
        patch = self._panel.selected
        is_front = self._side.pages.currentWidget().isAncestorOf(self._panel)
        self._frame.set_box(patch.box if patch is not None and is_front else None)

    def _show_page(self, page: QWidget) -> None:
        self.page_asked.emit()
        self._side.show_page(page)


def _patches(document: Document | None) -> Sequence[Patch]:
    return document.patches if document is not None else ()
