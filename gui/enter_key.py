"""Enter where a widget needs it: elsewhere in the window it starts the repair."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def keeps_enter(event: QEvent) -> bool:
    """For a widget's `event`: True where Enter would become a shortcut, which is now prevented."""
    wanted = (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    )
    if wanted:
        event.accept()
    return wanted
