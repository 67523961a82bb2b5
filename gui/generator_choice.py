"""What repairs are made with: chosen in the panel, remembered, told in the status bar."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from gui.generator import GeneratorState, RepairChoice
from gui.language import tr
from gui.repair_controller import RepairController
from gui.settings import Settings
from gui.side_panel import SidePanel
from gui.status_bar import StatusBar


class GeneratorChoice(QObject):
    """Keeps the panel, the settings and the repairs at one choice."""

    def __init__(
        self, repairs: RepairController, panel: SidePanel, status: StatusBar, settings: Settings
    ) -> None:
        super().__init__(panel)
        self._repairs, self._panel = repairs, panel
        self._status, self._settings = status, settings
        self._is_open = False
        self.restore()
        repairs.prepared.connect(self._show)
        panel.choice_changed.connect(self._choose)

    def restore(self) -> None:
        """What the settings say now."""
        settings = self._settings
        told = RepairChoice(
            settings.method, settings.model, settings.device, thorough=settings.thorough
        )
        self._panel.set_choice(told)
        self._say_preparing()
        self._repairs.choice = replace(self._panel.choice, threads=settings.threads)

    def set_open(self, is_open: bool) -> None:
        """Whether there is a scan: the generator is prepared for it, and only then."""
        if is_open != self._is_open:
            self._is_open = is_open
            self._say_preparing()

    def _choose(self, choice: RepairChoice) -> None:
        self._settings.method = choice.method
        self._settings.model = choice.model
        self._settings.device = choice.device
        self._settings.thorough = choice.thorough
        self._say_preparing()
        self._repairs.choice = replace(choice, threads=self._settings.threads)

    def _say_preparing(self) -> None:
        status = tr("Preparing the generator") if self._is_open else ""
        self._status.set_device(GeneratorState((), status))

    def _show(self, state: GeneratorState) -> None:
        self._status.set_device(state)
        self._panel.set_state(state)
