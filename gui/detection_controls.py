"""Keys, panel, picture and status bar follow the search for damage."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from gui.actions import find_action
from gui.canvas.view import Canvas
from gui.detection import Detection, Proposal
from gui.findings_panel import FindingsPanel
from gui.keys import KeyMap
from gui.language import tr
from gui.settings import Settings
from gui.status_bar import StatusBar

ENTER = ("Return", "Enter")


class DetectionControls(QObject):
    """While a proposal is shown, Enter adds it to the mask and Esc discards it."""

    def __init__(
        self,
        detection: Detection,
        canvas: Canvas,
        panel: FindingsPanel,
        status: StatusBar,
        settings: Settings,
    ) -> None:
        super().__init__(canvas)
        self._detection, self._canvas, self._panel = detection, canvas, panel
        self._status, self._settings, self._keys = status, settings, KeyMap(settings)
        self._actions: dict[str, QAction] = {}
        panel.settings_changed.connect(self._set_settings)
        panel.discarded.connect(detection.discard)
        detection.changed.connect(self._show)
        detection.progressed.connect(status.set_progress)
        detection.said.connect(status.say)

    def handlers(self) -> dict[str, Callable[..., object]]:
        detection = self._detection
        return {
            "find_damage": lambda: detection.start(self._settings.device),
            "add_findings": detection.accept,
        }

    def set_actions(self, actions: dict[str, QAction]) -> None:
        self._actions = actions
        self._panel.set_action(actions["add_findings"])
        self._show(None)

    def escape(self) -> bool:
        """Esc: the search under way, else the proposal; False when there is neither."""
        return self._detection.cancel() or self._detection.discard()

    def _set_settings(self, settings: object) -> None:
        self._detection.settings = settings

    def _show(self, proposal: Proposal | None) -> None:
        self._panel.set_proposal(proposal)
        self._canvas.set_proposal(proposal.shown if proposal else None)
        shown = proposal is not None
        self._actions["add_findings"].setEnabled(shown)
        enter = [QKeySequence(key) for key in ENTER]
        repair = self._keys.of(find_action("repair"))
        repair = [key for key in repair if not shown or key not in enter]
        self._actions["repair"].setShortcuts(repair)
        self._actions["add_findings"].setShortcuts(enter if shown else [])
        if shown:
            self._status.say(tr("Enter adds what is shown to the mask, Esc discards it."))
            self._canvas.setFocus()
