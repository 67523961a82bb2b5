"""A batch while it runs: its process, and the computer kept awake."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.awake import Awake
from gui.batch.items import Row
from gui.batch.process import BatchProcess


class Running(QObject):
    """At most one batch. Signals are those of the process, in the words of the window."""

    started = Signal()
    numbered = Signal(int)
    progressed = Signal(float, str)
    row_ended = Signal(object)  # Row
    paused_changed = Signal(bool)
    ended = Signal(str, str)  # "done", "stopped" or "failed", and a sentence
    said = Signal(str)

    def __init__(self, window: QWidget, awake: Awake | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._awake = awake or Awake(self)
        self._awake.failed.connect(self.said)
        self.process = BatchProcess(self)
        self.process.numbered.connect(self.numbered)
        self.process.progressed.connect(self.progressed)
        self.process.item_ended.connect(self._item_ended)
        self.process.ended.connect(self._ended)

    @property
    def is_running(self) -> bool:
        return self.process.is_running

    def start(self, words: Sequence[str], folder: Path | None = None) -> None:
        self.process.start(words, str(folder) if folder else "")
        self._awake.hold()
        self.started.emit()

    def resume(self, words: Sequence[str], folder: Path) -> None:
        """`words` as they were typed, by the window or by hand; the first one is `batch`."""
        added = ("--json", "--listen")
        self.start([word for word in words[1:] if word not in added], folder)

    def set_paused(self, paused: bool) -> None:
        self.process.set_paused(paused)
        if paused:
            self._awake.release()
        else:
            self._awake.hold()
        self.paused_changed.emit(paused)

    def stop(self) -> None:
        self.process.stop()

    def close(self) -> None:
        self.process.close()
        self._awake.release()

    def _item_ended(self, told: dict[str, object]) -> None:
        confidence = told["confidence"]
        row = Row(
            Path(str(told["source"])),
            Path(str(told["target"])),
            str(told["state"]),
            str(told["message"]),
            float(confidence) if isinstance(confidence, int | float) else None,
        )
        self.row_ended.emit(row)

    def _ended(self, how: str, sentence: str) -> None:
        self._awake.release()
        self.ended.emit(how, sentence)
