"""A training command in a process of its own: its progress, and all that it printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from engine import paths
from gui.command_process import CommandProcess
from gui.language import mark

SAVING_MS = 60_000  # a step of a large network takes long, and then the state is saved
SOON_MS = 200  # the other commands have nothing to save
PROGRESS = re.compile(r"^\s*(\d{1,3})%\s+(.+?)\s*$")


class TrainingProcess(CommandProcess):
    """One command at a time: train, finetune, export, gate or evaluate."""

    progressed = Signal(float, str)

    stopped_text = mark("Stopped, and saved. It goes on where it was.")
    crashed_text = mark("It ended unexpectedly. It goes on from its last checkpoint.")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.printed = ""

    def start(self, words: Sequence[str]) -> None:
        """In the folder of the program, to which recipes are relative."""
        self.printed = ""
        self.grace_ms = SAVING_MS if "--listen" in words else SOON_MS
        self.start_command(words, str(paths.bundle()))

    def hear(self, line: bytes) -> None:
        self.printed += line.decode(errors="replace") + "\n"

    def hear_aside(self, said: str) -> None:
        for line in re.split(r"[\r\n]+", said):
            if found := PROGRESS.match(line):
                self.progressed.emit(int(found[1]) / 100, found[2])
