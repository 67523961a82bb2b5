"""Python's cyclic garbage is collected on the window's thread, and nowhere else.

Python collects on whichever thread happens to allocate next. Where that is one that repairs or
decodes, a closed dialog in a cycle would be destroyed there, and Qt's widgets must only be
destroyed on their own thread: the program would end without a word.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500


class Garbage(QObject):
    """Takes over from Python until `leave_to_python`; a timer does what Python does by itself.

    What is there at the start stays for good: it is not looked through again, so that a whole
    collection is short.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def leave_to_python(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _look(self) -> None:
        """Collect the oldest generation whose turn it is; each collects the younger ones too."""
        due = [i for i, n in enumerate(gc.get_count()) if n > gc.get_threshold()[i]]
        if due:
            gc.collect(max(due))
