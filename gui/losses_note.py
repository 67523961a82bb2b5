"""What an export loses, asked for with every change of its dialog and never waited for.

Nearly always the answer is there at once. XMP longer than a marker of a JPEG has to be taken apart
for it, which may take 2 s: that is done on a thread, once for each choice.
"""

from __future__ import annotations

import threading
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal

from engine.files.losses import losses, takes_long
from engine.files.options import SaveOptions
from engine.files.scan import Scan
from engine.geometry import Size

Asked = tuple[Size, str, SaveOptions]


class LossesNote(QObject):
    """Answers now, or says later by `known` that it can."""

    known = Signal()
    _found = Signal(object, object)  # thread -> GUI thread: Asked, the sentences

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: dict[Asked, list[str]] = {}
        self._is_busy = False
        self._found.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def of(self, scan: Scan, file_format: str, options: SaveOptions) -> list[str] | None:
        """As `losses`; None while it is being found out."""
        if not takes_long(scan):
            return losses(scan, file_format, options)
        asked = (scan.size, file_format, options)
        if asked not in self._answers and not self._is_busy:
            self._is_busy = True
            work = threading.Thread(target=self._find, args=(asked, scan), name="losses")
            work.daemon = True  # nobody waits for it when the dialog or the program is closed
            work.start()
        return self._answers.get(asked)

    def _find(self, asked: Asked, scan: Scan) -> None:
        told = losses(scan, *asked[1:])
        with suppress(RuntimeError):  # the dialog is gone meanwhile
            self._found.emit(asked, told)

    def _keep(self, asked: Asked, told: list[str]) -> None:
        self._is_busy = False
        self._answers[asked] = told
        self.known.emit()
