"""The layers panel, the keys of the layers and templates: what they do to the open document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from engine.document.document import Document
from engine.document.layer_edits import (
    add_marks,
    clear_layers,
    move_marks,
    set_method,
    set_visible,
)
from engine.document.layers import IDS
from engine.errors import HeirloomError
from engine.geometry import Box
from engine.progress import Progress
from gui.canvas.view import Canvas
from gui.dialogs import Dialogs
from gui.failure import as_sentence
from gui.file_work import FileTask, FileWork
from gui.language import tr, tr_n
from gui.panels.layers_panel import LayersPanel
from gui.template_dialogs import ApplyTemplateDialog, SaveTemplateDialog


class LayerControls(QObject):
    """Nothing happens while a stroke is under way: its marks belong to the layer it began on."""

    changed = Signal(object)  # Box: marks or layers of the document in front differ there
    behind = Signal(object)  # Document that is not in front: other marks are there
    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, window: QWidget, canvas: Canvas, panel: LayersPanel, dialogs: Dialogs, work: FileWork
    ) -> None:
        super().__init__(window)
        self._window, self._canvas, self._panel = window, canvas, panel
        self._dialogs, self._work = dialogs, work
        self._document: Document | None = None
        self._actions: dict[str, QAction] = {}
        self._shown: tuple[object, ...] = ()  # what the panel was last filled from
        panel.chosen.connect(self.choose)
        panel.visible_asked.connect(self._set_visible)
        panel.method_asked.connect(self._set_method)
        panel.move_asked.connect(self._move)

    def handlers(self) -> dict[str, Callable[..., object]]:
        chosen = {f"layer_{name}": lambda name=name: self.choose(name) for name in IDS}
        return chosen | {
            "clear_layer": self.clear,
            "toggle_layer": self.toggle,
            "export_layers": self.export,
            "save_template": self.save_template,
            "apply_template": self.apply_template,
        }

    def set_actions(self, actions: dict[str, QAction]) -> None:
        self._actions = actions
        self.refresh(None)

    def refresh(self, document: Document | None) -> None:
        """Show the layers of the document as they are now."""
        self._document = document
        history = document.history.revision if document else 0
        shown = (document, history, document and document.layers.active.id)
        if shown == self._shown:
            return
        self._shown = shown
        if document is None:
            self._panel.set_layers(None, {})
            return
        layers = document.layers
        self._panel.set_layers(layers, {layer.id: layer.share() for layer in layers})
        self._actions[f"layer_{layers.active.id}"].setChecked(True)

    def choose(self, layer: str) -> None:
        """Paint into this layer from now on; a hidden one is shown."""
        document = self._ready()
        if document is None:  # list and menu have moved on already: back to what is
            self._shown = ()
            self.refresh(self._document)
            return
        if document.layers.active.id == layer:
            return
        if not document.layers[layer].settings.visible:
            self.changed.emit(set_visible(document, layer, True))
        document.layers.activate(layer)
        self.refresh(document)
        self.said.emit(
            tr("You now paint into: {layer}.", layer=tr(document.layers.active.cause.name))
        )

    def toggle(self) -> None:
        """Hide the active layer; another one becomes active."""
        if (document := self._ready()) is not None:
            self._set_visible(document.layers.active.id, False)

    def clear(self) -> None:
        if (document := self._ready()) is not None:
            active = document.layers.active
            text = tr("Clear {layer}", layer=tr(active.cause.name).lower())
            self.changed.emit(clear_layers(document, [active.id], text))

    def export(self) -> None:
        """One coloured PNG of all layers, and one PNG for each beside it."""
        if self._document is None:
            return
        path = self._document.scan.path or Path.home() / "scan"
        proposal = path.with_name(f"{path.stem}_layers.png")
        self._dialogs.choose_mask_target(self._window, proposal, self._export_to)

    def save_template(self) -> None:
        if self._document is None:
            return
        snapshot, dpi = self._document.snapshot(), self._document.scan.metadata.dpi
        dialog = SaveTemplateDialog(self._window, knows_resolution=dpi is not None)

        def save(name: str, anchor: str, scale: str) -> None:
            from engine.document.templates import make_template, save_template

            def job(progress: Progress) -> Path:
                template = make_template(snapshot.layers, snapshot.scan, anchor, scale)
                return save_template(template, name)

            told = tr("Saved the template {name}; batch uses it with --template.", name=name)
            self._work.add(
                FileTask(tr("Saving {name}", name=name), job, lambda _: self.said.emit(told))
            )

        dialog.chosen.connect(save)
        dialog.open()

    def apply_template(self) -> None:
        if self._document is not None:
            dialog = ApplyTemplateDialog(self._window)
            dialog.chosen.connect(self._apply)
            dialog.failed.connect(self.failed)
            dialog.open()

    def _apply(self, name: str) -> None:
        document = self._document
        if document is None:
            return

        def job(progress: Progress) -> dict[str, object]:
            from engine.document.templates import load_template

            return load_template(name).place(document.scan)

        def add(placed: dict[str, object]) -> None:
            is_front = document is self._document
            if not is_front or self._ready():
                pieces = {layer: [piece] for layer, piece in placed.items()}
                changed = add_marks(document, pieces, tr("Template {name}", name=name))
                self.changed.emit(changed) if is_front else self.behind.emit(document)
                self.said.emit(
                    tr("Marked by the template {name}; look at it before you repair.", name=name)
                )

        self._work.add(FileTask(tr("Reading {name}", name=name), job, add))

    def _export_to(self, path: Path) -> None:
        if self._document is None:
            return
        snapshot = self._document.snapshot()
        size = snapshot.scan.size

        def job(progress: Progress) -> int:
            from engine.document.layer_files import save_coloured, save_layer_files

            save_coloured(snapshot.layers, size, path)
            return len(save_layer_files(snapshot.layers, size, path))

        def done(count: int) -> None:
            self.said.emit(
                tr_n(
                    "Saved {name}, and one single layer beside it.",
                    "Saved {name}, and {n} single layers beside it.",
                    count,
                    name=path.name,
                )
            )

        self._work.add(FileTask(tr("Saving {name}", name=path.name), job, done))

    def _set_visible(self, layer: str, visible: bool) -> None:
        if (document := self._ready()) is not None:
            self._do(lambda: set_visible(document, layer, visible))

    def _set_method(self, method: str) -> None:
        if (document := self._ready()) is not None:
            self._do(lambda: set_method(document, document.layers.active.id, method))

    def _move(self, target: str) -> None:
        if (document := self._ready()) is not None:
            self._do(lambda: move_marks(document, document.layers.active.id, target))

    def _do(self, step: Callable[[], Box]) -> None:
        try:
            self.changed.emit(step())
        except HeirloomError as error:
            self.said.emit(as_sentence(error))

    def _ready(self) -> Document | None:
        return None if self._canvas.is_drawing else self._document
