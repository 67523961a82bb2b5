"""The window: picture in the middle, tools above, panel at the right, facts below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QWidget

from engine.document.document import Document
from engine.geometry import Box
from gui import theme
from gui.actions import ACTIONS, build_actions, connect_actions, find_action
from gui.appearance import Appearance
from gui.applied_settings import AppliedSettings
from gui.background import Background
from gui.batch.batches import Batches
from gui.canvas.view import Canvas
from gui.canvas_controls import CanvasControls
from gui.detection import Detection, FindFunction
from gui.detection_controls import DetectionControls
from gui.dialogs import Dialogs
from gui.drops import DropTarget
from gui.engine_words import in_words
from gui.failure import describe_failure, log_failure
from gui.finish_controls import FinishControls
from gui.generator import Generator
from gui.generator_choice import GeneratorChoice
from gui.help_actions import HelpActions
from gui.hints import hint_for
from gui.keys import key_of
from gui.language import tr
from gui.layer_controls import LayerControls
from gui.mask_files import MaskFiles
from gui.menus import RecentMenu, build_menus, build_tool_bar
from gui.notice import LongWork
from gui.open_scans import OpenScans
from gui.placement import restore_placement
from gui.region_controls import RegionControls
from gui.repair_controller import RepairController, RepairFunction, repair_with_engine
from gui.scan_flow import ScanFlow
from gui.settings import Settings
from gui.side_panel import PANEL_ACTIONS, SidePanel
from gui.status_bar import StatusBar
from gui.strength import StrengthDrag
from gui.tool_palette import build_palette
from gui.welcome import Welcome
from gui.work_display import WorkDisplay
from gui.workshop import Workshop

MOST_TABS = 12  # opened at once; more scans are rather for the batch


class MainWindow(QMainWindow):
    """Puts the parts together; each part does its own work and tells the others by signals."""

    def __init__(
        self,
        settings: Settings,
        dialogs: Dialogs | None = None,
        generator: Generator | None = None,
        repair: RepairFunction = repair_with_engine,
        find: FindFunction | None = None,
    ) -> None:
        super().__init__()
        theme.apply_theme(settings.theme)  # before there are widgets: each would be styled twice
        self.settings = settings
        self.dialogs = dialogs or Dialogs(settings)
        self.canvas = Canvas()
        self.canvas.setAccessibleName(tr("Picture"))
        self.files = ScanFlow(self, settings, self.dialogs, self.canvas)
        self.batches = Batches(settings, self)
        self.workshop = Workshop(settings, self)
        self.repairs = RepairController(generator, repair, lambda: self.canvas.is_drawing, self)
        self.status = StatusBar()
        self.actions_by_id = build_actions(self)
        self.panel = SidePanel(*(self.actions_by_id[name] for name in PANEL_ACTIONS))
        self._add_parts(find)
        self._may_close = False
        self._lay_out()
        self._restore()
        self._connect()
        self._show_document(None)

    def _add_parts(self, find: FindFunction | None) -> None:
        """What acts on the canvas, the panel and the documents."""
        settings = self.settings
        self.controls = CanvasControls(self.canvas, self.panel, self.status, settings)
        self.detection = Detection(self.repairs.runner, find, lambda: self.canvas.is_drawing, self)
        self.proposals = DetectionControls(
            self.detection, self.canvas, self.panel.findings, self.status, settings
        )
        self.layers = LayerControls(
            self, self.canvas, self.panel.layers, self.dialogs, self.files.work
        )
        self.masks = MaskFiles(self, self.dialogs, self.files)
        self.finish = FinishControls(
            self.canvas, self.panel, self.actions_by_id, self.repairs.runner, settings
        )
        self.regions = RegionControls(self.canvas, self.panel, self.repairs)
        tried = self.regions.comparing
        self.work = WorkDisplay(
            self.repairs, self.detection, self.finish, tried, self.files.work, self.status
        )
        LongWork(self, self.work, settings)
        self.choice = GeneratorChoice(self.repairs, self.panel, self.status, settings)
        self.help = HelpActions(self, self.dialogs, self.files.work)
        self.strength = StrengthDrag(self._redraw)
        self.appearance = Appearance(self, self.panel, self.actions_by_id, settings)
        self.applied = AppliedSettings(
            settings, self.actions_by_id, self.appearance, self.choice, self.files.sessions
        )
        self.welcome = Welcome(self.canvas, settings, self.actions_by_id)
        self.scans = OpenScans(self.files, self.canvas, self.welcome, self.actions_by_id, settings)
        others = (self.canvas.work, self.finish, self.regions)
        self.behind = Background(self.files, self.repairs, self.detection, others)
        for marking in (self.layers, self.masks, self.canvas.work):
            marking.behind.connect(self.behind.marked)

    @property
    def document(self) -> Document | None:
        return self.files.document

    def open(self, path: Path) -> None:
        self.files.open(path)

    def take(self, given: Sequence[Path]) -> None:
        """Scans are opened, each in a tab; a folder, or a great many, are for the batch."""
        if len(given) > MOST_TABS or any(path.is_dir() for path in given):
            self.batches.show(given)
        else:
            self.files.open_all(given)

    def tell(self, error: BaseException) -> None:
        """Show an error as a sentence; the log gets all of it."""
        log_failure(error)
        self.dialogs.tell_error(self, *describe_failure(error))

    # Put together

    def _lay_out(self) -> None:
        self.addActions(list(self.actions_by_id.values()))
        self.recent_menu = RecentMenu(self.settings, self.open, self)
        build_menus(self.menuBar(), self.actions_by_id, self.recent_menu)
        self.addToolBar(build_tool_bar(self.actions_by_id, self))
        palette = build_palette(self.actions_by_id, self)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, palette)
        self.setStatusBar(self.status)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.scans, 1)
        row.addWidget(self.panel)
        self.setCentralWidget(middle)
        DropTarget(self, self.take)
        self.setMinimumSize(820, 570)

    def _restore(self) -> None:
        settings, actions = self.settings, self.actions_by_id
        restore_placement(self, settings.geometry)
        self.controls.set_actions(actions)
        self.proposals.set_actions(actions)
        self.layers.set_actions(actions)
        self.regions.set_actions(actions)

    def _connect(self) -> None:
        connect_actions(self.actions_by_id, self._handlers())
        canvas, files, repairs, panel = self.canvas, self.files, self.repairs, self.panel
        canvas.open_requested.connect(files.ask_and_open)
        self.controls.tightening.stroke_ended.connect(self._stroke_ended)
        canvas.replaced.connect(self._marks_replaced)
        canvas.work.failed.connect(self.tell)
        files.changed.connect(self._show_document)
        for changed in (canvas.stroke_finished, files.saved, files.saving.saved):
            changed.connect(self._update)
        self.batches.connect_editor(files)
        self.workshop.models_changed.connect(repairs.look_for_models)
        self.batches.failed.connect(self.tell)
        repairs.redraw.connect(self._redraw)
        repairs.repaired.connect(self._repaired)
        self.detection.added.connect(self._mask_changed)
        for marking in (self.layers, self.masks):
            marking.changed.connect(self._mask_changed)
        self.behind.changed.connect(self._update)
        self.finish.changed.connect(self._redraw)
        self.regions.changed.connect(self._redraw)
        self.regions.replaced.connect(self._marks_replaced)
        self.regions.went.connect(self._go_back)
        self.regions.page_asked.connect(lambda: self.actions_by_id["panel"].setChecked(True))
        repairs.busy_changed.connect(self.finish.view.pause)
        self.detection.changed.connect(self._update)
        self.work.changed.connect(self._update)
        self.work.awaiting.connect(self._await)
        self.welcome.open_asked.connect(self.open)
        for worker in (files.work, repairs, self.detection, self.finish):
            worker.failed.connect(self.tell)
        for part in (self.layers, self.regions):
            part.failed.connect(self.tell)
        talkers = (files, files.saving, repairs, self.layers, self.masks, self.finish)
        for talker in (*talkers, self.regions, self.batches, self.behind):
            talker.said.connect(self.status.say)
        panel.strength_drag_started.connect(self.strength.start)
        panel.strength_drag_ended.connect(self.strength.end)
        panel.strength_changed.connect(self._set_strength)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        files = self.files
        parts: dict[str, Callable[..., object]] = {}
        for part in (
            self.controls,
            self.scans,
            self.layers,
            self.masks,
            self.proposals,
            self.finish,
            self.regions,
            self.appearance,
            self.batches,
            self.workshop,
            self.help,
            self.welcome,
        ):
            parts |= part.handlers()
        return parts | {
            "open": files.ask_and_open,
            "recover": files.show_recovery,
            "save": files.saving.save,
            "save_as": files.saving.save_as,
            "export": files.export,
            "quit": self.close,
            "undo": lambda: self._go_back(Document.undo),
            "redo": lambda: self._go_back(Document.redo),
            "preferences": self._show_preferences,
            "repair": self.repairs.request,
            "cancel": self._escape,
            "on_release": self._set_on_release,
        }

    # What happens when

    def _show_document(self, document: Document | None) -> None:
        chooses = self.scans.has_focus
        self.controls.let_go()
        self.welcome.show_canvas(document is not None)
        self.canvas.set_document(document)
        if document is not None:
            self.controls.suit_scan()
            self.scans.look_as_before()
        self.detection.set_document(document)
        self.finish.set_document(document)
        self.repairs.set_document(document)
        self.status.set_zoom(None if document is None else self.canvas.zoom)
        self.choice.set_open(document is not None)
        for spec in ACTIONS:
            if spec.needs_scan:
                self.actions_by_id[spec.id].setEnabled(document is not None)
        self._update()
        if document is not None and not chooses:
            self.canvas.setFocus()

    def _await(self, doing: str) -> None:
        """The picture says what it waits for; without one it is only the first scan."""
        self.canvas.awaited = doing
        self.welcome.show_canvas(bool(doing) or self.document is not None)

    def _stroke_ended(self) -> None:
        """Repair what was painted; begin again where the eraser took marks from under a repair."""
        self._update()
        document = self.document
        if document is None:
            return
        if document.history.undo_text == tr("Erase") or document.layers.active.protects:
            self.repairs.restart()
        elif self.settings.repair_on_release and document.layers.is_marked():
            self.repairs.request()

    def _marks_replaced(self, box: Box) -> None:
        """Something a running repair has read is otherwise now: it begins again."""
        self.repairs.restart()
        self._redraw(box)

    def _mask_changed(self, box: Box) -> None:
        self.repairs.interrupt()
        self._redraw(box)

    def _redraw(self, box: Box) -> None:
        if box:
            self.canvas.document_changed(box)
        self._update()

    def _go_back(self, step: Callable[[Document], Box]) -> None:
        """Undo or redo; what a running repair would bring belongs to a past that is no more."""
        if not self.canvas.step_back() and self.document is not None:
            self.repairs.interrupt()
            self._redraw(step(self.document))

    def _repaired(self, patches: int) -> None:
        self._update()
        if patches:
            self.settings.has_repaired = True
            key = key_of(self.actions_by_id["original"])
            self.status.say(tr("Repaired. Hold {key} to compare with the original.", key=key))
        else:
            self.status.say(tr("Nothing needed repair where you marked."))

    def _update(self, *_: object) -> None:
        """Texts and states that follow from the document."""
        document, actions = self.document, self.actions_by_id
        history = document.history if document else None
        for name, said, text in (
            ("undo", tr("&Undo {step}"), history.undo_text if history else None),
            ("redo", tr("&Redo {step}"), history.redo_text if history else None),
        ):
            actions[name].setEnabled(text is not None)
            actions[name].setText(said.format(step=in_words(text or "")).strip())
            actions[name].setIconText(tr(find_action(name).short))
        is_marked = document is not None and document.layers.is_marked()
        for name in ("repair", "clear_mask", "export_mask"):
            actions[name].setEnabled(is_marked)
        self.setWindowTitle(f"{self.files.name}[*] - Heirloom" if document else "Heirloom")
        self.setWindowModified(history is not None and history.is_modified)
        self.scans.refresh()
        self.layers.refresh(document)
        self.regions.refresh(document)
        self.finish.refresh(document)
        last = self.repairs.last_repair()
        self.panel.set_strength(last[0].strength if last else None)
        self.files.saving.autosave.note()
        if history is not None and (note := history.take_note()):
            self.status.say(in_words(note))
        hint = hint_for(
            is_open=document is not None,
            is_proposed=self.detection.proposal is not None,
            is_repairing=self.repairs.is_busy_in_front,
            is_marked=is_marked,
            on_release=self.settings.repair_on_release,
        )
        self.panel.hint.setText(hint)
        is_first = history is not None and not self.settings.has_repaired
        self.canvas.hint = hint if is_first and history.undo_text is None else ""

    def _set_strength(self, strength: float) -> None:
        last = self.repairs.last_repair()
        if last and self.document is not None:
            self.strength.set(self.document, last, strength)

    def _set_on_release(self, wanted: bool) -> None:
        self.settings.repair_on_release = wanted
        self._update()

    def _escape(self) -> None:
        """The nearest thing first: stroke, proposal, work, full screen. Marks always stay."""
        if not (self.canvas.cancel_stroke() or self.proposals.escape() or self.work.cancel()):
            self.actions_by_id["full_screen"].setChecked(False)

    def _show_preferences(self) -> None:
        self.dialogs.show_preferences(self, self.settings, self.applied.apply)

    # Qt's own names

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.controls.released(event)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.controls.let_go()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self.batches.may_end(self.close) and self.workshop.may_end(self.close)):
            event.ignore()
            return
        if not self._may_close and self.files.is_modified:
            event.ignore()
            self.files.leave(self.files.sessions, self._close_now)
            return
        self.settings.geometry = self.saveGeometry()
        self.hide()  # the threads may need a moment to end; nobody should look at that
        self.batches.close()
        self.workshop.close()
        self.detection.close()
        self.regions.close()
        self.finish.close()
        self.repairs.close()
        self.files.end()
        self.canvas.set_document(None)
        event.accept()

    def _close_now(self) -> None:
        self._may_close = True
        self.close()
