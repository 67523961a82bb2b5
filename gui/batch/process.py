"""The running batch: its command, followed and steered (engine/batch/following.py)."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from gui.command_process import CommandProcess
from gui.language import mark

log = logging.getLogger(__name__)


class BatchProcess(CommandProcess):
    """One batch at a time. Ended by force it loses nothing: the journal knows what is done."""

    numbered = Signal(int)  # the run has this number in the journal
    progressed = Signal(float, str)
    item_ended = Signal(dict)  # as engine/batch/following.py tells it

    stopped_text = mark("Stopped. What is done is done; the run can go on.")
    crashed_text = mark("The batch ended unexpectedly. What is done is done: let the run go on.")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_paused = False

    def start(self, words: Sequence[str], folder: str = "") -> None:
        """`words` after `batch`, without --json and --listen; `folder` to start in."""
        self.is_paused = False
        self.start_command(["batch", "--json", "--listen", *words], folder)

    def set_paused(self, paused: bool) -> None:
        if self.is_running:
            self.is_paused = paused
            self.tell(b"pause" if paused else b"continue")

    def hear(self, line: bytes) -> None:
        try:
            self._tell(json.loads(line))
        except (ValueError, KeyError, TypeError):
            log.warning("batch said: %r", line)

    def _tell(self, told: dict[str, object]) -> None:
        if told["event"] == "run":
            self.numbered.emit(told["run"])
        elif told["event"] == "progress":
            self.progressed.emit(told["fraction"], told["doing"])
        elif told["event"] == "item":
            self.item_ended.emit(told)
