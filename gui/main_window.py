"""The window: picture in the middle, tools above, panel at the right, facts below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QWidget

from engine import paths
from engine.document.document import Document
from engine.geometry import Box
from gui import theme
from gui.actions import ACTIONS, build_actions, connect_actions
from gui.appearance import Appearance
from gui.canvas.view import Canvas
from gui.canvas_controls import CanvasControls
from gui.detection import Detection, FindFunction
from gui.detection_controls import DetectionControls
from gui.dialogs import Dialogs
from gui.failure import describe_failure, log_failure
from gui.file_work import FileTask
from gui.generator import Generator, GeneratorState, RepairChoice
from gui.hints import hint_for
from gui.menus import RecentMenu, build_menus, build_tool_bar
from gui.placement import restore_placement
from gui.repair_controller import RepairController, RepairFunction, repair_with_engine
from gui.report import system_report
from gui.scan_flow import ScanFlow
from gui.settings import Settings
from gui.side_panel import SidePanel
from gui.status_bar import StatusBar
from gui.strength import StrengthDrag


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
        self.canvas.setAccessibleName("Picture")
        self.files = ScanFlow(self, settings, self.dialogs, self.canvas)
        self.repairs = RepairController(generator, repair, lambda: self.canvas.is_drawing, self)
        self.status = StatusBar()
        self.actions_by_id = build_actions(self)
        self.panel = SidePanel(
            *(self.actions_by_id[name] for name in ("find_damage", "repair", "on_release"))
        )
        self.controls = CanvasControls(self.canvas, self.panel, self.status, settings)
        self.detection = Detection(self.repairs.runner, find, lambda: self.canvas.is_drawing, self)
        self.proposals = DetectionControls(
            self.detection, self.canvas, self.panel.findings, self.status, settings
        )
        self.strength = StrengthDrag(self._redraw)
        self.appearance = Appearance(self, self.panel, self.actions_by_id, settings)
        self._may_close = False
        self._lay_out()
        self._restore()
        self._connect()
        self._show_document(None)

    @property
    def document(self) -> Document | None:
        return self.files.document

    def open(self, path: Path) -> None:
        self.files.open(path)

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
        self.setStatusBar(self.status)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.canvas, 1)
        row.addWidget(self.panel)
        self.setCentralWidget(middle)
        self.setAcceptDrops(True)
        self.setMinimumSize(820, 520)

    def _restore(self) -> None:
        settings, actions = self.settings, self.actions_by_id
        restore_placement(self, settings.geometry)
        actions["on_release"].setChecked(settings.repair_on_release)
        self.panel.set_choice(RepairChoice(settings.method, settings.model, settings.device))
        self.repairs.choice = self.panel.choice
        self.controls.set_actions(actions)
        self.proposals.set_actions(actions)

    def _connect(self) -> None:
        connect_actions(self.actions_by_id, self._handlers())
        canvas, files, repairs, panel = self.canvas, self.files, self.repairs, self.panel
        canvas.open_requested.connect(files.ask_and_open)
        canvas.stroke_finished.connect(self._stroke_finished)
        files.changed.connect(self._show_document)
        files.looked_at.connect(canvas.look_at)
        files.mask_changed.connect(self._mask_changed)
        files.saved.connect(self._update)
        files.saving.saved.connect(self._update)
        files.work.progressed.connect(self._show_file_work)
        repairs.redraw.connect(self._redraw)
        repairs.prepared.connect(self._show_generator)
        repairs.progressed.connect(self._show_progress)
        repairs.repaired.connect(self._repaired)
        self.detection.added.connect(self._mask_changed)
        self.detection.changed.connect(self._update)
        for worker in (files.work, repairs, self.detection):
            worker.busy_changed.connect(self._busy_changed)
            worker.failed.connect(self.tell)
        for talker in (files, files.saving, repairs):
            talker.said.connect(self.status.say)
        panel.choice_changed.connect(self._choose)
        panel.strength_drag_started.connect(self.strength.start)
        panel.strength_drag_ended.connect(self.strength.end)
        panel.strength_changed.connect(self._set_strength)
        self.status.cancel_asked.connect(self._cancel)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        files, dialogs = self.files, self.dialogs
        parts = self.controls.handlers() | self.proposals.handlers() | self.appearance.handlers()
        return parts | {
            "open": files.ask_and_open,
            "recover": files.show_recovery,
            "save": files.saving.save,
            "save_as": files.saving.save_as,
            "export": files.export,
            "import_mask": files.import_mask,
            "export_mask": files.export_mask,
            "close": files.close,
            "quit": self.close,
            "undo": lambda: self._go_back(Document.undo),
            "redo": lambda: self._go_back(Document.redo),
            "preferences": self._show_preferences,
            "clear_mask": files.clear_mask,
            "repair": self.repairs.request,
            "cancel": self._escape,
            "on_release": self._set_on_release,
            "shortcuts": lambda: dialogs.show_shortcuts(self),
            "report": self._show_report,
            "log": self._open_log_folder,
            "about": lambda: dialogs.show_about(self),
        }

    # What happens when

    def _show_document(self, document: Document | None) -> None:
        self.controls.let_go()
        self.canvas.set_document(document)
        if document is not None:
            self.controls.suit_scan()
        self.detection.set_document(document)
        self.repairs.set_document(document)
        self.status.set_zoom(None if document is None else self.canvas.zoom)
        if document is None:
            self.status.set_device(GeneratorState((), ""))
        else:
            self._say_preparing()
        for spec in ACTIONS:
            if spec.needs_scan:
                self.actions_by_id[spec.id].setEnabled(document is not None)
        self._update()
        self.canvas.setFocus()

    def _stroke_finished(self) -> None:
        """Repair what was painted; begin again where the eraser took marks from under a repair."""
        self._update()
        document = self.document
        if document is None:
            return
        if document.history.undo_text == "Erase":
            self.repairs.restart()
        elif self.settings.repair_on_release and not document.mask.is_empty():
            self.repairs.request()

    def _mask_changed(self, box: Box) -> None:
        self.repairs.interrupt()
        self._redraw(box)

    def _redraw(self, box: Box) -> None:
        if box:
            self.canvas.document_changed(box)
        self._update()

    def _go_back(self, step: Callable[[Document], Box]) -> None:
        """Undo or redo; what a running repair would bring belongs to a past that is no more."""
        if self.canvas.is_drawing:
            self.canvas.cancel_stroke()
        elif self.document is not None:
            self.repairs.interrupt()
            self._redraw(step(self.document))

    def _repaired(self, patches: int) -> None:
        self._update()
        if patches:
            self.settings.has_repaired = True
            self.status.say("Repaired. Hold \\ to compare with the original.")
        else:
            self.status.say("Nothing needed repair where you marked.")

    def _update(self, *_: object) -> None:
        """Texts and states that follow from the document."""
        document, actions = self.document, self.actions_by_id
        history = document.history if document else None
        for name, text in (
            ("undo", history.undo_text if history else None),
            ("redo", history.redo_text if history else None),
        ):
            actions[name].setEnabled(text is not None)
            actions[name].setText(f"&{name.capitalize()} {text or ''}".strip())
            actions[name].setIconText(name.capitalize())
        is_marked = document is not None and not document.mask.is_empty()
        for name in ("repair", "clear_mask", "export_mask"):
            actions[name].setEnabled(is_marked)
        self.setWindowTitle(f"{self.files.name}[*] - Heirloom" if document else "Heirloom")
        self.setWindowModified(history is not None and history.is_modified)
        last = self.repairs.last_repair()
        self.panel.set_strength(last[0].strength if last else None)
        self.files.saving.autosave.note()
        hint = hint_for(
            is_open=document is not None,
            is_proposed=self.detection.proposal is not None,
            is_repairing=self.repairs.is_busy,
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

    def _choose(self, choice: RepairChoice) -> None:
        self.settings.method = choice.method
        self.settings.model = choice.model
        self.settings.device = choice.device
        if self.document is not None:
            self._say_preparing()
        self.repairs.choice = choice

    def _say_preparing(self) -> None:
        self.status.set_device(GeneratorState((), "Preparing the generator"))

    def _show_generator(self, state: GeneratorState) -> None:
        self.status.set_device(state)
        self.panel.set_state(state)

    def _show_progress(self, fraction: float, doing: str) -> None:
        if self.repairs.is_busy:
            self.status.set_progress(fraction, doing)

    def _show_file_work(self, fraction: float, doing: str) -> None:
        self.status.set_progress(fraction, doing)
        if fraction < 0:  # the beginning of a task
            self.canvas.awaited = doing

    def _busy_changed(self, busy: bool) -> None:
        if busy and self.repairs.is_busy:
            self.status.set_progress(-1.0, "Repairing")
        elif busy and self.detection.is_busy:
            self.status.set_progress(-1.0, "Looking for damage")
        elif not any(p.is_busy for p in (self.repairs, self.detection, self.files.work)):
            self.status.set_idle()
            self.canvas.awaited = ""
        self._update()

    def _set_on_release(self, wanted: bool) -> None:
        self.settings.repair_on_release = wanted
        self._update()

    def _escape(self) -> None:
        """The nearest thing first: stroke, proposal, work, full screen. Marks always stay."""
        if not (self.canvas.cancel_stroke() or self.proposals.escape() or self._cancel()):
            self.actions_by_id["full_screen"].setChecked(False)

    def _cancel(self) -> bool:
        return self.repairs.cancel() or self.detection.cancel() or self.files.work.cancel()

    def _show_preferences(self) -> None:
        self.dialogs.show_preferences(self, self.settings, self.appearance.set_theme)

    def _show_report(self) -> None:
        self.files.work.add(
            FileTask(
                "Writing the report",
                lambda progress: system_report(),
                lambda text: self.dialogs.show_report(self, text),
            )
        )

    def _open_log_folder(self) -> None:
        folder = paths.log_file().parent
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    # Qt's own names

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        dropped = _dropped_files(event.mimeData())
        event.acceptProposedAction()
        if len(dropped) > 1:
            self.status.say(f"One scan is open at a time: this is the first of {len(dropped)}.")
        self.open(dropped[0])

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.controls.released(event)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.controls.let_go()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close and self.document and self.document.history.is_modified:
            event.ignore()
            self.files.leave(self._close_now)
            return
        self.settings.geometry = self.saveGeometry()
        self.hide()  # the threads may need a moment to end; nobody should look at that
        self.detection.close()
        self.repairs.close()
        self.files.work.close()
        self.files.saving.autosave.close()
        self.canvas.set_document(None)
        event.accept()

    def _close_now(self) -> None:
        self._may_close = True
        self.close()


def _dropped_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
